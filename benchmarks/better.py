"""Better networks: each recipe of chapter 10, over several seeds, recorded.

python -m benchmarks.better                        what is recorded
python -m benchmarks.better plain dropout          these, on the validation split
python -m benchmarks.better cnn --final            on all training digits, tested once
python -m benchmarks.better cnn --final --seeds 5  with seeds 0 to 4
python -m benchmarks.better --minutes              how long each takes on this machine
python -m benchmarks.better --ship                 what is final, into the package

Everything is chosen on the last 10,000 of the training digits, learning from the
50,000 before them. Only what is final learns from all 60,000, and is asked about the
test digits once, when it is done. A run that is recorded already is not run again;
final networks are kept in build/better.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.timing import machine
from mnist_core import models
from mnist_core.data import MNIST, Augmentation, Digits, load_mnist
from mnist_core.models import (
    CNN,
    Ensemble,
    Evaluation,
    ModelCard,
    Network,
    count_parameters,
    evaluate,
    identity_of,
    load_weights,
    new_model,
    save_weights,
)
from mnist_core.training import TrainConfig, TrainResult, make_card, train

RECORDED = Path(__file__).parent / "recorded"
KEPT = Path(__file__).parent.parent / "build" / "better"
PACKAGE = Path(models.__file__).parent / "shipped"
HELD_OUT = 10_000
TIMED = 20  # steps of a stretch

SHIPPED = {"better": "all-0.safetensors", "cnn": "cnn-widest-0.safetensors"}
MEMBERS = [f"cnn-widest-{seed}.safetensors" for seed in range(5)]
# To see whether more would help; not shipped.
MORE = [f"cnn-wide-{seed}.safetensors" for seed in range(5)]


@dataclass(frozen=True)
class Recipe:
    """A network and how it is trained.

    Attributes:
        network, options: as for :func:`mnist_core.models.new_model`.
        config: its settings; the seed is each run's own.
    """

    network: str = "mlp"
    options: dict[str, Any] = field(default_factory=dict)
    config: TrainConfig = field(default_factory=TrainConfig)

    def train(self, digits: Digits, seed: int, progress: bool = True) -> TrainResult:
        """A new network, trained from this start."""
        return train(
            digits,
            model=new_model(seed, self.network, **self.options),
            config=replace(self.config, seed=seed),
            progress=progress,
        )


def dense(options: dict[str, Any] | None = None, **config: Any) -> Recipe:
    """The course's layer sizes; ten epochs unless told otherwise."""
    return Recipe("mlp", options or {}, TrainConfig(**{"epochs": 10} | config))


HELP: dict[str, Any] = {  # everything that helps, whatever the network
    "batch_size": 128,
    "optimizer": "adamw",
    "weight_decay": 0.02,
    "schedule": "one-cycle",
    "augmentation": Augmentation(),
    "label_smoothing": 0.05,
}


def cnn(epochs: int, **options: Any) -> Recipe:
    """A convolutional network with everything that helps it."""
    fast = {"learning_rate": 0.004, "precision": "bfloat16"}
    return Recipe("cnn", options, TrainConfig(epochs=epochs, **fast, **HELP))


RECIPES = {
    "plain": dense(),
    "dropout": dense({"dropout": 0.2}),
    "batch norm": dense({"batch_norm": True}),
    "weight decay": dense(optimizer="adamw", weight_decay=0.1),
    "smoothing": dense(label_smoothing=0.05),
    "higher rate": dense(learning_rate=0.003),
    "schedule": dense(schedule="one-cycle", learning_rate=0.003),
    "augmentation": dense(augmentation=Augmentation()),
    "all": dense({"batch_norm": True}, epochs=60, learning_rate=0.01, **HELP),
    "cnn": cnn(10),
    "cnn, longer": cnn(20),
    "cnn wide": cnn(20, kernel=3, channels=[24, 48, 96]),
    "cnn quick": cnn(14, kernel=3, pool_first=True),
    "cnn widest": cnn(20, kernel=3, pool_first=True, channels=[32, 64, 128]),
}


def recorded(name: str) -> list[dict[str, Any]]:
    """The runs of a recipe, as they were recorded."""
    path = file_of(name)
    return json.loads(path.read_text()) if path.exists() else []


def file_of(name: str) -> Path:
    """Where the runs of a recipe are recorded."""
    return RECORDED / f"{name.replace(',', '').replace(' ', '-')}.json"


def split(digits: MNIST, final: bool) -> MNIST:
    """What to learn from, and what to be examined on; the test digits only at last."""
    if final:
        return digits
    return MNIST(digits.train[:-HELD_OUT], digits.train[-HELD_OUT:])


def runs(name: str, seeds: int, final: bool) -> Iterator[dict[str, Any]]:
    """Run what is not recorded yet, one seed after the other."""
    recipe, digits = RECIPES[name], split(load_mnist("full"), final)
    done = {(run["seed"], run["final"]) for run in recorded(name)}
    for seed in range(seeds):
        if (seed, final) in done:
            continue
        result = recipe.train(digits.train, seed)
        model = result.model
        if final:
            KEPT.mkdir(parents=True, exist_ok=True)
            path = KEPT / f"{file_of(name).stem}-{seed}.safetensors"
            save_weights(path, model, make_card(result, digits))
        yield {
            "seed": seed,
            "final": final,
            "parameters": count_parameters(model),
            "epochs": len(result.history),
            **figures(evaluate(model, digits.test)),
        }


def figures(seen: Evaluation) -> dict[str, Any]:
    """What is recorded of an examination."""
    return {
        "accuracy": round(seen.accuracy, 6),
        "loss": round(seen.loss, 6),
        "calibration_error": round(seen.calibration_error, 6),
    }


def minutes() -> dict[str, float]:
    """How long each recipe trains here, from the median of a few stretches of it.

    Only the course's own run is short enough to be timed whole.
    """
    digits = load_mnist("full").train
    began = perf_counter()
    train(digits, progress=False)
    found = {"course": round((perf_counter() - began) / 60, 2)}
    for name, recipe in RECIPES.items():
        size = recipe.config.batch_size
        config = replace(recipe.config, epochs=5)
        model = new_model(0, recipe.network, **recipe.options)
        some = digits[: TIMED * size]
        history = train(some, model=model, config=config, progress=False).history
        step = np.median([record.seconds for record in history]) / TIMED
        steps = recipe.config.epochs * -(-len(digits) // size)
        found[name] = round(steps * step / 60, 2)
    return found


def ship() -> None:
    """The first of each kind that is final, and those of the ensemble as one.

    Networks of windows are rounded to 16 bits, and examined as rounded.
    """
    test = load_mnist("full").test
    for name, path in SHIPPED.items():
        model, card = load_weights(KEPT / path)
        if isinstance(model, CNN):
            card = examined(model.half().float(), card, test)
            model.half()
        save_weights(PACKAGE / f"{name}.safetensors", model, card)
    kept = [load_weights(KEPT / path) for path in MEMBERS]
    ensemble = Ensemble([model for model, _ in kept]).half().float().eval()
    cards = [card for _, card in kept]
    moved = evaluate(Ensemble(ensemble.members, shift=1).eval(), test, 250)
    others = [load_weights(KEPT / path)[0] for path in MORE]
    more = evaluate(Ensemble([*ensemble.members, *others]).eval(), test, 250)
    card = replace(
        cards[0],
        **identity_of(ensemble),
        architecture=ensemble.architecture,
        parameters=count_parameters(ensemble),
        config={"members": [card.config for card in cards]},
        steps=sum(card.steps for card in cards),
        history=[],
    )
    card = examined(ensemble, card, test)
    save_weights(PACKAGE / "ensemble.safetensors", ensemble.half(), card)
    found = {
        "members": len(cards),
        "accuracy": round(card.accuracy, 6),
        "accuracy, moved by a pixel": round(moved.accuracy, 6),
        f"accuracy, {len(others)} members more": round(more.accuracy, 6),
    }
    file_of("ensemble").write_text(json.dumps(found, indent=1) + "\n")
    print(*(f"{name}: {value}" for name, value in found.items()), sep="\n")


def examined(model: Network, card: ModelCard, test: Digits) -> ModelCard:
    """Its card, with the result of another examination."""
    return replace(card, confusion=evaluate(model, test, 250).confusion.tolist())


def show() -> None:
    """Every recipe with its median and range."""
    for name in RECIPES:
        for final in (False, True):
            found = [r["accuracy"] for r in recorded(name) if r["final"] == final]
            if found:
                what = "test digits" if final else "validation digits"
                print(
                    f"{name:14} {np.median(found):.2%} ({min(found):.2%} to "
                    f"{max(found):.2%}, {len(found)} seeds) on the {what}"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*RECIPES, []], metavar="NAME")
    parser.add_argument("--final", action="store_true")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--minutes", action="store_true")
    parser.add_argument("--ship", action="store_true")
    asked = parser.parse_args()
    RECORDED.mkdir(exist_ok=True)
    if asked.minutes:
        about = {"machine": machine(), "minutes": minutes()}
        (RECORDED / "minutes.json").write_text(json.dumps(about, indent=1) + "\n")
        print(json.dumps(about, indent=1))
        return
    if asked.ship:
        ship()
        return
    for name in asked.names:
        for run in runs(name, asked.seeds, asked.final):
            print(f"{name}, seed {run['seed']}: {run['accuracy']:.2%}")
            file_of(name).write_text(
                json.dumps([*recorded(name), run], indent=1) + "\n"
            )
    show()


if __name__ == "__main__":
    main()
