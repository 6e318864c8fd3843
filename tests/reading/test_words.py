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
    assert "right" in words


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
