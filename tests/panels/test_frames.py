"""Frames: quick to draw, and the same as drawn slowly."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mnist_core.drawing import Blitter, Picture
from mnist_core.panels.figure import SevenPanels
from mnist_core.panels.probabilities import OutputProbabilities


def assert_same(ours, theirs):
    """The one comparison of pixels in these tests."""
    ours, theirs = (figure.pixels().astype(int) for figure in (ours, theirs))
    difference = np.abs(ours - theirs)
    assert difference.max() <= 2
    assert np.ptp(ours) > 200  # and it is not blank


def drawn_whole(still, view):
    still.show(view)
    still.figure.canvas.draw()
    return still.figure


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_frame_equals_a_full_draw(gallery, theme):
    quick, slow = SevenPanels(theme), SevenPanels(theme)
    before = None
    for index in (4, 250, gallery.next_mistake(0)):
        view = gallery.view(index)
        quick.draw(view)
        assert_same(quick.figure, drawn_whole(slow, view))
        assert before is None or (quick.figure.pixels() != before).any()
        before = quick.figure.pixels()


def test_it_still_does_after_an_axis_grew(view, gallery):
    quick, slow = SevenPanels(), SevenPanels()
    quick.draw(view)
    slow.show(view)
    after = gallery.view(999)  # this one knows how far the axes must go
    quick.draw(after)
    assert_same(quick.figure, drawn_whole(slow, after))
    quick.draw(view)
    assert_same(quick.figure, drawn_whole(slow, view))


def test_it_still_does_after_another_network_came(gallery):
    quick, slow = SevenPanels(), SevenPanels()
    quick.draw(gallery.view(1))
    view = replace(gallery.view(2), confusion=np.eye(10, dtype=int))
    quick.draw(view)
    assert_same(quick.figure, drawn_whole(slow, view))


def test_it_still_does_after_the_figure_was_saved(gallery, tmp_path):
    quick, slow = SevenPanels(), SevenPanels()
    quick.draw(gallery.view(1))
    for suffix in ("svg", "png", "pdf"):
        quick.figure.save(tmp_path / f"figure.{suffix}")
    assert quick.figure.dpi == 100
    view = gallery.view(2)
    quick.draw(view)
    assert_same(quick.figure, drawn_whole(slow, view))


def test_it_still_does_after_the_figure_got_another_size(gallery):
    quick, slow = SevenPanels(), SevenPanels()
    quick.draw(gallery.view(1))
    for panels in (quick, slow):
        panels.figure.set_size_inches(9, 7)
    quick.figure.canvas.draw()  # as a window does
    view = gallery.view(2)
    quick.draw(view)
    assert_same(quick.figure, drawn_whole(slow, view))
    assert quick.figure.pixels().shape == (700, 900, 3)


def test_a_draw_that_others_ask_for_shows_what_the_last_frame_showed(gallery):
    panels = SevenPanels()
    panels.draw(gallery.view(3))
    before = panels.figure.pixels()
    panels.figure.canvas.draw()
    assert (panels.figure.pixels() == before).all()


def test_only_what_changed_is_drawn(gallery):
    panels = SevenPanels()
    panels.draw(gallery.view(0))
    whole = []
    panels.figure.canvas.mpl_connect("draw_event", whole.append)
    for index in range(1, 4):
        panels.draw(gallery.view(index))
    assert whole == []


@pytest.mark.parametrize("suffix", ["svg", "pdf"])
def test_what_changes_is_saved_as_well(gallery, tmp_path, suffix):
    files = []
    for animated in (True, False):
        picture = Picture(figsize=(4, 3))
        panel = OutputProbabilities(picture.add_subplot())
        for index in (5, 6):
            changed = panel.show(gallery.view(index))
            if animated:
                Blitter(picture).draw(changed)
        files.append(tmp_path / f"{animated}.{suffix}")
        picture.save(files[-1])
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_saved_png_is_what_the_canvas_shows(gallery, tmp_path):
    panels = SevenPanels()
    panels.draw(gallery.view(7))
    panels.figure.save(tmp_path / "figure.png")
    saved = np.array(Image.open(tmp_path / "figure.png").convert("RGB")).astype(int)
    difference = np.abs(saved - panels.figure.pixels())
    assert np.percentile(difference, 98) <= 8  # a PNG has 256 colours
    assert difference.mean() < 1
