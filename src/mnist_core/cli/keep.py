"""Where a trained network is kept: never in another's place, and always somewhere."""

import os
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from mnist_core.errors import WeightsError

if TYPE_CHECKING:
    from mnist_core.models import ModelCard, Network


def save(
    output: Path, model: "Network", card: "ModelCard", force: bool
) -> tuple[Path, str]:
    """Save a network, if need be elsewhere.

    Returns:
        The path, and why it is not the one asked for.
    """
    try:
        path = _save_beside(output, model, card, force)
    except WeightsError as error:
        for folder in (Path(os.path.expanduser("~")), Path(gettempdir())):
            with suppress(WeightsError):
                path = _save_beside(folder / output.name, model, card, False)
                return path, f"{error} So it is saved elsewhere."
        raise
    if path == output:
        return path, ""
    return path, f"{output} was written by somebody else meanwhile, and is left alone."


def _save_beside(
    output: Path, model: "Network", card: "ModelCard", force: bool
) -> Path:
    """Save a network; where another came first, under the next free name."""
    from mnist_core.models import save_weights

    for number in count(1):
        tail = f"-{number}" if number > 1 else ""
        path = output.with_name(f"{output.stem}{tail}{output.suffix}")
        try:
            save_weights(path, model, card, replace=force)
        except FileExistsError:
            continue
        return path
    raise AssertionError("numbers do not end")
