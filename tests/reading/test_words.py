"""What a reading shows, in words."""

from dataclasses import replace

import numpy as np
import pytest
from helpers_views import with_layers

from mnist_core.reading.words import describe, title_of


def test_the_description_says_what_a_sighted_reader_sees(view):
    words = describe(view.reading)
    assert f"reads a {view.reading.prediction} with" in words
    assert f"{view.reading.confidence:.1%}" in words
    assert f"runner-up {view.reading.runner_up}" in words
    assert words.endswith(" It is right.")


def test_of_what_nobody_labelled_nothing_is_said_but_what_was_read(view):
    odds = [0, 0, 0.25, 0.5, 0.25, 0, 0, 0, 0, 0]
    unknown = replace(
        with_layers(view.reading, output=np.array(odds, np.float32)), label=None
    )
    assert describe(unknown) == (
        "The network reads a 3 with 50.0% confidence; runner-up 2 with 25.0%."
    )


@pytest.mark.parametrize(("digit", "article"), [(7, "a 7"), (8, "an 8"), (0, "a 0")])
def test_the_description_is_in_good_english(view, digit, article):
    odds = np.full(10, 0.01, np.float32)
    odds[(digit + 1) % 10] = 0.9
    mistaken = replace(with_layers(view.reading, output=odds), label=digit)
    assert describe(mistaken).endswith(f"It is wrong: this is {article}.")
    odds = np.roll(odds, -1)
    right = replace(with_layers(view.reading, output=odds), label=digit)
    assert describe(right).startswith(f"The network reads {article} with 90.0% conf")
    assert describe(right).endswith("It is right.")


@pytest.mark.parametrize(
    ("layer", "title"),
    [("input", "Input"), ("hidden1", "Hidden 1"), ("hidden12", "Hidden 12")],
)
def test_a_layer_is_named_as_people_write_it(layer, title):
    assert title_of(layer) == title
