import sys

import pytest
import torch

from mnist_core.training import denormals
from mnist_core.training.denormals import flushed_denormals

TINY = 1e-40  # below float32's smallest normal number


def survives(count: int) -> bool:
    """Whether any of ``count`` denormals is still there after a product."""
    return bool((torch.full((count,), TINY) * 1).any())


# A product of so many numbers is shared out among the helper threads.
MANY = 4_000_000


@pytest.mark.parametrize("count", [4, MANY])
def test_they_are_zero_inside_and_themselves_outside(count):
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        assert survives(count)
        with flushed_denormals():
            assert not survives(4)
            if count == 4 or denormals.openmp() is not None:
                assert not survives(count)
        assert survives(count)
    finally:
        torch.set_num_threads(before)


def test_what_was_set_before_stays_set():
    torch.set_flush_denormal(True)
    try:
        with flushed_denormals():
            assert not survives(4)
        assert not survives(4)
    finally:
        torch.set_flush_denormal(False)
    assert survives(4)


def test_they_are_put_back_after_an_error():
    with pytest.raises(RuntimeError, match="mine"), flushed_denormals():
        raise RuntimeError("mine")
    assert survives(4)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_on_linux_the_helper_threads_can_be_started_anew():
    assert denormals.openmp() is not None
