"""A little of ``make torture``: what a user, a disk or a camera can spoil."""

from importlib import import_module

import pytest

from benchmarks.torture import photos
from benchmarks.torture.__main__ import KINDS, holds, main
from benchmarks.torture.tally import Tally, Try

SHARES = {"options": 0.03, "files": 0.01, "pictures": 0.03, "threads": 0.02,
          "photos": 0.01, "signals": 0.02}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_window(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.not_mutated
@pytest.mark.filterwarnings("ignore")  # of what damaged pictures hold
@pytest.mark.parametrize("kind", KINDS)
def test_a_little_of_each_kind_holds(kind):
    tally = Tally()
    tally.add(import_module(f"benchmarks.torture.{kind}").tries(1, SHARES[kind]))
    assert tally.tried
    assert holds(tally), tally.table()


def test_a_slip_is_counted_and_shown():
    tally = Tally()
    tally.add([Try("files", ""), Try("files", "a\nslip", "broken"), Try("x", "")])
    assert (tally.tried["files"], tally.failed["files"]) == (2, 1)
    assert not holds(tally)
    table = tally.table().splitlines()
    assert table[1].split() == ["files", "2", "1", "1", "broken"]
    assert table[3].split() == ["in", "all", "3", "1"]
    assert table[-1] == "files: a slip"


@pytest.mark.parametrize(("wrong", "ok"), [(0, True), (1, True), (2, False)])
def test_of_photos_one_in_a_hundred_may_be_wrong(wrong, ok):
    tally = Tally()
    tally.add(Try("photos: lined", "wrong" if k < wrong else "") for k in range(100))
    assert holds(tally) == ok


def test_a_photo_that_is_wrong_and_sure_is_a_slip(tmp_path, sample, trained):
    path = tmp_path / "photo.png"
    seen = photos.photo("plain paper", sample.test.images[0].numpy(), 0)
    seen.save(path)
    label = int(sample.test.labels[0])
    assert photos.one("x", path, label, trained[0]) == Try("x", "", "right")
    other = photos.one("x", path, label + 1, trained[0])
    assert other.ending == "wrong, sure"
    assert f"{label + 1} read as {label}" in other.slip
    assert photos.one("x", path, None, trained[0]).slip


def test_it_is_run_from_a_shell(capsys):
    assert main(["threads", "--share", "0.01"]) == 0
    assert "threads, four at once" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["stars"])
