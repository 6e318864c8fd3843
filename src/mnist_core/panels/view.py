"""What every panel has in common: it is given a view and shows it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from mnist_core.reading import Reading
from mnist_core.style import LIGHT, Theme

HISTORY = 50  # confidences kept


@dataclass(frozen=True, eq=False)
class View:
    """What is on screen.

    Attributes:
        reading: of the digit shown.
        confusion: (10, 10) counts of the network on its test digits, rows true.
        confidences: of the last digits shown, oldest first, this one last.
    """

    reading: Reading
    confusion: np.ndarray
    confidences: Sequence[float]


class Panel(ABC):
    """One of the seven pictures, on an Axes of its own.

    The fixed parts are drawn once, when it is made; :meth:`show` changes only what
    depends on the view.

    Args:
        ax: where to draw.
        theme: its colours.
    """

    title: ClassVar[str]

    def __init__(self, ax: Axes, theme: Theme = LIGHT) -> None:
        self.ax = ax
        self.theme = theme
        ax.set_title(self.title, loc="left")
        self.draw_fixed()

    @abstractmethod
    def draw_fixed(self) -> None:
        """Draw what stays the same, and make the artists that will change."""

    @abstractmethod
    def show(self, view: View) -> list[Artist]:
        """Change the artists in place to show ``view``; returns those changed."""
