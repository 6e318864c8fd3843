"""Dots: repeated measurements, and things on two axes."""

import numpy as np
import pytest

from mnist_core import charts


def test_each_run_is_a_dot_and_the_median_a_stroke():
    figure = charts.spans(
        {"plain": [0.97, 0.98, 0.975], "other": [0.5, 0.6]},
        percent=True, mark="plain", ylabel="right",
    )  # fmt: skip
    ax = figure.axes[0]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [list(line.get_xdata()) for line in dots] == [
        [0.97, 0.98, 0.975],
        [0.5, 0.6],
    ]
    strokes = [line for line in ax.lines if line.get_linewidth() == 2]
    assert [line.get_xdata()[0] for line in strokes] == [0.975, pytest.approx(0.55)]
    assert figure.alt == (
        "Medians of right, and ranges. plain: 97.50% (97.00% to 98.00%), "
        "other: 55.00% (50.00% to 60.00%)."
    )
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["plain", "other"]
    low, high = ax.get_ylim()
    assert low > high  # the first is at the top


def test_what_is_compared_with_has_a_dashed_line():
    figure = charts.spans({"a": [1, 2, 3]}, mark="a")
    dashed = [line for line in figure.axes[0].lines if line.get_linestyle() == "--"]
    assert [line.get_xdata()[0] for line in dashed] == [2]


def test_named_things_stand_at_their_places_and_others_look_otherwise():
    figure = charts.places(
        {"ours": (1, 2)}, others={"theirs": (10, 0.3)}, xlabel="time", ylabel="missed",
        log="xy", says="Ours is faster.",
    )  # fmt: skip
    ax = figure.axes[0]
    assert [(line.get_marker(), *line.get_xydata()[0]) for line in ax.lines] == [
        ("o", 1, 2),
        ("s", 10, 0.3),
    ]
    assert [text.get_text() for text in ax.texts] == ["ours", "theirs"]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert figure.alt == (
        "Ours is faster. missed over time. ours: 1, 2, theirs: 10, 0.3."
    )


def test_names_stay_inside_the_picture():
    named = {"a rather long name": (100, 1), "another one": (1, np.e)}
    figure = charts.places(named, xlabel="x", ylabel="y", log="x")
    figure.canvas.draw()
    edge = figure.bbox.x1
    assert all(t.get_window_extent().x1 <= edge for t in figure.axes[0].texts)
