"""Small things to try, about one idea each, for the early chapters.

Every one is a function that returns a :class:`Piece`. It needs no kernel: what it
computes, it computes in the page. What it draws and says is in ``web/pieces``.
"""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from mnist_core.explorer.pack import embed_files
from mnist_core.shapes import K

# Scores that give the shares of the source text: 5% for 0, 2% for 1, 85% for 7, 3%
# for 9; what is left is shared by the others. (Any constant could be added.)
SHARES = (0.05, 0.02, 0.01, 0.01, 0.01, 0.005, 0.005, 0.85, 0.01, 0.03)
SCORES = np.round(np.log(SHARES) - np.log(SHARES).mean(), 2)

CURVES = ("one valley", "two valleys")

STILL = (
    "A thing to try. Here it needs JavaScript, and a notebook that is trusted or has "
    "been run."
)


class Piece:
    """One of them, with the values it begins with.

    Args:
        kind: its name.
        values: by name.
    """

    def __init__(self, kind: str, **values: Any) -> None:
        self.kind, self.values = kind, values

    def html(self) -> str:
        """The element that the page brings to life."""
        plain = json.dumps(self.values, separators=(",", ":"), default=float)
        values = escape(plain)
        return f'<mnist-piece kind="{self.kind}" values="{values}"><p>{STILL}</p>' + (
            "</mnist-piece>"
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict:
        files = {name: content.decode() for name, content in embed_files().items()}
        page = (
            f"<style>{files['embed.css']}</style>{self.html()}"
            f"<script>{files['embed.js']}</script>"
        )
        return {"text/html": page, "text/plain": f"{self.kind}: {STILL}"}


def neuron(
    inputs: tuple[float, float] = (0.9, 0.1),
    weights: tuple[float, float] = (2.0, 0.1),
    bias: float = 0.5,
) -> Piece:
    """A friend with opinions about two pixels, and a mood.

    Args:
        inputs: brightness of the two pixels, 0 to 1.
        weights: the friend's opinions of them, -2 to 2.
        bias: the friend's mood, -2 to 2.

    Raises:
        ValueError: a value lies outside its range.
    """
    for number, (light, opinion) in enumerate(zip(inputs, weights, strict=True), 1):
        _check(f"input {number}", light, 0, 1)
        _check(f"weight {number}", opinion, -2, 2)
    _check("bias", bias, -2, 2)
    (input1, input2), (weight1, weight2) = inputs, weights
    return Piece(
        "neuron", input1=input1, weight1=weight1, input2=input2, weight2=weight2,
        bias=bias,
    )  # fmt: skip


def dimmer(excitement: float = 2.31) -> Piece:
    """The dimmer: negative excitement is off, positive passes as it is.

    Args:
        excitement: -4 to 4.

    Raises:
        ValueError: the value lies outside its range.
    """
    _check("excitement", excitement, -4, 4)
    return Piece("dimmer", excitement=excitement)


def lines(
    opinions: tuple[float, float] = (1.0, -1.5),
    moods: tuple[float, float] = (0.5, 0.5),
    dimmers: bool = False,
) -> Piece:
    """Two friends who look at one bulb: straight lines, and their sum.

    Args:
        opinions: of the bulb, -2 to 2.
        moods: -2 to 2.
        dimmers: whether each has one.

    Raises:
        ValueError: a value lies outside its range.
    """
    for number, (opinion, mood) in enumerate(zip(opinions, moods, strict=True), 1):
        _check(f"opinion {number}", opinion, -2, 2)
        _check(f"mood {number}", mood, -2, 2)
    return Piece(
        "lines", slope1=opinions[0], mood1=moods[0], slope2=opinions[1],
        mood2=moods[1], dimmers=bool(dimmers),
    )  # fmt: skip


def votes(
    scores: Sequence[float] | np.ndarray = SCORES, temperature: float = 1.0
) -> Piece:
    """Ten scores and the votes they win.

    Args:
        scores: (10,) numbers, of the digits 0 to 9; such as a reading's logits.
        temperature: 0.1 (the winner takes all) to 10 (all nearly level); 1 is what
            the network uses.

    Raises:
        ValueError: there are not ten scores, one is not a number, or the
            temperature lies outside its range.
    """
    scores = np.asarray(scores, float)
    if scores.shape != (K,) or not np.isfinite(scores).all():
        raise ValueError(f"scores must be {K} numbers, one for each digit")
    _check("temperature", temperature, 0.1, 10)
    scores = scores.tolist()
    return Piece("votes", scores=scores, temperature=temperature, digit=1, more=0)


def bullseye(probability: float = 0.80) -> Piece:
    """How far from the bullseye a prediction lands.

    Args:
        probability: that the network gave the right digit, 0.01 to 1.

    Raises:
        ValueError: the value lies outside its range.
    """
    _check("probability", probability, 0.01, 1)
    return Piece("bullseye", probability=probability)


def ball(learning_rate: float = 0.3, steps: int = 8, curve: str = CURVES[0]) -> Piece:
    """A ball that rolls down a curve in steps.

    Args:
        learning_rate: 0.01 to 10.
        steps: 0 to 30.
        curve: ``"one valley"`` or ``"two valleys"``.

    Raises:
        ValueError: a value lies outside its range, or there is no such curve.
    """
    _check("learning_rate", learning_rate, 0.01, 10)
    _check("steps", steps, 0, 30)
    if curve not in CURVES:
        raise ValueError(f"curve must be one of {', '.join(CURVES)}, not {curve!r}")
    return Piece("ball", learning_rate=learning_rate, steps=int(steps), curve=curve)


def blame(moods: tuple[float, float] = (0.1, 0.2), gear: int = 1) -> Piece:
    """Backpropagation on two bulbs, two friends and two answers, gear by gear.

    Args:
        moods: of the friends, -2 to 2.
        gear: how far it has gone, 1 (forward) to 5 (every dial has its slope).

    Raises:
        ValueError: a value lies outside its range.
    """
    for number, mood in enumerate(moods, 1):
        _check(f"mood {number}", mood, -2, 2)
    _check("gear", gear, 1, 5)
    return Piece("blame", gear=int(gear) - 1, mood1=moods[0], mood2=moods[1], look=0)


def dial(
    weights: Sequence[float] | np.ndarray,
    losses: Sequence[float] | np.ndarray,
    accuracies: Sequence[float] | np.ndarray,
    count: int,
) -> Piece:
    """One dial of a network, turned: what becomes of its loss and its accuracy.

    Args:
        weights: (n,) rising, where the dial was put; at least two.
        losses: (n,) of the network there.
        accuracies: (n,) in [0, 1].
        count: of the digits that they were measured on.

    Raises:
        ValueError: they are not as long as each other, do not rise, or one is not a
            number.
    """
    measured = [np.asarray(one, float) for one in (weights, losses, accuracies)]
    n = len(measured[0])
    if n < 2 or any(one.shape != (n,) for one in measured):
        raise ValueError("weights, losses and accuracies must be (n,), n two or more")
    if not np.isfinite(measured).all() or (np.diff(measured[0]) <= 0).any():
        raise ValueError("weights must rise, and every number be finite")
    weights, losses, accuracies = (one.round(6).tolist() for one in measured)
    return Piece(
        "dial", weights=weights, losses=losses, accuracies=accuracies, count=int(count),
        weight=weights[n // 2],
    )  # fmt: skip


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} must be from {low:g} to {high:g}, not {value:g}")
