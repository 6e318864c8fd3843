"""The seven panels: one file each, laid out together by ``figure.py``.

Every panel also works alone, on any Axes::

    NetworkActivity(ax).show(view)

or as a picture of its own::

    draw_panel(NetworkActivity, view_of(model, digits, 0))
"""

from mnist_core.panels.activations import LayerActivations
from mnist_core.panels.confidence import Confidence
from mnist_core.panels.confusion import ConfusionMatrix
from mnist_core.panels.figure import (
    SevenPanels,
    describe,
    draw_panel,
    draw_panels,
    view_of,
)
from mnist_core.panels.input_digit import InputDigit
from mnist_core.panels.network import NetworkActivity
from mnist_core.panels.probabilities import OutputProbabilities
from mnist_core.panels.panel import Panel, View
from mnist_core.panels.weights import WeightDistribution

__all__ = [
    "Confidence",
    "ConfusionMatrix",
    "InputDigit",
    "LayerActivations",
    "NetworkActivity",
    "OutputProbabilities",
    "Panel",
    "SevenPanels",
    "View",
    "WeightDistribution",
    "describe",
    "draw_panel",
    "draw_panels",
    "view_of",
]
