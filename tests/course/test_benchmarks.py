"""The benchmarks run, and say how many times as fast as their peer each one is.

Here on a handful of digits and for one round: how fast they are is not asked.
"""

import json

import pytest
import torchvision

from benchmarks import explorer, frames, loading, marks, training
from benchmarks.better import dense
from mnist_core.data import MNIST
from mnist_core.models import evaluate


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


def test_marks_are_chosen_on_validation_digits_and_tested_once(
    monkeypatch, sample, tmp_path, capsys
):
    few = MNIST(sample.train[:30], sample.test[:20])
    examined = []
    monkeypatch.setattr(marks, "load_mnist", lambda *_: few)
    monkeypatch.setattr(
        marks,
        "split",
        lambda digits, final: MNIST(digits.train[:20], digits.train[20:]),
    )
    monkeypatch.setattr(marks, "RECORDED", tmp_path)
    monkeypatch.setattr(marks, "MARKS", (0.0, 1.1))  # at once, and never
    monkeypatch.setattr(marks, "LENGTHS", (1, 4))
    monkeypatch.setattr(marks, "RECIPES", {"all": dense(epochs=1)})
    monkeypatch.setattr(
        marks,
        "evaluate",
        lambda model, digits: examined.append(len(digits)) or evaluate(model, digits),
    )
    marks.main()
    assert examined == 3 * [10] + 2 * 3 * [10] + [20] + 5 * [20]
    said = capsys.readouterr().out
    assert "not reached within 4 epochs" in said
    assert f"(x: times as fast as {marks.PEER})" in said
    assert "99.04%" in said
    kept = json.loads((tmp_path / "marks.json").read_text())
    assert [len(each) for each in kept["seconds"].values()] == [1, 5]
