"""A network of another kind, written here, is saved, trained, read and drawn."""

from itertools import pairwise

import pytest
import torch

from mnist_core.errors import WeightsError
from mnist_core.models.mlp import MLP, linear
from mnist_core.models.network import Network, unroll
from mnist_core.models.registry import NETWORKS, identity_of, new_model
from mnist_core.models.weights import load_weights, save_weights
from mnist_core.panels import draw_panels
from mnist_core.reading import Gallery, read
from mnist_core.storage import save_tensors
from mnist_core.training import TrainConfig, make_card, train
from mnist_core.widgets import Dashboard


class Stack(Network):
    """Hidden layers of any number, as wide as asked."""

    name = "stack"

    def __init__(self, hidden=(), generator=None):
        super().__init__()
        self.options = {"hidden": list(hidden)}
        sizes = [784, *hidden, 10]
        self.architecture = "-".join(map(str, sizes))
        layers = [linear(n, m, generator) for n, m in pairwise(sizes)]
        self.stack = torch.nn.ModuleList(layers)

    def layers(self, images):
        held = {"input": unroll(images, like=self.stack[0].weight)}
        for k, layer in enumerate(self.stack[:-1], 1):
            held[f"hidden{k}"] = layer(list(held.values())[-1]).relu()
        return held | {"logits": self.stack[-1](list(held.values())[-1])}

    def connections(self):
        return [layer.weight for layer in self.stack]


@pytest.fixture(params=[[], [20], [30, 20, 15]], ids=str)
def result(request, sample, monkeypatch):
    """One of them, trained a little."""
    monkeypatch.setitem(NETWORKS, Stack.name, Stack)
    model = new_model(3, "stack", hidden=request.param)
    config = TrainConfig(epochs=2)
    return train(sample.train[:1000], model=model, config=config, progress=False)


def test_it_learns_with_the_engine_that_fits(result):
    assert result.engine == "autograd"
    assert result.history[1].train_loss < result.history[0].train_loss


def test_it_comes_back_from_disk_with_its_options_and_card(result, sample, tmp_path):
    card = make_card(result, sample)
    save_weights(tmp_path / "net.safetensors", result.model, card)
    model, loaded = load_weights(tmp_path / "net.safetensors")
    assert identity_of(model) == identity_of(result.model)
    assert loaded == card
    assert loaded.architecture == result.model.architecture
    x = torch.rand(3, 28, 28)
    assert torch.equal(model(x), result.model(x))


def test_what_it_should_have_been_is_said_when_it_does_not_come_back(result, tmp_path):
    path = tmp_path / "net.safetensors"
    record = identity_of(result.model) | {"card": None}
    save_tensors(path, MLP().state_dict(), record)
    with pytest.raises(
        WeightsError, match=f"not a {result.model.architecture} network"
    ):
        load_weights(path)


def test_it_is_read_and_drawn_with_as_many_layers_as_it_has(result, sample):
    model, digits = result.model, sample.test[:30]
    count = len(model.stack) + 1
    reading = read(model, digits.images[0])
    assert [c.size for c in reading.activity.columns] == [
        *(layer.in_features for layer in model.stack),
        10,
    ]
    figure = draw_panels(model, digits, 3)
    figure.canvas.draw()
    assert len(figure.axes[4].get_xticklabels()) == count
    assert len(Gallery(model, digits).view(1).reading.layers) == count
    words = Dashboard(model, digits).controls.words.value
    assert words.count("in hidden layer") == count - 2
