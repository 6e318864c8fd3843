"""What the network panel shows: some neurons of each layer, and what runs between.

Which of them, and what counts as active or strong, is decided here, to the number;
nothing is drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

SHOWN_INPUTS = 15
MOST_ACTIVE = (12, 9)  # of the first hidden layer, and of each later one
LEAST_ACTIVE = 3  # of each hidden layer
ACTIVE_ABOVE = 0.1  # of the layer's largest activation
ACTIVE_OUTPUT_ABOVE = 0.01  # probability


@dataclass(frozen=True, eq=False)
class Column:
    """The neurons of one layer that are shown.

    Attributes:
        name: of the layer.
        size: neurons in the whole layer.
        shown: (n,) int64, which of them are shown, in index order.
        levels: (n,) float64 in [0, 1], their activations divided by the layer's
            largest; for the output layer, the probabilities.
        active: (n,) bool, level above 0.1; for outputs, above 0.01.
    """

    name: str
    size: int
    shown: np.ndarray
    levels: np.ndarray
    active: np.ndarray


@dataclass(frozen=True, eq=False)
class Edges:
    """The connections between two neighbouring columns of n and m shown neurons.

    Attributes:
        strength: (n, m) float64, |weight| × level it comes from × level it goes to.
        negative: (n, m) bool, weight below zero.
        strong: (n, m) bool, in the top quarter (rounded up) of those not zero.
    """

    strength: np.ndarray
    negative: np.ndarray
    strong: np.ndarray


@dataclass(frozen=True, eq=False)
class Activity:
    """A column for each layer, input first and output last, and the edges between."""

    columns: tuple[Column, ...]
    edges: tuple[Edges, ...]


def choose(
    layers: Mapping[str, np.ndarray], matrices: Sequence[np.ndarray]
) -> Activity:
    """Choose what the network panel shows. All sums in float64; ties: lower index.

    Args:
        layers: by name, first to last: pixels, activations of each hidden layer,
            probabilities; each (size,).
        matrices: the weights between them, (size after, size before) each.
    """
    names = list(layers)
    first, *hidden, last = (layer.astype(np.float64) for layer in layers.values())
    levels = [_relative(first), *map(_relative, hidden), last]
    shown = [
        most_and_least(level, MOST_ACTIVE[min(k, len(MOST_ACTIVE) - 1)])
        for k, level in enumerate(levels[1:-1])
    ]
    shown = [*shown, np.arange(len(last))]
    into_shown = np.abs(matrices[0][shown[0]]).T @ levels[1][shown[0]]
    inputs = np.sort(_largest(into_shown * levels[0], SHOWN_INPUTS))

    thresholds = [ACTIVE_ABOVE] * (len(levels) - 1) + [ACTIVE_OUTPUT_ABOVE]
    columns = tuple(
        Column(name, len(level), neurons, level[neurons], level[neurons] > threshold)
        for name, level, neurons, threshold in zip(
            names, levels, [inputs, *shown], thresholds, strict=True
        )
    )
    edges = tuple(
        edges_between(weight[np.ix_(after.shown, before.shown)].T, before, after)
        for weight, (before, after) in zip(matrices, pairwise(columns), strict=True)
    )
    return Activity(columns, edges)


def _relative(activations: np.ndarray) -> np.ndarray:
    largest = activations.max()
    return activations / largest if largest > 0 else activations


def _largest(values: np.ndarray, n: int) -> np.ndarray:
    return np.argsort(-values, kind="stable")[:n]


def most_and_least(levels: np.ndarray, most: int) -> np.ndarray:
    """The most active, and of the others the three least, in index order."""
    order = np.argsort(-levels, kind="stable")
    rest = np.sort(order[most:])
    least = rest[np.argsort(levels[rest], kind="stable")[:LEAST_ACTIVE]]
    return np.sort(np.concatenate([order[:most], least]))


def edges_between(weights: np.ndarray, before: Column, after: Column) -> Edges:
    """Edges from (n) to (m) neurons; ``weights`` is (n, m)."""
    strength = np.abs(weights) * before.levels[:, None] * after.levels[None, :]
    quarter = -(-np.count_nonzero(strength) // 4)
    strong = np.zeros(strength.size, dtype=bool)
    strong[_largest(strength.ravel(), quarter)] = True
    return Edges(strength, weights < 0, strong.reshape(strength.shape))
