"""What PyTorch says to the small things to try: the page's pieces must say the same."""

import numpy as np
import torch
from torch.nn import functional as F

from mnist_core import pieces

# The little network of the piece on blame.
BULBS, RIGHT = [1, 0.5], 0
W1 = [[0.8, -0.4], [-0.5, 1.0]]
W2 = [[1.0, -0.5], [-0.6, 0.9]]

CURVES = {
    "one valley": (lambda x: x**2 / 2, -3.0),
    "two valleys": (lambda x: x**4 / 16 - x**2 / 2 + x / 4 + 1.6, 3.2),
}
TURN = MOOD = (-2, 2, 0.1)  # low, high, step


def numbers(random: np.random.Generator) -> dict[str, object]:
    """For every piece that computes something."""
    one = torch.ones((), dtype=torch.float64)
    return {
        "blame": {
            "bulbs": BULBS, "w1": W1, "w2": W2, "right": RIGHT,
            "cases": [blame(m) for m in [(0.1, 0.2), (-2, 0.2), (0.1, -2), (-2, -2)]]
            + [blame(random.uniform(-2, 2, 2).tolist()) for _ in range(30)],
        },
        "ball": [
            descent(curve, rate)
            for curve in CURVES
            for rate in (0.01, 0.1, 0.3, 1.0, 1.9, 2.5)
        ],
        "votes": [votes(random) for _ in range(20)],
        "bullseye": [
            [p, F.binary_cross_entropy(p * one, one).item()]
            for p in np.linspace(0.01, 1, 34).tolist()
        ],
        "neuron": [neuron(random) for _ in range(20)],
        "lines": [lines(random, k % 3 > 0) for k in range(40)],
        "defaults": defaults(),
    }  # fmt: skip


def blame(moods: list[float] | tuple[float, float]) -> dict[str, object]:
    """Forward, then back by autograd, in 64 bits."""
    x = torch.tensor(BULBS, dtype=torch.float64)
    w1, w2 = (torch.tensor(w, dtype=torch.float64) for w in (W1, W2))
    for weights in (w1, w2):
        weights.requires_grad_()
    z = w1 @ x + torch.tensor(moods, dtype=torch.float64)
    lamps = z.relu()
    scores = w2 @ lamps
    for held in (z, lamps, scores):
        held.retain_grad()
    F.cross_entropy(scores[None], torch.tensor([RIGHT])).backward()
    return {
        "moods": list(moods),
        "z": z.tolist(),
        "lamps": lamps.tolist(),
        "votes": scores.softmax(0).tolist(),
        "delta2": scores.grad.tolist(),
        "arrived": lamps.grad.tolist(),
        "delta1": z.grad.tolist(),
        "slopes2": w2.grad.tolist(),
        "slopes1": w1.grad.tolist(),
    }


def descent(curve: str, rate: float, steps: int = 30) -> dict[str, object]:
    """Gradient descent by PyTorch, until the ball has flown away."""
    loss, start = CURVES[curve]
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    sgd = torch.optim.SGD([x], lr=rate)
    path, losses, slopes = [], [], []
    for _ in range(steps + 1):
        height = loss(x)
        sgd.zero_grad()
        height.backward()
        path.append(x.item())
        losses.append(height.item())
        slopes.append(x.grad.item())
        if abs(x.item()) >= 1e6:
            break
        sgd.step()
    return {
        "curve": curve, "rate": rate,
        "path": path, "losses": losses, "slopes": slopes,
    }  # fmt: skip


def votes(random: np.random.Generator) -> dict[str, object]:
    scores = torch.tensor(random.normal(0, 4, 10))
    temperature, digit, more = 10 ** random.uniform(-1, 1), 4, random.uniform(-8, 8)
    raised = scores.clone()
    raised[digit] += more
    values = {"scores": scores.tolist(), "temperature": temperature}
    return {
        "values": values | {"digit": digit, "more": more},
        "shares": (raised / temperature).softmax(0).tolist(),
    }


def neuron(random: np.random.Generator) -> dict[str, object]:
    inputs, weights = random.uniform(0, 1, 2), random.uniform(-2, 2, 2)
    bias = float(random.uniform(-2, 2))
    layer = F.linear(*(torch.tensor(v) for v in (inputs, weights)))
    values = pieces.neuron(tuple(inputs), tuple(weights), bias).values
    return {"values": values, "excitement": layer.item() + bias}


def lines(random: np.random.Generator, dimmers: bool) -> dict[str, object]:
    opinions, moods = random.integers(-20, 21, (2, 2)) / 10
    xs = torch.linspace(-3, 3, 25).double()
    z = F.linear(xs[:, None], torch.tensor(opinions)[:, None], torch.tensor(moods))
    return {
        "values": pieces.lines(tuple(opinions), tuple(moods), dimmers).values,
        "xs": xs.tolist(),
        "sums": (z.relu() if dimmers else z).sum(1).tolist(),
    }


def defaults() -> list[dict[str, object]]:
    """What each piece begins with, and how far its sliders go: low, high, step."""
    reach = {
        pieces.neuron(): {
            "input1": (0, 1, 0.01), "weight1": TURN, "input2": (0, 1, 0.01),
            "weight2": TURN, "bias": MOOD,
        },
        pieces.dimmer(): {"excitement": (-4, 4, 0.01)},
        pieces.lines(): {"slope1": TURN, "mood1": MOOD, "slope2": TURN, "mood2": MOOD},
        pieces.votes(): {"digit": (0, 9, 1), "more": (-8, 8, 0.1)},
        pieces.bullseye(): {"probability": (0.01, 1, 0.01)},
        pieces.ball(): {"steps": (0, 30, 1)},
        pieces.blame(): {
            "gear": (0, 4, 1), "mood1": MOOD, "mood2": MOOD, "look": (0, 1, 1),
        },
        pieces.dial([-1, 0, 1], [2, 1, 1.5], [0.1, 0.5, 0.4], 100): {
            "weight": (-1, 1, 1),
        },
    }  # fmt: skip
    return [
        {"kind": piece.kind, "values": piece.values, "reach": steps}
        for piece, steps in reach.items()
    ]
