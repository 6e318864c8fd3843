"""Files that are either whole or not there.

Weights and checkpoints are safetensors files (tensors by name, no code) with a
JSON record and a SHA-256 of everything inside. They are written to the side and
renamed, so a crash or a full disk leaves the old file as it was.
"""

import errno
import glob
import hashlib
import json
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

MAX_BYTES = 2**31  # larger files are refused unread: none of ours comes near it
LEGIBLE = 40  # letters of a side file's name that say whose it is
STALE = 3600.0  # seconds after which a half-written side file is nobody's any more


class DamagedFileError(Exception):
    """The file is not a safetensors file, or its checksum is wrong."""


def write_atomically(path: Path, content: bytes, replace: bool = True) -> None:
    """Write beside ``path``, flush to disk, then rename into place.

    Whoever writes has a side file of their own: any number may write at once, from
    threads or processes, and one of them is the last.

    Args:
        path: where.
        content: all of it.
        replace: whether it may stand in the place of another file.

    Raises:
        FileExistsError: it may not, and there is one; even if that came this moment.
        OSError: it could not be written. ``path`` is as it was before.
    """
    ours = f"{path.name[:LEGIBLE]}.{hashlib.sha256(path.name.encode()).hexdigest()[:8]}"
    side = path.with_name(f"{ours}.{secrets.token_hex(4)}.part")
    try:
        for left in path.parent.glob(f"{glob.escape(ours)}.*.part"):
            with suppress(FileNotFoundError):  # another may be first
                if time.time() - left.stat().st_mtime > STALE:  # its writer was killed
                    left.unlink()
        with side.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            os.replace(side, path)
        else:
            _move_to_free_place(side, path)
    except BaseException:
        side.unlink(missing_ok=True)
        raise


def _move_to_free_place(side: Path, path: Path) -> None:
    """Rename, unless something is there."""
    try:
        os.link(side, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: nearly as good
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.replace(side, path)
    else:
        side.unlink()


def save_tensors(
    path: Path,
    tensors: Mapping[str, Tensor],
    record: Mapping[str, Any],
    replace: bool = True,
) -> None:
    """Write tensors and a JSON record as one checksummed safetensors file.

    Raises:
        OSError: as :func:`write_atomically`.
    """
    write_atomically(path, pack_tensors(tensors, record), replace)


def pack_tensors(tensors: Mapping[str, Tensor], record: Mapping[str, Any]) -> bytes:
    """What such a file holds."""
    plain = {name: t.detach().cpu().contiguous() for name, t in tensors.items()}
    text = json.dumps(record, sort_keys=True)
    header = {"record": text, "sha256": digest(plain, text)}
    return safetensors.torch.save(plain, metadata=header)


def check_writable(path: Path) -> None:
    """See that :func:`write_atomically` will be able to write there.

    Raises:
        OSError: there is no such folder, or it cannot be written; the name is too
            long; or what is there is no file, or one that may not be changed.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part"):
        pass
    try:
        there = path.stat()  # a name that is too long is found here
    except FileNotFoundError:
        return
    if not stat.S_ISREG(there.st_mode):
        raise OSError(errno.EINVAL, "it is no file")
    if not os.access(path, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))


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
    except RecursionError as error:
        raise DamagedFileError("its record is nested far too deep") from error


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
