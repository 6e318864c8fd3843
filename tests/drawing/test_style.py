"""Colours that carry a meaning can be told apart, by everyone."""

import warnings

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from mnist_core.drawing.style import THEMES, theme_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own, of a newer NumPy
    from colorspacious import cspace_converter, deltaE

# Distances in CAM02-UCS (Luo, Cui & Li 2006). Around 1 is just noticeable with the
# two side by side; 12 can be told apart across a picture.
FAR = 12.0

PAIRS = [
    ("predicted", "other"),
    ("mean", "maximum"),
    ("positive", "negative"),
    ("sure", "unsure"),
    ("weights", "zero"),
    ("off", "quiet"),
    ("quiet", "loud"),
    ("ink", "zero"),
    ("confidence", "unsure"),
    ("ink", "background"),
    ("muted", "background"),
]
SIGHTS = ["everyone", "protanomaly", "deuteranomaly", "tritanomaly"]


def as_seen(colour: str, sight: str) -> np.ndarray:
    """sRGB as someone without that kind of cone sees it (Machado et al. 2009)."""
    rgb = np.array(to_rgb(colour))
    if sight == "everyone":
        return rgb
    space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
    return np.clip(cspace_converter(space, "sRGB1")(rgb), 0, 1)


@pytest.mark.parametrize("pair", PAIRS, ids=" and ".join)
@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_colours_that_mean_different_things_look_different(theme, sight, pair):
    one, other = (as_seen(getattr(theme_of(theme), name), sight) for name in pair)
    assert deltaE(one, other, input_space="sRGB1") > FAR


@pytest.mark.parametrize("theme", THEMES)
def test_text_has_contrast_enough_to_read(theme):
    """4.5 : 1, as WCAG 2 asks for text of this size."""
    colours = theme_of(theme)
    for name in ("ink", "muted", "zero"):
        assert _contrast(getattr(colours, name), colours.background) > 4.5, name


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
