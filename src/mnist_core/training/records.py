"""What a training run leaves behind."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from mnist_core.training.config import TrainConfig


@dataclass(frozen=True)
class EpochRecord:
    """One pass through the training digits.

    Attributes:
        epoch: 1 for the first.
        train_loss: mean cross-entropy in nats over the epoch's digits, each
            measured just before the step it takes part in.
        train_accuracy: share of those predicted right, in [0, 1].
        watch_loss, watch_accuracy: the same for the watched digits, after the
            epoch; None when nothing is watched.
        seconds: wall-clock time of the steps alone, without watching or saving.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    watch_loss: float | None
    watch_accuracy: float | None
    seconds: float


@dataclass(frozen=True, eq=False)
class Moment:
    """The network's weights as they were after ``step`` steps (a state dict, CPU)."""

    step: int
    weights: dict[str, Tensor]


@dataclass(frozen=True, eq=False)
class TrainResult:
    """What came of a training run.

    Attributes:
        model: the trained network, in eval mode, on ``device``.
        history: a record for each whole epoch.
        moments: the remembered weights, first to last.
        config: the settings it ran with.
        device, engine: where and how it was computed.
        reason: why on that device, in words.
        steps: steps taken in all; more than the history shows if interrupted.
        interrupted: whether Ctrl-C was pressed, even if all epochs were done by then.
    """

    model: nn.Module
    history: tuple[EpochRecord, ...]
    moments: tuple[Moment, ...]
    config: TrainConfig
    device: torch.device
    engine: str
    reason: str
    steps: int
    interrupted: bool
