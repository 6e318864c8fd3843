"""Training: what is recorded, what can be interrupted, what can be resumed.

``train()`` knows nothing of gradients. It draws the order of the digits, hands it
to an engine (:mod:`mnist_core.engines`), and writes down how it went.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import torch
from torch import Tensor, nn

from mnist_core.training.checkpoint import Checkpoint, find_checkpoint, save_checkpoint
from mnist_core.training.config import TrainConfig, choose_device
from mnist_core.data import Digits
from mnist_core.training.denormals import flushed_denormals
from mnist_core.training.engines import ENGINES, Tally, choose_engine
from mnist_core.training.interrupt import HeldCtrlC
from mnist_core.metrics import Evaluation, evaluate
from mnist_core.models import MLP
from mnist_core.training.progress import ProgressBar

__all__ = [
    "EpochRecord",
    "Moment",
    "TrainConfig",
    "TrainResult",
    "interesting_moments",
    "new_model",
    "train",
]

STRIDE = 128  # batches between two looks at the clock, the bar and Ctrl-C


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
        interrupted: whether Ctrl-C ended it early.
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


def train(
    digits: Digits,
    *,
    watch: Digits | None = None,
    model: nn.Module | None = None,
    config: TrainConfig | None = None,
    on_epoch: Callable[[EpochRecord], None] | None = None,
    moments: Collection[int] = (),
    checkpoint: str | Path | None = None,
    resume: bool = False,
    progress: bool = True,
) -> TrainResult:
    """Train a network on digits.

    The first weights and the order of the digits are drawn on the CPU from
    ``config.seed``, so they are the same on every device.

    Args:
        digits: what to learn from.
        watch: digits to measure after each epoch (usually the test digits). They
            are only looked at: nothing in training depends on them.
        model: a network to train in place; by default a new
            :class:`~mnist_core.models.MLP`.
        config: the settings; by default ``TrainConfig()``.
        on_epoch: called with each :class:`EpochRecord` when its epoch is over.
        moments: step counts at which to remember the weights (0: untrained). See
            :func:`interesting_moments`.
        checkpoint: file that is replaced after each epoch, for ``resume``.
        resume: go on from ``checkpoint`` if that file exists. Stopped anywhere and
            resumed, a run ends with the same weights to the bit as one never
            stopped: on the CPU, with the same engine, machine and thread count.
            Moments before the resumed epoch are not remembered again.
        progress: show a progress bar.

    Returns:
        :class:`TrainResult`. Ctrl-C ends training early and returns what was
        learned.

    Raises:
        CheckpointError: the checkpoint is damaged, belongs to another run, or is
            there already and ``resume`` is false.
        DeviceError: no such device or engine.
        ValueError: there are no digits.
    """
    config = config or TrainConfig()
    if not len(digits):
        raise ValueError("there are no digits to train on")
    device, reason = choose_device(config.device)
    generator = torch.Generator().manual_seed(config.seed)
    if model is None:
        model = new_model(config.seed)
    engine_name = choose_engine(config.engine, model, device)
    path = Path(checkpoint) if checkpoint is not None else None
    saved = find_checkpoint(path, resume)
    if saved is not None:
        saved.check_matches(path, config, digits.digest, model)
        model.load_state_dict(dict(saved.weights))
        generator.set_state(saved.generator)

    model.to(device)
    history = [EpochRecord(**record) for record in saved.history] if saved else []
    remembered: list[Moment] = []
    per_epoch = -(-len(digits) // config.batch_size)
    interrupted = False

    bar = ProgressBar(
        config.epochs,
        per_epoch,
        done=len(history),
        how=f"{engine_name} on {device}",
        shown=progress,
    )
    with bar, HeldCtrlC() as ctrl_c:
        engine = ENGINES[engine_name](model, digits, config, device)
        if saved is not None:
            engine.load_state(saved.adam)
        try:
            if 0 in moments and not history:
                remembered.append(_moment(0, model))
            for epoch in range(len(history) + 1, config.epochs + 1):
                order = torch.randperm(len(digits), generator=generator)
                done, tally, seconds = (epoch - 1) * per_epoch, Tally(), 0.0
                with flushed_denormals():
                    for step, piece in _pieces(order, config.batch_size, done, moments):
                        start = perf_counter()
                        tally += engine.run(piece)
                        seconds += perf_counter() - start
                        bar.advance(step)
                        if step in moments:
                            engine.write_to_model()
                            remembered.append(_moment(step, model))
                        ctrl_c.act()
                engine.write_to_model()
                seen = evaluate(model, watch) if watch is not None else None
                record = _record(epoch, tally, seconds, seen)
                history.append(record)
                bar.show(record)
                if path is not None:
                    now = Checkpoint(
                        config=config,
                        data=digits.digest,
                        weights=_moment(step, model).weights,
                        adam=engine.state(),
                        generator=generator.get_state(),
                        history=tuple(asdict(record) for record in history),
                    )
                    save_checkpoint(path, now)
                if on_epoch is not None:
                    on_epoch(record)
        except KeyboardInterrupt:
            interrupted = True
            engine.write_to_model()
        steps = engine.taken
    model.eval()
    return TrainResult(
        model=model,
        history=tuple(history),
        moments=tuple(remembered),
        config=config,
        device=device,
        engine=engine_name,
        reason=reason,
        steps=steps,
        interrupted=interrupted,
    )


def new_model(seed: int) -> MLP:
    """An untrained network; the same seed gives the same weights everywhere.

    Torch's global generator is left as it was.
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        return MLP()


def interesting_moments(
    digits: int, config: TrainConfig, early: Collection[int] = (0, 1, 2, 5, 10, 20, 50)
) -> list[int]:
    """Step counts worth remembering: untrained, a few early ones, each epoch's end."""
    per_epoch = -(-digits // config.batch_size)
    ends = range(per_epoch, per_epoch * config.epochs + 1, per_epoch)
    doubling = [100 * 2**i for i in range(20) if 100 * 2**i < per_epoch]
    return sorted({*early, *doubling, *ends})


def _pieces(
    order: Tensor, batch_size: int, done: int, moments: Collection[int]
) -> Iterator[tuple[int, Tensor]]:
    """Cut one epoch at every STRIDE and every moment: (step reached, positions)."""
    per_epoch = -(-len(order) // batch_size)
    inside = {m - done for m in moments if done < m < done + per_epoch}
    cuts = sorted({0, per_epoch, *range(0, per_epoch, STRIDE), *inside})
    for start, stop in pairwise(cuts):
        yield done + stop, order[start * batch_size : stop * batch_size]


def _moment(step: int, model: nn.Module) -> Moment:
    weights = {k: v.detach().cpu().clone() for k, v in model.state_dict().items()}
    return Moment(step, weights)


def _record(
    epoch: int, tally: Tally, seconds: float, seen: Evaluation | None
) -> EpochRecord:
    return EpochRecord(
        epoch=epoch,
        train_loss=tally.loss_sum / tally.count,
        train_accuracy=tally.correct / tally.count,
        watch_loss=seen.loss if seen else None,
        watch_accuracy=seen.accuracy if seen else None,
        seconds=seconds,
    )
