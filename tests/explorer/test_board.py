"""Which digits go on board, and that each arrives as it was."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from mnist_core.data import Digits
from mnist_core.explorer.board import ABOARD, COLUMNS, Board
from mnist_core.models import Evaluation, evaluate


def said(digits: Digits, wrong: list[int]) -> Evaluation:
    """Of a network that is wrong on these digits, and right on all others."""
    labels = digits.labels.numpy()
    predictions = labels.copy()
    predictions[wrong] = (predictions[wrong] + 1) % 10
    nothing = np.zeros((10, 10), int)
    return Evaluation(labels, predictions, np.ones(len(labels)), 0.0, nothing)


def decoded(sheet: bytes, count: int) -> np.ndarray:
    """The first digits of a sheet, as the page cuts them out: (count, 28, 28)."""
    with Image.open(io.BytesIO(sheet)) as picture:
        assert (picture.format, picture.mode) == ("WEBP", "RGB")
        pixels = np.asarray(picture)
    assert (pixels[..., 0] == pixels[..., 1]).all()
    assert (pixels[..., 0] == pixels[..., 2]).all()
    places = [(28 * (n // COLUMNS), 28 * (n % COLUMNS)) for n in range(count)]
    return np.stack([pixels[y : y + 28, x : x + 28, 0] for y, x in places])


def test_every_mistake_is_aboard_and_the_first_of_the_others(sample):
    wrong = [7, 900, 901, 999]
    board = Board.chosen(sample.test, said(sample.test, wrong), room=10)
    assert board.positions.tolist() == [0, 1, 2, 3, 4, 5, 7, 900, 901, 999]
    assert board.has_every_mistake
    assert board.of == 1000
    assert torch.equal(board.digits.images, sample.test.images[board.positions])
    assert torch.equal(board.digits.labels, sample.test.labels[board.positions])
    assert board.digits.source == "sample"


@pytest.mark.parametrize(("wrong", "fits"), [(5, True), (6, False), (40, False)])
def test_where_mistakes_would_take_more_than_half_the_first_digits_go(
    sample, wrong, fits
):
    digits = sample.test[:50]
    board = Board.chosen(digits, said(digits, list(range(50 - wrong, 50))), room=10)
    first = [*range(5), *range(45, 50)] if fits else [*range(10)]
    assert board.positions.tolist() == first
    assert board.has_every_mistake is fits


@pytest.mark.parametrize("wrong", [0, 10])
def test_where_all_have_room_all_go(sample, wrong):
    digits = sample.test[:10]
    board = Board.chosen(digits, said(digits, list(range(wrong))), room=10)
    assert board.positions.tolist() == list(range(10))
    assert board.has_every_mistake


def test_of_the_full_set_a_thousand_go_with_every_mistake(full, trained):
    seen = evaluate(trained[0], full.test)
    board = Board.chosen(full.test, seen)
    assert len(board.digits) == len(board.positions) == ABOARD == 1000
    assert set(np.flatnonzero(~seen.correct)) <= set(board.positions.tolist())
    assert (np.diff(board.positions) > 0).all()
    right = board.positions[seen.correct[board.positions]]
    assert np.array_equal(right, np.flatnonzero(seen.correct)[: len(right)])


@pytest.mark.parametrize("count", [1, COLUMNS - 1, COLUMNS, COLUMNS + 1, 1000])
def test_the_sheet_holds_exactly_the_digits(sample, count):
    digits = sample.test[:count]
    board = Board(digits, np.arange(count), count, True)
    assert np.array_equal(decoded(board.sheet(), count), digits.images.numpy())


def test_the_sheet_holds_every_shade_of_grey():
    shades = torch.arange(256, dtype=torch.uint8).repeat(4)[: 28 * 28]
    digits = Digits(shades.reshape(1, 28, 28), torch.tensor([3]), "sample")
    sheet = Board(digits, np.arange(1), 1, True).sheet()
    assert np.array_equal(decoded(sheet, 1), digits.images.numpy())
