"""What every panel has in common: it is given a view and shows it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from mnist_core.reading import Reading
from mnist_core.drawing import FONT, LABEL_SIZE, LIGHT, SMALL_SIZE, Theme, settings

HISTORY = 50  # confidences kept
CHANGING = 6  # zorder: what changes lies above all that is fixed


@dataclass(frozen=True)
class Reach:
    """How far the axes must reach for every digit of a set to fit.

    Attributes:
        activation: the largest activation in either hidden layer.
        weight: the largest |weight| into any output.
        count: the tallest bar of any output's histogram of weights.
    """

    activation: float
    weight: float
    count: int


@dataclass(frozen=True, eq=False)
class View:
    """What is on screen.

    Attributes:
        reading: of the digit shown.
        confusion: (10, 10) counts of the network on its test digits, rows true.
        confidences: of the last digits shown, oldest first, this one last.
        reach: of the axes, if it is known; else they grow where they must.
    """

    reading: Reading
    confusion: np.ndarray
    confidences: Sequence[float]
    reach: Reach | None = None


class Panel(ABC):
    """One of the seven pictures, on an Axes of its own.

    The fixed parts are drawn once, when it is made; :meth:`show` changes only what
    depends on the view.

    Args:
        ax: where to draw.
        theme: its colours.

    Attributes:
        redrawn: how often the fixed parts had to be drawn anew, because an axis grew
            or another network's counts came.
    """

    title: ClassVar[str]

    def __init__(self, ax: Axes, theme: Theme = LIGHT) -> None:
        self.ax = ax
        self.theme = theme
        self.redrawn = 0
        with mpl.rc_context(settings(theme)):
            self._dress()
            ax.set_title(self.title, loc="left", family=FONT)
            self.draw_fixed()

    def _dress(self) -> None:
        """Give an Axes that was made elsewhere the theme's colours and sizes."""
        ax, theme = self.ax, self.theme
        ax.set_facecolor(theme.background)
        ax.grid(visible=False)
        ax.spines[["top", "right"]].set_visible(False)
        ax.spines[["bottom", "left"]].set_color(theme.faint)
        ax.tick_params(
            length=0,
            colors=theme.muted,
            grid_color=theme.faint,
            labelsize=SMALL_SIZE,
            labelfontfamily=FONT,
        )
        for axis in (ax.xaxis, ax.yaxis):
            axis.label.set(color=theme.muted, size=LABEL_SIZE, family=FONT)

    @abstractmethod
    def draw_fixed(self) -> None:
        """Draw what stays the same, and make the artists that will change."""

    @abstractmethod
    def show(self, view: View) -> list[Artist]:
        """Change the artists in place to show ``view``; returns those changed.

        They are returned in the order in which they lie on each other, all above
        the fixed parts.
        """
