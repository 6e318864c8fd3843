"""Threads: several runs, savings and readings at once end as each does alone."""

import random
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from benchmarks.torture.scenes import photo
from benchmarks.torture.tally import Try
from mnist_core.data import Nudge, load_mnist, read_image
from mnist_core.models import load_weights, new_model, save_weights
from mnist_core.training import TrainConfig, train

ROUNDS, AT_ONCE = 60, 4


def tries(seed: int, share: float) -> Iterator[Try]:
    """Rounds of four threads each, compared to the bit with one after the other."""
    chance = random.Random(seed)
    digits = load_mnist("sample")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "photo.jpg")
        path.write_bytes(
            photo("printed box", digits.test.images[0].numpy(), 0).fp.getvalue()
        )

        def work(number: int) -> list[torch.Tensor]:
            config = TrainConfig(epochs=1, seed=number, device="cpu")
            some = digits.train[number % 50 : number % 50 + 200]
            model = train(some, config=config, progress=False).model
            nudged = Nudge(right=1.5, noise=0.2, seed=number)(some.images[0])
            save_weights(Path(folder, "same.safetensors"), model)
            load_weights(Path(folder, "same.safetensors"))
            return [*model.state_dict().values(), nudged, read_image(path),
                    *new_model(number).state_dict().values()]  # fmt: skip

        for _ in range(max(1, round(share * ROUNDS))):
            numbers = [chance.randrange(1000) for _ in range(AT_ONCE)]
            alone = [work(number) for number in numbers]
            yield Try("threads, four at once", _compared(work, numbers, alone))


def _compared(work, numbers: list[int], alone: list[list[torch.Tensor]]) -> str:
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            together = list(pool.map(work, numbers))
    except Exception as error:
        return repr(error)
    other = [
        number
        for number, a, b in zip(numbers, alone, together, strict=True)
        if not all(torch.equal(x, y) for x, y in zip(a, b, strict=True))
    ]
    return f"seeds {other} end otherwise" if other else ""
