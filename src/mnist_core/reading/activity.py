"""What the network panel shows: some neurons of each layer, and what runs between.

Which of them, and what counts as active or strong, is decided here, to the number;
nothing is drawn.
"""

from dataclasses import dataclass

import numpy as np

from mnist_core.data import K

SHOWN_INPUTS = 15
MOST_ACTIVE = {"hidden1": 12, "hidden2": 9}
LEAST_ACTIVE = 3
ACTIVE_ABOVE = 0.1  # of the layer's largest activation
ACTIVE_OUTPUT_ABOVE = 0.01  # probability


@dataclass(frozen=True, eq=False)
class Column:
    """The neurons of one layer that are shown.

    Attributes:
        size: neurons in the whole layer.
        shown: (n,) int64, which of them are shown, in index order.
        levels: (n,) float64 in [0, 1], their activations divided by the layer's
            largest; for the output layer, the probabilities.
        active: (n,) bool, level above 0.1; for outputs, above 0.01.
    """

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
    """Four columns (input, hidden 1, hidden 2, output) and the edges between."""

    columns: tuple[Column, Column, Column, Column]
    edges: tuple[Edges, Edges, Edges]


def choose(layers: tuple[np.ndarray, ...], matrices: list[np.ndarray]) -> Activity:
    """Choose what the network panel shows. All sums in float64; ties: lower index.

    Args:
        layers: pixels (784,), activations (128,) and (64,), probabilities (10,).
        matrices: the weights between them, (128, 784), (64, 128) and (10, 64).
    """
    x, a1, a2, p = (layer.astype(np.float64) for layer in layers)
    levels = [_relative(x), _relative(a1), _relative(a2), p]

    hidden1 = _most_and_least(levels[1], MOST_ACTIVE["hidden1"])
    hidden2 = _most_and_least(levels[2], MOST_ACTIVE["hidden2"])
    into_shown = np.abs(matrices[0][hidden1]).T @ levels[1][hidden1]  # (784,)
    inputs = np.sort(_largest(into_shown * levels[0], SHOWN_INPUTS))
    shown = [inputs, hidden1, hidden2, np.arange(K)]

    columns = tuple(
        Column(len(level), neurons, level[neurons], level[neurons] > threshold)
        for level, neurons, threshold in zip(
            levels, shown, [ACTIVE_ABOVE] * 3 + [ACTIVE_OUTPUT_ABOVE], strict=True
        )
    )
    edges = tuple(
        _edges(weight[np.ix_(after.shown, before.shown)].T, before, after)
        for weight, before, after in zip(matrices, columns, columns[1:], strict=False)
    )
    return Activity(columns, edges)


def _relative(activations: np.ndarray) -> np.ndarray:
    largest = activations.max()
    return activations / largest if largest > 0 else activations


def _largest(values: np.ndarray, n: int) -> np.ndarray:
    return np.argsort(-values, kind="stable")[:n]


def _most_and_least(levels: np.ndarray, most: int) -> np.ndarray:
    """The most active, and of the others the three least, in index order."""
    order = np.argsort(-levels, kind="stable")
    rest = np.sort(order[most:])
    least = rest[np.argsort(levels[rest], kind="stable")[:LEAST_ACTIVE]]
    return np.sort(np.concatenate([order[:most], least]))


def _edges(weights: np.ndarray, before: Column, after: Column) -> Edges:
    """Edges from (n) to (m) neurons; ``weights`` is (n, m)."""
    strength = np.abs(weights) * before.levels[:, None] * after.levels[None, :]
    quarter = -(-np.count_nonzero(strength) // 4)
    strong = np.zeros(strength.size, dtype=bool)
    strong[_largest(strength.ravel(), quarter)] = True
    return Edges(strength, weights < 0, strong.reshape(strength.shape))
