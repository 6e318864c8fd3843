"""Bars, curves and histograms: as many as numbers, told apart by more than colour."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from mnist_core import charts
from mnist_core.drawing import LIGHT

AXES = {"xlabel": "day", "ylabel": "rain"}


def texts(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


# --- bars --------------------------------------------------------------------


def test_there_is_a_bar_for_each_number_with_the_number_on_it():
    figure = charts.bars([3, 0.1234, 1500], **AXES)
    ax = figure.axes[0]
    assert [bar.get_height() for bar in ax.patches] == [3, 0.1234, 1500]
    assert [text.get_text() for text in ax.texts] == ["3", "0.123", "1,500"]
    assert texts(ax.xaxis) == ["0", "1", "2"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("day", "rain")
    assert figure.alt == "Bars of rain. 0: 3, 1: 0.123, 2: 1,500."


def test_bars_may_come_with_names_or_as_a_mapping_and_without_numbers():
    named = charts.bars(np.array([1.0, 2.0]), ["a", 7], numbers=False)
    mapped = charts.bars({"a": 1, 7: 2}, numbers=False)
    assert named.alt == mapped.alt == "Bars of numbers. a: 1, 7: 2."
    assert texts(named.axes[0].xaxis) == texts(mapped.axes[0].xaxis) == ["a", "7"]
    assert not named.axes[0].texts


def test_bars_of_the_same_name_do_not_hide_each_other():
    ax = charts.bars([1, 2, 3], ["a", "b", "a"]).axes[0]
    assert len({bar.get_x() for bar in ax.patches}) == 3
    assert texts(ax.xaxis) == ["a", "b", "a"]


def test_bars_with_long_names_lie_the_first_one_on_top():
    ax = charts.bars({"at most": 1, "b": 2}, **AXES).axes[0]
    assert [bar.get_width() for bar in ax.patches] == [1, 2]
    first, second = (ax.transData.transform(bar.get_xy())[1] for bar in ax.patches)
    assert first > second
    assert texts(ax.yaxis) == ["at most", "b"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("rain", "day")
    standing = charts.bars({"6 long": 1, "b": 2}).axes[0]
    assert [bar.get_height() for bar in standing.patches] == [1, 2]


def test_lying_bars_make_room_for_each_other():
    few, many = (charts.bars(range(n), ["a long name"] * n) for n in (2, 20))
    assert many.get_figheight() > 4 * few.get_figheight()


@pytest.mark.parametrize("name", ["b", "by hand"])
def test_bars_of_shares_are_in_percent(name):
    figure = charts.bars({"a": 0.5, name: 0.1234}, percent=True)
    ax = figure.axes[0]
    assert figure.alt == f"Bars of numbers. a: 50.0%, {name}: 12.3%."
    assert [text.get_text() for text in ax.texts] == ["50.0%", "12.3%"]
    assert all("%" in text for text in texts(ax.yaxis if name == "b" else ax.xaxis))


@pytest.mark.parametrize("mark", [7, "7"])
def test_the_marked_bar_has_another_colour_and_an_edge(mark):
    for seven in (7, "7"):
        one, marked, other = (
            charts.bars([1, 1, 1], [1, seven, 77], mark=mark).axes[0].patches
        )
        assert to_hex(marked.get_facecolor()) != to_hex(one.get_facecolor())
        assert to_hex(marked.get_edgecolor()) == LIGHT.ink
        for bar in (one, other):
            assert to_hex(bar.get_facecolor()) == LIGHT.other
            assert bar.get_edgecolor() == bar.get_facecolor()


def test_no_bar_is_marked_unless_one_is_named():
    for bar in charts.bars({"None": 1, "L2": 2}).axes[0].patches:
        assert to_hex(bar.get_facecolor()) == LIGHT.other


# --- lines -------------------------------------------------------------------

SIX = {name: [k, k + 1] for k, name in enumerate("abcdef")}


def test_there_is_a_curve_for_each_name_where_its_numbers_are():
    curves = {"a": [5, 7], "b": ([2, 4, 8], [1, 2, 1]), "c": (3, 2, 9), "d": (0, 1)}
    figure = charts.lines(curves, **AXES)
    ax = figure.axes[0]
    drawn = {line.get_label(): line.get_xydata().tolist() for line in ax.lines}
    assert drawn == {
        "a": [[1, 5], [2, 7]],
        "b": [[2, 1], [4, 2], [8, 1]],
        "c": [[1, 3], [2, 2], [3, 9]],
        "d": [[1, 0], [2, 1]],
    }
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list("abcd")
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("day", "rain")
    assert figure.alt == (
        "rain over day. a: from 5 at 1 to 7 at 2. b: from 1 at 2 to 1 at 8, highest 2 "
        "at 4. c: from 3 at 1 to 9 at 3, lowest 2 at 2. d: from 0 at 1 to 1 at 2."
    )


def test_one_curve_needs_no_legend():
    assert charts.lines({"a": [1, 2]}, **AXES).axes[0].get_legend() is None


def test_curves_differ_in_dashes_and_marks_not_only_in_colour():
    lines = charts.lines(SIX, **AXES).axes[0].lines
    assert len({line._unscaled_dash_pattern for line in lines}) == 6
    assert len({line.get_marker() for line in lines}) == 6
    assert len({line.get_color() for line in lines}) == 6


def test_a_long_curve_has_no_marks():
    for count, marked in ((30, True), (31, False)):
        (line,) = charts.lines({"a": np.arange(count)}, **AXES).axes[0].lines
        assert (line.get_marker() != "None") is marked


def test_curves_of_shares_are_in_percent_and_no_two_ticks_say_the_same():
    figure = charts.lines({"a": [0.975, 0.981]}, percent=True, **AXES)
    ticks = texts(figure.axes[0].yaxis)
    assert all(tick.endswith("%") for tick in ticks)
    assert len(set(ticks)) == len(ticks) > 2
    assert figure.alt.endswith("a: from 97.5% at 1 to 98.1% at 2.")


@pytest.mark.parametrize("log", ["", "x", "y", "xy"])
def test_axes_go_in_powers_of_ten_where_asked(log):
    ax = charts.lines({"a": [1, 100]}, log=log, **AXES).axes[0]
    assert ax.get_xscale() == ("log" if "x" in log else "linear")
    assert ax.get_yscale() == ("log" if "y" in log else "linear")


def test_the_y_axis_begins_and_ends_where_asked():
    assert charts.lines(SIX, ylim=-3, **AXES).axes[0].get_ylim()[0] == -3
    assert charts.lines(SIX, ylim=(-1, 9), **AXES).axes[0].get_ylim() == (-1, 9)


def test_an_upright_line_stands_where_asked():
    *_, upright = charts.lines({"a": [1, 2]}, at=1.5, **AXES).axes[0].lines
    assert list(upright.get_xdata()) == [1.5, 1.5]
    assert upright.is_dashed()


def test_a_curve_may_have_gaps_and_leave_for_infinity():
    figure = charts.lines({"a": [np.nan, 2, 1, 4], "b": [1, np.inf]}, **AXES)
    assert "a: from nan at 1 to 4 at 4, lowest 1 at 3." in figure.alt
    assert "b: from 1 at 1 to inf at 2." in figure.alt
    assert figure.png()


# --- histogram ---------------------------------------------------------------


def test_every_group_has_its_row_and_all_have_the_same_bins():
    groups = {"right": np.array([[0, 1], [1, 3]]), "wrong": [2, 4]}
    figure = charts.histogram(groups, xlabel="age", bins=4)
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["right", "wrong"]
    counts = [[bar.get_height() for bar in ax.patches] for ax in figure.axes]
    assert counts == [[1, 2, 0, 1], [0, 0, 1, 1]]
    for ax, median in zip(figure.axes, [1, 3], strict=True):
        assert [bar.get_x() for bar in ax.patches] == [0, 1, 2, 3]
        (line,) = ax.lines
        assert list(line.get_xdata()) == [median, median]
        assert line.is_dashed()
    assert [ax.get_xlabel() for ax in figure.axes] == ["", "age"]
    assert figure.alt == (
        "Histograms of age. right: from 0 to 3, median 1 (dashed). "
        "wrong: from 2 to 4, median 3 (dashed)."
    )


def test_a_histogram_s_edges_may_be_given_and_its_values_be_shares():
    groups = {"a": [0.1, 0.6, 0.7]}
    figure = charts.histogram(groups, xlabel="p", bins=[0, 0.5, 1], percent=True)
    assert [bar.get_height() for bar in figure.axes[0].patches] == [1, 2]
    assert all(tick.endswith("%") for tick in texts(figure.axes[0].xaxis))
    assert figure.alt.endswith("a: from 10.0% to 70.0%, median 60.0% (dashed).")


def test_no_group_is_left_out_however_many_they_are():
    figure = charts.histogram({k: [k] for k in range(14)}, xlabel="x", bins=2)
    assert all(len(ax.patches) == 2 for ax in figure.axes)
    assert len(figure.axes) == 14


def test_a_curve_may_have_upright_bars_from_lowest_to_highest():
    curves = {"a": ([1, 10], [0.5, 0.25]), "b": ([1, 10], [0.5, 0.75])}
    bars = {"a": ([0.4, 0.25], [0.6, 0.35])}
    figure = charts.lines(curves, spread=bars, percent=True, log="xy", **AXES)
    (drawn,) = figure.axes[0].collections
    found = [segment[:, 1].tolist() for segment in drawn.get_segments()]
    np.testing.assert_allclose(found, [[0.4, 0.6], [0.25, 0.35]])
    a, b, *_ = figure.axes[0].lines
    assert (
        to_hex(drawn.get_color()[0]) == to_hex(a.get_color()) != to_hex(b.get_color())
    )
    assert [text.get_text() for text in figure.axes[0].get_legend().texts] == ["a", "b"]
    said = (
        "a: from 50.0% at 1 to 25.0% at 10. Upright bars: lowest to highest, 20.0% at"
    )
    assert said in figure.alt
    assert figure.alt.count("Upright bars") == 1


def test_shares_on_an_axis_in_powers_of_ten_are_all_in_percent():
    figure = charts.lines({"a": [0.5, 0.005]}, percent=True, log="y", **AXES)
    figure.draw_without_rendering()
    axis = figure.axes[0].yaxis
    low, high = axis.get_view_interval()
    ticks = axis.get_ticklabels(which="both")
    shown = [t.get_text() for t in ticks if low <= t.get_position()[1] <= high]
    assert set(shown) == {"0.5%", "1%", "2%", "5%", "10%", "20%", "50%"}


def test_what_is_counted_from_one_has_no_ticks_between():
    figure = charts.lines({"a": range(20)}, **AXES)
    figure.draw_without_rendering()
    assert all(place == int(place) for place in figure.axes[0].get_xticks())
