"""The artists show what the reading says; never a pixel is compared."""

from dataclasses import replace

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from mnist_core import panels
from mnist_core.drawing import DARK, FONT, LIGHT
from mnist_core.metrics import confusion_matrix
from mnist_core.models import MLP
from mnist_core.panels.confidence import line
from mnist_core.panels.confusion import shares
from mnist_core.panels.figure import LAYOUT
from mnist_core.panels.network import StrongLines, positions, segments
from mnist_core.reading import Reach, View, describe, read

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
EVERY_PANEL = pytest.mark.parametrize("panel", LAYOUT)


def alone(panel, view, theme=LIGHT):
    ax = Figure().add_subplot()
    made = panel(ax, theme)
    return made, made.show(view)


def bounds(bars):
    """(n, 4) x, y, width and height of each bar, from what is drawn."""
    return np.array([path.get_extents().bounds for path in bars.get_paths()])


# --- each panel --------------------------------------------------------------


@EVERY_PANEL
@THEMES
def test_every_panel_works_alone_and_returns_what_it_changed(panel, view, theme):
    made, changed = alone(panel, view, theme)
    assert changed
    assert all(artist.axes is made.ax for artist in changed)
    assert {id(a) for a in made.show(view)} == {id(a) for a in changed}  # in place


@EVERY_PANEL
@THEMES
def test_an_axes_made_elsewhere_takes_the_theme_s_colours(
    panel, view, theme, no_display
):
    with matplotlib.rc_context({"font.family": "serif", "axes.grid": True}):
        _, ax = plt.subplots()
        made = panel(ax, theme)
        made.show(replace(view, reach=Reach(activation=300, weight=4, count=70)))
        names = [t for axis in (ax.xaxis, ax.yaxis) for t in axis.get_ticklabels()]
        lines = [g for axis in (ax.xaxis, ax.yaxis) for g in axis.get_gridlines()]
        names += [ax.xaxis.label, ax.yaxis.label]
        title = next(t for t in ax.get_children() if t is ax._left_title)
    assert {to_hex(text.get_color()) for text in names} == {theme.muted}
    assert {to_hex(g.get_color()) for g in lines} <= {theme.faint}
    assert not any(g.get_visible() for g in ax.get_xgridlines())
    assert {tuple(text.get_fontfamily()) for text in [*names, title]} == {tuple(FONT)}
    assert to_hex(title.get_color()) == theme.ink
    assert to_hex(ax.get_facecolor()) == theme.background
    seen = [s for s in ax.spines.values() if s.get_visible()]
    assert {to_hex(s.get_edgecolor()) for s in seen} <= {theme.faint}


@EVERY_PANEL
@pytest.mark.filterwarnings("error")
def test_a_network_that_says_nothing_can_be_shown(panel):
    model = MLP()
    for parameter in model.parameters():
        torch.nn.init.zeros_(parameter)
    reading = read(model, torch.full((28, 28), 9, dtype=torch.uint8))
    made, _ = alone(panel, View(reading, np.zeros((10, 10), int), [0.1]))
    made.ax.figure.canvas.draw()
    if panel is panels.NetworkActivity:
        assert not any(len(lines.get_paths()) for lines in made.lines.values())
    if panel is panels.ConfusionMatrix:
        assert made.ax.get_title(loc="left") == "Confusion matrix, not measured"


def test_input_digit(view):
    made, _ = alone(panels.InputDigit, view)
    np.testing.assert_array_equal(made.image.get_array(), view.reading.pixels)
    seen = view.reading
    assert made.label.get_text() == f"Input digit: {seen.label}"
    assert (
        made.verdict.get_text()
        == f"Prediction: {seen.prediction} ({seen.confidence:.1%})"
    )
    assert to_hex(made.verdict.get_facecolor()[0]) == LIGHT.ink


def test_a_wrong_prediction_is_marked_and_an_unknown_label_is_not_made_up(view):
    wrong = replace(view.reading, label=(view.reading.prediction + 1) % 10)
    made, _ = alone(panels.InputDigit, replace(view, reading=wrong))
    assert to_hex(made.verdict.get_facecolor()[0]) == LIGHT.mistake
    assert f"wrong: this is a {wrong.label}" in describe(wrong)
    unknown = replace(view, reading=replace(view.reading, label=None))
    made.show(unknown)
    assert made.label.get_text() == "Input digit"
    assert to_hex(made.verdict.get_facecolor()[0]) == LIGHT.ink
    made, _ = alone(panels.ConfusionMatrix, unknown)
    assert not made.cell.get_visible()
    assert describe(unknown.reading).endswith("%.")


def test_probabilities(view):
    made, _ = alone(panels.OutputProbabilities, view)
    seen = view.reading
    np.testing.assert_allclose(made.bars.heights, seen.probabilities)
    np.testing.assert_allclose(bounds(made.bars)[:, 3], seen.probabilities)
    np.testing.assert_allclose(bounds(made.bars)[:, 0] + 0.39, np.arange(10))
    colours = [to_hex(colour) for colour in made.bars.get_facecolor()]
    assert colours[seen.prediction] == LIGHT.predicted
    assert colours.count(LIGHT.other) == 9
    assert made.number.get_text() == f"{seen.confidence:.2f}"
    np.testing.assert_allclose(
        made.number.get_offsets(), [(seen.prediction, seen.confidence)]
    )


def test_confusion_matrix(view):
    made, _ = alone(panels.ConfusionMatrix, view)
    assert f"{97.70:.2f}%" in made.ax.get_title(loc="left")
    x, y = made.cell.get_xy()
    assert (x, y) == (view.reading.prediction, view.reading.label)
    written = [t.get_text() for t in made.ax.texts if t.get_text()]
    counts = [str(n) for n in view.confusion.ravel() if n]
    assert sorted(written) == sorted(counts)
    before = list(made.ax.collections)
    made.show(view)
    assert list(made.ax.collections) == before  # counts are drawn once
    assert made.redrawn == 1
    made.show(replace(view, confusion=np.eye(10, dtype=int)))
    assert [t.get_text() for t in made.ax.texts if t.get_text()] == ["1"] * 10
    assert made.ax.get_title(loc="left") == "Confusion matrix: 100.00%"
    assert made.redrawn == 2


def test_shares_are_of_rows_and_empty_rows_stay_zero():
    part = shares(confusion_matrix(np.array([4, 4, 9]), np.array([4, 9, 9])))
    assert part[4, 4] == part[4, 9] == 0.5
    assert part[9, 9] == 1
    assert part.sum() == 2


def test_layer_activations(view):
    made, _ = alone(panels.LayerActivations, view)
    means, maxima = view.reading.layer_means, view.reading.layer_maxima
    np.testing.assert_allclose(made.means.heights, means)
    np.testing.assert_allclose(made.maxima.heights, maxima)
    np.testing.assert_allclose(bounds(made.means)[:, 3], means)
    tops = [*means, *maxima]
    assert [float(text) for text in made.numbers.texts] == [
        round(top, 2 if top < 1 else 1) for top in tops
    ]
    np.testing.assert_allclose(made.numbers.get_offsets()[:, 1], tops)
    assert made.ax.get_ylim()[1] > maxima.max()


def test_weight_distribution(view):
    made, _ = alone(panels.WeightDistribution, view)
    counts, edges = view.reading.weight_histogram
    assert list(made.bars.heights) == list(counts)
    np.testing.assert_allclose(bounds(made.bars)[:, 0], edges[:-1])
    np.testing.assert_allclose(bounds(made.bars)[:, 2], np.diff(edges))
    left, right = made.ax.get_xlim()
    assert left <= edges[0]
    assert edges[-1] <= right
    assert made.ax.get_ylim()[1] >= counts.max()
    assert made.into.get_text() == f"into {view.reading.prediction}"


def test_confidence_line_keeps_the_last_fifty_the_newest_at_zero(view):
    points = line(np.linspace(0, 1, 60))
    assert len(points) == 50
    assert points[0, 0] == -49
    assert list(points[-1]) == [0, 1]
    assert points[0, 1] == pytest.approx(10 / 59)
    made, _ = alone(panels.Confidence, view)
    np.testing.assert_allclose(made.curve.get_ydata(), view.confidences)
    assert made.now.get_xydata().tolist() == [[0, view.confidences[-1]]]
    heights = made.fill.get_paths()[0].vertices[:, 1]
    assert heights.max() == max(view.confidences)


# --- the network -------------------------------------------------------------


def test_network_neurons_are_grey_when_active_and_white_when_not(view):
    made, _ = alone(panels.NetworkActivity, view)
    columns = view.reading.activity.columns
    active = np.concatenate([column.active for column in columns])
    levels = np.concatenate([column.levels for column in columns])
    colours = made.neurons.get_facecolor()
    assert len(colours) == 52
    assert {to_hex(c) for c in colours[~active]} == {LIGHT.off}
    assert LIGHT.off not in {to_hex(c) for c in colours[active]}
    brightness = colours[active][:, :3].sum(axis=1)
    order = levels[active].argsort()
    assert (np.diff(brightness[order]) <= 1e-6).all()  # darker with activation
    np.testing.assert_array_equal(
        made.ring.get_offsets()[0], positions(columns, 3)[view.reading.prediction]
    )


def test_strong_lines_are_named_by_their_place_among_all_lines(view):
    edges = view.reading.activity.edges
    columns = view.reading.activity.columns
    places = [positions(columns, k) for k in range(4)]
    all_lines = [
        (gap, i, j)
        for gap in range(3)
        for i in range(len(places[gap]))
        for j in range(len(places[gap + 1]))
    ]
    strong = StrongLines.of(view.reading.activity)
    chosen = [all_lines[k] for k in strong.which]
    assert chosen == [line for line in all_lines if edges[line[0]].strong[line[1:]]]
    assert list(strong.negative) == [edges[g].negative[i, j] for g, i, j in chosen]
    for gap in range(3):
        mine = [k for k, line in enumerate(chosen) if line[0] == gap]
        strength = np.array([edges[gap].strength[chosen[k][1:]] for k in mine])
        expected = 0.7 + 2.5 * strength / strength.max()
        np.testing.assert_allclose(strong.widths[mine], expected)
    drawn = segments(columns)
    for k, (gap, i, j) in enumerate(all_lines):
        np.testing.assert_array_equal(drawn[k], [places[gap][i], places[gap + 1][j]])


def test_network_lines_are_the_strong_connections(view):
    made, _ = alone(panels.NetworkActivity, view)
    strong = StrongLines.of(view.reading.activity)
    places = segments(view.reading.activity.columns)
    for negative, lines in made.lines.items():
        chosen = strong.negative == negative
        assert chosen.any()
        drawn = [path.vertices for path in lines.get_paths()]
        np.testing.assert_array_equal(drawn, places[strong.which[chosen]])
        np.testing.assert_allclose(lines.get_linewidths(), strong.widths[chosen])
        colour = LIGHT.negative if negative else LIGHT.positive
        assert {to_hex(c) for c in lines.get_edgecolor()} == {colour}
    (_, dashes), *_ = made.lines[True].get_linestyle()
    assert list(dashes) == [5.5, 2.5]  # in points, whatever the width
    (_, solid), *_ = made.lines[False].get_linestyle()
    assert solid is None
