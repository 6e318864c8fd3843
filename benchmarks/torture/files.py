"""Damaged files: named in one line, or harmless; never wrong in silence."""

import json
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.torture.tally import Try
from mnist_core.data import SHA256, load_mnist, raw_folder
from mnist_core.errors import MnistCoreError
from mnist_core.models import identity_of, load_weights, save_weights
from mnist_core.storage import load_tensors, save_tensors
from mnist_core.training import TrainConfig, train

COUNT = 300  # of each kind
CONFIG = TrainConfig(epochs=1, device="cpu", seed=3)

STRANGE: list[Any] = [None, True, -1, 0, 2**70, 1.5, float("nan"), float("inf"), "",
                           "mlp", [], [1], [[]], {}, {"a": 1}, [None] * 10]  # fmt: skip


def tries(seed: int, share: float) -> Iterator[Try]:
    """Each kind of file, damaged by lot; pictures have a module of their own."""
    chance = random.Random(seed)
    count = max(1, round(share * COUNT))
    with tempfile.TemporaryDirectory() as folder:
        for kind in (_weights, _wrong_weights, _checkpoints, _wrong_checkpoints,
                     _data_files):  # fmt: skip
            yield from kind(chance, count, Path(folder))


def damaged(chance: random.Random, whole: bytes) -> bytes:
    """A bit flipped, a stretch overwritten, cut out or doubled, or the end lost."""
    content = bytearray(whole)
    at = chance.randrange(len(content))
    length = chance.choice([1, 4, 100, 5000])
    match chance.randrange(5):
        case 0:
            content[at] ^= 1 << chance.randrange(8)
        case 1:
            content[at : at + length] = chance.randbytes(length)
        case 2:
            del content[at : at + length]
        case 3:
            content[at:at] = content[at : at + length]
        case _:
            del content[at:]
    return bytes(content)


def held(kind: str, work: Callable[[], bool], what: str = "") -> Try:
    """Whether ``work`` said True, or raised what it may, in one line."""
    try:
        harmless = work()
    except MnistCoreError as error:
        many = "several lines" if "\n" in str(error) else ""
        return Try(kind, many, "named")
    except Exception as error:
        return Try(kind, f"{what} {error!r}", "broken")
    return Try(kind, "" if harmless else f"{what} taken in silence", "read")


def same(ours: Mapping[str, torch.Tensor], theirs: Mapping[str, torch.Tensor]) -> bool:
    return ours.keys() == theirs.keys() and all(
        torch.equal(tensor, theirs[name]) for name, tensor in ours.items()
    )


def strange(
    chance: random.Random, record: dict[str, Any]
) -> tuple[dict[str, Any], str]:
    """A record with one value, somewhere in it, that is something else; and where."""
    other = json.loads(json.dumps(record))
    place, path = other, []
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = chance.choice(list(keys))
        path.append(str(key))
        inner = place[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.6:
            place = inner
            continue
        if chance.random() < 0.2:
            del place[key]
        else:
            place[key] = chance.choice(STRANGE)
        return other, ".".join(path)


def strange_tensor(chance: random.Random, t: torch.Tensor) -> torch.Tensor | None:
    """The tensor in another shape, kind or number; or none."""
    wrong = t.clone()
    match chance.randrange(6):
        case 0:
            return None
        case 1:
            return wrong.reshape(-1)[:-1].clone()
        case 2:
            return wrong.reshape(1, *wrong.shape)
        case 3:
            return wrong.to(torch.int64)
        case 4 if t.is_floating_point():
            wrong.view(-1)[chance.randrange(t.numel())] = chance.choice(
                [torch.nan, torch.inf]
            )
            return wrong
    return torch.zeros(0)


def _weights(chance: random.Random, count: int, folder: Path) -> Iterator[Try]:
    model, card = load_weights()
    for ending in ("safetensors", "pth"):
        path = folder / f"net.{ending}"
        save_weights(path, model, card)
        whole = path.read_bytes()

        def work(path: Path = path) -> bool:
            return same(load_weights(path)[0].state_dict(), model.state_dict())

        for _ in range(count):
            path.write_bytes(damaged(chance, whole))
            yield held(f"files: .{ending}", work)


def _wrong_weights(chance: random.Random, count: int, folder: Path) -> Iterator[Try]:
    """Sealed rightly, and wrong inside."""
    model, card = load_weights()
    record = identity_of(model) | {"card": asdict(card)}
    path = folder / "wrong.safetensors"

    def work() -> bool:
        model, card = load_weights(path)
        if card is not None:  # what looks at it must be able to
            assert 0 <= card.accuracy <= 1
            card.has_seen(digits)
        return model.state_dict().keys() == state.keys()

    digits = load_mnist("sample").test
    for number in range(count):
        state, what = _save_wrong(chance, number, path, model.state_dict(), record)
        yield held("files: wrong inside, weights", work, what)


def _save_wrong(
    chance: random.Random,
    number: int,
    path: Path,
    tensors: Mapping[str, Tensor],
    record: Mapping[str, Any],
) -> tuple[dict[str, Tensor], str]:
    """Save something strange under a right seal: every other time in the record.

    Returns:
        The tensors that were saved, and what is strange.
    """
    state, said = dict(tensors), record
    if number % 2:
        said, what = strange(chance, record)
    else:
        what = chance.choice(list(state))
        tensor = strange_tensor(chance, state.pop(what))
        state |= {} if tensor is None else {what: tensor}
    save_tensors(path, state, said)
    return state, what


def _checkpoint(folder: Path) -> tuple[Path, Callable[[], bool]]:
    """A good one of one epoch; and going on from it for another."""
    path, some = folder / "run.ckpt", load_mnist("sample").train[:128]
    path.unlink(missing_ok=True)
    train(some, config=CONFIG, checkpoint=path, progress=False)
    longer = replace(CONFIG, epochs=2)
    right = train(some, config=longer, progress=False).model.state_dict()

    def work() -> bool:
        result = train(
            some, config=longer, checkpoint=path, resume=True, progress=False
        )
        return same(result.model.state_dict(), right)

    return path, work


def _checkpoints(chance: random.Random, count: int, folder: Path) -> Iterator[Try]:
    path, work = _checkpoint(folder)
    whole = path.read_bytes()
    for _ in range(count):
        path.write_bytes(damaged(chance, whole))
        yield held("files: checkpoints", work)


def _wrong_checkpoints(
    chance: random.Random, count: int, folder: Path
) -> Iterator[Try]:
    """Sealed rightly, and wrong inside."""
    path, work = _checkpoint(folder)
    tensors, record = load_tensors(path)
    for number in range(count):
        _, what = _save_wrong(chance, number, path, tensors, record)
        yield held("files: wrong inside, checkpoints", work, what)


def _data_files(chance: random.Random, count: int, folder: Path) -> Iterator[Try]:
    """The two smaller of MNIST's files, where they are at hand."""
    try:
        load_mnist("full", download=False)
    except MnistCoreError:
        return
    from mnist_core.data import data_root

    raw = raw_folder(folder / "data")
    raw.mkdir(parents=True)
    for name in SHA256:
        (raw / name).symlink_to(raw_folder(data_root()) / name)
    small = [name for name in SHA256 if "labels" in name]
    contents = {name: (raw / name).read_bytes() for name in small}

    def work() -> bool:
        load_mnist("full", folder / "data", download=False)
        return False

    for _ in range(count // 10 + 1):  # each reads all 55 MB
        name = chance.choice(small)
        bad = damaged(chance, contents[name])
        if bad == contents[name]:
            continue
        (raw / name).unlink()
        (raw / name).write_bytes(bad)
        if chance.random() < 0.2:
            with (raw / name).open("r+b") as file:
                file.truncate(2**40)  # it takes no room on the disk
        yield held("files: MNIST's own", work)
        (raw / name).unlink()
        (raw / name).symlink_to(raw_folder(data_root()) / name)
