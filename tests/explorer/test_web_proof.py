"""The page gives PyTorch's answers, and what it says of itself is true."""

import json
import os

import pytest
import torch
from helpers_tools import load
from helpers_web import digits_at_hand, node

from mnist_core.explorer import site_files
from mnist_core.models import new_model

proof = load("tools/proof.py")


@pytest.fixture(scope="module")
def said():
    return json.loads(proof.PROOF.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def measured(trained):
    """On all 10,000 test digits; without the full set, on the sample's 1,000."""
    node()
    found = proof.measure(trained[0], digits_at_hand())
    print(found)
    return found


def test_every_answer_is_pytorch_s(measured):
    assert measured.digits == (10_000 if os.environ.get("MNIST_CORE_DATA") else 1000)
    assert measured.others == 0
    assert measured.logits <= 1e-4


def test_what_the_page_says_of_itself_is_what_is_measured(measured, said, full):
    assert measured.weights == said["weights"], "run tools/proof.py"
    assert measured.digits == said["digits"]
    assert measured.logits <= said["logits"] <= 10 * measured.logits
    assert measured.rounding <= said["rounding"] <= 3 * measured.rounding
    assert measured.flips == said["flips"]
    assert set(said) == {"weights", "digits", "logits", "rounding", "flips", "torch"}
    assert said["torch"][0].isdigit()


def test_it_is_said_of_the_shipped_weights_and_of_no_others(trained, sample, said):
    def told(model):
        about = site_files(model, sample.test[:20])["explorer.json"]
        return json.loads(about)["proof"]

    assert told(trained[0]) == said
    assert told(new_model(1)) is None


def test_one_weight_that_is_another_would_be_noticed(trained, sample, monkeypatch):
    """So the comparison is one: with PyTorch's network changed, they differ."""
    node()
    real = proof.load_weights

    def changed(*source):
        model, card = real(*source)
        with torch.no_grad():
            model.fc3.bias[3] += 0.01
        return model, card

    monkeypatch.setattr(proof, "load_weights", changed)
    found = proof.measure(trained[0], sample.test[:50])
    assert found.logits == pytest.approx(0.01, rel=0.05)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(2.1e-5, 5e-5), (5e-5, 5e-5), (0.0121, 0.02), (0.051, 0.1), (1.0, 1.0), (7, 10)],
)
def test_numbers_are_rounded_up(value, rounded):
    assert proof.above(value) == rounded


def test_with_another_answer_nothing_is_claimed(measured):
    with pytest.raises(ValueError, match="to 2 digits"):
        proof.proof(measured._replace(others=2))
