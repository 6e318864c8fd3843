"""Readings that are like another one, but for some of their numbers."""

from dataclasses import replace

import numpy as np

from mnist_core.reading import Reading


def with_layers(reading: Reading, **layers: np.ndarray) -> Reading:
    """The same reading, had these layers said something else."""
    return replace(reading, layers={**reading.layers, **layers})


def certain_of(reading: Reading, digit: int, label: int | None) -> Reading:
    """A network that is 100% sure of a digit: the longest words there are."""
    odds = np.eye(10, dtype=np.float32)[digit]
    return replace(with_layers(reading, output=odds), label=label)
