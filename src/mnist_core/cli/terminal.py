"""What the command line says, and how it ends when something goes wrong."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO

import click

from mnist_core.errors import MnistCoreError

if TYPE_CHECKING:
    import numpy as np

    from mnist_core.data import MNIST, Digits

EXIT_ERROR = 2  # something the user can put right
EXIT_INTERRUPTED = 130  # Ctrl-C, as shells number it


def print_confusion(confusion: "np.ndarray") -> None:
    """Accuracy, the (10, 10) counts with accuracy by digit, the commonest mistakes."""
    from mnist_core.metrics import accuracy, most_confused, per_class_accuracy

    click.echo(f"\nAccuracy: {accuracy(confusion):.2%}\n")
    click.echo("Rows: the true digit. Columns: what the network said.")
    click.echo("      " + "".join(f"{k:>6}" for k in range(10)) + "   right")
    rows = zip(confusion, per_class_accuracy(confusion), strict=True)
    for k, (row, share) in enumerate(rows):
        cells = "".join(f"{n or '.':>6}" for n in row)
        click.echo(f"{k:>6}{cells} {share:>7.2%}")
    pairs = ", ".join(
        f"{t} taken for {p} ({n})" for t, p, n in most_confused(confusion)
    )
    click.echo(f"\nMost confused: {pairs or 'nothing'}.")


def words(digits: "Digits | MNIST") -> str:
    """A data set in words, saying which source it is from."""
    origin = {"full": "MNIST", "sample": "the embedded sample of MNIST"}[digits.source]
    if hasattr(digits, "train"):  # both halves
        count = f"{len(digits.train):,} to train on, {len(digits.test):,} to test on"
        return f"{count}, from {origin}"
    return f"{len(digits):,} test digits of {origin}"


def say(message: str, err: bool = False) -> None:
    """Talk that nothing hangs on: where it cannot be heard, the work goes on.

    A closed pipe, a full disk under a log: the rest of that stream is let go.
    """
    stream = sys.stderr if err else sys.stdout
    try:
        click.echo(message, err=err)
    except (OSError, ValueError):
        silence(stream)


def silence(stream: TextIO | None) -> None:
    """Lead a stream nowhere: what it still holds could not be written at the end."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def muted() -> Iterator[None]:
    """While a library works that writes to the terminal by itself, as libtiff does."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # closed: nobody hears it anyway
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def complain(error: object) -> None:
    """One line on stderr, whatever the message looked like."""
    say(f"Error: {' '.join(str(error).split())}", err=True)


def show_warning(message: Warning | str, *_: object, **__: object) -> None:
    """A warning as one line, in place of Python's two with a line of code."""
    say(f"Note: {' '.join(str(message).split())}", err=True)


def guarded(command: Callable[[], Any]) -> int:
    """Run a command; returns the exit status. Never a traceback a user can cause."""
    try:
        return command() or 0
    except click.ClickException as error:  # a wrong flag, command or value
        context = getattr(error, "ctx", None)
        hint = f" See: {context.command_path} --help" if context else ""
        complain(f"{error.format_message()}{hint}")
        return EXIT_ERROR
    except MnistCoreError as error:
        complain(error)
        return EXIT_ERROR
    except (KeyboardInterrupt, click.Abort):
        say("Stopped.", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # `| head` has read enough
        silence(sys.stdout)
        return 0
    except OSError as error:
        complain(f"{error.strerror or error} ({error.filename or 'no file'})")
        return EXIT_ERROR
    except Exception as error:
        if _was_stopped(error):  # in the middle of somebody else's import, say
            say("Stopped.", err=True)
            return EXIT_INTERRUPTED
        if not isinstance(error, MemoryError | RuntimeError):
            raise  # ours, and worth its traceback
        if isinstance(error, RuntimeError) and "alloc" not in str(error).lower():
            raise  # ours, and worth its traceback
        complain("There is not enough memory. Use a smaller --batch-size.")
        return EXIT_ERROR


def _was_stopped(error: BaseException | None) -> bool:
    """Whether Ctrl-C is what it came from: libraries make other errors of it."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False
