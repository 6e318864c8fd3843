"""All engines compute the same thing as plain autograd with torch.optim.Adam."""

from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from mnist_core.data import Augmentation, Digits, scale
from mnist_core.errors import ConfigError, DeviceError
from mnist_core.models import MLP, new_model
from mnist_core.training.config import TrainConfig
from mnist_core.training.engines import ENGINES, Tally
from mnist_core.training.engines.buffered import BufferedEngine
from mnist_core.training.engines.layout import Layout, padded
from mnist_core.training.place import choose_engine, choose_place

CPU = torch.device("cpu")
HERE = [
    ("autograd", "cpu"),
    ("buffered", "cpu"),
    pytest.param(("autograd", "cuda"), marks=pytest.mark.gpu),
    pytest.param(("cuda-graph", "cuda"), marks=pytest.mark.gpu),
]


@pytest.fixture(params=HERE, ids=lambda p: "-".join(p))
def where(request):
    name, device = request.param
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("needs an NVIDIA GPU")
    return name, torch.device(device)


@pytest.fixture(scope="module")
def digits(sample) -> Digits:
    return sample.train


def reference(model: nn.Module, digits: Digits, order, config: TrainConfig):
    """The plainest loop there is; returns loss sum and hits."""
    images = scale(digits.images, torch.float64)
    adam = torch.optim.Adam(
        model.parameters(),
        lr=config.learning_rate,
        betas=(config.beta1, config.beta2),
        eps=config.epsilon,
    )
    loss_sum, correct = 0.0, 0
    for batch in order.split(config.batch_size):
        logits = model(images[batch])
        loss = F.cross_entropy(logits, digits.labels[batch])
        adam.zero_grad()
        loss.backward()
        adam.step()
        loss_sum += loss.item() * len(batch)
        correct += int((logits.argmax(1) == digits.labels[batch]).sum())
    return loss_sum, correct


@pytest.mark.parametrize(
    "config",
    [
        TrainConfig(),
        TrainConfig(
            batch_size=24, learning_rate=0.01, beta1=0.5, beta2=0.9, epsilon=1e-4
        ),
    ],
    ids=["the course's settings", "others"],
)
def test_a_hundred_steps_and_a_short_batch_equal_autograd(where, digits, config):
    name, device = where
    count = 100 * config.batch_size + config.batch_size // 2
    order = torch.randint(0, len(digits), (count,))
    plain = new_model(3).double()
    loss_sum, correct = reference(plain, digits, order, config)

    model = new_model(3).double().to(device)
    engine = ENGINES[name](model, digits, config, device)
    # In pieces, as train() does, none of them a multiple of the engine's group.
    cuts = [7 * config.batch_size, 30 * config.batch_size, config.batch_size * 63]
    tallies = [engine.run(part) for part in order.tensor_split(cuts)]
    engine.write_to_model()

    for ours, theirs in zip(model.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(ours.cpu(), theirs, rtol=0, atol=1e-10)
    total = sum(tallies[1:], tallies[0])
    assert total.count == count
    assert total.correct == correct
    assert total.loss_sum == pytest.approx(loss_sum, rel=1e-9)
    assert engine.state().step == 101


def test_state_can_be_taken_out_and_put_into_any_engine(where, digits):
    name, device = where
    config = TrainConfig()
    first, second = torch.randperm(len(digits))[:3000].split(1500)

    begun = new_model(1).double()
    before = ENGINES["autograd"](begun, digits, config, CPU)
    before.run(first)
    model = MLP().double().to(device)
    model.load_state_dict(begun.state_dict())
    after = ENGINES[name](model, digits, config, device)
    after.load_state(before.state())
    assert after.state().step == before.state().step
    after.run(second)
    after.write_to_model()

    again = new_model(1).double()
    whole = ENGINES["autograd"](again, digits, config, CPU)
    whole.run(first)
    whole.run(second)
    for ours, theirs in zip(model.parameters(), again.parameters(), strict=True):
        torch.testing.assert_close(ours.cpu(), theirs, rtol=0, atol=1e-10)
    for key in ("exp_avg", "exp_avg_sq"):
        ours, theirs = after.state().memory[key], whole.state().memory[key]
        assert ours.keys() == theirs.keys()
        for parameter in ours:
            torch.testing.assert_close(
                ours[parameter], theirs[parameter], rtol=1e-8, atol=1e-12
            )


def test_going_on_from_a_state_leaves_it_as_it_was(where, digits):
    name, device = where
    model = new_model(1).to(device)
    engine = ENGINES[name](model, digits, TrainConfig(), device)
    engine.run(torch.arange(640))
    state = engine.state()
    before = {n: t.clone() for n, t in state.memory["exp_avg"].items()}
    squares = {n: t.clone() for n, t in state.memory["exp_avg_sq"].items()}
    engine.load_state(state)
    engine.run(torch.arange(640))
    assert state.step == 10
    for name in before:
        assert torch.equal(state.memory["exp_avg"][name], before[name])
        assert torch.equal(state.memory["exp_avg_sq"][name], squares[name])


def test_a_fresh_state_is_zero(where, digits):
    name, device = where
    model = new_model(0).to(device)
    state = ENGINES[name](model, digits, TrainConfig(), device).state()
    assert state.step == 0
    assert all(not t.any() for t in state.memory["exp_avg"].values())
    assert {n: t.shape for n, t in state.memory["exp_avg_sq"].items()} == {
        n: p.shape for n, p in model.named_parameters()
    }


def test_nothing_to_do_is_nothing_done(where, digits):
    name, device = where
    model = new_model(0).to(device)
    before = {n: p.clone() for n, p in model.state_dict().items()}
    engine = ENGINES[name](model, digits, TrainConfig(), device)
    assert engine.run(torch.tensor([], dtype=torch.int64)) == Tally()
    engine.write_to_model()
    for key, value in model.state_dict().items():
        assert torch.equal(value, before[key])


def test_weights_of_pixels_never_lit_do_not_move(digits):
    """Their gradient is exactly zero: this is why the engine may leave them out."""
    dark = (digits.images == 0).flatten(1).all(0)
    assert dark.sum() > 50
    for name in ("autograd", "buffered"):
        model = new_model(0)
        before = model.fc1.weight.detach().clone()
        engine = ENGINES[name](model, digits, TrainConfig(), CPU)
        engine.run(torch.arange(640))
        engine.write_to_model()
        assert torch.equal(model.fc1.weight[:, dark], before[:, dark])
        assert not torch.equal(model.fc1.weight[:, ~dark], before[:, ~dark])


def test_adam_in_pieces_is_adam_in_one(digits):
    """As the GPU's engine does it; here on the CPU."""

    class InPieces(BufferedEngine):
        adam_pieces = 32

    models = []
    for kind in (BufferedEngine, InPieces):
        models.append(new_model(0))
        engine = kind(models[-1], digits, TrainConfig(), CPU)
        engine.run(torch.arange(700))
        engine.write_to_model()
    assert len(engine.adam_buffers[0]) == 32
    for one, other in zip(*(m.parameters() for m in models), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=1e-6)


def test_the_layout_gives_back_what_it_was_given():
    lit = torch.tensor([3, 5, 700])
    layout, model = Layout(lit), MLP()
    flat = layout.empty(model.fc1.weight.detach())
    layout.pack(dict(model.named_parameters()), flat)
    other = MLP()
    dark = torch.ones(784, dtype=torch.bool)
    dark[lit] = False
    kept = other.fc1.weight.detach()[:, dark].clone()
    layout.unpack(flat, dict(other.named_parameters()))
    assert torch.equal(other.fc1.weight[:, lit], model.fc1.weight[:, lit])
    assert torch.equal(other.fc1.weight[:, dark], kept)
    for name in ("fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"):
        assert torch.equal(other.state_dict()[name], model.state_dict()[name])
    assert [padded(n) for n in (1, 8, 9, 718)] == [8, 8, 16, 720]


def test_full_mnist_lights_717_pixels(full):
    lit = full.train.images.flatten(1).any(0).nonzero().squeeze(1)
    assert len(lit) == 717
    assert Layout(lit).rows == (720, 136, 72)


ONLY = "trains only the plain 784-128-64-10 ReLU network"


def frozen() -> MLP:
    model = MLP()
    model.fc1.bias.requires_grad_(False)
    return model


@pytest.mark.parametrize(
    ("model", "device", "expected"),
    [
        (MLP(), "cpu", "buffered"),
        (MLP(), "cuda", "cuda-graph"),
        (MLP(), "mps", "autograd"),
        (MLP("sigmoid"), "cpu", "autograd"),
        (nn.Linear(784, 10), "cuda", "autograd"),
    ],
)
def test_auto_takes_the_fastest_engine_that_fits(model, device, expected):
    for asked, given in (("auto", expected), ("autograd", "autograd")):
        config = TrainConfig(engine=asked)
        assert choose_engine(model, config, torch.device(device)).name == given


@pytest.mark.parametrize(
    ("name", "model", "device", "said"),
    [
        ("buffered", MLP("sigmoid"), "cpu", ONLY),
        ("buffered", nn.Linear(784, 10), "cpu", ONLY),
        ("buffered", frozen(), "cpu", "trains all of a network or nothing; here some"),
        ("buffered", MLP(), "cuda", "computes on device cpu, not on cuda"),
        ("cuda-graph", MLP(), "cpu", "computes on device cuda, not on cpu"),
        ("turbo", MLP(), "cpu", "Use auto, cuda-graph, buffered, autograd"),
    ],
)
def test_an_engine_that_does_not_fit_is_refused(name, model, device, said):
    with pytest.raises(DeviceError, match=f"{name}.*{said}"):
        choose_engine(model, TrainConfig(engine=name), torch.device(device))


@pytest.mark.parametrize("engine", [e for e in ENGINES.values() if e.on])
@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"optimizer": "sgd"}, "cannot do optimizer: it knows only Adam"),
        ({"optimizer": "adamw", "weight_decay": 0.1}, "knows only Adam"),
        ({"schedule": "cosine"}, "has the learning rate built in"),
        ({"augmentation": Augmentation()}, "keeps the pixels as they are"),
        ({"label_smoothing": 0.1}, "plain cross-entropy built in"),
        ({"precision": "bfloat16"}, "the weights' own precision"),
    ],
)
def test_fast_engines_refuse_what_their_short_cuts_make_wrong(engine, settings, reason):
    config = TrainConfig(**settings)
    device = torch.device(engine.on)
    assert reason in engine.unfit(MLP(), config, device)
    with pytest.raises(DeviceError, match="Use autograd, or auto"):
        choose_engine(MLP(), replace(config, engine=engine.name), device)


@pytest.mark.parametrize("options", [{"dropout": 0.1}, {"batch_norm": True}])
def test_fast_engines_train_the_plain_network_only(options):
    model = new_model(0, **options)
    assert ONLY in BufferedEngine.unfit(model, TrainConfig(), CPU)


def test_the_place_says_which_faster_engine_was_passed_over_and_why():
    config = TrainConfig(device="cpu", schedule="cosine")
    place = choose_place(config, MLP())
    assert place.engine.name == "autograd"
    assert place.passed_over == (
        "buffered cannot do schedule: it has the learning rate built in"
    )
    assert choose_place(TrainConfig(device="cpu"), MLP()).passed_over == ""


def test_smoothing_changes_the_steps_and_not_what_is_measured(digits):
    """The loss that is recorded is cross-entropy, so that runs can be compared."""
    first = {}
    for smoothing in (0.0, 0.2):
        config = TrainConfig(label_smoothing=smoothing)
        model = new_model(1)
        engine = ENGINES["autograd"](model, digits, config, CPU)
        first[smoothing] = engine.run(torch.arange(64)).loss_sum
        engine.run(torch.arange(640))
        first[smoothing, "after"] = model.fc1.weight.clone()
    assert first[0.0] == first[0.2]
    assert not torch.equal(first[0.0, "after"], first[0.2, "after"])


def test_batch_norm_with_one_digit_left_over_is_refused_in_words(digits):
    model = new_model(0, batch_norm=True)
    with pytest.raises(ConfigError, match="leave one alone"):
        ENGINES["autograd"](model, digits[:65], TrainConfig(), CPU)
    ENGINES["autograd"](model, digits[:66], TrainConfig(), CPU)


def test_bfloat16_keeps_the_weights_in_float32_and_still_learns(digits):
    model = new_model(0)
    config = TrainConfig(precision="bfloat16")
    engine = ENGINES["autograd"](model, digits, config, CPU)
    order = torch.arange(len(digits))
    before = engine.run(order)
    after = engine.run(order)
    assert model.fc1.weight.dtype == torch.float32
    assert after.correct > before.correct
