import json
import math
from dataclasses import asdict
from fractions import Fraction

import numpy as np
import pytest
import torch

from mnist_core.data import Augmentation
from mnist_core.errors import ConfigError, DeviceError
from mnist_core.models import MLP
from mnist_core.training.config import TrainConfig
from mnist_core.training.place import choose_device, choose_engine


def test_the_defaults_are_the_course_s():
    c = TrainConfig()
    assert (c.epochs, c.batch_size) == (25, 64)
    assert (c.learning_rate, c.beta1, c.beta2, c.epsilon) == (0.001, 0.9, 0.999, 1e-8)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 0),
        ("epochs", 2.5),
        ("epochs", True),
        ("batch_size", -1),
        ("batch_size", "64"),
        ("seed", -1),
        ("seed", 2**63),
        ("learning_rate", 0.0),
        ("learning_rate", math.nan),
        ("learning_rate", math.inf),
        ("learning_rate", None),
        ("learning_rate", 10**400),
        ("learning_rate", Fraction(1, 10**400)),
        ("beta1", Fraction(10**20 - 1, 10**20)),
        ("optimizer", np.array(["adam", "sgd"])),
        ("engine", ["autograd"]),
        ("device", 0),
        ("beta1", 1.0),
        ("beta2", -0.1),
        ("beta2", math.nan),
        ("epsilon", 0),
        ("optimizer", "adamax"),
        ("schedule", "linear"),
        ("precision", "float16"),
        ("label_smoothing", 1),
        ("weight_decay", -0.1),
        ("weight_decay", 0.1),  # which plain Adam does not know
        ("augmentation", True),
        ("augmentation", {"degrees": -1}),
        ("augmentation", {"foo": 1}),
        ("augmentation", {"scale": math.nan}),
    ],
)
def test_a_value_out_of_range_is_named(name, value):
    with pytest.raises(ConfigError, match=name):
        TrainConfig(**{name: value})


def test_a_device_may_be_one_of_pytorch_s():
    assert TrainConfig(device=torch.device("cpu")) == TrainConfig(device="cpu")


def test_an_engine_that_cannot_do_it_says_why():
    config = TrainConfig(precision="bfloat16")
    with pytest.raises(DeviceError, match="bfloat16 on CUDA and the CPU only"):
        choose_engine(MLP(), config, torch.device("mps"))


def test_the_ends_of_the_ranges_are_allowed():
    least = TrainConfig(epochs=1, batch_size=1, seed=0, beta1=0, beta2=0.0)
    assert (least.batch_size, least.beta1) == (1, 0)
    assert TrainConfig(seed=2**63 - 1).seed == 2**63 - 1


def test_a_gpu_is_taken_when_there_is_one(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "Some GPU")
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 1)
    device, reason = choose_device("auto")
    assert str(device) == "cuda:1"
    assert "Some GPU" in reason


@pytest.mark.parametrize("mps", [True, False])
def test_else_the_cpu_is_and_the_reason_is_said(monkeypatch, mps):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    device, reason = choose_device("auto")
    assert device.type == "cpu"
    assert ("Apple" in reason) == mps


def test_an_apple_gpu_is_used_when_asked_for(monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device("mps")[0].type == "mps"


@pytest.mark.parametrize("name", ["tpu", "", "cuda:x", "meta", "xla"])
def test_an_unknown_device_is_named(name):
    with pytest.raises(DeviceError, match="Unknown device"):
        choose_device(name)


def test_a_device_that_is_not_here_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(DeviceError, match="not here"):
        choose_device("cuda")


def test_numbers_may_come_from_numpy():
    config = TrainConfig(
        epochs=np.int64(1), batch_size=np.uint8(7), learning_rate=np.float32(0.5)
    )
    assert config == TrainConfig(epochs=1, batch_size=7, learning_rate=0.5)
    assert json.dumps(asdict(config))


def test_a_config_comes_back_from_json_as_it_was():
    config = TrainConfig(optimizer="adamw", augmentation=Augmentation(degrees=5))
    assert TrainConfig(**json.loads(json.dumps(asdict(config)))) == config


def test_what_goes_beyond_plain_adam_is_named():
    assert TrainConfig(seed=3, epochs=1, learning_rate=0.1).beyond_plain_adam() == []
    more = TrainConfig(augmentation=Augmentation(), label_smoothing=0.1)
    assert more.beyond_plain_adam() == ["augmentation", "label_smoothing"]
