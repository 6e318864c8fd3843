"""The benchmarks run, and say how many times as fast as their peer each one is.

Here on a handful of digits and for one round: how fast they are is not asked.
"""

import pytest
import torchvision

from benchmarks import explorer, frames, loading, training
from mnist_core.data import MNIST


@pytest.fixture
def written(monkeypatch, sample):
    """What is written, by name, instead of files."""
    few = MNIST(sample.train[:320], sample.test[:20])
    pairs = [
        (d[None] / 255, int(k))
        for d, k in zip(few.train.images, few.train.labels, strict=True)
    ]
    monkeypatch.setattr(torchvision.datasets, "MNIST", lambda *_, **__: pairs)
    results = {}
    for module in (explorer, frames, loading, training):
        monkeypatch.setattr(module, "write", results.__setitem__)
        monkeypatch.setattr(module, "load_mnist", lambda *_: few)
        monkeypatch.setattr(module, "ROUNDS", 1)
    monkeypatch.setattr(training, "EPOCHS", 1)
    return results


def ratios(result: dict) -> list[float]:
    assert result["times_as_fast"].pop(result["peer"]) == 1
    return list(result["times_as_fast"].values())


@pytest.mark.parametrize(
    ("benchmark", "name"),
    [(explorer, "explorer"), (frames, "frames"), (loading, "loading")],
)
def test_a_benchmark_compares_with_a_peer(benchmark, name, written, capsys):
    benchmark.main()
    assert all(ratio > 0 for ratio in ratios(written[name]))
    assert f"(x: times as fast as {written[name]['peer']})" in capsys.readouterr().out


def test_training_is_compared_on_every_device_there_is(written):
    training.main()
    for device, result in written["training"].items():
        assert len(ratios(result)) == (4 if device == "cpu" else 3)
        assert result["25_epochs_times_as_fast"] > 0
