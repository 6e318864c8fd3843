"""The small pieces compute what they say, and show what they compute."""

import io
import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.colors import to_hex
from PIL import Image

from mnist_core.by_hand import relu, softmax
from mnist_core.drawing import LIGHT
from mnist_core.widgets import pieces
from mnist_core.widgets.pieces.ball import CURVES, descend
from mnist_core.widgets.pieces.bullseye import loss
from mnist_core.widgets.pieces.neuron import contributions
from mnist_core.widgets.pieces.votes import SCORES

ALL = [p for p in map(vars(pieces).get, pieces.__all__) if callable(p)]


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_is_a_widget_with_a_picture_words_and_a_still(make, theme):
    piece = make(theme=theme)
    assert Image.open(io.BytesIO(piece.picture.value)).size == (800, 320)
    assert piece.still().alt in piece.words.value
    data, metadata = piece._repr_mimebundle_()
    assert data["image/png"]
    assert metadata["image/png"]["alt"] == piece.still().alt
    assert len(piece.still().alt) > 30
    assert plt.get_fignums() == []


# Values other than those at the start, control by control.
OTHERS = {
    pieces.neuron: {"input1": 0.2, "weight1": -1.0, "input2": 0.8, "weight2": 1.0,
                    "bias": -0.5},
    pieces.dimmer: {"excitement": -1.0},
    pieces.votes: {"temperature": 3.0, "more": 2.0, "digit": 5},
    pieces.bullseye: {"probability": 0.3},
    pieces.ball: {"learning_rate": 0.1, "steps": 3, "curve": "two valleys"},
}  # fmt: skip


@pytest.mark.parametrize("make", ALL)
def test_every_control_changes_picture_and_words(make):
    piece = make()
    assert set(OTHERS[make]) == set(piece.controls)
    for name, value in OTHERS[make].items():
        before = bytes(piece.picture.value), piece.words.value
        piece.controls[name].value = value
        assert bytes(piece.picture.value) != before[0], name
        assert piece.words.value != before[1], name


def test_the_friend_is_excited_as_the_source_text_works_out():
    assert contributions((0.9, 0.1), (2.0, 0.1), 0.5) == pytest.approx([1.8, 0.01, 0.5])
    piece = pieces.neuron()
    assert piece.sketch.total.texts == ["2.31"]
    assert piece.sketch.numbers.texts == ["+1.80", "+0.01", "+0.50", "2.31"]
    widths = [bar.get_width() for bar in piece.sketch.bars]
    np.testing.assert_allclose(widths, [1.8, 0.01, 0.5, 2.31])
    assert "2.31" in piece.still().alt


def test_a_friend_s_bars_begin_where_the_last_one_ended():
    sketch = pieces.neuron(inputs=(1.0, 0.5), weights=(-2.0, 2.0), bias=0.25).sketch
    lefts = [bar.get_x() for bar in sketch.bars]
    np.testing.assert_allclose(lefts, [-2.0, -2.0, -1.0, -0.75])
    colours = [to_hex(bar.get_facecolor()) for bar in sketch.bars]
    assert colours == [LIGHT.maximum, LIGHT.other, LIGHT.other, LIGHT.ink]


def test_a_negative_opinion_is_dashed_and_a_strong_one_wide():
    sketch = pieces.neuron(weights=(-2.0, 0.1)).sketch
    (_, dashes), (_, solid) = sketch.lines.get_linestyles()
    assert dashes is not None
    assert solid is None
    strong, weak = sketch.lines.get_linewidths()
    assert strong > 5 * weak


def test_the_dimmer_is_relu():
    for excitement in (-4.0, -0.5, 0.0, 2.31, 4.0):
        expected = torch.relu(torch.tensor(excitement, dtype=torch.float64)).item()
        assert relu(excitement) == expected
    sketch = pieces.dimmer(2.31).sketch
    assert sketch.point.get_ydata() == [2.31]
    assert sketch.state.texts == ["on: 2.31"]
    assert pieces.dimmer(-0.5).sketch.state.texts == ["off: 0"]


def test_a_bulb_glows_more_the_more_it_is_excited():
    bright, dim, off = (pieces.dimmer(x).sketch.bulb for x in (4.0, 1.0, -2.0))
    yellow = [bulb.get_facecolor()[0][2] for bulb in (bright, dim, off)]
    assert yellow[0] < yellow[1] < yellow[2]  # yellow has no blue


def test_votes_are_softmax_and_the_source_text_s_at_first():
    shares = softmax(SCORES)
    expected = torch.tensor(SCORES, dtype=torch.float64).softmax(0)
    np.testing.assert_allclose(shares, expected, rtol=1e-12)
    assert [round(100 * shares[k]) for k in (0, 1, 7, 9)] == [5, 2, 85, 3]
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert softmax(np.full(10, 1000.0)).tolist() == [0.1] * 10  # nothing overflows


def test_temperature_levels_the_votes_or_lets_the_winner_take_all():
    cold, normal, hot = (softmax(SCORES / t) for t in (0.1, 1.0, 10.0))
    assert cold.max() > 0.999
    assert hot.max() < 0.2
    assert cold.argmax() == normal.argmax() == hot.argmax() == 7
    z = torch.tensor(SCORES, dtype=torch.float64) / 10
    np.testing.assert_allclose(hot, z.softmax(0), rtol=1e-12)


def test_the_votes_sketch_shows_the_votes():
    piece = pieces.votes()
    np.testing.assert_allclose(piece.sketch.shares.heights, softmax(SCORES))
    piece.controls["digit"].value = 3
    piece.controls["more"].value = 8.0
    raised = np.array(SCORES) + 8 * (np.arange(10) == 3)
    np.testing.assert_allclose(piece.sketch.bars.heights, raised)
    np.testing.assert_allclose(piece.sketch.shares.heights, softmax(raised))
    assert to_hex(piece.sketch.shares.get_facecolor()[3]) == LIGHT.predicted


def test_the_loss_is_minus_the_logarithm():
    assert round(loss(0.80), 3) == 0.223
    assert round(loss(0.99), 3) == 0.010
    assert loss(1) == 0
    p = torch.tensor([[0.2, 0.8]], dtype=torch.float64)
    nll = torch.nn.functional.nll_loss(p.log(), torch.tensor([1])).item()
    assert loss(0.8) == pytest.approx(nll)
    for impossible in (0, -0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="above 0"):
            loss(impossible)


def test_the_dart_is_as_far_out_as_the_loss():
    for probability in (0.01, 0.3, 0.99):
        sketch = pieces.bullseye(probability).sketch
        far = math.hypot(*sketch.dart.get_xdata(), *sketch.dart.get_ydata())
        assert far == pytest.approx(loss(probability))


def test_the_ball_takes_the_steps_of_gradient_descent():
    path = descend(CURVES["one valley"], 0.3, 8)
    np.testing.assert_allclose(path, -3.0 * 0.7 ** np.arange(9))  # x - 0.3 x
    x = torch.tensor(3.2, dtype=torch.float64, requires_grad=True)
    step = torch.optim.SGD([x], lr=0.1)
    for k in range(5):
        step.zero_grad()
        CURVES["two valleys"].loss(x).backward()
        step.step()
        assert descend(CURVES["two valleys"], 0.1, k + 1)[-1] == pytest.approx(x.item())


def test_a_ball_with_steps_too_big_flies_away_and_is_not_lost_in_infinity():
    piece = pieces.ball(learning_rate=10, steps=30, curve="two valleys")
    assert "flown out" in piece.still().alt
    assert np.isfinite(piece.sketch.losses.get_ydata()).all()


@pytest.mark.parametrize(
    ("make", "wrong"),
    [
        (pieces.neuron, {"inputs": (1.5, 0)}),
        (pieces.neuron, {"weights": (0, -3)}),
        (pieces.neuron, {"bias": math.nan}),
        (pieces.dimmer, {"excitement": 5}),
        (pieces.votes, {"scores": [1, 2]}),
        (pieces.votes, {"scores": [math.nan] * 10}),
        (pieces.votes, {"temperature": 0}),
        (pieces.bullseye, {"probability": 0}),
        (pieces.ball, {"learning_rate": -1}),
        (pieces.ball, {"steps": 31}),
        (pieces.ball, {"curve": "loop"}),
    ],
)
def test_what_cannot_be_shown_is_refused(make, wrong):
    with pytest.raises(ValueError, match=r"must be|theme"):
        make(**wrong)
