"""Options: whatever is asked for, it is done, or refused in one line with status 2."""

import contextlib
import io
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.torture.scenes import photo
from benchmarks.torture.tally import Try
from mnist_core import cli
from mnist_core.data import load_mnist

COUNT = 560

WORDS = ["", " ", "-", "--", "0", "-1", "1", "2", "1e3", "1e400", "-0", "nan", "inf",
         "-inf", "NaN", "0x10", "1_0", "½", "９", "9" * 40, str(2**63 - 1), str(2**63),
         "true", "None", "a\tb", "ü", "🙂", "a" * 300, "../x", "/"]  # fmt: skip
FILES = ["net.safetensors", "net.pth", "there.png", "there.gif", "folder", "none/x.png",
         "new.png", "new.svg", "new.pdf", "new.html", "photo.jpg", "blank.png",
         "/dev/full", "/dev/null", "/dev/zero", "pipe", "~", "*.png", "text.png",
         "broken.safetensors", "🙂.png", "mlp", "-", "x" * 300]  # fmt: skip

COMMANDS: dict[str, list[str]] = {
    "train": ["--epochs", "--batch-size", "--learning-rate", "--seed", "--device",
              "--engine", "--source", "-o", "--force", "--checkpoint", "--resume"],
    "run": ["--epochs", "--seed", "--source", "-o", "--interval", "--save", "--count",
            "--force", "--theme"],
    "evaluate": ["--weights", "--source"],
    "visualize": ["--weights", "--source", "--start", "--mistakes", "--interval",
                  "--save", "--count", "--force", "--theme"],
    "explore": ["--weights", "--source", "--port", "--no-browser", "--force"],
    "export-explorer": ["--weights", "--source", "--force"],
    "predict": ["--weights", "--show", "--save", "--force", "--theme"],
    "info": [],
}  # fmt: skip
ALONE = {"--force", "--resume", "--mistakes", "--no-browser", "--show", "--help"}
GOOD = {"--device": ["auto", "cpu", "cuda", "mps", "cuda:9", "tpu"],
        "--engine": ["auto", "autograd", "buffered", "cuda-graph", "fast"],
        "--source": ["sample", "sample", "imagenet"],
        "--theme": ["light", "dark", "pink"],
        "--count": ["0", "1", "2", "-3", "x"]}  # fmt: skip
NAMES = {"-o", "--save", "--checkpoint", "--weights"}


def tries(seed: int, share: float) -> Iterator[Try]:
    """Commands with options drawn by lot, in a folder with all sorts of things."""
    chance = random.Random(seed)
    before = Path.cwd()
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):  # no window, wherever this runs
        os.environ.pop(name, None)
    for number in range(max(1, round(share * COUNT))):
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                _furnish(Path(folder))
                arguments = _drawn(chance, [*COMMANDS][number % len(COMMANDS)])
                yield Try(f"options: {arguments[0]}", *_ended(arguments))
            finally:
                os.chdir(before)


def _furnish(folder: Path) -> None:
    digit = load_mnist("sample").test.images[0].numpy()
    (folder / "photo.jpg").write_bytes(photo("plain paper", digit, 0).fp.getvalue())
    photo("blank", digit, 0).save(folder / "blank.png")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    for name in ("there.png", "there.gif", "text.png", "broken.safetensors", "net.pth"):
        (folder / name).write_text("This is text.")


def _drawn(chance: random.Random, command: str) -> list[str]:
    """One command line that comes to an end."""
    arguments = [command]
    several = min(chance.randint(0, 3), len(COMMANDS[command]))
    for option in chance.sample(COMMANDS[command], several):
        arguments.append(option)
        if option in ALONE:
            continue
        names = FILES if option in NAMES else GOOD.get(option, WORDS)
        arguments.append(chance.choice(names if chance.random() < 0.85 else WORDS))
    if command == "predict":
        some = chance.choice([["photo.jpg"], chance.sample(FILES, 2)])
        arguments += some
    if command in ("train", "run"):  # the last one counts; it ends soon
        lots = ["1", "1", "0", "-1", "x", "nan"]
        arguments += ["--epochs", chance.choice(lots), "--source", "sample"]
    elif command in ("evaluate", "visualize", "explore", "export-explorer"):
        arguments += ["--source", chance.choice(["sample", "sample", "none"])]
    if command == "visualize":
        arguments += ["--count", chance.choice(["1", "2", "0"])]
    if command == "explore":  # it would serve, without end
        arguments += ["--single-file", chance.choice(FILES)]
    if command == "export-explorer":
        arguments.append(chance.choice([*FILES, "site"]))
    if chance.random() < 0.1:
        arguments.append(
            chance.choice(["--nonsense", "-x", "extra", "--help", "--", "-"])
        )
    return arguments


def _ended(arguments: list[str]) -> tuple[str, str]:
    """What went wrong, and the status."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    shown = " ".join(arguments)
    status: object = None
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            cli.main(arguments)
    except SystemExit as ended:
        status = ended.code or 0
    except BaseException as error:
        return f"{shown}: {error!r}", "broken"
    err.flush()
    said = err.buffer.getvalue().decode()
    errors = [line for line in said.splitlines() if line.startswith("Error: ")]
    if status not in (0, 2):
        return f"{shown}: status {status}", f"status {status}"
    if "Traceback" in said:
        return f"{shown}: {said}", "broken"
    if (status == 2) != bool(errors):
        return f"{shown}: status {status}, said {said!r}", f"status {status}"
    return "", f"status {status}"
