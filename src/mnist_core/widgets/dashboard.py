"""All seven panels under your hand: sliders, filters and a picture that keeps up.

Put it last in a cell::

    from mnist_core.dashboard import Dashboard

    dashboard = Dashboard(result.model, digits.test)
    dashboard

Every frame is made as :mod:`mnist_core.panels.figure` tells. Only parts of
ipywidgets that versions 7 and 8 share are used, and everything is linked in Python.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
import traitlets
from torch import Tensor

from mnist_core.drawing import thumbnails
from mnist_core.widgets.controls import AROUND, Controls
from mnist_core.data import Digits, load_mnist
from mnist_core.errors import MnistCoreError
from mnist_core.reading import Gallery
from mnist_core.data import read_image
from mnist_core.widgets.live import Latest, Live, WholeNumber
from mnist_core.models import MLP
from mnist_core.data import Nudge
from mnist_core.panels import SevenPanels, View, describe
from mnist_core.drawing import Picture
from mnist_core.drawing import Theme
from mnist_core.models import load_weights

Change = dict[str, Any]  # what traitlets tells an observer


class Dashboard(Live):
    """The seven panels of a network, for any digit of a set.

    Args:
        model: a trained 784-128-64-10 network; the one that comes with the package
            unless given.
        digits: what it looks at; the test digits of MNIST unless given.
        theme: ``"light"`` or ``"dark"``.

    Attributes:
        index: position of the digit on screen. Set it to go there; observe it to
            know. Going to a digit that the filters leave out clears them.
        reading: the :class:`~mnist_core.reading.Reading` on screen, of the digit as
            it is nudged. None if the network gives no answer.
        controls: every widget, by name.

    Raises:
        TypeError: ``model`` or ``digits`` is something else.
        ValueError: there are no digits.
        IndexError: ``index`` is set to a digit that is not there.
    """

    index = WholeNumber(0)
    reading = traitlets.Any(None, allow_none=True)

    def __init__(
        self,
        model: MLP | None = None,
        digits: Digits | None = None,
        *,
        theme: Literal["light", "dark"] | Theme = "light",
    ) -> None:
        model, card = load_weights() if model is None else (model, None)
        digits = load_mnist().test if digits is None else digits
        self.gallery = Gallery(model, digits, card=card)
        self.panels = SevenPanels(theme)
        pairs = self.gallery.evaluation.most_confused()
        self.controls = Controls(len(self.gallery), pairs, self.panels.figure)
        self._selection = np.arange(len(self.gallery))
        self._own: Tensor | None = None  # a reader's own picture, while it is shown
        self._quiet = False  # the dashboard itself moves its controls
        self._by_hand = False  # the change came from the page
        self._soon = Latest(self._look)
        super().__init__(self.controls.laid_out())
        self._connect()
        self._look()

    def _connect(self) -> None:
        controls = self.controls
        controls.slider.observe(self._on_slider, "value")
        traitlets.link((controls.play, "value"), (controls.slider, "value"))
        traitlets.link((controls.speed, "value"), (controls.play, "interval"))
        for control in controls.filters:
            control.observe(self._on_filter, "value")
        for control in controls.nudges.values():
            control.observe(self._on_nudge, "value")
        controls.reset.on_click(self._undo)
        for pair, button in controls.pairs.items():
            button.on_click(lambda _, pair=pair: self.show_pair(*pair))
        for step, button in controls.steps.items():
            button.on_click(lambda _, step=step: self._step(step))

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """While the dashboard moves its own controls, they do not call back."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    # What a hand does.

    def _on_slider(self, change: Change) -> None:
        if not self._quiet:
            moved = self.controls.slider.from_page or self.controls.play.from_page
            self._go(change["new"], by_hand=moved)

    def _step(self, step: int) -> None:
        last = len(self._selection) - 1
        self._go(min(max(self.controls.slider.value + step, 0), last))

    def _go(self, place: int, *, by_hand: bool = False) -> None:
        """To a place among the selected digits."""
        index = int(self._selection[place])
        if index == self.index:  # nothing to observe, but perhaps to draw
            self._own = None
            self._place_slider()
            self._look()
            return
        self._by_hand = by_hand
        try:
            self.index = index
        finally:
            self._by_hand = False

    def _on_nudge(self, change: Change) -> None:
        if self._quiet:
            return
        if change["owner"].from_page:
            self._soon.ask()
        else:
            self._look()

    def _undo(self, _: object = None) -> None:
        with self._quietly():
            for control in self.controls.nudges.values():
                control.value = 0
        self._look()

    def _on_filter(self, _: Change | None = None) -> None:
        if self._quiet:
            return
        chosen = self.gallery.choose(*self.controls.wanted())
        if not len(chosen):
            self._say("No digit is like that. The slider goes over those of before.")
            return
        self._select(chosen)
        self._go(0 if self.controls.unsure.value else self._place or 0)

    def show_pair(self, true: int, predicted: int) -> None:
        """Go to the first ``true`` taken for a ``predicted``; then to the next."""
        wanted = (true, predicted, False, self.controls.unsure.value)
        again = np.array_equal(self.gallery.choose(*wanted), self._selection)
        with self._quietly():
            self.controls.want(*wanted)
        if again:
            self._go((self.controls.slider.value + 1) % len(self._selection))
        else:
            self._on_filter()

    def show(self, image: Tensor | np.ndarray | str | Path) -> None:
        """Show a picture of your own: a file, or a (28, 28) array, white on black.

        What is wrong with it, if anything, is said in the dashboard. Moving the
        slider leaves it again.
        """
        problem = ""
        try:
            is_file = isinstance(image, str | Path)
            own = read_image(image) if is_file else torch.as_tensor(image)
            self._own = Nudge()(own)
        except (MnistCoreError, ValueError, TypeError, RuntimeError) as error:
            problem = str(error)
        self._look()
        if problem:
            self._say(problem)

    # What follows from it.

    @traitlets.validate("index")
    def _check_index(self, proposal: Change) -> int:
        index, last = proposal["value"], len(self.gallery) - 1
        if not 0 <= index <= last:
            raise IndexError(f"there are digits 0 to {last}, but no {index}")
        return index

    @traitlets.observe("index")
    def _on_index(self, _: Change) -> None:
        self._own = None
        if self._place is None:
            with self._quietly():
                self.controls.want()
            self._select(self.gallery.choose())
        self._place_slider()
        if self._by_hand:
            self._soon.ask()
        else:
            self._look()

    def _select(self, chosen: np.ndarray) -> None:
        self._selection = chosen
        with self._quietly():
            for control in (self.controls.slider, self.controls.play):
                control.max = len(chosen) - 1

    def _place_slider(self) -> None:
        with self._quietly():
            self.controls.slider.value = self._place

    @property
    def _place(self) -> int | None:
        """Where the digit on screen stands among the selected ones."""
        found = np.flatnonzero(self._selection == self.index)
        return int(found[0]) if len(found) else None

    @property
    def nudge(self) -> Nudge:
        """What the sliders at the bottom do to the digit."""
        amounts = {name: c.value for name, c in self.controls.nudges.items()}
        return Nudge(**amounts, seed=self.index)

    # What is seen.

    def _look(self) -> None:
        """Read what is to be on screen, and draw it."""
        image, label, name = self._own, None, "own"
        if image is None:
            image, name = self.gallery.digits.images[self.index], self.index
            label = self.gallery.label(self.index)
        try:
            view = self.gallery.look_at(self.nudge(image), label, name)
        except MnistCoreError as error:
            self.reading = None
            self.controls.words.value = ""
            self.panels.figure.alt = str(error)
            self._say(str(error))
        else:
            self._draw(view)
            self._say(self.gallery.remark)
            self.reading = view.reading
        self.controls.picture.layout.display = "none" if self.reading is None else None
        self._draw_neighbours()

    def _draw(self, view: View) -> None:
        self.panels.frame(view)
        self.controls.picture.value = self.panels.figure.jpeg()
        one, two = view.reading.hidden1, view.reading.hidden2
        self.controls.words.value = (
            f'<div aria-live="polite"><b>{self._name}.</b> {describe(view.reading)} '
            f"Awake: {(one > 0).sum()} of {len(one)} neurons in hidden layer 1, "
            f"{(two > 0).sum()} of {len(two)} in hidden layer 2.</div>"
        )

    @property
    def _name(self) -> str:
        """Of what is on screen, in words."""
        name = f"Digit {self.index:,}" if self._own is None else "Your picture"
        if self._own is None and len(self._selection) < len(self.gallery):
            name += f", number {self._place + 1:,} of {len(self._selection):,}"
        return f"{name}, {self.nudge}" if self.nudge else name

    def _draw_neighbours(self) -> None:
        seen, images = self.gallery.evaluation, self.gallery.digits.images
        places = range(self._place - AROUND, self._place + AROUND + 1)
        near = [
            int(self._selection[place]) if 0 <= place < len(self._selection) else None
            for place in places
        ]
        row = thumbnails.strip(
            [None if k is None else images[k] for k in near],
            [k is not None and not seen.correct[k] for k in near],
            AROUND,
            self.panels.theme,
        )
        self.controls.neighbours.value = thumbnails.encode(row)

    def _say(self, message: str) -> None:
        """Something to know, in a box of its own; nothing for an empty message."""
        self.controls.note.value = message and (
            '<div role="status" style="padding:4px 10px;border-left:4px solid #d98200">'
            f"{escape(message)}</div>"
        )

    def still(self) -> Picture:
        return self.panels.figure
