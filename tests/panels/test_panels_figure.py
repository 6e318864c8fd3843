"""The seven panels as one figure: where they are, how far their axes go."""

from dataclasses import replace
from itertools import pairwise

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from helpers_views import certain_of, with_layers
from matplotlib.figure import Figure

from mnist_core import panels
from mnist_core.drawing import DARK, DPI, FIGURE_SIZE, LIGHT, settings, theme_of
from mnist_core.panels.figure import LAYOUT, SevenPanels, draw_panel, draw_panels
from mnist_core.reading import Reach, View, describe, read_many


def limits(made):
    return [(*ax.get_xlim(), *ax.get_ylim()) for ax in made.figure.axes]


def redrawn(made):
    return [panel.redrawn for panel in made.panels.values()]


# --- axes --------------------------------------------------------------------


def test_with_a_reach_no_axis_ever_changes(gallery):
    made = SevenPanels()
    made.show(gallery.view(0))
    before, count = limits(made), redrawn(made)
    tops = []
    for index in range(1, 1000, 13):
        view = gallery.view(index)
        made.show(view)
        assert limits(made) == before
        assert redrawn(made) == count
        tops.append(view.reading.layer_maxima.max())
    assert made.panels[panels.LayerActivations].ax.get_ylim()[1] > max(tops)


def test_without_a_reach_axes_grow_and_never_shrink(trained, sample, evaluation):
    made = SevenPanels()
    seen, counts = [], []
    for reading in read_many(trained[0], sample.test.images[::40]):
        made.show(View(reading, evaluation.confusion, [reading.confidence]))
        seen.append(limits(made))
        counts.append(redrawn(made))
    for (before, after), (n, m) in zip(pairwise(seen), pairwise(counts), strict=True):
        for (x0, x1, y0, y1), (u0, u1, v0, v1), i, j in zip(
            before, after, n, m, strict=True
        ):
            assert u0 <= x0 < x1 <= u1
            assert v0 == y0
            assert v1 >= y1
            assert j - i == int(u1 > x1) + int(v1 > y1)  # it says so each time
    assert seen[-1] != seen[0]


@pytest.mark.parametrize("reach", [None, Reach(40.0, 0.3, 5)])
def test_a_louder_digit_makes_room_for_itself_and_the_room_stays(view, reach):
    made = panels.LayerActivations(Figure().add_subplot())
    made.show(replace(view, reach=reach))
    before, n = made.ax.get_ylim()[1], made.redrawn
    louder = with_layers(view.reading, hidden1=view.reading.layers["hidden1"] * 20)
    made.show(View(louder, view.confusion, [0.5], reach))
    after = made.ax.get_ylim()[1]
    assert after > louder.layer_maxima.max() > before
    made.show(replace(view, reach=reach))
    assert made.ax.get_ylim()[1] == after
    assert made.redrawn == n + 1


def test_wider_weights_make_room_for_themselves(view):
    made = panels.WeightDistribution(Figure().add_subplot())
    made.show(view)
    count = made.redrawn
    wider = replace(view.reading, output_weights=view.reading.output_weights * 9)
    made.show(replace(view, reading=wider))
    left, right = made.ax.get_xlim()
    assert left == -right
    assert right > np.abs(wider.output_weights).max()
    assert made.redrawn == count + 1
    flat = replace(view.reading, output_weights=np.r_[np.zeros(63), 1.0])
    made.show(replace(view, reading=flat))
    assert made.ax.get_ylim()[1] > 63
    assert made.ax.get_xlim() == (left, right)
    assert made.redrawn == count + 2


# --- the figure --------------------------------------------------------------


def test_a_figure_that_was_given_is_drawn_in_and_keeps_its_size(view):
    figure = Figure(figsize=(5, 4), dpi=70)
    made = SevenPanels("dark", figure=figure)
    made.show(view)
    assert made.figure is figure
    assert figure.get_size_inches().tolist() == [5, 4]
    assert figure.dpi == 70
    assert [type(panel) for panel in made.panels.values()] == list(LAYOUT)
    assert matplotlib.colors.to_hex(figure.get_facecolor()) == DARK.background


@pytest.mark.parametrize("factor", [0.5, 1, 1.5])
def test_a_smaller_figure_is_the_same_one_with_fewer_pixels(factor):
    made = SevenPanels(size=np.multiply(FIGURE_SIZE, factor))
    np.testing.assert_allclose(made.figure.get_size_inches(), FIGURE_SIZE)
    assert made.figure.dpi == pytest.approx(DPI * factor)


def test_showing_draws_nothing_and_describes_the_digit(view):
    made = SevenPanels()
    made.show(view)  # seaborn draws, to see whether tick labels overlap
    drawn = []
    made.figure.canvas.mpl_connect("draw_event", drawn.append)
    changed = made.show(view)
    assert drawn == []
    assert made.figure.alt == describe(view.reading)
    assert len(changed) == len({id(artist) for artist in changed})
    fixed = {id(a) for ax in made.figure.axes for a in ax.get_children()}
    assert {id(artist) for artist in changed} <= fixed


def test_draw_panels_leaves_pyplot_alone(trained, sample, evaluation):
    backend = matplotlib.get_backend()
    before = plt.get_fignums()
    model, _ = trained
    figure = draw_panels(model, sample.test, 60)
    assert len(figure.axes) == 7
    assert plt.get_fignums() == before
    assert matplotlib.get_backend() == backend
    curve = figure.axes[list(LAYOUT).index(panels.Confidence)].lines[-2]
    expected = evaluation.confidences[11:61]
    np.testing.assert_allclose(curve.get_ydata(), expected, rtol=1e-5)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(6, 3.8), (12, 7.6), (18, 11.4), (12, 10)], ids=str)
def test_no_text_is_cut_off_and_none_overlaps_its_neighbour(view, size, theme):
    longest = certain_of(view.reading, 8, label=0)
    made = SevenPanels(theme, size)
    made.show(replace(view, reading=longest))
    verdict = made.panels[panels.InputDigit].verdict.get_text()
    assert verdict == "Prediction: 8 (100.0%)"
    frame = made.figure.bbox
    np.testing.assert_allclose(frame.size, np.multiply(size, 100))
    boxes = [panel.ax.get_tightbbox() for panel in made.panels.values()]
    for box in boxes:
        assert frame.x0 <= box.x0
        assert box.x1 <= frame.x1
        assert frame.y0 <= box.y0
        assert box.y1 <= frame.y1
    for i, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[i + 1 :])


def test_there_is_no_such_digit_or_theme(trained, sample):
    with pytest.raises(IndexError, match="0 to 999"):
        draw_panels(trained[0], sample.test, 1000)
    with pytest.raises(IndexError, match="but no -1"):
        draw_panels(trained[0], sample.test, -1)
    with pytest.raises(ValueError, match="light or dark"):
        theme_of("pink")


# --- one panel alone ---------------------------------------------------------


@pytest.mark.parametrize("panel", LAYOUT)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_panel_alone_is_whole_and_legible(view, panel, theme):
    longest = certain_of(view.reading, 8, label=0)
    figure = draw_panel(panel, replace(view, reading=longest), theme=theme)
    (ax,) = figure.axes
    assert matplotlib.colors.to_hex(figure.get_facecolor()) == theme.background
    figure.canvas.draw()
    box, frame = ax.get_tightbbox(), figure.bbox
    assert frame.x0 <= box.x0
    assert box.x1 <= frame.x1
    assert frame.y0 <= box.y0
    assert box.y1 <= frame.y1
    assert box.height > 0.7 * frame.height  # and it fills the picture
    assert frame.width < 721
    assert frame.height < 661


def test_alone_and_large_the_matrix_has_larger_numbers_that_fit_their_cells(view):
    large, small = (
        draw_panel(panels.ConfusionMatrix, view, size=size) for size in (None, (3, 2.5))
    )
    sizes = [figure.axes[0].texts[0].get_fontsize() for figure in (large, small)]
    assert sizes[0] > sizes[1]
    large.png()  # lays it out
    cell = large.axes[0].get_window_extent().width / 10
    widest = max(text.get_window_extent().width for text in large.axes[0].texts)
    assert widest < cell


def test_a_panel_alone_can_have_any_size(view):
    figure = draw_panel(panels.ConfusionMatrix, view, size=(3, 2.5))
    assert figure.get_size_inches().tolist() == [3, 2.5]
    assert figure.dpi == 150


def test_a_panel_alone_shows_what_it_shows_among_the_seven(view):
    made = SevenPanels()
    made.show(view)
    alone = draw_panel(panels.Confidence, view).axes[0].lines[-2]
    among = made.panels[panels.Confidence].curve
    np.testing.assert_array_equal(alone.get_xydata(), among.get_xydata())
    (ax,) = draw_panel(panels.OutputProbabilities, view).axes
    assert ax.collections[0].heights.tolist() == view.reading.probabilities.tolist()


def test_each_panel_says_its_own_numbers(view):
    seen, counts = view.reading, view.confusion
    top, label = seen.prediction, seen.label
    said = {panel: draw_panel(panel, view).alt for panel in LAYOUT}
    assert f"{(seen.pixels > 0).sum()} of 784 pixels lit" in said[panels.InputDigit]
    assert describe(seen) in said[panels.InputDigit]
    for k, p in enumerate(seen.probabilities):
        assert f" {k}: {p:.1%}" in said[panels.OutputProbabilities]
    assert f"green one is {top}." in said[panels.OutputProbabilities]
    assert counts[9, 4] == 13
    words = said[panels.ConfusionMatrix]
    assert "Accuracy 97.70%" in words
    assert "a 9 taken for a 4, 13x" in words
    assert f"row {label}, column {top}, {counts[label, top]:,}x" in words
    for mean, most in zip(seen.layer_means, seen.layer_maxima, strict=True):
        assert f"{mean:.2f} and {most:.2f}" in said[panels.LayerActivations]
    weights, words = seen.output_weights, said[panels.WeightDistribution]
    assert f"The 64 weights into output {top}" in words
    assert f"from {weights.min():.2f} to {weights.max():.2f}" in words
    assert f"{(weights < 0).sum()} of them negative" in words
    assert f"30 bars counts {seen.weight_histogram[0].max()}." in words
    words = said[panels.NetworkActivity]
    assert "15 of 15, 12 of 15, 9 of 12" in words
    for edges in seen.activity.edges:
        both = np.count_nonzero(edges.strong & edges.negative)
        assert f"{np.count_nonzero(edges.strong)} ({both})" in words
    assert f"round output {top}." in words
    assert said[panels.Confidence].endswith(
        f"3 in all: 1 above 90%, 1 below 50%, the latest at {seen.confidence:.1%}."
    )


def test_a_panel_says_what_is_not_known(view):
    unknown = replace(view, reading=replace(view.reading, label=None))
    assert "Outlined" not in draw_panel(panels.ConfusionMatrix, unknown).alt
    nothing = replace(view, confusion=np.zeros((10, 10), int))
    assert "nothing was measured" in draw_panel(panels.ConfusionMatrix, nothing).alt
    perfect = replace(view, confusion=np.eye(10, dtype=int))
    assert "mistake" not in draw_panel(panels.ConfusionMatrix, perfect).alt


def test_only_the_seven_can_be_drawn_alone(view):
    with pytest.raises(ValueError, match="InputDigit"):
        draw_panel(View, view)


def test_a_theme_has_settings_matplotlib_knows():
    for theme in (LIGHT, DARK):
        assert set(settings(theme)) <= set(matplotlib.rcParams)
