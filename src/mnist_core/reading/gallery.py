"""A walk past the digits of a set: which ones, in which order, and what came before.

Window, film and dashboard show the same gallery, each in its own way.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from mnist_core.data import Digits
from mnist_core.models import Evaluation, Network, evaluate
from mnist_core.reading.reading import read
from mnist_core.reading.view import HISTORY, View, counts_of, reach_of
from mnist_core.shapes import K

SEEN_BEFORE = (
    "This network learned from these very digits: it does better here than it should. "
    "The confusion matrix is the one recorded on digits it had never seen."
)
BARELY_LEARNED = 0.2  # accuracy; guessing gives 0.1


@dataclass(frozen=True)
class Wanted:
    """Which digits of a set, and in which order.

    Attributes:
        true: digits that are this one; any, if None.
        predicted: digits taken for this one; any, if None.
        mistakes_only: leave out what the network got right.
        least_sure_first: by confidence, else in their own order.

    Raises:
        ValueError: a digit is not from 0 to 9.
    """

    true: int | None = None
    predicted: int | None = None
    mistakes_only: bool = False
    least_sure_first: bool = False

    def __post_init__(self) -> None:
        for digit in (self.true, self.predicted):
            if digit is not None and not 0 <= digit < K:
                raise ValueError(f"a digit is from 0 to 9, not {digit!r}")


class Gallery:
    """Digits looked at one after the other by one network.

    Args:
        model: a network of the course. It is asked about all the digits at
            once. If its card tells that it learned from these very digits, the counts
            for panel 4 are the recorded ones, and the remark says so.
        digits: N digits, at least one.
        evaluation: of ``model`` on ``digits``, if it is known already.

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
        self, model: Network, digits: Digits, evaluation: Evaluation | None = None
    ) -> None:
        if not isinstance(model, Network):
            raise TypeError(
                "the seven panels show a network of the course, such as an "
                f"mnist_core.MLP (784-128-64-10), not {type(model).__name__}"
            )
        if not isinstance(digits, Digits):
            raise TypeError(
                "digits must be mnist_core.Digits, such as mnist_core.load_mnist()"
                f".test, not {type(digits).__name__}"
            )
        self.model, self.digits = model, digits
        self.evaluation = evaluation or evaluate(model, digits)
        self.reach = reach_of(model, digits)
        self.confusion, self._recorded = counts_of(model, digits, self.evaluation)
        self.remark = SEEN_BEFORE if self._recorded else remark_on(self.evaluation)
        self._shown: deque[tuple[object, float]] = deque(maxlen=HISTORY)

    def __len__(self) -> int:
        return len(self.digits)

    def label(self, index: int) -> int:
        """What digit ``index`` is said to be."""
        return int(self.digits.labels[index])

    def view(self, index: int) -> View:
        """Read digit ``index`` and remember the confidence.

        Raises:
            IndexError: there is no such digit.
            WeightsError: the network's answer is not a number.
        """
        self.digits.check_index(index)
        return self.view_image(self.digits.images[index], self.label(index), index)

    def view_image(
        self,
        image: Tensor | np.ndarray,
        label: int | None = None,
        key: object = None,
    ) -> View:
        """Read any image and remember the confidence.

        Args:
            image: (28, 28), uint8 0..255 or floating point in [0, 1].
            label: the true digit, if known.
            key: of what is shown. While it stays the same, as when one digit is
                turned, the latest confidence takes the place of the one before.

        Raises:
            ValueError, TypeError, WeightsError: as :func:`mnist_core.reading.read`.
        """
        reading = read(self.model, image, label)
        if self._shown and key is not None and self._shown[-1][0] == key:
            self._shown.pop()
        self._shown.append((key, reading.confidence))
        confidences = [confidence for _, confidence in self._shown]
        return View(reading, self.confusion, confidences, self.reach, self._recorded)

    def next_mistake(self, index: int) -> int | None:
        """The next digit after ``index`` that the network got wrong, round and round.

        None if it made no mistake.
        """
        wrong = np.flatnonzero(~self.evaluation.correct)
        if not len(wrong):
            return None
        later = wrong[wrong > index]
        return int(later[0] if len(later) else wrong[0])

    def choose(self, wanted: Wanted) -> np.ndarray:
        """(n,) int64: positions of the digits asked for, in the order asked for."""
        seen = self.evaluation
        kept = np.ones(seen.count, bool)
        if wanted.true is not None:
            kept &= seen.labels == wanted.true
        if wanted.predicted is not None:
            kept &= seen.predictions == wanted.predicted
        if wanted.mistakes_only:
            kept &= ~seen.correct
        chosen = np.flatnonzero(kept)
        if wanted.least_sure_first:
            chosen = chosen[np.argsort(seen.confidences[chosen], kind="stable")]
        return chosen


def remark_on(evaluation: Evaluation) -> str:
    """What to know about a network that has not learned, or nothing.

    Digits may have been picked: all of one kind, or all of them mistakes. Nothing is
    said of a network for that.
    """
    answers = np.unique(evaluation.predictions)
    if len(answers) == 1 and len(np.unique(evaluation.labels)) > 1:
        return (
            f"This network says {answers[0]} to every digit. Train it, or train it "
            "again with a smaller learning rate."
        )
    if 0 < evaluation.accuracy < BARELY_LEARNED:
        return (
            f"This network is right on {evaluation.accuracy:.1%} of these digits; "
            "guessing gives 10%. It has hardly learned anything yet."
        )
    return ""
