"""The processes of one training: started, watched, and ended with it.

Each says what came of it on its standard output, which takes no room on any disk.
"""

import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from os import environ, pathsep
from pathlib import Path
from typing import Any

import torch

from mnist_core.errors import CheckpointError, ProcessError
from mnist_core.training.checkpoint import Checkpoint
from mnist_core.training.interrupt import HeldCtrlC

# Files in the folder that all ranks share.
JOB, STORE, BEGUN = "job", "store", "begun"
OUTCOME = b"\0outcome\0"  # what a rank says before it: a library may say more
PATIENCE = 3.0  # seconds for the others to end by themselves, when one has failed
PAUSE = 0.02  # seconds between two looks at them


class Ranks:
    """So many Pythons with one job. None of them outlives this context.

    Each is in a session of its own, where Ctrl-C does not reach it, and ends when its
    standard input does: with us, however we end.

    Args:
        folder: holds the job.
        count: how many.
        bar: whether rank 0 shows one.
    """

    def __init__(self, folder: Path, count: int, bar: bool) -> None:
        self.folder, self.count, self.bar = folder, count, bar
        self.processes: list[subprocess.Popen] = []
        self.said: list[Future[bytes]] = []
        self.readers = ThreadPoolExecutor(count)

    def __enter__(self) -> "Ranks":
        try:
            for rank in range(self.count):
                self.processes.append(self._start(rank))
                said = self.readers.submit(self.processes[rank].stdout.read)
                self.said.append(said)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.stdin.close()
            process.wait()
        self.readers.shutdown()
        for process in self.processes:
            process.stdout.close()

    def _start(self, rank: int) -> subprocess.Popen:
        there = {
            "PYTHONPATH": pathsep.join(p for p in sys.path if p),
            "OMP_NUM_THREADS": str(max(1, torch.get_num_threads() // self.count)),
            "TORCH_CPP_LOG_LEVEL": "FATAL",  # we say ourselves who died
        }
        # -P: what lies in the working folder is not taken for a library.
        program = [sys.executable, "-P", "-m", "mnist_core.training.rank"]
        return subprocess.Popen(
            [*program, str(self.folder), str(rank), str(self.count)],
            env=environ | there,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if rank else None,  # rank 0 shows the bar
            start_new_session=True,
        )

    def result(self, ctrl_c: HeldCtrlC, checkpoint: Path | None) -> dict[str, Any]:
        """Wait for the end; what rank 0 left behind.

        Args:
            ctrl_c: where Ctrl-C is noted; rank 0 is told.
            checkpoint: of this training, for the words if a rank dies.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed before training began.
            MnistCoreError: what a rank raised, or :class:`ProcessError`: one has died.
        """
        told = False
        while any(codes := self._codes()) or None in codes:
            if ctrl_c.pressed and not (self.folder / BEGUN).exists():
                raise KeyboardInterrupt  # nothing is lost, whoever it has ended
            if any(codes):
                raise self._reason(codes, checkpoint)
            if ctrl_c.pressed and not told:
                told = True
                self._tell_to_stop()
            time.sleep(PAUSE)
        return self._outcome(0)

    def _codes(self) -> list[int | None]:
        """Exit status of each rank; None while it runs."""
        return [process.poll() for process in self.processes]

    def _tell_to_stop(self) -> None:
        """Rank 0 passes it on, where all ranks look up from their work."""
        with suppress(OSError):  # it may have just ended
            self.processes[0].stdin.write(b".")
            self.processes[0].stdin.flush()

    def _outcome(self, rank: int) -> Any:
        """Its result, or the exception that ended it; None if it had no time to say."""
        try:
            return pickle.loads(self.said[rank].result().partition(OUTCOME)[2])
        except (EOFError, pickle.UnpicklingError):
            return None

    def _reason(
        self, codes: list[int | None], checkpoint: Path | None
    ) -> BaseException:
        """Why it failed: a death that nobody announced, or the first error."""
        for rank, code in enumerate(codes):
            if code and self._outcome(rank) is None:
                self._let_others_end()
                if self.bar and rank == 0:  # it left off in the middle of a line
                    with suppress(OSError, ValueError, AttributeError):
                        sys.stderr.write("\n")
                return ProcessError(self._obituary(rank, code, checkpoint))
        errors = [self._outcome(k) for k, code in enumerate(codes) if code]
        self._let_others_end()
        # That another one has ended is what the others say, not the one at fault.
        return min(errors, key=lambda error: isinstance(error, ProcessError))

    def _let_others_end(self) -> None:
        """They notice that one is gone, and take away the bar."""
        late = time.monotonic() + PATIENCE
        while None in self._codes() and time.monotonic() < late:
            time.sleep(PAUSE)

    def _obituary(self, rank: int, code: int, checkpoint: Path | None) -> str:
        how = signal.Signals(-code).name if code < 0 else f"status {code}"
        who = f"Process {rank + 1} of {self.count} died ({how})"
        try:
            kept = Checkpoint.load(checkpoint) if checkpoint is not None else None
        except CheckpointError:
            kept = None
        if kept is None:
            return f"{who}, and no checkpoint was kept to resume from."
        done = len(kept.history)
        return (
            f"{who}: resume from the checkpoint {checkpoint}, which holds {done} "
            f"{'epoch' if done == 1 else 'epochs'}."
        )
