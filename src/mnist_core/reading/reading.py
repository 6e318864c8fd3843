"""A reading: everything one forward pass says about one digit.

This is what the seven panels show, worked out to the number, with nothing drawn.
The version in the browser computes the same and is tested against
:meth:`Reading.to_json`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mnist_core.data import brightness
from mnist_core.errors import WeightsError
from mnist_core.models import Network, eval_mode
from mnist_core.reading.activity import Activity, Column, Edges, choose
from mnist_core.reading.feature_maps import FeatureMaps, MapColumn, choose_maps
from mnist_core.shapes import H, W

HISTOGRAM_BINS = 30


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network sees in one digit.

    Attributes:
        layers: what each layer holds, by name, first to last, (size,) float32 each:
            ``"input"``, the brightness of each pixel in [0, 1]; the activations of
            each hidden layer, such as ``"hidden1"``; ``"output"``, the probabilities.
            A layer of feature maps is (maps, height, width).
        logits: (10,) float32, of which the probabilities are the softmax.
        output_weights: float32, the weights into the predicted output, one for each
            neuron of the layer before: (64,) for the course's network.
        activity: what the network panel shows: neurons and what runs between them, or
            feature maps, where there are such.
        label: the true digit, if known.
    """

    layers: Mapping[str, np.ndarray]
    logits: np.ndarray
    output_weights: np.ndarray
    activity: Activity | FeatureMaps
    label: int | None = None

    @property
    def pixels(self) -> np.ndarray:
        """(28, 28) float32, brightness in [0, 1]: the input as an image."""
        return self.layers["input"].reshape(H, W)

    @property
    def probabilities(self) -> np.ndarray:
        """(10,) float32, summing to 1."""
        return self.layers["output"]

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
        """(layers,) float64: mean of pixels, activations and probabilities."""
        layers = self.layers.values()
        return np.array([layer.mean(dtype=np.float64) for layer in layers])

    @property
    def layer_maxima(self) -> np.ndarray:
        """(layers,) float64: maximum of the same."""
        return np.array([float(layer.max()) for layer in self.layers.values()])

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
            "layers": {name: layer.tolist() for name, layer in self.layers.items()},
            **{
                name: getattr(self, name).tolist()
                for name in ("logits", "output_weights", "layer_means", "layer_maxima")
            },
            "weight_histogram": {
                "counts": counts.tolist(),
                "edges": bin_edges.tolist(),
            },
            "activity": {
                "columns": [_lists(column) for column in self.activity.columns],
                "edges": [_lists(e) for e in getattr(self.activity, "edges", ())],
            },
        }
        return json.dumps(plain)


def _lists(part: Column | Edges | MapColumn) -> dict[str, Any]:
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in vars(part).items()
    }


def read(
    model: Network, image: Tensor | np.ndarray, label: int | None = None
) -> Reading:
    """Show one digit to the network and write down what happens.

    Args:
        model: a network of the course.
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
    model: Network,
    images: Tensor | np.ndarray,
    labels: Tensor | list[int] | None = None,
) -> list[Reading]:
    """As :func:`read`, for (N, 28, 28) images and (N,) labels, in one pass."""
    pixels = brightness(torch.as_tensor(images))
    matrices = [weight.float().cpu().numpy() for weight in model.connections()]
    with eval_mode(model):
        layers = model.layers(pixels.to(model.connections()[0]))
    logits = layers.pop("logits").float()  # (N, 10)
    if not logits.isfinite().all():
        raise WeightsError(
            "The network's answer is not a number: its weights are far too large, or "
            "none. Load others, or train again with a smaller learning rate."
        )
    layers["output"] = logits.softmax(1)
    rows = {name: part.float().cpu().numpy() for name, part in layers.items()}
    z = logits.cpu().numpy()
    known = [None] * len(pixels) if labels is None else [int(k) for k in labels]
    readings = []
    for n, label in enumerate(known):
        one = {name: part[n] for name, part in rows.items()}
        weights = matrices[-1][one["output"].argmax()].copy()
        dense = all(part.ndim == 1 for part in one.values())
        activity = choose(one, matrices) if dense else choose_maps(one)
        readings.append(Reading(one, z[n], weights, activity, label))
    return readings
