"""One of several processes that train together: ``python -m mnist_core.training.rank``.

:class:`~mnist_core.training.ranks.Ranks` starts it, with a folder that holds the job.
"""

import os
import pickle
import signal
import sys
import traceback
import warnings
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import torch.distributed as dist

from mnist_core.errors import MnistCoreError
from mnist_core.stopping import STOPPING
from mnist_core.training.engines.distributed import ASKED_TO_STOP
from mnist_core.training.group import Seat
from mnist_core.training.loop import train
from mnist_core.training.moments import weights_of
from mnist_core.training.ranks import BEGUN, JOB, OUTCOME, STORE


def main(folder: Path, rank: int, ranks: int) -> None:
    """Do the job, say on standard output what came of it, and end: with status 0 if it
    went well."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)  # we are told otherwise
    Thread(target=_listen, daemon=True).start()
    warnings.showwarning = _note
    outcome: dict[str, Any] | BaseException
    try:
        outcome = _work(folder, Seat(rank, ranks, rank, ranks))
    except MnistCoreError as error:
        outcome = error
    except BaseException:
        outcome = RuntimeError(
            f"In process {rank + 1} of {ranks}:\n{traceback.format_exc()}"
        )
    with suppress(BrokenPipeError), open(1, "wb") as told:
        told.write(OUTCOME + pickle.dumps(outcome))
    os._exit(isinstance(outcome, BaseException))  # without waiting for other ranks


def _work(folder: Path, seat: Seat) -> dict[str, Any]:
    """Train; rank 0 alone looks at the watched digits, and has a result to tell."""
    job = pickle.loads((folder / JOB).read_bytes())
    if seat.rank:
        job["watch"] = None
    digits, config, model = job.pop("digits"), job["config"], job["model"]
    store = dist.FileStore(str(folder / STORE), seat.ranks)
    with seat.joined(config, model, store) as place:
        (folder / BEGUN).touch()
        result = train(digits, place=place, **job)
    if seat.rank:
        return {}
    told = ("history", "moments", "device", "engine", "reason", "steps", "interrupted")
    return {
        "weights": weights_of(result.model),
        **{name: getattr(result, name) for name in told},
    }


def _listen() -> None:
    """A byte from those who started us is Ctrl-C. Silence for ever is their death."""
    while os.read(0, 1):
        ASKED_TO_STOP.set()
    os._exit(1)


def _note(message: Warning | str, *_: object, **__: object) -> None:
    """A warning in one line, under the bar."""
    print(f"Note: {' '.join(str(message).split())}", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
