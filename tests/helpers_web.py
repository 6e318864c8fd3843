"""What Python says, written down for the page's modules to be compared with.

One folder of files: weights, and JSON in which every float32 and float64 stands to its
last bit. Tests in node read them from ``MNIST_CORE_FIXTURES``; tests in Python hold
the same files against PyTorch.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import helpers_cnn
import helpers_pieces
import numpy as np
import pytest
import torch
from helpers_data import fine_pen, photo
from torch import nn

from mnist_core import by_hand
from mnist_core.data import Digits, Nudge, load_mnist, prepare
from mnist_core.errors import ImageError
from mnist_core.metrics import accuracy
from mnist_core.models import Network, evaluate, load_weights, save_weights
from mnist_core.reading import Gallery, Wanted, a, describe, read
from mnist_core.storage import save_tensors

ROOT = Path(__file__).parents[1]
WEB = ROOT / "src" / "mnist_core" / "explorer" / "web"
TESTS = ROOT / "tests" / "web"
TOOLS = TESTS / "node_modules" / ".bin"

ABOARD = 300  # digits in a gallery's fixture


# --- node --------------------------------------------------------------------


def node() -> str:
    """The program that runs the page's modules without a page."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("needs node on the PATH (Debian: apt-get install nodejs npm)")
    return program


def tool(name: str) -> str:
    """A program that ``npm ci`` installs for the tests of the page."""
    node()
    if not (TOOLS / name).exists():
        pytest.skip(f"needs {name}: npm ci --prefix tests/web")
    return str(TOOLS / name)


def run(*command: object, said: Mapping[str, object] | None = None) -> str:
    """Run a program in the tests' folder; where it fails, all it said is shown."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=TESTS,
        env=os.environ | {k: str(v) for k, v in (said or {}).items()},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        pytest.fail(f"{done.stdout}{done.stderr}", pytrace=False)
    return done.stdout


# --- networks and digits -----------------------------------------------------


def digits_at_hand() -> Digits:
    """MNIST's 10,000 test digits where they are at hand, else the sample's 1,000."""
    return load_mnist("full" if os.environ.get("MNIST_CORE_DATA") else "sample").test


class Dense(Network):
    """Dense layers of any number and width, in files that say they are the course's.

    Only the page takes those; :func:`mnist_core.load_weights` knows one architecture.
    """

    name = "mlp"

    def __init__(self, hidden: Iterable[int], activation: str, seed: int) -> None:
        super().__init__()
        sizes = [784, *hidden, 10]
        self.options = {"activation": activation}
        self.architecture = "-".join(map(str, sizes))
        generator = torch.Generator().manual_seed(seed)
        for k, (n, m) in enumerate(pairwise(sizes), 1):
            layer = nn.Linear(n, m)
            for numbers in layer.parameters():
                nn.init.uniform_(numbers, -2 / n**0.5, 2 / n**0.5, generator=generator)
            setattr(self, f"fc{k}", layer)
        self.eval()

    def layers(self, images: torch.Tensor) -> dict[str, torch.Tensor]:
        held = {"input": images.reshape(len(images), -1)}
        act = {"relu": torch.relu, "sigmoid": torch.sigmoid}[self.options["activation"]]
        for k, layer in enumerate(self.children(), 1):
            held[f"hidden{k}"] = act(z := layer([*held.values()][-1]))
        held.pop(f"hidden{k}")
        return held | {"logits": z}

    def connections(self) -> list[torch.Tensor]:
        return [layer.weight for layer in self.children()]


def rounded(model: Network) -> Network:
    """Its weights as 16 bits hold them, in place."""
    with torch.no_grad():
        for numbers in model.parameters():
            numbers.copy_(numbers.half())
    return model


def networks(folder: Path) -> dict[str, Network]:
    """By name of the file that holds each: of other depths, widths and precisions."""
    course, card = load_weights()
    made = {
        "course-16": (rounded(course), card),
        "one-32": (Dense([32], "relu", 1), None),
        "sigmoid-16": (rounded(Dense([24, 16], "sigmoid", 2)), None),
        "three-32": (Dense([40, 30, 20], "relu", 3), None),
    }
    for name, (model, card) in made.items():
        path = folder / f"{name}.safetensors"
        if name.endswith("16"):
            save_weights(path, model.half(), card)
            model.float()
        else:
            save_weights(path, model, card)
    return {name: model for name, (model, _) in made.items()}


def halves(folder: Path) -> None:
    """A file with every finite number that 16 bits hold, and the same in 32 bits."""
    every = torch.arange(2**16).to(torch.uint16).view(torch.float16)
    weight = torch.zeros(81 * 784, dtype=torch.float16)
    weight[: every.isfinite().sum()] = every[every.isfinite()]
    state = {
        "fc1.weight": weight.reshape(81, 784),
        "fc1.bias": torch.zeros(81).half(),
        "fc2.weight": torch.zeros(10, 81).half(),
        "fc2.bias": torch.zeros(10).half(),
    }
    save_tensors(folder / "halves.safetensors", state, {"network": "mlp"})
    weight.float().numpy().tofile(folder / "halves.bin")


# --- what is written ---------------------------------------------------------


def write_fixtures(folder: Path) -> Path:
    """Everything that both sides are held against."""
    models, digits = networks(folder), digits_at_hand()
    random = np.random.default_rng(1)
    for name, content in {
        "readings": [*readings(models, digits)],
        "galleries": [gallery(name, models[name], digits, random) for name in models],
        "by_hand": formulas(random),
        "nudges": nudges(digits, random),
        "photos": photos(folder, digits, random),
        "pieces": helpers_pieces.numbers(random),
        "cnns": helpers_cnn.write_cnns(
            folder, digits[:ABOARD], torch.stack([*strange_pictures().values()])
        ),
    }.items():
        write(folder / f"{name}.json", content)
    digits[:ABOARD].images.numpy().tofile(folder / "digits.bin")
    halves(folder)
    return folder


def write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, allow_nan=False), encoding="utf-8")


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def strange_pictures() -> dict[str, torch.Tensor]:
    """Brightness of pictures that are no digits."""
    random = torch.Generator().manual_seed(5)
    columns = torch.arange(28).repeat(28, 1)
    return {
        "black": torch.zeros(28, 28),
        "white": torch.ones(28, 28),
        "grey": torch.full((28, 28), 0.5),
        "stripes": (columns % 4 == 0).float(),
        "at the limit of active": torch.where(
            columns == columns.T, 0.0625, 0.0
        ).index_put((torch.arange(9, 14), torch.arange(4, 9)), torch.tensor(0.625)),
        "one pixel": ((columns == 13) & (columns.T == 5)).float(),
        "noise": torch.rand(28, 28, generator=random),
        "faint noise": torch.rand(28, 28, generator=random) / 20,
        "sparse noise": (torch.rand(28, 28, generator=random) > 0.9).float(),
    }


def readings(
    models: Mapping[str, Network], digits: Digits
) -> Iterable[dict[str, object]]:
    """Of some fifty pictures by the course's network, of some by the others."""
    course = models["course-16"]
    seen = evaluate(course, digits)
    mistakes = np.flatnonzero(~seen.correct)[:12]
    unsure = np.argsort(seen.confidences, kind="stable")[:4]
    plain = dict.fromkeys([*range(16), *map(int, mistakes), *map(int, unsure)])
    shown = [(f"digit {n}", digits.images[n], int(digits.labels[n])) for n in plain]
    for k, nudge in enumerate(some_nudges(np.random.default_rng(2), 10)):
        image = nudge(digits.images[k])
        shown.append((f"digit {k}, {nudge}", image, int(digits.labels[k])))
    shown += [(what, image, None) for what, image in strange_pictures().items()]
    shown += [("said to be an 8", digits.images[k], 8) for k in range(3)]
    shown += [("said to be a 3", digits.images[k], 3) for k in range(3)]
    shown.append(("nobody knows", digits.images[4], None))
    for name, model in models.items():
        for what, image, label in shown if model is course else shown[::9]:
            reading = read(model, image, label)
            yield {
                "what": what,
                "network": name,
                "reading": json.loads(reading.to_json()),
                "words": describe(reading),
            }


def some_nudges(random: np.random.Generator, count: int) -> list[Nudge]:
    """Shifts and turns, some by whole pixels and quarters of a turn."""
    return [
        Nudge(
            right=float(random.integers(-10, 11) if k % 3 else random.uniform(-9, 9)),
            down=float(random.integers(-10, 11) if k % 4 else 0),
            degrees=float(random.choice([0, 90, -45, 180, random.integers(-180, 181)])),
        )
        for k in range(count)
    ]


def gallery(
    name: str, model: Network, digits: Digits, random: np.random.Generator
) -> dict[str, object]:
    """What a walk past the first digits says, and what is asked for and found."""
    some = digits[:ABOARD]
    walk = Gallery(model, some)
    seen = walk.evaluation
    cells = np.argwhere(seen.confusion)
    wanted = [
        Wanted(true, predicted, wrong, unsure)
        for true, predicted in [
            (None, None),
            (3, None),
            (None, 7),
            *cells[:12].tolist(),
        ]
        for wrong in (False, True)
        for unsure in (False, True)
    ]
    steps = [int(n) for n in random.integers(0, ABOARD, 90)]
    steps[20] = steps[21] = steps[22]
    confidences = [walk.view(n).confidences for n in steps]
    return {
        "network": name,
        "labels": some.labels.tolist(),
        "predictions": seen.predictions.tolist(),
        "confidences": seen.confidences.tolist(),
        "confusion": seen.confusion.tolist(),
        "accuracy": seen.accuracy,
        "reach": asdict(walk.reach),
        "wanted": [[asdict(one), walk.choose(one).tolist()] for one in wanted],
        "steps": steps,
        "history": confidences,
    }


def formulas(random: np.random.Generator) -> dict[str, object]:
    """Of mnist_core.by_hand, and NumPy's histogram."""
    logits = [
        *random.normal(0, 8, (20, 10)),
        np.zeros(10),
        np.array([1e4, *[-1e4] * 9]),
    ]
    values = [
        random.normal(size=64),
        *(np.linspace(*sorted(random.normal(size=2)), 31) for _ in range(20)),  # edges
        np.full(10, 0.25),
        np.array([-1e-9, 1e-9]),
        random.normal(size=64).astype(np.float32).astype(float) * 1e-3,
    ]
    counted = [np.histogram(v, 30) for v in values]
    z = [*random.normal(0, 2, 20), 0.0, -0.0]
    return {
        "softmax": [[v.tolist(), by_hand.softmax(v).tolist()] for v in logits],
        "relu": [[float(v), float(by_hand.relu(np.array(v)))] for v in z],
        "histograms": [
            {"values": v.tolist(), "counts": counts.tolist(), "edges": edges.tolist()}
            for v, (counts, edges) in zip(values, counted, strict=True)
        ],
        "accuracy": [
            [counts.tolist(), accuracy(counts)]
            for counts in random.integers(0, 50, (5, 10, 10))
        ],
        "articles": [a(k) for k in range(10)],
    }


def nudges(digits: Digits, random: np.random.Generator) -> list[dict[str, object]]:
    """Digits that were shifted and turned, and how that is said."""
    return [
        {
            "digit": (digits.images[k].float() / 255).flatten().tolist(),
            "right": nudge.right,
            "down": nudge.down,
            "degrees": nudge.degrees,
            "nudged": nudge(digits.images[k]).flatten().tolist(),
            "words": str(nudge),
        }
        for k, nudge in enumerate(some_nudges(random, 60))
    ]


# --- pictures ----------------------------------------------------------------


def photos(
    folder: Path, digits: Digits, random: np.random.Generator
) -> list[dict[str, object]]:
    """Pictures as a camera gives them, and what Python makes of each: a digit or none.

    The pictures lie in photos.bin, one after the other.
    """
    looks = [
        {"size": 150, "sheet": (240, 320), "at": (30, 120)},
        {"size": 150, "sheet": (320, 240), "at": (100, 40), "shade": 0.6, "pen": 0.5},
        {"size": 100, "sheet": (112, 112), "at": (6, 6), "noise": 0},
        {"size": 120, "sheet": (161, 203), "at": (20, 60), "noise": 0.06},
        {"size": 140, "sheet": (200, 200), "at": (30, 30), "paper": 0.15, "pen": 0.85},
        {"size": 200, "sheet": (210, 399), "at": (5, 120), "shade": 0.4},
    ]
    pictures = [
        photo(digits.images[k], seed=k, **look) for k, look in enumerate(2 * looks)
    ]
    for k, width in enumerate([1, 2, 3, 5, 9]):
        ink = fine_pen(digits.images[k], size=160, width=width)
        pictures.append(
            np.pad(np.where(ink, 30, 220).astype(np.uint8), 20, mode="edge")
        )
    table = photo(digits.images[1], size=150, sheet=(240, 320), at=(40, 100))
    table[:, :40] = 40
    framed = [255 - digits.images[k].numpy() for k in range(3)]
    framed += [digits.images[k].numpy() for k in range(3, 6)]
    grain = random.normal(200, 2, (112, 112)).astype(np.uint8)
    nothing = [np.full((112, 112), v, np.uint8) for v in (0, 130, 255)]
    nothing += [grain, np.full((28, 28), 9, np.uint8)]
    nothing.append(
        (np.indices((120, 160)).sum(0) // 2).astype(np.uint8)
    )  # light, no ink
    full = np.zeros((112, 112), np.uint8)
    full[4:-4, 4:-4] = 255
    pictures += [table, *framed, *nothing, full]
    with (folder / "photos.bin").open("wb") as file:
        for picture in pictures:
            file.write(picture.tobytes())
    return [
        {
            "height": len(picture),
            "width": len(picture[0]),
            "digit": digit_in(picture),
        }
        for picture in pictures
    ]


def digit_in(picture: np.ndarray) -> list[int] | None:
    """What prepare makes of (height, width) uint8; None if there is no digit."""
    try:
        return prepare(picture.astype(np.float32) / 255).image.flatten().tolist()
    except ImageError:
        return None
