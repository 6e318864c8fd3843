"""Small changes to a digit that a person hardly minds, and a network may."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from mnist_core.data.digits import brightness


@dataclass(frozen=True)
class Nudge:
    """Turned first, then shifted, then sprinkled with noise.

    Attributes:
        right, down: pixels; negative for left and up.
        degrees: clockwise, around the middle of the image.
        noise: standard deviation of the Gaussian noise added to every pixel, where
            black is 0 and white is 1; what goes beyond is clipped.
        seed: of the noise. The same seed gives the same grains.

    Raises:
        ValueError: an amount is NaN or infinite.
    """

    right: float = 0.0
    down: float = 0.0
    degrees: float = 0.0
    noise: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("right", "down", "degrees", "noise"):
            if not math.isfinite(getattr(self, name)):
                raise ValueError(f"{name} must be a number, not {getattr(self, name)}")

    def __bool__(self) -> bool:
        """Whether it changes anything."""
        return any((self.right, self.down, self.degrees, self.noise))

    def __call__(self, image: Tensor) -> Tensor:
        """The nudged digit.

        Args:
            image: (28, 28), uint8 0..255 or floating point in [0, 1].

        Returns:
            (28, 28) float32 in [0, 1]. What leaves the image is lost, what comes
            in is black; brightness between pixels is interpolated (bilinear).

        Raises:
            ValueError, TypeError: as :func:`mnist_core.data.brightness`.
        """
        digit = brightness(image[None])
        if not self:
            return digit[0]
        from torchvision.transforms import InterpolationMode
        from torchvision.transforms.v2 import functional as F

        digit = F.affine(
            digit,
            angle=self.degrees,
            translate=[self.right, self.down],
            scale=1.0,
            shear=[0.0, 0.0],
            interpolation=InterpolationMode.BILINEAR,
        )
        if self.noise:
            # A generator of its own, on the CPU: the same grains everywhere.
            chance = torch.Generator().manual_seed(self.seed)
            grains = torch.randn(digit.shape, generator=chance).to(digit.device)
            digit = digit + self.noise * grains
        return digit[0].clamp(0, 1)

    def __str__(self) -> str:
        """In words, such as ``turned 30° clockwise, 2 pixels left``."""
        words = []
        if self.degrees:
            way = "clockwise" if self.degrees > 0 else "counter-clockwise"
            words.append(f"turned {abs(self.degrees):g}° {way}")
        for amount, ways in (
            (self.right, ("right", "left")),
            (self.down, ("down", "up")),
        ):
            if amount:
                pixels = "pixel" if abs(amount) == 1 else "pixels"
                words.append(f"{abs(amount):g} {pixels} {ways[amount < 0]}")
        if self.noise:
            words.append(f"noise {self.noise:g}")
        return ", ".join(words)
