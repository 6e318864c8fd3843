"""The convolutional network beside the page: folded, rounded, fetched if asked for."""

import json
from dataclasses import replace

import pytest
import torch
from helpers_cnn import Folded, cnns, course_cnn, lively
from helpers_web import digits_at_hand

from mnist_core.data import scale
from mnist_core.errors import WeightsError
from mnist_core.explorer.convolutions import FOLDED, folded, pack_cnn
from mnist_core.explorer.pack import ON_DEMAND, Packed
from mnist_core.models import load_weights, logits_of
from mnist_core.storage import load_tensors


@pytest.fixture
def opened(tmp_path):
    """Tensors and record of a packed network."""

    def of(model, digits):
        path = tmp_path / "cnn.safetensors"
        path.write_bytes(pack_cnn(model, digits))
        return load_tensors(path)

    return of


@pytest.mark.parametrize("name", cnns())
def test_without_batch_norm_it_says_the_same(sample, name):
    model, some = cnns()[name], sample.test[:200]
    images = scale(some.images)
    ours = Folded(folded(model), model.pool_first).layers(images)
    with torch.no_grad():
        theirs = model.layers(images)
    assert theirs.keys() - ours.keys() == {"features"}
    for held, values in ours.items():
        torch.testing.assert_close(values.float(), theirs[held], atol=1e-3, rtol=1e-4)


def test_its_tensors_have_names_and_shapes_of_their_own():
    shapes = {n: tuple(t.shape) for n, t in folded(cnns()["cnn-small"]).items()}
    assert shapes == {
        "block1.conv1.weight": (4, 1, 7, 7), "block1.conv1.bias": (4,),
        "block1.conv2.weight": (4, 4, 3, 3), "block1.conv2.bias": (4,),
        "block2.conv1.weight": (7, 4, 7, 7), "block2.conv1.bias": (7,),
        "fc.weight": (10, 7), "fc.bias": (10,),
    }  # fmt: skip


def test_eight_bits_change_next_to_nothing(opened):
    """Of the course's network, on all digits at hand."""
    model, some = course_cnn(), digits_at_hand()[:1000]
    state, _ = opened(model, some)
    kinds = {name.split(".", 1)[1]: tensor.dtype for name, tensor in state.items()}
    assert kinds["conv1.weight"] == kinds["conv2.weight"] == torch.int8
    assert kinds["conv1.unit"] == torch.float32
    assert kinds["conv1.bias"] == kinds["weight"] == kinds["bias"] == torch.float16
    rounded, whole = Folded(state)(scale(some.images)), logits_of(model, some)
    assert float((rounded - whole).abs().max()) < 0.02 * float(whole.abs().max())
    assert int((rounded.argmax(1) != whole.argmax(1)).sum()) <= 1


def test_its_record_says_what_it_is_and_whether_it_has_seen_the_digits(opened, sample):
    model = lively(3, channels=[16, 32, 64], depths=[1, 1, 2], kernel=3)
    _, record = opened(model, sample.test)
    assert record == {
        "network": FOLDED,
        "architecture": "CNN (16-32-64-64-10)",
        "parameters": 61_050,
        "pool_first": False,
        "card": None,
        "seen": False,
    }
    dense, card = load_weights()  # its card knows the sample's digits
    model.card = replace(card, architecture=model.architecture)
    _, record = opened(model, sample.test)
    assert record["seen"]
    assert record["card"]["confusion"] == json.loads(json.dumps(card.confusion))
    assert record["card"]["history"] == []
    assert dense.card.has_seen(sample.test)


def test_packing_leaves_the_network_as_it_was(sample):
    model = lively(4).train()
    before = {name: t.clone() for name, t in model.state_dict().items()}
    pack_cnn(model, sample.test[:10])
    assert model.training
    assert all(torch.equal(before[n], t) for n, t in model.state_dict().items())


@pytest.mark.parametrize(
    ("part", "number"),
    [("fc.weight", 1e9), ("fc.weight", torch.nan), ("blocks.1.0.weight", torch.nan)],
)
def test_a_number_that_the_file_cannot_hold_is_refused(sample, part, number):
    model = lively(5)
    with torch.no_grad():
        model.get_parameter(part).flatten()[34] = number
    with pytest.raises(WeightsError, match=r"This CNN cannot be shown.*65,504"):
        pack_cnn(model, sample.test[:10])


def test_a_window_of_nothing_stays_one(opened, sample):
    model = lively(8)
    with torch.no_grad():
        model.blocks[0][0].weight[2] = 0.0
    state, _ = opened(model, sample.test[:10])
    assert not state["block1.conv1.weight"][2].any()
    assert state["block1.conv1.unit"].isfinite().all()


def test_a_map_turned_round_after_pooling_is_refused():
    """The largest of what is turned round is not the smallest turned round."""
    model = cnns()["cnn-pool-first"]
    with torch.no_grad():
        model.blocks[0][2].weight[3] = 0.0  # silent, no trouble
        model.blocks[1][-2].weight[0] = -0.1  # the last block pools at the end only
        folded(model)
        model.blocks[0][2].weight[3] = -0.1
    with pytest.raises(WeightsError, match=r"turns a map round.*without pool_first"):
        folded(model)


def test_a_site_has_it_beside_the_rest_and_one_file_goes_without(trained, sample):
    packed = Packed.of(trained[0], sample.test[:20], lively(6))
    site = packed.site()
    assert site.keys() >= ON_DEMAND
    assert '<html data-cnn="1" lang="en">' in site["index.html"].decode()
    page = site["index.html"].decode()
    assert not any(f'"{name}"' in page for name in ON_DEMAND)
    whole = packed.page()
    assert "data-cnn" not in whole.split("<script")[0]
    assert not any(name in whole for name in ON_DEMAND - {"cnn.js"})
    assert list(site)[-1] == "index.html"


def test_what_is_added_is_small(trained, sample):
    site = Packed.of(trained[0], sample.test[:20], course_cnn()).site()
    sizes = {name: len(site[name]) for name in ON_DEMAND}
    print(sizes)
    assert sum(sizes.values()) <= 360_000, sizes
