"""One training on several processes of this machine, started by one call."""

import pickle
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from torch import nn

from mnist_core.data import Digits
from mnist_core.errors import ConfigError, ProcessError
from mnist_core.models import Network, new_model
from mnist_core.training.config import TrainConfig
from mnist_core.training.group import choose_shared_place
from mnist_core.training.interrupt import HeldCtrlC
from mnist_core.training.loop import check_digits
from mnist_core.training.ranks import JOB, Ranks
from mnist_core.training.records import TrainResult


def train_together(
    digits: Digits,
    *,
    processes: int = 2,
    watch: Digits | None = None,
    model: nn.Module | None = None,
    config: TrainConfig | None = None,
    moments: Iterable[int] = (),
    checkpoint: str | Path | None = None,
    resume: bool = False,
    progress: bool = True,
) -> TrainResult:
    """Train a network on digits, with several processes that share each batch.

    It learns what :func:`~mnist_core.training.train` learns, but for the rounding of
    sums in another order, and its checkpoints may be resumed by the other. Each process
    has ``torch.get_num_threads() // processes`` threads, at least one.

    Args:
        digits, watch, model, config, moments, checkpoint, resume, progress: as for
            :func:`~mnist_core.training.train`.
        processes: how many, 1 or more. Each is a Python of its own, which takes some
            seconds to start.

    Returns:
        :class:`TrainResult`, as :func:`~mnist_core.training.train`; also after Ctrl-C.

    Raises:
        ConfigError: ``processes`` is no such number, or the network is defined in the
            program itself, where other processes cannot find it.
        CheckpointError: as :func:`~mnist_core.training.train`.
        KeyboardInterrupt: Ctrl-C was pressed before anything was learned.
        DeviceError: too few GPUs; or a network, such as one with batch norm or dropout,
            that several processes would train otherwise than one.
        ProcessError: a process died, and the message says what to resume from; or the
            temporary folder has no room for the job.
        ValueError: there are no digits.
    """
    config = config or TrainConfig()
    if isinstance(processes, bool) or not isinstance(processes, int) or processes < 1:
        raise ConfigError(
            f"processes must be a whole number, 1 or more, not {processes!r}."
        )
    check_digits(digits, watch)
    if model is None:
        model = new_model(config.seed)
    if any(type(module).__module__ == "__main__" for module in model.modules()):
        raise ConfigError(
            "Other processes cannot find a network that is defined in this program: "
            "put its class into a file of its own, and import it."
        )
    choose_shared_place(config, model, processes)
    path = Path(checkpoint) if checkpoint is not None else None
    job = {
        "digits": digits,
        "watch": watch,
        "model": model,
        "config": config,
        "moments": set(moments),
        "checkpoint": path,
        "resume": resume,
        "progress": progress,
    }
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        _write(Path(folder, JOB), pickle.dumps(job))
        with HeldCtrlC() as ctrl_c, Ranks(Path(folder), processes, progress) as ranks:
            found = ranks.result(ctrl_c, path)
        found["interrupted"] |= ctrl_c.pressed
    if found["interrupted"] and not found["steps"]:
        raise KeyboardInterrupt  # before anything was learned
    if isinstance(model, Network):
        model.card = None
    model.load_state_dict(found.pop("weights"))
    model.to(found["device"]).eval()
    return TrainResult(model=model, config=config, **found)


def _write(job: Path, content: bytes) -> None:
    try:
        job.write_bytes(content)
    except OSError as error:
        raise ProcessError(
            f"Cannot write the {len(content) / 1e6:.0f} MB of the job into "
            f"{job.parent.parent}: {error.strerror}. Free some space there, or name "
            "another folder in TMPDIR."
        ) from error
