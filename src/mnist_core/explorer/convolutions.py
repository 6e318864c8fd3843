"""A convolutional network in the form in which the page computes it, in 8 bits.

The page has it beside the dense network, and fetches it only when a reader asks for it.
"""

from dataclasses import asdict, replace

import torch
from torch import Tensor, nn

from mnist_core.data import Digits
from mnist_core.errors import WeightsError
from mnist_core.models import CNN, count_parameters
from mnist_core.storage import pack_tensors

FOLDED = "folded cnn"  # what the file calls it: no network that Python loads
TINY = 1e-30  # a window of nothing has a unit, too
STEPS = 127  # from 0 to a window's largest weight, in 8 bits


def pack_cnn(model: CNN, digits: Digits) -> bytes:
    """The file ``cnn.safetensors``: its folded weights, and what is to be said of it.

    Nearly all of it is the windows' weights. They are whole numbers, int8, of a unit
    that each window has for itself: ``block1.conv1.unit`` (maps,), float32, and so on.
    All else is float16.

    Args:
        model: the network; with its card, if it has one.
        digits: those the page shows.

    Raises:
        WeightsError: a number is too large for it, or :func:`folded` cannot do it.
    """
    card = model.card
    record = {
        "network": FOLDED,
        "architecture": model.architecture,
        "parameters": count_parameters(model),
        "pool_first": model.pool_first,
        "card": card and asdict(replace(card, history=[])),
        "seen": card is not None and card.has_seen(digits),
    }
    tensors = {}
    for name, tensor in folded(model).items():
        if tensor.ndim == 4:
            tensors[name], tensors[name.replace("weight", "unit")] = _in_8_bits(tensor)
        else:
            tensors[name] = tensor.half()
    if not all(tensor.isfinite().all() for tensor in tensors.values()):
        raise WeightsError(
            "This CNN cannot be shown: a weight of it is not a number, or beyond "
            "65,504."
        )
    return pack_tensors(tensors, record)


@torch.no_grad()
def folded(model: CNN) -> dict[str, Tensor]:
    """Its weights without batch norm, which is taken over by the convolution before it.

    Once trained, batch norm multiplies each map by a number and adds another: the
    convolution's weights can do the one, and a bias the other. Unless the number is
    negative, it does not matter whether the largest of 2 x 2 is found before or after.

    Returns:
        float32 tensors ``block1.conv1.weight`` (maps, maps before, k, k),
        ``block1.conv1.bias`` (maps,), and so on; ``fc.weight``, ``fc.bias``.

    Raises:
        WeightsError: the number is negative, and the largest is found before.
    """
    tensors = {}
    for b, block in enumerate(model.blocks, 1):
        norms = _all(block, nn.BatchNorm2d)
        pairs = zip(_all(block, nn.Conv2d), norms, strict=True)
        for c, (convolution, norm) in enumerate(pairs, 1):
            share = norm.weight / (norm.running_var + norm.eps).sqrt()
            pooled = norm is norms[-1] and _all(block, nn.MaxPool2d)
            if pooled and share.min() < 0:
                raise WeightsError(
                    "This CNN cannot be shown: its batch norm turns a map round after "
                    "the largest numbers were found. Train it without pool_first."
                )
            name = f"block{b}.conv{c}"
            tensors[f"{name}.weight"] = convolution.weight * share[:, None, None, None]
            tensors[f"{name}.bias"] = norm.bias - norm.running_mean * share
    tensors |= {"fc.weight": model.fc.weight, "fc.bias": model.fc.bias}
    return {name: tensor.detach().cpu().float() for name, tensor in tensors.items()}


def _in_8_bits(windows: Tensor) -> tuple[Tensor, Tensor]:
    """Weights as whole numbers, int8, and the unit of each window, (maps,)."""
    unit = windows.abs().amax((1, 2, 3)).clamp_min(TINY) / STEPS
    return (windows / unit[:, None, None, None]).round().to(torch.int8), unit


def _all(block: nn.Module, kind: type[nn.Module]) -> list[nn.Module]:
    return [layer for layer in block if isinstance(layer, kind)]
