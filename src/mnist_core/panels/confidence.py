"""Panel 7: how sure the network was of the last fifty digits."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist

from mnist_core.drawing import CHANGING, SMALL_SIZE
from mnist_core.panels.panel import Panel
from mnist_core.reading import HISTORY, View

MARKS = ((0.9, "sure", "90%"), (0.5, "unsure", "50%"))


def line(confidences: Sequence[float]) -> np.ndarray:
    """(n, 2): the last 50 as points, the newest at x = 0, older ones to the left."""
    recent = np.asarray(confidences, dtype=np.float64)[-HISTORY:]
    return np.column_stack([np.arange(1 - len(recent), 1), recent])


class Confidence(Panel):
    """A line from 0 to 1 over the last predictions, with marks at 0.9 and 0.5."""

    title = "Confidence"

    def draw_fixed(self, view: View) -> None:
        ax, theme = self.ax, self.theme
        for height, colour, name in MARKS:
            colour = getattr(theme, colour)
            ax.axhline(height, color=colour, ls="--", lw=1.2, zorder=1)
            ax.annotate(
                name, (1, height), xytext=(3, 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", va="center", color=colour,
                fontsize=SMALL_SIZE,
            )  # fmt: skip
        (self.curve,) = ax.plot(
            [], [], color=theme.confidence, lw=1.6, zorder=CHANGING + 1
        )
        self.fill = ax.fill_between(
            [0.0], [0.0], color=theme.confidence, alpha=0.18, lw=0, zorder=CHANGING
        )
        (self.now,) = ax.plot(
            [], [], "o", color=theme.confidence, ms=5, zorder=CHANGING + 2
        )
        ax.set(xlim=(1 - HISTORY, 0.6), ylim=(0, 1.04), xlabel="digits ago")
        ax.set_xticks([-40, -30, -20, -10, 0], ["40", "30", "20", "10", "now"])
        ax.set_yticks([0, 0.5, 1])

    def change(self, view: View) -> list[Artist]:
        points = line(view.confidences)
        self.curve.set_data(*points.T)
        self.fill.set_data(points[:, 0], points[:, 1], 0)
        self.now.set_data(*points[-1:].T)
        return [self.fill, self.curve, self.now]

    @staticmethod
    def words(view: View) -> str:
        shown = np.asarray(view.confidences)[-HISTORY:]
        above, below = (shown > 0.9).sum(), (shown < 0.5).sum()
        sure = f"{above} above 90%, {below} below 50%, the latest at {shown[-1]:.1%}"
        return f"Confidences of the latest digits, {len(shown)} in all: {sure}."
