"""What a training run is made of."""

import math
import operator
from dataclasses import dataclass
from numbers import Integral, Real

from mnist_core.errors import ConfigError


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
        if self.seed >= 2**63:
            raise ConfigError(f"seed must be below 2**63, not {self.seed}.")
        for name in ("learning_rate", "epsilon"):
            value = getattr(self, name)
            if not (_is_number(value) and 0 < value < math.inf):
                raise ConfigError(f"{name} must be a number above 0, not {value!r}.")
            object.__setattr__(self, name, float(value))
        for name in ("beta1", "beta2"):
            value = getattr(self, name)
            if not (_is_number(value) and 0 <= value < 1):
                raise ConfigError(
                    f"{name} must be a number from 0 up to, not including, 1, "
                    f"not {value!r}."
                )
            object.__setattr__(self, name, float(value))


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
