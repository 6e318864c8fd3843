"""Panel 5: how loud each layer is, on average and at its loudest."""

import numpy as np
from matplotlib.artist import Artist

from mnist_core.drawing import Bars
from mnist_core.drawing import Lettering
from mnist_core.panels.panel import Panel, View
from mnist_core.drawing import SMALL_SIZE

LAYERS = ("Input", "Hidden 1", "Hidden 2", "Output")
WIDTH = 0.38
STEP = 5.0  # the axis ends at a multiple of this


class LayerActivations(Panel):
    """Mean and maximum of pixels, both hidden layers and the probabilities."""

    title = "Layer activations"

    def draw_fixed(self) -> None:
        ax, theme = self.ax, self.theme
        n = len(LAYERS)
        self.means = Bars(ax, n, facecolors=theme.mean, label="mean")
        self.maxima = Bars(ax, n, facecolors=theme.maximum, label="max")
        self.numbers = Lettering(ax, SMALL_SIZE - 0.5, theme.ink, shift=(0, 2))
        ax.set_xticks(range(n), LAYERS)
        ax.set(xlim=(-0.6, n - 0.4), ylim=(0, 2 * STEP))
        ax.grid(axis="y")
        ax.set_axisbelow(True)
        ax.legend(loc="upper left", handlelength=1.2)

    def show(self, view: View) -> list[Artist]:
        means, maxima = view.reading.layer_means, view.reading.layer_maxima
        x = np.arange(len(LAYERS))
        self.means.stand(x - WIDTH, WIDTH, means)
        self.maxima.stand(x, WIDTH, maxima)
        heights = [*means, *maxima]
        self.numbers.write(
            [f"{h:.2f}" if h < 1 else f"{h:.1f}" for h in heights],
            list(zip([*(x - WIDTH / 2), *(x + WIDTH / 2)], heights, strict=True)),
        )
        self._grow(max(maxima.max(), view.reach.activation if view.reach else 0))
        return [self.means, self.maxima, self.numbers]

    def _grow(self, reach: float) -> None:
        """The axis only grows, so that it does not jump from digit to digit."""
        needed = STEP * np.ceil(reach * 1.06 / STEP)
        if needed > self.ax.get_ylim()[1]:
            self.ax.set_ylim(0, needed)
            self.redrawn += 1
