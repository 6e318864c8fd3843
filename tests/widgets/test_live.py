"""What every widget here leaves in a page, and how it avoids stale frames."""

import asyncio
from itertools import pairwise

import ipywidgets
import numpy as np
import pytest
import torch
import traitlets

from mnist_core.drawing import Picture
from mnist_core.widgets import live
from mnist_core.widgets.live import (
    PATIENCE,
    QUIET,
    WIDGET_VIEW,
    Latest,
    Live,
    WholeNumber,
    felt,
    image_for,
    row,
)

WORDS = "An empty picture, for this test."


class Small(Live):
    """The least that can be live."""

    def still(self) -> Picture:
        return Picture(figsize=(2, 1), alt=WORDS)


def test_a_page_gets_the_widget_and_a_still_picture_with_words():
    small = Small()
    data, metadata = small._repr_mimebundle_()
    assert data[WIDGET_VIEW]["model_id"] == small.model_id
    assert data["image/svg+xml"].startswith("<svg ")
    assert data["text/plain"] == WORDS
    assert metadata == {"image/svg+xml": {"alt": WORDS}}


def test_nothing_else_displays_it():
    """ipywidgets 7 would call this method, and the picture would be left out."""
    assert not callable(getattr(Small(), "_ipython_display_", None))


def test_a_front_end_may_name_what_it_wants():
    data, _ = Small()._repr_mimebundle_(include={WIDGET_VIEW}, exclude=set())
    assert WIDGET_VIEW in data


def test_a_screen_is_as_wide_as_there_is_room_up_to_the_figure_s_width():
    shown = image_for(Picture(figsize=(3, 2), dpi=100))
    assert (shown.layout.width, shown.layout.max_width) == ("100%", "300px")


def test_a_row_breaks_where_the_screen_is_narrow():
    one, two = ipywidgets.HTML(), ipywidgets.HTML()
    assert row(one, two).children == (one, two)
    assert row(one, two).layout.flex_flow == "row wrap"


@pytest.fixture
def slider():
    """A slider that knows whose hand moved it, and what it was told of."""
    slider = felt(ipywidgets.IntSlider)(0, 0, 10)
    slider.told = []
    slider.observe(lambda change: slider.told.append(slider.from_page), "value")
    return slider


def test_a_felt_widget_knows_whose_hand_moved_it(slider):
    slider.value = 3
    slider.set_state({"value": 4})
    slider.value = 5
    assert slider.told == [False, True, False]


def test_a_felt_widget_forgets_the_hand_even_when_the_news_was_wrong(slider):
    with pytest.raises(traitlets.TraitError):
        slider.set_state({"value": "far"})
    assert not slider.from_page


def test_a_felt_widget_is_the_same_widget_to_the_page(slider):
    plain = ipywidgets.IntSlider(0, 0, 10)
    ours, theirs = slider.get_state(), plain.get_state()
    for state in (ours, theirs):
        del state["layout"], state["style"]  # each has its own
    assert ours == theirs
    assert felt(ipywidgets.IntSlider) is type(slider)


class Counter(traitlets.HasTraits):
    count = WholeNumber(0)


@pytest.mark.parametrize("seven", [7, np.int64(7), np.uint8(7), torch.tensor(7)])
def test_a_whole_number_may_come_out_of_an_array(seven):
    count = Counter(count=seven).count
    assert count == 7
    assert type(count) is int


@pytest.mark.parametrize("wrong", [7.5, np.float32(7.5), torch.tensor(7.5), "7", None])
def test_what_is_no_whole_number_is_refused(wrong):
    with pytest.raises(traitlets.TraitError, match="count"):
        Counter(count=wrong)


class Machine:
    """A ``Latest`` in an event loop whose clock runs only while nothing is to do.

    Attributes:
        done: (time, state) of each piece of work, in seconds since the beginning.
    """

    def __init__(self, monkeypatch):
        self.now = 0.0
        self.state = None
        self.done = []
        self.latest = Latest(self.work)
        monkeypatch.setattr(live, "monotonic", lambda: self.now)

    def work(self):
        self.done.append((self.now, self.state))

    def ask(self, state):
        self.state = state
        self.latest.ask()

    def run(self, story):
        """Run a coroutine function, and then whatever it left behind."""

        async def whole():
            await story()
            await asyncio.sleep(1)

        loop = asyncio.SelectorEventLoop()
        select = loop._selector.select

        def wait(timeout):
            self.now += timeout or 0
            return select(0)

        loop._selector.select = wait
        loop.time = lambda: self.now
        try:
            loop.run_until_complete(whole())
        finally:
            loop.close()

    @property
    def states(self):
        return [state for _, state in self.done]


@pytest.fixture
def machine(monkeypatch):
    return Machine(monkeypatch)


def test_without_an_event_loop_it_works_at_once_and_every_time(machine):
    for state in range(3):
        machine.ask(state)
        assert machine.states[-1] == state
    assert machine.states == [0, 1, 2]


def test_a_burst_is_worked_on_once_for_the_latest_state(machine):
    async def story():
        for state in range(50):
            machine.ask(state)
            await asyncio.sleep(0)  # the next message is let through
        assert machine.done == []

    machine.run(story)
    assert machine.states == [49]


def test_one_request_waits_only_for_a_moment_of_quiet(machine):
    async def story():
        machine.ask("only")

    machine.run(story)
    assert machine.done == [(pytest.approx(QUIET), "only")]


def test_a_stream_that_never_pauses_is_served_all_the_same(machine):
    pause, count = QUIET / 3, 300

    async def story():
        for state in range(count):
            machine.ask(state)
            await asyncio.sleep(pause)

    machine.run(story)
    times = [0.0, *(when for when, _ in machine.done)]
    gaps = [after - before for before, after in pairwise(times)]
    assert max(gaps) <= PATIENCE + QUIET + pause + 1e-9
    assert len(gaps) < count / 10
    assert machine.states == sorted(machine.states)
    assert machine.states[-1] == count - 1


def test_requests_with_pauses_between_them_are_each_worked_on(machine):
    async def story():
        for state in range(4):
            machine.ask(state)
            await asyncio.sleep(5 * QUIET)

    machine.run(story)
    assert machine.states == [0, 1, 2, 3]


def test_a_request_during_the_work_is_worked_on_afterwards(machine):
    async def story():
        machine.ask("first")

    def work():
        Machine.work(machine)
        if machine.state == "first":
            machine.ask("second")
            assert machine.states == ["first"]

    machine.latest.work = work
    machine.run(story)
    assert machine.states == ["first", "second"]


def test_work_that_failed_does_not_end_the_service(machine):
    async def story():
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        machine.ask("bad")
        await asyncio.sleep(5 * QUIET)
        machine.ask("good")

    def work():
        Machine.work(machine)
        if machine.state == "bad":
            raise ValueError

    machine.latest.work = work
    machine.run(story)
    assert machine.states == ["bad", "good"]
