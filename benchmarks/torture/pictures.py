"""Damaged pictures: read, or refused in one line, whatever their format."""

import io
import os
import random
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from benchmarks.torture.files import COUNT, damaged, held
from benchmarks.torture.tally import Try
from mnist_core.data import read_image

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
PACKED = {"TIFF": {"compression": "tiff_lzw"}}


def tries(seed: int, share: float) -> Iterator[Try]:
    """A stroke on paper, in each format, damaged by lot."""
    chance = random.Random(seed)
    drawn = np.full((400, 300), 230.0)
    drawn[100:300, 140:160] = 20
    drawn += np.random.default_rng(seed).normal(0, 4, drawn.shape)
    picture = Image.fromarray(drawn.clip(0, 255).astype(np.uint8))
    with tempfile.TemporaryDirectory() as folder, _muted():
        for name in FORMATS:
            path = Path(folder, f"picture.{name.lower()}")
            file = io.BytesIO()
            picture.save(file, name, **PACKED.get(name, {}))

            def work(path: Path = path) -> bool:
                digit = read_image(path)
                return digit.shape == (28, 28) and digit.dtype == torch.uint8

            for _ in range(max(1, round(share * COUNT))):
                path.write_bytes(damaged(chance, file.getvalue()))
                yield held(f"pictures: {name}", work)


@contextmanager
def _muted() -> Iterator[None]:
    """What Pillow warns of, and what libtiff writes to the terminal by itself."""
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
