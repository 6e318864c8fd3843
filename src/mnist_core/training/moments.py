"""Moments of a training run: at which steps to look, and what is kept of one."""

from collections.abc import Collection, Iterator
from itertools import pairwise

from torch import Tensor, nn

from mnist_core.training.config import TrainConfig

STRIDE = 128  # batches between two looks at the clock, the bar and Ctrl-C


def interesting_moments(
    count: int, config: TrainConfig, early: Collection[int] = (0, 1, 2, 5, 10, 20, 50)
) -> list[int]:
    """Step counts worth remembering, in order.

    Args:
        count: how many digits there are.
        config: epochs and batch size.
        early: steps near the beginning; 0 is untrained.

    Returns:
        The early ones, 100, 200, 400, ... within the first epoch, each epoch's end.
    """
    per_epoch = -(-count // config.batch_size)
    ends = range(per_epoch, per_epoch * config.epochs + 1, per_epoch)
    doubling = [100 * 2**i for i in range(20) if 100 * 2**i < per_epoch]
    return sorted({*early, *doubling, *ends})


def stretches(
    order: Tensor, batch_size: int, done: int, moments: Collection[int]
) -> Iterator[tuple[int, Tensor]]:
    """Cut one epoch at every STRIDE and every moment: (step reached, positions)."""
    per_epoch = -(-len(order) // batch_size)
    inside = {m - done for m in moments if done < m < done + per_epoch}
    cuts = sorted({per_epoch, *range(0, per_epoch, STRIDE), *inside})
    for start, stop in pairwise(cuts):
        yield done + stop, order[start * batch_size : stop * batch_size]


def weights_of(model: nn.Module) -> dict[str, Tensor]:
    """A copy of the model's state dict, on the CPU."""
    return {k: v.detach().cpu().clone() for k, v in model.state_dict().items()}
