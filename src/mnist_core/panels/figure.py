"""All seven panels as one figure, and the story of one frame.

You drag the slider to another digit. Before the picture changes, this happens:

1. **The network reads the digit** (:func:`mnist_core.reading.read`). One forward
   pass; then the numbers each panel needs: which neurons are shown, how strong
   their connections are, how many weights fall in each bin. Only arrays, no
   drawing.
2. **Each panel changes its artists in place** (:meth:`Panel.show`). An artist is
   a thing matplotlib can draw: here mostly *one* collection for many things. Ten
   bars are one polygon collection, fifty neurons one scatter, a hundred
   connections two line collections. Texts that change are outlines of letters,
   kept from the last time they were needed.
3. **Only what changed is drawn** (:class:`~mnist_core.drawing.Blitter`).
   Axes, titles, tick labels, the hundred cells of the confusion matrix and the
   thin lines between all neurons are the same for every digit. They were drawn
   once, into a picture that was kept. A frame begins by copying that picture
   back, and draws the changed artists over it.
4. **The pixels become a JPEG** (:meth:`~mnist_core.drawing.Picture.jpeg`) and
   travel to the page. A PNG would be sharper and take five times as long.

What most tutorials do instead is to clear every axes and plot it anew: thousands
of new objects for each frame, most of them exactly what was there before.
``python -m benchmarks.frames`` measures both, in the same run.

Axes do not jump: a :class:`~mnist_core.reading.Reach` says beforehand how far
they must go for every digit, and where it is missing they only ever grow. When one
does, its panel counts it (``redrawn``) and the fixed picture is taken anew.
"""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from mnist_core.data import Digits
from mnist_core.drawing import (
    DPI,
    FIGURE_SIZE,
    Blitter,
    Picture,
    ThemeName,
    theme_of,
)
from mnist_core.models import Evaluation, Network
from mnist_core.panels.activations import LayerActivations
from mnist_core.panels.confidence import Confidence
from mnist_core.panels.confusion import ConfusionMatrix
from mnist_core.panels.input_digit import InputDigit
from mnist_core.panels.network import NetworkActivity
from mnist_core.panels.panel import Panel
from mnist_core.panels.photo import PhotoBeside
from mnist_core.panels.probabilities import OutputProbabilities
from mnist_core.panels.weights import WeightDistribution
from mnist_core.reading import View, describe, view_of

LAYOUT: dict[type[Panel], tuple[float, float, float, float]] = {
    InputDigit: (0.035, 0.70, 0.195, 0.225),
    OutputProbabilities: (0.045, 0.44, 0.185, 0.175),
    ConfusionMatrix: (0.035, 0.055, 0.205, 0.30),
    NetworkActivity: (0.275, 0.07, 0.43, 0.775),
    LayerActivations: (0.755, 0.725, 0.215, 0.20),
    WeightDistribution: (0.755, 0.40, 0.215, 0.20),
    Confidence: (0.755, 0.075, 0.205, 0.20),
}
"""Panel -> (left, bottom, width, height), fractions of the figure. One row a panel."""

ALONE = (4.8, 4.0)  # inches a panel drawn alone may fill: its letters fit a phone
ALONE_DPI = 150  # sharp on a phone, and as wide as a page of the book
TITLE_ROOM = 0.4  # inches, above it


class SevenPanels:
    """The figure with its seven panels; ``draw`` brings a view on screen.

    Args:
        theme: ``"light"``, ``"dark"`` or a :class:`~mnist_core.drawing.Theme`.
        size: width and height in inches, 100 pixels each. Text and lines grow and
            shrink with it.
        figure: an empty figure to draw in, such as a window's; its own size counts
            then.

    Attributes:
        figure: a :class:`~mnist_core.drawing.Picture`, unknown to pyplot, unless
            another was given.
        panels: the panels, by class.
    """

    def __init__(
        self,
        theme: ThemeName = "light",
        size: tuple[float, float] = FIGURE_SIZE,
        figure: Figure | None = None,
    ) -> None:
        self.theme = theme_of(theme)
        if figure is None:
            scale = min(np.divide(size, FIGURE_SIZE))
            figure = Picture(figsize=np.divide(size, scale), dpi=DPI * scale)
        self.figure = figure
        self.figure.set_facecolor(self.theme.background)
        self.panels = {
            panel: panel(self.figure.add_axes(place), self.theme)
            for panel, place in LAYOUT.items()
        }
        self._photo = PhotoBeside(self.figure, self.theme)
        self._blitter: Blitter | None = None

    def show(self, view: View) -> list[Artist]:
        """Change all artists in place, without drawing; returns them, lowest first."""
        changed = [a for panel in self.panels.values() for a in panel.show(view)]
        changed += self._photo.show(view)
        self.figure.alt = describe(view.reading)
        return changed

    def draw(self, view: View) -> None:
        """Show a view and bring it on the canvas, drawing only what changed."""
        self._blitter = self._blitter or Blitter(self.figure)
        before = self._redrawn
        changed = self.show(view)
        self._blitter.draw(changed, afresh=self._redrawn != before)

    @property
    def _redrawn(self) -> int:
        return sum(panel.redrawn for panel in self.panels.values())


def draw_panels(
    model: Network,
    digits: Digits,
    index: int = 0,
    *,
    evaluation: Evaluation | None = None,
    theme: ThemeName = "light",
    size: tuple[float, float] = FIGURE_SIZE,
) -> Picture:
    """The seven panels for one digit, as a still figure.

    Args:
        model: the network that looks.
        digits: the digits it is judged on, among them the one shown.
        index: position of that digit; the confidences are of the 50 up to it.
        evaluation: of ``model`` on ``digits``, if it is known already.
        theme, size: as for :class:`SevenPanels`.

    Returns:
        A figure with alternative text (``.alt``), and ``.save(path)`` for PNG, SVG
        and PDF.

    Raises:
        IndexError: there is no such digit.
        WeightsError: the network's answer is not a number.
    """
    panels = SevenPanels(theme, size)
    panels.show(view_of(model, digits, index, evaluation))
    return panels.figure


def draw_panel(
    panel: type[Panel],
    view: View,
    *,
    theme: ThemeName = "light",
    size: tuple[float, float] | None = None,
) -> Picture:
    """One of the seven panels, as a still figure of its own.

    Args:
        panel: which, such as :class:`~mnist_core.panels.network.NetworkActivity`.
        view: what it shows, such as :func:`view_of` a digit.
        theme: as for :class:`SevenPanels`.
        size: width and height in inches, of 150 pixels each; unless told, what gives
            the panel the shape it has among the seven. Letters keep their size.

    Returns:
        A figure as of :func:`draw_panels`; its ``.alt`` gives the panel's numbers.

    Raises:
        ValueError: it is none of the seven.
    """
    if panel not in LAYOUT:
        raise ValueError(f"panel must be one of {[p.__name__ for p in LAYOUT]}")
    if size is None:
        shape = np.multiply(LAYOUT[panel][2:], FIGURE_SIZE)
        size = shape * min(ALONE / shape) + (0, TITLE_ROOM)
    figure = Picture(figsize=size, dpi=ALONE_DPI, layout="constrained")
    theme = theme_of(theme)
    figure.set_facecolor(theme.background)
    panel(figure.add_subplot(), theme).show(view)
    figure.alt = panel.words(view)
    return figure
