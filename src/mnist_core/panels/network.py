"""Panel 3: the network at work, some neurons of each layer and what runs between."""

from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.path import Path

from mnist_core.reading import Activity, Column, Edges
from mnist_core.panels.panel import CHANGING, Panel, View

NAMES = ("Input", "Hidden 1", "Hidden 2", "Output")
UNITS = ("pixels", "neurons", "neurons", "digits")
SHOWN = (15, 15, 12, 10)
SIZES = (784, 128, 64, 10)
RADIUS = 78.0  # area of a neuron's dot, points²
WEAK_WIDTH = 0.35  # points
STRONG_WIDTH = (0.7, 3.2)  # points, from the weakest strong one to the strongest
DASH = (5.5, 2.5)  # points, on and off, of negative weights, whatever the width


def positions(column: int) -> np.ndarray:
    """(n, 2) float64 in [0, 1]²: where a column's neurons stand, top to bottom.

    A column that shows a subset leaves room below for its ellipsis.
    """
    n = SHOWN[column]
    bottom = 0.075 if n < SIZES[column] else 0.0
    spread = 1.0 if column < 2 else (0.9 if column == 2 else 0.86)
    middle = (1 + bottom) / 2
    half = (1 - bottom) / 2 * spread
    return np.column_stack(
        [np.full(n, column / 3), np.linspace(middle + half, middle - half, n)]
    )


def segments(before: int) -> np.ndarray:
    """(n·m, 2, 2): the lines between two columns, in the order of ``Edges.ravel``."""
    start, end = positions(before), positions(before + 1)
    pairs = np.empty((len(start), len(end), 2, 2))
    pairs[:, :, 0], pairs[:, :, 1] = start[:, None], end[None, :]
    return pairs.reshape(-1, 2, 2)


@dataclass(frozen=True, eq=False)
class StrongLines:
    """The strong connections of all three gaps, ready to draw.

    Attributes:
        which: (s,) int64 of all the lines of the three gaps, in the order of
            :func:`segments`.
        widths: (s,) points.
        negative: (s,) bool.
    """

    which: np.ndarray
    widths: np.ndarray
    negative: np.ndarray

    @classmethod
    def of(cls, activity: Activity) -> "StrongLines":
        """Gather them; widths are relative to the strongest in the same gap."""
        strong = np.concatenate([edges.strong.ravel() for edges in activity.edges])
        negative = np.concatenate([edges.negative.ravel() for edges in activity.edges])
        widths = np.concatenate([_widths(edges) for edges in activity.edges])
        which = np.flatnonzero(strong)
        return cls(which, widths, negative[which])


def _widths(edges: Edges) -> np.ndarray:
    strength = edges.strength.ravel()[edges.strong.ravel()]
    thin, thick = STRONG_WIDTH
    return thin + (thick - thin) * strength / max(strength.max(initial=0), 1e-300)


class NetworkActivity(Panel):
    """Four columns of neurons: grey ones are active, wide lines carry much."""

    title = "Network activity"

    def draw_fixed(self) -> None:
        ax, theme = self.ax, self.theme
        ax.set(xlim=(-0.08, 1.11), ylim=(-0.03, 1.03))
        ax.set_axis_off()
        ax.set_title(self.title, loc="left", pad=46)
        self.shades = LinearSegmentedColormap.from_list(
            "activity", [theme.quiet, theme.loud]
        )
        ax.add_collection(
            LineCollection(
                np.concatenate([segments(gap) for gap in range(3)]),
                colors=theme.faint,
                linewidths=WEAK_WIDTH,
                zorder=1,
            )
        )
        # Every line there can be, made once; a frame only chooses among them.
        self.paths = np.array([Path(s) for gap in range(3) for s in segments(gap)])
        self.lines = {
            negative: PathCollection(
                [],
                facecolors="none",
                edgecolors=theme.negative if negative else theme.positive,
                linestyles=(0, DASH) if negative else "-",
                alpha=0.85,
                capstyle="butt",
                zorder=CHANGING,
                transform=ax.transData,
            )
            for negative in (False, True)
        }
        for lines in self.lines.values():
            ax.add_collection(lines, autolim=False)
        spots = np.concatenate([positions(column) for column in range(4)])
        self.neurons = ax.scatter(
            *spots.T,
            s=RADIUS,
            linewidths=0.9,
            edgecolors=theme.muted,
            zorder=CHANGING + 1,
        )
        self.ring = ax.scatter(
            [0], [0], s=RADIUS * 2.3, facecolors="none", edgecolors=theme.predicted,
            linewidths=2.2, zorder=CHANGING + 2,
        )  # fmt: skip
        for column, name in enumerate(NAMES):
            self._name_column(column, name)
        for k, (x, y) in enumerate(positions(3)):
            ax.text(x + 0.045, y, k, va="center", ha="left", fontsize=10)
        ax.plot([], [], color=theme.positive, lw=2, label="positive weight")
        ax.plot(
            *([], []), color=theme.negative, lw=2, ls=(0, (2.75, 1.25)),
            label="negative weight",
        )  # fmt: skip
        ax.legend(
            loc="upper center", bbox_to_anchor=(0.5, -0.005), ncols=2, handlelength=3
        )

    def _name_column(self, column: int, name: str) -> None:
        x, y = column / 3, 1.075
        size = f"{SIZES[column]} {UNITS[column]}"
        self.ax.text(x, y, name, ha="center", va="bottom", weight="bold")
        self.ax.text(x, y - 0.005, size, ha="center", va="top", color=self.theme.muted)
        if SHOWN[column] < SIZES[column]:
            dots = "\N{VERTICAL ELLIPSIS}"
            below = positions(column)[-1, 1]
            self.ax.text(
                x, below - 0.055, dots, ha="center", va="center", fontsize=14
            )  # fmt: skip

    def show(self, view: View) -> list[Artist]:
        activity = view.reading.activity
        self.neurons.set_facecolor(
            np.concatenate([self._fill(column) for column in activity.columns])
        )
        strong = StrongLines.of(activity)
        with mpl.rc_context({"lines.scale_dashes": False}):  # dashes in points
            for sign, lines in self.lines.items():
                chosen = strong.negative == sign
                lines.set_paths(self.paths[strong.which[chosen]])
                lines.set_linewidths(strong.widths[chosen] if chosen.any() else [1.0])
        self.ring.set_offsets(positions(3)[view.reading.prediction])
        return [*self.lines.values(), self.neurons, self.ring]

    def _fill(self, column: Column) -> np.ndarray:
        """(n, 4) colours: grey, darker with activation; white when not active."""
        colours = self.shades(column.levels)
        colours[~column.active] = to_rgba(self.theme.off)
        return colours
