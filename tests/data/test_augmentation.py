"""Digits changed a little, at random."""

import math

import pytest
import torch

from mnist_core.data import Augmentation, scale

NONE = Augmentation(degrees=0, scale=0, shear=0, shift=0)


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def images(sample):
    return scale(sample.test.images[:200])


def test_with_no_room_to_move_a_digit_stays_as_it_is(images):
    torch.testing.assert_close(NONE(images, chance()), images, atol=1e-5, rtol=0)


def test_each_digit_is_changed_in_its_own_way(images):
    same = images[:1].expand(50, -1, -1)
    changed = Augmentation()(same, chance())
    assert len({picture.numpy().tobytes() for picture in changed}) == 50
    assert changed.shape == same.shape
    assert changed.min() >= 0
    assert changed.max() <= 1 + 1e-6


def test_the_same_draws_give_the_same_digits(images):
    assert torch.equal(
        Augmentation()(images, chance(5)), Augmentation()(images, chance(5))
    )


def test_a_shift_moves_by_what_it_says():
    dot = torch.zeros(500, 28, 28)
    dot[:, 13:15, 13:15] = 1
    moved = Augmentation(degrees=0, scale=0, shear=0, shift=3)(dot, chance())
    axis = torch.arange(28.0) - 13.5
    mass = moved.sum((1, 2))
    for dim in (1, 2):
        place = (moved.sum(3 - dim) * axis).sum(1) / mass
        assert place.abs().max() <= 3 + 1e-4
        assert place.abs().max() > 2.9
        assert abs(place.mean()) < 0.3


def test_a_turn_stays_within_its_limit():
    """A level line's ends rise and fall by the tangent of the angle."""
    line = torch.zeros(500, 28, 28)
    line[:, 13:15, 4:24] = 1
    turned = Augmentation(degrees=15, scale=0, shear=0, shift=0)(line, chance())
    rows = torch.arange(28.0)[:, None]
    columns = turned[:, :, [6, 21]]
    heights = (columns * rows).sum(1) / columns.sum(1)
    angles = torch.atan2(heights[:, 1] - heights[:, 0], torch.tensor(15.0))
    degrees = torch.rad2deg(angles).abs().max()
    assert 13.5 < degrees < 15.5


def test_sizes_stay_within_their_limit():
    square = torch.zeros(500, 28, 28)
    square[:, 7:21, 7:21] = 1
    sized = Augmentation(degrees=0, scale=0.2, shear=0, shift=0)(square, chance())
    widths = sized.sum(2).amax(1) / 14
    assert 1 / 1.2 - 0.02 < widths.min() < 0.87
    assert 1.2 < widths.max() < 1 / 0.8 + 0.02


def test_a_lean_moves_the_top_against_the_foot():
    line = torch.zeros(500, 28, 28)
    line[:, 4:24, 13:15] = 1
    leant = Augmentation(degrees=0, scale=0, shear=0.3, shift=0)(line, chance())
    axis = torch.arange(28.0)
    rows = leant[:, [6, 21], :]
    places = (rows * axis).sum(2) / rows.sum(2)
    slopes = (places[:, 1] - places[:, 0]) / 15
    assert 0.27 < slopes.abs().max() < 0.31


def test_where_it_is_computed_does_not_matter_to_the_draws(images):
    double = Augmentation()(images.double(), chance())
    assert double.dtype == torch.float64
    torch.testing.assert_close(
        double.float(), Augmentation()(images, chance()), atol=1e-4, rtol=0
    )


def test_limits_are_numbers_from_nothing_up():
    assert Augmentation(degrees=1).degrees == 1.0
    with pytest.raises(ValueError, match="degrees"):
        Augmentation(degrees=math.inf)
