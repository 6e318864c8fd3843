"""The optimizer and the learning rate of each step."""

import pytest
import torch

from mnist_core.data import Augmentation
from mnist_core.models import new_model
from mnist_core.training import TrainConfig, train
from mnist_core.training.engines.steps import memories, optimizer_of, rate_at


def test_a_constant_rate_is_constant():
    rates = {rate_at(step, 100, TrainConfig()) for step in range(100)}
    assert rates == {0.001}


@pytest.mark.parametrize(("schedule", "top"), [("one-cycle", 30), ("cosine", 5)])
def test_a_schedule_rises_to_the_rate_asked_for_and_falls_to_nothing(schedule, top):
    config = TrainConfig(schedule=schedule, learning_rate=0.1)
    rates = [rate_at(step, 100, config) for step in range(101)]
    assert rates[0] == pytest.approx(0.1 / 25)
    assert rates[top] == max(rates) == pytest.approx(0.1)
    assert rates[100] == pytest.approx(0, abs=1e-12)
    assert rates[:top] == sorted(rates[:top])
    assert rates[top:] == sorted(rates[top:], reverse=True)


def test_one_cycle_is_pytorch_s_own():
    """But for one step: ``OneCycleLR`` is at the top, and at its end, one earlier."""
    config = TrainConfig(schedule="one-cycle", learning_rate=0.1)
    parameter = torch.nn.Parameter(torch.zeros(1))
    theirs = torch.optim.SGD([parameter], lr=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        theirs, max_lr=0.1, total_steps=1001, final_div_factor=1e9
    )
    for step in range(1000):
        ours = rate_at(step, 1000, config)
        assert ours == pytest.approx(theirs.param_groups[0]["lr"], abs=4e-4)
        theirs.step()
        schedule.step()


@pytest.mark.parametrize("network", ["mlp", "cnn"])
def test_only_matrices_and_kernels_decay(network):
    """With no gradient at all, what shrinks is what decays."""
    options = {"batch_norm": True} if network == "mlp" else {"channels": [3]}
    model = new_model(0, network, **options)
    config = TrainConfig(optimizer="adamw", weight_decay=0.5, learning_rate=0.1)
    optimizer = optimizer_of(model, config, fused=False)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    for p in model.parameters():
        p.grad = torch.zeros_like(p)
    optimizer.step()
    for key, p in model.named_parameters():
        shrunk = before[key] * (1 - 0.05) if p.ndim > 1 else before[key]
        torch.testing.assert_close(p.detach(), shrunk, msg=key)


def test_the_rate_of_a_run_follows_its_schedule(sample, monkeypatch):
    seen = []
    plain = torch.optim.Adam.step

    def step(self, *arguments):
        seen.append(self.param_groups[0]["lr"])
        return plain(self, *arguments)

    monkeypatch.setattr(torch.optim.Adam, "step", step)
    config = TrainConfig(epochs=2, batch_size=100, schedule="one-cycle", device="cpu")
    train(sample.train[:450], config=config, progress=False)
    assert seen == [rate_at(k, 10, config) for k in range(10)]


def test_augmentation_is_drawn_anew_each_step_and_the_same_for_a_seed(sample):
    def trained(seed):
        config = TrainConfig(
            epochs=2, batch_size=100, augmentation=Augmentation(), seed=seed,
            device="cpu",
        )  # fmt: skip
        model = new_model(7)
        train(sample.train[:300], model=model, config=config, progress=False)
        return model.fc1.weight

    assert torch.equal(trained(1), trained(1))
    assert not torch.equal(trained(1), trained(2))


def test_what_is_watched_changes_nothing_in_training(sample):
    """Wrong labels for the watched digits, and the weights are the same to the bit."""
    from dataclasses import replace

    watched = sample.test
    order = torch.randperm(len(watched), generator=torch.Generator().manual_seed(1))
    shuffled = replace(watched, labels=watched.labels[order])
    config = TrainConfig(
        epochs=2, optimizer="adamw", schedule="one-cycle", device="cpu",
        augmentation=Augmentation(),
    )  # fmt: skip
    ends = []
    for watch in (watched, shuffled, None):
        model = new_model(0, dropout=0.1, batch_norm=True)
        result = train(
            sample.train[:500], watch=watch, model=model, config=config, progress=False
        )
        ends.append((model.state_dict(), result.steps))
    for state, steps in ends[1:]:
        assert steps == ends[0][1]
        for name, tensor in ends[0][0].items():
            assert torch.equal(state[name], tensor), name


def test_memories_are_named_for_each_optimizer():
    assert memories(TrainConfig()) == ("exp_avg", "exp_avg_sq")
    assert memories(TrainConfig(optimizer="sgd")) == ("momentum_buffer",)
    assert memories(TrainConfig(optimizer="sgd", beta1=0)) == ()
