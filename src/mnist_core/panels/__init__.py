"""The seven panels: one file each, laid out together by ``figure.py``.

Every panel also works alone, on any Axes::

    NetworkActivity(ax).show(view)

or as a picture of its own::

    draw_panel(NetworkActivity, view_of(model, digits, 0))

Beside them what shows all seven: film and window. Uses the reading and drawing rooms,
and what is below them.
"""

from mnist_core.panels.activations import LayerActivations
from mnist_core.panels.confidence import Confidence
from mnist_core.panels.confusion import ConfusionMatrix, tints
from mnist_core.panels.figure import LAYOUT, SevenPanels, draw_panel, draw_panels
from mnist_core.panels.film import Film, check_can_write, write_panels
from mnist_core.panels.input_digit import InputDigit
from mnist_core.panels.network import NetworkActivity
from mnist_core.panels.panel import Panel
from mnist_core.panels.photo import Photos, with_photo
from mnist_core.panels.probabilities import OutputProbabilities
from mnist_core.panels.weights import WeightDistribution
from mnist_core.panels.window import Window, open_figure
