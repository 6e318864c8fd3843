"""How soon: seconds of training on this machine to 99.0% and to 99.5%.

python -m benchmarks.marks

For each mark, ever longer trainings of the CNN are tried on the validation split, from
three starts each, until their median reaches the mark. That length then learns from all
training digits, from five starts, and each is asked about the test digits once. The
peer in the same run is the dense network with everything that helps it: it reaches the
lower mark, and never the upper one.
"""

import json
import statistics
from dataclasses import replace
from time import perf_counter
from typing import NamedTuple

from tqdm import tqdm

from benchmarks.better import RECIPES, RECORDED, Recipe, cnn, split
from benchmarks.timing import machine, report
from mnist_core.data import MNIST, load_mnist
from mnist_core.models import evaluate

MARKS = (0.99, 0.995)
LENGTHS = (1, 2, 3, 5, 8, 13)  # epochs
STILL = 3  # epochs; shorter ones see the digits as they are
TRIED, FINAL = 3, 5  # starts
PEER = "dense, everything"

# What others state, on their machines: not measured here.
STATED = {
    "PyTorch's example, 14 epochs, GTX 1660 Ti": ("99.19%", "172 s"),
    "train_mnist_fast, one epoch, GTX 1660 Ti": ("99.04%", "0.76 s"),
    "Keras' example, 12 epochs, GRID K520": ("99.25%", "192 s"),
}
SOURCES = "github.com/tuomaso/train_mnist_fast and Keras' mnist_cnn.py"


class Run(NamedTuple):
    """One training: the share it reads, and the seconds it took, set-up included."""

    accuracy: float
    seconds: float


def recipe(epochs: int) -> Recipe:
    """So many epochs of the CNN; with few, what it sees is not augmented."""
    whole = cnn(epochs)
    if epochs > STILL:
        return whole
    return replace(whole, config=replace(whole.config, augmentation=None))


def runs(recipe: Recipe, digits: MNIST, starts: int) -> list[Run]:
    """Train from several starts, and examine each once."""
    found = []
    for seed in tqdm(range(starts), unit="start", leave=False):
        began = perf_counter()
        model = recipe.train(digits.train, seed, progress=False).model
        taken = perf_counter() - began
        found.append(Run(evaluate(model, digits.test).accuracy, taken))
    return found


def shortest(mark: float, held: MNIST, after: int) -> int | None:
    """The fewest epochs that reach the mark on validation digits; None: none does."""
    for epochs in (length for length in LENGTHS if length >= after):
        tried = statistics.median(r.accuracy for r in runs(recipe(epochs), held, TRIED))
        print(f"  {epochs:>2} epochs: {tried:.2%} of the validation digits")
        if tried >= mark:
            return epochs
    return None


def main() -> None:
    """Find, measure and print."""
    digits = load_mnist("full")
    held, chosen, after = split(digits, final=False), {}, LENGTHS[0]
    for mark in MARKS:
        print(f"{mark:.1%}:")
        epochs = shortest(mark, held, after)
        if epochs is None:
            print(f"  not reached within {LENGTHS[-1]} epochs")
            break
        chosen[f"{mark:.1%}: CNN, {epochs} epochs"] = recipe(epochs)
        after = epochs
    found = {PEER: runs(RECIPES["all"], digits, 1)}
    found |= {name: runs(one, digits, FINAL) for name, one in chosen.items()}
    seconds = {name: [run.seconds for run in each] for name, each in found.items()}
    report("Seconds of training, set-up included", seconds, peer=PEER)
    reached = {name: [run.accuracy for run in each] for name, each in found.items()}
    for name, shares in reached.items():
        print(
            f"  {name:<34}{statistics.median(shares):.2%} of the test digits "
            f"({min(shares):.2%} to {max(shares):.2%})"
        )
    print(f"stated by others, on their machines ({SOURCES}):")
    for name, (share, time) in STATED.items():
        print(f"  {name:<44}{share:>8}{time:>9}")
    about = {"machine": machine(), "accuracy": reached, "seconds": seconds}
    (RECORDED / "marks.json").write_text(json.dumps(about, indent=1) + "\n")


if __name__ == "__main__":
    main()
