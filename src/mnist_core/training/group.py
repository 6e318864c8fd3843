"""A group of processes that train together, and this one's place in it.

Whoever starts the processes tells each its rank: ``train_together`` does it on one
machine, PyTorch's ``torchrun`` on one or many.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import torch
import torch.distributed as dist
from torch import nn

from mnist_core.errors import DeviceError
from mnist_core.training.config import TrainConfig
from mnist_core.training.engines import DistributedEngine
from mnist_core.training.place import Place, choose_device, choose_engine

EACH = 4  # processes on each core, at most


@dataclass(frozen=True)
class Seat:
    """Which process of a group this is.

    Attributes:
        rank: from 0, over all machines; 0 saves and talks.
        ranks: how many there are, on all machines.
        local: from 0, on this machine: the number of its GPU.
        here: how many there are on this machine.
    """

    rank: int
    ranks: int
    local: int
    here: int

    @classmethod
    def from_torchrun(cls) -> "Seat | None":
        """As ``torchrun`` says in the environment; None where it did not start us."""
        if "TORCHELASTIC_RUN_ID" not in os.environ:
            return None
        names = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE")
        return cls(*(int(os.environ[name]) for name in names))

    @contextmanager
    def joined(
        self, config: TrainConfig, model: nn.Module, store: dist.Store | None = None
    ) -> Iterator[Place]:
        """Join the group; waits until all have come. Gives the place to train at.

        Args:
            config, model: as for :func:`~mnist_core.training.train`.
            store: where the ranks find each other; by default where ``torchrun`` says.

        Raises:
            DeviceError: as :func:`choose_shared_place`.
        """
        place = choose_shared_place(config, model, self.here, self.local)
        backend = "gloo"
        if place.device.type == "cuda":
            torch.cuda.set_device(place.device)
            backend = "nccl"
        if store is None:
            dist.init_process_group(backend)
        else:
            dist.init_process_group(
                backend, store=store, rank=self.rank, world_size=self.ranks
            )
        try:
            yield place
        finally:
            dist.destroy_process_group()


def choose_shared_place(
    config: TrainConfig, model: nn.Module, processes: int, local: int = 0
) -> Place:
    """Where one of several processes on this machine trains.

    Gradients are averaged by NCCL, which wants a GPU for each process, or by gloo, on
    the CPU.

    Args:
        config, model: as for :func:`~mnist_core.training.train`.
        processes: how many there are on this machine.
        local: which of them, from 0.

    Raises:
        DeviceError: there are too few GPUs or cores, no such device, or several
            processes cannot train this network, or not with this engine.
    """
    if config.engine not in ("auto", "autograd"):
        raise DeviceError(
            f"The {config.engine} engine is for one process. With several, use auto."
        )
    gpus = torch.cuda.device_count()
    if config.device == "cuda" or (config.device == "auto" and gpus >= processes):
        if gpus < processes:
            raise DeviceError(
                f"{processes} processes need a GPU each, and {gpus} are here. Use "
                "device cpu, or fewer processes."
            )
        device = torch.device("cuda", local)
        reason = f"{torch.cuda.get_device_name(local)}, one for each process"
    elif config.device in ("auto", "cpu"):
        device, reason = torch.device("cpu"), "as asked"
        if config.device == "auto":
            reason = "no NVIDIA GPU is here"
            if gpus:
                reason = f"{processes} processes need a GPU each, and {gpus} are here"
    else:
        choose_device(config.device)  # says so, if it is none
        raise DeviceError(
            f"Several processes train on auto, cpu or cuda, not on {config.device!r}."
        )
    cores = os.cpu_count() or 1
    if device.type == "cpu" and processes > EACH * cores:
        raise DeviceError(
            f"{processes} processes on {cores} {'core' if cores == 1 else 'cores'} "
            f"would only wait for each other, and fill the memory: use {EACH * cores} "
            "at most; as many as cores are enough."
        )
    choose_engine(model, replace(config, engine="autograd"), device)
    if why_not := DistributedEngine.unfit(model, config, device):
        raise DeviceError(
            f"The distributed engine {why_not}. Use one process, or another network."
        )
    return Place(device, DistributedEngine, reason)
