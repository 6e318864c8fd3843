import errno
import hashlib
import json
import os
import struct
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import safetensors.torch
import torch
from helpers_data import contents, full_disk
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mnist_core import storage
from mnist_core.storage import (
    DamagedFileError,
    load_tensors,
    save_tensors,
    write_atomically,
)

TENSORS = {
    "a.weight": torch.linspace(-3, 3, 24).reshape(2, 3, 4),
    "a.bias": torch.arange(5),
    "nothing": torch.zeros(0, 7),
}
RECORD = {"epoch": 3, "name": "ünïcode", "nested": {"list": [1, 2.5, None]}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where to write often: nobody waits for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield tmp_path_factory.mktemp("storage")


@pytest.fixture(scope="module")
def whole(folder):
    """The bytes of a good file."""
    save_tensors(folder / "whole", TENSORS, RECORD)
    return (folder / "whole").read_bytes()


def same(ours, theirs):
    assert ours.keys() == theirs.keys()
    for name, tensor in theirs.items():
        assert ours[name].dtype == tensor.dtype
        assert ours[name].shape == tensor.shape
        assert torch.equal(ours[name], tensor)


# --- written whole or not at all -----------------------------------------------


def test_written_content_is_there_and_nothing_beside_it(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, b"first")
    write_atomically(path, b"second")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
    assert path.read_bytes() == b"second"


@pytest.mark.parametrize("old", [b"the old content", None])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, old):
    path = tmp_path / "file"
    if old is not None:
        path.write_bytes(old)
    before = contents(tmp_path)
    with pytest.raises(OSError, match="too large") as caught, full_disk(after=1000):
        write_atomically(path, bytes(5000))
    assert caught.value.errno == errno.EFBIG
    assert contents(tmp_path) == before


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_a_failure_at_any_step_leaves_the_old_file(tmp_path, monkeypatch, step, error):
    path = tmp_path / "file"
    path.write_bytes(b"the old content")
    before = contents(tmp_path)

    def fail(*_):
        raise error

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(type(error)):
        write_atomically(path, b"new")
    assert contents(tmp_path) == before


@pytest.mark.parametrize("kind", ["missing folder", "below a file", "a folder"])
def test_a_path_that_cannot_be_written_is_an_os_error(tmp_path, kind):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    path = {
        "missing folder": tmp_path / "none" / "x",
        "below a file": tmp_path / "file" / "x",
        "a folder": tmp_path / "folder",
    }[kind]
    before = contents(tmp_path)
    with pytest.raises(OSError, match=r"No such file|Not a dir|Is a dir"):
        write_atomically(path, b"new")
    assert contents(tmp_path).keys() == before.keys()


# --- round trip ------------------------------------------------------------------

shapes = arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)
floats = arrays.arrays(
    st.sampled_from([np.float16, np.float32, np.float64]), shapes
).map(torch.from_numpy)


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text(min_size=1, max_size=20), floats, max_size=4))
def test_floats_of_any_shape_come_back_to_the_bit(folder, tensors):
    tensors.pop("__metadata__", None)
    path = folder / "floats"
    save_tensors(path, tensors, RECORD)
    loaded, record = load_tensors(path)
    assert record == RECORD
    assert loaded.keys() == tensors.keys()
    for name, tensor in tensors.items():
        assert loaded[name].dtype == tensor.dtype
        assert loaded[name].shape == tensor.shape
        assert loaded[name].numpy().tobytes() == tensor.numpy().tobytes()


@pytest.mark.parametrize(
    "dtype", [torch.bfloat16, torch.float16, torch.uint8, torch.int64, torch.bool]
)
def test_other_dtypes_come_back(folder, dtype):
    tensors = {"x": torch.tensor([[0, 1], [1, 0]]).to(dtype)}
    save_tensors(folder / "dtype", tensors, {})
    loaded, record = load_tensors(folder / "dtype")
    same(loaded, tensors)
    assert record == {}


def test_views_and_parameters_are_saved_as_what_they_show(folder):
    base = torch.arange(12.0).reshape(3, 4)
    tensors = {
        "transposed": base.T,
        "sliced": base[:, ::2],
        "parameter": torch.nn.Parameter(base),
    }
    save_tensors(folder / "views", tensors, {})
    loaded, _ = load_tensors(folder / "views")
    same(loaded, {name: tensor.detach() for name, tensor in tensors.items()})


# --- damage ----------------------------------------------------------------------


def refused(path, content):
    path.write_bytes(content)
    with pytest.raises(DamagedFileError):
        load_tensors(path)


@settings(deadline=None)
@given(data=st.data())
def test_any_flipped_bit_is_found(folder, whole, data):
    where = data.draw(st.integers(0, 8 * len(whole) - 1))
    bad = bytearray(whole)
    bad[where // 8] ^= 1 << where % 8
    refused(folder / "flipped", bad)


def test_flipped_bits_all_over_the_header_are_found(folder, whole):
    """The header says what the rest means: one bit there could mislead most."""
    length = 8 + int.from_bytes(whole[:8], "little")
    for where in [*range(64), *range(64, 8 * length, 11)]:
        bad = bytearray(whole)
        bad[where // 8] ^= 1 << where % 8
        refused(folder / "flipped", bad)


def test_truncations_are_found(folder, whole):
    for length in [*range(0, len(whole), 5), len(whole) - 1]:
        refused(folder / "cut", whole[:length])


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=300))
def test_anything_else_is_refused(folder, content):
    refused(folder / "garbage", content)


def test_bytes_added_at_the_end_are_found(folder, whole):
    refused(folder / "longer", whole + b"\0")


@pytest.mark.parametrize("record", ["[1, 2]", "7", "null", "not JSON", ""])
def test_a_record_that_is_no_record_is_refused(folder, record):
    header = {"record": record, "sha256": storage.digest(TENSORS, record)}
    refused(folder / "record", safetensors.torch.save(TENSORS, metadata=header))


def test_a_record_nested_far_too_deep_is_refused(folder):
    record = '{"a": ' * 50_000 + "1" + "}" * 50_000
    header = {"record": record, "sha256": storage.digest(TENSORS, record)}
    refused(folder / "deep", safetensors.torch.save(TENSORS, metadata=header))


@pytest.mark.parametrize("lacking", ["record", "sha256"])
def test_a_file_that_lost_half_its_seal_is_refused(folder, lacking):
    text = json.dumps(RECORD)
    header = {"record": text, "sha256": storage.digest(TENSORS, text)}
    del header[lacking]
    refused(folder / "half", safetensors.torch.save(TENSORS, metadata=header))


def test_a_header_that_claims_to_be_huge_is_refused(folder):
    refused(folder / "claim", struct.pack("<Q", 2**62) + b"{}")


def test_a_huge_file_is_refused_unread(folder):
    path = folder / "huge"
    with path.open("wb") as file:
        file.truncate(2**40)  # it takes no room on the disk
    with pytest.raises(DamagedFileError, match="far too large"):
        load_tensors(path)


@pytest.mark.parametrize("metadata", [None, {"format": "pt"}])
def test_a_file_of_someone_elses_making_has_no_record(folder, metadata):
    path = folder / "foreign"
    path.write_bytes(safetensors.torch.save(TENSORS, metadata=metadata))
    loaded, record = load_tensors(path)
    same(loaded, TENSORS)
    assert record is None


def test_a_missing_file_is_an_os_error(folder):
    with pytest.raises(FileNotFoundError):
        load_tensors(folder / "none")


def test_a_side_file_left_by_a_killed_process_is_cleared_away(tmp_path):
    path = tmp_path / "net.safetensors"
    seal = hashlib.sha256(path.name.encode()).hexdigest()[:8]
    stale, fresh = (tmp_path / f"{path.name}.{seal}.{n}.part" for n in (1, 2))
    stale.write_bytes(b"half")
    fresh.write_bytes(b"another process is writing")
    os.utime(stale, (0, 0))
    storage.write_atomically(path, b"whole")
    assert path.read_bytes() == b"whole"
    assert not stale.exists()
    assert fresh.exists()


def test_any_number_may_write_one_file_at_once(tmp_path):
    path = tmp_path / "net.safetensors"
    contents = [bytes([k]) * 100_000 for k in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            list(pool.map(lambda c: storage.write_atomically(path, c), contents))
            assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


def test_of_those_who_may_not_replace_one_wins(tmp_path):
    path = tmp_path / "net.safetensors"

    def try_to(k):
        try:
            storage.write_atomically(path, bytes([k]), replace=False)
        except FileExistsError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(try_to, range(8)))
    assert won.count(True) == 1
    assert path.read_bytes() == bytes([won.index(True)])
    assert list(tmp_path.iterdir()) == [path]


def test_where_there_are_no_links_a_file_is_not_replaced_either(tmp_path, monkeypatch):
    def no_links(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "net.safetensors"
    storage.write_atomically(path, b"first", replace=False)
    with pytest.raises(FileExistsError):
        storage.write_atomically(path, b"second", replace=False)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]
