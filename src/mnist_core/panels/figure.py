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
3. **Only what changed is drawn** (:class:`~mnist_core.panels.blitter.Blitter`).
   Axes, titles, tick labels, the hundred cells of the confusion matrix and the
   thin lines between all neurons are the same for every digit. They were drawn
   once, into a picture that was kept. A frame begins by copying that picture
   back, and draws the changed artists over it.
4. **The pixels become a JPEG** (:meth:`~mnist_core.picture.Picture.jpeg`) and
   travel to the page. A PNG would be sharper and take five times as long.

What most tutorials do instead is to clear every axes and plot it anew: thousands
of new objects for each frame, most of them exactly what was there before.
``python -m benchmarks.frames`` measures both, in the same run.

Axes do not jump: a :class:`~mnist_core.panels.view.Reach` says beforehand how far
they must go for every digit, and where it is missing they only ever grow. When one
does, its panel counts it (``redrawn``) and the fixed picture is taken anew.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from mnist_core.data import Digits
from mnist_core.metrics import Evaluation, accuracy, evaluate, most_confused
from mnist_core.models import MLP
from mnist_core.panels.activations import LAYERS, LayerActivations
from mnist_core.drawing import Blitter
from mnist_core.panels.confidence import Confidence
from mnist_core.panels.confusion import ConfusionMatrix
from mnist_core.panels.input_digit import InputDigit
from mnist_core.panels.network import NetworkActivity
from mnist_core.panels.probabilities import OutputProbabilities
from mnist_core.panels.panel import HISTORY, Panel, View
from mnist_core.panels.weights import WeightDistribution
from mnist_core.drawing import Picture
from mnist_core.reading import Reading, read
from mnist_core.drawing import DPI, FIGURE_SIZE, Theme, theme_of

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

ALONE = (4.8, 4.0)  # inches a panel drawn alone may fill: its letters fit a phone
ALONE_DPI = 150  # sharp on a phone, and as wide as a page of the book
TITLE_ROOM = 0.4  # inches, above it


class SevenPanels:
    """The figure with its seven panels; ``show`` brings a view on screen.

    Args:
        theme: ``"light"``, ``"dark"`` or a :class:`~mnist_core.style.Theme`.
        size: width and height in inches, 100 pixels each. Text and lines grow and
            shrink with it.
        figure: an empty figure to draw in, such as a window's; its own size counts
            then.

    Attributes:
        figure: a :class:`~mnist_core.picture.Picture`, unknown to pyplot, unless
            another was given.
        panels: the panels, by class.
    """

    def __init__(
        self,
        theme: Literal["light", "dark"] | Theme = "light",
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
        self._blitter: Blitter | None = None

    def show(self, view: View) -> list[Artist]:
        """Change all artists in place, without drawing; returns them, lowest first."""
        changed = [a for panel in self.panels.values() for a in panel.show(view)]
        self.figure.alt = describe(view.reading)
        return changed

    def frame(self, view: View) -> None:
        """Bring a view on the canvas, drawing only what changed."""
        self._blitter = self._blitter or Blitter(self.figure)
        before = self._redrawn
        changed = self.show(view)
        self._blitter.draw(changed, afresh=self._redrawn != before)

    @property
    def _redrawn(self) -> int:
        return sum(panel.redrawn for panel in self.panels.values())


def draw_panels(
    model: MLP,
    digits: Digits,
    index: int = 0,
    *,
    evaluation: Evaluation | None = None,
    theme: Literal["light", "dark"] | Theme = "light",
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


def view_of(
    model: MLP, digits: Digits, index: int = 0, evaluation: Evaluation | None = None
) -> View:
    """What the panels show of one digit, as :func:`draw_panels` shows it.

    Args:
        model, digits, index, evaluation: as for :func:`draw_panels`.

    Returns:
        The digit's reading, the counts of all digits, and up to 50 confidences.

    Raises:
        IndexError, WeightsError: as :func:`draw_panels`.
    """
    if not 0 <= index < len(digits):
        raise IndexError(f"there are digits 0 to {len(digits) - 1}, but no {index}")
    evaluation = evaluation or evaluate(model, digits)
    reading = read(model, digits.images[index], int(digits.labels[index]))
    start = max(0, index + 1 - HISTORY)
    confidences = np.asarray(evaluation.confidences[start : index + 1])
    return View(reading, evaluation.confusion, confidences)


def draw_panel(
    panel: type[Panel],
    view: View,
    *,
    theme: Literal["light", "dark"] | Theme = "light",
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
    figure.alt = WORDS[panel](view)
    return figure


def describe(reading: Reading) -> str:
    """The figure in words, for those who cannot see it."""
    truth = ""
    if reading.label is not None:
        right = reading.label == reading.prediction
        truth = (
            " It is right." if right else f" It is wrong: this is {a(reading.label)}."
        )
    return (
        f"The network reads {a(reading.prediction)} with {reading.confidence:.1%} "
        f"confidence; runner-up {reading.runner_up} with "
        f"{reading.probabilities[reading.runner_up]:.1%}.{truth}"
    )


def a(digit: int) -> str:
    """A digit with its article: a 7, an 8."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def _input_digit(view: View) -> str:
    lit = np.count_nonzero(view.reading.pixels)
    return f"A digit, {lit} of 784 pixels lit. {describe(view.reading)}"


def _probabilities(view: View) -> str:
    heights = enumerate(view.reading.probabilities)
    bars = ", ".join(f"{digit}: {height:.1%}" for digit, height in heights)
    return f"Ten bars. {bars}. The green one is {view.reading.prediction}."


def _network(view: View) -> str:
    columns, gaps = view.reading.activity.columns, view.reading.activity.edges
    active = [f"{c.active.sum()} of {len(c.shown)}" for c in columns]
    strong = [f"{e.strong.sum()} ({(e.strong & e.negative).sum()})" for e in gaps]
    return (
        f"Four columns of neurons, input to output. Active: {', '.join(active)}. "
        f"Strong connections between them (negative ones): {', '.join(strong)}. "
        f"The ring is round output {view.reading.prediction}."
    )


def _confusion(view: View) -> str:
    counts, seen = view.confusion, view.reading
    if not counts.any():
        return "Ten by ten empty cells: nothing was measured."
    words = f"Rows true, columns predicted. Accuracy {accuracy(counts):.2%}."
    for true, predicted, count in most_confused(counts, 1):
        words += f" Commonest mistake: {a(true)} taken for {a(predicted)}, {count:,}x."
    if seen.label is not None:
        here = seen.label, seen.prediction
        words += f" Outlined: row {here[0]}, column {here[1]}, {counts[here]:,}x."
    return words


def _activations(view: View) -> str:
    means, maxima = view.reading.layer_means, view.reading.layer_maxima
    layers = zip(LAYERS, means, maxima, strict=True)
    pairs = [f"{name} {mean:.2f} and {top:.2f}" for name, mean, top in layers]
    return f"Mean and maximum of each layer: {', '.join(pairs)}."


def _weights(view: View) -> str:
    counts, edges = view.reading.weight_histogram
    negative = np.count_nonzero(view.reading.output_weights < 0)
    return (
        f"The {counts.sum()} weights into output {view.reading.prediction}, from "
        f"{edges[0]:.2f} to {edges[-1]:.2f}, {negative} of them negative; "
        f"the tallest of {len(counts)} bars counts {counts.max()}."
    )


def _confidence(view: View) -> str:
    shown = np.asarray(view.confidences)[-HISTORY:]
    above, below = (shown > 0.9).sum(), (shown < 0.5).sum()
    sure = f"{above} above 90%, {below} below 50%, the latest at {shown[-1]:.1%}"
    return f"Confidences of the latest digits, {len(shown)} in all: {sure}."


WORDS: dict[type[Panel], Callable[[View], str]] = {
    InputDigit: _input_digit,
    OutputProbabilities: _probabilities,
    ConfusionMatrix: _confusion,
    NetworkActivity: _network,
    LayerActivations: _activations,
    WeightDistribution: _weights,
    Confidence: _confidence,
}
