"""Signals: Ctrl-C and SIGKILL at random instants of every command.

Ctrl-C ends a command in silence or with one word, and what was trained is saved. After
a SIGKILL training goes on from its checkpoint, and ends as if nothing had been.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from benchmarks.torture.scenes import photo
from benchmarks.torture.tally import Try
from mnist_core.data import load_mnist
from mnist_core.errors import MnistCoreError
from mnist_core.models import load_weights

PRESSED, KILLED = 100, 30
AT_ONCE = 2
LONGEST = 300.0  # seconds, on a busy machine

PROGRAM = [sys.executable, "-m", "mnist_core"]
SAMPLE = ["--source", "sample"]
TRAIN = ["train", *SAMPLE, "--epochs", "40", "--device", "cpu", "-o", "net.safetensors"]
COMMANDS: list[list[str]] = [
    ["info"],
    TRAIN,
    [*TRAIN, "--checkpoint", "run.ckpt"],
    ["run", *SAMPLE, "--epochs", "10", "-o", "net.safetensors", "--save", "film.gif",
     "--count", "3"],
    ["evaluate", *SAMPLE],
    ["visualize", *SAMPLE, "--save", "film.gif", "--count", "4"],
    ["predict", "photo.jpg", "--save", "panels.png"],
    ["explore", *SAMPLE, "--no-browser"],
    ["explore", *SAMPLE, "--single-file", "page.html"],
    ["export-explorer", "site", *SAMPLE],
]  # fmt: skip
FRONT_PAGE = "index.html"


def tries(seed: int, share: float) -> Iterator[Try]:
    """Two at once: a busy machine is where instants are met that are short."""
    # What a shell starts in the background ignores Ctrl-C, and hands that on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    chance = random.Random(seed)
    presses = [
        (COMMANDS[k % len(COMMANDS)], chance.choice([0.1, 0.5, 2, 4]) * chance.random())
        for k in range(max(1, round(share * PRESSED)))
    ]
    kills = [4 * chance.random() for _ in range(max(1, round(share * KILLED)))]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        straight = Path(folder)
        _run(straight, [*TRAIN, "--checkpoint", "run.ckpt"]).wait(LONGEST)
        right = load_weights(straight / "net.safetensors")[0].state_dict()
        yield from pool.map(lambda p: pressed(*p), presses)
        yield from pool.map(lambda after: killed(after, right), kills)


def _run(folder: Path, arguments: list[str]) -> subprocess.Popen:
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=folder,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _last_words(program: subprocess.Popen[str]) -> str | None:
    """What it says on stderr until it ends; None if it does not end."""
    try:
        return program.communicate(timeout=LONGEST)[1]
    except subprocess.TimeoutExpired:
        program.kill()
        program.communicate()
        return None


def listens(pid: int) -> bool:
    """Whether it looks after SIGTERM (Linux says so), as Python by itself never does.

    Before our first lines have run, and after our last, what is said is Python's own.
    """
    said = Path(f"/proc/{pid}/status").read_text()
    caught = next(line for line in said.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def pressed(arguments: list[str], after: float) -> Try:
    """Ctrl-C (or, every third time, SIGTERM) so many seconds after the start."""
    kind = f"signals: Ctrl-C in {arguments[0]}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        digit = load_mnist("sample").test.images[0].numpy()
        (folder / "photo.jpg").write_bytes(photo("plain paper", digit, 0).fp.getvalue())
        program = _run(folder, arguments)
        time.sleep(after)
        number = signal.SIGTERM if int(after * 1000) % 3 == 0 else signal.SIGINT
        ours = program.poll() is not None or listens(program.pid)
        program.send_signal(number)
        said = _last_words(program)
        if said is None:
            return Try(kind, f"after {after:.3f} s: it does not end", "hangs")
        status = program.returncode
        where = f"after {after:.3f} s, status {status}: "
        if not ours and (status == -number or "KeyboardInterrupt" in said):
            return Try(kind, _left(folder, where), "Python was not up")
        if "Traceback" in said or "Exception ignored" in said:
            return Try(kind, where + said[-250:], "traceback")
        if status not in (0, 130):
            return Try(kind, where + said[-250:], f"status {status}")
        return Try(kind, _left(folder, where), "stopped" if status else "done")


def _left(folder: Path, where: str) -> str:
    """What is wrong with the files that are there."""
    parts = [path.name for path in folder.rglob("*.part")]
    if parts:
        return f"{where}{parts} left behind"
    for path in folder.glob("*.safetensors"):
        try:
            load_weights(path)
        except MnistCoreError as error:
            return f"{where}{error}"
    site = folder / "site"
    if site.exists() and not (site / FRONT_PAGE).exists():
        return f"{where}half a site"
    return ""


def killed(after: float, right: dict[str, torch.Tensor]) -> Try:
    """SIGKILL so many seconds after the start; then on from the checkpoint."""
    kind = "signals: SIGKILL, then --resume"
    arguments = [*TRAIN, "--checkpoint", "run.ckpt", "--resume", "--force"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = _run(folder, arguments)
        time.sleep(after)
        program.kill()
        program.communicate()
        how = "from a checkpoint" if (folder / "run.ckpt").exists() else "anew"
        program = _run(folder, arguments)
        said = _last_words(program)
        if said is None:
            return Try(kind, f"after {after:.3f} s: it does not end", "hangs")
        if program.returncode:
            return Try(kind, f"after {after:.3f} s: {said[-250:]}", "broken")
        state = load_weights(folder / "net.safetensors")[0].state_dict()
        same = all(torch.equal(state[name], tensor) for name, tensor in right.items())
        return Try(kind, "" if same else f"after {after:.3f} s: other weights", how)
