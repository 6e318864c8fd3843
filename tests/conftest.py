"""Fixtures every test may use, and what is asked of every test.

With ``MNIST_CORE_NO_SKIPS=1`` (as in CI) a skipped test is a failed one, unless it
skipped for want of a GPU.
"""

import os
import shutil
import signal
import warnings

import hypothesis
import numpy as np
import platformdirs
import pytest
import torch
from helpers_data import closed_port, contents

from mnist_core import cli
from mnist_core.data import MNIST, already_tried, load_mnist, load_sample
from mnist_core.models import evaluate, load_weights

# No test holds a stopwatch: a busy machine is not an error.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")

# Under nohup, whatever the tests start would be deaf to it: what is ignored is handed
# on, what is handled is not.
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)


PATIENCE = 90_000  # milliseconds


@pytest.fixture(autouse=True)
def _known_ground(monkeypatch):
    """Same seeds, same environment, for every test."""
    monkeypatch.delenv("MNIST_CORE_SOURCE", raising=False)
    monkeypatch.delenv("MNIST_CORE_MIRROR", raising=False)
    already_tried.clear()
    torch.manual_seed(0)
    np.random.seed(0)  # noqa: NPY002 (libraries still draw from it)


@pytest.fixture(autouse=True, scope="session")
def _ctrl_c_as_python_has_it():
    """A shell that runs the tests in the background has Ctrl-C ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    polite = signal.getsignal(signal.SIGTERM)  # which the command line sets
    yield
    signal.signal(signal.SIGINT, before)
    signal.signal(signal.SIGTERM, polite)


@pytest.fixture(scope="session")
def sample() -> MNIST:
    """The 5,000 digits that need no network."""
    return load_sample()


@pytest.fixture(scope="session")
def full() -> MNIST:
    """All of MNIST, from $MNIST_CORE_DATA."""
    if not os.environ.get("MNIST_CORE_DATA"):
        pytest.skip("needs MNIST_CORE_DATA, the folder of the full MNIST data set")
    return load_mnist("full")


@pytest.fixture(scope="session")
def trained():
    """The network that ships with the package, and its card."""
    return load_weights()


@pytest.fixture(scope="session")
def evaluation(trained, sample):
    """Of that network, on the 1,000 test digits of the sample."""
    return evaluate(trained[0], sample.test)


@pytest.fixture
def gallery(trained, sample, evaluation):
    """A new walk past those digits."""
    from mnist_core.reading import Gallery

    return Gallery(trained[0], sample.test, evaluation)


@pytest.fixture(scope="session")
def view(trained, sample):
    """Of one digit, after two others; how far the axes must go is not known."""
    from mnist_core.reading import View, read

    model, card = trained
    reading = read(model, sample.test.images[4], int(sample.test.labels[4]))
    return View(reading, np.array(card.confusion), [0.9, 0.4, reading.confidence])


@pytest.fixture
def no_display():
    """Wherever these tests run, no window opens."""
    import matplotlib
    import matplotlib.pyplot as plt

    matplotlib.use("agg")
    yield
    plt.close("all")


# --- the command line --------------------------------------------------------


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run a command in an empty folder; returns (status, standard output, error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    def command(*arguments):
        with warnings.catch_warnings():
            warnings.simplefilter("default")  # as users have it
            with pytest.raises(SystemExit) as ended:
                cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return command


@pytest.fixture
def fails(run, tmp_path):
    """Run a command that must fail in one line; nothing may change on disk."""

    def command(*arguments, saying=""):
        before = contents(tmp_path)
        status, out, err = run(*arguments)
        assert status == 2
        assert out == ""
        assert err.startswith("Error: ")
        assert err.count("\n") == 1
        assert err.endswith("\n")
        assert "Traceback" not in err
        assert saying in err
        assert contents(tmp_path) == before
        return err

    return command


@pytest.fixture
def no_network(monkeypatch, tmp_path):
    """Nothing on disk, nothing to be had."""
    monkeypatch.delenv("MNIST_CORE_DATA", raising=False)
    monkeypatch.setenv("MNIST_CORE_MIRROR", closed_port())
    cache = tmp_path / "cache"
    (cache / "MNIST" / "raw").mkdir(parents=True)
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: cache)


# --- the browser -------------------------------------------------------------

FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
--disable-background-networking --disable-component-update --disable-sync""".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def browser():
    """Chromium. No longer than a module: it has an event loop running meanwhile."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("needs Chromium on the PATH (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for name in ("new_context", "new_page"):
            setattr(browser, name, _patient(getattr(browser, name)))
        yield browser
        browser.close()


def _patient(opening):
    """What it opens waits for long: a busy machine is not an error."""

    def opened(**options):
        one = opening(**options)
        one.set_default_timeout(PATIENCE)
        return one

    return opened


# --- nothing may be missing --------------------------------------------------


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
