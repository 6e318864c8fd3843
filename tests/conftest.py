"""Fixtures every test may use, and what is asked of every test.

With ``MNIST_CORE_NO_SKIPS=1`` (as in CI) a skipped test is a failed one, unless it
skipped for want of a GPU.
"""

import os
import signal

import hypothesis
import numpy as np
import pytest
import torch

from mnist_core import data
from mnist_core.weights import load_weights

# No test holds a stopwatch: a busy machine is not an error.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")


@pytest.fixture(autouse=True)
def _known_ground(monkeypatch):
    """Same seeds, same environment, for every test."""
    monkeypatch.delenv("MNIST_CORE_SOURCE", raising=False)
    monkeypatch.delenv("MNIST_CORE_MIRROR", raising=False)
    data._download_problem.cache_clear()
    torch.manual_seed(0)
    np.random.seed(0)  # noqa: NPY002 (libraries still draw from it)


@pytest.fixture(autouse=True, scope="session")
def _ctrl_c_as_python_has_it():
    """A shell that runs the tests in the background has Ctrl-C ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def sample() -> data.MNIST:
    """The 5,000 digits that need no network."""
    return data.load_sample()


@pytest.fixture(scope="session")
def full() -> data.MNIST:
    """All of MNIST, from $MNIST_CORE_DATA."""
    if not os.environ.get("MNIST_CORE_DATA"):
        pytest.skip("needs MNIST_CORE_DATA, the folder of the full MNIST data set")
    return data.load_mnist("full")


@pytest.fixture(scope="session")
def trained():
    """The network that ships with the package, and its card."""
    return load_weights()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and os.environ.get("MNIST_CORE_NO_SKIPS")
        and item.get_closest_marker("gpu") is None
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped, but nothing may be missing here: {report.longrepr}"
    return report
