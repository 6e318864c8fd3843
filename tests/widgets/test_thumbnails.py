"""Small digits in a row: each in its place, framed and marked as it should be."""

import io

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from mnist_core.drawing import DARK, LIGHT
from mnist_core.widgets.thumbnails import CORNER, FRAME, GAP, SIDE, STEP, encode, strip


def colour(name):
    return np.round(np.array(to_rgb(name)) * 255).astype(np.uint8).tolist()


def place(row, k):
    return row[:, k * STEP : k * STEP + SIDE]


@pytest.fixture
def digits(sample):
    return list(sample.test.images[:3])


def test_every_digit_is_in_its_place_twice_as_large(digits):
    row = strip(digits, [False] * 3, 1, LIGHT)
    assert row.shape == (SIDE, 3 * SIDE + 2 * GAP, 3)
    assert row.dtype == np.uint8
    for k, digit in enumerate(digits):
        inner = place(row, k)[FRAME:-FRAME, FRAME:-FRAME]
        assert inner.shape == (56, 56, 3)
        for corner in (inner[::2, ::2], inner[1::2, 1::2], inner[::2, 1::2]):
            for channel in range(3):
                np.testing.assert_array_equal(corner[..., channel], digit)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_one_on_screen_has_a_frame_and_the_others_have_none(digits, theme):
    row = strip(digits, [False] * 3, 2, theme)
    for k in range(3):
        edge = np.ones((SIDE, SIDE), bool)
        edge[FRAME:-FRAME, FRAME:-FRAME] = False
        expected = colour(theme.predicted if k == 2 else theme.background)
        assert (place(row, k)[edge] == expected).all()
    between = row[:, SIDE:STEP]
    assert (between == colour(theme.background)).all()


def test_a_mistake_has_a_marked_corner(digits):
    plain = strip(digits, [False] * 3, 0, LIGHT)
    marked = strip(digits, [False, True, False], 0, LIGHT)
    changed = (plain != marked).any(axis=2)
    assert not place(changed, 0).any()
    assert not place(changed, 2).any()
    rows, columns = np.nonzero((place(marked, 1) == colour(LIGHT.zero)).all(axis=2))
    assert len(rows) == CORNER * (CORNER + 1) // 2
    assert rows.min() == FRAME
    assert columns.max() == SIDE - FRAME - 1
    assert (SIDE - FRAME - 1 - columns + rows - FRAME < CORNER).all()  # a triangle


def test_an_empty_place_is_only_background(digits):
    row = strip([None, digits[0], None], [False, True, True], 1, DARK)
    for k in (0, 2):
        assert (place(row, k) == colour(DARK.background)).all()


def test_the_digits_themselves_are_left_alone(digits):
    before = [digit.clone() for digit in digits]
    strip(digits, [True] * 3, 0, LIGHT)
    assert all((a == b).all() for a, b in zip(digits, before, strict=True))


def test_a_mark_is_needed_for_each(digits):
    with pytest.raises(ValueError, match="zip"):
        strip(digits, [False], 0, LIGHT)


def test_encoded_it_is_a_jpeg_of_the_same_row(digits):
    row = strip(digits, [False, True, False], 1, LIGHT)
    with Image.open(io.BytesIO(encode(row))) as image:
        assert image.format == "JPEG"
        seen = np.asarray(image).astype(int)
    assert seen.shape == row.shape
    assert np.abs(seen - row).mean() < 6
