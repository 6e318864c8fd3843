"""How good is it? What the course measures about answers, whoever gave them.

All functions take NumPy arrays; rows of a confusion matrix are the true digits,
columns the predicted ones.
"""

from typing import NamedTuple

import numpy as np

from mnist_core.shapes import K


class Confusion(NamedTuple):
    """``count`` digits that are a ``true`` were taken for a ``predicted``."""

    true: int
    predicted: int
    count: int


def confusion_matrix(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    """How often each true digit (row) got each answer (column).

    Args:
        labels, predictions: (N,) integers, 0 to 9.

    Returns:
        (10, 10) int64; its sum is N.

    Raises:
        ValueError: lengths differ, or a value is not 0 to 9.
    """
    if labels.shape != predictions.shape or labels.ndim != 1:
        raise ValueError(
            f"labels {labels.shape} and predictions {predictions.shape} "
            "must be (N,), one answer a digit"
        )
    both = np.concatenate([labels, predictions])
    if len(both) and not (both.min() >= 0 and both.max() < K):
        raise ValueError("labels and predictions must be 0 to 9")
    counts = np.bincount(labels * K + predictions, minlength=K * K)
    return counts.reshape(K, K).astype(np.int64)


def accuracy(confusion: np.ndarray) -> float:
    """Right answers over all answers, from a confusion matrix. NaN when empty."""
    total = confusion.sum()
    return float(np.trace(confusion) / total) if total else float("nan")


def per_class_accuracy(confusion: np.ndarray) -> np.ndarray:
    """(10,) float64: of the digits that are a k, how many were called k.

    NaN for a digit that never occurs. (Also called recall.)
    """
    counts = confusion.sum(axis=1)
    return np.divide(
        np.diag(confusion),
        counts,
        out=np.full(len(confusion), np.nan),
        where=counts > 0,
    )


def most_confused(confusion: np.ndarray, top: int = 5) -> list[Confusion]:
    """The commonest mistakes, commonest first; ties go to the lower digits.

    Each direction counts for itself: a 4 taken for a 9 is one mistake, a 9 taken
    for a 4 another. Pairs that never happened are left out.
    """
    errors = confusion.copy()
    np.fill_diagonal(errors, 0)
    order = np.argsort(-errors, axis=None, kind="stable")[:top]
    rows, columns = np.unravel_index(order, errors.shape)
    return [
        Confusion(int(t), int(p), int(errors[t, p]))
        for t, p in zip(rows, columns, strict=True)
        if errors[t, p]
    ]


def expected_calibration_error(
    confidences: np.ndarray, correct: np.ndarray, bins: int = 15
) -> float:
    """How far confidence is from the chance of being right, on average.

    Predictions are sorted into ``bins`` equal ranges of confidence, (0, 1/bins],
    (1/bins, 2/bins], ...; in each, the mean confidence is compared with the share
    that was right; the gaps are averaged, weighted by how many fell in.
    (Guo, Pleiss, Sun & Weinberger, "On Calibration of Modern Neural Networks",
    ICML 2017, equation 3.)

    Args:
        confidences: (N,) in [0, 1].
        correct: (N,) bool.

    Returns:
        A number in [0, 1]; 0 is perfect. NaN when N is 0.
    """
    if not len(confidences):
        return float("nan")
    edges = np.linspace(0, 1, bins + 1)
    which = np.maximum(np.searchsorted(edges, confidences) - 1, 0)
    sure = np.bincount(which, weights=confidences, minlength=bins)
    right = np.bincount(which, weights=correct, minlength=bins)
    return float(np.abs(sure - right).sum() / len(confidences))


def auroc(scores: np.ndarray, right: np.ndarray) -> float:
    """The chance that a right answer has the higher score than a wrong one.

    Of all pairs of one right and one wrong answer, the share in which the right one
    scores higher; where both score the same, half a pair. That is the area under the
    ROC curve of the scores (Hanley & McNeil, "The Meaning and Use of the Area under
    a Receiver Operating Characteristic (ROC) Curve", Radiology 143, 1982).

    Args:
        scores: (N,) numbers of which only the order counts, confidences for example.
        right: (N,) bool.

    Returns:
        A number in [0, 1]: 1 when every right answer scores higher than every wrong
        one, 0.5 when the scores say nothing, 0 when they say the opposite.

    Raises:
        ValueError: lengths differ, a score is not a number, ``right`` is not bool, or
            one kind of answer is missing, so that there is no pair to compare.
    """
    if scores.shape != right.shape or scores.ndim != 1:
        raise ValueError(
            f"scores {scores.shape} and right {right.shape} "
            "must be (N,), one score an answer"
        )
    if right.dtype != bool:
        raise ValueError(f"right must be True or False, not {right.dtype}")
    if np.isnan(scores).any():
        raise ValueError("a score is not a number")
    wrong = np.sort(scores[~right])
    if not 0 < len(wrong) < len(scores):
        raise ValueError("there must be both right answers and wrong ones")
    below = np.searchsorted(wrong, scores[right], side="left")
    not_above = np.searchsorted(wrong, scores[right], side="right")
    return float((below + not_above).mean() / 2 / len(wrong))
