"""Panel 2: how probable the network finds each of the ten digits."""

from matplotlib.artist import Artist

from mnist_core.data import K
from mnist_core.panels.view import Panel, View


class OutputProbabilities(Panel):
    """Ten bars from 0 to 1; the predicted one green with its number, others blue."""

    title = "Output probabilities"

    def draw_fixed(self) -> None:
        self.bars = self.ax.bar(range(K), [0.0] * K, width=0.78)
        self.number = self.ax.text(
            0, 0, "", ha="center", va="bottom", weight="bold", color=self.theme.ink
        )
        self.ax.set(xlim=(-0.6, K - 0.4), ylim=(0, 1.12), xticks=range(K))
        self.ax.set_yticks([0, 0.5, 1])
        self.ax.grid(axis="y")
        self.ax.set_axisbelow(True)

    def show(self, view: View) -> list[Artist]:
        seen = view.reading
        for k, (bar, p) in enumerate(zip(self.bars, seen.probabilities, strict=True)):
            bar.set_height(p)
            chosen = k == seen.prediction
            bar.set_color(self.theme.predicted if chosen else self.theme.other)
        self.number.set_position((seen.prediction, seen.confidence + 0.01))
        self.number.set_text(f"{seen.confidence:.2f}")
        return [*self.bars, self.number]
