"""Panel 1: the digit as the network is given it."""

import numpy as np
from matplotlib.artist import Artist

from mnist_core.data import H, W
from mnist_core.panels.view import Panel, View


class InputDigit(Panel):
    """28x28 brightnesses, white on black; true label and prediction above."""

    title = ""  # the label and the prediction stand in its place

    def draw_fixed(self) -> None:
        self.image = self.ax.imshow(np.zeros((H, W)), cmap="gray", vmin=0, vmax=1)
        self.ax.set_axis_off()
        at = {"xycoords": "axes fraction", "textcoords": "offset points"}
        self.label = self.ax.annotate(
            "", (0.5, 1), xytext=(0, 19), ha="center", color=self.theme.muted, **at
        )
        self.verdict = self.ax.annotate(
            "", (0.5, 1), xytext=(0, 5), ha="center", weight="bold", fontsize=10, **at
        )

    def show(self, view: View) -> list[Artist]:
        seen = view.reading
        known = seen.label is not None
        self.image.set_data(seen.pixels)
        self.label.set_text(f"Input digit: {seen.label}" if known else "Input digit")
        self.verdict.set_text(f"Prediction: {seen.prediction} ({seen.confidence:.1%})")
        wrong = known and seen.label != seen.prediction
        self.verdict.set_color(self.theme.zero if wrong else self.theme.ink)
        return [self.image, self.label, self.verdict]
