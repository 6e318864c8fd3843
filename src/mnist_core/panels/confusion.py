"""Panel 4: which digits the network takes for which."""

from functools import cache

import matplotlib as mpl
import numpy as np
import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle

from mnist_core.data import K
from mnist_core.metrics import accuracy
from mnist_core.panels.panel import CHANGING, Panel, View
from mnist_core.drawing import SMALL_SIZE, settings


def shares(confusion: np.ndarray) -> np.ndarray:
    """(10, 10) float64: each row divided by its sum; an empty row stays zero."""
    return confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)


def levels(confusion: np.ndarray) -> np.ndarray:
    """(10, 10) float64: where each cell stands on a scale of its kind.

    Right answers from 1 to 2, by their share of the row; errors from 0 to 1, the
    largest share being 1, so that a cell of 1% can be seen.
    """
    part = shares(confusion)
    diagonal = np.eye(K, dtype=bool)
    worst = max(part[~diagonal].max(), 1e-9)
    return np.where(diagonal, 1 + part, np.minimum(part / worst, 1 - 1e-9))


@cache
def two_scales(low: str, high: str) -> ListedColormap:
    """One colour map below 1 and another above, as one from 0 to 2."""
    steps = np.linspace(0, 1, 256)
    return ListedColormap(
        np.concatenate([mpl.colormaps[low](steps), mpl.colormaps[high](steps)])
    )


class ConfusionMatrix(Panel):
    """Rows true, columns predicted: blues where right, a scale of its own for errors.

    The counts are the network's, not the digit's: they are drawn when the first
    view arrives, and again only if another network's arrive.
    """

    title = "Confusion matrix"

    def draw_fixed(self) -> None:
        self.drawn: np.ndarray | None = None
        self.cell = Rectangle((0, 0), 1, 1, fill=False, lw=2.4, zorder=CHANGING)
        self.cell.set_edgecolor(self.theme.predicted)

    def show(self, view: View) -> list[Artist]:
        if self.drawn is not view.confusion:
            with mpl.rc_context(settings(self.theme)):
                self._draw_counts(view.confusion)
            self.redrawn += 1
        seen = view.reading
        self.cell.set_visible(seen.label is not None)
        self.cell.set_xy((seen.prediction, seen.label or 0))
        return [self.cell]

    def _draw_counts(self, confusion: np.ndarray) -> None:
        ax, theme = self.ax, self.theme
        ax.clear()
        ax.add_patch(self.cell)  # at once: seaborn draws, and the cell with it
        text = np.where(confusion > 0, confusion.astype(int).astype(str), "")
        sns.heatmap(
            levels(confusion),
            mask=confusion == 0,
            cmap=two_scales(theme.wrong, theme.right),
            vmin=0,
            vmax=2,
            annot=text,
            fmt="",
            annot_kws={"fontsize": SMALL_SIZE - 2},
            cbar=False,
            square=True,
            linewidths=0.5,
            linecolor=theme.faint,
            ax=ax,
        )
        known = f": {accuracy(confusion):.2%}" if confusion.any() else ", not measured"
        ax.set_title(f"{self.title}{known}", loc="left")
        ax.set(xlabel="predicted", ylabel="true")
        ax.tick_params(rotation=0)
        self.drawn = confusion
