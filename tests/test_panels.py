"""The artists show what the reading says; never a pixel is compared."""

from itertools import pairwise

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from mnist_core import panels
from mnist_core.metrics import confusion_matrix, evaluate
from mnist_core.panels import View, describe, draw_panels
from mnist_core.panels.confidence import line
from mnist_core.panels.confusion import shares
from mnist_core.panels.figure import LAYOUT, SevenPanels
from mnist_core.panels.network import StrongLines, positions, segments
from mnist_core.reading import read, read_many
from mnist_core.style import DARK, LIGHT, settings, theme_of


@pytest.fixture(scope="module")
def view(trained, sample) -> View:
    model, card = trained
    reading = read(model, sample.test.images[4], int(sample.test.labels[4]))
    return View(reading, np.array(card.confusion), [0.9, 0.4, reading.confidence])


def alone(panel, view, theme=LIGHT):
    ax = Figure().add_subplot()
    made = panel(ax, theme)
    return made, made.show(view)


@pytest.mark.parametrize("panel", LAYOUT)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_panel_works_alone_and_returns_what_it_changed(panel, view, theme):
    made, changed = alone(panel, view, theme)
    assert changed
    assert all(artist.axes is made.ax for artist in changed)
    assert {id(a) for a in made.show(view)} == {id(a) for a in changed}  # in place


def test_input_digit(view):
    made, _ = alone(panels.InputDigit, view)
    np.testing.assert_array_equal(made.image.get_array(), view.reading.pixels)
    seen = view.reading
    assert made.label.get_text() == f"Input digit: {seen.label}"
    assert (
        made.verdict.get_text()
        == f"Prediction: {seen.prediction} ({seen.confidence:.1%})"
    )


def test_probabilities(view):
    made, _ = alone(panels.OutputProbabilities, view)
    heights = [bar.get_height() for bar in made.bars]
    np.testing.assert_allclose(heights, view.reading.probabilities)
    colours = [to_hex(bar.get_facecolor()) for bar in made.bars]
    assert colours[view.reading.prediction] == LIGHT.predicted
    assert colours.count(LIGHT.other) == 9


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


def test_shares_are_of_rows_and_empty_rows_stay_zero():
    part = shares(confusion_matrix(np.array([4, 4, 9]), np.array([4, 9, 9])))
    assert part[4, 4] == part[4, 9] == 0.5
    assert part[9, 9] == 1
    assert part.sum() == 2


def test_layer_activations(view):
    made, _ = alone(panels.LayerActivations, view)
    np.testing.assert_allclose(
        [bar.get_height() for bar in made.means], view.reading.layer_means
    )
    np.testing.assert_allclose(
        [bar.get_height() for bar in made.maxima], view.reading.layer_maxima
    )
    assert made.ax.get_ylim()[1] > view.reading.layer_maxima.max()


def test_axes_do_not_jump_from_digit_to_digit(trained, sample):
    model, card = trained
    made = SevenPanels()
    limits = []
    for reading in read_many(model, sample.test.images[:12]):
        made.show(View(reading, np.array(card.confusion), [reading.confidence]))
        limits.append([ax.get_ylim()[1] for ax in made.figure.axes])
    for axis in zip(*limits, strict=True):
        grown = [b - a for a, b in pairwise(axis)]
        assert min(grown) >= 0
        assert sum(g > 0 for g in grown) <= 3


def test_weight_distribution(view):
    made, _ = alone(panels.WeightDistribution, view)
    counts, edges = view.reading.weight_histogram
    assert [bar.get_height() for bar in made.bars] == list(counts)
    np.testing.assert_allclose([bar.get_x() for bar in made.bars], edges[:-1])
    left, right = made.ax.get_xlim()
    assert left <= edges[0]
    assert edges[-1] <= right


def test_confidence_line_keeps_the_last_fifty_the_newest_at_zero(view):
    points = line(np.linspace(0, 1, 60))
    assert len(points) == 50
    assert points[0, 0] == -49
    assert list(points[-1]) == [0, 1]
    assert points[0, 1] == pytest.approx(10 / 59)
    made, _ = alone(panels.Confidence, view)
    np.testing.assert_allclose(made.curve.get_ydata(), view.confidences)


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
        made.ring.get_offsets()[0], positions(3)[view.reading.prediction]
    )


def test_network_lines_are_the_strong_connections(view):
    made, _ = alone(panels.NetworkActivity, view)
    edges = view.reading.activity.edges
    negative = sum(int((e.strong & e.negative).sum()) for e in edges)
    strong = sum(int(e.strong.sum()) for e in edges)
    assert len(made.lines[True].get_segments()) == negative
    assert len(made.lines[False].get_segments()) == strong - negative
    lines = StrongLines.of(view.reading.activity)
    first = edges[0]
    expected = [
        (positions(0)[i], positions(1)[j])
        for i in range(15)
        for j in range(15)
        if first.strong[i, j]
    ]
    np.testing.assert_array_equal(lines.segments[: len(expected)], expected)
    widths = lines.widths[: len(expected)]
    assert widths.argmax() == first.strength[first.strong].argmax()
    assert len(segments(2)) == 120


def test_the_seven_panels_as_one_figure_leave_pyplot_alone(trained, sample):
    import matplotlib.pyplot as plt

    backend = matplotlib.get_backend()
    model, _ = trained
    figure = draw_panels(model, sample.test, 60)
    assert len(figure.axes) == 7
    assert plt.get_fignums() == []
    assert matplotlib.get_backend() == backend
    curve = figure.axes[list(LAYOUT).index(panels.Confidence)].lines[-2]
    expected = evaluate(model, sample.test).confidences[11:61]
    np.testing.assert_allclose(curve.get_ydata(), expected, rtol=1e-5)
    plt.close("all")


def test_no_text_is_cut_off_and_none_overlaps_its_neighbour(view):
    for theme in ("light", "dark"):
        made = SevenPanels(theme)
        made.show(view)
        made.figure.canvas.draw()
        frame = made.figure.bbox
        for panel in made.panels.values():
            box = panel.ax.get_tightbbox()
            assert frame.x0 <= box.x0
            assert box.x1 <= frame.x1
            assert frame.y0 <= box.y0
            assert box.y1 <= frame.y1
        boxes = [panel.ax.get_tightbbox() for panel in made.panels.values()]
        for i, one in enumerate(boxes):
            assert not any(one.overlaps(other) for other in boxes[i + 1 :])


def test_the_description_says_what_a_sighted_reader_sees(view):
    words = describe(view.reading)
    assert f"reads a {view.reading.prediction} with" in words
    assert f"{view.reading.confidence:.1%}" in words
    assert f"runner-up {view.reading.runner_up}" in words
    assert "right" in words


def test_there_is_no_such_digit_or_theme(trained, sample):
    with pytest.raises(IndexError, match="0 to 999"):
        draw_panels(trained[0], sample.test, 1000)
    with pytest.raises(ValueError, match="light or dark"):
        theme_of("pink")


def test_a_theme_has_settings_matplotlib_knows():
    for theme in (LIGHT, DARK):
        assert set(settings(theme)) <= set(matplotlib.rcParams)
