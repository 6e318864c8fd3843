"""What all widgets here share: a picture where there is no kernel, and no haste.

A widget in a rendered page is dead: no Python answers. So each one offers a still
picture with alternative text next to its widget view, and pages show that.
"""

import asyncio
import operator
from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from time import monotonic
from typing import Any

import ipywidgets
import traitlets

from mnist_core.drawing import Picture

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
QUIET = 0.003  # seconds without a new request, before work begins
PATIENCE = 0.030  # seconds after which it begins in any case


class Live(ipywidgets.VBox):
    """A box of widgets that leaves a still picture where nobody answers."""

    _ipython_display_ = None  # ipywidgets 7 would show itself, without a picture

    @abstractmethod
    def still(self) -> Picture:
        """What is on screen now, as a figure with alternative text."""

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None, **_: object
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = self.still()._repr_mimebundle_()
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {WIDGET_VIEW: view, **data}, metadata


class Latest:
    """Does a piece of work soon, once for any number of requests that come at once.

    A hand on a slider asks faster than a picture can be drawn. Whatever waits in
    line is let through first, and the work is then done once, for the latest state:
    stale frames are never drawn. Without a running event loop it is done at once.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        self.work = work
        self._first = self._last = 0.0
        self._waiting = False

    def ask(self) -> None:
        """Ask for the work to be done, soon."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.work()
            return
        self._last = monotonic()
        if not self._waiting:
            self._waiting = True
            self._first = self._last
            loop.call_later(QUIET, self._check)

    def _check(self) -> None:
        now = monotonic()
        if now - self._last < QUIET and now - self._first < PATIENCE:
            asyncio.get_running_loop().call_later(QUIET, self._check)
            return
        self._waiting = False
        self.work()


class Felt:
    """Mixed into a widget, tells whose hand moved it.

    Attributes:
        from_page: whether the change that is told of right now came from the page,
            and not from Python.
    """

    from_page = False

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """What ipywidgets calls when the page has news."""
        self.from_page = True
        try:
            super().set_state(sync_data)
        finally:
            self.from_page = False


@cache
def felt(kind: type[ipywidgets.Widget]) -> type[ipywidgets.Widget]:
    """The same kind of widget, but one that knows whose hand moved it."""
    return type(kind.__name__, (Felt, kind), {"__doc__": kind.__doc__})


class WholeNumber(traitlets.Int):
    """A trait for an int; whole numbers out of NumPy and PyTorch will do as well."""

    def validate(self, obj: traitlets.HasTraits, value: object) -> int:
        with suppress(TypeError):
            value = operator.index(value)
        return super().validate(obj, value)


def image_for(figure: Picture) -> ipywidgets.Image:
    """An image widget for a figure: as wide as there is room, up to its own width."""
    width, _ = figure.canvas.get_width_height()
    return ipywidgets.Image(
        format="jpeg",
        layout=ipywidgets.Layout(width="100%", max_width=f"{width}px"),
    )


# Boxes, not the front end, decide where a line breaks on a narrow screen.
FLOW = {"flex_flow": "row wrap", "align_items": "center"}


def row(*children: ipywidgets.Widget) -> ipywidgets.HBox:
    """Widgets side by side, wrapping where the screen is narrow."""
    return ipywidgets.HBox(children, layout=ipywidgets.Layout(**FLOW))
