"""Measure how near the explorer's numbers come to PyTorch's, and write it down.

What stands in ``explorer/proof.json`` is what the page says of itself. Needs node and
the full data set. Run it again when the shipped weights or the engine change::

    python tools/proof.py
"""

import json
import math
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from mnist_core.data import Digits, load_mnist
from mnist_core.explorer import site_files
from mnist_core.models import Network, load_weights, logits_of
from mnist_core.storage import digest, load_tensors, write_atomically

ROOT = Path(__file__).parent.parent
PROOF = ROOT / "src" / "mnist_core" / "explorer" / "proof.json"


class Measured(NamedTuple):
    """What was found on N digits.

    Attributes:
        weights: the seal of the rounded ones.
        digits: how many.
        others: answers of the page that are not PyTorch's.
        logits: how far a logit of the page is from PyTorch's, at most.
        rounding: how far 16 bits move a logit of PyTorch's, at most.
        flips: how many of its answers they change.
    """

    weights: str
    digits: int
    others: int
    logits: float
    rounding: float
    flips: int


def measure(model: Network, digits: Digits) -> Measured:
    """Ask the page's network and PyTorch's, both with the weights the page loads."""
    packed = site_files(model, digits)["weights.safetensors"]
    with tempfile.TemporaryDirectory() as folder:
        weights, shown, said = (Path(folder) / name for name in "wds")
        weights = weights.with_suffix(".safetensors")
        weights.write_bytes(packed)
        digits.images.numpy().tofile(shown)
        script = ROOT / "tools" / "proof.js"
        subprocess.run(["node", script, weights, shown, said], check=True)
        page = np.fromfile(said).reshape(-1, 10)
        seal = digest(load_tensors(weights)[0], "")
        rounded = logits_of(load_weights(weights)[0], digits).numpy()
    whole = logits_of(model, digits).numpy()
    answers = rounded.argmax(1)
    return Measured(
        weights=seal,
        digits=len(digits),
        others=int((page.argmax(1) != answers).sum()),
        logits=float(np.abs(page - rounded).max()),
        rounding=float(np.abs(rounded - whole).max()),
        flips=int((answers != whole.argmax(1)).sum()),
    )


def above(value: float) -> float:
    """The next of 1, 2 or 5 times a power of ten: no less, and soon said."""
    power = math.floor(math.log10(value))
    candidates = [float(f"{k}e{power + up}") for up in (0, 1) for k in (1, 2, 5)]
    return next(c for c in candidates if c >= value)


def proof(found: Measured) -> dict[str, object]:
    """What the page says. Other machines add up in another order: a little is spare.

    Raises:
        ValueError: the page has another answer than PyTorch somewhere.
    """
    if found.others:
        raise ValueError(f"the page has another answer to {found.others} digits")
    return {
        "weights": found.weights,
        "digits": found.digits,
        "logits": above(1.2 * found.logits),
        "rounding": above(found.rounding),
        "flips": found.flips,
        "torch": torch.__version__.split("+")[0],
    }


def main() -> None:
    found = measure(load_weights()[0], load_mnist("full").test)
    print(*(f"{name}: {value}" for name, value in found._asdict().items()), sep="\n")
    text = json.dumps(proof(found), indent=2)
    write_atomically(PROOF, f"{text}\n".encode())
    print(f"written: {PROOF.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
