"""A small convolutional network: the same few weights everywhere in the picture."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mnist_core.models.network import Network, check_fraction, linear, unroll
from mnist_core.shapes import H, K, W


class CNN(Network):
    """Blocks of convolutions, then one layer of ten neurons.

    Between the blocks, each 2 x 2 pixels become their largest; after the last, each
    feature map becomes its largest number: what was found counts, not where. With the
    defaults: 78,778 parameters, fewer than three quarters of the dense network's.

    With ``pool_first``, batch norm and ReLU meet a quarter of the numbers at the end of
    all blocks but the last, and training takes less time.

    Args:
        channels: feature maps of each block, three or fewer blocks.
        depths: convolutions in each block, one to three.
        kernel: width and height of the first convolution of the first two blocks, in
            pixels; all others are 3 x 3.
        dropout: the chance that the last layer does not see a feature, in training.
        pool_first: whether, of each 2 x 2 pixels, the largest is found before the batch
            norm and ReLU at the end of a block, not after them.
        generator: draws the first weights; torch's global one, if None.

    Raises:
        ValueError: an option is out of range.
    """

    name = "cnn"

    def __init__(
        self,
        channels: Sequence[int] = (16, 32, 64),
        depths: Sequence[int] = (1, 2, 2),
        kernel: int = 5,
        dropout: float = 0.3,
        pool_first: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        channels, depths = list(channels), list(depths)[: len(channels)]
        if not 1 <= len(channels) <= 3 or not all(
            type(n) is int and 1 <= n <= 512 for n in channels
        ):
            raise ValueError(
                "channels must be one to three whole numbers from 1 to 512, "
                f"not {channels!r}"
            )
        if len(depths) < len(channels) or not all(
            type(n) is int and 1 <= n <= 3 for n in depths
        ):
            raise ValueError(
                "depths must be a whole number from 1 to 3 for each block, "
                f"not {depths!r}"
            )
        if type(kernel) is not int or kernel not in (3, 5, 7):
            raise ValueError(f"kernel must be 3, 5 or 7, not {kernel!r}")
        dropout = check_fraction("dropout", dropout)
        if not isinstance(pool_first, bool):
            raise ValueError(f"pool_first must be True or False, not {pool_first!r}")
        self.options = {
            "channels": channels,
            "depths": depths,
            "kernel": kernel,
            "dropout": dropout,
        }
        if pool_first:
            self.options["pool_first"] = True
        first = f"{kernel}x{kernel}, " if kernel != 3 else ""
        layers = [
            n for n, depth in zip(channels, depths, strict=True) for _ in range(depth)
        ]
        self.architecture = f"CNN ({first}{'-'.join(map(str, [*layers, K]))})"
        self.blocks = nn.ModuleList()
        before = 1
        for number, (maps, depth) in enumerate(zip(channels, depths, strict=True)):
            block = nn.Sequential()
            for k in range(depth):
                size = kernel if number < 2 and k == 0 else 3
                block.append(convolution(before, maps, size, generator))
                if pool_first and k == depth - 1 and number < len(channels) - 1:
                    block.append(nn.MaxPool2d(2))
                block.append(nn.BatchNorm2d(maps))
                block.append(nn.ReLU())
                before = maps
            self.blocks.append(block)
        self.pool_first = pool_first
        self.dropout = nn.Dropout(dropout)
        self.fc = linear(before, K, generator)

    def layers(self, images: Tensor) -> dict[str, Tensor]:
        """As :meth:`Network.layers`.

        With ``"block1"``, (N, 16, 28, 28); ``"block2"``, (N, 32, 14, 14); ``"block3"``,
        (N, 64, 7, 7); and ``"features"``, (N, 64), the largest number of each map.
        """
        x = unroll(images, like=self.fc.weight)  # (N, 784)
        held = {"input": x}
        maps = x.view(len(x), 1, H, W)
        for number, block in enumerate(self.blocks, 1):
            if number > 1 and not self.pool_first:
                maps = nn.functional.max_pool2d(maps, 2)
            maps = block(maps)
            held[f"block{number}"] = maps
        held["features"] = maps.amax((2, 3))
        held["logits"] = self.fc(self.dropout(held["features"]))
        return held

    def connections(self) -> list[Tensor]:
        """As :meth:`Network.connections`: only the last, (10, 64)."""
        return [self.fc.weight]


def convolution(
    before: int, maps: int, size: int, generator: torch.Generator | None
) -> nn.Conv2d:
    """An ``nn.Conv2d`` that keeps the picture's size, started for ReLU (He, 2015).

    It has no bias: batch norm, which follows, has one.
    """
    layer = nn.utils.skip_init(
        nn.Conv2d, before, maps, size, padding=size // 2, bias=False
    )
    spread = math.sqrt(2 / (before * size * size))
    nn.init.normal_(layer.weight, std=spread, generator=generator)
    return layer
