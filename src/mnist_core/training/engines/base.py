"""What every engine can do, so that ``train()`` need not know which one it has."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from mnist_core.data import Digits
from mnist_core.training.config import TrainConfig


@dataclass(frozen=True)
class Tally:
    """How training went over some digits, counted as it went.

    Attributes:
        count: digits seen.
        loss_sum: their cross-entropy losses added up, in nats.
        correct: how many were predicted right, each just before its step.
    """

    count: int = 0
    loss_sum: float = 0.0
    correct: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.count + other.count,
            self.loss_sum + other.loss_sum,
            self.correct + other.correct,
        )


@dataclass(frozen=True)
class OptimizerState:
    """What the optimizer remembers, in the model's own names and shapes, on the CPU.

    Attributes:
        step: how many steps were taken.
        memory: by kind, then by parameter name. Adam's kinds are ``exp_avg`` (m, the
            running mean of gradients) and ``exp_avg_sq`` (v, that of their squares);
            momentum's is ``momentum_buffer``.
    """

    step: int
    memory: dict[str, dict[str, Tensor]]


class Engine(ABC):
    """Takes steps of mini-batch gradient descent, fast or plainly.

    All engines compute the same thing: mean cross-entropy over each batch, its
    gradient, one step of Adam (Kingma & Ba, 2015, algorithm 1). What else a run may
    ask for (:class:`~mnist_core.training.TrainConfig`), an engine does or says that it
    does not.

    Args:
        model: the network, already on ``device``.
        digits: what to learn from.
        config: batch size, and how steps are taken.
        device: where to compute.
    """

    name: ClassVar[str]
    on: ClassVar[str] = ""  # the kind of device it is for; any, if empty
    leads: bool = True  # saves and talks: of several processes, one does

    @classmethod
    @abstractmethod
    def unfit(cls, model: nn.Module, config: TrainConfig, device: torch.device) -> str:
        """What keeps this engine from training such a network there, if anything.

        Returns:
            Words that go on from "This engine", or nothing if it fits.
        """

    @abstractmethod
    def __init__(
        self,
        model: nn.Module,
        digits: Digits,
        config: TrainConfig,
        device: torch.device,
    ) -> None: ...

    @abstractmethod
    def run(self, order: Tensor) -> Tally:
        """Take one step for each batch of ``order``, in order.

        Args:
            order: (n,) int64 positions of digits, on the CPU. Batches are taken
                from its front; the last may be smaller.
        """

    def agree(self, stop: bool) -> bool:
        """Whether to stop here: where several processes train, all or none does.

        Args:
            stop: whether this process was asked to.
        """
        return stop

    @property
    @abstractmethod
    def taken(self) -> int:
        """How many steps were taken so far."""

    @abstractmethod
    def write_to_model(self) -> None:
        """Bring the model's own parameters up to date."""

    @abstractmethod
    def state(self) -> OptimizerState:
        """A copy of the optimizer's memory."""

    @abstractmethod
    def load_state(self, state: OptimizerState) -> None:
        """Go on from a remembered state; the model holds that moment's weights."""
