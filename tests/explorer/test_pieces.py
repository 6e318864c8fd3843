"""Each piece begins with good values, and says what is wrong with others."""

import json
import re
from html import unescape

import numpy as np
import pytest
import torch

from mnist_core.explorer import pieces
from mnist_core.explorer.bundle import WEB
from mnist_core.explorer.pack import embed_files
from mnist_core.explorer.pieces import SCORES, SHARES, STILL, Piece

RISING = [-1.0, 0.0, 2.5]
MADE = {
    "neuron": pieces.neuron,
    "dimmer": pieces.dimmer,
    "lines": pieces.lines,
    "votes": pieces.votes,
    "bullseye": pieces.bullseye,
    "ball": pieces.ball,
    "blame": pieces.blame,
    "dial": lambda: pieces.dial(RISING, [1.0, 0.5, 2.0], [0.5, 0.9, 0.2], 100),
}


def values(piece: Piece) -> dict:
    """What the page reads out of the element."""
    (said,) = re.findall(r' values="([^"]*)"', piece.html())
    return json.loads(unescape(said))


@pytest.mark.parametrize("kind", MADE)
def test_each_is_an_element_with_its_values_and_words(kind):
    piece = MADE[kind]()
    assert piece.html() == (
        f'<mnist-piece kind="{kind}" values="{piece.html().split(chr(34))[3]}">'
        f"<p>{STILL}</p></mnist-piece>"
    )
    assert values(piece) == piece.values


@pytest.mark.parametrize("kind", MADE)
def test_in_a_notebook_each_brings_all_it_needs(kind):
    shown = MADE[kind]()._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    assert shown["text/plain"] == f"{kind}: {STILL}"
    files = {name: content.decode() for name, content in embed_files().items()}
    assert shown["text/html"] == (
        f"<style>{files['embed.css']}</style>{MADE[kind]().html()}"
        f"<script>{files['embed.js']}</script>"
    )


def test_the_page_knows_these_pieces_and_no_others():
    source = (WEB / "pieces" / "element.js").read_text(encoding="utf-8")
    (known,) = re.findall(r"export const KINDS = \{(.*)\};", source)
    assert {one.split(":")[0].strip() for one in known.split(",")} == set(MADE)


def test_words_are_escaped():
    piece = Piece("ball", text="\"'><script>alert(1)</script>&amp;")
    assert piece.html().count("<") == 4
    assert values(piece) == piece.values


def test_numbers_of_every_kind_are_taken():
    half = [np.float32(0.5), torch.tensor(0.5), np.float64(0.5)]
    for number in half:
        assert values(pieces.bullseye(number)) == {"probability": 0.5}
    assert values(pieces.ball(steps=np.int64(3)))["steps"] == 3
    assert values(pieces.votes(torch.arange(10)))["scores"] == list(range(10))
    assert values(pieces.dial(np.array(RISING), *torch.ones(2, 3), 7))["count"] == 7


def test_the_votes_begin_with_the_shares_of_the_source_text():
    shares = np.exp(SCORES) / np.exp(SCORES).sum()
    assert np.allclose(shares, SHARES, atol=0.005)
    assert sum(SHARES) == pytest.approx(1)


def test_a_dial_begins_in_the_middle():
    assert values(MADE["dial"]())["weight"] == 0.0


@pytest.mark.parametrize(
    ("make", "saying"),
    [
        (
            lambda: pieces.neuron(inputs=(1.1, 0)),
            "input 1 must be from 0 to 1, not",
        ),
        (lambda: pieces.neuron(inputs=(0, -0.1)), "input 2 must be from 0 to 1"),
        (lambda: pieces.neuron(weights=(0, 2.5)), "weight 2 must be from -2 to 2"),
        (
            lambda: pieces.neuron(bias=float("nan")),
            "bias must be from -2 to 2",
        ),
        (lambda: pieces.neuron(inputs=(1, 1, 1)), "argument"),
        (lambda: pieces.dimmer(4.5), "excitement must be from -4 to 4, not 4.5"),
        (lambda: pieces.lines(opinions=(3, 0)), "opinion 1 must be from -2 to 2"),
        (lambda: pieces.lines(moods=(0, -3)), "mood 2 must be from -2 to 2, not -3"),
        (lambda: pieces.votes([1, 2, 3]), "scores must be 10 numbers"),
        (lambda: pieces.votes(np.full(10, np.nan)), "scores must be 10 numbers"),
        (lambda: pieces.votes(temperature=0), "temperature must be from 0.1 to 10"),
        (lambda: pieces.bullseye(0), "probability must be from 0.01 to 1, not 0"),
        (
            lambda: pieces.ball(learning_rate=11),
            "learning_rate must be from 0.01",
        ),
        (lambda: pieces.ball(steps=31), "steps must be from 0 to 30, not 31"),
        (lambda: pieces.ball(curve="a hill"), "curve must be one of one valley, two"),
        (lambda: pieces.blame(moods=(0, 9)), "mood 2 must be from -2 to 2, not 9"),
        (lambda: pieces.blame(gear=0), "gear must be from 1 to 5, not 0"),
        (lambda: pieces.dial([1], [1], [1], 1), r"must be \(n,\), n two or more"),
        (lambda: pieces.dial(RISING, [1, 2], RISING, 1), r"must be \(n,\)"),
        (lambda: pieces.dial([1, 1], [1, 2], [0, 0], 1), "weights must rise"),
        (lambda: pieces.dial([1, 2], [1, np.inf], [0, 0], 1), "every number be finite"),
    ],
)
def test_a_value_it_cannot_have_is_named(make, saying):
    with pytest.raises(ValueError, match=saying):
        make()
