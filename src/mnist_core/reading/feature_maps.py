"""What the network panel shows of a network that is not dense: its feature maps.

Which of them, and how bright, is decided here; nothing is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mnist_core.shapes import H, W

SHOWN_MAPS = 6  # of each layer


@dataclass(frozen=True, eq=False)
class MapColumn:
    """The feature maps of one layer that are shown.

    Attributes:
        name: of the layer.
        count: maps in the whole layer.
        shown: (n,) int64, which of them: those that vary most over the picture (by
            their standard deviation), in index order.
        maps: (n, height, width) float64 in [0, 1], relative to the layer's largest
            number; below 0 is 0.
    """

    name: str
    count: int
    shown: np.ndarray
    maps: np.ndarray


@dataclass(frozen=True, eq=False)
class FeatureMaps:
    """A column for the input and each layer of maps, and the probabilities.

    Attributes:
        columns: first to last, the input as the only map of its layer.
        probabilities: (10,) float64.
    """

    columns: tuple[MapColumn, ...]
    probabilities: np.ndarray


def choose_maps(layers: Mapping[str, np.ndarray]) -> FeatureMaps:
    """Choose what is shown. Ties: the lower index.

    Args:
        layers: by name, first to last: pixels (784,); maps (n, height, width), or
            activations (size,), which are passed over; probabilities (10,).
    """
    first, *rest = layers.items()
    picture = first[1].reshape(1, H, W)
    held = [(first[0], picture), *((k, v) for k, v in rest if v.ndim == 3)]
    columns = tuple(_column(name, maps.astype(np.float64)) for name, maps in held)
    return FeatureMaps(columns, rest[-1][1].astype(np.float64))


def _column(name: str, maps: np.ndarray) -> MapColumn:
    maps = maps.clip(0)
    most = np.argsort(-maps.std((1, 2)), kind="stable")[:SHOWN_MAPS]
    shown = np.sort(most)
    return MapColumn(name, len(maps), shown, maps[shown] / max(maps.max(), 1e-300))
