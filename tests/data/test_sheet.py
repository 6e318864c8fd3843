"""Photos of one digit are read through tables, boxes and shadows; others are refused.

How often, on many more of them: make torture.
"""

import numpy as np
import pytest
import torch
from helpers_data import photo as plain_photo
from PIL import Image, ImageDraw

from benchmarks.torture.paper import Paper, strokes
from benchmarks.torture.scenes import NOT_ONE, ONE, photo
from mnist_core.data.digits import scale
from mnist_core.data.frames import frame_round
from mnist_core.data.photo import read_image, read_photo
from mnist_core.data.pieces import Pieces, one_digit
from mnist_core.data.sheet import digit_alone
from mnist_core.errors import ImageError

REASONS = {
    "blank": "shows no digit: it is blank",
    "blank with a shadow": "shows no (whole )?digit",
    "blank sheet on a table": "shows no (whole )?digit|shows a shape too wide",
    "empty box": "shows a frame with nothing in it",
    "two digits, side by side": "shows two shapes|too wide for one digit",
    "two digits, one below": "shows two shapes",
}


def taken(kind, digit, seed, folder):
    """A file with the ``seed``-th photo of a kind."""
    path = folder / "photo.jpg"
    path.write_bytes(photo(kind, digit.numpy(), seed).fp.getvalue())
    return path


@pytest.mark.parametrize("kind", ONE)
def test_one_digit_is_read_whatever_is_round_it(tmp_path, sample, trained, kind):
    for seed in (0, 1, 2):
        image = sample.test.images[10 * seed + 4]
        read = read_image(taken(kind, image, seed, tmp_path))
        with torch.no_grad():
            ours, theirs = trained[0](scale(torch.stack([read, image]))).argmax(1)
        assert ours == theirs


@pytest.mark.parametrize("kind", NOT_ONE)
def test_what_is_not_one_digit_is_refused_with_the_reason(tmp_path, sample, kind):
    for seed in (0, 1, 2):
        path = taken(kind, sample.test.images[seed], seed, tmp_path)
        with pytest.raises(ImageError, match=REASONS[kind]) as caught:
            read_image(path)
        assert str(caught.value).startswith(f"{path} shows ")
        assert "\n" not in str(caught.value)


def as_grey(picture):
    return np.asarray(picture, np.float32) / 255


def written(size=(300, 400), paper=230):
    """An empty sheet, and what writes on it."""
    picture = Image.new("L", size[::-1], paper)
    return picture, ImageDraw.Draw(picture)


@pytest.mark.parametrize("ink", ["dark", "light"])
def test_where_the_digit_was_found_is_said(tmp_path, sample, ink):
    digit = sample.test.images[3]
    look = {"paper": 0.15, "pen": 0.85} if ink == "light" else {}
    seen = plain_photo(digit, size=200, at=(60, 90), sheet=(300, 400), **look)
    Image.fromarray(seen).save(tmp_path / "photo.png")
    found = read_photo(tmp_path / "photo.png")
    rows, columns = np.nonzero(strokes(digit.numpy(), 200) > 0.5)
    edges = [columns.min() + 90, rows.min() + 60, columns.max() + 90, rows.max() + 60]
    assert np.abs(np.array(found.found) - edges).max() <= 3
    assert np.array_equal(found.grey, seen)
    assert torch.equal(found.image, read_image(tmp_path / "photo.png"))


def test_a_digit_in_mnists_form_is_found_as_it_lies(tmp_path, sample):
    digit = sample.test.images[3]
    Image.fromarray(digit.numpy()).save(tmp_path / "digit.png")
    left, top, right, bottom = read_photo(tmp_path / "digit.png").found
    inside = digit[top : bottom + 1, left : right + 1]
    assert inside.sum() == digit.sum()
    for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]):
        assert edge.any()


def test_what_is_painted_over_is_all_but_the_digit(sample):
    paper = Paper(np.random.default_rng(0), 0.9, 0.1, 0.0, 85)
    seen = paper.write(paper.empty(), sample.test.images[4].numpy(), 200, 100, 200)
    seen[450:, :] = 0.3  # the table
    seen[20:28, 500:508] = 0  # a crumb
    left = digit_alone(seen)
    assert left.shape == seen.shape
    assert left.dtype == np.float32
    assert (left[440:] == 1).all()
    assert (left[:60] == 1).all()
    assert (left[100:300, 200:400] < 0.5).sum() == pytest.approx(
        (seen[100:300, 200:400] < 0.5).sum(), rel=0.1
    )


def test_a_digit_that_runs_out_of_the_picture_is_refused():
    picture, pen = written()
    pen.line([(200, 100), (200, 299)], 20, 20)
    with pytest.raises(ImageError, match="no whole digit: what there is runs out"):
        digit_alone(as_grey(picture))


def test_a_blot_is_no_digit():
    picture, pen = written()
    pen.ellipse((150, 100, 250, 200), 20)
    with pytest.raises(ImageError, match="no digit"):
        digit_alone(as_grey(picture))


@pytest.mark.parametrize("bar", [0, 4])
def test_the_bar_of_a_five_belongs_to_it(bar):
    """Many write it last, and leave a gap."""
    picture, pen = written()
    pen.line([(160, 80), (160, 140), (210, 150), (220, 190), (190, 220), (150, 215)],
             20, 14, joint="curve")  # fmt: skip
    pen.line([(160, 75 - bar * 5), (225, 70 - bar * 5)], 20, 14)
    kept = digit_alone(as_grey(picture))
    assert (kept[: 90 - bar * 5] < 0.5).any()


def test_the_line_that_it_was_written_on_is_no_part_of_it():
    picture, pen = written()
    pen.line([(180, 80), (240, 80), (200, 180)], 20, 14, joint="curve")
    pen.line([(100, 196), (300, 196)], 20, 4)
    kept = digit_alone(as_grey(picture))
    assert (kept[80:170] < 0.5).any()
    assert (kept[190:] == 1).all()


def test_a_pen_that_skips_writes_one_digit():
    picture, pen = written()
    for top in range(60, 220, 14):
        pen.line([(200, top), (198, top + 8)], 20, 8)
    kept = digit_alone(as_grey(picture))
    rows = np.flatnonzero((kept < 0.5).any(1))
    assert (rows[0], rows[-1]) == pytest.approx((60, 222), abs=4)


# --- frames ------------------------------------------------------------------


@pytest.mark.parametrize("turn", [0, 7, 30, 45, 80])
def test_a_rectangle_is_a_frame_at_any_angle(turn):
    picture, pen = written(paper=0)
    pen.rectangle((130, 90, 270, 210), outline=255, width=5)
    mask = as_grey(picture.rotate(turn, Image.Resampling.BICUBIC)) > 0.5
    frame = frame_round(mask)
    assert frame.is_hollow(mask)
    assert not frame.inside(mask.shape)[mask].any()
    assert frame.inside(mask.shape).sum() == pytest.approx(124 * 104, rel=0.12)


@pytest.mark.parametrize("label", range(10))
def test_no_digit_is_a_frame(sample, label):
    for digit in sample.test.images[sample.test.labels == label][:20]:
        mask = strokes(digit.numpy(), 150) > 0.5
        frame = frame_round(mask)
        assert frame is None or not frame.is_hollow(mask)


# --- pieces ------------------------------------------------------------------


def test_digits_of_mnist_are_nearly_all_one_digit(full):
    two = 0
    for digit in full.test.images[::20]:
        sheet = np.pad(strokes(digit.numpy(), 150) > 0.5, 60)
        two += one_digit(Pieces.of(sheet))[1] != ""
    assert two <= 0.01 * len(full.test.images[::20])
