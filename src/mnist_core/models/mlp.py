"""The course's network: 784 inputs, 128 and 64 hidden neurons, 10 outputs."""

from typing import Literal

import torch
from torch import Tensor, nn

from mnist_core.models.network import Network, check_fraction, linear, unroll
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
        dropout: the chance of a hidden neuron to be silent, anew at each step of
            training, never afterwards (Srivastava et al., 2014).
        batch_norm: whether the sums of each hidden layer are brought to mean 0 and
            variance 1 over the batch before the activation, scaled and shifted as is
            learned (Ioffe & Szegedy, 2015); 384 parameters more.
        generator: draws the first weights; torch's global one, if None.

    Raises:
        ValueError: for any other activation, a dropout outside [0, 1), or a batch_norm
            that is neither True nor False.
    """

    name = "mlp"
    architecture = f"{D}-{H1}-{H2}-{K}"

    def __init__(
        self,
        activation: Activation = "relu",
        dropout: float = 0.0,
        batch_norm: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        if activation not in ACTIVATIONS:
            raise ValueError(f"activation must be relu or sigmoid, not {activation!r}")
        if not isinstance(batch_norm, bool):
            raise ValueError(f"batch_norm must be True or False, not {batch_norm!r}")
        self.activation = activation
        self.options = {"activation": activation}
        if dropout := check_fraction("dropout", dropout):
            self.options["dropout"] = dropout
        if batch_norm:
            self.options["batch_norm"] = True
        self.dropout = nn.Dropout(dropout)
        self.fc1 = linear(D, H1, generator)
        self.fc2 = linear(H1, H2, generator)
        self.fc3 = linear(H2, K, generator)
        self.norm1 = nn.BatchNorm1d(H1) if batch_norm else nn.Identity()
        self.norm2 = nn.BatchNorm1d(H2) if batch_norm else nn.Identity()

    def layers(self, images: Tensor) -> dict[str, Tensor]:
        """As :meth:`Network.layers`, with ``"hidden1"`` and ``"hidden2"``."""
        phi = ACTIVATIONS[self.activation]
        x = unroll(images, like=self.fc1.weight)  # (N, 784)
        a1 = self.dropout(phi(self.norm1(self.fc1(x))))  # (N, 128)
        a2 = self.dropout(phi(self.norm2(self.fc2(a1))))  # (N, 64)
        z3 = self.fc3(a2)  # (N, 10)
        return {"input": x, "hidden1": a1, "hidden2": a2, "logits": z3}

    def connections(self) -> list[Tensor]:
        """As :meth:`Network.connections`: (128, 784), (64, 128), (10, 64)."""
        return [self.fc1.weight, self.fc2.weight, self.fc3.weight]

    @torch.no_grad()
    def folded(self) -> Network:
        """As :meth:`Network.folded`: without batch norm.

        Once trained, it multiplies and adds: numbers that the layer before can take
        over. The answers stay the same, but for rounding.
        """
        if "batch_norm" not in self.options:
            return self
        plain = MLP(self.activation, generator=torch.Generator()).to(self.fc1.weight)
        plain.load_state_dict({k: self.state_dict()[k] for k in plain.state_dict()})
        for layer, norm in ((plain.fc1, self.norm1), (plain.fc2, self.norm2)):
            if isinstance(norm, nn.BatchNorm1d):
                share = norm.weight / (norm.running_var + norm.eps).sqrt()
                layer.weight.mul_(share[:, None])
                layer.bias.sub_(norm.running_mean).mul_(share).add_(norm.bias)
        return plain.eval()
