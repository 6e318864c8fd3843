"""All seven panels as one figure."""

from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from mnist_core.data import Digits
from mnist_core.metrics import Evaluation, evaluate
from mnist_core.models import MLP
from mnist_core.panels.activations import LayerActivations
from mnist_core.panels.confidence import Confidence
from mnist_core.panels.confusion import ConfusionMatrix
from mnist_core.panels.input_digit import InputDigit
from mnist_core.panels.network import NetworkActivity
from mnist_core.panels.probabilities import OutputProbabilities
from mnist_core.panels.view import HISTORY, Panel, View
from mnist_core.panels.weights import WeightDistribution
from mnist_core.reading import Reading, read
from mnist_core.style import DPI, FIGURE_SIZE, Theme, settings, theme_of

# Panel -> (left, bottom, width, height) as fractions of the figure.
LAYOUT: dict[type[Panel], tuple[float, float, float, float]] = {
    InputDigit: (0.035, 0.70, 0.195, 0.225),
    OutputProbabilities: (0.045, 0.44, 0.185, 0.175),
    ConfusionMatrix: (0.035, 0.055, 0.205, 0.30),
    NetworkActivity: (0.275, 0.07, 0.43, 0.775),
    LayerActivations: (0.755, 0.725, 0.215, 0.20),
    WeightDistribution: (0.755, 0.40, 0.215, 0.20),
    Confidence: (0.755, 0.075, 0.205, 0.20),
}


class SevenPanels:
    """The figure with its seven panels; ``show`` brings a view on screen.

    Args:
        theme: ``"light"``, ``"dark"`` or a :class:`~mnist_core.style.Theme`.
        size: inches, width and height.

    Attributes:
        figure: a figure of its own, unknown to pyplot.
        panels: the panels, by class.
    """

    def __init__(
        self,
        theme: Literal["light", "dark"] | Theme = "light",
        size: tuple[float, float] = FIGURE_SIZE,
    ) -> None:
        self.theme = theme_of(theme)
        self.figure = Figure(figsize=size, dpi=DPI)
        with mpl.rc_context(settings(self.theme)):
            self.figure.set_facecolor(self.theme.background)
            self.panels = {
                panel: panel(self.figure.add_axes(place), self.theme)
                for panel, place in LAYOUT.items()
            }

    def show(self, view: View) -> None:
        """Bring a view on screen, changing artists in place."""
        with mpl.rc_context(settings(self.theme)):
            for panel in self.panels.values():
                panel.show(view)


def draw_panels(
    model: MLP,
    digits: Digits,
    index: int = 0,
    *,
    evaluation: Evaluation | None = None,
    theme: Literal["light", "dark"] | Theme = "light",
    size: tuple[float, float] = FIGURE_SIZE,
) -> Figure:
    """The seven panels for one digit, as a still figure.

    Args:
        model: the network that looks.
        digits: the digits it is judged on, among them the one shown.
        index: position of that digit; the confidences are of the 50 up to it.
        evaluation: of ``model`` on ``digits``, if it is known already.

    Raises:
        IndexError: there is no such digit.
    """
    if not 0 <= index < len(digits):
        raise IndexError(f"there are digits 0 to {len(digits) - 1}, but no {index}")
    evaluation = evaluation or evaluate(model, digits)
    reading = read(model, digits.images[index], int(digits.labels[index]))
    start = max(0, index + 1 - HISTORY)
    confidences = np.asarray(evaluation.confidences[start : index + 1])
    panels = SevenPanels(theme, size)
    panels.show(View(reading, evaluation.confusion, confidences))
    return panels.figure


def describe(reading: Reading) -> str:
    """The figure in words, for those who cannot see it."""
    truth = ""
    if reading.label is not None:
        right = reading.label == reading.prediction
        truth = (
            " It is right." if right else f" It is wrong: this is a {reading.label}."
        )
    return (
        f"The network reads a {reading.prediction} with {reading.confidence:.1%} "
        f"confidence; runner-up {reading.runner_up} with "
        f"{reading.probabilities[reading.runner_up]:.1%}.{truth}"
    )
