"""Digits as tensors: images, and what they are said to be."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from mnist_core.shapes import H, K, W

Source = Literal["full", "sample"]


@dataclass(frozen=True, eq=False)
class Digits:
    """Handwritten digits and what they are said to be.

    Attributes:
        images: (N, 28, 28) uint8, 0 (black) to 255 (white), white on black.
        labels: (N,) int64, 0 to 9.
        source: ``"full"`` or ``"sample"``, where they came from.

    Raises:
        ValueError: if the shapes, dtypes or labels are not as above.
    """

    images: Tensor
    labels: Tensor
    source: Source

    def __post_init__(self) -> None:
        for name in ("images", "labels"):
            if not isinstance(getattr(self, name), Tensor):
                kind = type(getattr(self, name)).__name__
                raise ValueError(
                    f"{name} must be a tensor, not {kind}: torch.as_tensor"
                )
        n = len(self.images)
        if self.images.dtype != torch.uint8 or self.images.shape != (n, H, W):
            raise ValueError(
                "images must be (N, 28, 28) uint8, "
                f"not {tuple(self.images.shape)} {self.images.dtype}"
            )
        if self.labels.dtype != torch.int64 or self.labels.shape != (n,):
            raise ValueError(
                f"labels must be ({n},) int64, one an image, "
                f"not {tuple(self.labels.shape)} {self.labels.dtype}"
            )
        if n and not (int(self.labels.min()) >= 0 and int(self.labels.max()) < K):
            raise ValueError("labels must be digits, 0 to 9")

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: slice | Tensor | np.ndarray | list[int]) -> "Digits":
        """Some of the digits: by slice, by positions, or by a mask of N booleans."""
        if not isinstance(index, slice):
            index = torch.as_tensor(index)
            index = index if index.numel() else index.long()  # [] is float otherwise
        return Digits(self.images[index], self.labels[index], self.source)

    def check_index(self, index: int) -> None:
        """See that there is such a digit.

        Raises:
            IndexError: there is none. Digits are counted from 0, and only forwards.
        """
        if not 0 <= index < len(self):
            raise IndexError(f"there are digits 0 to {len(self) - 1}, but no {index}")

    def __repr__(self) -> str:
        return f"Digits({len(self):,} digits, source={self.source!r})"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all pixels, then all labels: the name of exactly this data."""
        sha = hashlib.sha256(self.images.contiguous().numpy())
        sha.update(self.labels.contiguous().numpy())
        return sha.hexdigest()


@dataclass(frozen=True, eq=False)
class MNIST:
    """Both halves of a data set: digits to learn from, digits to be examined on."""

    train: Digits
    test: Digits

    @property
    def source(self) -> Source:
        return self.train.source


def scale(images: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
    """Pixels 0..255 (uint8, any shape) to brightness in [0, 1], by /255."""
    return images.to(dtype).div_(255)


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
