"""The bar that shows how far training is."""

from typing import TYPE_CHECKING

from mnist_core.config import TrainConfig

if TYPE_CHECKING:
    from mnist_core.training import EpochRecord


class ProgressBar:
    """The progress bar: steps, and the last epoch's record beside them."""

    def __init__(
        self, config: TrainConfig, per_epoch: int, done: int, progress: bool
    ) -> None:
        from tqdm.auto import tqdm

        self.per_epoch, self.epochs = per_epoch, config.epochs
        self.bar = tqdm(
            total=config.epochs * per_epoch,
            initial=done * per_epoch,
            unit=" steps",
            disable=not progress,
            desc=self._name(done + 1),
        )

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.close()

    def _name(self, epoch: int) -> str:
        return f"epoch {min(epoch, self.epochs)}/{self.epochs}"

    def advance(self, step: int) -> None:
        self.bar.update(step - self.bar.n)

    def show(self, record: "EpochRecord") -> None:
        words = f"loss {record.train_loss:.4f}, train {record.train_accuracy:.2%}"
        if record.watch_accuracy is not None:
            words += f", watch {record.watch_accuracy:.2%}"
        self.bar.set_postfix_str(f"{words}, {record.seconds:.2f} s")
        self.bar.set_description(self._name(record.epoch + 1))
