"""Views one after the other, for a window or a film."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from mnist_core.reading.gallery import Gallery
from mnist_core.reading.reading import Reading
from mnist_core.reading.view import View


class Slides(Protocol):
    """What can be stepped through: a :class:`~mnist_core.reading.Gallery`, say."""

    def __len__(self) -> int: ...

    def view(self, index: int) -> View:
        """What is on screen at ``index``."""
        ...

    def next_mistake(self, index: int) -> int | None:
        """Where the next mistake is, if there is one."""
        ...


class Mistakes:
    """Slides: only what the network of a gallery got wrong.

    Args:
        gallery: with at least one mistake.
        positions: (n,) of the mistakes in it.
    """

    def __init__(self, gallery: Gallery, positions: np.ndarray) -> None:
        self.gallery, self.positions = gallery, positions

    def __len__(self) -> int:
        return len(self.positions)

    def view(self, index: int) -> View:
        """The mistake number ``index``."""
        return self.gallery.view(int(self.positions[index]))

    def next_mistake(self, index: int) -> int:
        """The next slide: they all are mistakes."""
        return (index + 1) % len(self)


class OwnReadings:
    """Slides: digits of the reader's own, which nobody said what they are.

    Args:
        readings: of the digits.
        confusion: (10, 10) counts of the network for panel 4; zeros if unknown.
    """

    def __init__(self, readings: Sequence[Reading], confusion: np.ndarray) -> None:
        self.readings, self.confusion = readings, confusion

    def __len__(self) -> int:
        return len(self.readings)

    def view(self, index: int) -> View:
        """Digit number ``index``, with the confidences up to it."""
        shown = [seen.confidence for seen in self.readings[: index + 1]]
        return View(self.readings[index], self.confusion, shown)

    def next_mistake(self, _index: int) -> None:
        """None: nobody knows."""
