"""Digits changed a little, at random: more handwriting from the same digits."""

import math
from dataclasses import dataclass
from numbers import Real

import torch
from torch import Tensor
from torch.nn import functional as F

from mnist_core.errors import ConfigError
from mnist_core.shapes import W


@dataclass(frozen=True)
class Augmentation:
    """How far a digit may be turned, sized, leant and moved before it is learned from.

    Each amount is drawn evenly between minus and plus its limit, for each digit anew.
    One affine map does all four, and each pixel is read between the four nearest, so
    that a digit is blurred once, not four times.

    Args:
        degrees: turned, either way.
        scale: larger or smaller, as a fraction; width and height each on their own.
        shear: leant over: pixels aside for each pixel up.
        shift: moved, in pixels, sideways and up or down.

    Raises:
        ConfigError: an amount is no number, is negative, or would turn a digit round.
    """

    degrees: float = 15.0
    scale: float = 0.12
    shear: float = 0.15
    shift: float = 2.0

    def __post_init__(self) -> None:
        limits = {"degrees": 180.0, "scale": 0.9, "shear": 2.0, "shift": float(W)}
        for name, most in limits.items():
            value = getattr(self, name)
            whole = isinstance(value, Real) and not isinstance(value, bool)
            if not (whole and 0 <= value <= most):
                raise ConfigError(
                    f"augmentation's {name} must be a number from 0 to {most:g}, "
                    f"not {value!r}."
                )
            object.__setattr__(self, name, float(value))

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """Each digit as somebody else might have written it.

        Args:
            images: (N, 28, 28) brightness in [0, 1], on any device.
            generator: on the CPU: the same draws on every device.

        Returns:
            (N, 28, 28), of the same dtype, in [0, 1]; what moves out is lost, and
            black comes in.
        """
        drawn = torch.rand(len(images), 6, generator=generator).mul_(2).sub_(1)
        maps = self._maps(drawn).to(images)
        grid = F.affine_grid(maps, [len(images), 1, *images.shape[1:]], False)
        return F.grid_sample(images[:, None], grid, align_corners=False)[:, 0]

    def _maps(self, drawn: Tensor) -> Tensor:
        """(N, 2, 3) affine maps from six numbers in [-1, 1] for each digit.

        From a place in the new picture to the one in the old that is seen there; the
        picture reaches from -1 to 1.
        """
        turn = drawn[:, 0] * math.radians(self.degrees)
        wide, tall = (1 + self.scale * drawn[:, 1:3]).unbind(1)
        lean = self.shear * drawn[:, 3]
        moved = drawn[:, 4:] * (2 * self.shift / W)
        cos, sin = turn.cos(), turn.sin()
        # turn · lean · size, written out
        rows = (
            torch.stack([cos * wide, (cos * lean - sin) * tall], 1),
            torch.stack([sin * wide, (sin * lean + cos) * tall], 1),
        )
        return torch.cat([torch.stack(rows, 1), moved[:, :, None]], 2)
