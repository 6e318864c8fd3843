"""A network asked about many digits answers as it does one by one."""

import numpy as np
import pytest
import torch
from torch import nn

from mnist_core import metrics
from mnist_core.data import Digits, scale
from mnist_core.models import new_model
from mnist_core.models.evaluation import evaluate
from mnist_core.models.mlp import MLP


@pytest.fixture
def digits() -> Digits:
    generator = torch.Generator().manual_seed(1)
    images = torch.randint(0, 256, (257, 28, 28), generator=generator).to(torch.uint8)
    labels = torch.randint(0, 10, (257,), generator=generator)
    return Digits(images, labels, "sample")


def test_evaluate_agrees_with_the_plain_way(digits):
    model = MLP()
    seen = evaluate(model, digits)
    with torch.no_grad():
        logits = model(scale(digits.images))
    p = logits.softmax(1)
    np.testing.assert_array_equal(seen.predictions, p.argmax(1))
    np.testing.assert_allclose(seen.confidences, p.max(1).values, rtol=1e-6)
    assert seen.loss == pytest.approx(
        nn.functional.cross_entropy(logits, digits.labels).item(), rel=1e-5
    )
    assert seen.accuracy == (p.argmax(1) == digits.labels).double().mean().item()
    assert seen.count == seen.confusion.sum() == 257
    assert seen.calibration_error == metrics.expected_calibration_error(
        seen.confidences, seen.correct
    )
    np.testing.assert_array_equal(
        seen.per_class, metrics.per_class_accuracy(seen.confusion)
    )
    assert seen.most_confused() == metrics.most_confused(seen.confusion)
    assert seen.most_confused(3) == metrics.most_confused(seen.confusion, 3)


def test_the_batch_size_does_not_matter(digits):
    model, sizes = MLP(), []
    one = evaluate(model, digits)
    model.register_forward_pre_hook(lambda _, given: sizes.append(len(given[0])))
    many = evaluate(model, digits, 100)
    assert sizes == [100, 100, 57]  # but for the memory it takes
    np.testing.assert_array_equal(one.confusion, many.confusion)
    assert one.loss == pytest.approx(many.loss, rel=1e-6)


def test_evaluate_switches_dropout_off_and_back_on(digits):
    model = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(784, 10))
    model.train()
    model[2].eval()  # a part that was in another mode stays in it
    one, two = evaluate(model, digits), evaluate(model, digits)
    assert one.loss == two.loss
    assert model.training
    assert model[1].training
    assert not model[2].training


def test_evaluate_refuses_no_digits_and_other_networks(digits):
    with pytest.raises(ValueError, match=r"^there are no digits to evaluate$"):
        evaluate(MLP(), digits[:0])
    with pytest.raises(ValueError, match=r"\(257, 3\)"):
        evaluate(nn.Sequential(nn.Flatten(), nn.Linear(784, 3)), digits)


def test_a_network_of_another_dtype_is_evaluated_in_it(digits):
    assert evaluate(MLP().double(), digits).count == 257


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64])
def test_whatever_the_weights_are_confidences_are_float32(sample, dtype):
    seen = evaluate(new_model(0).to(dtype), sample.test[:20])
    assert seen.confidences.dtype == np.float32
    assert np.isfinite(seen.loss)


@pytest.mark.parametrize("size", [0, -1, 2.5, True])
def test_other_batches_are_refused(sample, size):
    with pytest.raises(ValueError, match="batch_size must be"):
        evaluate(new_model(0), sample.test[:20], batch_size=size)


def test_a_network_without_weights_is_refused(sample):
    with pytest.raises(ValueError, match="no weights"):
        evaluate(torch.nn.Flatten(), sample.test[:20])
