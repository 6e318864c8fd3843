"""Softmax: ten scores become ten shares of one vote."""

from collections.abc import Sequence

import ipywidgets as w
import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba_array

from mnist_core.by_hand import softmax
from mnist_core.drawing import SMALL_SIZE, Bars, Lettering, ThemeName
from mnist_core.shapes import K
from mnist_core.widgets.live import felt
from mnist_core.widgets.pieces.piece import Piece, Sketch, log_slider, slider

WIDTH = 0.76
# Scores that give the shares of the source text: 5% for 0, 2% for 1, 85% for 7, 3%
# for 9; what is left is shared by the others. (Any constant could be added.)
SHARES = (0.05, 0.02, 0.01, 0.01, 0.01, 0.005, 0.005, 0.85, 0.01, 0.03)
SCORES = np.round(np.log(SHARES) - np.log(SHARES).mean(), 2)


class VotesSketch(Sketch):
    """Scores on the left, shares of the vote on the right.

    Args:
        scores: (10,), of the digits 0 to 9.
        theme: its colours.
    """

    def __init__(self, scores: Sequence[float], theme: ThemeName = "light") -> None:
        self.scores = np.asarray(scores, dtype=np.float64)
        super().__init__(theme)

    def draw_fixed(self) -> None:
        theme, low, high = self.theme, self.scores.min() - 1, self.scores.max() + 1
        left = self.axes(0.07, 0.14, 0.4, 0.7)
        left.set_title("Scores", loc="left")
        left.set(ylim=(min(low, -6), max(high, 9)), xticks=range(K))
        left.axhline(0, color=theme.muted, lw=1)
        right = self.axes(0.56, 0.14, 0.42, 0.7)
        right.set_title("Votes", loc="left")
        right.set(ylim=(0, 1.12), xticks=range(K))
        right.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
        for ax in (left, right):
            ax.set(xlim=(-0.6, K - 0.4))
            ax.grid(axis="y")
            ax.set_axisbelow(True)
        self.bars, self.shares = Bars(left, K), Bars(right, K)
        self.numbers = Lettering(right, SMALL_SIZE, theme.ink, shift=(0, 3))

    def show(self, *, temperature: float, digit: int, more: float) -> list[Artist]:
        scores = self.raised(digit, more)
        shares = softmax(scores / temperature)
        x = np.arange(K) - WIDTH / 2
        self.bars.stand(x, WIDTH, scores)
        self.shares.stand(x, WIDTH, shares)
        colours = [self.theme.other] * K
        colours[int(shares.argmax())] = self.theme.predicted
        for bars in (self.bars, self.shares):
            bars.set_facecolor(to_rgba_array(colours))
        self.numbers.write(
            [f"{share:.0%}" for share in shares], list(enumerate(shares))
        )
        return [self.bars, self.shares, self.numbers]

    def raised(self, digit: int, more: float) -> np.ndarray:
        """(10,) the scores, one of them changed."""
        return self.scores + more * (np.arange(K) == digit)

    def words(self, *, temperature: float, digit: int, more: float) -> str:
        shares = softmax(self.raised(digit, more) / temperature)
        first, second = np.argsort(-shares, kind="stable")[:2]
        return (
            f"At temperature {temperature:.3g}, {first} wins with {shares[first]:.1%} "
            f"of the votes; {second} is second with {shares[second]:.1%}. "
            "Together the ten make 100%."
        )


def votes(
    scores: Sequence[float] | np.ndarray = SCORES,
    temperature: float = 1.0,
    theme: ThemeName = "light",
) -> Piece:
    """Ten scores and the votes they win.

    Args:
        scores: (10,) numbers, of the digits 0 to 9; such as a reading's logits.
        temperature: 0.1 (the winner takes all) to 10 (all nearly level); 1 is what
            the network uses.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        ValueError: there are not ten scores, one is not a number, or the
            temperature lies outside its range.
    """
    if np.shape(scores) != (K,) or not np.isfinite(scores).all():
        raise ValueError(f"scores must be {K} numbers, one for each digit")
    digits = felt(w.Dropdown)(
        options=[(str(k), k) for k in range(K)],
        value=1,
        description="change the score of",
        style={"description_width": "initial"},
        layout=w.Layout(width="auto"),
    )
    controls = {
        "temperature": log_slider("temperature", temperature, -1, 1),
        "digit": digits,
        "more": slider("by", 0, -8, 8, 0.1),
    }
    return Piece(VotesSketch(scores, theme), controls)
