"""What is on screen: the counts it may show, and how far its axes go."""

import numpy as np
import pytest

from mnist_core.models import MLP
from mnist_core.reading.reading import read_many
from mnist_core.reading.view import reach_of, view_of


def test_a_view_holds_the_digit_and_the_confidences_up_to_it(
    trained, sample, evaluation
):
    model, _ = trained
    seen = view_of(model, sample.test, 60, evaluation)
    assert seen.reading.label == sample.test.labels[60]
    np.testing.assert_array_equal(seen.confidences, evaluation.confidences[11:61])
    measured = view_of(model, sample.test, 3)  # asks the network itself
    np.testing.assert_allclose(
        measured.confidences, evaluation.confidences[:4], rtol=1e-5
    )
    assert view_of(model, sample.test).reading.label == sample.test.labels[0]
    with pytest.raises(IndexError, match="0 to 999"):
        view_of(model, sample.test, 1000, evaluation)


def test_of_digits_it_has_learned_from_the_recorded_counts_are_shown(trained, sample):
    model, card = trained
    seen = view_of(model, sample.test, 0)
    assert seen.recorded
    assert seen.confusion.tolist() == card.confusion


def test_of_other_digits_the_counts_are_measured(sample):
    seen = view_of(MLP(), sample.test[:50], 0)
    assert not seen.recorded
    assert seen.confusion.sum() == 50


def test_the_reach_is_that_of_the_farthest_digit(trained, sample):
    digits = sample.test[:200]
    reach = reach_of(trained[0], digits, batch_size=64)
    readings = read_many(trained[0], digits.images)
    loudest = max(
        max(r.layers["hidden1"].max(), r.layers["hidden2"].max()) for r in readings
    )
    assert reach.activation == pytest.approx(loudest, rel=1e-5)
    assert {r.prediction for r in readings} == set(range(10))
    tallest = max(r.weight_histogram[0].max() for r in readings)
    widest = max(np.abs(r.output_weights).max() for r in readings)
    assert reach.count == tallest
    assert reach.weight == pytest.approx(widest)


def test_other_activations_and_dtypes_have_a_reach_too(sample):
    assert 0 < reach_of(MLP("sigmoid").double(), sample.test[:3]).activation < 1
