"""Files that are either whole or not there.

Weights and checkpoints are safetensors files (tensors by name, no code) with a
JSON record and a SHA-256 of everything inside. They are written to the side and
renamed, so a crash or a full disk leaves the old file as it was.
"""

import glob
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

MAX_BYTES = 2**31  # larger files are refused unread: none of ours comes near it
STALE = 3600.0  # seconds after which a half-written side file is nobody's any more


class DamagedFileError(Exception):
    """The file is not a safetensors file, or its checksum is wrong."""


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside ``path``, flush to disk, then rename into place.

    Raises:
        OSError: it could not be written. ``path`` is as it was before.
    """
    side = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        for left in path.parent.glob(f"{glob.escape(path.name)}.*.part"):
            if time.time() - left.stat().st_mtime > STALE:  # its writer was killed
                left.unlink(missing_ok=True)
        with side.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(side, path)
    except BaseException:
        side.unlink(missing_ok=True)
        raise


def save_tensors(
    path: Path, tensors: Mapping[str, Tensor], record: Mapping[str, Any]
) -> None:
    """Write tensors and a JSON record as one checksummed safetensors file.

    Raises:
        OSError: as :func:`write_atomically`.
    """
    write_atomically(path, pack_tensors(tensors, record))


def pack_tensors(tensors: Mapping[str, Tensor], record: Mapping[str, Any]) -> bytes:
    """What such a file holds."""
    plain = {name: t.detach().cpu().contiguous() for name, t in tensors.items()}
    text = json.dumps(record, sort_keys=True)
    header = {"record": text, "sha256": digest(plain, text)}
    return safetensors.torch.save(plain, metadata=header)


def check_writable(path: Path) -> None:
    """See that :func:`write_atomically` will be able to write there.

    Raises:
        OSError: there is no such folder, or it cannot be written.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part"):
        pass


def load_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, Any] | None]:
    """Read such a file whole, or not at all.

    Returns:
        The tensors by name and the record; None for a file of someone else's
        making, which carries no record of ours.

    Raises:
        OSError: it cannot be read.
        DamagedFileError: it is no safetensors file, or not what was written.
    """
    if path.stat().st_size > MAX_BYTES:
        raise DamagedFileError("it is far too large")
    content = path.read_bytes()
    try:
        tensors = safetensors.torch.load(content)
        length = int.from_bytes(content[:8], "little")
        header = json.loads(content[8 : 8 + length]).get("__metadata__", {})
        if not header.keys() & {"record", "sha256"}:
            return tensors, None
        if header.get("sha256") != digest(tensors, header["record"]):
            raise DamagedFileError("its checksum is wrong")
        return tensors, dict(json.loads(header["record"]))
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedFileError("it is not a whole safetensors file") from error


def digest(tensors: Mapping[str, Tensor], record: str) -> str:
    """SHA-256 of tensors and a record: the seal of a file."""
    sha = hashlib.sha256(record.encode())
    for name, tensor in sorted(tensors.items()):
        sha.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        sha.update(plain_bytes(tensor))
    return sha.hexdigest()


def plain_bytes(tensor: Tensor) -> np.ndarray:
    """(n,) uint8: what a CPU tensor of any shape and dtype holds, as bytes."""
    flat = tensor.contiguous().reshape(-1)
    return flat.view(torch.uint8).numpy() if len(flat) else np.empty(0, np.uint8)
