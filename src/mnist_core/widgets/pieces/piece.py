"""What every piece is: a sketch, and a few sliders above it."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import ipywidgets as w
import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from mnist_core.drawing import DPI, Blitter, Picture, ThemeName, settings, theme_of
from mnist_core.widgets.live import Latest, Live, felt, image_for, row


class Sketch(ABC):
    """A figure that shows a few numbers, changing its artists in place.

    Args:
        theme: its colours.

    Attributes:
        figure: with alternative text.
    """

    SIZE: ClassVar[tuple[float, float]] = (8.0, 3.2)  # inches, 100 pixels each

    def __init__(self, theme: ThemeName = "light") -> None:
        self.theme = theme_of(theme)
        self.figure = Picture(figsize=self.SIZE, dpi=DPI)
        self.figure.set_facecolor(self.theme.background)
        with mpl.rc_context(settings(self.theme)):
            self.draw_fixed()

    @abstractmethod
    def draw_fixed(self) -> None:
        """Draw what stays, and make the artists that will change."""

    @abstractmethod
    def show(self, **values: Any) -> list[Artist]:
        """Change the artists in place; returns those changed, lowest first."""

    @abstractmethod
    def words(self, **values: Any) -> str:
        """What the sketch shows, in a sentence or two."""

    def axes(self, *place: float, bare: bool = False) -> Axes:
        """An Axes at (left, bottom, width, height); bare: no frame, equal scales."""
        ax = self.figure.add_axes(place)
        if bare:
            ax.set_axis_off()
            ax.set_aspect("equal")
        return ax


class Piece(Live):
    """A sketch with controls.

    Args:
        sketch: what is drawn.
        controls: widgets by the name of the value they set.

    Attributes:
        sketch, controls: the same.
        picture, words: the widgets that show the sketch, and say what it shows.
    """

    def __init__(self, sketch: Sketch, controls: dict[str, w.Widget]) -> None:
        self.sketch, self.controls = sketch, controls
        self.picture, self.words = image_for(sketch.figure), w.HTML()
        self._blitter = Blitter(sketch.figure)
        self._soon = Latest(self._draw)
        super().__init__([row(*controls.values()), self.picture, self.words])
        for control in controls.values():
            control.observe(self._on_change, "value")
        self._draw()

    @property
    def values(self) -> dict[str, Any]:
        """What the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    def _on_change(self, change: dict[str, Any]) -> None:
        if change["owner"].from_page:
            self._soon.ask()
        else:
            self._draw()

    def _draw(self) -> None:
        self._blitter.draw(self.sketch.show(**self.values))
        self.sketch.figure.alt = self.sketch.words(**self.values)
        self.picture.value = self.sketch.figure.jpeg()
        self.words.value = f'<div aria-live="polite">{self.sketch.figure.alt}</div>'

    def still(self) -> Picture:
        return self.sketch.figure


def slider(
    name: str, value: float, low: float, high: float, step: float
) -> w.FloatSlider:
    """A slider with room for its name.

    Raises:
        ValueError: the value lies outside.
    """
    if not low <= value <= high:
        raise ValueError(f"{name} must be from {low:g} to {high:g}, not {value:g}")
    return felt(w.FloatSlider)(
        value,
        min=low,
        max=high,
        step=step,
        description=name,
        readout_format=".2f" if step < 0.1 else ".1f",
        style={"description_width": "initial"},
        layout=w.Layout(width="270px"),
    )


def log_slider(name: str, value: float, low: float, high: float) -> w.FloatLogSlider:
    """A slider over powers of ten, from 10**low to 10**high.

    Raises:
        ValueError: the value lies outside.
    """
    if not 10**low <= value <= 10**high:
        raise ValueError(
            f"{name} must be from {10**low:g} to {10**high:g}, not {value:g}"
        )
    return felt(w.FloatLogSlider)(
        value,
        min=low,
        max=high,
        step=0.01,
        description=name,
        readout_format=".3g",
        style={"description_width": "initial"},
        layout=w.Layout(width="330px"),
    )
