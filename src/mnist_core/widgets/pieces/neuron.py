"""The neuron as a friend who gives advice: two inputs, two opinions, one mood."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba

from mnist_core.drawing import CHANGING, LABEL_SIZE, TITLE_SIZE, Lettering, ThemeName
from mnist_core.widgets.pieces.piece import Piece, Sketch, slider

BULBS = np.array([[0.0, 0.75], [0.0, -0.75]])
FRIEND = np.array([2.1, 0.0])
MOOD = np.array([2.1, 1.35])
REACH = 6.5  # of the bars: 2 x 1 x 2 opinions and mood, and a little
WIDEST = 9.0  # points, of the line of an opinion of 2


def contributions(
    inputs: tuple[float, float], weights: tuple[float, float], bias: float
) -> np.ndarray:
    """(3,) what each input and the bias add to the excitement; their sum is it."""
    return np.array([*np.multiply(inputs, weights), bias])


class NeuronSketch(Sketch):
    """Two bulbs, a line for each opinion, a friend, and the sum as bars."""

    def draw_fixed(self) -> None:
        theme = self.theme
        ax = self.axes(0.02, 0.02, 0.47, 0.96, bare=True)
        ax.set(xlim=(-0.75, 2.75), ylim=(-1.35, 1.75))
        self.lines = LineCollection(
            [[bulb, FRIEND] for bulb in BULBS], zorder=CHANGING, capstyle="butt"
        )
        self.mood = LineCollection([[MOOD, FRIEND]], zorder=CHANGING, capstyle="butt")
        for lines in (self.lines, self.mood):
            ax.add_collection(lines, autolim=False)
        self.bulbs = ax.scatter(*BULBS.T, s=1300, lw=1.4, zorder=CHANGING + 1,
                                edgecolors=theme.muted)  # fmt: skip
        self.friend = ax.scatter(*FRIEND, s=2600, lw=1.6, zorder=CHANGING + 1,
                                 facecolors=theme.background,
                                 edgecolors=theme.ink)  # fmt: skip
        for (x, y), name in zip(BULBS, ("pixel 42", "pixel 100"), strict=True):
            ax.text(x, y - 0.48, name, ha="center", color=theme.muted)
        ax.text(*FRIEND - (0, 0.62), "excitement", ha="center", color=theme.muted)
        self.brightness = [Lettering(ax, TITLE_SIZE, c, weight="bold", shift=(0, -4))
                           for c in ("white", "black")]  # fmt: skip
        self.on_lines = Lettering(ax, LABEL_SIZE, theme.ink, shift=(0, 4))
        self.on_mood = Lettering(ax, LABEL_SIZE, theme.ink, align="left", shift=(6, 0))
        self.total = Lettering(ax, TITLE_SIZE + 2, theme.ink, weight="bold",
                               shift=(0, -5))  # fmt: skip
        self._draw_fixed_bars()

    def _draw_fixed_bars(self) -> None:
        theme = self.theme
        ax = self.axes(0.65, 0.13, 0.31, 0.72)
        ax.set_title("It all adds up", loc="left")
        ax.set(xlim=(-REACH, REACH), ylim=(3.6, -0.6), xticks=range(-6, 7, 3))
        ax.set_yticks(
            range(4),
            ["pixel 42 × opinion", "pixel 100 × opinion", "mood", "excitement"],
        )
        ax.grid(axis="x")
        ax.set_axisbelow(True)
        ax.axvline(0, color=theme.muted, lw=1)
        ax.spines["left"].set_visible(False)
        self.bars = ax.barh(range(4), [0] * 4, height=0.56, zorder=CHANGING)
        self.numbers = Lettering(ax, LABEL_SIZE, theme.ink, align="left", shift=(4, -3))

    def show(
        self, *, input1: float, weight1: float, input2: float, weight2: float,
        bias: float,
    ) -> list[Artist]:  # fmt: skip
        inputs, weights = (input1, input2), (weight1, weight2)
        parts = contributions(inputs, weights, bias)
        self._show_network(inputs, weights, bias, parts.sum())
        return [
            self.lines, self.mood, self.bulbs, self.friend, *self.brightness,
            self.on_lines, self.on_mood, self.total, *self._show_bars(parts),
        ]  # fmt: skip

    def _show_network(
        self,
        inputs: tuple[float, float],
        weights: tuple[float, float],
        bias: float,
        total: float,
    ) -> None:
        for lines, strengths in ((self.lines, weights), (self.mood, (bias,))):
            lines.set_linewidths([0.6 + WIDEST / 2 * abs(s) for s in strengths])
            lines.set_edgecolor([to_rgba(self._colour(s)) for s in strengths])
            lines.set_linestyles(["-" if s >= 0 else (0, (1.2, 0.5))
                                  for s in strengths])  # fmt: skip
        self.bulbs.set_facecolor([(x, x, x, 1.0) for x in inputs])
        for letters, dark in zip(self.brightness, (True, False), strict=True):
            mine = [k for k in (0, 1) if (inputs[k] < 0.55) == dark]
            letters.write([f"{inputs[k]:.2f}" for k in mine], [BULBS[k] for k in mine])
        middles = BULBS + 0.45 * (FRIEND - BULBS) + (0, 0.16)
        self.on_lines.write([f"× {value:.1f}" for value in weights], middles)
        self.on_mood.write([f"mood {bias:+.1f}"], [MOOD - (0, 0.25)])
        self.total.write([f"{total:.2f}"], [FRIEND])

    def _show_bars(self, parts: np.ndarray) -> list[Artist]:
        total = parts.sum()
        starts = np.concatenate([[0], parts.cumsum()[:-1], [0]])
        for bar, start, length in zip(self.bars, starts, [*parts, total], strict=True):
            bar.set_x(min(start, start + length))
            bar.set_width(abs(length))
            bar.set_facecolor(self._colour(length))
        self.bars[3].set_facecolor(self.theme.ink)
        ends = np.maximum(starts, starts + np.array([*parts, total]))
        self.numbers.write(
            [*(f"{value:+.2f}" for value in parts), f"{total:.2f}"],
            [(end, k) for k, end in enumerate(ends)],
        )
        return [*self.bars, self.numbers]

    def _colour(self, value: float) -> str:
        return self.theme.other if value >= 0 else self.theme.maximum

    def words(
        self, *, input1: float, weight1: float, input2: float, weight2: float,
        bias: float,
    ) -> str:  # fmt: skip
        total = contributions((input1, input2), (weight1, weight2), bias).sum()
        sign = "+" if bias >= 0 else "−"
        return (
            f"({input1:.2f} × {weight1:.1f}) + ({input2:.2f} × {weight2:.1f}) {sign} "
            f"{abs(bias):.1f} = {total:.2f}: the friend's excitement."
        )


def neuron(
    inputs: tuple[float, float] = (0.9, 0.1),
    weights: tuple[float, float] = (2.0, 0.1),
    bias: float = 0.5,
    theme: ThemeName = "light",
) -> Piece:
    """A friend with opinions about two pixels, and a mood.

    Args:
        inputs: brightness of the two pixels, 0 to 1.
        weights: the friend's opinions of them, -2 to 2.
        bias: the friend's mood, -2 to 2.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        ValueError: a value lies outside its range.
    """
    controls = {
        "input1": slider("pixel 42", inputs[0], 0, 1, 0.01),
        "weight1": slider("opinion of it", weights[0], -2, 2, 0.1),
        "input2": slider("pixel 100", inputs[1], 0, 1, 0.01),
        "weight2": slider("opinion of it", weights[1], -2, 2, 0.1),
        "bias": slider("mood", bias, -2, 2, 0.1),
    }
    return Piece(NeuronSketch(theme), controls)
