"""Training: what is recorded, what can be interrupted, what can be resumed.

``train()`` knows nothing of gradients. It draws the order of the digits, hands it
to an engine (:mod:`mnist_core.training.engines`), and writes down how it went.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import torch
from torch import nn

from mnist_core.data import Digits
from mnist_core.models import Network, evaluate, identity_of, new_model
from mnist_core.training.chance import Chance
from mnist_core.training.checkpoint import Checkpoint, find_checkpoint, save_checkpoint
from mnist_core.training.config import TrainConfig
from mnist_core.training.denormals import flushed_denormals
from mnist_core.training.engines import Tally
from mnist_core.training.interrupt import HeldCtrlC
from mnist_core.training.moments import stretches, weights_of
from mnist_core.training.place import Place, choose_place
from mnist_core.training.progress import ProgressBar
from mnist_core.training.records import EpochRecord, Moment, TrainResult


def train(
    digits: Digits,
    *,
    watch: Digits | None = None,
    model: nn.Module | None = None,
    config: TrainConfig | None = None,
    place: Place | None = None,
    on_epoch: Callable[[EpochRecord], None] | None = None,
    moments: Iterable[int] = (),
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
        place: where to compute, if that was chosen already (see
            :func:`~mnist_core.training.choose_place`).
        on_epoch: called with each :class:`EpochRecord` when its epoch is over.
        moments: step counts at which to remember the weights (0: untrained). See
            :func:`interesting_moments`.
        checkpoint: file that is replaced after each epoch, for ``resume``.
        resume: go on from ``checkpoint`` if that file exists. Stopped anywhere and
            resumed, a run ends with the same weights to the bit as one never
            stopped: on the CPU, with the same engine, machine and thread count.
            That holds for networks that draw random numbers, too: from torch's
            global generators, which are the run's own while it lasts.
            Moments before the resumed epoch are not remembered again.
        progress: show a progress bar.

    Returns:
        :class:`TrainResult`. Ctrl-C ends training early and returns what was
        learned; an epoch whose steps are all taken is finished first.

    Raises:
        CheckpointError: the checkpoint is damaged, belongs to another run, or is
            there already and ``resume`` is false.
        DeviceError: no such device or engine.
        ValueError: there are no digits.
    """
    config, moments = config or TrainConfig(), set(moments)
    check_digits(digits, watch)
    if model is None:
        model = new_model(config.seed)
    place = place or choose_place(config, model)
    path = Path(checkpoint) if checkpoint is not None else None
    saved = find_checkpoint(path, resume)
    if saved is not None:
        saved.check_matches(path, config, digits, model)

    with Run(digits, watch, model, config, place, moments, saved, progress) as run:
        while len(run.history) < config.epochs:
            record = run.epoch()
            if path is not None and run.engine.leads:
                save_checkpoint(path, run.checkpoint())
            if on_epoch is not None:
                on_epoch(record)
    return run.result()


def check_digits(digits: Digits, watch: Digits | None) -> None:
    """See that there are digits to learn from, and to watch, if any are to be.

    Raises:
        ValueError: there are none.
    """
    if not len(digits):
        raise ValueError("there are no digits to train on")
    if watch is not None and not len(watch):
        raise ValueError("there are no digits to watch: give some, or None")


class Run:
    """A training run under way: what it works on, and what it has written down.

    It is a context: Ctrl-C ends it early, and what was learned by then is kept.

    Args:
        digits, watch, model, config, place, moments: as for :func:`train`.
        saved: the checkpoint it goes on from, if any.
        progress: whether to show a bar.
    """

    def __init__(
        self,
        digits: Digits,
        watch: Digits | None,
        model: nn.Module,
        config: TrainConfig,
        place: Place,
        moments: Collection[int],
        saved: Checkpoint | None,
        progress: bool,
    ) -> None:
        self.digits, self.watch, self.model = digits, watch, model
        self.config, self.place, self.asked = config, place, moments
        self.history = [EpochRecord(**r) for r in saved.history] if saved else []
        self.moments: list[Moment] = []
        self.steps_per_epoch = -(-len(digits) // config.batch_size)
        self.interrupted = False
        if isinstance(model, Network):
            model.card = None  # what it was before is no longer true
        if saved is not None:
            model.load_state_dict(dict(saved.weights))
        model.to(place.device)
        self.engine = place.engine(model, digits, config, place.device)
        self.ctrl_c = HeldCtrlC()
        self.chance = Chance(config.seed, place.device)
        self.bar = ProgressBar(
            config.epochs,
            self.steps_per_epoch,
            done=len(self.history),
            how=f"{place.engine.name} on {place.device}",
            shown=progress and self.engine.leads,
        )
        self.saved = saved

    def __enter__(self) -> "Run":
        with ExitStack() as held:
            for one in (self.bar, self.ctrl_c, self.chance):
                held.enter_context(one)
            if self.saved is not None:
                self.engine.load_state(self.saved.optimizer)
                self.chance.load_state(self.saved.generators)
            elif 0 in self.asked:
                self.remember(0)
            self._held = held.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        with self._held:
            self.engine.write_to_model()
        # It may have come after the last stretch, when nothing was left to end.
        self.interrupted = kind is KeyboardInterrupt or self.ctrl_c.pressed
        return kind is KeyboardInterrupt

    def epoch(self) -> EpochRecord:
        """One pass through all digits, in a new order; then a look at the watched."""
        number = len(self.history) + 1
        order = torch.randperm(len(self.digits), generator=self.chance.order)
        done = (number - 1) * self.steps_per_epoch
        tally, seconds = Tally(), 0.0
        with flushed_denormals():
            for step, stretch in stretches(
                order, self.config.batch_size, done, self.asked
            ):
                if self.engine.agree(self.ctrl_c.pressed):
                    raise KeyboardInterrupt
                start = perf_counter()
                tally += self.engine.run(stretch)
                seconds += perf_counter() - start
                self.bar.advance(step)
                if step in self.asked:
                    self.engine.write_to_model()
                    self.remember(step)
        self.engine.write_to_model()
        seen = evaluate(self.model, self.watch) if self.watch is not None else None
        record = EpochRecord(
            epoch=number,
            train_loss=tally.loss_sum / tally.count,
            train_accuracy=tally.correct / tally.count,
            watch_loss=seen.loss if seen else None,
            watch_accuracy=seen.accuracy if seen else None,
            seconds=seconds,
        )
        self.history.append(record)
        self.bar.show(record)
        return record

    def remember(self, step: int) -> None:
        """Keep the model's weights of this moment."""
        self.moments.append(Moment(step, weights_of(self.model)))

    def checkpoint(self) -> Checkpoint:
        """All that it takes to go on from the end of this epoch."""
        return Checkpoint(
            config=self.config,
            data=self.digits.digest,
            identity=identity_of(self.model),
            weights=weights_of(self.model),
            optimizer=self.engine.state(),
            generators=self.chance.state(),
            history=tuple(asdict(record) for record in self.history),
        )

    def result(self) -> TrainResult:
        """What came of it."""
        self.model.eval()
        return TrainResult(
            model=self.model,
            history=tuple(self.history),
            moments=tuple(self.moments),
            config=self.config,
            device=self.place.device,
            engine=self.place.engine.name,
            reason=self.place.reason,
            steps=self.engine.taken,
            interrupted=self.interrupted,
        )
