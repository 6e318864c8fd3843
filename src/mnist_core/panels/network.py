"""Panel 3: the network at work, some neurons of each layer and what runs between."""

from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgba

from mnist_core.panels.view import Panel, View
from mnist_core.reading import Activity, Column, Edges

NAMES = ("Input", "Hidden 1", "Hidden 2", "Output")
UNITS = ("pixels", "neurons", "neurons", "digits")
SHOWN = (15, 15, 12, 10)
SIZES = (784, 128, 64, 10)
RADIUS = 78.0  # area of a neuron's dot, points²
WEAK_WIDTH = 0.35  # points
STRONG_WIDTH = (0.7, 3.2)  # points, from the weakest strong one to the strongest


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
        segments: (s, 2, 2) lines.
        widths: (s,) points.
        negative: (s,) bool.
    """

    segments: np.ndarray
    widths: np.ndarray
    negative: np.ndarray

    @classmethod
    def of(cls, activity: Activity) -> "StrongLines":
        """Gather them; widths are relative to the strongest in the same gap."""
        lines, widths, negative = [], [], []
        for gap, edges in enumerate(activity.edges):
            strong = edges.strong.ravel()
            lines.append(segments(gap)[strong])
            widths.append(_widths(edges))
            negative.append(edges.negative.ravel()[strong])
        return cls(*map(np.concatenate, (lines, widths, negative)))


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
        self.lines = {
            False: LineCollection([], colors=theme.positive, alpha=0.85, zorder=2),
            True: LineCollection(
                [],
                colors=theme.negative,
                alpha=0.85,
                zorder=2,
                linestyles=(0, (2.2, 1.2)),
            ),
        }
        for lines in self.lines.values():
            ax.add_collection(lines)
        spots = np.concatenate([positions(column) for column in range(4)])
        self.neurons = ax.scatter(
            *spots.T, s=RADIUS, linewidths=0.9, edgecolors=theme.muted, zorder=3
        )
        self.ring = ax.scatter(
            [], [], s=RADIUS * 2.3, facecolors="none", linewidths=2.2, zorder=4
        )
        self.ring.set_edgecolor(theme.predicted)
        for column, name in enumerate(NAMES):
            self._name_column(column, name)
        for k, (x, y) in enumerate(positions(3)):
            ax.text(x + 0.045, y, k, va="center", ha="left", fontsize=10)
        ax.plot([], [], color=theme.positive, lw=2, label="positive weight")
        ax.plot(
            *([], []), color=theme.negative, lw=2, ls=(0, (2.2, 1.2)),
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
        for sign, lines in self.lines.items():
            chosen = strong.negative == sign
            lines.set_segments(strong.segments[chosen])
            lines.set_linewidths(strong.widths[chosen])
        self.ring.set_offsets(positions(3)[view.reading.prediction])
        return [*self.lines.values(), self.neurons, self.ring]

    def _fill(self, column: Column) -> np.ndarray:
        """(n, 4) colours: grey, darker with activation; white when not active."""
        colours = self.shades(column.levels)
        colours[~column.active] = to_rgba(self.theme.off)
        return colours
