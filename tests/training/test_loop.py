import contextlib
import io
import os
import signal
import subprocess
import sys

import pytest
import torch
from torch import nn

from mnist_core.data import Digits
from mnist_core.errors import CheckpointError, DeviceError
from mnist_core.models import evaluate, load_weights, new_model
from mnist_core.training import loop
from mnist_core.training.checkpoint import Checkpoint
from mnist_core.training.config import TrainConfig
from mnist_core.training.engines.buffered import BufferedEngine
from mnist_core.training.loop import train

SHORT = TrainConfig(epochs=3, device="cpu")


@pytest.fixture(scope="module")
def digits(sample) -> Digits:
    return sample.train[:1000]


def weights_of(model: nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in model.parameters()])


def run(digits, **kwargs):
    return train(digits, **{"config": SHORT, "progress": False, **kwargs})


def test_it_learns_the_sample_from_ten_percent_to_above_ninety(sample):
    config = TrainConfig(epochs=10, device="cpu")
    result = train(sample.train, watch=sample.test, config=config, progress=False)
    untrained = evaluate(new_model(0), sample.test).accuracy
    assert untrained < 0.25
    assert result.history[-1].watch_accuracy > 0.90
    losses = [record.train_loss for record in result.history]
    assert losses == sorted(losses, reverse=True)


def test_records_say_what_was_measured(digits, sample):
    result = run(digits, watch=sample.test)
    assert [record.epoch for record in result.history] == [1, 2, 3]
    last = result.history[-1]
    seen = evaluate(result.model, sample.test)
    assert last.watch_accuracy == seen.accuracy
    assert last.watch_loss == pytest.approx(seen.loss)
    assert 0 < last.train_accuracy <= 1
    assert last.seconds > 0
    assert result.steps == 3 * 16
    assert result.interrupted is False
    assert result.config is SHORT
    assert not result.model.training


def test_the_seconds_are_those_of_the_steps_alone(digits, monkeypatch):
    """With a clock that goes on by one at each look, and by a thousand in between."""
    now = [0]

    def clock():
        now[0] += 1
        return now[0]

    def long(*_):
        now[0] += 1000
        return plain(*_)

    plain = loop.weights_of
    monkeypatch.setattr(loop, "perf_counter", clock)
    monkeypatch.setattr(loop, "weights_of", long)
    result = run(digits, moments=[3, 7, 16, 20])
    assert [record.seconds for record in result.history] == [3, 2, 1]  # stretches


def test_a_network_that_is_trained_on_has_its_card_no_more(digits):
    model, _ = load_weights()
    assert run(digits, model=model).model.card is None


def test_running_loss_and_accuracy_are_taken_just_before_each_step(digits):
    """One batch holds all digits, so epoch 2 begins where epoch 1 ended."""
    config = TrainConfig(epochs=2, batch_size=1000, device="cpu")
    result = run(digits, config=config, moments=[0, 1])
    for record, moment in zip(result.history, result.moments, strict=True):
        model = new_model(0)
        model.load_state_dict(moment.weights)
        seen = evaluate(model, digits)
        assert record.train_loss == pytest.approx(seen.loss, rel=1e-5)
        assert record.train_accuracy == pytest.approx(seen.accuracy, abs=0.002)


@pytest.mark.parametrize("engine", ["autograd", "buffered"])
def test_the_same_seed_gives_the_same_network_to_the_bit(digits, engine):
    config = TrainConfig(epochs=2, engine=engine, device="cpu")
    one, two = (run(digits, config=config) for _ in range(2))
    assert torch.equal(weights_of(one.model), weights_of(two.model))
    other = run(digits, config=TrainConfig(epochs=2, engine=engine, seed=1))
    assert not torch.equal(weights_of(one.model), weights_of(other.model))


def test_watching_influences_nothing(digits, sample):
    alone = run(digits)
    watched = run(digits, watch=sample.test, moments=[0, 1, 5, 17, 48])
    assert torch.equal(weights_of(alone.model), weights_of(watched.model))
    assert alone.history[-1].watch_accuracy is None
    for one, other in zip(alone.history, watched.history, strict=True):
        assert one.train_loss == pytest.approx(other.train_loss, rel=1e-6)
        assert one.train_accuracy == other.train_accuracy


def test_torch_s_own_generator_is_left_alone(digits):
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    run(digits)
    assert torch.equal(torch.rand(3), expected)


def test_moments_are_the_weights_after_exactly_so_many_steps(digits):
    result = run(digits, moments=[0, 1, 7, 16, 20, 48, 1000])
    assert [moment.step for moment in result.moments] == [0, 1, 7, 16, 20, 48]
    assert [moment.step for moment in run(digits, moments=[1]).moments] == [1]
    first, last = result.moments[0], result.moments[-1]
    for name, p in new_model(0).state_dict().items():
        assert torch.equal(first.weights[name], p)
    for name, p in result.model.state_dict().items():
        assert torch.equal(last.weights[name], p)
    after_one_epoch = run(digits, config=TrainConfig(epochs=1, device="cpu"))
    for name, p in after_one_epoch.model.state_dict().items():
        assert torch.equal(result.moments[3].weights[name], p)


def test_each_epoch_is_a_new_order_of_the_same_digits(digits, monkeypatch):
    seen = []
    plain = torch.randperm

    def spy(*args, **kwargs):
        seen.append(plain(*args, **kwargs))
        return seen[-1]

    monkeypatch.setattr(torch, "randperm", spy)
    run(digits, config=TrainConfig(epochs=3, seed=7, device="cpu"))
    assert len(seen) == 3
    expected = torch.Generator().manual_seed(7)
    assert torch.equal(seen[0], plain(len(digits), generator=expected))
    assert not torch.equal(seen[0], seen[1])
    for order in seen:
        assert torch.equal(order.sort().values, torch.arange(len(digits)))


def test_the_callback_gets_every_record(digits):
    records = []
    result = run(digits, on_epoch=records.append)
    assert tuple(records) == result.history


def test_any_network_can_be_trained(digits, sample):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    result = run(digits, model=model, watch=sample.test)
    assert result.engine == "autograd"
    assert result.model is model
    assert result.history[-1].watch_accuracy > 0.7


def test_a_batch_larger_than_the_digits_is_all_of_them(digits):
    huge = run(digits, config=TrainConfig(epochs=2, batch_size=2**40, device="cpu"))
    all_at_once = TrainConfig(epochs=2, batch_size=len(digits), device="cpu")
    whole = run(digits, config=all_at_once)
    assert huge.steps == 2
    assert torch.equal(weights_of(huge.model), weights_of(whole.model))


def test_frozen_layers_stay_as_they_are(digits):
    model = new_model(0)
    model.fc1.requires_grad_(False)
    before = model.fc1.weight.clone()
    result = run(digits, model=model)
    assert result.engine == "autograd"
    assert torch.equal(model.fc1.weight, before)
    assert result.history[-1].train_loss < result.history[0].train_loss


def test_the_result_says_where_and_why(digits):
    result = run(digits, config=TrainConfig(epochs=1, device="cpu"))
    assert (result.device.type, result.engine) == ("cpu", "buffered")
    assert result.reason == "as asked"


@pytest.mark.parametrize("epochs", [3, 2], ids=["before the last", "in the last"])
@pytest.mark.parametrize(
    "during",
    ["engine.run", "loop.evaluate", "loop.save_checkpoint", "on_epoch"],
    ids=["steps", "watching", "saving", "the callback"],
)
def test_ctrl_c_keeps_what_was_learned(
    digits, sample, monkeypatch, tmp_path, during, epochs
):
    """A real one, in the midst of epoch 2: the epoch is kept, and it is told."""
    calls = []

    def pressing(plain):
        def pressed(*arguments):
            calls.append(arguments)
            if len(calls) == 2:
                os.kill(os.getpid(), signal.SIGINT)
            return plain(*arguments)

        return pressed

    places = {"engine": BufferedEngine, "loop": loop}
    if during != "on_epoch":
        place, _, name = during.partition(".")
        what = getattr(places[place], name)
        monkeypatch.setattr(places[place], name, pressing(what))
    told = []
    result = run(
        digits,
        config=TrainConfig(epochs=epochs, device="cpu"),
        watch=sample.test,
        checkpoint=tmp_path / "run.ckpt",
        on_epoch=pressing(told.append) if during == "on_epoch" else told.append,
    )
    assert result.interrupted
    assert [record.epoch for record in result.history] == [1, 2]
    assert tuple(told) == result.history
    assert result.steps == 32
    assert not result.model.training
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert len(Checkpoint.load(tmp_path / "run.ckpt").history) == 2
    monkeypatch.undo()
    two = run(digits, config=TrainConfig(epochs=2, device="cpu"))
    assert torch.equal(weights_of(result.model), weights_of(two.model))


def test_denormals_are_flushed_while_training_and_only_there(digits):
    tiny = torch.full((4,), 1e-40)
    inside, between = [], []
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    model[1].register_forward_hook(lambda *_: inside.append((tiny * 1).any().item()))
    run(digits, model=model, on_epoch=lambda _: between.append((tiny * 1).any().item()))
    assert inside
    assert not any(inside)
    assert all(between)
    assert (tiny * 1).any()


def test_the_progress_bar_shows_the_record(digits, sample):
    with contextlib.redirect_stderr(io.StringIO()) as said:
        result = run(digits, watch=sample.test, progress=True)
    last = result.history[-1]
    assert "buffered on cpu, epoch 3/3" in said.getvalue()
    assert f"loss {last.train_loss:.4f}" in said.getvalue()
    assert f"watched {last.watch_accuracy:.2%}" in said.getvalue()
    with contextlib.redirect_stderr(io.StringIO()) as said:
        run(digits, progress=False)
    assert said.getvalue() == ""


def test_no_digits_unknown_device_and_unknown_engine_are_refused(digits):
    with pytest.raises(ValueError, match="no digits"):
        run(digits[:0])
    with pytest.raises(DeviceError, match="Unknown device"):
        run(digits, config=TrainConfig(device="tpu"))
    with pytest.raises(DeviceError, match="Unknown engine"):
        run(digits, config=TrainConfig(engine="turbo"))


def test_resume_without_a_file_name_is_refused(digits):
    with pytest.raises(CheckpointError, match="name the checkpoint"):
        run(digits, resume=True)


def test_an_exception_in_the_callback_reaches_the_caller(digits):
    def fail(record):
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        run(digits, on_epoch=fail)


MEMORY = """
import re, sys
from mnist_core.data import load_mnist
from mnist_core.training import TrainConfig, train

digits = load_mnist("full")
config = TrainConfig(epochs=1, engine=sys.argv[1], device="cpu")
train(digits.train, watch=digits.test, config=config, progress=False)
with open("/proc/self/status") as status:
    print(1024 * int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1]))
"""


@pytest.mark.not_mutated
@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")
@pytest.mark.parametrize("engine", ["autograd", "buffered"])
def test_training_on_all_of_mnist_takes_at_most_1300_megabytes(full, engine):
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, engine], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) <= 1.3e9


@pytest.mark.gpu
def test_a_gpu_trains_the_same_network(digits, sample):
    if not torch.cuda.is_available():
        pytest.skip("needs an NVIDIA GPU")
    on_cpu = run(digits, watch=sample.test)
    on_gpu = run(digits, watch=sample.test, config=TrainConfig(epochs=3, device="cuda"))
    assert on_gpu.engine == "cuda-graph"
    torch.testing.assert_close(
        weights_of(on_gpu.model).cpu(), weights_of(on_cpu.model), rtol=0.05, atol=0.01
    )


def test_moments_may_come_one_after_the_other(sample):
    config = TrainConfig(epochs=1)
    asked = (step for step in (0, 3))
    result = train(sample.train[:640], config=config, moments=asked, progress=False)
    assert [moment.step for moment in result.moments] == [0, 3]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_a_network_of_few_bits_is_refused_with_what_to_do(sample, dtype):
    model = new_model(0).to(dtype)
    with pytest.raises(DeviceError, match=r"Train it in float32: model\.float\(\)"):
        train(sample.train[:640], model=model, progress=False)


def test_nothing_to_watch_is_said_before_training(sample):
    with pytest.raises(ValueError, match="no digits to watch"):
        train(sample.train[:64], watch=sample.test[:0], progress=False)


def test_a_run_that_ran_away_leaves_the_last_good_checkpoint(tmp_path, sample):
    path, model = tmp_path / "run.ckpt", new_model(0)

    def spoil(record):
        if record.epoch == 2:
            with torch.no_grad():
                model.fc3.bias.fill_(torch.nan)

    config = TrainConfig(epochs=4, engine="autograd")
    with pytest.warns(UserWarning, match="epoch 3 is not a number") as noted:
        train(
            sample.train[:128], model=model, config=config, checkpoint=path,
            on_epoch=spoil, progress=False,
        )  # fmt: skip
    assert len(noted) == 1
    assert len(Checkpoint.load(path).history) == 2
