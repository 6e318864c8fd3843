"""What several test files need: small data sets, pictures of digits, a full disk."""

import gzip
import hashlib
import socket
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from scipy import ndimage

from mnist_core.data import SHA256, raw_folder
from mnist_core.shapes import H, K, W

NAMES = tuple(SHA256)
COUNTS = {"train": 30, "t10k": 20}


# --- small data sets ---------------------------------------------------------


def idx_files(seed: int = 0) -> dict[str, bytes]:
    """The four files of a data set of 30 + 20 digits, in MNIST's own format."""
    random = np.random.default_rng(seed)
    files = {}
    for name in NAMES:
        count = COUNTS[name.split("-")[0]]
        if "images" in name:
            head = struct.pack(">4i", 0x803, count, H, W)
            body = random.integers(0, 256, (count, H, W), np.uint8)
        else:
            head = struct.pack(">2i", 0x801, count)
            body = np.arange(count, dtype=np.uint8) % K
        files[name] = head + body.tobytes()
    return files


def as_the_known_ones(monkeypatch, files: dict[str, bytes]) -> None:
    """For this test, these four files are MNIST: their SHA-256 are the right ones."""
    sums = {name: hashlib.sha256(files[name]).hexdigest() for name in NAMES}
    for module in ("files", "mnist", "download"):
        monkeypatch.setattr(f"mnist_core.data.{module}.SHA256", sums)


def write_files(root: Path, files: dict[str, bytes]) -> Path:
    raw = raw_folder(root)
    raw.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (raw / name).write_bytes(content)
    return root


def packed(files: dict[str, bytes]) -> dict[str, bytes]:
    """As they lie on a mirror: address -> gzip file."""
    return {f"/{name}.gz": gzip.compress(body, 1) for name, body in files.items()}


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything below a folder: name -> (time of last change, content).

    Of folders and of files too large to read, only the name.
    """
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        if path.is_file() and path.stat().st_size < 2**30
        else (0, b"")
        for path in sorted(folder.rglob("*"))
    }


def closed_port() -> str:
    """An address on this machine where nobody answers."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{held.getsockname()[1]}/"


@contextmanager
def full_disk(after: int) -> Iterator[None]:
    """No file can grow beyond ``after`` bytes: the system refuses to write more."""
    resource = pytest.importorskip("resource", reason="needs POSIX limits")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# --- pictures ----------------------------------------------------------------


def strokes(digit: torch.Tensor, size: int) -> np.ndarray:
    """A digit drawn large: (size, size) float in [0, 1], 1 where the ink is."""
    small = Image.fromarray(digit.numpy())
    large = small.resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(large, np.float32) / 255


def photo(
    digit: torch.Tensor,
    *,
    size: int = 300,
    sheet: tuple[int, int] = (480, 640),
    at: tuple[int, int] = (40, 250),
    paper: float = 0.82,
    pen: float = 0.15,
    shade: float = 0.2,
    noise: float = 0.02,
    seed: int = 0,
) -> np.ndarray:
    """What a camera sees of a digit on paper: (height, width) uint8.

    The light falls off by ``shade`` from one corner to the other, and the sensor
    adds noise. With ``pen`` brighter than ``paper`` it is chalk on a blackboard.
    """
    ink = np.zeros(sheet, np.float32)
    top, left = at
    ink[top : top + size, left : left + size] = strokes(digit, size)
    rows, columns = np.indices(sheet) / np.array(sheet).reshape(2, 1, 1)
    light = 1 - shade * (rows + columns) / 2
    random = np.random.default_rng(seed)
    seen = (paper + (pen - paper) * ink) * light + random.normal(0, noise, sheet)
    return np.round(np.clip(seen, 0, 1) * 255).astype(np.uint8)


def picture(path: Path | str, digit: torch.Tensor) -> Path | str:
    """A file with such a photo; returns its path."""
    Image.fromarray(photo(digit)).save(path)
    return path


def fine_pen(digit: torch.Tensor, size: int = 300, width: int = 3) -> np.ndarray:
    """A digit as a ball pen draws it: only the middle of each stroke is left."""
    mask = strokes(digit, size) > 0.5
    depth = ndimage.distance_transform_edt(mask)
    ridge = mask & (depth >= ndimage.maximum_filter(depth, 5) - 0.5)
    return ndimage.binary_dilation(ridge, iterations=width // 2 + 1)


def claimed_png(width: int, height: int) -> bytes:
    """A tiny PNG file that says it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )
