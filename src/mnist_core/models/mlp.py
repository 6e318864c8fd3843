"""The course's network: 784 inputs, 128 and 64 hidden neurons, 10 outputs."""

import math
from typing import Literal

import torch
from torch import Tensor, nn

from mnist_core.models.network import Network, unroll
from mnist_core.shapes import D, K

H1, H2 = 128, 64  # neurons in the two hidden layers

Activation = Literal["relu", "sigmoid"]
ACTIVATIONS = {"relu": torch.relu, "sigmoid": torch.sigmoid}


class MLP(Network):
    """A three-layer fully connected network, 784-128-64-10: 109,386 parameters.

    The state-dict keys are ``fc1.weight``, ``fc1.bias``, ``fc2.…``, ``fc3.…``;
    weights are stored (out, in). They start as PyTorch's ``nn.Linear`` starts
    them: uniform within ±1/√in.

    Args:
        activation: what follows each hidden layer, ``"relu"`` or ``"sigmoid"``.
        generator: draws the first weights; torch's global one, if None.

    Raises:
        ValueError: for any other activation.
    """

    name = "mlp"
    architecture = f"{D}-{H1}-{H2}-{K}"

    def __init__(
        self,
        activation: Activation = "relu",
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        if activation not in ACTIVATIONS:
            raise ValueError(f"activation must be relu or sigmoid, not {activation!r}")
        self.activation = activation
        self.options = {"activation": activation}
        self.fc1 = linear(D, H1, generator)
        self.fc2 = linear(H1, H2, generator)
        self.fc3 = linear(H2, K, generator)

    def layers(self, images: Tensor) -> dict[str, Tensor]:
        """As :meth:`Network.layers`, with ``"hidden1"`` and ``"hidden2"``."""
        phi = ACTIVATIONS[self.activation]
        x = unroll(images, like=self.fc1.weight)  # (N, 784)
        a1 = phi(self.fc1(x))  # (N, 128)
        a2 = phi(self.fc2(a1))  # (N, 64)
        z3 = self.fc3(a2)  # (N, 10)
        return {"input": x, "hidden1": a1, "hidden2": a2, "logits": z3}

    def connections(self) -> list[Tensor]:
        """As :meth:`Network.connections`: (128, 784), (64, 128), (10, 64)."""
        return [self.fc1.weight, self.fc2.weight, self.fc3.weight]


def linear(inputs: int, outputs: int, generator: torch.Generator | None) -> nn.Linear:
    """An ``nn.Linear``, started as PyTorch starts it, from a generator of one's own."""
    layer = nn.utils.skip_init(nn.Linear, inputs, outputs)
    nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5), generator=generator)
    bound = 1 / math.sqrt(inputs)
    nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    return layer
