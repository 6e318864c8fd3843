"""A reading is the forward pass, in numbers; what cannot be read is refused."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.data import scale
from mnist_core.errors import WeightsError
from mnist_core.models import MLP
from mnist_core.reading.reading import read, read_many


@pytest.fixture
def seen(trained, sample):
    """Readings of the first 50 test digits of the sample by the shipped network."""
    model, _ = trained
    return read_many(model, sample.test.images[:50], sample.test.labels[:50])


def test_a_reading_is_the_forward_pass(trained, sample, seen):
    model, _ = trained
    with torch.no_grad():
        layers = model.layers(scale(sample.test.images[:50]))
    for i, one in enumerate(seen):
        for name in ("input", "hidden1", "hidden2"):
            np.testing.assert_allclose(one.layers[name], layers[name][i], rtol=1e-5)
        np.testing.assert_allclose(one.logits, layers["logits"][i], rtol=1e-5)
        p = layers["logits"][i].softmax(0)
        np.testing.assert_allclose(one.probabilities, p, rtol=1e-4, atol=1e-7)
        assert one.prediction == p.argmax()
        assert one.confidence == pytest.approx(p.max().item())
        assert one.runner_up == p.topk(2).indices[1]
        assert one.label == sample.test.labels[i]
        np.testing.assert_array_equal(
            one.output_weights, model.fc3.weight[one.prediction].detach()
        )


def test_one_digit_reads_as_it_does_among_many(trained, sample, seen):
    model, _ = trained
    alone = read(model, sample.test.images[7], label=7)
    np.testing.assert_allclose(alone.logits, seen[7].logits, rtol=1e-4)
    for ours, theirs in zip(
        alone.activity.columns, seen[7].activity.columns, strict=True
    ):
        np.testing.assert_array_equal(ours.shown, theirs.shown)


@pytest.mark.parametrize("form", ["uint8", "float32", "float64", "numpy"])
def test_every_form_of_an_image_reads_the_same(trained, sample, form):
    model, _ = trained
    image = sample.test.images[3]
    forms = {
        "uint8": image,
        "float32": scale(image),
        "float64": scale(image, torch.float64),
        "numpy": image.numpy(),
    }
    np.testing.assert_allclose(
        read(model, forms[form]).logits, read(model, image).logits, rtol=1e-5
    )


def test_layer_statistics_and_histogram(seen):
    one = seen[0]
    layers = list(one.layers.values())
    assert list(one.layers) == ["input", "hidden1", "hidden2", "output"]
    np.testing.assert_allclose(one.layer_means, [x.mean() for x in layers], rtol=1e-5)
    np.testing.assert_array_equal(one.layer_maxima, [x.max() for x in layers])
    counts, edges = one.weight_histogram
    assert counts.sum() == 64
    assert len(counts) == 30
    assert edges[0] == one.output_weights.min()
    assert edges[-1] == one.output_weights.max()
    assert counts[0] == (one.output_weights < edges[1]).sum()


def test_json_holds_every_number(seen):
    one = seen[4]
    plain = json.loads(one.to_json())
    said = {**one.layers, "logits": one.logits}
    for name, values in {**plain["layers"], "logits": plain["logits"]}.items():
        np.testing.assert_array_equal(np.array(values, dtype=np.float32), said[name])
    assert plain["prediction"] == one.prediction
    assert plain["runner_up"] == one.runner_up
    assert plain["label"] == one.label
    assert plain["confidence"] == one.confidence
    np.testing.assert_array_equal(plain["layer_means"], one.layer_means)
    counts, edges = one.weight_histogram
    assert plain["weight_histogram"]["counts"] == counts.tolist()
    assert plain["weight_histogram"]["edges"] == edges.tolist()
    for ours, theirs in zip(
        plain["activity"]["columns"] + plain["activity"]["edges"],
        one.activity.columns + one.activity.edges,
        strict=True,
    ):
        for key, value in ours.items():
            np.testing.assert_array_equal(value, getattr(theirs, key))


@settings(max_examples=10)
@given(st.integers(0, 255))
def test_blank_digits_of_any_grey_can_be_read(grey):
    one = read(MLP(), torch.full((28, 28), grey, dtype=torch.uint8))
    assert np.isfinite(one.activity.edges[0].strength).all()


def test_a_network_that_says_nothing_can_be_read():
    model = MLP()
    with torch.no_grad():
        for p in model.parameters():
            p.zero_()
    one = read(model, torch.full((28, 28), 9, dtype=torch.uint8))
    assert one.confidence == pytest.approx(0.1)
    assert one.prediction == 0
    assert not one.activity.columns[1].active.any()
    assert not one.activity.edges[0].strong.any()
    assert list(one.activity.columns[1].shown) == list(range(15))


def test_a_sigmoid_network_and_another_dtype_can_be_read(sample):
    assert (
        read(MLP("sigmoid").double(), sample.test.images[0]).layers["hidden1"].min() > 0
    )


@pytest.mark.parametrize(
    ("image", "error", "said"),
    [
        (torch.zeros(27, 28), ValueError, r"\(28, 28\)"),
        (torch.zeros(1, 28, 28), ValueError, r"\(28, 28\)"),
        (torch.full((28, 28), float("nan")), ValueError, "0 to 1"),
        (torch.full((28, 28), 255.0), ValueError, "0 to 1"),
        (torch.zeros(28, 28, dtype=torch.int64), TypeError, "int64"),
    ],
)
def test_images_that_cannot_be_read_are_refused(trained, image, error, said):
    with pytest.raises(error, match=said):
        read(trained[0], image)


def test_a_network_gone_wrong_is_told_apart_from_a_digit():
    model = MLP()
    with torch.no_grad():
        model.fc2.weight[3, 3] = float("nan")
        model.fc1.bias[3] = 1.0
    with pytest.raises(WeightsError, match="smaller learning rate"):
        read(model, torch.zeros(28, 28))


def test_reading_leaves_the_mode_as_it_was(sample):
    model = MLP().train()
    read(model, sample.test.images[0])
    assert model.training
