import dataclasses
import hashlib
import re

import numpy as np
import platformdirs
import pytest
import torch
import torchvision
from helpers_data import (
    COUNTS,
    NAMES,
    as_the_known_ones,
    closed_port,
    contents,
    idx_files,
    write_files,
)

from mnist_core.data import (
    Digits,
    data_root,
    load_mnist,
    load_sample,
    mnist,
    raw_folder,
    scale,
)
from mnist_core.data.files import read_verified
from mnist_core.errors import ConfigError, DataError


@pytest.fixture
def files(monkeypatch):
    """Four small files that pass for MNIST in this test."""
    small = idx_files()
    as_the_known_ones(monkeypatch, small)
    return small


@pytest.fixture
def no_network(monkeypatch):
    """Every download is refused; returns how often one was tried, as a list."""
    tried = []

    def refuse(root, addresses=None):
        tried.append(root)
        raise DataError("MNIST could not be downloaded: no network here.")

    monkeypatch.setattr(mnist, "download_mnist", refuse)
    return tried


@pytest.fixture
def nothing_set(monkeypatch, tmp_path):
    """No $MNIST_CORE_DATA, and an empty cache folder, which is returned."""
    monkeypatch.delenv("MNIST_CORE_DATA", raising=False)
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / name)
    return tmp_path / "mnist-core"


# --- the full set --------------------------------------------------------------


@pytest.mark.parametrize("split", ["train", "test"])
def test_full_set_equals_torchvision(full, split):
    root = data_root()
    theirs = torchvision.datasets.MNIST(str(root), train=split == "train")
    ours = getattr(full, split)
    assert torch.equal(ours.images, theirs.data)
    assert torch.equal(ours.labels, theirs.targets)
    assert ours.source == full.source == "full"


def test_loading_the_full_set_writes_nothing(full):
    raw = raw_folder(data_root())

    def state():
        return {p.name: (p.stat().st_mtime_ns, p.stat().st_size) for p in raw.iterdir()}

    before = state()
    assert load_mnist("full", download=False).train.digest == full.train.digest
    assert state() == before


# --- the sample ----------------------------------------------------------------


def test_sample_is_split_4000_to_1000_class_balanced(sample):
    assert (len(sample.train), len(sample.test)) == (4000, 1000)
    assert sample.train.labels.bincount().tolist() == [400] * 10
    assert sample.test.labels.bincount().tolist() == [100] * 10
    assert sample.source == sample.train.source == sample.test.source == "sample"


def test_any_ten_digits_of_the_sample_hold_one_of_each(sample):
    for digits in (sample.train, sample.test):
        assert (digits.labels.reshape(-1, 10) == torch.arange(10)).all()


def test_sample_is_the_first_500_of_each_class_of_the_training_set(sample, full):
    for k in range(10):
        ours = torch.cat([d.images[d.labels == k] for d in (sample.train, sample.test)])
        firsts = full.train.images[full.train.labels == k][:500]
        assert torch.equal(ours, firsts)


def test_sample_is_always_the_same_and_needs_no_network(no_network, monkeypatch):
    monkeypatch.setenv("MNIST_CORE_DATA", "/nowhere/at/all")
    first = load_mnist("sample")
    load_sample.cache_clear()
    second = load_mnist("sample")
    assert first is not second
    assert first.train.digest == second.train.digest
    assert first.test.digest == second.test.digest
    assert no_network == []


# --- Digits --------------------------------------------------------------------

IMAGES = torch.zeros(3, 28, 28, dtype=torch.uint8)
LABELS = torch.tensor([1, 2, 3])


@pytest.mark.parametrize(
    ("images", "labels", "complaint"),
    [
        (IMAGES.float(), LABELS, "torch.float32"),
        (IMAGES[:, :27], LABELS, r"\(3, 27, 28\)"),
        (IMAGES.reshape(3, 784), LABELS, r"\(3, 784\)"),
        (IMAGES, LABELS.int(), "torch.int32"),
        (IMAGES, LABELS[:2], r"\(2,\)"),
        (IMAGES, LABELS[:, None], r"\(3, 1\)"),
        (IMAGES, torch.tensor([1, 2, 10]), "0 to 9"),
        (IMAGES, torch.tensor([1, 2, -1]), "0 to 9"),
    ],
)
def test_what_is_not_digits_is_refused(images, labels, complaint):
    with pytest.raises(ValueError, match=complaint):
        Digits(images, labels, "sample")


@pytest.mark.parametrize("name", ["images", "labels", "source"])
def test_digits_are_frozen(sample, name):
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(sample.test, name, None)


@pytest.mark.parametrize(
    "index",
    [
        slice(10, 30, 2),
        [5, 3, 3, -1],
        np.array([7, 0]),
        torch.tensor([9, 4]),
        torch.arange(1000) % 3 == 0,
        np.arange(1000) < 4,
        [],
        slice(0, 0),
    ],
    ids=["slice", "list", "array", "tensor", "mask", "array mask", "none", "no slice"],
)
def test_some_digits_are_chosen_as_numpy_would(sample, index):
    some = sample.test[index]
    where = np.arange(1000)[np.array(index, int) if isinstance(index, list) else index]
    assert isinstance(some, Digits)
    assert len(some) == len(where)
    np.testing.assert_array_equal(some.images, sample.test.images.numpy()[where])
    np.testing.assert_array_equal(some.labels, sample.test.labels.numpy()[where])
    assert some.source == "sample"


def test_repr_says_how_many_and_from_where(sample):
    assert repr(sample.train) == "Digits(4,000 digits, source='sample')"


def test_digest_is_the_sha256_of_pixels_then_labels(sample):
    some = sample.test[:7]
    expected = hashlib.sha256(some.images.numpy().tobytes())
    expected.update(some.labels.numpy().tobytes())
    assert some.digest == expected.hexdigest()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_scale_divides_by_255(dtype):
    pixels = torch.arange(256, dtype=torch.uint8)
    scaled = scale(pixels, dtype)
    assert scaled.dtype == dtype
    np.testing.assert_array_equal(
        scaled, np.arange(256).astype(scaled.numpy().dtype) / 255
    )
    assert torch.equal(pixels, torch.arange(256, dtype=torch.uint8))


# --- files on disk -------------------------------------------------------------


def test_small_files_are_read_as_written(files, tmp_path):
    small = load_mnist("full", write_files(tmp_path, files))
    for digits, split in ((small.train, "train"), (small.test, "t10k")):
        pixels = np.frombuffer(files[f"{split}-images-idx3-ubyte"], np.uint8, offset=16)
        labels = np.frombuffer(files[f"{split}-labels-idx1-ubyte"], np.uint8, offset=8)
        np.testing.assert_array_equal(
            digits.images, pixels.reshape(COUNTS[split], 28, 28)
        )
        np.testing.assert_array_equal(digits.labels, labels)


def test_loading_small_files_writes_nothing(files, tmp_path, no_network):
    write_files(tmp_path, files)
    before = contents(tmp_path)
    load_mnist("auto", tmp_path)
    assert contents(tmp_path) == before
    assert no_network == []


def truncated(content: bytes) -> bytes:
    return content[:-1]


def bit_flipped(content: bytes) -> bytes:
    where = len(content) // 2
    return content[:where] + bytes([content[where] ^ 4]) + content[where + 1 :]


def html(content: bytes) -> bytes:
    return b"<!DOCTYPE html><html><body>Please log in to the hotel.</body></html>"


def emptied(content: bytes) -> bytes:
    return b""


DAMAGES = [truncated, bit_flipped, html, emptied]


@pytest.mark.parametrize("source", ["auto", "full"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_and_nothing_on_disk_changes(
    files, tmp_path, no_network, damage, name, source
):
    write_files(tmp_path, files | {name: damage(files[name])})
    before = contents(tmp_path)
    path = raw_folder(tmp_path) / name
    with pytest.raises(DataError, match=f"{re.escape(str(path))} is damaged") as caught:
        load_mnist(source, tmp_path)
    assert "Delete that file" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert contents(tmp_path) == before
    assert no_network == []


def test_a_file_far_too_large_is_refused_unread(files, tmp_path):
    path = raw_folder(write_files(tmp_path, files)) / NAMES[0]
    with path.open("r+b") as file:
        file.truncate(2**40)  # it takes no room on the disk
    with pytest.raises(DataError, match=r"1,099,511,627,776 bytes; far too large"):
        load_mnist("full", tmp_path)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_in_the_cache_never_falls_back_to_the_sample(
    files, nothing_set, no_network, damage
):
    name = NAMES[3]
    write_files(nothing_set, files | {name: damage(files[name])})
    with pytest.raises(DataError, match=name):
        load_mnist()


def test_a_file_that_cannot_be_read_is_named(files, tmp_path):
    path = raw_folder(tmp_path) / NAMES[0]
    with pytest.raises(DataError, match=re.escape(f"Cannot read {path}: No such file")):
        read_verified(path)


# --- which source --------------------------------------------------------------


@pytest.mark.parametrize("named_by", ["variable", "root"])
@pytest.mark.parametrize("source", ["auto", "full"])
def test_where_a_folder_is_named_the_full_set_is_insisted_on(
    monkeypatch, tmp_path, no_network, named_by, source
):
    if named_by == "variable":
        monkeypatch.setenv("MNIST_CORE_DATA", str(tmp_path))
    with pytest.raises(DataError, match="no network here"):
        load_mnist(source, tmp_path if named_by == "root" else None)


def test_an_insisted_load_tries_the_network_again(nothing_set, no_network):
    for _ in range(2):
        with pytest.raises(DataError):
            load_mnist("full")
    assert len(no_network) == 2


def test_without_anything_auto_is_the_sample_with_one_warning(nothing_set, no_network):
    with pytest.warns(UserWarning, match="embedded sample of 5,000") as seen:
        mnist = load_mnist()
    assert len(seen) == 1
    assert seen[0].filename == __file__
    assert mnist.source == "sample"
    with pytest.warns(UserWarning, match="embedded sample"):
        load_mnist()
    assert no_network == [nothing_set], "the network was tried again"


def test_auto_finds_files_that_arrive_after_a_failed_download(
    files, nothing_set, no_network
):
    with pytest.warns(UserWarning, match="embedded sample"):
        load_mnist()
    write_files(nothing_set, files)
    assert load_mnist().source == "full"


def test_a_file_deleted_after_a_download_is_downloaded_anew(
    files, nothing_set, monkeypatch
):
    monkeypatch.setattr(mnist, "download_mnist", lambda root: write_files(root, files))
    for _ in range(2):
        assert load_mnist().source == "full"
        (raw_folder(nothing_set) / NAMES[1]).unlink()


def test_one_missing_file_is_named_when_downloading_is_not_allowed(
    files, tmp_path, no_network
):
    write_files(tmp_path, files)
    (raw_folder(tmp_path) / NAMES[2]).unlink()
    with pytest.raises(DataError, match=f"{NAMES[2]} is not in"):
        load_mnist(root=tmp_path, download=False)
    assert no_network == []


def test_the_real_download_is_refused_without_a_network(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_CORE_DATA", str(tmp_path))
    monkeypatch.setenv("MNIST_CORE_MIRROR", closed_port())
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(DataError, match=r"refused.*Check the network"):
        load_mnist()


def test_the_source_variable_replaces_auto_only(monkeypatch, tmp_path, no_network):
    monkeypatch.setenv("MNIST_CORE_SOURCE", "sample")
    assert load_mnist(root=tmp_path).source == "sample"
    with pytest.raises(DataError):
        load_mnist("full", tmp_path)
    monkeypatch.setenv("MNIST_CORE_SOURCE", "")
    with pytest.raises(DataError):
        load_mnist(root=tmp_path)


@pytest.mark.parametrize("by_variable", [True, False])
def test_an_unknown_source_is_refused(monkeypatch, by_variable):
    if by_variable:
        monkeypatch.setenv("MNIST_CORE_SOURCE", "imagenet")
    with pytest.raises(ConfigError, match="auto, full or sample, not 'imagenet'"):
        load_mnist("auto" if by_variable else "imagenet")


def test_root_is_the_variable_or_the_cache_folder(monkeypatch, nothing_set):
    assert data_root() == nothing_set
    monkeypatch.setenv("MNIST_CORE_DATA", "~/digits")
    assert data_root().parts[-1] == "digits"
    assert "~" not in str(data_root())


def test_an_array_is_no_tensor_and_is_named():
    with pytest.raises(ValueError, match="images must be a tensor, not ndarray"):
        Digits(IMAGES.numpy(), LABELS, "sample")
