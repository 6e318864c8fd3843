"""The dashboard's widgets on their own: what they offer, and where they stand."""

from dataclasses import fields

import ipywidgets
import pytest

from mnist_core.data import Nudge
from mnist_core.drawing import Picture
from mnist_core.metrics import Confusion
from mnist_core.reading import Wanted
from mnist_core.widgets import thumbnails
from mnist_core.widgets.controls import ANY, AROUND, SPEEDS, Controls

PAIRS = [Confusion(4, 9, 31), Confusion(9, 4, 1)]
HAND = (
    ipywidgets.Button,
    ipywidgets.Checkbox,
    ipywidgets.Dropdown,
    ipywidgets.FloatSlider,
    ipywidgets.IntSlider,
)


@pytest.fixture
def controls():
    return Controls(200, PAIRS, Picture(figsize=(12, 7.6), dpi=100))


def inside(widget):
    """The widget and all that stand in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def shown(controls):
    return [w for part in controls.laid_out() for w in inside(part)]


def test_every_control_has_exactly_one_place(controls):
    named = []
    for value in vars(controls).values():
        named += value.values() if isinstance(value, dict) else [value]
    places = [id(widget) for widget in shown(controls)]
    assert [places.count(id(widget)) for widget in named] == [1] * len(named)


def test_everything_a_hand_can_move_says_what_it_is_for(controls):
    movable = [w for w in shown(controls) if isinstance(w, HAND)]
    assert len(movable) == 1 + 3 + 2 + len(PAIRS) + 4 + 1 + 2 * AROUND + 1
    for widget in movable:
        assert widget.description or widget.tooltip


def test_slider_and_play_go_from_the_first_digit_to_the_last(controls):
    for control in (controls.slider, controls.play):
        assert (control.min, control.max, control.value) == (0, 199, 0)


def test_the_speed_on_show_is_the_speed_it_has(controls):
    assert controls.speed.value == controls.play.interval
    assert dict(controls.speed.options) == SPEEDS
    assert SPEEDS[controls.speed.label] == controls.play.interval


def test_filters_and_nudges_have_the_names_of_the_fields_they_stand_for(controls):
    assert list(controls.filters) == [field.name for field in fields(Wanted)]
    nudges = {field.name for field in fields(Nudge)} - {"seed"}
    assert set(controls.nudges) == nudges


def test_digits_are_chosen_by_their_names_and_any_is_the_first(controls):
    for name in ("true", "predicted"):
        choice = controls.filters[name]
        assert (choice.label, choice.value) == ("any", ANY)
        choice.label = "7"
        assert choice.value == 7


def test_a_hand_in_the_page_is_felt_while_it_moves(controls):
    felt = []
    controls.play.observe(lambda _: felt.append(controls.from_page), "value")
    controls.play.value = 3
    controls.play.set_state({"value": 4})
    assert felt == [False, True]
    assert not controls.from_page


def test_a_confused_pair_s_button_tells_which_and_how_often(controls):
    assert {pair: b.description for pair, b in controls.pairs.items()} == {
        (4, 9): "4 → 9 (31)",
        (9, 4): "9 → 4 (1)",
    }
    assert controls.pairs[4, 9].tooltip == "4s taken for 9s"


def test_every_nudge_starts_at_nothing_and_goes_both_ways_where_it_can(controls):
    for name, control in controls.nudges.items():
        assert control.value == 0
        assert control.min == (0 if name == "noise" else -control.max)


def test_an_unseen_button_lies_exactly_over_each_thumbnail(controls):
    side, step = thumbnails.SIDE, thumbnails.STEP
    assert list(controls.neighbour_buttons) == list(range(-AROUND, AROUND + 1))
    for button in controls.neighbour_buttons.values():
        place = button.layout
        assert (place.width, place.height) == (f"{side}px", f"{side}px")
        assert place.margin == f"0 {step - side}px 0 0"
        assert place.flex == "none"
        assert button.style.button_color == "transparent"
        assert button.description == ""
    (over,) = [
        w for w in shown(controls) if controls.neighbour_buttons[0] in inside_of(w)
    ]
    assert over.children == tuple(controls.neighbour_buttons.values())
    assert over.layout.margin == f"-{side}px 0 0 0"
    row = controls.neighbours.layout
    assert row.height == f"{side}px"
    assert row.width == f"{len(controls.neighbour_buttons) * step - thumbnails.GAP}px"
    assert (row.margin, row.max_width, row.flex) == ("0", "none", "none")


def inside_of(widget):
    return getattr(widget, "children", ())


@pytest.mark.parametrize(
    ("step", "said"), [(-2, "2 before"), (0, "here"), (5, "5 after")]
)
def test_a_button_over_a_thumbnail_tells_how_far_it_goes(controls, step, said):
    assert controls.neighbour_buttons[step].tooltip == said
