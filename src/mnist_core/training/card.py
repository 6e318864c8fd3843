"""The card of a network that was just trained."""

import platform
from dataclasses import asdict
from typing import Any

import torch

from mnist_core.data import MNIST, Digits
from mnist_core.models import ModelCard, count_parameters, evaluate, identity_of
from mnist_core.training.records import TrainResult
from mnist_core.version import __version__


def make_card(result: TrainResult, digits: MNIST) -> ModelCard:
    """Examine a freshly trained network on the test digits and write its card."""
    return ModelCard(
        architecture=result.model.architecture,
        **identity_of(result.model),
        parameters=count_parameters(result.model),
        config=asdict(result.config),
        engine=result.engine,
        device=result.device.type,
        steps=result.steps,
        data=_describe(digits.train),
        test=_describe(digits.test),
        history=[asdict(record) for record in result.history],
        confusion=evaluate(result.model, digits.test).confusion.tolist(),
        versions={
            "mnist-core": __version__,
            "torch": torch.__version__,
            "python": platform.python_version(),
        },
    )


def _describe(digits: Digits) -> dict[str, Any]:
    return {"source": digits.source, "count": len(digits), "sha256": digits.digest}
