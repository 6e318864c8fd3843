"""Panel 1: the digit as the network is given it."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba

from mnist_core.drawing import CHANGING, LABEL_SIZE, TITLE_SIZE, Lettering
from mnist_core.panels.panel import Panel
from mnist_core.reading import View, describe
from mnist_core.shapes import D, H, W


class InputDigit(Panel):
    """28x28 brightnesses, white on black; true label and prediction above."""

    title = ""  # the label and the prediction stand in its place

    def draw_fixed(self, view: View) -> None:
        ax, theme = self.ax, self.theme
        self.image = ax.pcolormesh(
            np.arange(W + 1) - 0.5,
            np.arange(H + 1) - 0.5,
            np.zeros((H, W)),
            cmap="gray",
            vmin=0,
            vmax=1,
            zorder=CHANGING,
            rasterized=True,  # in print too: vector squares show seams
        )
        ax.set(xlim=(-0.5, W - 0.5), ylim=(H - 0.5, -0.5), aspect="equal")
        ax.set_axis_off()
        self.label = Lettering(
            ax, LABEL_SIZE, theme.muted, place=ax.transAxes, shift=(0, 21)
        )
        self.verdict = Lettering(
            ax, TITLE_SIZE, theme.ink, weight="bold", place=ax.transAxes, shift=(0, 6)
        )

    def change(self, view: View) -> list[Artist]:
        seen = view.reading
        known = seen.label is not None
        self.image.set_array(seen.pixels)
        self.label.write([f"Input digit: {seen.label}" if known else "Input digit"],
                         [(0.5, 1)])  # fmt: skip
        self.verdict.write([f"Prediction: {seen.prediction} ({seen.confidence:.1%})"],
                           [(0.5, 1)])  # fmt: skip
        wrong = known and seen.label != seen.prediction
        self.verdict.set_facecolor(
            to_rgba(self.theme.mistake if wrong else self.theme.ink)
        )
        return [self.image, self.label, self.verdict]

    @staticmethod
    def words(view: View) -> str:
        lit = np.count_nonzero(view.reading.pixels)
        return f"A digit, {lit} of {D} pixels lit. {describe(view.reading)}"
