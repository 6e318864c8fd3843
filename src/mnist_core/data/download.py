"""Fetching MNIST without ever leaving half of it behind.

torchvision does the fetching and unpacking. It happens in a folder of its own
beside the real one; only files whose SHA-256 is right are renamed into place,
each in one step. So a broken line, a full disk, a page of HTML from a hotel's
network or a second process that downloads at the same time can do no harm.
"""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

from mnist_core.data.files import SHA256, raw_folder, read_verified
from mnist_core.errors import DataError

TIMEOUT = 20.0
"""Seconds without a byte from a server before the next one is tried."""


def mirrors() -> list[str]:
    """Addresses to fetch from: $MNIST_CORE_MIRROR alone if set, else torchvision's."""
    own = os.environ.get("MNIST_CORE_MIRROR")
    if own:
        return [own.rstrip("/") + "/"]
    from torchvision.datasets import MNIST

    return list(MNIST.mirrors)


def download_mnist(root: Path, addresses: Iterable[str] | None = None) -> None:
    """Fetch the four files into ``root/MNIST/raw``, with a progress bar for each.

    Args:
        root: folder in torchvision's layout; made when it is not there.
        addresses: where from, tried in order; by default :func:`mirrors`.

    Raises:
        DataError: no address gave intact files, or ``root`` cannot be written.
            Nothing is left behind and nothing that was there is touched.
    """
    raw = raw_folder(root)
    reasons = []
    try:
        raw.mkdir(parents=True, exist_ok=True)
        side = Path(tempfile.mkdtemp(prefix=".download-", dir=root))
    except OSError as error:
        raise DataError(
            f"MNIST cannot be saved in {root}: {error.strerror}. Set MNIST_CORE_DATA "
            "to a folder that can be written."
        ) from error
    try:
        for address in mirrors() if addresses is None else addresses:
            try:
                _fetch(side, address)
                for name in SHA256:
                    read_verified(raw_folder(side) / name)
            except Exception as error:  # a server can send anything
                reasons.append(f"{address} ({_reason(error)})")
                shutil.rmtree(side / "MNIST", ignore_errors=True)
                continue
            try:
                for name in SHA256:
                    os.replace(raw_folder(side) / name, raw / name)
            except OSError as error:
                raise DataError(
                    f"MNIST cannot be saved in {raw}: {error.strerror}."
                ) from error
            return
    finally:
        shutil.rmtree(side, ignore_errors=True)
    raise DataError(
        f"MNIST could not be downloaded from {' or '.join(reasons)}. Check the network "
        f"connection and free disk space, or put the four files into {raw} yourself."
    )


def _fetch(root: Path, address: str) -> None:
    from torchvision.datasets import MNIST

    # torchvision would check the MD5 of the packed files. We check the SHA-256 of
    # the unpacked ones instead, so a mirror may pack them as it likes.
    class Mirror(MNIST):
        mirrors = (address,)
        resources = tuple((f"{name}.gz", None) for name in SHA256)

    # torchvision finds its folder by the name of the class.
    Mirror.__name__ = "MNIST"
    with _timeout(TIMEOUT):
        Mirror(str(root), download=True)


@contextmanager
def _timeout(seconds: float) -> Iterator[None]:
    """torchvision sets no time limit of its own; the default one is ours to lend."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _reason(error: Exception) -> str:
    is_about_the_way = isinstance(error, RuntimeError | OSError | HTTPException)
    lines = str(error).strip().splitlines()
    # torchvision wraps several lines around the one that matters: the last.
    return lines[-1] if is_about_the_way and lines else "what it gave is not MNIST"
