"""Digits turned, shifted and sprinkled with noise, to the pixel."""

import numpy as np
import pytest
import torch

from mnist_core.data.nudge import Nudge


@pytest.fixture(scope="module")
def digit(sample):
    return sample.test.images[3]


def shifted(image: np.ndarray, right: int, down: int) -> np.ndarray:
    """Pixel by pixel; what leaves is lost, what comes in is black."""
    moved = np.zeros_like(image)
    for row in range(28):
        for column in range(28):
            if 0 <= row - down < 28 and 0 <= column - right < 28:
                moved[row, column] = image[row - down, column - right]
    return moved


def unit(digit) -> np.ndarray:
    return digit.numpy().astype(np.float32) / 255


@pytest.mark.parametrize(
    ("right", "down"), [(1, 0), (0, 1), (-3, 0), (0, -4), (5, -2), (-9, 9), (28, 0)]
)
def test_whole_pixels_are_moved_as_they_are(digit, right, down):
    nudged = Nudge(right=right, down=down)(digit)
    np.testing.assert_allclose(nudged, shifted(unit(digit), right, down), atol=1e-5)


def test_half_a_pixel_is_the_mean_of_two(digit):
    nudged = Nudge(right=0.5)(digit).numpy()
    image = unit(digit)
    np.testing.assert_allclose(
        nudged[:, 1:], (image[:, 1:] + image[:, :-1]) / 2, atol=1e-5
    )


@pytest.mark.parametrize(("degrees", "quarters"), [(90, -1), (-90, 1), (180, 2)])
def test_a_quarter_turn_is_clockwise_and_exact(digit, degrees, quarters):
    nudged = Nudge(degrees=degrees)(digit)
    np.testing.assert_allclose(nudged, np.rot90(unit(digit), quarters), atol=1e-5)


def test_it_is_turned_before_it_is_shifted(digit):
    nudged = Nudge(right=3, degrees=90)(digit)
    turned = np.ascontiguousarray(np.rot90(unit(digit), -1))
    np.testing.assert_allclose(nudged, shifted(turned, 3, 0), atol=1e-5)


def test_small_turns_keep_the_middle_and_most_of_the_ink(digit):
    image = unit(digit)
    nudged = Nudge(degrees=15)(digit).numpy()
    assert nudged.sum() == pytest.approx(image.sum(), rel=0.05)
    assert np.abs(nudged - image).max() > 0.3
    back = Nudge(degrees=-15)(torch.from_numpy(nudged)).numpy()
    assert np.abs(back - image).mean() < np.abs(nudged - image).mean() / 2


def test_the_same_seed_gives_the_same_grains(digit):
    once, again = Nudge(noise=0.2, seed=4)(digit), Nudge(noise=0.2, seed=4)(digit)
    assert torch.equal(once, again)
    assert not torch.equal(once, Nudge(noise=0.2, seed=5)(digit))


def test_the_grains_are_those_of_torch_s_own_generator():
    grey = torch.full((28, 28), 0.5)
    grains = torch.randn(1, 28, 28, generator=torch.Generator().manual_seed(7))
    expected = (0.5 + 0.1 * grains[0]).clamp(0, 1)
    torch.testing.assert_close(Nudge(noise=0.1, seed=7)(grey), expected)


def test_noise_is_as_strong_as_asked_and_clipped():
    grey = torch.full((28, 28), 0.5)
    grains = Nudge(noise=0.05)(grey) - 0.5
    assert grains.std() == pytest.approx(0.05, rel=0.1)
    assert abs(grains.mean()) < 0.01
    loud = Nudge(noise=3.0)(grey)
    assert (loud.min(), loud.max()) == (0, 1)


def test_a_digit_stays_on_its_device(digit):
    """On "meta", which holds no numbers, shapes and devices are worked out all the
    same."""
    every = Nudge(right=3, degrees=9, noise=0.2)
    assert every(digit.to("meta")).device.type == "meta"


@pytest.mark.gpu
def test_on_a_gpu_the_grains_are_those_of_the_cpu(digit):
    if not torch.cuda.is_available():
        pytest.skip("needs an NVIDIA GPU")
    noisy = Nudge(noise=0.2, seed=4)
    torch.testing.assert_close(noisy(digit.cuda()).cpu(), noisy(digit))


@pytest.mark.parametrize("seeds", ["torch.manual_seed", "torch.cuda.manual_seed_all"])
def test_nobody_else_s_random_numbers_are_touched(digit, monkeypatch, seeds):
    """Not even for a moment, and not on a GPU."""
    before = torch.get_rng_state()
    monkeypatch.setattr(seeds, lambda _: pytest.fail(f"{seeds} was called"))
    Nudge(noise=0.4, seed=1)(digit)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    "nudge",
    [
        Nudge(),
        Nudge(right=1.3, down=-0.7, degrees=33),
        Nudge(noise=0.5),
        Nudge(degrees=-120, noise=0.1, down=20),
    ],
    ids=repr,
)
@pytest.mark.parametrize("form", [torch.uint8, torch.float32, torch.float64])
def test_every_form_of_digit_becomes_brightness_and_is_left_as_it_was(
    digit, nudge, form
):
    image = digit.clone() if form == torch.uint8 else (digit / 255).to(form)
    before = image.clone()
    nudged = nudge(image)
    assert nudged.shape == (28, 28)
    assert nudged.dtype == torch.float32
    assert nudged.min() >= 0
    assert nudged.max() <= 1
    assert torch.equal(image, before)
    torch.testing.assert_close(nudged, nudge(digit), atol=1e-5, rtol=0)


def test_a_nudge_that_does_nothing_is_false_and_does_nothing(digit):
    assert not Nudge()
    assert not Nudge(seed=3)
    np.testing.assert_allclose(Nudge()(digit), unit(digit), rtol=1e-6)
    for one in ("right", "down", "degrees", "noise"):
        assert Nudge(**{one: 0.5})


@pytest.mark.parametrize(
    ("nudge", "words"),
    [
        (Nudge(), ""),
        (Nudge(right=1), "1 pixel right"),
        (Nudge(right=-2, degrees=30), "turned 30° clockwise, 2 pixels left"),
        (Nudge(down=-1, degrees=-7.5), "turned 7.5° counter-clockwise, 1 pixel up"),
        (Nudge(right=3, down=4), "3 pixels right, 4 pixels down"),
        (Nudge(right=0.5), "0.5 pixels right"),
        (Nudge(degrees=0.5), "turned 0.5° clockwise"),
        (Nudge(noise=0.25, seed=9), "noise 0.25"),
    ],
)
def test_in_words(nudge, words):
    assert str(nudge) == words


@pytest.mark.parametrize("nudge", [Nudge(), Nudge(degrees=5)], ids=["none", "turned"])
@pytest.mark.parametrize(
    ("image", "error", "said"),
    [
        (torch.zeros(27, 28), ValueError, r"\(28, 28\)"),
        (torch.zeros(1, 28, 28), ValueError, r"\(28, 28\)"),
        (torch.full((28, 28), float("nan")), ValueError, "0 to 1"),
        (torch.full((28, 28), 1.5), ValueError, "0 to 1"),
        (torch.zeros(28, 28, dtype=torch.int64), TypeError, "int64"),
    ],
)
def test_what_is_no_digit_is_refused(nudge, image, error, said):
    with pytest.raises(error, match=said):
        nudge(image)


@pytest.mark.parametrize("name", ["right", "down", "degrees", "noise"])
@pytest.mark.parametrize("amount", [float("nan"), float("inf")])
def test_an_amount_that_is_no_number_is_refused(name, amount):
    with pytest.raises(ValueError, match=f"{name} must be a number, not {amount}"):
        Nudge(**{name: amount})
