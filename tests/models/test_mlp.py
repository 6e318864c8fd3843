import pytest
import torch

from mnist_core.models.mlp import MLP
from mnist_core.models.network import count_parameters


def test_it_has_the_shapes_and_the_parameters_of_the_design():
    shapes = {name: tuple(p.shape) for name, p in MLP().state_dict().items()}
    assert shapes == {
        "fc1.weight": (128, 784),
        "fc1.bias": (128,),
        "fc2.weight": (64, 128),
        "fc2.bias": (64,),
        "fc3.weight": (10, 64),
        "fc3.bias": (10,),
    }
    assert count_parameters(MLP()) == 109_386


@pytest.mark.parametrize("shape", [(5, 28, 28), (5, 784), (5, 1, 28, 28)])
def test_every_form_of_the_same_digits_gives_the_same_logits(shape):
    model, digits = MLP(), torch.rand(5, 784)
    assert torch.equal(model(digits.reshape(shape)), model(digits))


def test_no_digits_give_no_logits():
    assert MLP()(torch.zeros(0, 28, 28)).shape == (0, 10)


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_layers_are_what_the_formulas_say(activation):
    model, x = MLP(activation).double(), torch.rand(3, 784, dtype=torch.float64)
    phi = getattr(torch, activation)
    seen = model.layers(x)
    a1 = phi(x @ model.fc1.weight.T + model.fc1.bias)
    a2 = phi(a1 @ model.fc2.weight.T + model.fc2.bias)
    torch.testing.assert_close(seen["hidden1"], a1)
    torch.testing.assert_close(seen["hidden2"], a2)
    torch.testing.assert_close(seen["logits"], a2 @ model.fc3.weight.T + model.fc3.bias)
    assert torch.equal(seen["logits"], model(x))
    assert list(seen) == ["input", "hidden1", "hidden2", "logits"]


@pytest.mark.parametrize(
    "shape", [(28, 28), (784,), (3, 27, 28), (3, 3, 28, 28), (3, 785), ()]
)
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match="must be shaped"):
        MLP()(torch.rand(shape))


def test_a_single_digit_is_told_what_to_do():
    with pytest.raises(ValueError, match=r"image\[None\]"):
        MLP()(torch.rand(28, 28))


def test_unscaled_pixels_are_told_what_to_do():
    with pytest.raises(TypeError, match="scale"):
        MLP()(torch.zeros(1, 28, 28, dtype=torch.uint8))


@pytest.mark.parametrize("dtype", [torch.float64, torch.int64, torch.float16])
def test_other_dtypes_are_refused(dtype):
    with pytest.raises(TypeError, match=r"must be torch\.float32"):
        MLP()(torch.zeros(1, 28, 28, dtype=dtype))


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match="relu or sigmoid"):
        MLP("tanh")


def test_dropout_and_batch_norm_are_options_that_a_plain_one_does_not_name():
    assert MLP().options == {"activation": "relu"}
    both = MLP(dropout=0.2, batch_norm=True)
    assert both.options == {"activation": "relu", "dropout": 0.2, "batch_norm": True}
    assert count_parameters(both) == 109_386 + 384


def test_dropout_silences_about_its_share_and_only_in_training():
    model = MLP(dropout=0.25)
    with torch.no_grad():
        model.fc1.weight.zero_()
        model.fc1.bias.fill_(1)
    hidden = model.layers(torch.rand(200, 784))["hidden1"]
    assert abs((hidden == 0).float().mean() - 0.25) < 0.02
    torch.testing.assert_close(hidden.max(), torch.tensor(1 / 0.75))
    assert (model.eval().layers(torch.rand(200, 784))["hidden1"] == 1).all()


def test_batch_norm_brings_sums_to_mean_0_and_variance_1_in_training():
    model = MLP(batch_norm=True)
    sums = []
    model.norm1.register_forward_hook(lambda *io: sums.append(io[2]))
    model(torch.rand(500, 784))
    torch.testing.assert_close(sums[0].mean(0), torch.zeros(128), atol=1e-5, rtol=0)
    torch.testing.assert_close(
        sums[0].var(0, unbiased=False), torch.ones(128), atol=2e-3, rtol=0
    )


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_folded_it_is_the_same_network_in_fewer_parts(activation):
    model = MLP(activation, dropout=0.3, batch_norm=True)
    with torch.no_grad():
        for norm in (model.norm1, model.norm2):
            norm.weight.uniform_(0.5, 2)
            norm.bias.uniform_(-1, 1)
    model(torch.rand(300, 784))  # batch norm's averages move
    images = torch.rand(50, 784)
    plain = model.eval().folded()
    assert plain.options == {"activation": activation}
    torch.testing.assert_close(plain(images), model(images), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("value", [1, -0.1, float("nan"), "a lot", True])
def test_a_dropout_that_is_no_share_is_refused(value):
    with pytest.raises(ValueError, match="dropout"):
        MLP(dropout=value)
