"""The photo beside the panels: there when there is one, framed where the digit was."""

import numpy as np
import pytest
from helpers_data import picture
from matplotlib.colors import to_hex

from mnist_core.data import read_photo
from mnist_core.panels.figure import SevenPanels
from mnist_core.panels.photo import Photos, with_photo
from mnist_core.reading import OwnReadings, read


@pytest.fixture
def photo(tmp_path, sample):
    return read_photo(picture(tmp_path / "photo.png", sample.test.images[3]))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_photo_is_shown_with_a_frame_round_the_digit(view, photo, theme):
    made = SevenPanels(theme)
    made.draw(with_photo(view, photo))
    ax = made.figure.axes[-1]
    assert np.array_equal(ax.images[0].get_array(), photo.grey)
    (frame,) = ax.patches
    assert to_hex(frame.get_edgecolor()) == made.theme.predicted
    (x0, y0), (x1, y1) = frame.get_bbox().get_points()
    left, top, right, bottom = photo.found
    assert x0 < left < right < x1
    assert y0 < top < bottom < y1
    assert x1 - x0 < 1.5 * (right - left) + 50
    height, width = photo.grey.shape
    assert ax.get_xlim() == (0, width)
    assert ax.get_ylim() == (height, 0)


def test_it_lies_on_no_other_panel(view, photo):
    made = SevenPanels()
    made.draw(with_photo(view, photo))
    *panels, ours = [ax.get_window_extent() for ax in made.figure.axes]
    assert not any(ours.overlaps(other) for other in panels)
    letters = [text for ax in made.figure.axes for text in ax.texts]
    assert not any(ours.overlaps(text.get_window_extent()) for text in letters)


def test_without_a_photo_there_is_none(view, photo):
    made = SevenPanels()
    made.draw(view)
    assert len(made.figure.axes) == 7
    plain = np.asarray(made.figure.canvas.buffer_rgba()).copy()
    made.draw(with_photo(view, photo))
    assert (np.asarray(made.figure.canvas.buffer_rgba()) != plain).any()
    made.draw(with_photo(view, None))  # it goes again
    assert np.array_equal(made.figure.canvas.buffer_rgba(), plain)


def test_one_photo_follows_the_other(tmp_path, sample, trained):
    found = [
        read_photo(picture(tmp_path / f"{k}.png", sample.test.images[k]))
        for k in (1, 2)
    ]
    readings = [read(trained[0], photo.image) for photo in found]
    slides = Photos(OwnReadings(readings, np.zeros((10, 10), int)), found)
    assert len(slides) == 2
    assert slides.next_mistake(0) is None
    for k in (0, 1, 0):
        view = slides.view(k)
        assert view.reading is readings[k]
        assert view.photo is found[k]
