"""All seven panels under your hand: sliders, filters and a picture that keeps up.

Put it last in a cell::

    import mnist_core as mc

    dashboard = mc.Dashboard(result.model, digits.test)
    dashboard

Whatever a hand or a cell does becomes a new :class:`~mnist_core.widgets.State`, and
what is on screen follows from that. Only what ipywidgets 7 and 8 share is used, and
everything is linked in Python.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import traitlets
from torch import Tensor

from mnist_core.data import Digits, Nudge, brightness, load_mnist, read_photo
from mnist_core.drawing import Picture, ThemeName
from mnist_core.errors import MnistCoreError
from mnist_core.models import Network, load_weights
from mnist_core.panels import SevenPanels, with_photo
from mnist_core.reading import Gallery, Wanted
from mnist_core.widgets.controls import Controls, chosen_as, meant
from mnist_core.widgets.live import Latest, Live, WholeNumber
from mnist_core.widgets.screen import NONE_LIKE_THAT, Screen
from mnist_core.widgets.state import OwnDigit, State

Change = dict[str, Any]  # what traitlets tells an observer


class Dashboard(Live):
    """The seven panels of a network, for any digit of a set.

    Args:
        model: a trained dense network of the course; the one that comes with the
            package unless given.
        digits: what it looks at; the test digits of MNIST unless given.
        theme: ``"light"`` or ``"dark"``.

    Attributes:
        index: position of the digit on screen; None while one of your own is. Set it
            to go there; observe it to know. Going to a digit that the filters leave out
            clears them.
        state: all of the :class:`State`; set it to change several things at once.
        reading: the :class:`~mnist_core.reading.Reading` on screen, of the digit as
            it is nudged. None if the network gives no answer.
        controls: every widget, by name.

    Raises:
        TypeError: ``model`` or ``digits`` is something else.
        ValueError: there are no digits.
        IndexError: ``index`` is set to a digit that is not there.
    """

    state = traitlets.Instance(State, args=())
    index = WholeNumber(0, allow_none=True)
    reading = traitlets.Any(None, allow_none=True)

    def __init__(
        self,
        model: Network | None = None,
        digits: Digits | None = None,
        *,
        theme: ThemeName = "light",
    ) -> None:
        model = load_weights()[0] if model is None else model
        digits = load_mnist().test if digits is None else digits
        self.gallery = Gallery(model, digits)
        self.panels = SevenPanels(theme)
        pairs = self.gallery.evaluation.most_confused()
        self.controls = Controls(len(self.gallery), pairs, self.panels.figure)
        self._wanted = self.gallery.choose(self.state.wanted)  # positions; maybe none
        self._screen = Screen(self.gallery, self.panels, self.controls)
        self._soon = Latest(self._draw)
        super().__init__(self.controls.laid_out())
        self._connect()
        self._draw()

    def _connect(self) -> None:
        """Each control changes its own field of the state, and nothing else.

        So when the controls are made to show a new state, what they call back is no
        change, and nothing goes round in circles.
        """
        controls = self.controls
        for mover in (controls.slider, controls.play):
            mover.observe(lambda change: self._go_to(change["new"]), "value")
        for name, control in controls.filters.items():
            control.observe(partial(self._on_filter, name), "value")
        for name, control in controls.nudges.items():
            control.observe(partial(self._on_nudge, name), "value")
        traitlets.dlink((controls.speed, "value"), (controls.play, "interval"))
        controls.reset.on_click(lambda _: self._change(nudge=Nudge()))
        for pair, button in controls.pairs.items():
            button.on_click(lambda _, pair=pair: self.show_pair(*pair))
        for offset, button in controls.neighbour_buttons.items():
            button.on_click(lambda _, offset=offset: self._move(offset))

    # What a hand or a cell does, which ends in a new state.
    def _on_filter(self, name: str, change: Change) -> None:
        wanted = replace(self.state.wanted, **{name: meant(change["new"])})
        if wanted != self.state.wanted:
            self._want(wanted, stay=not wanted.least_sure_first)

    def _on_nudge(self, name: str, change: Change) -> None:
        self._change(nudge=replace(self.state.nudge, **{name: change["new"]}))

    def _change(self, **fields: Any) -> None:
        self.state = replace(self.state, **fields)

    def _go_to(self, position: int) -> None:
        """To one of the digits that the slider goes over."""
        self._change(index=int(self._selection[position]), own=None)

    def _move(self, offset: int) -> None:
        last = len(self._selection) - 1
        self._go_to(min(max(self._position + offset, 0), last))

    def _want(self, wanted: Wanted, *, stay: bool) -> None:  # on this digit, if it may
        chosen = self.gallery.choose(wanted)
        if not len(chosen):
            self._change(wanted=wanted)
        elif stay and self.state.index in chosen:
            self._change(wanted=wanted, own=None)
        else:
            self._change(wanted=wanted, index=int(chosen[0]), own=None)

    def show_pair(self, true: int, predicted: int) -> None:
        """Go to the first ``true`` taken for a ``predicted``; then to the next."""
        wanted = Wanted(true, predicted, False, self.state.wanted.least_sure_first)
        if wanted == self.state.wanted:
            self._go_to((self._position + 1) % len(self._selection))
        else:
            self._want(wanted, stay=False)

    def show_own(self, image: Tensor | np.ndarray | str | Path) -> None:
        """Bring a digit of your own on screen; moving the slider leaves it again.

        Args:
            image: a photo, which is brought to MNIST's form, or a (28, 28) array, white
                on black. What is wrong with it, if anything, the dashboard says.
        """
        try:
            photo = read_photo(image) if isinstance(image, str | Path) else None
            given = photo.image if photo else image
            digit = brightness(torch.as_tensor(given)[None])[0]
        except (MnistCoreError, ValueError, TypeError, RuntimeError) as error:
            self._screen.say(str(error))
        else:
            self._change(own=OwnDigit(digit, photo))

    # What follows from it.
    @traitlets.validate("state")
    def _check_state(self, proposal: Change) -> State:
        state = proposal["value"]
        self.gallery.digits.check_index(state.index)
        chosen = self.gallery.choose(state.wanted)
        if len(chosen) and state.index not in chosen:  # the filters leave it out
            return replace(state, wanted=Wanted())
        return state

    @traitlets.validate("index")
    def _check_index(self, proposal: Change) -> int:
        self.gallery.digits.check_index(proposal["value"])
        return proposal["value"]

    @traitlets.observe("index")
    def _on_index(self, change: Change) -> None:
        index = change["new"]
        if index is None and self.state.own is None:  # not for others to say
            self.index = self.state.index
            raise traitlets.TraitError("index must be a whole number, not None")
        if index is None or (index, None) == (self.state.index, self.state.own):
            return  # it follows the state
        self._change(index=index, own=None)

    @traitlets.observe("state")
    def _on_state(self, _: Change) -> None:
        state, controls = self.state, self.controls
        self._wanted = self.gallery.choose(state.wanted)
        soon = controls.from_page  # a hand may be faster than the pen; a cell waits
        for name, control in controls.filters.items():
            control.value = chosen_as(getattr(state.wanted, name))
        for name, control in controls.nudges.items():
            control.value = getattr(state.nudge, name)
        for mover in (controls.slider, controls.play):
            with mover.hold_trait_notifications():  # neither is right without the other
                mover.max = len(self._selection) - 1
                mover.value = self._position
        self.index = None if state.own else state.index
        if soon:
            self._soon.ask()
        else:
            self._draw()

    @property
    def _selection(self) -> np.ndarray:
        """Digits that the slider goes over; where none is wanted, this one stays."""
        return self._wanted if len(self._wanted) else np.array([self.state.index])

    @property
    def _position(self) -> int:
        """Where the digit on screen stands among the slider's."""
        return int(np.flatnonzero(self._selection == self.state.index)[0])

    # What is seen.
    def _draw(self) -> None:
        """Read what is to be on screen, and draw it."""
        state, digits = self.state, self.gallery.digits
        if state.own is not None:
            image, label, key = state.own.image, None, state.own
        else:
            image, key = digits.images[state.index], state.index
            label = self.gallery.label(state.index)
        try:
            view = self.gallery.view_image(state.nudge(image), label, key)
            view = with_photo(view, state.own and state.own.photo)
        except MnistCoreError as error:
            self._screen.fail(str(error))
            self.reading = None
        else:
            self._screen.draw(view, self._name)
            note = self.gallery.remark if len(self._wanted) else NONE_LIKE_THAT
            self._screen.say(note)
            self.reading = view.reading
        self._screen.draw_neighbours(self._selection, self._position)

    @property
    def _name(self) -> str:
        """Of what is on screen, in words."""
        state, count = self.state, len(self._wanted)
        words = ["Your digit" if state.own else f"Digit {state.index:,}"]
        if not state.own and 0 < count < len(self.gallery):
            words.append(f"number {self._position + 1:,} of {count:,}")
        if state.nudge:
            words.append(str(state.nudge))
        return ", ".join(words)

    def still(self) -> Picture:
        if self.reading is None:  # the figure still shows the digit before
            return Picture(figsize=(6, 0.4), alt=self.panels.figure.alt)
        return self.panels.figure
