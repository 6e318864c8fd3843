"""Convolutional networks for the page's tests, and what PyTorch makes of them."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from mnist_core.data import Digits, scale
from mnist_core.explorer import pack_cnn
from mnist_core.models import CNN, Network, load_weights, new_model
from mnist_core.reading import read
from mnist_core.storage import load_tensors

MAPS_OF = 12  # digits whose feature maps are written down


def lively(seed: int, **options: object) -> CNN:
    """A CNN with batch norm that does something, as after some training."""
    model = new_model(seed, "cnn", **options)
    generator = torch.Generator().manual_seed(seed)

    def some(tensor: Tensor, low: float, high: float) -> None:
        tensor.uniform_(low, high, generator=generator)

    with torch.no_grad():
        for layer in model.modules():
            if isinstance(layer, nn.BatchNorm2d):
                some(layer.weight, 0.5, 1.5)
                some(layer.bias, -0.2, 0.4)
                some(layer.running_mean, -0.3, 0.3)
                some(layer.running_var, 0.2, 2)
    return model.eval()


def course_cnn() -> CNN:
    """The one that comes with the package."""
    return load_weights("cnn")[0]


def cnns() -> dict[str, CNN]:
    """Of other depths, widths and kernels, by the name of each file."""
    return {
        "cnn-course": course_cnn(),
        "cnn-small": lively(1, channels=[4, 7], depths=[2, 1], kernel=7),
        "cnn-one": lively(2, channels=[3], depths=[3], kernel=5),
        "cnn-pool-first": lively(7, channels=[5, 6], depths=[1, 2], pool_first=True),
    }


class Folded(Network):
    """A network of folded weights, as the page computes it, in 64 bits.

    Args:
        weights: as :func:`mnist_core.explorer.convolutions.folded` names them, or
            :func:`mnist_core.explorer.pack_cnn`.
        pool_first: whether what a block holds is seen after its largest numbers were
            found.
    """

    name = "folded cnn"

    def __init__(self, weights: Mapping[str, Tensor], pool_first: bool = False) -> None:
        super().__init__()
        self.pool_first = pool_first
        self.options: dict[str, object] = {}
        self.architecture = "folded"
        self.weights = {name: tensor.double() for name, tensor in weights.items()}
        for name in [name for name in self.weights if name.endswith("unit")]:
            unit = self.weights.pop(name).float()[:, None, None, None]
            whole = self.weights[name.replace("unit", "weight")].float()
            self.weights[name.replace("unit", "weight")] = (whole * unit).double()

    def layers(self, images: Tensor) -> dict[str, Tensor]:
        held = {"input": images.reshape(len(images), 784)}
        maps = images.reshape(-1, 1, 28, 28).double()
        blocks = sorted({name.split(".")[0] for name in self.weights} - {"fc"})
        for block in blocks:
            for weight, bias in self._pairs(f"{block}."):
                maps = nn.functional.conv2d(maps, weight, bias, padding="same").relu()
            whole = maps
            maps = nn.functional.max_pool2d(maps, 2) if block != blocks[-1] else maps
            held[block] = maps if self.pool_first else whole
        ((weight, bias),) = self._pairs("fc.")
        logits = nn.functional.linear(maps.amax((2, 3)), weight, bias)
        return held | {"logits": logits}

    def connections(self) -> list[Tensor]:
        return [self.weights["fc.weight"]]

    def _pairs(self, of: str) -> list[tuple[Tensor, Tensor]]:
        names = sorted(name for name in self.weights if name.startswith(of))
        both = [self.weights[name] for name in names]
        return list(zip(both[1::2], both[::2], strict=True))


def write_cnns(folder: Path, digits: Digits, strange: Tensor) -> dict[str, object]:
    """Their files, and what PyTorch says by the rounded weights in them.

    Args:
        folder: of the fixtures.
        digits: the first thing they look at.
        strange: (N, 28, 28) brightness, the second.
    """
    pixels = torch.cat([scale(digits.images), strange]).float()
    pixels.numpy().tofile(folder / "cnn-pixels.bin")
    said = {}
    for name, model in cnns().items():
        path = folder / f"{name}.safetensors"
        path.write_bytes(pack_cnn(model, digits))
        state, record = load_tensors(path)
        rounded = Folded(state, record["pool_first"])
        shown = [shown_maps(rounded, pixels[n]) for n in range(MAPS_OF)]
        said[name] = {"logits": rounded(pixels).tolist(), "maps": shown}
    return said


def shown_maps(model: Network, image: Tensor) -> list[dict[str, object]]:
    """Of each block, as the course's own panels show them."""
    return [
        {
            "count": column.count,
            "shown": column.shown.tolist(),
            "maps": column.maps.reshape(len(column.maps), -1).tolist(),
        }
        for column in read(model, image).activity.columns[1:]
    ]
