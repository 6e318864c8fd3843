"""How a step is taken: the optimizer, and the learning rate of each step."""

import math

import torch
from torch import nn

from mnist_core.training.config import TrainConfig

RISE = {"one-cycle": 0.3, "cosine": 0.05}  # the share of a run before the highest rate
START = 0.04  # of the highest learning rate, where a schedule begins


def optimizer_of(
    model: nn.Module, config: TrainConfig, fused: bool
) -> torch.optim.Optimizer:
    """PyTorch's own, with what the settings ask for.

    Only matrices and kernels decay. A bias or a batch norm's scale fits nothing by
    heart, and drawn to zero it would shift or silence a whole neuron.
    """
    if config.optimizer == "sgd":
        return torch.optim.SGD(
            model.parameters(),
            lr=config.learning_rate,
            momentum=config.beta1,
            nesterov=config.beta1 > 0,
            fused=fused,
        )
    shared = {
        "lr": config.learning_rate,
        "betas": (config.beta1, config.beta2),
        "eps": config.epsilon,
        "fused": fused,
    }
    if config.optimizer == "adam":
        return torch.optim.Adam(model.parameters(), **shared)
    groups = [
        {
            "params": [p for p in model.parameters() if (p.ndim > 1) == matrices],
            "weight_decay": config.weight_decay if matrices else 0.0,
        }
        for matrices in (True, False)
    ]
    return torch.optim.AdamW(groups, **shared)


def memories(config: TrainConfig) -> tuple[str, ...]:
    """The kinds of memory that the optimizer has for each parameter."""
    if config.optimizer == "sgd":
        return ("momentum_buffer",) if config.beta1 else ()
    return ("exp_avg", "exp_avg_sq")


def rate_at(step: int, steps: int, config: TrainConfig) -> float:
    """The learning rate of one step.

    A schedule rises along half a cosine from a twenty-fifth of
    ``config.learning_rate`` to all of it, and falls along another to nothing.

    Args:
        step: how many were taken before, from 0.
        steps: of the whole run.
        config: says the schedule and the highest rate.
    """
    if config.schedule == "constant":
        return config.learning_rate
    top = RISE[config.schedule] * steps
    if step < top:
        share = START + (1 - START) * _eased(step / top)
    else:
        share = 1 - _eased((step - top) / (steps - top))
    return config.learning_rate * share


def _eased(share: float) -> float:
    """From 0 to 1 along half a cosine."""
    return (1 - math.cos(math.pi * share)) / 2
