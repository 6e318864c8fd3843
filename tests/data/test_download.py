import contextlib
import gc
import gzip
import http.server
import json
import re
import socket
import subprocess
import sys
import threading

import pytest
from helpers_data import (
    NAMES,
    as_the_known_ones,
    closed_port,
    contents,
    full_disk,
    idx_files,
    packed,
    write_files,
)

from mnist_core.data import download, load_mnist, raw_folder
from mnist_core.errors import DataError

HTML = b"<!DOCTYPE html><html><body>Please log in.</body></html>"


@pytest.fixture
def files(monkeypatch):
    """Four small files that pass for MNIST in this test."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(download, "TIMEOUT", 5.0)
    small = idx_files()
    as_the_known_ones(monkeypatch, small)
    return small


@pytest.fixture
def loose_sockets():
    """For tests that are told 404: torchvision does not close that answer.

    Its sockets go here, not in the middle of another test.
    """
    yield
    gc.collect()


@contextlib.contextmanager
def serving(pages, cut=0):
    """A mirror on this machine; with ``cut``, it hangs up that many bytes early."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            if self.path not in pages:
                self.send_error(404)
                return
            body = pages[self.path]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) - cut])

        def log_message(self, *_):
            pass

    asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def silence():
    """A server that accepts and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def left_behind(root):
    """Every file below, and any folder to the side."""
    found = root.rglob("*")
    return [path for path in found if path.is_file() or path.name.startswith(".")]


def test_good_files_arrive_verified_and_can_be_loaded(files, tmp_path):
    with serving(packed(files)) as (address, _):
        download.download_mnist(tmp_path, [address])
    assert {path.name: path.read_bytes() for path in left_behind(tmp_path)} == files
    assert len(load_mnist("full", tmp_path, download=False).train) == 30


def test_the_mirror_variable_is_honoured(files, tmp_path, monkeypatch):
    with serving(packed(files)) as (address, asked):
        monkeypatch.setenv("MNIST_CORE_MIRROR", address.rstrip("/"))
        assert download.mirrors() == [address]
        assert load_mnist(root=tmp_path / "new" / "folder").source == "full"
    assert set(asked) == {f"/{name}.gz" for name in NAMES}


def test_by_default_the_mirrors_are_torchvisions():
    assert len(download.mirrors()) >= 2
    assert all(address.startswith("http") for address in download.mirrors())


def test_the_progress_bar_goes_to_standard_error_only(files, tmp_path, capfd):
    with serving(packed(files)) as (address, _):
        download.download_mnist(tmp_path, [address])
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("100%") >= 4


def broken_gzip(content):
    whole = bytearray(gzip.compress(content, 1))
    whole[30:60] = bytes(30)
    return bytes(whole)


def one_bit_wrong(content):
    return gzip.compress(content[:-1] + bytes([content[-1] ^ 1]))


BAD_FILES = {
    "a gzip file cut short": lambda content: gzip.compress(content)[:-20],
    "a gzip file damaged inside": broken_gzip,
    "one bit wrong": one_bit_wrong,
    "something else, packed": lambda _: gzip.compress(b"not MNIST at all"),
    "a header alone": lambda content: gzip.compress(content[:16]),
    "nothing, packed": lambda _: gzip.compress(b""),
    "a page of HTML": lambda _: HTML,
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("only", [NAMES[0], NAMES[3], None], ids=str)
@pytest.mark.parametrize("kind", BAD_FILES)
def test_bad_files_are_refused_and_nothing_is_left(files, tmp_path, kind, only):
    pages = packed(files)
    for name in [only] if only else NAMES:
        pages[f"/{name}.gz"] = BAD_FILES[kind](files[name])
    with (
        serving(pages) as (address, _),
        pytest.raises(DataError, match=re.escape(address)) as caught,
    ):
        download.download_mnist(tmp_path, [address])
    assert "\n" not in str(caught.value)
    assert "Error" not in str(caught.value), "a name of Python's, not a reason"
    assert left_behind(tmp_path) == []


def test_a_transfer_that_breaks_off_is_refused(files, tmp_path):
    with (
        serving(packed(files), cut=10) as (address, _),
        pytest.raises(DataError, match="could not be downloaded"),
    ):
        download.download_mnist(tmp_path, [address])
    assert left_behind(tmp_path) == []


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.usefixtures("loose_sockets")
def test_not_found_is_given_as_the_reason(files, tmp_path):
    with (
        serving({}) as (address, _),
        pytest.raises(DataError, match="404"),
    ):
        download.download_mnist(tmp_path, [address])
    assert left_behind(tmp_path) == []


def test_refused_is_given_as_the_reason(files, tmp_path):
    with pytest.raises(DataError, match="refused"):
        download.download_mnist(tmp_path, [closed_port()])
    assert left_behind(tmp_path) == []


def test_a_silent_server_is_given_up(files, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", 0.2)
    with silence() as address, pytest.raises(DataError, match="timed out"):
        download.download_mnist(tmp_path, [address])
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("address", ["nonsense", "http://[::", "ftp+x://h/", ""])
def test_an_address_that_is_none_is_an_ordinary_failure(files, tmp_path, address):
    with pytest.raises(DataError, match="could not be downloaded"):
        download.download_mnist(tmp_path, [address])
    assert left_behind(tmp_path) == []


def test_the_socket_timeout_is_put_back(files, tmp_path):
    before = socket.getdefaulttimeout()
    try:
        socket.setdefaulttimeout(77.0)
        with serving(packed(files)) as (address, _):
            download.download_mnist(tmp_path, [address])
        assert socket.getdefaulttimeout() == 77.0
        with pytest.raises(DataError):
            download.download_mnist(tmp_path, [closed_port()])
        assert socket.getdefaulttimeout() == 77.0
    finally:
        socket.setdefaulttimeout(before)


def test_a_bad_mirror_is_followed_by_a_good_one(files, tmp_path):
    bad = dict.fromkeys(packed(files), HTML)
    with (
        serving(bad) as (first, asked),
        serving(packed(files)) as (good, _),
    ):
        download.download_mnist(tmp_path, [closed_port(), first, good])
    assert asked
    assert {path.name: path.read_bytes() for path in left_behind(tmp_path)} == files


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.usefixtures("loose_sockets")
def test_when_all_mirrors_fail_each_is_named_with_its_reason(files, tmp_path):
    refusing = closed_port()
    with serving({}) as (empty, _), pytest.raises(DataError) as caught:
        download.download_mnist(tmp_path, [refusing, empty])
    said = str(caught.value)
    assert re.search(
        f"{re.escape(refusing)} .*refused.* or {re.escape(empty)} .*404", said
    )


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.usefixtures("loose_sockets")
@pytest.mark.parametrize("pages", [{}, dict.fromkeys(packed(idx_files()), HTML)])
def test_existing_files_are_untouched_by_a_failed_download(files, tmp_path, pages):
    some = {NAMES[0]: files[NAMES[0]], NAMES[1]: b"damaged", "other": b"mine"}
    write_files(tmp_path, some)
    before = contents(tmp_path)
    with serving(pages) as (address, _), pytest.raises(DataError):
        download.download_mnist(tmp_path, [address])
    after = contents(tmp_path)
    assert after == before


@pytest.mark.parametrize("kind", ["below a file", "below /proc"])
def test_a_root_that_cannot_be_written_is_named(files, tmp_path, kind):
    (tmp_path / "file").write_text("mine")
    root = tmp_path / "file" / "root" if kind == "below a file" else None
    root = root or type(tmp_path)("/proc/mnist-core")
    with pytest.raises(DataError, match=f"cannot be saved in {root}.*MNIST_CORE_DATA"):
        download.download_mnist(root, [closed_port()])
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_in_the_way_is_an_ordinary_failure(files, tmp_path):
    in_the_way = raw_folder(tmp_path) / NAMES[2]
    in_the_way.mkdir(parents=True)
    with (
        serving(packed(files)) as (address, _),
        pytest.raises(DataError, match="cannot be saved in"),
    ):
        download.download_mnist(tmp_path, [address])
    assert in_the_way.is_dir()
    assert [p for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_full_disk_is_given_as_the_reason_and_nothing_is_left(files, tmp_path):
    with (
        serving(packed(files)) as (address, _),
        pytest.raises(DataError, match=r"File too large.*free disk space"),
        full_disk(after=2000),
    ):
        download.download_mnist(tmp_path, [address])
    assert left_behind(tmp_path) == []


ONE_OF_TWO = """
import json, sys
from pathlib import Path
from mnist_core.data import download, files, load_mnist, mnist
sums, root, address = json.loads(sys.argv[1])
files.SHA256 = mnist.SHA256 = download.SHA256 = sums
import torchvision.datasets
print("ready", flush=True)
sys.stdin.readline()
download.download_mnist(Path(root), [address])
print(len(load_mnist("full", root, download=False).train))
"""


def test_two_processes_may_download_at_once(files, tmp_path):
    with serving(packed(files)) as (address, asked):
        task = json.dumps([download.SHA256, str(tmp_path), address])
        both = [
            subprocess.Popen(
                [sys.executable, "-c", ONE_OF_TWO, task],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        for process in both:
            assert process.stdout.readline() == "ready\n"
        for process in both:
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [process.communicate(timeout=60) for process in both]
    assert [(out, p.returncode) for (out, _), p in zip(said, both, strict=True)] == [
        ("30\n", 0)
    ] * 2, said
    assert len(asked) >= 2 * len(NAMES), "only one of them downloaded"
    assert {path.name: path.read_bytes() for path in left_behind(tmp_path)} == files
