"""Panel 4: which digits the network takes for which."""

from functools import cache

import numpy as np
import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from matplotlib.patches import Rectangle

from mnist_core.drawing import CHANGING, SMALL_SIZE, WHITE
from mnist_core.metrics import accuracy, most_confused
from mnist_core.panels.panel import Panel
from mnist_core.reading import View, a
from mnist_core.shapes import K

DARK = 0.55  # share of a row: from there on, a cell is too dark for dark letters


def shares(confusion: np.ndarray) -> np.ndarray:
    """(10, 10) float64: each row divided by its sum; an empty row stays zero."""
    return confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)


def tints(confusion: np.ndarray) -> np.ndarray:
    """(10, 10) float64: the tint of each cell, on a scale of its kind.

    Right answers from 1 to 2, by their share of the row; errors from 0 to 1, the
    largest share being 1, so that a cell of 1% can be seen.
    """
    part = shares(confusion)
    diagonal = np.eye(K, dtype=bool)
    worst = max(part[~diagonal].max(), 1e-9)
    return np.where(diagonal, 1 + part, np.minimum(part / worst, 1 - 1e-9))


@cache
def two_scales(paper: str, low: str, high: str) -> ListedColormap:
    """From paper to one colour below 1, and to another above, as one from 0 to 2."""
    steps = np.linspace(0, 1, 256)
    maps = [
        LinearSegmentedColormap.from_list("", [paper, full]) for full in (low, high)
    ]
    return ListedColormap(np.concatenate([shades(steps) for shades in maps]))


class ConfusionMatrix(Panel):
    """Rows true, columns predicted: blues where right, a scale of its own for errors.

    The counts are the network's, not the digit's: they are among the fixed parts.
    """

    title = "Confusion matrix"

    @staticmethod
    def has_same_fixed(one: View, other: View) -> bool:
        return one.confusion is other.confusion

    def draw_fixed(self, view: View) -> None:
        ax, theme, counts = self.ax, self.theme, view.confusion
        self.cell = Rectangle((0, 0), 1, 1, fill=False, lw=2.4, zorder=CHANGING)
        self.cell.set_edgecolor(theme.predicted)
        ax.add_patch(self.cell)  # at once: seaborn draws, and the cell with it
        text = np.where(counts > 0, counts.astype(int).astype(str), "")
        alone = len(ax.figure.axes) == 1 and ax.figure.get_figwidth() > 3.5  # inches
        sns.heatmap(
            tints(counts),
            mask=counts == 0,
            cmap=two_scales(theme.background, theme.errors, theme.diagonal),
            vmin=0,
            vmax=2,
            annot=text,
            fmt="",
            annot_kws={"fontsize": SMALL_SIZE if alone else SMALL_SIZE - 2},
            cbar=False,
            square=True,
            linewidths=0.5,
            linecolor=theme.faint,
            ax=ax,
        )
        dark = tints(counts)[counts > 0] > 1 + DARK
        for number, on_dark in zip(ax.texts, dark, strict=True):
            number.set_color(WHITE if on_dark else theme.ink)
        known = f": {accuracy(counts):.2%}" if counts.any() else ", not measured"
        ax.set_title(f"{self.title}{known}", loc="left")
        when = " (as recorded in training)" if view.recorded else ""
        ax.set(xlabel=f"predicted{when}", ylabel="true")
        ax.tick_params(rotation=0)

    def change(self, view: View) -> list[Artist]:
        seen = view.reading
        self.cell.set_visible(seen.label is not None)
        self.cell.set_xy((seen.prediction, seen.label or 0))
        return [self.cell]

    @staticmethod
    def words(view: View) -> str:
        counts, seen = view.confusion, view.reading
        if not counts.any():
            return "Ten by ten empty cells: nothing was measured."
        words = f"Rows true, columns predicted. Accuracy {accuracy(counts):.2%}."
        if view.recorded:
            words += " The counts were recorded on digits it had not learned from."
        for true, predicted, count in most_confused(counts, 1):
            words += (
                f" Commonest mistake: {a(true)} taken for {a(predicted)}, {count:,}x."
            )
        if seen.label is not None:
            here = seen.label, seen.prediction
            words += f" Outlined: row {here[0]}, column {here[1]}, {counts[here]:,}x."
        return words
