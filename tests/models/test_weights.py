import contextlib
import dataclasses
import io
import json
import os
import pickle
import re
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from helpers_data import contents, full_disk
from torch import nn

from mnist_core.errors import WeightsError
from mnist_core.models import identity_of, new_model, weights
from mnist_core.models.evaluation import evaluate
from mnist_core.models.mlp import MLP
from mnist_core.models.weights import load_weights, save_weights
from mnist_core.shapes import K
from mnist_core.storage import load_tensors, save_tensors
from mnist_core.training import TrainConfig, make_card, train

KEYS = [f"fc{i}.{part}" for i in (1, 2, 3) for part in ("weight", "bias")]


@pytest.fixture(scope="module")
def quick(sample):
    """A network trained for one epoch on the sample, and its card."""
    result = train(
        sample.train,
        watch=sample.test,
        config=TrainConfig(epochs=1, seed=5),
        progress=False,
    )
    return result, make_card(result, sample)


def same_weights(ours, theirs):
    ours, theirs = ours.state_dict(), theirs.state_dict()
    assert list(ours) == list(theirs) == KEYS
    for name in KEYS:
        assert ours[name].dtype == torch.float32
        assert torch.equal(ours[name], theirs[name])


# --- round trip ------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_safetensors_come_back_to_the_bit_with_an_equal_card(
    tmp_path, quick, activation
):
    _, card = quick
    model = MLP(activation)
    save_weights(tmp_path / "net.safetensors", model, card)
    loaded, loaded_card = load_weights(tmp_path / "net.safetensors")
    same_weights(loaded, model)
    assert loaded_card == card
    assert loaded.activation == activation
    assert not loaded.training


def test_pth_comes_back_to_the_bit_without_a_card(tmp_path, quick):
    result, card = quick
    save_weights(tmp_path / "net.pth", result.model, card)
    loaded, loaded_card = load_weights(str(tmp_path / "net.pth"))
    same_weights(loaded, result.model)
    assert loaded_card is None


def test_our_pth_loads_in_the_original_project(tmp_path, quick):
    save_weights(tmp_path / "mnist_model.pth", quick[0].model)
    state = torch.load(tmp_path / "mnist_model.pth", weights_only=True)
    theirs = OriginalNetwork()
    theirs.load_state_dict(state)
    x = torch.rand(4, 784)
    assert torch.equal(theirs(x), quick[0].model(x))


class OriginalNetwork(nn.Module):
    """As the original project has it."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(28 * 28, 128)
        self.fc2 = nn.Linear(128, 64)
        self.fc3 = nn.Linear(64, 10)

    def forward(self, x):
        x = x.view(-1, 28 * 28)
        return self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x)))))


@pytest.mark.parametrize("zipped", [True, False], ids=["now", "before torch 1.6"])
def test_pth_of_the_original_project_is_read(tmp_path, zipped):
    theirs = OriginalNetwork()
    path = tmp_path / "mnist_model.pth"
    torch.save(theirs.state_dict(), path, _use_new_zipfile_serialization=zipped)
    loaded, card = load_weights(path)
    same_weights(loaded, theirs)
    assert card is None


@pytest.mark.parametrize("dtype", [torch.float16, torch.float64])
def test_other_float_types_are_read_as_float32(tmp_path, dtype):
    model = MLP().to(dtype)
    torch.save(model.state_dict(), tmp_path / "net.pth")
    same_weights(load_weights(tmp_path / "net.pth")[0], model.float())


def test_safetensors_of_someone_elses_making_are_read(tmp_path):
    model = MLP()
    (tmp_path / "x.safetensors").write_bytes(safetensors.torch.save(model.state_dict()))
    loaded, card = load_weights(tmp_path / "x.safetensors")
    same_weights(loaded, model)
    assert card is None


# --- the card --------------------------------------------------------------------


def test_card_says_how_the_network_came_to_be(quick, sample):
    result, card = quick
    assert card.architecture == "784-128-64-10"
    assert (card.network, card.options) == ("mlp", {"activation": "relu"})
    assert card.parameters == 109_386
    assert card.config == dataclasses.asdict(TrainConfig(epochs=1, seed=5))
    assert card.steps == 63
    assert (card.engine, card.device) == (result.engine, result.device.type)
    assert card.data == {
        "source": "sample",
        "count": 4000,
        "sha256": sample.train.digest,
    }
    assert card.test == {
        "source": "sample",
        "count": 1000,
        "sha256": sample.test.digest,
    }
    assert card.history == [dataclasses.asdict(result.history[0])]
    assert card.versions.keys() == {"mnist-core", "torch", "python"}
    assert np.shape(card.confusion) == (K, K)
    assert np.sum(card.confusion) == 1000
    assert card.accuracy == result.history[0].watch_accuracy
    assert json.loads(json.dumps(dataclasses.asdict(card))) == dataclasses.asdict(card)


def test_shipped_network_was_trained_as_the_design_says(trained):
    model, card = trained
    assert weights.shipped() == ["better", "cnn", "ensemble", "mlp"]
    assert sum(p.numel() for p in model.parameters()) == card.parameters == 109_386
    assert (card.data["source"], card.data["count"]) == ("full", 60_000)
    assert (card.test["source"], card.test["count"]) == ("full", 10_000)
    assert [record["epoch"] for record in card.history] == list(range(1, 26))
    assert card.steps == 25 * 938
    assert isinstance(card.config["seed"], int)
    said = TrainConfig(**card.config)  # written before there were other optimizers
    told = {"device": "auto", "engine": "auto", "seed": 0}
    assert dataclasses.replace(said, **told) == TrainConfig()
    assert np.sum(card.confusion) == 10_000
    assert card.accuracy == card.history[-1]["watch_accuracy"]
    assert card.accuracy >= 0.973


BETTER = {"better": 0.991, "cnn": 0.9965, "ensemble": 0.997}


@pytest.mark.parametrize("name", BETTER)
def test_better_networks_say_how_they_came_to_be(name, full):
    model, card = load_weights(name)
    assert card.data["sha256"] == full.train.digest  # all of it, to learn from
    assert card.test["sha256"] == full.test.digest
    assert card.parameters == sum(p.numel() for p in model.parameters())
    assert np.sum(card.confusion) == 10_000
    assert card.accuracy >= BETTER[name]
    members = card.config.get("members", [card.config])
    for config in members:
        assert TrainConfig(**config).augmentation is not None
    some = full.test[:1000]
    wrong = 1000 - int(evaluate(model, some, 250).correct.sum())
    assert wrong <= 10_000 - int(np.trace(card.confusion))


def test_all_but_the_first_together_are_small():
    folder = Path(weights.__file__).parent / "shipped"
    sizes = [(folder / f"{name}.safetensors").stat().st_size for name in BETTER]
    assert sum(sizes) < 4e6


def test_shipped_network_is_as_good_as_its_card_says(trained, full):
    model, card = trained
    assert card.data["sha256"] == full.train.digest
    assert card.test["sha256"] == full.test.digest
    measured = evaluate(model, full.test)
    assert measured.confusion.tolist() == card.confusion
    assert measured.accuracy == card.accuracy


def test_a_network_keeps_its_card_as_long_as_its_weights_are_those(tmp_path, sample):
    model, card = load_weights()
    assert model.card is card
    model.double().float()
    assert model.card is card
    with torch.no_grad():
        model.fc3.bias[0] += 1
    assert model.card is None
    model, _ = load_weights()
    config = TrainConfig(epochs=1)
    train(sample.train[:64], model=model, config=config, progress=False)
    assert model.card is None


def test_files_of_the_version_before_are_read(tmp_path):
    """They named the activation, not the network; the shipped file is one of them."""
    model = MLP("sigmoid")
    path = tmp_path / "old.safetensors"
    save_tensors(path, model.state_dict(), {"activation": "sigmoid", "card": None})
    loaded, card = load_weights(path)
    assert (loaded.activation, card) == ("sigmoid", None)
    assert load_weights()[1].options == {"activation": "relu"}


def test_shipped_network_is_loaded_anew_each_time():
    first, _ = load_weights("mlp")
    with torch.no_grad():
        first.fc1.weight.zero_()
    assert load_weights("mlp")[0].fc1.weight.any()


# --- what cannot be read -----------------------------------------------------------


def says(path, complaint=""):
    """Loading fails with one line that names the file."""
    with pytest.raises(WeightsError, match=re.escape(str(path))) as caught:
        load_weights(path)
    assert "\n" not in str(caught.value)
    assert complaint in str(caught.value)


def changed(name, value):
    state = MLP().state_dict()
    if value is None:
        del state[name]
    else:
        state[name] = value
    return state


def poisoned(name, value):
    state = MLP().state_dict()
    state[name].view(-1)[3] = value
    return state


BAD_STATES = {
    "NaN": (poisoned("fc2.weight", torch.nan), "NaN or infinity in fc2.weight"),
    "infinity": (poisoned("fc3.bias", torch.inf), "NaN or infinity in fc3.bias"),
    "-infinity": (poisoned("fc1.weight", -torch.inf), "infinity in fc1.weight"),
    "too big for float32": (
        changed("fc1.bias", torch.full((128,), 1e300, dtype=torch.float64)),
        "in fc1.bias",
    ),
    "another shape": (changed("fc1.weight", torch.zeros(100, 784)), "(100, 784)"),
    "transposed": (changed("fc2.weight", torch.zeros(128, 64)), "(128, 64), not (64"),
    "a missing key": (changed("fc3.bias", None), "no weights named fc3.bias"),
    "an extra key": (changed("fc4.bias", torch.zeros(3)), "also holds fc4.bias"),
    "whole numbers": (changed("fc3.bias", torch.zeros(10, dtype=torch.long)), "fc3"),
    "nothing": ({}, "fc1.weight"),
}

BAD_PTH = {
    "complex": changed("fc3.bias", torch.zeros(10, dtype=torch.complex64)),
    "sparse": changed("fc1.weight", torch.zeros(128, 784).to_sparse()),
    "without data": changed("fc1.weight", torch.zeros(128, 784, device="meta")),
    "a number": changed("fc1.weight", 3),
    "a list": [1, 2],
    "a tensor": torch.zeros(3),
    "numbers as names": {1: torch.zeros(1)} | MLP().state_dict(),
    "None": None,
}


@pytest.mark.parametrize("kind", BAD_STATES)
@pytest.mark.parametrize("ending", ["safetensors", "pth"])
def test_weights_of_something_else_are_refused(tmp_path, kind, ending):
    state, complaint = BAD_STATES[kind]
    path = tmp_path / f"net.{ending}"
    if ending == "pth":
        torch.save(state, path)
    else:
        save_tensors(path, state, {"activation": "relu", "card": None})
    says(path, complaint)


@pytest.mark.filterwarnings("ignore:Sparse invariant checks:UserWarning")
@pytest.mark.parametrize("kind", BAD_PTH)
def test_a_pth_that_holds_no_plain_weights_is_refused(tmp_path, kind):
    torch.save(BAD_PTH[kind], tmp_path / "net.pth")
    says(tmp_path / "net.pth")


def test_a_whole_pickled_network_is_refused(tmp_path):
    torch.save(MLP(), tmp_path / "net.pth")
    says(tmp_path / "net.pth", "something other than plain weights")


class Bomb:
    """Unpickled, it makes a file."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return os.mkdir, (self.path,)


def raw_pickle(bomb, path):
    path.write_bytes(pickle.dumps(bomb))


def torch_zip(bomb, path):
    torch.save(changed("fc1.weight", bomb), path)


def torch_legacy(bomb, path):
    torch.save({"x": bomb}, path, _use_new_zipfile_serialization=False)


@pytest.mark.parametrize("write", [raw_pickle, torch_zip, torch_legacy])
@pytest.mark.parametrize("name", ["net.pth", "net.safetensors", "net"])
def test_a_pickle_bomb_does_not_go_off(tmp_path, write, name):
    crater = tmp_path / "crater"
    write(Bomb(crater), tmp_path / name)
    says(tmp_path / name)
    assert not crater.exists()
    content = (tmp_path / name).read_bytes()
    if write is raw_pickle:
        pickle.loads(content)
    else:
        torch.load(io.BytesIO(content), weights_only=False)
    assert crater.exists(), "the bomb of this test is a dud"


@pytest.mark.parametrize("name", ["x.safetensors", "x.pth", "x.txt", "x"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        b"<html>Not found</html>",
        b"PK\x03\x04 not a zip",
        b"\x80\x02.",
    ],
    ids=["empty", "zeros", "HTML", "almost a zip", "almost a pickle"],
)
def test_garbage_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    says(tmp_path / name)


@pytest.mark.parametrize("ending", ["safetensors", "pth"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_file_is_refused(tmp_path, ending, share):
    path = tmp_path / f"net.{ending}"
    save_weights(path, MLP())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    says(path)


def test_a_flipped_bit_is_found(tmp_path):
    path = tmp_path / "net.safetensors"
    save_weights(path, MLP())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 16
    path.write_bytes(content)
    says(path, "checksum is wrong")


@pytest.mark.parametrize("ending", ["safetensors", "pth"])
def test_a_huge_file_is_refused_unread(tmp_path, ending):
    path = tmp_path / f"net.{ending}"
    with path.open("wb") as file:
        file.truncate(2**40)
    says(path, "far too large")


def test_a_zip_bomb_is_refused_unpacked(tmp_path):
    small, path = tmp_path / "small.pth", tmp_path / "bomb.pth"
    torch.save(MLP().state_dict(), small)
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        new.writestr("x/data/99", bytes(80 * 2**20), zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 2**20
    says(path, "unpacks to far too much")


def asks_for(gigabytes):
    """A pickle of 33 bytes that a safe reader runs: it is only a lot of nothing."""
    size = pickle.encode_long(gigabytes * 2**30)
    return b"cbuiltins\nbytearray\n(\x8a" + bytes([len(size)]) + size + b"tR."


def repeated(count):
    """A number that is there once, and said to be there very often."""
    state = {k: v.clone() for k, v in MLP().state_dict().items()}
    state["fc1.weight"] = torch.zeros(1).expand(count)
    file = io.BytesIO()
    torch.save(state, file)
    return file.getvalue()


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("what", [asks_for(3), repeated(2**40)], ids=["bytes", "view"])
def test_a_file_that_asks_for_more_than_it_holds_is_refused(tmp_path, what, old):
    path = tmp_path / "net.pth"
    if what[:2] != b"PK" and not old:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("net/data.pkl", what)
            archive.writestr("net/version", "3")
    else:
        path.write_bytes(what)
    tracemalloc.start()
    try:
        says(path, "something other than plain weights")
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()


def test_an_old_file_that_asks_for_more_than_it_holds_is_refused(tmp_path, trained):
    path = tmp_path / "net.pth"
    torch.save(trained[0].state_dict(), path, _use_new_zipfile_serialization=False)
    load_weights(path)
    content = path.read_bytes()
    count = b"J" + struct.pack("<i", 784 * 128)
    assert content.count(count) == 1
    path.write_bytes(content.replace(count, b"J" + struct.pack("<i", 2**30)))
    says(path, "something other than plain weights")


@pytest.mark.parametrize("name", ["folder", "none", "none.safetensors", "mlp2", ""])
def test_what_is_no_file_is_said_to_be_none(tmp_path, name):
    (tmp_path / "folder").mkdir()
    says(tmp_path / name, "a shipped network: better, cnn, ensemble, mlp.")


@pytest.mark.parametrize(
    "record",
    [
        {"activation": "tanh", "card": None},
        {"activation": ["relu"], "card": None},
        {"network": "resnet", "options": {}, "card": None},
        {"network": ["mlp"], "options": {}, "card": None},
        {"network": "mlp", "options": {"layers": 9}, "card": None},
        {"network": "mlp", "options": [1], "card": None},
        {"activation": "relu", "card": {"parameters": 3}},
        {"activation": "relu", "card": ["architecture"]},
        {"activation": "relu", "card": 3},
    ],
)
def test_a_record_of_another_version_is_refused(tmp_path, record):
    path = tmp_path / "net.safetensors"
    save_tensors(path, MLP().state_dict(), record)
    says(path, "cannot be used")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("parameters", "many"),
        ("parameters", True),
        ("steps", -1),
        ("steps", 10**30),
        ("architecture", None),
        ("config", [64]),
        ("data", {"source": "full", "count": 60_000}),
        ("test", {"source": "full", "count": 0, "sha256": ""}),
        ("test", {"source": "full", "count": 99, "sha256": ""}),
        ("history", [1]),
        ("history", {}),
        ("confusion", [[1]]),
        ("confusion", 7),
        ("confusion", [[1.5] * 10] * 10),
        ("versions", None),
    ],
)
def test_a_card_that_holds_something_else_is_named(tmp_path, trained, field, value):
    model, card = trained
    record = dataclasses.asdict(card) | {field: value}
    whole = identity_of(model) | {"card": record}
    save_tensors(tmp_path / "net.safetensors", model.state_dict(), whole)
    says(tmp_path / "net.safetensors", "card")


@pytest.mark.parametrize("card", [0, [], "", False])
def test_a_card_that_is_none_is_named(tmp_path, trained, card):
    whole = identity_of(trained[0]) | {"card": card}
    save_tensors(tmp_path / "net.safetensors", trained[0].state_dict(), whole)
    says(tmp_path / "net.safetensors", "its model card is not complete")


# --- what cannot be written --------------------------------------------------------


@pytest.mark.parametrize("ending", ["safetensors", "pth"])
@pytest.mark.parametrize("value", [torch.nan, torch.inf])
def test_weights_that_are_not_numbers_are_not_saved(tmp_path, ending, value):
    model = MLP()
    with torch.no_grad():
        model.fc2.bias[0] = value
    with pytest.raises(WeightsError, match=r"NaN or infinity in fc2\.bias"):
        save_weights(tmp_path / f"net.{ending}", model)
    assert contents(tmp_path) == {}


def test_a_network_that_a_pth_cannot_describe_is_not_saved_as_one(tmp_path):
    """It would come back as a ReLU network, and give other answers in silence."""
    with pytest.raises(WeightsError, match=r"Save it as \.safetensors"):
        save_weights(tmp_path / "net.pth", MLP("sigmoid"))
    assert contents(tmp_path) == {}


def test_only_networks_of_the_course_are_saved(tmp_path):
    with pytest.raises(WeightsError, match=r"not Linear.*torch\.save"):
        save_weights(tmp_path / "net.safetensors", nn.Linear(784, 10))
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("name", ["net.txt", "net", "net.safetensors.gz", "net.pt"])
def test_other_endings_are_not_saved(tmp_path, name):
    with pytest.raises(WeightsError, match=r"must end in .safetensors or .pth"):
        save_weights(tmp_path / name, MLP())
    assert contents(tmp_path) == {}


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(WeightsError, match=f"no folder {tmp_path / 'none'}"):
        save_weights(tmp_path / "none" / "net.pth", MLP())


@pytest.mark.parametrize("name", ["net.safetensors", "net.pth"])
def test_a_full_disk_leaves_the_old_file(tmp_path, name):
    save_weights(tmp_path / name, MLP())
    before = contents(tmp_path)
    with (
        pytest.raises(WeightsError, match=r"File too large.*untouched") as caught,
        full_disk(after=100_000),
    ):
        save_weights(tmp_path / name, MLP())
    assert str(tmp_path / name) in str(caught.value)
    assert contents(tmp_path) == before


def test_a_folder_in_the_way_is_named(tmp_path):
    path = tmp_path / "net.pth"
    path.mkdir()
    with pytest.raises(WeightsError, match=f"Cannot write {re.escape(str(path))}"):
        save_weights(path, MLP())
    assert list(tmp_path.iterdir()) == [path]


def test_pth_holds_nothing_but_plain_tensors(tmp_path):
    save_weights(tmp_path / "net.pth", MLP())
    content = io.BytesIO((tmp_path / "net.pth").read_bytes())
    state = torch.load(content, weights_only=True)
    assert list(state) == KEYS
    assert {type(tensor) for tensor in state.values()} == {torch.Tensor}


def test_a_flipped_bit_in_a_pth_is_noticed_or_changes_nothing(tmp_path, trained):
    path = tmp_path / "net.pth"
    save_weights(path, trained[0])
    whole, state = path.read_bytes(), trained[0].state_dict()
    places = np.random.default_rng(0).integers(0, len(whole) * 8, 100)
    for place in places.tolist():
        content = bytearray(whole)
        content[place // 8] ^= 1 << place % 8
        path.write_bytes(content)
        with contextlib.suppress(WeightsError):
            loaded = load_weights(path)[0].state_dict()
            # It hit what means nothing: a date, or what fills a gap.
            assert all(torch.equal(loaded[name], state[name]) for name in state)


def test_numbers_no_network_holds_are_refused(tmp_path, trained):
    state = {name: t.clone() for name, t in trained[0].state_dict().items()}
    state["fc2.weight"][3, 4] = -1e37
    path = tmp_path / "net.pth"
    torch.save(state, path)
    with pytest.raises(WeightsError, match=r"a weight of 1e\+37 in fc2\.weight"):
        load_weights(path)


def test_a_network_too_large_to_be_read_back_is_not_saved(tmp_path):
    large = new_model(0, "cnn", channels=[512, 512, 512], depths=[3, 3, 3])
    with pytest.raises(WeightsError, match="MB of weights"):
        save_weights(tmp_path / "large.safetensors", large)
    assert list(tmp_path.iterdir()) == []


def test_a_variance_below_zero_is_named(tmp_path):
    model = new_model(0, batch_norm=True)
    save_weights(path := tmp_path / "net.safetensors", model)
    tensors, record = load_tensors(path)
    tensors["norm1.running_var"] -= 2
    save_tensors(path, tensors, record)
    with pytest.raises(WeightsError, match="variance below zero in norm1"):
        load_weights(path)


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5])
def test_a_seed_is_a_whole_number_from_0(seed):
    with pytest.raises((ValueError, TypeError)):
        new_model(seed)


def test_a_seed_may_come_from_numpy():
    ours, theirs = new_model(np.int64(3)), new_model(3)
    assert torch.equal(ours.fc1.weight, theirs.fc1.weight)
