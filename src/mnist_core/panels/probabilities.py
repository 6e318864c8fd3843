"""Panel 2: how probable the network finds each of the ten digits."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba_array

from mnist_core.drawing import LABEL_SIZE, Bars, Lettering
from mnist_core.panels.panel import Panel
from mnist_core.reading import View
from mnist_core.shapes import K

WIDTH = 0.78


class OutputProbabilities(Panel):
    """Ten bars from 0 to 1; the predicted one green with its number, others blue."""

    title = "Output probabilities"

    def draw_fixed(self, view: View) -> None:
        ax, theme = self.ax, self.theme
        self.bars = Bars(ax, K)
        self.number = Lettering(ax, LABEL_SIZE, theme.ink, weight="bold", shift=(0, 2))
        ax.set(xlim=(-0.6, K - 0.4), ylim=(0, 1.12), xticks=range(K))
        ax.set_yticks([0, 0.5, 1])
        ax.grid(axis="y")
        ax.set_axisbelow(True)

    def change(self, view: View) -> list[Artist]:
        seen = view.reading
        self.bars.stand(np.arange(K) - WIDTH / 2, WIDTH, seen.probabilities)
        colours = [self.theme.other] * K
        colours[seen.prediction] = self.theme.predicted
        self.bars.set_facecolor(to_rgba_array(colours))
        self.number.write(
            [f"{seen.confidence:.2f}"], [(seen.prediction, seen.confidence)]
        )
        return [self.bars, self.number]

    @staticmethod
    def words(view: View) -> str:
        heights = enumerate(view.reading.probabilities)
        bars = ", ".join(f"{digit}: {height:.1%}" for digit, height in heights)
        return f"Ten bars. {bars}. The green one is {view.reading.prediction}."
