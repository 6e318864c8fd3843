"""A reading: everything one forward pass says about one digit.

This is what the seven panels show, worked out to the number, with nothing drawn.
The version in the browser computes the same and is tested against
:meth:`Reading.to_json`.
"""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mnist_core.reading.activity import Activity, Column, Edges, choose
from mnist_core.data import H, W, scale
from mnist_core.errors import WeightsError
from mnist_core.data import read_image
from mnist_core.metrics import eval_mode
from mnist_core.models import MLP

__all__ = [
    "Activity",
    "Column",
    "Edges",
    "Reading",
    "brightness",
    "read",
    "read_image",
    "read_many",
]

HISTOGRAM_BINS = 30


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network sees in one digit.

    Attributes:
        pixels: (28, 28) float32, brightness in [0, 1].
        hidden1: (128,) float32, activations.
        hidden2: (64,) float32, activations.
        logits: (10,) float32.
        probabilities: (10,) float32, softmax of the logits.
        output_weights: (64,) float32, the weights into the predicted output.
        activity: what the network panel shows.
        label: the true digit, if known.
    """

    pixels: np.ndarray
    hidden1: np.ndarray
    hidden2: np.ndarray
    logits: np.ndarray
    probabilities: np.ndarray
    output_weights: np.ndarray
    activity: Activity
    label: int | None = None

    @property
    def prediction(self) -> int:
        """The most probable digit; the lower one if two are level."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """The probability of the prediction."""
        return float(self.probabilities.max())

    @property
    def runner_up(self) -> int:
        """The second most probable digit."""
        return int(np.argsort(-self.probabilities, kind="stable")[1])

    @property
    def layer_means(self) -> np.ndarray:
        """(4,) float64: mean of pixels, hidden 1, hidden 2 and probabilities."""
        return np.array([layer.mean(dtype=np.float64) for layer in self._layers])

    @property
    def layer_maxima(self) -> np.ndarray:
        """(4,) float64: maximum of the same."""
        return np.array([float(layer.max()) for layer in self._layers])

    @property
    def _layers(self) -> tuple[np.ndarray, ...]:
        return self.pixels, self.hidden1, self.hidden2, self.probabilities

    @property
    def weight_histogram(self) -> tuple[np.ndarray, np.ndarray]:
        """Counts (30,) int64 and bin edges (31,) of the output weights.

        The bins are equal and reach from the smallest weight to the largest.
        """
        counts, edges = np.histogram(
            self.output_weights.astype(np.float64), bins=HISTOGRAM_BINS
        )
        return counts.astype(np.int64), edges

    def to_json(self) -> str:
        """Every number above as JSON; arrays become (nested) lists."""
        counts, bin_edges = self.weight_histogram
        plain: dict[str, Any] = {
            "label": self.label,
            "prediction": self.prediction,
            "confidence": self.confidence,
            "runner_up": self.runner_up,
            **{
                name: getattr(self, name).tolist()
                for name in (
                    *("pixels", "hidden1", "hidden2", "logits", "probabilities"),
                    *("output_weights", "layer_means", "layer_maxima"),
                )
            },
            "weight_histogram": {
                "counts": counts.tolist(),
                "edges": bin_edges.tolist(),
            },
            "activity": {
                "columns": [_lists(column) for column in self.activity.columns],
                "edges": [_lists(edges) for edges in self.activity.edges],
            },
        }
        return json.dumps(plain)


def _lists(part: Column | Edges) -> dict[str, Any]:
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in vars(part).items()
    }


def read(model: MLP, image: Tensor | np.ndarray, label: int | None = None) -> Reading:
    """Show one digit to the network and write down what happens.

    Args:
        model: a 784-128-64-10 network.
        image: (28, 28), uint8 0..255 or floating point in [0, 1].
        label: the true digit, if known.

    Raises:
        ValueError: the image has another shape, or holds NaN or values outside
            the range.
        TypeError: the image has another dtype.
        WeightsError: the network's answer is not a number.
    """
    labels = None if label is None else [label]
    return read_many(model, torch.as_tensor(image)[None], labels)[0]


@torch.no_grad()
def read_many(
    model: MLP, images: Tensor | np.ndarray, labels: Tensor | list[int] | None = None
) -> list[Reading]:
    """As :func:`read`, for (N, 28, 28) images and (N,) labels, in one pass."""
    pixels = brightness(torch.as_tensor(images))
    weight = model.fc1.weight
    with eval_mode(model):
        layers = model.layers(pixels.to(weight))
    if not layers.logits.isfinite().all():
        raise WeightsError(
            "The network's answer is not a number: its weights are far too large, or "
            "none. Load others, or train again with a smaller learning rate."
        )
    matrices = [
        fc.weight.float().cpu().numpy() for fc in (model.fc1, model.fc2, model.fc3)
    ]
    rows = [part.float().cpu().numpy() for part in layers]
    probabilities = layers.logits.float().softmax(1).cpu().numpy()
    known = [None] * len(pixels) if labels is None else [int(k) for k in labels]
    return [
        Reading(
            pixels=x.reshape(H, W),
            hidden1=a1,
            hidden2=a2,
            logits=z,
            probabilities=p,
            output_weights=matrices[2][p.argmax()].copy(),
            activity=choose((x, a1, a2, p), matrices),
            label=label,
        )
        for x, a1, a2, z, p, label in zip(*rows, probabilities, known, strict=True)
    ]


def brightness(images: Tensor) -> Tensor:
    """Images of either kind, as numbers from 0 (black) to 1 (white).

    Args:
        images: (N, 28, 28), uint8 0..255 or floating point in [0, 1].

    Returns:
        (N, 28, 28) float32.

    Raises:
        ValueError: another shape, NaN, or values outside the range.
        TypeError: another dtype.
    """
    if images.ndim != 3 or images.shape[1:] != (H, W):
        raise ValueError(f"a digit must be (28, 28), not {tuple(images.shape[1:])}")
    if images.dtype == torch.uint8:
        return scale(images)
    if not images.is_floating_point():
        raise TypeError(f"a digit must be uint8 or floating point, not {images.dtype}")
    if not ((images >= 0) & (images <= 1)).all():  # NaN fails as well
        raise ValueError("brightness must be a number from 0 to 1")
    return images.float()
