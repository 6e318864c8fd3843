"""A network in the form in which the page computes it: dense layers, in 16 bits."""

import copy
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor

from mnist_core.data import Digits, scale
from mnist_core.errors import WeightsError
from mnist_core.models import Network, logits_of
from mnist_core.shapes import D, K

DIMMERS = {"relu": torch.relu, "sigmoid": torch.sigmoid}  # those that the page knows
TRIED = 10  # digits that both forms must give the same answer to


def in_16_bits(model: Network) -> Network:
    """A copy with its weights rounded to float16, to half the size.

    It is in eval mode, on the CPU, and computes in float32 as before.

    Raises:
        WeightsError: one is too large for it.
    """
    rounded = copy.deepcopy(model).cpu().float().eval()
    with torch.no_grad():
        for parameter in rounded.parameters():
            parameter.copy_(parameter.half())
            if not parameter.isfinite().all():
                raise WeightsError(
                    "This network cannot be shown: a weight of it is not a number, or "
                    "beyond 65,504. Train again with a smaller learning rate."
                )
    return rounded


def dense_form(rounded: Network, digits: Digits) -> tuple[dict[str, Tensor], str]:
    """The same network as the page names its parts, whatever it names them itself.

    Args:
        rounded: as :func:`in_16_bits` gives it.
        digits: some, which both must give the same answers to.

    Returns:
        float16 tensors ``fc1.weight``, ``fc1.bias``, ``fc2.weight`` and so on, first to
        last; and what follows each hidden layer, ``"relu"`` or ``"sigmoid"``.

    Raises:
        WeightsError: it is no such network.
    """
    tensors = list(rounded.state_dict().values())
    layers = list(zip(tensors[::2], tensors[1::2], strict=False))
    sizes = [D, *(bias.numel() for _, bias in layers)]
    shapes = [shape for n, m in pairwise(sizes) for shape in ((m, n), (m,))]
    if (
        [tuple(t.shape) for t in tensors] == shapes
        and sizes[-1] == K
        and len(sizes) > 2
    ):
        some = digits[:TRIED]
        wanted = logits_of(rounded, some)
        near = 1e-4 * float(wanted.abs().max())
        for name, dimmer in DIMMERS.items():
            logits = _passed_on(scale(some.images).flatten(1), layers, dimmer)
            if torch.allclose(logits, wanted, rtol=0, atol=near):
                named = {
                    f"fc{k}.{part}": tensor.half()
                    for k, layer in enumerate(layers, 1)
                    for part, tensor in zip(("weight", "bias"), layer, strict=True)
                }
                return named, name
    raise WeightsError(
        "The explorer shows dense networks with hidden layers, and ReLU or sigmoid "
        f"behind each; this {type(rounded).__name__} is another kind. Of those that "
        "come with the course, use mlp or better."
    )


def _passed_on(
    x: Tensor, layers: list[tuple[Tensor, Tensor]], dimmer: Callable[[Tensor], Tensor]
) -> Tensor:
    """Logits (N, 10) of brightness (N, 784)."""
    for depth, (weight, bias) in enumerate(layers, 1):
        x = x @ weight.T + bias
        x = dimmer(x) if depth < len(layers) else x
    return x
