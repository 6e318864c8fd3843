"""A view: what is on screen at one moment, and how far its axes must go."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from mnist_core.data import Digits, scale
from mnist_core.models import Evaluation, Network, eval_mode, evaluate
from mnist_core.reading.reading import HISTOGRAM_BINS, Reading, read

HISTORY = 50  # confidences kept


@dataclass(frozen=True)
class Reach:
    """How far the axes must reach for every digit of a set to fit.

    Attributes:
        activation: the largest activation in any hidden layer.
        weight: the largest |weight| into any output.
        count: the tallest bar of any output's histogram of weights.
    """

    activation: float
    weight: float
    count: int


@dataclass(frozen=True, eq=False)
class View:
    """What is on screen.

    Attributes:
        reading: of the digit shown.
        confusion: (10, 10) counts of the network on its test digits, rows true.
        recorded: whether these counts are not of the digits at hand, which the network
            has learned from, but were recorded on digits that it had not seen.
        confidences: of the last digits shown, oldest first, this one last.
        reach: of the axes, if it is known; else they grow where they must.
    """

    reading: Reading
    confusion: np.ndarray
    confidences: Sequence[float]
    reach: Reach | None = None
    recorded: bool = False


def view_of(
    model: Network,
    digits: Digits,
    index: int = 0,
    evaluation: Evaluation | None = None,
) -> View:
    """What the panels show of one digit when they stand still.

    Args:
        model: the network that looks.
        digits: the digits it is judged on, among them the one shown.
        index: position of that digit; the confidences are of the 50 up to it.
        evaluation: of ``model`` on ``digits``, if it is known already.

    Returns:
        The digit's reading, the counts of all digits (see :func:`counts_of`), and up
        to 50 confidences.

    Raises:
        IndexError: there is no such digit.
        WeightsError: the network's answer is not a number.
    """
    digits.check_index(index)
    evaluation = evaluation or evaluate(model, digits)
    reading = read(model, digits.images[index], int(digits.labels[index]))
    start = max(0, index + 1 - HISTORY)
    confidences = np.asarray(evaluation.confidences[start : index + 1])
    counts, recorded = counts_of(model, digits, evaluation)
    return View(reading, counts, confidences, recorded=recorded)


def counts_of(
    model: Network, digits: Digits, evaluation: Evaluation
) -> tuple[np.ndarray, bool]:
    """(10, 10) counts for panel 4, rows true, and whether they are recorded ones.

    Those of the evaluation; but where the network learned from these very digits,
    which would flatter it, those that its card recorded on digits it had not seen.
    """
    card = model.card
    if card is not None and card.has_seen(digits):
        return np.array(card.confusion), True
    return evaluation.confusion, False


@torch.no_grad()
def reach_of(model: Network, digits: Digits, batch_size: int = 1000) -> Reach:
    """How far the panels' axes must go to fit every one of N digits."""
    first, last = model.connections()[0], model.connections()[-1]
    loudest = 0.0
    with eval_mode(model):
        for images in digits.images.split(batch_size):
            layers = model.layers(scale(images.to(first.device), first.dtype))
            hidden = [v for k, v in layers.items() if k not in ("input", "logits")]
            loudest = max([loudest, *(float(layer.max()) for layer in hidden)])
    into_outputs = last.detach().double().cpu().numpy()  # (10, 64)
    if not np.isfinite([loudest, np.abs(into_outputs).max()]).all():
        return Reach(0, 0, 0)  # nothing will be drawn: reading such a network fails
    tallest = max(np.histogram(row, HISTOGRAM_BINS)[0].max() for row in into_outputs)
    return Reach(loudest, float(np.abs(into_outputs).max()), int(tallest))
