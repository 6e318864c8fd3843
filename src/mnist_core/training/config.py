"""What a training run is made of, and the device it runs on."""

import math
from dataclasses import dataclass

import torch

from mnist_core.errors import ConfigError, DeviceError


@dataclass(frozen=True)
class TrainConfig:
    """Every setting of a training run, each with its reason.

    Raises:
        ConfigError: a value is out of range; the message says what is allowed.
    """

    epochs: int = 25
    """Passes through all training digits: enough to see it learn, then overfit."""

    batch_size: int = 64
    """Digits per step: few enough to step often, enough for a steady direction."""

    learning_rate: float = 0.001
    """Adam's step size, the default of its authors (Kingma & Ba, 2015)."""

    beta1: float = 0.9
    """How much of the running mean of gradients is kept each step."""

    beta2: float = 0.999
    """How much of the running mean of squared gradients is kept each step."""

    epsilon: float = 1e-8
    """Keeps Adam from dividing by zero."""

    seed: int = 0
    """Fixes the first weights and the order of the digits."""

    device: str = "auto"
    """``auto``, ``cpu``, ``cuda``, ``cuda:1``, ``mps``; see :func:`choose_device`."""

    engine: str = "auto"
    """``auto``, ``autograd``, ``buffered``, ``cuda-graph``; see mnist_core.engines."""

    def __post_init__(self) -> None:
        for name, least in (("epochs", 1), ("batch_size", 1), ("seed", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise ConfigError(
                    f"{name} must be a whole number, {least} or more, not {value!r}."
                )
        if self.seed >= 2**63:
            raise ConfigError(f"seed must be below 2**63, not {self.seed}.")
        for name in ("learning_rate", "epsilon"):
            value = getattr(self, name)
            if not (_is_number(value) and 0 < value < math.inf):
                raise ConfigError(f"{name} must be a number above 0, not {value!r}.")
        for name in ("beta1", "beta2"):
            value = getattr(self, name)
            if not (_is_number(value) and 0 <= value < 1):
                raise ConfigError(
                    f"{name} must be a number from 0 up to, not including, 1, "
                    f"not {value!r}."
                )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


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
