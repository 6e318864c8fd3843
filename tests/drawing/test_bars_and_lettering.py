"""Bars and letters: quick to draw, and where matplotlib would put them."""

import matplotlib
import numpy as np
import pytest
from matplotlib.transforms import Bbox

from mnist_core.drawing.bars import Bars
from mnist_core.drawing.lettering import Lettering
from mnist_core.drawing.picture import Picture
from mnist_core.drawing.style import FONT

WORDS = ["Prediction: 3 (100.0%)", "Input digit: 7", "into output 4", "0.98", "11.1"]


def axes(dpi=100, size=(6, 3)):
    """All of a picture as one Axes, in which x and y are pixels."""
    picture = Picture(figsize=size, dpi=dpi)
    ax = picture.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, size[0] * dpi), ylim=(0, size[1] * dpi))
    ax.set_axis_off()
    return ax


def inked(picture):
    """The box, in pixels, of everything that is not white."""
    picture.canvas.draw()
    rows, columns = np.nonzero((picture.pixels() < 200).any(axis=2)[::-1])
    return Bbox([[columns.min(), rows.min()], [columns.max() + 1, rows.max() + 1]])


# --- bars --------------------------------------------------------------------


def test_bars_stand_on_zero_where_they_are_told():
    bars = Bars(axes(), 3)
    bars.stand([0, 1, 5], [0.5, 1, 2], [2.0, 0.0, -1.0])
    assert list(bars.heights) == [2, 0, -1]
    boxes = [path.get_extents().extents.tolist() for path in bars.get_paths()]
    assert boxes == [[0, 0, 0.5, 2], [1, 0, 2, 0], [5, -1, 7, 0]]
    bars.stand(4, 1, [1, 2, 3])  # one number for all
    boxes = [path.get_extents().extents.tolist() for path in bars.get_paths()]
    assert boxes == [[4, 0, 5, 1], [4, 0, 5, 2], [4, 0, 5, 3]]


def test_a_bar_is_drawn_as_matplotlib_draws_one():
    ours, theirs = axes(), axes()
    Bars(ours, 2, facecolors="black").stand([100, 250], 50, [90.0, 200.0])
    theirs.bar([100, 250], [90.0, 200.0], 50, align="edge", color="black")
    assert (inked(ours.figure).extents == inked(theirs.figure).extents).all()


# --- letters -----------------------------------------------------------------


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("text", WORDS)
def test_letters_are_where_matplotlib_puts_them(text, weight):
    ours, theirs = axes(dpi=200), axes(dpi=200)
    letters = Lettering(ours, 20, "black", weight=weight, align="left")
    letters.write([text], [(50, 100)])
    theirs.text(50, 100, text, fontsize=20, family=FONT, weight=weight, va="baseline")
    one, other = inked(ours.figure), inked(theirs.figure)
    assert one.width == pytest.approx(other.width, rel=0.02)
    np.testing.assert_allclose(one.intervaly, other.intervaly, atol=2)
    assert one.x0 == pytest.approx(other.x0, abs=2)


@pytest.mark.parametrize(
    ("align", "share"), [("left", 0), ("center", 0.5), ("right", 1)]
)
def test_letters_are_aligned_to_their_point(align, share):
    ax = axes(dpi=200)
    letters = Lettering(ax, 20, "black", align=align)
    for k, text in enumerate(WORDS):
        letters.write([text], [(600, 100 * k + 50)])
        box = letters.get_window_extent()
        left = 600 - share * box.width
        assert box.x0 == pytest.approx(left, abs=8)  # a letter has room at its sides
        assert box.y0 == pytest.approx(100 * k + 50, abs=14)  # and maybe a tail


def test_the_window_extent_covers_every_letter_and_hardly_more():
    ax = axes()
    letters = Lettering(ax, 14, "black", weight="bold", shift=(10, 20))
    letters.write(["one 1", "two (2)"], [(150, 50), (400, 200)])
    box, drawn = letters.get_window_extent(), inked(ax.figure)
    np.testing.assert_allclose(box.extents, drawn.extents, atol=1.5)


@pytest.mark.parametrize("dpi", [72, 150])
def test_the_shift_is_in_points_and_the_place_may_be_of_the_axes(dpi):
    ax = axes(dpi)
    letters = Lettering(
        ax, 9, "black", align="left", place=ax.transAxes, shift=(36, -18)
    )
    letters.write(["I"], [(0.5, 0.5)])
    box, (middle, half) = letters.get_window_extent(), ax.bbox.size / 2
    assert box.x0 == pytest.approx(middle + 36 / 72 * dpi, abs=0.03 * dpi)
    assert box.y0 == pytest.approx(half - 18 / 72 * dpi, abs=0.01 * dpi)


@pytest.mark.parametrize("texts", [[], [""], [" "]])
def test_nothing_can_be_written_too(texts):
    ax = axes()
    letters = Lettering(ax, 9, "black")
    letters.write(["before"], [(100, 100)])
    letters.write(texts, [(100, 100)] * len(texts))
    assert letters.get_text() == " ".join(texts)
    assert letters.get_window_extent().size.tolist() == [-np.inf, -np.inf]
    ax.figure.canvas.draw()
    assert (ax.figure.pixels() == 255).all()


def test_other_fonts_of_the_reader_s_do_not_show_in_the_letters():
    with matplotlib.rc_context({"font.family": "serif", "font.size": 30}):
        letters = Lettering(axes(), 9, "black")
        letters.write(["Ω x"], [(100, 100)])
        box = letters.get_window_extent().extents
    letters = Lettering(axes(), 9, "black")
    letters.write(["Ω x"], [(100, 100)])
    assert (letters.get_window_extent().extents == box).all()
