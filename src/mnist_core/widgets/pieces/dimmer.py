"""ReLU as a light switch with a dimmer."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb

from mnist_core.by_hand import relu
from mnist_core.drawing import CHANGING, TITLE_SIZE, Lettering, ThemeName
from mnist_core.widgets.pieces.piece import Piece, Sketch, slider

REACH = 4.0  # excitement shown, from -REACH to REACH


class DimmerSketch(Sketch):
    """The bent line with a point on it, and a bulb as bright as the output."""

    def draw_fixed(self) -> None:
        theme = self.theme
        ax = self.axes(0.09, 0.17, 0.5, 0.7)
        ax.set_title("The dimmer: ReLU", loc="left")
        ax.set(xlim=(-REACH, REACH), ylim=(-0.35, REACH), xlabel="excitement in",
               ylabel="brightness out")  # fmt: skip
        ax.grid()
        ax.set_axisbelow(True)
        x = np.array([-REACH, 0, REACH])
        ax.plot(x, np.maximum(0, x), color=theme.mean, lw=2.6)
        (self.guide,) = ax.plot(
            [], [], color=theme.muted, lw=1.2, ls="--", zorder=CHANGING
        )
        (self.point,) = ax.plot(
            [], [], "o", ms=11, color=theme.maximum, zorder=CHANGING + 1
        )
        bulb = self.axes(0.66, 0.1, 0.3, 0.8, bare=True)
        bulb.set(xlim=(-1.5, 1.5), ylim=(-1.75, 1.5))
        self.glow = bulb.scatter([0] * 3, [0.15] * 3, s=[1] * 3, lw=0,
                                 zorder=CHANGING)  # fmt: skip
        self.bulb = bulb.scatter(
            [0], [0.15], s=5200, lw=1.6, edgecolors=theme.muted, zorder=CHANGING + 1
        )
        self.state = Lettering(bulb, TITLE_SIZE + 1, theme.ink, weight="bold")

    def show(self, *, excitement: float) -> list[Artist]:
        out = float(relu(excitement))
        self.guide.set_data(
            [excitement, excitement, -REACH],
            [-0.35, out, out] if out else [-0.35, 0, 0],
        )
        self.point.set_data([excitement], [out])
        level = out / REACH
        dark, light = np.array(to_rgb(self.theme.faint)), np.array([1.0, 0.83, 0.35])
        self.bulb.set_facecolor([*(dark + level**0.6 * (light - dark)), 1.0])
        self.glow.set_facecolor([(*light, 0.16 * level**0.5)] * 3)
        self.glow.set_sizes(5200 * (1 + level * np.array([0.45, 0.9, 1.4])))
        self.state.write([f"on: {out:.2f}" if out else "off: 0"], [(0, -1.6)])
        return [self.guide, self.point, self.glow, self.bulb, self.state]

    def words(self, *, excitement: float) -> str:
        what = "the lamp shines with it" if excitement > 0 else "the lamp stays off"
        return f"ReLU({excitement:.2f}) = {relu(excitement):.2f}: {what}."


def dimmer(excitement: float = 2.31, theme: ThemeName = "light") -> Piece:
    """The dimmer: negative excitement is off, positive passes as it is.

    Args:
        excitement: -4 to 4.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        ValueError: the value lies outside its range.
    """
    control = slider("excitement", excitement, -REACH, REACH, 0.01)
    control.layout.width = "420px"
    return Piece(DimmerSketch(theme), {"excitement": control})
