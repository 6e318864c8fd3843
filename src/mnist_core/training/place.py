"""Where a training run is computed, and by which engine."""

from dataclasses import dataclass
from itertools import takewhile

import torch
from torch import nn

from mnist_core.errors import DeviceError
from mnist_core.training.config import TrainConfig
from mnist_core.training.engines import ENGINES, Engine


@dataclass(frozen=True)
class Place:
    """A device, the engine that computes there, and why.

    Attributes:
        device: where.
        engine: the kind of engine.
        reason: why on that device, in words.
        passed_over: why by no faster engine, in words; nothing if none was chosen from,
            or none is faster.
    """

    device: torch.device
    engine: type[Engine]
    reason: str
    passed_over: str = ""


def choose_place(config: TrainConfig, model: nn.Module) -> Place:
    """Where to train a network, as ``config.device`` and ``config.engine`` ask.

    Raises:
        DeviceError: there is no such device or engine, or it cannot train this network.
    """
    device, reason = choose_device(config.device)
    engine = choose_engine(model, config, device)
    passed_over = ""
    if config.engine == "auto":
        faster = list(takewhile(lambda e: e is not engine, ENGINES.values()))
        if here := [e for e in faster if e.on == device.type]:
            passed_over = f"{here[-1].name} {here[-1].unfit(model, config, device)}"
    return Place(device, engine, reason, passed_over)


def choose_engine(
    model: nn.Module, config: TrainConfig, device: torch.device
) -> type[Engine]:
    """The fastest engine that fits, or the one asked for.

    Raises:
        DeviceError: there is no such engine, or it cannot train this network on
            this device.
    """
    if any(p.dtype not in (torch.float32, torch.float64) for p in model.parameters()):
        raise DeviceError(
            "Numbers of so few bits lose the small steps of training. Train it in "
            "float32: model.float()."
        )
    if config.engine == "auto":
        for engine in ENGINES.values():
            if not (why_not := engine.unfit(model, config, device)):
                return engine
        raise DeviceError(f"No engine can do that: autograd {why_not}.")
    if config.engine not in ENGINES:
        raise DeviceError(
            f"Unknown engine {config.engine!r}. Use auto, {', '.join(ENGINES)}."
        )
    engine = ENGINES[config.engine]
    if why_not := engine.unfit(model, config, device):
        raise DeviceError(f"The {engine.name} engine {why_not}. Use autograd, or auto.")
    return engine


def choose_device(requested: str = "auto") -> tuple[torch.device, str]:
    """The device to train on, and the reason in words.

    ``"auto"`` takes an NVIDIA GPU if there is one, else the CPU. It leaves
    Apple's GPU (``mps``) alone: a step of this network is some thirty tiny
    operations, and handing each of them to that GPU costs more than computing it.

    Raises:
        DeviceError: the device asked for is not a device, or not here.
    """
    if requested == "auto":
        if torch.cuda.is_available():
            return _numbered("cuda"), f"{torch.cuda.get_device_name()} is here"
        if torch.backends.mps.is_available():
            return torch.device("cpu"), (
                "for a network this small the CPU beats Apple's GPU; "
                "device 'mps' insists"
            )
        return torch.device("cpu"), "no NVIDIA GPU is here"
    try:
        device = torch.device(requested)
    except (RuntimeError, TypeError):
        raise DeviceError(
            f"Unknown device {requested!r}. Use auto, cpu, cuda or mps."
        ) from None
    present = {
        "cpu": True,
        "cuda": torch.cuda.is_available()
        and (device.index or 0) < torch.cuda.device_count(),
        "mps": torch.backends.mps.is_available(),
    }
    if device.type not in present:
        raise DeviceError(f"Unknown device {requested!r}. Use auto, cpu, cuda or mps.")
    if not present[device.type]:
        raise DeviceError(f"Device {requested!r} is not here. Use auto or cpu.")
    return _numbered(device.type) if device.index is None else device, "as asked"


def _numbered(kind: str) -> torch.device:
    """With the GPU's number: which one is current differs from thread to thread."""
    if kind == "cuda":
        return torch.device(kind, torch.cuda.current_device())
    return torch.device(kind)
