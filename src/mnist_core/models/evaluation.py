"""A network asked about many digits, and how right it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from numbers import Integral

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from mnist_core.data import Digits, scale
from mnist_core.metrics import (
    Confusion,
    accuracy,
    confusion_matrix,
    expected_calibration_error,
    most_confused,
    per_class_accuracy,
)
from mnist_core.shapes import K


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a network said about N digits, and how right it was.

    Attributes:
        labels: (N,) int64, the truth.
        predictions: (N,) int64, the most probable digit.
        confidences: (N,) float32, the probability of the prediction.
        loss: mean cross-entropy, in nats.
        confusion: (10, 10) int64, rows true, columns predicted.
    """

    labels: np.ndarray
    predictions: np.ndarray
    confidences: np.ndarray
    loss: float
    confusion: np.ndarray

    @property
    def count(self) -> int:
        return len(self.labels)

    @property
    def correct(self) -> np.ndarray:
        """(N,) bool."""
        return self.labels == self.predictions

    @property
    def accuracy(self) -> float:
        return accuracy(self.confusion)

    @property
    def per_class(self) -> np.ndarray:
        """(10,) float64, accuracy on each true digit."""
        return per_class_accuracy(self.confusion)

    @property
    def calibration_error(self) -> float:
        return expected_calibration_error(self.confidences, self.correct)

    def most_confused(self, top: int = 5) -> list[Confusion]:
        return most_confused(self.confusion, top)


def evaluate(model: nn.Module, digits: Digits, batch_size: int = 1000) -> Evaluation:
    """Ask the network about every digit, in one pass.

    Runs in eval mode, without gradients, on the device the weights are on; the
    mode is put back afterwards.

    Args:
        model: takes (N, 28, 28) brightness in [0, 1], gives logits (N, 10).
        digits: N digits, at least one.
        batch_size: digits at a time; the answer does not depend on it.

    Raises:
        ValueError: there are no digits, no weights, or no such batches; or the logits
            have another shape.
    """
    if not len(digits):
        raise ValueError("there are no digits to evaluate")
    logits = logits_of(model, digits, batch_size)  # (N, 10)
    if logits.shape != (len(digits), K):
        raise ValueError(
            f"the network gives {tuple(logits.shape)}, not ({len(digits)}, {K})"
        )
    logits = logits.to(torch.promote_types(logits.dtype, torch.float32))
    confidences, predictions = logits.softmax(1).max(1)
    labels = digits.labels.numpy()
    return Evaluation(
        labels=labels,
        predictions=predictions.numpy(),
        confidences=confidences.float().numpy(),
        loss=F.cross_entropy(logits.double(), digits.labels).item(),
        confusion=confusion_matrix(labels, predictions.numpy()),
    )


@torch.no_grad()
def logits_of(model: nn.Module, digits: Digits, batch_size: int = 1000) -> torch.Tensor:
    """The network's logits for every digit, (N, 10), on the CPU, in eval mode."""
    if isinstance(batch_size, bool) or not isinstance(batch_size, Integral):
        raise ValueError(f"batch_size must be a whole number, not {batch_size!r}")
    if batch_size < 1:
        raise ValueError(f"batch_size must be 1 or more, not {batch_size}")
    weight = next(model.parameters(), None)
    if weight is None:
        raise ValueError("the network has no weights")
    with eval_mode(model):
        return torch.cat(
            [
                model(scale(images.to(weight.device), weight.dtype)).cpu()
                for images in digits.images.split(int(batch_size))
            ]
        )


@contextmanager
def eval_mode(model: nn.Module) -> Iterator[None]:
    """The network in eval mode; afterwards each part in the mode it was in."""
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, training in before:
            module.training = training
