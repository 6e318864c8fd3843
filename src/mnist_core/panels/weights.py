"""Panel 6: the weights that lead into the predicted output neuron."""

import numpy as np
from matplotlib.artist import Artist

from mnist_core.panels.view import Panel, View
from mnist_core.reading import HISTOGRAM_BINS


class WeightDistribution(Panel):
    """Histogram of 64 weights in 30 bins; the dashed line parts for from against."""

    title = "Weight distribution"

    def draw_fixed(self) -> None:
        ax, theme = self.ax, self.theme
        self.bars = ax.bar(
            np.arange(HISTOGRAM_BINS),
            0,
            color=theme.weights,
            edgecolor=theme.background,
            linewidth=0.4,
            align="edge",
        )
        ax.axvline(0, color=theme.zero, ls="--", lw=1.4)
        ax.set(ylim=(0, 10), xlim=(-0.5, 0.5), xlabel="weight", ylabel="how many")
        ax.grid(axis="y")
        ax.set_axisbelow(True)

    def show(self, view: View) -> list[Artist]:
        counts, edges = view.reading.weight_histogram
        for bar, count, left, right in zip(
            self.bars, counts, edges, edges[1:], strict=False
        ):
            bar.set_height(count)
            bar.set_x(left)
            bar.set_width(right - left)
        # Both axes only grow, so that they do not jump from digit to digit.
        reach = np.ceil(np.abs(edges).max() * 10.5) / 10
        if reach > self.ax.get_xlim()[1]:
            self.ax.set_xlim(-reach, reach)
        if counts.max() > self.ax.get_ylim()[1]:
            self.ax.set_ylim(0, counts.max() + 1)
        self.ax.set_title(f"Weights into output {view.reading.prediction}", loc="left")
        return list(self.bars)
