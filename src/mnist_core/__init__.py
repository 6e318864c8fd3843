"""Watch a neural network think: the small package under the course.

Everything a reader meets first is reachable from here, and loaded only when
it is first used, so that ``import mnist_core`` costs almost nothing::

    import mnist_core as mc

    digits = mc.load_mnist()
    result = mc.train(digits.train, watch=digits.test)
    print(mc.evaluate(result.model, digits.test).accuracy)
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "Digits": "data",
    "load_mnist": "data",
    "MLP": "models",
    "TrainConfig": "training",
    "train": "training",
    "evaluate": "metrics",
    "read": "reading",
    "read_image": "image_file",
    "read_many": "reading",
    "load_weights": "weights",
    "save_weights": "weights",
}
"""Public name -> the module it lives in."""

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
