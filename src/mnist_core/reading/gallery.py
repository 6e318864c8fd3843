"""A walk past the digits of a set: which one is on screen, and what came before.

Window, animation and dashboard show the same gallery, each in its own way.
"""

from collections import deque

import numpy as np
import torch
from torch import Tensor

from mnist_core.data import Digits, scale
from mnist_core.metrics import Evaluation, eval_mode, evaluate
from mnist_core.models import MLP
from mnist_core.panels import HISTORY, Reach, View
from mnist_core.reading.reading import HISTOGRAM_BINS, Reading, read
from mnist_core.models import ModelCard

SEEN_BEFORE = (
    "Only the sample of 5,000 digits is at hand, and this network learned from those "
    "very digits: it does better here than it should. The confusion matrix is the one "
    "recorded on digits it had never seen."
)
BARELY_LEARNED = 0.2  # accuracy; guessing gives 0.1


class Gallery:
    """Digits looked at one after the other by one network.

    Args:
        model: a 784-128-64-10 network. It is asked about all the digits at once.
        digits: N digits, at least one.
        evaluation: of ``model`` on ``digits``, if it is known already.
        card: of the network, if it has one. It tells whether these digits are ones
            the network learned from; the confusion matrix is then the recorded one.

    Attributes:
        evaluation: what the network said about the digits.
        confusion: (10, 10) counts for panel 4.
        reach: of the axes, so that they fit every digit.
        remark: what a viewer should know about this network, or nothing.

    Raises:
        TypeError: the network is another one, or the digits are not ``Digits``.
        ValueError: there are no digits.
    """

    def __init__(
        self,
        model: MLP,
        digits: Digits,
        evaluation: Evaluation | None = None,
        card: ModelCard | None = None,
    ) -> None:
        if not isinstance(model, MLP):
            raise TypeError(
                "the seven panels show a network of the class mnist_core.MLP "
                f"(784-128-64-10), not {type(model).__name__}"
            )
        if not isinstance(digits, Digits):
            raise TypeError(
                "digits must be mnist_core.Digits, such as mnist_core.load_mnist()"
                f".test, not {type(digits).__name__}"
            )
        self.model, self.digits = model, digits
        self.evaluation = evaluation or evaluate(model, digits)
        self.confusion = self.evaluation.confusion
        self.reach = reach_of(model, digits)
        self.remark = remark_on(self.evaluation)
        if card and card.data["source"] == "full" and digits.source == "sample":
            self.confusion = np.array(card.confusion)
            self.remark = SEEN_BEFORE
        self._shown: deque[tuple[object, float]] = deque(maxlen=HISTORY)

    def __len__(self) -> int:
        return len(self.digits)

    def label(self, index: int) -> int:
        """What digit ``index`` is said to be."""
        return int(self.digits.labels[index])

    def look(self, index: int) -> View:
        """Read digit ``index`` and remember the confidence.

        Raises:
            IndexError: there is no such digit.
            WeightsError: the network's answer is not a number.
        """
        if not 0 <= index < len(self):
            raise IndexError(f"there are digits 0 to {len(self) - 1}, but no {index}")
        return self.look_at(self.digits.images[index], self.label(index), index)

    def look_at(
        self,
        image: Tensor | np.ndarray,
        label: int | None = None,
        name: object = None,
    ) -> View:
        """Read any image and remember the confidence.

        Args:
            image: (28, 28), uint8 0..255 or floating point in [0, 1].
            label: the true digit, if known.
            name: what is shown. While it stays the same, as when one digit is
                turned, the latest confidence takes the place of the one before.

        Raises:
            ValueError, TypeError, WeightsError: as :func:`mnist_core.reading.read`.
        """
        reading = read(self.model, image, label)
        return self.view(reading, name)

    def view(self, reading: Reading, name: object = None) -> View:
        """A reading on screen, after those that were shown before."""
        if self._shown and name is not None and self._shown[-1][0] == name:
            self._shown.pop()
        self._shown.append((name, reading.confidence))
        confidences = [confidence for _, confidence in self._shown]
        return View(reading, self.confusion, confidences, self.reach)

    def next_mistake(self, index: int) -> int | None:
        """The next digit after ``index`` that the network got wrong, round and round.

        None if it made no mistake.
        """
        wrong = np.flatnonzero(~self.evaluation.correct)
        if not len(wrong):
            return None
        later = wrong[wrong > index]
        return int(later[0] if len(later) else wrong[0])

    def choose(
        self,
        true: int | None = None,
        predicted: int | None = None,
        mistakes_only: bool = False,
        least_sure_first: bool = False,
    ) -> np.ndarray:
        """(n,) int64: positions of the digits asked for.

        Args:
            true: digits that are this one; any, if None.
            predicted: digits taken for this one; any, if None.
            mistakes_only: leave out what the network got right.
            least_sure_first: by confidence, else in their own order.
        """
        seen = self.evaluation
        kept = np.ones(seen.count, bool)
        if true is not None:
            kept &= seen.labels == true
        if predicted is not None:
            kept &= seen.predictions == predicted
        if mistakes_only:
            kept &= ~seen.correct
        chosen = np.flatnonzero(kept)
        if least_sure_first:
            chosen = chosen[np.argsort(seen.confidences[chosen], kind="stable")]
        return chosen


def remark_on(evaluation: Evaluation) -> str:
    """What to know about a network that has not learned, or nothing."""
    answers = np.unique(evaluation.predictions)
    if len(answers) == 1:
        return (
            f"This network says {answers[0]} to every digit. Train it, or train it "
            "again with a smaller learning rate."
        )
    if evaluation.accuracy < BARELY_LEARNED:
        return (
            f"This network is right on {evaluation.accuracy:.1%} of these digits; "
            "guessing gives 10%. It has hardly learned anything yet."
        )
    return ""


@torch.no_grad()
def reach_of(model: MLP, digits: Digits, batch_size: int = 1000) -> Reach:
    """How far the panels' axes must go to fit every one of N digits."""
    weight = model.fc1.weight
    loudest = 0.0
    with eval_mode(model):
        for images in digits.images.split(batch_size):
            layers = model.layers(scale(images.to(weight.device), weight.dtype))
            for layer in (layers.hidden1, layers.hidden2):
                loudest = max(loudest, float(layer.max()))
    into_outputs = model.fc3.weight.detach().double().cpu().numpy()  # (10, 64)
    if not np.isfinite([loudest, np.abs(into_outputs).max()]).all():
        return Reach(0, 0, 0)  # nothing will be drawn: reading such a network fails
    tallest = max(np.histogram(row, HISTOGRAM_BINS)[0].max() for row in into_outputs)
    return Reach(loudest, float(np.abs(into_outputs).max()), int(tallest))
