"""Panel 6: the weights that lead into the predicted output neuron."""

import numpy as np
from matplotlib.artist import Artist

from mnist_core.drawing import CHANGING, LABEL_SIZE, Bars, Lettering
from mnist_core.panels.panel import Panel
from mnist_core.reading import HISTOGRAM_BINS, View


class WeightDistribution(Panel):
    """Histogram of 64 weights in 30 bins; the dashed line parts for from against."""

    title = "Weight distribution"

    def draw_fixed(self, view: View) -> None:
        ax, theme = self.ax, self.theme
        self.bars = Bars(
            ax,
            HISTOGRAM_BINS,
            facecolors=theme.weights,
            edgecolors=theme.background,
            linewidths=0.4,
        )
        self.zero = ax.axvline(0, color=theme.zero, ls="--", lw=1.4, zorder=CHANGING)
        self.into = Lettering(
            ax, LABEL_SIZE, theme.muted, align="right", place=ax.transAxes, shift=(0, 6)
        )
        ax.set(ylim=(0, 8), xlim=(-0.5, 0.5), xlabel="weight", ylabel="how many")
        ax.grid(axis="y")
        ax.set_axisbelow(True)

    def change(self, view: View) -> list[Artist]:
        counts, edges = view.reading.weight_histogram
        self.bars.stand(edges[:-1], np.diff(edges), counts)
        self.into.write([f"into {view.reading.prediction}"], [(1, 1)])
        widest, tallest = np.abs(edges).max(), counts.max()
        if view.reach:
            widest = max(widest, view.reach.weight)
            tallest = max(tallest, view.reach.count)
        self._grow(widest, tallest)
        return [self.bars, self.zero, self.into]

    def _grow(self, widest: float, tallest: int) -> None:
        """Both axes only grow, so that they do not jump from digit to digit."""
        reach = np.ceil(widest * 10.5) / 10
        if reach > self.ax.get_xlim()[1]:
            self.ax.set_xlim(-reach, reach)
            self.redrawn += 1
        if tallest > self.ax.get_ylim()[1]:
            self.ax.set_ylim(0, tallest + 1)
            self.redrawn += 1

    @staticmethod
    def words(view: View) -> str:
        counts, edges = view.reading.weight_histogram
        negative = np.count_nonzero(view.reading.output_weights < 0)
        return (
            f"The {counts.sum()} weights into output {view.reading.prediction}, from "
            f"{edges[0]:.2f} to {edges[-1]:.2f}, {negative} of them negative; "
            f"the tallest of {len(counts)} bars counts {counts.max()}."
        )
