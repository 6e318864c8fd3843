"""The learning rate: a ball that takes steps down a curve."""

from collections.abc import Callable
from typing import NamedTuple

import ipywidgets as w
import numpy as np
from matplotlib.artist import Artist

from mnist_core.drawing import CHANGING, ThemeName
from mnist_core.widgets.live import felt
from mnist_core.widgets.pieces.piece import Piece, Sketch, log_slider

REACH = 4.0  # of the curve shown, to either side
FAR = 1e6  # a ball that is further out has flown away for good


class Curve(NamedTuple):
    """A loss over one weight.

    Attributes:
        loss, slope: of the weight; arrays in, arrays out.
        start: where the ball begins.
    """

    loss: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]
    start: float


CURVES = {
    "one valley": Curve(lambda x: x**2 / 2, lambda x: x, -3.0),
    "two valleys": Curve(
        lambda x: x**4 / 16 - x**2 / 2 + x / 4 + 1.6,
        lambda x: x**3 / 4 - x + 1 / 4,
        3.2,
    ),
}


def descend(curve: Curve, learning_rate: float, steps: int) -> np.ndarray:
    """(steps + 1,) the weight before and after each step of gradient descent.

    Each step: weight - learning_rate * slope. A ball that has flown away stays
    where it was last seen.
    """
    path = [curve.start]
    for _ in range(steps):
        x = path[-1]
        path.append(x - learning_rate * curve.slope(x) if abs(x) < FAR else x)
    return np.array(path)


class BallSketch(Sketch):
    """The curve with the ball's footsteps, and the loss after each step."""

    def draw_fixed(self) -> None:
        theme = self.theme
        ax = self.axes(0.07, 0.16, 0.48, 0.72)
        ax.set_title("The ball", loc="left")
        ax.set(xlim=(-REACH, REACH), ylim=(-0.4, 8.4), xlabel="weight", ylabel="loss")
        ax.grid()
        ax.set_axisbelow(True)
        self.x = np.linspace(-REACH, REACH, 300)
        (self.curve,) = ax.plot([], [], color=theme.mean, lw=2.4, zorder=CHANGING)
        (self.path,) = ax.plot([], [], "o-", color=theme.maximum, lw=1.1, ms=4.5,
                               alpha=0.75, zorder=CHANGING + 1)  # fmt: skip
        (self.ball,) = ax.plot([], [], "o", ms=14, color=theme.ink,
                               zorder=CHANGING + 2)  # fmt: skip
        ax = self.axes(0.65, 0.16, 0.33, 0.72)
        ax.set_title("Loss after each step", loc="left")
        ax.set(xlim=(-0.5, 30.5), ylim=(-0.4, 8.4), xlabel="step")
        ax.grid()
        ax.set_axisbelow(True)
        (self.losses,) = ax.plot([], [], "o-", color=theme.maximum, lw=1.4, ms=3.5,
                                 zorder=CHANGING)  # fmt: skip

    def show(self, *, learning_rate: float, steps: int, curve: str) -> list[Artist]:
        shape = CURVES[curve]
        path = descend(shape, learning_rate, steps)
        losses = shape.loss(path)
        self.curve.set_data(self.x, shape.loss(self.x))
        self.path.set_data(path, losses)
        self.ball.set_data(path[-1:], losses[-1:])
        self.losses.set_data(np.arange(steps + 1), losses)
        return [self.curve, self.path, self.ball, self.losses]

    def words(self, *, learning_rate: float, steps: int, curve: str) -> str:
        shape = CURVES[curve]
        path = descend(shape, learning_rate, steps)
        count = f"{steps} step" + "s" * (steps != 1)
        rate = f"With learning rate {learning_rate:.3g}, after {count}"
        if abs(path[-1]) > REACH:
            return f"{rate}, the ball has flown out of the picture."
        loss = float(shape.loss(path[-1]))
        return f"{rate}, the ball is at weight {path[-1]:.2f}; the loss is {loss:.2f}."


def ball(
    learning_rate: float = 0.3,
    steps: int = 8,
    curve: str = "one valley",
    theme: ThemeName = "light",
) -> Piece:
    """A ball that rolls down a curve in steps.

    Args:
        learning_rate: 0.01 to 10.
        steps: 0 to 30.
        curve: ``"one valley"`` or ``"two valleys"``.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        ValueError: a value lies outside its range, or there is no such curve.
    """
    if curve not in CURVES:
        raise ValueError(f"curve must be one of {', '.join(CURVES)}, not {curve!r}")
    if not 0 <= steps <= 30:
        raise ValueError(f"steps must be from 0 to 30, not {steps}")
    narrow, auto = {"description_width": "initial"}, w.Layout(width="auto")
    controls = {
        "learning_rate": log_slider("learning rate", learning_rate, -2, 1),
        "steps": felt(w.IntSlider)(
            steps, 0, 30, description="steps", style=narrow,
            layout=w.Layout(width="270px"),
        ),
        "curve": felt(w.Dropdown)(
            options=list(CURVES), value=curve, description="curve", style=narrow,
            layout=auto,
        ),
    }  # fmt: skip
    return Piece(BallSketch(theme), controls)
