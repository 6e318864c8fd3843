"""The loss as a distance from the bullseye."""

import math

import numpy as np
from matplotlib.artist import Artist
from matplotlib.patches import Circle

from mnist_core.drawing import CHANGING, SMALL_SIZE, TITLE_SIZE, Lettering, ThemeName
from mnist_core.widgets.pieces.piece import Piece, Sketch, slider

LEAST = 0.01  # the smallest probability on the slider
BOARD = -math.log(LEAST)  # loss at the board's edge
ANGLE = math.radians(38)  # where the darts land: only the distance means something


def loss(probability: float) -> float:
    """-log(probability): the cross-entropy, in nats, of one digit.

    Raises:
        ValueError: the probability is not above 0 and at most 1.
    """
    if not 0 < probability <= 1:
        raise ValueError(f"a probability is above 0 and at most 1, not {probability}")
    return abs(-math.log(probability))


class BullseyeSketch(Sketch):
    """A dart on a board, and the curve that says how far out it lands."""

    def draw_fixed(self) -> None:
        theme = self.theme
        board = self.axes(0.01, 0.03, 0.39, 0.94, bare=True)
        board.set(
            xlim=(-BOARD * 1.05, BOARD * 1.05), ylim=(-BOARD * 1.05, BOARD * 1.05)
        )
        for k, radius in enumerate(np.linspace(BOARD, BOARD / 6, 6)):
            board.add_patch(
                Circle(
                    (0, 0),
                    radius,
                    facecolor=theme.faint if k % 2 else theme.background,
                    edgecolor=theme.faint,
                    lw=1,
                )
            )
        board.add_patch(Circle((0, 0), 0.13, facecolor=theme.mistake, lw=0))
        (self.gap,) = board.plot([], [], color=theme.maximum, lw=2, zorder=CHANGING)
        (self.dart,) = board.plot(
            [], [], "X", ms=13, color=theme.ink, mew=0, zorder=CHANGING + 1
        )
        ax = self.axes(0.5, 0.17, 0.47, 0.7)
        ax.set_title("Loss = −log(probability)", loc="left")
        p = np.linspace(LEAST, 1, 400)
        ax.plot(p, -np.log(p), color=theme.mean, lw=2.6)
        ax.set(xlim=(0, 1.02), ylim=(-0.1, BOARD * 1.05), ylabel="loss",
               xlabel="probability of the right digit")  # fmt: skip
        ax.grid()
        ax.set_axisbelow(True)
        (self.guide,) = ax.plot(
            [], [], color=theme.maximum, lw=1.4, ls="--", zorder=CHANGING
        )
        (self.point,) = ax.plot(
            [], [], "X", ms=11, color=theme.ink, mew=0, zorder=CHANGING + 1
        )
        self.number = Lettering(
            ax, TITLE_SIZE, theme.ink, weight="bold", align="right",
            place=ax.transAxes, shift=(0, -14),
        )  # fmt: skip
        board.text(0, -BOARD * 1.02, "edge: 1%", ha="center", fontsize=SMALL_SIZE,
                   color=theme.muted, va="bottom")  # fmt: skip

    def show(self, *, probability: float) -> list[Artist]:
        far = loss(probability)
        x, y = far * math.cos(ANGLE), far * math.sin(ANGLE)
        self.gap.set_data([0, x], [0, y])
        self.dart.set_data([x], [y])
        self.guide.set_data([probability, probability, 0], [-0.1, far, far])
        self.point.set_data([probability], [far])
        self.number.write([f"loss {far:.3f}"], [(1, 1)])
        return [self.gap, self.dart, self.guide, self.point, self.number]

    def words(self, *, probability: float) -> str:
        return (
            f"The right digit got {probability:.2f}. −log({probability:.2f}) = "
            f"{loss(probability):.3f}: so far from the bullseye."
        )


def bullseye(probability: float = 0.80, theme: ThemeName = "light") -> Piece:
    """How far from the bullseye a prediction lands.

    Args:
        probability: that the network gave the right digit, 0.01 to 1.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        ValueError: the value lies outside its range.
    """
    control = slider("probability of the right digit", probability, LEAST, 1, 0.01)
    control.layout.width = "420px"
    return Piece(BullseyeSketch(theme), {"probability": control})
