"""What a training run is made of."""

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass, fields
from numbers import Integral, Real

import torch

from mnist_core.data import Augmentation
from mnist_core.errors import ConfigError

CHOICES = {
    "optimizer": ("adam", "adamw", "sgd"),
    "schedule": ("constant", "one-cycle", "cosine"),
    "precision": ("float32", "bfloat16"),
}


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
    """Adam's step size, the default of its authors (Kingma & Ba, 2015); the highest
    one, where a schedule changes it."""

    beta1: float = 0.9
    """How much of the running mean of gradients is kept each step."""

    beta2: float = 0.999
    """How much of the running mean of squared gradients is kept each step."""

    epsilon: float = 1e-8
    """Keeps Adam from dividing by zero."""

    optimizer: str = "adam"
    """``adam``; ``adamw``, which can also shrink the weights a little each step
    (Loshchilov & Hutter, 2019); or ``sgd``, with Nesterov's momentum, ``beta1``."""

    weight_decay: float = 0.0
    """The share of each weight, times the learning rate, that a step takes away: large
    weights must earn their size. Biases and batch norm's numbers keep theirs."""

    schedule: str = "constant"
    """How the learning rate changes: ``constant``; ``one-cycle``, up for three tenths
    of the run and down to nothing (Smith & Topin, 2018); ``cosine``, up for a
    twentieth and down (Loshchilov & Hutter, 2017)."""

    augmentation: Augmentation | None = None
    """Changes each digit a little before it is learned from, anew each time: more
    handwriting from the same digits."""

    label_smoothing: float = 0.0
    """The share of the target that is spread over all ten digits, so that no answer
    can be sure enough to be worth ever larger weights (Szegedy et al., 2016)."""

    precision: str = "float32"
    """``bfloat16`` multiplies matrices in 16 bits, for GPUs; weights stay float32."""

    seed: int = 0
    """Fixes the first weights and the order of the digits."""

    device: str = "auto"
    """``auto``, ``cpu``, ``cuda``, ``cuda:1``, ``mps``; see
    :func:`~mnist_core.training.choose_device`."""

    engine: str = "auto"
    """``auto``, ``autograd``, ``buffered``, ``cuda-graph``; see
    :mod:`mnist_core.training.engines`."""

    def __post_init__(self) -> None:
        for name, least in (("epochs", 1), ("batch_size", 1), ("seed", 0)):
            value = getattr(self, name)
            if not _is_whole(value) or value < least:
                raise ConfigError(
                    f"{name} must be a whole number, {least} or more, not {value!r}."
                )
            object.__setattr__(self, name, operator.index(value))  # NumPy's as well
        if not isinstance(self.engine, str):
            raise ConfigError(f"engine must be a name, not {self.engine!r}.")
        if not isinstance(self.device, str | torch.device):
            raise ConfigError(f"device must be a name, not {self.device!r}.")
        object.__setattr__(self, "device", str(self.device))
        if self.seed >= 2**63:
            raise ConfigError(f"seed must be below 2**63, not {self.seed}.")
        for name in ("learning_rate", "epsilon"):
            value = _number(getattr(self, name))
            if not 0 < value < math.inf:
                raise ConfigError(
                    f"{name} must be a number above 0, not {getattr(self, name)!r}."
                )
            object.__setattr__(self, name, value)
        for name in ("beta1", "beta2", "label_smoothing", "weight_decay"):
            value = _number(getattr(self, name))
            if not 0 <= value < 1:
                raise ConfigError(
                    f"{name} must be a number from 0 up to, not including, 1, "
                    f"not {getattr(self, name)!r}."
                )
            object.__setattr__(self, name, value)
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            if not isinstance(value, str) or value not in choices:
                raise ConfigError(
                    f"{name} must be {', '.join(choices[:-1])} or {choices[-1]}, "
                    f"not {value!r}."
                )
        if self.weight_decay and self.optimizer != "adamw":
            raise ConfigError(
                f"weight_decay needs optimizer adamw, not {self.optimizer}."
            )
        if isinstance(self.augmentation, Mapping):  # as a card or checkpoint says it
            try:
                augmentation = Augmentation(**self.augmentation)
            except TypeError as error:
                raise ConfigError(f"augmentation: {error}.") from error
            object.__setattr__(self, "augmentation", augmentation)
        if not isinstance(self.augmentation, Augmentation | None):
            raise ConfigError(
                "augmentation must be an mnist_core.Augmentation or None, "
                f"not {self.augmentation!r}."
            )

    def beyond_plain_adam(self) -> list[str]:
        """The settings that ask for more than the course's plain loop does."""
        asks = ("optimizer", "weight_decay", "schedule", "augmentation")
        asks += ("label_smoothing", "precision")
        plain = {field.name: field.default for field in fields(self)}
        return [name for name in asks if getattr(self, name) != plain[name]]


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _number(value: object) -> float:
    """As Python's own; NaN if it is no number, infinity if it is too large."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf
