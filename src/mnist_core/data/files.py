"""The four files of MNIST: where they lie, and whether they are intact."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from mnist_core.errors import DataError

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

MAX_BYTES = 64 * 2**20  # the largest of the four has 47 million

IMAGE_HEADER, LABEL_HEADER = 16, 8  # bytes before the pixels / labels begin


def raw_folder(root: Path) -> Path:
    """Where torchvision keeps the four files below ``root``."""
    return root / "MNIST" / "raw"


def missing_files(root: Path) -> list[str]:
    """Names of the MNIST files that are not below ``root``."""
    return [name for name in SHA256 if not (raw_folder(root) / name).is_file()]


def read_verified(path: Path) -> bytearray:
    """All bytes of one MNIST file, once its SHA-256 is seen to be right.

    Raises:
        DataError: it cannot be read, or is not byte for byte the known file.
    """
    content = bytearray()
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size <= MAX_BYTES:
                content = bytearray(size)
                file.readinto(content)
    except OSError as error:
        raise DataError(f"Cannot read {path}: {error.strerror}.") from error
    if hashlib.sha256(content).hexdigest() != SHA256[path.name]:
        why = "its SHA-256 is wrong" if size <= MAX_BYTES else "far too large"
        raise DataError(
            f"{path} is damaged or incomplete ({size:,} bytes; {why}). Delete that "
            "file: it is then downloaded anew."
        )
    return content
