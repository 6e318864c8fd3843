"""How one epoch is computed. Three engines, one result.

========== ======================== ==============================================
name       for                      what it is
========== ======================== ==============================================
autograd   any network, any device  the loop everyone can read
buffered   this network, CPU        gradients written out, every buffer made once
cuda-graph this network, NVIDIA GPU the buffered step, recorded and played back
========== ======================== ==============================================
"""

import torch
from torch import nn

from mnist_core.training.engines.autograd import AutogradEngine
from mnist_core.training.engines.base import AdamState, Engine, Tally
from mnist_core.training.engines.buffered import BufferedEngine
from mnist_core.training.engines.cuda_graph import CudaGraphEngine
from mnist_core.errors import DeviceError
from mnist_core.models import MLP

__all__ = ["ENGINES", "AdamState", "Engine", "Tally", "choose_engine"]

ENGINES: dict[str, type[Engine]] = {
    engine.name: engine for engine in (AutogradEngine, BufferedEngine, CudaGraphEngine)
}

DEVICE_OF = {"buffered": "cpu", "cuda-graph": "cuda"}


def choose_engine(requested: str, model: nn.Module, device: torch.device) -> str:
    """The engine's name: the fastest that fits, or the one asked for.

    Raises:
        DeviceError: there is no such engine, or it cannot train this network on
            this device.
    """
    ours = (
        type(model) is MLP
        and model.activation == "relu"
        and all(
            p.requires_grad and p.dtype in (torch.float32, torch.float64)
            for p in model.parameters()
        )
    )
    if requested == "auto":
        fits = [name for name, kind in DEVICE_OF.items() if device.type == kind]
        return fits[0] if ours and fits else "autograd"
    if requested not in ENGINES:
        raise DeviceError(
            f"Unknown engine {requested!r}. Use auto, {', '.join(ENGINES)}."
        )
    if requested in DEVICE_OF and not (ours and device.type == DEVICE_OF[requested]):
        raise DeviceError(
            f"The {requested} engine trains only the 784-128-64-10 ReLU network, all "
            f"of it, on device {DEVICE_OF[requested]}. Use autograd, or auto."
        )
    return requested
