"""Panel 5: how loud each layer is, on average and at its loudest."""

import numpy as np
from matplotlib.artist import Artist

from mnist_core.panels.view import Panel, View
from mnist_core.style import SMALL_SIZE

LAYERS = ("Input", "Hidden 1", "Hidden 2", "Output")
WIDTH = 0.38
STEP = 5.0  # the axis ends at a multiple of this


class LayerActivations(Panel):
    """Mean and maximum of pixels, both hidden layers and the probabilities."""

    title = "Layer activations"

    def draw_fixed(self) -> None:
        ax, theme = self.ax, self.theme
        x = np.arange(len(LAYERS))
        self.means = ax.bar(x - WIDTH / 2, 0, WIDTH, color=theme.mean, label="mean")
        self.maxima = ax.bar(x + WIDTH / 2, 0, WIDTH, color=theme.maximum, label="max")
        self.numbers = [
            ax.text(at, 0, "", ha="center", va="bottom", fontsize=SMALL_SIZE - 1)
            for at in (*(x - WIDTH / 2), *(x + WIDTH / 2))
        ]
        ax.set_xticks(x, LAYERS)
        ax.set_ylim(0, 2 * STEP)
        ax.grid(axis="y")
        ax.set_axisbelow(True)
        ax.legend(loc="upper left", handlelength=1)

    def show(self, view: View) -> list[Artist]:
        means, maxima = view.reading.layer_means, view.reading.layer_maxima
        bars = [*self.means, *self.maxima]
        heights = [*means, *maxima]
        for bar, number, height in zip(bars, self.numbers, heights, strict=True):
            bar.set_height(height)
            number.set_y(height)
            number.set_text(f"{height:.2f}" if height < 1 else f"{height:.1f}")
        # The axis only grows, so that it does not jump from digit to digit.
        needed = STEP * np.ceil(maxima.max() * 1.08 / STEP)
        if needed > self.ax.get_ylim()[1]:
            self.ax.set_ylim(0, needed)
        return [*bars, *self.numbers]
