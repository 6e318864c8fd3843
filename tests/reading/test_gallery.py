"""A walk past digits remembers what it saw, and knows where the mistakes are."""

import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from mnist_core.data import Digits
from mnist_core.errors import WeightsError
from mnist_core.metrics import confusion_matrix
from mnist_core.models import MLP, Evaluation, evaluate, load_weights, new_model
from mnist_core.reading.gallery import SEEN_BEFORE, Gallery, Wanted, remark_on


def said(labels, predictions, confidences=None) -> Evaluation:
    """An evaluation by a network that answered like this."""
    labels, predictions = np.array(labels), np.array(predictions)
    if confidences is None:
        confidences = np.full(len(labels), 0.5)
    return Evaluation(
        labels,
        predictions,
        np.asarray(confidences, np.float32),
        0.1,
        confusion_matrix(labels, predictions),
    )


def made_up(labels, predictions, confidences=None) -> Gallery:
    """A gallery of black digits that a network is said to have answered like this."""
    digits = Digits(
        torch.zeros(len(labels), 28, 28, dtype=torch.uint8),
        torch.tensor(labels, dtype=torch.int64),
        "sample",
    )
    return Gallery(MLP(), digits, said(labels, predictions, confidences))


def filled(model, value):
    for parameter in model.parameters():
        nn.init.constant_(parameter, value)
    return model


# --- looking -----------------------------------------------------------------


def test_a_view_is_a_reading_with_the_confidences_before_it(gallery, sample):
    assert len(gallery) == 1000
    views = [gallery.view(index) for index in (3, 700, 3)]
    for view, index in zip(views, (3, 700, 3), strict=True):
        assert view.reading.label == gallery.label(index) == sample.test.labels[index]
        np.testing.assert_allclose(
            view.reading.pixels * 255, sample.test.images[index], atol=1e-4
        )
        assert view.reach is gallery.reach
        assert view.confusion is gallery.confusion
        assert view.recorded
    sure = [view.reading.confidence for view in views]
    assert [list(view.confidences) for view in views] == [sure[:1], sure[:2], sure]


def test_the_last_fifty_confidences_are_remembered(gallery, evaluation):
    for index in range(60):
        view = gallery.view(index)
    np.testing.assert_allclose(
        view.confidences, evaluation.confidences[10:60], rtol=1e-4
    )


def test_while_one_digit_is_nudged_only_its_latest_confidence_is_kept(gallery, sample):
    first = gallery.view(0).reading.confidence
    for light in (200, 100, 30):
        image = (sample.test.images[1].float() / 255 * light / 255).clamp(0, 1)
        view = gallery.view_image(image, 1, key=1)
    assert view.confidences == [first, view.reading.confidence]
    assert gallery.view(2).confidences[:2] == view.confidences
    assert len(gallery.view(1).confidences) == 4  # back again: that is another look
    assert len(gallery.view(1).confidences) == 4  # still there


def test_what_has_no_key_is_never_replaced(gallery, sample):
    for count in (1, 2, 3):
        view = gallery.view_image(sample.test.images[0])
        assert len(view.confidences) == count
        assert view.reading.label is None


def test_views_of_before_do_not_change(gallery):
    before = gallery.view(0)
    kept = list(before.confidences)
    gallery.view(0)
    gallery.view(1)
    assert before.confidences == kept


@pytest.mark.parametrize("index", [-1, 1000])
def test_there_is_no_such_digit(gallery, index):
    with pytest.raises(IndexError, match=f"digits 0 to 999, but no {index}"):
        gallery.view(index)


# --- mistakes ----------------------------------------------------------------


def test_the_next_mistake_is_found_round_and_round():
    walk = made_up([0, 1, 2, 3, 4], [0, 9, 2, 9, 4])
    assert [walk.next_mistake(i) for i in range(5)] == [1, 3, 3, 1, 1]


def test_where_there_is_one_mistake_it_follows_itself_and_else_there_is_none():
    assert made_up([0, 1], [0, 7]).next_mistake(1) == 1
    assert made_up([0, 1], [0, 1]).next_mistake(0) is None


def test_the_shipped_network_s_mistakes_come_in_order(gallery, evaluation):
    wrong = np.flatnonzero(evaluation.labels != evaluation.predictions)
    found = [index := -1]
    for _ in wrong:
        found.append(index := gallery.next_mistake(index))
    assert found[1:] == list(wrong)
    assert gallery.next_mistake(index) == wrong[0]


ANSWERS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from([0.3, 0.6, 0.9])),
    min_size=1,
    max_size=30,
)
ANY = st.none() | st.integers(0, 3)


@given(ANSWERS, ANY, ANY, st.booleans(), st.booleans())
def test_choosing_is_what_going_through_all_of_them_finds(
    answers, true, predicted, mistakes_only, least_sure_first
):
    walk = made_up(*zip(*answers, strict=True))
    found = []
    for index, (label, answer, sure) in enumerate(answers):
        if true is not None and label != true:
            continue
        if predicted is not None and answer != predicted:
            continue
        if mistakes_only and label == answer:
            continue
        found.append((sure if least_sure_first else 0, index))
    chosen = walk.choose(Wanted(true, predicted, mistakes_only, least_sure_first))
    assert chosen.tolist() == [index for _, index in sorted(found)]


def test_a_gallery_leaves_the_network_as_it_was(sample):
    model = MLP().train()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    Gallery(model, sample.test[:5]).view(0)
    assert model.training
    assert all(torch.equal(before[k], v) for k, v in model.state_dict().items())
    assert all(p.grad is None and p.requires_grad for p in model.parameters())


# --- remarks -----------------------------------------------------------------


def test_the_shipped_network_on_the_sample_shows_the_recorded_counts(
    gallery, trained, evaluation
):
    _, card = trained
    assert gallery.remark == SEEN_BEFORE
    assert gallery.confusion.tolist() == card.confusion
    assert (evaluation.confusion != gallery.confusion).any()
    assert gallery.evaluation is evaluation


def test_on_digits_it_has_not_seen_the_counts_are_measured(sample):
    model, card = load_weights()
    unseen = replace(sample.test[:50], source="full")
    walk = Gallery(model, unseen)
    assert walk.remark == ""
    assert not walk.view(0).recorded
    np.testing.assert_array_equal(walk.confusion, evaluate(model, unseen).confusion)
    model.card = replace(card, data=card.data | {"source": "sample"})
    assert Gallery(model, sample.test[:50]).remark == ""


def test_once_its_weights_were_changed_a_network_has_its_card_no_more(sample):
    """Or the counts of the network before would be shown, in silence."""
    model, _ = load_weights()
    with torch.no_grad():
        model.fc1.weight[:, 300] = 0
    walk = Gallery(model, sample.test)
    assert walk.remark == ""
    assert walk.confusion.sum() == len(sample.test)


@pytest.mark.parametrize("seed", range(3))
def test_an_untrained_network_is_said_to_be_one(seed, sample):
    walk = Gallery(new_model(seed), sample.test)
    assert "to every digit" in walk.remark or "hardly learned" in walk.remark


def test_remarks_say_what_was_measured():
    learned = said([0, 1, 2, 3, 4], [0, 9, 9, 9, 9])
    assert remark_on(learned) == ""  # exactly a fifth
    labels, answers = [*range(10), 0, 1], [0, 9, 9, 9, 9, 9, 9, 9, 9, 8, 1, 9]
    assert remark_on(said(labels, answers)) == (
        "This network is right on 8.3% of these digits; guessing gives 10%. It has "
        "hardly learned anything yet."
    )
    assert remark_on(said([9, 9, 8], [9, 9, 9])) == (
        "This network says 9 to every digit. Train it, or train it again with a "
        "smaller learning rate."
    )
    assert remark_on(said([9, 9, 9], [9, 9, 9])) == ""  # picked: nines alone
    assert remark_on(said([9, 8, 7], [8, 7, 9])) == ""  # picked: mistakes alone


def test_a_network_of_zeros_says_the_same_to_every_digit_and_can_be_looked_at(sample):
    walk = Gallery(filled(MLP(), 0.0), sample.test)
    assert walk.remark.startswith("This network says 0 to every digit.")
    view = walk.view(5)
    assert view.reading.confidence == pytest.approx(0.1)
    assert view.reach.activation == 0


# --- what is refused ---------------------------------------------------------


@pytest.mark.parametrize("value", [float("nan"), 1e30])
def test_a_network_gone_wrong_makes_a_gallery_with_nothing_to_see(value, sample):
    walk = Gallery(filled(MLP(), value), sample.test[:20])
    assert np.isfinite([walk.reach.activation, walk.reach.weight]).all()
    with pytest.raises(WeightsError, match="not a number"):
        walk.view(0)
    with pytest.raises(WeightsError, match="not a number"):
        walk.view_image(sample.test.images[0])


def test_only_this_network_and_these_digits_will_do(sample):
    network = (
        "the seven panels show a network of the course, such as an "
        "mnist_core.MLP (784-128-64-10), not Linear"
    )
    with pytest.raises(TypeError, match=f"^{re.escape(network)}$"):
        Gallery(nn.Linear(784, 10), sample.test)
    digits = (
        "digits must be mnist_core.Digits, such as mnist_core.load_mnist().test, "
        "not MNIST"
    )
    with pytest.raises(TypeError, match=f"^{re.escape(digits)}$"):
        Gallery(MLP(), sample)
    with pytest.raises(TypeError, match="not Tensor"):
        Gallery(MLP(), sample.test.images)
    with pytest.raises(ValueError, match="no digits"):
        Gallery(MLP(), sample.test[:0])


def test_only_images_of_digits_can_be_looked_at(gallery):
    with pytest.raises(ValueError, match=r"\(28, 28\)"):
        gallery.view_image(torch.zeros(20, 20))
    with pytest.raises(ValueError, match="0 to 1"):
        gallery.view_image(torch.full((28, 28), 2.0))
    assert len(gallery.view(0).confidences) == 1  # what was refused left no trace


@pytest.mark.parametrize("digit", [-1, 10])
@pytest.mark.parametrize("asked", ["true", "predicted"])
def test_there_are_ten_digits_to_ask_for(asked, digit):
    with pytest.raises(ValueError, match=f"^a digit is from 0 to 9, not {digit}$"):
        Wanted(**{asked: digit})
    assert Wanted(**{asked: 0}) != Wanted(**{asked: 9}) != Wanted()
