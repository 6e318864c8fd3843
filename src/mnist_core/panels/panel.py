"""What every panel has in common: it is given a view and shows it."""

from abc import ABC, abstractmethod
from typing import ClassVar

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from mnist_core.drawing import FONT, LABEL_SIZE, LIGHT, SMALL_SIZE, Theme, settings
from mnist_core.reading import View


class Panel(ABC):
    """One of the pictures, on an Axes of its own.

    A new one is one file with a subclass, and one row in
    :data:`mnist_core.panels.LAYOUT`. Its fixed parts are drawn once, for the first
    view it is shown; after that only what depends on the view changes.

    Args:
        ax: where to draw.
        theme: its colours.

    Attributes:
        redrawn: how often the fixed parts had to be drawn, because they were not there
            yet, an axis grew, or another network's numbers came.
    """

    title: ClassVar[str]

    def __init__(self, ax: Axes, theme: Theme = LIGHT) -> None:
        self.ax = ax
        self.theme = theme
        self.redrawn = 0
        self._fixed_for: View | None = None

    def show(self, view: View) -> list[Artist]:
        """Change the artists in place to show ``view``; returns those changed.

        They are returned in the order in which they lie on each other, all above
        the fixed parts. Nothing is brought on the canvas yet.
        """
        if self._fixed_for is None or not self.has_same_fixed(self._fixed_for, view):
            with mpl.rc_context(settings(self.theme)):
                self.ax.clear()
                self._dress()
                self.draw_fixed(view)
            self._fixed_for = view
            self.redrawn += 1
        return self.change(view)

    def _dress(self) -> None:
        """Give an Axes that was made elsewhere the theme's colours and sizes."""
        ax, theme = self.ax, self.theme
        ax.set_title(self.title, loc="left", family=FONT)
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

    @staticmethod
    def has_same_fixed(one: View, other: View) -> bool:
        """Whether the fixed parts look the same for both views; mostly they do."""
        return True

    @abstractmethod
    def draw_fixed(self, view: View) -> None:
        """Draw what stays the same, and make the artists that will change."""

    @abstractmethod
    def change(self, view: View) -> list[Artist]:
        """Change the artists; returns them, lowest first."""

    @staticmethod
    @abstractmethod
    def words(view: View) -> str:
        """What the panel shows of a view, for those who cannot see it."""
