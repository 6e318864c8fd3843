"""Panel 3: the network at work, some neurons of each layer and what runs between.

Of a network that is not dense, its feature maps instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.path import Path

from mnist_core.drawing import CHANGING
from mnist_core.panels.feature_maps import MapColumns, shape_of, words_of
from mnist_core.panels.panel import Panel
from mnist_core.reading import Activity, Column, Edges, FeatureMaps, View, title_of

RADIUS = 78.0  # area of a neuron's dot, points²
WEAK_WIDTH = 0.35  # points
STRONG_WIDTH = (0.7, 3.2)  # points, from the weakest strong one to the strongest
COUNT = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}
DASH = (5.5, 2.5)  # points, on and off, of negative weights, whatever the width


def positions(columns: Sequence[Column], k: int) -> np.ndarray:
    """(n, 2) float64 in [0, 1]²: where the neurons of column k stand, top to bottom.

    A column that shows a subset leaves room below for its ellipsis; one with fewer
    neurons than the longest is less tall.
    """
    n = len(columns[k].shown)
    bottom = 0.075 if n < columns[k].size else 0.0
    longest = max(len(column.shown) for column in columns)
    spread = 1.0 if n == longest else 0.66 + 0.02 * n
    middle = (1 + bottom) / 2
    half = (1 - bottom) / 2 * spread
    x = k / (len(columns) - 1)
    return np.column_stack(
        [np.full(n, x), np.linspace(middle + half, middle - half, n)]
    )


def segments(columns: Sequence[Column]) -> np.ndarray:
    """(lines, 2, 2): all lines between neighbours, in the order of the edges."""
    gaps = []
    places = [positions(columns, k) for k in range(len(columns))]
    for start, end in pairwise(places):
        pairs = np.empty((len(start), len(end), 2, 2))
        pairs[:, :, 0], pairs[:, :, 1] = start[:, None], end[None, :]
        gaps.append(pairs.reshape(-1, 2, 2))
    return np.concatenate(gaps)


@dataclass(frozen=True, eq=False)
class StrongLines:
    """The strong connections of all gaps, ready to draw.

    Attributes:
        which: (s,) int64 of all the lines, in the order of :func:`segments`.
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
    """A column of neurons a layer: grey ones are active, wide lines carry much."""

    title = "Network activity"

    def draw_fixed(self, view: View) -> None:
        activity = view.reading.activity
        self.maps = None
        if isinstance(activity, FeatureMaps):
            self.ax.set_title(self.title, loc="left", pad=46)
            self.maps = MapColumns(self.ax, self.theme, activity)
            return
        ax, theme, columns = self.ax, self.theme, activity.columns
        ax.set(xlim=(-0.08, 1.11), ylim=(-0.03, 1.03))
        ax.set_axis_off()
        ax.set_title(self.title, loc="left", pad=46)
        self.shades = LinearSegmentedColormap.from_list(
            "activity", [theme.quiet, theme.loud]
        )
        ax.add_collection(
            LineCollection(
                segments(columns),
                colors=theme.faint,
                linewidths=WEAK_WIDTH,
                zorder=1,
            )
        )
        # Every line there can be, made once; a frame only chooses among them.
        self.paths = np.array([Path(line) for line in segments(columns)])
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
        places = [positions(columns, k) for k in range(len(columns))]
        self.neurons = ax.scatter(
            *np.concatenate(places).T,
            s=RADIUS,
            linewidths=0.9,
            edgecolors=theme.muted,
            zorder=CHANGING + 1,
        )
        self.ring = ax.scatter(
            [0], [0], s=RADIUS * 2.3, facecolors="none", edgecolors=theme.predicted,
            linewidths=2.2, zorder=CHANGING + 2,
        )  # fmt: skip
        for column, neurons in zip(columns, places, strict=True):
            self._name_column(column, neurons)
        self.outputs = places[-1]
        for k, (x, y) in enumerate(self.outputs):
            ax.text(x + 0.045, y, k, va="center", ha="left", fontsize=10)
        ax.plot([], [], color=theme.positive, lw=2, label="positive weight")
        ax.plot(
            *([], []), color=theme.negative, lw=2, ls=(0, (2.75, 1.25)),
            label="negative weight",
        )  # fmt: skip
        ax.legend(
            loc="upper center", bbox_to_anchor=(0.5, -0.005), ncols=2, handlelength=3
        )

    def _name_column(self, column: Column, neurons: np.ndarray) -> None:
        (x, bottom), y = neurons[-1], 1.075
        units = {"input": "pixels", "output": "digits"}.get(column.name, "neurons")
        name, size = title_of(column.name), f"{column.size} {units}"
        self.ax.text(x, y, name, ha="center", va="bottom", weight="bold")
        self.ax.text(x, y - 0.005, size, ha="center", va="top", color=self.theme.muted)
        if len(column.shown) < column.size:
            dots, below = "\N{VERTICAL ELLIPSIS}", bottom - 0.055
            self.ax.text(x, below, dots, ha="center", va="center", fontsize=14)

    @staticmethod
    def has_same_fixed(one: View, other: View) -> bool:
        shapes = [
            shape_of(activity)
            if isinstance(activity := view.reading.activity, FeatureMaps)
            else [(c.name, c.size, len(c.shown)) for c in activity.columns]
            for view in (one, other)
        ]
        return shapes[0] == shapes[1]

    def change(self, view: View) -> list[Artist]:
        activity = view.reading.activity
        if self.maps is not None:
            return self.maps.change(activity, view.reading.prediction)
        self.neurons.set_facecolor(
            np.concatenate([self._fill(column) for column in activity.columns])
        )
        strong = StrongLines.of(activity)
        with mpl.rc_context({"lines.scale_dashes": False}):  # dashes in points
            for sign, lines in self.lines.items():
                chosen = strong.negative == sign
                lines.set_paths(self.paths[strong.which[chosen]])
                lines.set_linewidths(strong.widths[chosen] if chosen.any() else [1.0])
        self.ring.set_offsets(self.outputs[view.reading.prediction])
        return [*self.lines.values(), self.neurons, self.ring]

    def _fill(self, column: Column) -> np.ndarray:
        """(n, 4) colours: grey, darker with activation; white when not active."""
        colours = self.shades(column.levels)
        colours[~column.active] = to_rgba(self.theme.off)
        return colours

    @staticmethod
    def words(view: View) -> str:
        if isinstance(view.reading.activity, FeatureMaps):
            return words_of(view.reading.activity, view.reading.prediction)
        columns, gaps = view.reading.activity.columns, view.reading.activity.edges
        active = [f"{c.active.sum()} of {len(c.shown)}" for c in columns]
        strong = [f"{e.strong.sum()} ({(e.strong & e.negative).sum()})" for e in gaps]
        return (
            f"{COUNT.get(len(columns), len(columns))} columns of neurons, input to "
            f"output. Active: {', '.join(active)}. "
            f"Strong connections between them (negative ones): {', '.join(strong)}. "
            f"The ring is round output {view.reading.prediction}."
        )
