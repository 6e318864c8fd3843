"""The same steps, taken by several processes at once: DistributedDataParallel.

Each process, or *rank*, has the whole network and all digits. Of each batch it takes
its share, and PyTorch averages the gradients of all ranks before the optimizer moves
(Li et al., 2020). All ranks draw the same order from the same seed, so that nothing but
gradients has to be sent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from threading import Event

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd
from torch.nn.parallel import DistributedDataParallel

from mnist_core.data import Digits
from mnist_core.errors import ConfigError, ProcessError
from mnist_core.training.config import TrainConfig
from mnist_core.training.engines.autograd import AutogradEngine
from mnist_core.training.engines.base import Tally

ASKED_TO_STOP = Event()  # by those who started this process; see `training.rank`
GONE = "Another process of this training has ended."


class DistributedEngine(AutogradEngine):
    """One rank of several, in the process group that torch.distributed has joined.

    It computes what :class:`AutogradEngine` computes, but for rounding: the loss of a
    rank's share counts as much as the share is of the batch, so that the average over
    ranks is the mean over the batch, also where the shares are uneven or empty.

    Raises:
        ConfigError: the ranks do not have the same settings, digits or network.
        ProcessError: another rank has died.
    """

    name = "distributed"

    @classmethod
    def unfit(cls, model: nn.Module, config: TrainConfig, device: torch.device) -> str:
        if device.type not in ("cpu", "cuda"):
            return f"computes on cpu and cuda, not on {device.type}"
        for module in model.modules():
            if isinstance(module, _BatchNorm):
                return (
                    "cannot train batch norm: each process would know the mean of its "
                    "share of a batch only, and learn something else than one alone"
                )
            if isinstance(module, _DropoutNd) and module.p > 0:
                return (
                    "cannot train dropout: each process would silence other neurons "
                    "than one alone"
                )
        return ""

    def __init__(
        self,
        model: nn.Module,
        digits: Digits,
        config: TrainConfig,
        device: torch.device,
    ) -> None:
        super().__init__(model, digits, config, device)
        self.rank, self.ranks = dist.get_rank(), dist.get_world_size()
        self.leads = self.rank == 0
        settings = asdict(config) | {"device": "", "engine": ""}  # these may differ
        with _together():
            said: list[object] = [None] * self.ranks
            dist.all_gather_object(said, (repr(settings), digits.digest, repr(model)))
            if len(set(said)) > 1:
                raise ConfigError(
                    "The processes of one training must have the same settings, "
                    "digits and network, and these do not."
                )
            on = [device] if device.type == "cuda" else None
            self.network = DistributedDataParallel(model, device_ids=on)

    def run(self, order: Tensor) -> Tally:
        with _together():
            own = super().run(order)
            sums = torch.tensor([own.loss_sum, own.correct], dtype=torch.float64)
            sums = sums.to(self.device)
            dist.all_reduce(sums)
        loss_sum, correct = sums.tolist()
        return Tally(len(order), loss_sum, int(correct))

    def _backward(self, batch: Tensor) -> tuple[Tensor, Tensor]:
        labels = self.labels[self._share(batch)]  # (b,), b < B
        logits = self._logits(self._images(batch))  # (b, 10)
        losses, target = self._losses(logits, labels, "sum")
        self.optimizer.zero_grad()
        # DDP divides the sum over ranks by their number; we want it by the batch's.
        (target * (self.ranks / len(batch))).backward()
        return losses, (logits.argmax(1) == labels).sum()

    def _images(self, batch: Tensor) -> Tensor:
        """(b, 28, 28): this rank's share. What is drawn is drawn for the whole batch,
        so that one process and several see the same digits."""
        if self.config.augmentation is None:
            return self.images[self._share(batch)]
        return self._share(super()._images(batch))

    def _share(self, batch: Tensor) -> Tensor:
        """The part of a batch that is this rank's; nothing, in the smallest batches."""
        return batch.tensor_split(self.ranks)[self.rank]

    def agree(self, stop: bool) -> bool:
        """As :meth:`Engine.agree`; also sees that all are at the same step."""
        stop = stop or ASKED_TO_STOP.is_set()
        each = torch.tensor([stop, self.count, -self.count], device=self.device)
        with _together():
            dist.all_reduce(each, dist.ReduceOp.MAX)
        stop_all, most, least = each.tolist()
        if most != -least:
            raise ConfigError(
                f"The processes of one training are at steps {-least:,} to {most:,}: "
                "give all of them the same checkpoint."
            )
        return bool(stop_all)


@contextmanager
def _together() -> Iterator[None]:
    """What PyTorch says when another rank is gone, in our words."""
    try:
        yield
    except RuntimeError as error:
        if isinstance(error, dist.DistError) or "gloo" in str(error).lower():
            raise ProcessError(GONE) from error
        raise
