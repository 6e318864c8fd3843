import math

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st

from mnist_core import metrics

answers = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=200
)


@given(answers)
def test_confusion_and_accuracies_equal_scikit_learn(pairs):
    labels, predictions = np.array(pairs).T
    confusion = metrics.confusion_matrix(labels, predictions)
    expected = sklearn.metrics.confusion_matrix(
        labels, predictions, labels=np.arange(10)
    )
    np.testing.assert_array_equal(confusion, expected)
    assert confusion.dtype == np.int64
    assert metrics.accuracy(confusion) == pytest.approx(
        sklearn.metrics.accuracy_score(labels, predictions)
    )
    present = np.unique(labels)
    recall = sklearn.metrics.recall_score(
        labels, predictions, labels=present, average=None, zero_division=0
    )
    per_class = metrics.per_class_accuracy(confusion)
    np.testing.assert_allclose(per_class[present], recall)
    assert np.isnan(np.delete(per_class, present)).all()


def test_rows_are_true_and_columns_predicted():
    confusion = metrics.confusion_matrix(np.array([4]), np.array([9]))
    assert confusion[4, 9] == 1
    assert confusion.sum() == 1


def test_nothing_evaluated_is_not_a_number():
    assert math.isnan(metrics.accuracy(np.zeros((10, 10), int)))
    assert math.isnan(metrics.expected_calibration_error(np.array([]), np.array([])))


SHAPES = r"labels {} and predictions {} must be \(N,\), one answer a digit"
RANGE = "labels and predictions must be 0 to 9"


@pytest.mark.parametrize(
    ("labels", "predictions", "said"),
    [
        ([1, 2], [1], SHAPES.format(r"\(2,\)", r"\(1,\)")),
        ([[1]], [[1]], SHAPES.format(r"\(1, 1\)", r"\(1, 1\)")),
        ([10], [1], RANGE),
        ([1], [-1], RANGE),
    ],
)
def test_answers_that_make_no_sense_are_refused(labels, predictions, said):
    with pytest.raises(ValueError, match=f"^{said}$"):
        metrics.confusion_matrix(np.array(labels), np.array(predictions))


def test_most_confused_ranks_directions_apart_and_breaks_ties_low():
    confusion = np.diag(np.full(10, 100))
    confusion[4, 9], confusion[9, 4], confusion[3, 5], confusion[2, 7] = 7, 9, 7, 7
    assert metrics.most_confused(confusion, 3) == [(9, 4, 9), (2, 7, 7), (3, 5, 7)]
    assert len(metrics.most_confused(confusion, 50)) == 4
    confusion[5, :4] = 1
    assert len(metrics.most_confused(confusion)) == 5
    assert confusion[0, 0] == 100  # the argument is not touched
    assert metrics.most_confused(np.diag(np.arange(10))) == []


def test_calibration_error_of_an_example_worked_by_hand():
    """Five bins. In (0.4, 0.6]: 0.5 and 0.6, one of two right: |1.1 − 1| = 0.1.
    In (0.8, 1]: 0.9, 0.9 and 1.0, two of three right: |2.8 − 2| = 0.8.
    In all (0.1 + 0.8) / 5 = 0.18."""
    confidences = np.array([0.5, 0.6, 0.9, 0.9, 1.0])
    correct = np.array([True, False, True, False, True])
    error = metrics.expected_calibration_error(confidences, correct, bins=5)
    assert error == pytest.approx(0.18)


def test_a_perfectly_calibrated_answer_has_no_error():
    confidences, correct = np.full(4, 0.75), np.array([True, True, True, False])
    assert metrics.expected_calibration_error(confidences, correct) == 0


def plainly(confidences, correct, bins):
    """The calibration error as its definition reads, one bin after the other."""
    total = 0.0
    for k in range(bins):
        low, high = k / bins, (k + 1) / bins
        inside = (confidences <= high) & (confidences > (low if k else -1))
        if inside.any():
            gap = abs(confidences[inside].mean() - correct[inside].mean())
            total += gap * inside.sum() / len(confidences)
    return total


SURE = st.floats(0, 1) | st.sampled_from([0.0, 1 / 15, 0.2, 0.4, 0.6, 1.0])


@given(st.lists(st.tuples(SURE, st.booleans()), min_size=1, max_size=40))
@pytest.mark.parametrize("bins", [15, 5, 1])
def test_calibration_error_is_what_going_through_the_bins_finds(bins, answers):
    """0.4, an edge of 15 bins, belongs to the bin below."""
    confidences, correct = map(np.array, zip(*answers, strict=True))
    edges = np.linspace(0, 1, bins + 1)  # the very numbers, not k / bins
    near = np.abs(confidences[:, None] - edges).min(axis=1) < 1e-12
    confidences[near] = np.round(confidences[near] * bins) / bins
    arguments = (confidences, correct, *([bins] if bins != 15 else []))
    assert metrics.expected_calibration_error(*arguments) == pytest.approx(
        plainly(confidences, correct, bins), abs=1e-9
    )


def pair_by_pair(scores, right):
    """The area under the ROC curve as its definition reads."""
    pairs = [(r, w) for r in scores[right] for w in scores[~right]]
    return sum((r > w) + (r == w) / 2 for r, w in pairs) / len(pairs)


@given(st.lists(st.tuples(SURE, st.booleans()), min_size=1, max_size=40))
def test_auroc_is_what_comparing_all_pairs_finds_and_what_scikit_learn_finds(answers):
    scores, right = map(
        np.array, zip(*[*answers, (0.4, True), (0.5, False)], strict=True)
    )
    area = metrics.auroc(scores, right)
    assert area == pytest.approx(pair_by_pair(scores, right), abs=1e-12)
    assert area == pytest.approx(sklearn.metrics.roc_auc_score(right, scores))
    assert metrics.auroc(-scores, right) == pytest.approx(1 - area)


@pytest.mark.parametrize(
    ("right", "wrong", "area"),
    [
        ([0.9, 0.8], [0.7, 0.1], 1),
        ([0.7, 0.1], [0.9, 0.8], 0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.6], [0.6, 0.2, 0.8], 4.5 / 6),
    ],
)
def test_auroc_of_examples_worked_by_hand(right, wrong, area):
    scores = np.array(right + wrong)
    assert metrics.auroc(scores, np.arange(len(scores)) < len(right)) == area


@pytest.mark.parametrize(
    ("scores", "right", "said"),
    [
        ([0.5, 0.6], [True], r"scores \(2,\) and right \(1,\) must be \(N,\), "),
        ([[0.5]], [[True]], r"scores \(1, 1\) and right \(1, 1\) must be \(N,\), "),
        ([0.5, 0.6], [1, 0], "right must be True or False, not int64"),
        ([0.5, math.nan], [True, False], "a score is not a number"),
        ([0.5, 0.6], [True, True], "there must be both right answers and wrong ones"),
        ([0.5, 0.6], [False, False], "there must be both right answers and wrong"),
    ],
)
def test_auroc_of_what_cannot_be_compared_is_refused(scores, right, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        metrics.auroc(np.array(scores), np.array(right))
