"""Numbers too small for float32's normal form, and how not to wait for them.

Such numbers ("denormals", below about 1e-38) make a processor crawl, and after an
epoch one in twenty of Adam's running means is one. Rounding them to zero is the
largest single gain of the buffered engine.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import torch

PAUSE_SOFT = 1  # omp_pause_soft, OpenMP 5.0, section 3.2.43


@contextmanager
def flushed_denormals() -> Iterator[None]:
    """Round denormals to zero, in this thread and its helpers; then as it was.

    The setting belongs to a thread, and torch's helper threads take it over from the
    thread that starts them, once. So they are let go and started anew, which takes
    a fraction of a millisecond. Where that cannot be done (it can on Linux), only
    this thread is set.
    """
    if _are_flushed() or not torch.set_flush_denormal(True):
        yield
        return
    try:
        _restart_helpers()
        yield
    finally:
        torch.set_flush_denormal(False)
        _restart_helpers()


def _are_flushed() -> bool:
    return not (torch.tensor([1e-310], dtype=torch.float64) * 1).item()


def _restart_helpers() -> None:
    library = openmp()
    if library is not None:
        library.omp_pause_resource_all(PAUSE_SOFT)


@cache
def openmp() -> ctypes.CDLL | None:
    """The OpenMP library that torch brought along, if it can pause its threads."""
    for path in sorted((Path(torch.__file__).parent / "lib").glob("libgomp*.so*")):
        library = ctypes.CDLL(str(path))
        if hasattr(library, "omp_pause_resource_all"):
            return library
    return None
