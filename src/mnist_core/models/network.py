"""What the course asks of a network: to say what it is, and what passes through it."""

import hashlib
import math
from abc import ABC, abstractmethod
from numbers import Real
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch import Tensor, nn

from mnist_core.shapes import D, H, W
from mnist_core.storage import plain_bytes

if TYPE_CHECKING:
    from mnist_core.models.card import ModelCard


class Network(nn.Module, ABC):
    """A network that can be saved, read and drawn.

    It takes (N, 28, 28) brightness in [0, 1] and gives logits (N, 10). A new one is
    one file with a subclass, and one row in :data:`mnist_core.models.NETWORKS`. Its
    constructor takes its options and a ``generator`` that draws the first weights.

    Attributes:
        name: what files and checkpoints call it.
        options: what, beside its name, it takes to build it again; plain JSON.
        architecture: its layers in a few characters, for people.
    """

    name: ClassVar[str]
    options: dict[str, Any]
    architecture: str
    _card: "tuple[ModelCard, str] | None" = None

    @abstractmethod
    def layers(self, images: Tensor) -> dict[str, Tensor]:
        """What each layer holds while N digits pass through, first to last.

        Args:
            images: as for :meth:`forward`.

        Returns:
            ``"input"``, (N, 784); what each hidden layer holds, by its name: (N, size)
            activations, or (N, maps, height, width) where it holds feature maps;
            ``"logits"``, (N, 10), before softmax.
        """

    @abstractmethod
    def connections(self) -> list[Tensor]:
        """The weights between neighbouring layers, (neurons after, neurons before).

        The last leads into the outputs, (10, neurons before). A network that is not
        dense gives that one only.
        """

    def folded(self) -> "Network":
        """The same network without parts that only training needs; itself, if none."""
        return self

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, 10) of N digits; softmax turns them into probabilities.

        Args:
            images: brightness in [0, 1], of the weights' dtype (float32), shaped
                (N, 28, 28), (N, 784) or (N, 1, 28, 28).

        Raises:
            ValueError: for any other shape.
            TypeError: for any other dtype.
        """
        return self.layers(images)["logits"]

    @property
    def card(self) -> "ModelCard | None":
        """The card it was loaded with, for as long as its weights are the same."""
        if self._card is not None and self._card[1] == self._fingerprint():
            return self._card[0]
        return None

    @card.setter
    def card(self, card: "ModelCard | None") -> None:
        self._card = card and (card, self._fingerprint())

    def _fingerprint(self) -> str:
        sha = hashlib.sha256()
        for tensor in self.state_dict().values():
            sha.update(plain_bytes(tensor.cpu()))
        return sha.hexdigest()


def unroll(images: Tensor, like: Tensor) -> Tensor:
    """N digits, each as a row of 784 numbers: (N, 784).

    Args:
        images: as for :meth:`Network.forward`.
        like: of the dtype that is wanted, such as a weight.

    Raises:
        ValueError, TypeError: as :meth:`Network.forward`.
    """
    shape = tuple(images.shape)
    if shape[1:] not in ((H, W), (D,), (1, H, W)):
        hint = " For one digit, pass image[None]." if shape in ((H, W), (D,)) else ""
        raise ValueError(
            "digits must be shaped (N, 28, 28), (N, 784) or (N, 1, 28, 28), "
            f"not {shape}.{hint}"
        )
    if images.dtype != like.dtype:
        hint = " Use mnist_core.scale." if not images.is_floating_point() else ""
        raise TypeError(
            f"digits must be {like.dtype} in [0, 1], like the weights, "
            f"not {images.dtype}.{hint}"
        )
    return images.reshape(len(images), D)


def linear(inputs: int, outputs: int, generator: torch.Generator | None) -> nn.Linear:
    """An ``nn.Linear``, started as PyTorch starts it, from a generator of one's own."""
    layer = nn.utils.skip_init(nn.Linear, inputs, outputs)
    nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5), generator=generator)
    bound = 1 / math.sqrt(inputs)
    nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    return layer


def check_fraction(name: str, value: float) -> float:
    """A share from 0 up to, not including, 1.

    Raises:
        ValueError: it is another number, or none.
    """
    number = isinstance(value, Real) and not isinstance(value, bool)
    if not (number and value >= 0 and float(min(value, 1)) < 1):
        raise ValueError(
            f"{name} must be a number from 0 up to, not including, 1, not {value!r}"
        )
    return float(value)


def count_parameters(model: nn.Module) -> int:
    """How many numbers the network learns."""
    return sum(p.numel() for p in model.parameters())
