"""The bar that shows how far training is. It is only talk: no run ends for its sake."""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from mnist_core.training.records import EpochRecord


def only_talk(method: Callable[..., Any]) -> Callable[..., None]:
    """Where nobody can be told (stderr is closed, or its disk full), nobody is."""

    @wraps(method)
    def told(*arguments: Any, **named: Any) -> None:
        with suppress(OSError, ValueError):
            method(*arguments, **named)

    return told


class ProgressBar:
    """Steps taken, on which device, and the last epoch's record beside them.

    Args:
        epochs: how many there will be.
        per_epoch: steps in each.
        done: epochs done before.
        how: engine and device, in words.
        shown: whether to show anything at all.
    """

    def __init__(
        self, epochs: int, per_epoch: int, *, done: int, how: str, shown: bool
    ) -> None:
        from tqdm.auto import tqdm

        self.epochs, self.how = epochs, how
        how_far = {"total": epochs * per_epoch, "initial": done * per_epoch}
        look = {"unit": " steps", "desc": self._name(done + 1)}
        try:
            hidden = not shown or sys.stderr is None
            self.bar = tqdm(**how_far, **look, disable=hidden)
        except (OSError, ValueError):
            self.bar = tqdm(**how_far, disable=True)

    def __enter__(self) -> "ProgressBar":
        return self

    @only_talk
    def __exit__(self, *_: object) -> None:
        self.bar.close()

    def _name(self, epoch: int) -> str:
        return f"{self.how}, epoch {min(epoch, self.epochs)}/{self.epochs}"

    @only_talk
    def advance(self, step: int) -> None:
        """So many steps are taken in all."""
        self.bar.update(step - self.bar.n)

    @only_talk
    def show(self, record: EpochRecord) -> None:
        """An epoch is over."""
        words = f"loss {record.train_loss:.4f}, train {record.train_accuracy:.2%}"
        if record.watch_accuracy is not None:
            words += f", watched {record.watch_accuracy:.2%}"
        self.bar.set_postfix_str(f"{words}, {record.seconds:.2f} s")
        self.bar.set_description(self._name(record.epoch + 1))
