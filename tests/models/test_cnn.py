"""The convolutional network, and what it shows of itself."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from mnist_core.models import (
    CNN,
    count_parameters,
    load_weights,
    new_model,
    save_weights,
)


def test_it_has_the_shapes_that_it_says():
    model = new_model(0, "cnn").eval()
    shapes = {k: tuple(v.shape) for k, v in model.layers(torch.rand(3, 28, 28)).items()}
    assert shapes == {
        "input": (3, 784),
        "block1": (3, 16, 28, 28),
        "block2": (3, 32, 14, 14),
        "block3": (3, 64, 7, 7),
        "features": (3, 64),
        "logits": (3, 10),
    }
    assert count_parameters(model) == 78_778
    assert [tuple(w.shape) for w in model.connections()] == [(10, 64)]


def test_its_first_maps_are_what_the_formulas_say():
    model = new_model(1, "cnn", channels=[4], depths=[2], kernel=3).double().eval()
    images = torch.rand(2, 28, 28, dtype=torch.float64)
    maps = images[:, None]
    first, norm1, _, second, norm2, _ = model.blocks[0]
    for layer, norm in ((first, norm1), (second, norm2)):
        maps = F.conv2d(maps, layer.weight, padding=1)
        mean, var = norm.running_mean[:, None, None], norm.running_var[:, None, None]
        maps = torch.relu((maps - mean) / (var + norm.eps).sqrt())
    torch.testing.assert_close(model.layers(images)["block1"], maps)
    logits = maps.amax((2, 3)) @ model.fc.weight.T + model.fc.bias
    torch.testing.assert_close(model(images), logits)


def test_the_largest_numbers_can_be_found_before_batch_norm():
    """In the first of two blocks; the second ends with its largest numbers anyway."""
    options = {"channels": [4, 5], "depths": [2, 1], "pool_first": True}
    model = new_model(1, "cnn", **options).double().train()
    images = torch.rand(6, 28, 28, dtype=torch.float64)

    def normed(maps):  # over the batch and all places
        spread, mean = torch.var_mean(maps, (0, 2, 3), correction=0, keepdim=True)
        return torch.relu((maps - mean) / (spread + 1e-5).sqrt())

    first, second, third = (
        layer.weight for layer in model.modules() if isinstance(layer, torch.nn.Conv2d)
    )
    maps = normed(F.conv2d(images[:, None], first, padding=2))
    maps = normed(F.max_pool2d(F.conv2d(maps, second, padding=1), 2))
    held = model.layers(images)
    assert held["block1"].shape == (6, 4, 14, 14)
    torch.testing.assert_close(held["block1"], maps)
    maps = normed(F.conv2d(maps, third, padding=2))
    assert held["block2"].shape == (6, 5, 14, 14)
    torch.testing.assert_close(held["block2"], maps)


def test_networks_without_that_are_called_as_they_were():
    """Files and checkpoints of before know no ``pool_first``."""
    assert "pool_first" not in new_model(0, "cnn").options
    model = new_model(0, "cnn", pool_first=True)
    assert model.options["pool_first"] is True
    ours = new_model(0, "cnn").parameters()
    for theirs, own in zip(model.parameters(), ours, strict=True):
        assert torch.equal(theirs, own)


@pytest.mark.parametrize("kernel", [3, 5, 7])
def test_a_digit_that_moves_away_from_the_edge_is_answered_nearly_alike(kernel):
    """What was found counts, not where: the same numbers, one place further."""
    model = new_model(2, "cnn", channels=[8], kernel=kernel).eval()
    image = torch.zeros(1, 28, 28)
    image[:, 10:18, 10:18] = torch.rand(8, 8)
    moved = image.roll(3, 2)
    torch.testing.assert_close(model(image), model(moved), atol=1e-5, rtol=0)


def test_the_same_seed_gives_the_same_weights_and_nothing_global_moves():
    before = torch.get_rng_state()
    one, two, other = (new_model(seed, "cnn") for seed in (3, 3, 4))
    assert torch.equal(torch.get_rng_state(), before)
    for ours, theirs in zip(one.parameters(), two.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    assert not torch.equal(one.fc.weight, other.fc.weight)


def test_dropout_is_off_once_it_is_trained():
    model = new_model(0, "cnn", dropout=0.5)
    images = torch.rand(4, 28, 28)
    assert not torch.equal(model(images), model(images))
    model.eval()
    assert torch.equal(model(images), model(images))


def test_it_comes_back_from_a_file_with_its_averages(tmp_path, sample):
    options = {"kernel": 5, "dropout": 0.1, "pool_first": True}
    model = new_model(0, "cnn", channels=[4, 8], **options)
    model(sample.train.images[:64] / 255)  # batch norm's averages move
    path = tmp_path / "cnn.safetensors"
    save_weights(path, model)
    back, card = load_weights(path)
    assert card is None
    assert back.options == {
        "channels": [4, 8],
        "depths": [1, 2],
        **options,
    }
    images = torch.rand(5, 28, 28)
    assert torch.equal(back(images), model.eval()(images))
    assert int(back.blocks[0][2].num_batches_tracked) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"channels": []},
        {"channels": [1, 2, 3, 4]},
        {"channels": [0]},
        {"channels": [2.5]},
        {"channels": [10**6]},
        {"depths": [1]},
        {"depths": [0, 1, 1]},
        {"kernel": 4},
        {"kernel": 5.0},
        {"kernel": np.int64(3)},
        {"dropout": Fraction(10**20 - 1, 10**20)},
        {"dropout": 1.0},
        {"dropout": float("nan")},
        {"pool_first": 1},
    ],
)
def test_options_out_of_range_are_named(options):
    (name,) = options
    with pytest.raises(ValueError, match=name):
        CNN(**options)


def test_other_shapes_are_refused_as_by_the_dense_network():
    with pytest.raises(ValueError, match="must be shaped"):
        new_model(0, "cnn")(torch.rand(28, 28))
