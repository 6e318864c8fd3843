"""Panel 5: how loud each layer is, on average and at its loudest."""

import numpy as np
from matplotlib.artist import Artist

from mnist_core.drawing import SMALL_SIZE, Bars, Lettering
from mnist_core.panels.panel import Panel
from mnist_core.reading import View, title_of

WIDTH = 0.38
APART = 0.68 * WIDTH  # of a number from its layer's middle: else two would touch
MANY = 5  # layers whose names fit side by side at their full size
STEP = 5.0  # the axis ends at a multiple of this


class LayerActivations(Panel):
    """Mean and maximum of pixels, each hidden layer and the probabilities."""

    title = "Layer activations"

    def draw_fixed(self, view: View) -> None:
        ax, theme = self.ax, self.theme
        layers = [title_of(name) for name in view.reading.layers]
        n = len(layers)
        self.means = Bars(ax, n, facecolors=theme.mean, label="mean")
        self.maxima = Bars(ax, n, facecolors=theme.maximum, label="max")
        self.numbers = Lettering(ax, SMALL_SIZE - 0.5, theme.ink, shift=(0, 2))
        ax.set_xticks(range(n), layers)
        if n > MANY:
            ax.tick_params(axis="x", labelsize=SMALL_SIZE * MANY / n)
        ax.set(xlim=(-0.6, n - 0.4), ylim=(0, 2 * STEP))
        ax.grid(axis="y")
        ax.set_axisbelow(True)
        ax.legend(loc="upper left", handlelength=1.2)

    @staticmethod
    def has_same_fixed(one: View, other: View) -> bool:
        return list(one.reading.layers) == list(other.reading.layers)

    def change(self, view: View) -> list[Artist]:
        means, maxima = view.reading.layer_means, view.reading.layer_maxima
        x = np.arange(len(means))
        self.means.stand(x - WIDTH, WIDTH, means)
        self.maxima.stand(x, WIDTH, maxima)
        heights = [*means, *maxima]
        self.numbers.write(
            [f"{h:.2f}" if h < 1 else f"{h:.1f}" for h in heights],
            list(zip([*(x - APART), *(x + APART)], heights, strict=True)),
        )
        self._grow(max(maxima.max(), view.reach.activation if view.reach else 0))
        return [self.means, self.maxima, self.numbers]

    def _grow(self, reach: float) -> None:
        """The axis only grows, so that it does not jump from digit to digit."""
        needed = STEP * np.ceil(reach * 1.06 / STEP)
        if needed > self.ax.get_ylim()[1]:
            self.ax.set_ylim(0, needed)
            self.redrawn += 1

    @staticmethod
    def words(view: View) -> str:
        means, maxima = view.reading.layer_means, view.reading.layer_maxima
        rows = zip(view.reading.layers, means, maxima, strict=True)
        pairs = [f"{title_of(n)} {mean:.2f} and {top:.2f}" for n, mean, top in rows]
        return f"Mean and maximum of each layer: {', '.join(pairs)}."
