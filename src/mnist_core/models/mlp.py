"""The network: 784 inputs, 128 and 64 hidden neurons, 10 outputs."""

from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn

from mnist_core.data import D, H, K, W

H1, H2 = 128, 64  # neurons in the two hidden layers

Activation = Literal["relu", "sigmoid"]
ACTIVATIONS = {"relu": torch.relu, "sigmoid": torch.sigmoid}


class Layers(NamedTuple):
    """What each layer holds while N digits pass through, first to last.

    ``hidden1`` and ``hidden2`` are activations; ``logits`` are the raw outputs,
    before softmax.
    """

    inputs: Tensor  # (N, 784)
    hidden1: Tensor  # (N, 128)
    hidden2: Tensor  # (N, 64)
    logits: Tensor  # (N, 10)


class MLP(nn.Module):
    """A three-layer fully connected network, 784-128-64-10: 109,386 parameters.

    The state-dict keys are ``fc1.weight``, ``fc1.bias``, ``fc2.…``, ``fc3.…``;
    weights are stored (out, in). They start as PyTorch's ``nn.Linear`` starts
    them: uniform within ±1/√in, drawn from torch's global generator.

    Args:
        activation: what follows each hidden layer, ``"relu"`` or ``"sigmoid"``.

    Raises:
        ValueError: for any other activation.
    """

    def __init__(self, activation: Activation = "relu") -> None:
        super().__init__()
        if activation not in ACTIVATIONS:
            raise ValueError(f"activation must be relu or sigmoid, not {activation!r}")
        self.activation = activation
        self.fc1 = nn.Linear(D, H1)
        self.fc2 = nn.Linear(H1, H2)
        self.fc3 = nn.Linear(H2, K)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, 10) of N digits; softmax turns them into probabilities.

        Args:
            images: brightness in [0, 1], of the weights' dtype (float32), shaped
                (N, 28, 28), (N, 784) or (N, 1, 28, 28).

        Raises:
            ValueError: for any other shape.
            TypeError: for any other dtype.
        """
        return self.layers(images).logits

    def layers(self, images: Tensor) -> Layers:
        """As :meth:`forward`, but keeps what every layer said on the way."""
        phi = ACTIVATIONS[self.activation]
        x = unroll(images, self.fc1.weight.dtype)  # (N, 784)
        a1 = phi(self.fc1(x))  # (N, 128)
        a2 = phi(self.fc2(a1))  # (N, 64)
        return Layers(x, a1, a2, self.fc3(a2))  # (N, 10)


def unroll(images: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
    """N digits, each as a row of 784 numbers: (N, 784).

    Raises:
        ValueError, TypeError: as :meth:`MLP.forward`.
    """
    shape = tuple(images.shape)
    if shape[1:] not in ((H, W), (D,), (1, H, W)):
        hint = " For one digit, pass image[None]." if shape in ((H, W), (D,)) else ""
        raise ValueError(
            "digits must be shaped (N, 28, 28), (N, 784) or (N, 1, 28, 28), "
            f"not {shape}.{hint}"
        )
    if images.dtype != dtype:
        hint = " Use mnist_core.data.scale." if images.dtype == torch.uint8 else ""
        raise TypeError(
            f"digits must be {dtype} in [0, 1], like the weights, "
            f"not {images.dtype}.{hint}"
        )
    return images.reshape(len(images), D)


def count_parameters(model: nn.Module) -> int:
    """How many numbers the network learns."""
    return sum(p.numel() for p in model.parameters())
