"""explore and export-explorer: served, as one file, and as a folder."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import webbrowser
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
import torch
from helpers_data import contents, full_disk

from mnist_core.data import MNIST
from mnist_core.errors import ConfigError
from mnist_core.explorer import PORT, Server, site_files
from mnist_core.models import load_weights, new_model, save_weights
from mnist_core.reading import SEEN_BEFORE

SAMPLE = ["--source", "sample"]
KINDS = {
    "index.html": "text/html; charset=utf-8",
    "explorer.js": "text/javascript; charset=utf-8",
    "explorer.css": "text/css; charset=utf-8",
    "explorer.json": "application/json",
    "digits.webp": "image/webp",
    "weights.safetensors": "application/octet-stream",
    "cnn.safetensors": "application/octet-stream",
    "cnn.js": "text/javascript; charset=utf-8",
    "cnn-worker.js": "text/javascript; charset=utf-8",
    "cnn.css": "text/css; charset=utf-8",
}
ABOARD = "On board: all 1,000 test digits of the embedded sample of MNIST.\n"
ENDED = KeyboardInterrupt  # as Ctrl-C ends it
WAYS = [["explore", "--single-file", "out.html"], ["export-explorer", "out"]]


@pytest.fixture
def mine(tmp_path):
    """Weights of a network of one's own, without a card; returns the file's name."""
    save_weights(tmp_path / "mine.safetensors", new_model(0))
    return "mine.safetensors"


def get(address, name=""):
    """A file as a browser gets it: (status, headers, content)."""
    try:
        with urllib.request.urlopen(address + name, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


@contextmanager
def serving(server, files):
    """What is given out while a thread serves it; the address."""
    server.files = files
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield server.address
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture
def held():
    """A port of this computer that somebody else has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


# --- explore -----------------------------------------------------------------


@pytest.mark.not_mutated
def test_a_page_is_served_until_ctrl_c(tmp_path, monkeypatch):
    script = Path(sys.executable).with_name("mnist-core")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    process = subprocess.Popen(
        [sys.executable, script, "explore", *SAMPLE, "--no-browser"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == ABOARD
        assert process.stdout.readline() == f"Note: {SEEN_BEFORE}\n"
        line = process.stdout.readline()
        found = re.fullmatch(
            r"Exploring at (http://127\.0\.0\.1:\d+/) \(Ctrl-C ends it\)\n", line
        )
        for name, kind in KINDS.items():
            status, headers, content = get(found[1], name)
            assert (status, headers["Content-Type"]) == (200, kind)
            assert headers["Cache-Control"] == "no-store"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert int(headers["Content-Length"]) == len(content) > 500
            (tmp_path / name).write_bytes(content)
        assert get(found[1])[2] == (tmp_path / "index.html").read_bytes()
        assert json.loads((tmp_path / "explorer.json").read_bytes())["seen"]
        load_weights(tmp_path / "weights.safetensors")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, out, err) == (130, "", "\nStopped.\n")


@pytest.fixture
def opened(monkeypatch):
    """Addresses that a browser was opened at; Ctrl-C comes as soon as it serves."""
    addresses = []

    def ended(server):
        assert set(server.files) == set(KINDS)
        raise ENDED

    class AtOnce(threading.Thread):
        def start(self):
            self.run()

    monkeypatch.setattr(webbrowser, "open", addresses.append)
    monkeypatch.setattr(Server, "serve_forever", ended)
    monkeypatch.setattr(threading, "Thread", AtOnce)
    return addresses


def test_a_browser_is_opened_at_the_address(run, opened, mine):
    status, out, err = run("explore", *SAMPLE, "--weights", mine)
    assert (status, err) == (130, "\nStopped.\n")
    (address,) = opened
    lines = out.splitlines()
    assert lines[0] == ABOARD.strip()
    assert lines[1].startswith("Note: This network "), "it has hardly learned"
    assert lines[2] == f"Exploring at {address} (Ctrl-C ends it)"


def test_without_a_browser_none_is_opened(run, opened):
    assert run("explore", *SAMPLE, "--no-browser")[0] == 130
    assert opened == []


def test_a_port_of_one_s_choice(run, opened, held):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run("explore", *SAMPLE, "--port", port)
    assert opened == [f"http://127.0.0.1:{port}/"]


def test_a_port_that_is_in_use_is_one_line(fails, opened, held):
    saying = (
        f"Port {held} cannot be used: Address already in use. Choose another --port, "
        "or leave it out."
    )
    fails("explore", *SAMPLE, "--port", held, saying=saying)
    assert opened == []


def test_where_the_usual_port_is_in_use_a_free_one_is_found(monkeypatch, held):
    monkeypatch.setattr("mnist_core.explorer.serve.PORT", held)
    with Server() as server:
        assert server.server_address[0] == "127.0.0.1"
        assert server.server_address[1] not in (0, held)
    monkeypatch.undo()
    with Server() as first, Server() as second:
        assert first.address != second.address


def test_the_usual_port_is_the_one_that_help_names(run):
    assert f"Without this: {PORT}, or a free one" in " ".join(
        run("explore", "--help")[1].split()
    )


def test_only_what_is_given_out_can_be_had(monkeypatch, tmp_path):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (tmp_path / "secret").write_text("mine")
    with Server() as server, serving(server, {"index.html": b"page"}) as address:
        assert get(address)[2] == get(address, "index.html?show=network")[2] == b"page"
        for name in (
            "secret",
            "../secret",
            f"/{tmp_path}/secret",
            "%2e%2e/secret",
            "a/",
        ):
            assert get(address, name)[0] == 404
        ask = HTTPConnection(*server.server_address)
        for method, status, content in (
            ("HEAD", 200, b""),
            ("POST", 501, None),
            ("DELETE", 501, None),
        ):
            ask.request(method, "/index.html")
            answer = ask.getresponse()
            assert answer.status == status
            assert content in (None, answer.read())
            ask.close()


def test_who_goes_away_or_talks_nonsense_is_nothing_to_speak_of(capfd, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Server() as server, serving(server, {"index.html": bytes(10**7)}) as address:
        for words in (b"GET / HTTP/1.0\r\n\r\n", b"\x16\x03\x01 nonsense\r\n\r\n", b""):
            with socket.create_connection(server.server_address) as gone:
                gone.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0"
                )
                gone.sendall(words)
        assert get(address)[0] == 200
    assert capfd.readouterr() == ("", "")


def test_a_mistake_of_ours_is_spoken_of(capfd):
    with Server() as server:
        try:
            raise KeyError("ours")
        except KeyError:
            server.handle_error(None, ("127.0.0.1", 1))
    assert "KeyError: 'ours'" in capfd.readouterr().err


# --- one file ----------------------------------------------------------------


def test_one_file_is_written_and_nothing_is_served(run, opened, tmp_path, trained):
    status, out, err = run("explore", *SAMPLE, "--single-file", "out.html")
    assert (status, err) == (0, "")
    assert out == (
        f"{ABOARD}Note: {SEEN_BEFORE}\nSaved: out.html. Open it in any browser.\n"
    )
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert 'id="mnist-core-data"' in page
    assert opened == []
    assert list(contents(tmp_path)) == ["out.html"]


def test_a_port_and_one_file_do_not_go_together(fails):
    arguments = ["explore", "--single-file", "out.html", "--port", 8000]
    fails(*arguments, saying="--port is for serving. Leave it or --single-file out.")


@pytest.mark.parametrize("name", ["out.htm", "out", "out.pdf"])
def test_a_page_s_name_ends_in_html(fails, name):
    fails("explore", "--single-file", name, saying=f"{name} must end in one of: .html")


def test_a_folder_is_no_file(fails, tmp_path):
    (tmp_path / "out.html").mkdir()
    fails("explore", "--single-file", "out.html", saying="is a directory")


# --- a folder ----------------------------------------------------------------


def test_a_site_of_one_s_own_network(run, tmp_path, mine, sample):
    arguments = ["export-explorer", "out", *SAMPLE, "--weights", mine]
    status, out, err = run(*arguments)
    assert (status, err) == (0, "")
    assert out.startswith(ABOARD)
    assert out.endswith("\nSaved: out. Put it on any host of plain pages.\n")
    wanted = site_files(load_weights(tmp_path / mine)[0], sample.test)
    assert {p.name for p in (tmp_path / "out").iterdir()} == set(wanted)
    weights = {"weights.safetensors", "cnn.safetensors"}  # parts in any order
    for name in set(wanted) - weights:
        assert (tmp_path / "out" / name).read_bytes() == wanted[name]
    again, _ = load_weights(tmp_path / "out" / "weights.safetensors")
    assert torch.equal(again.fc1.weight, new_model(0).fc1.weight.half().float())
    mode = (tmp_path / "out").stat().st_mode & 0o777
    assert mode == 0o777 & ~_umask(), "others may read it"


def _umask() -> int:
    os.umask(mask := os.umask(0))
    return mask


def test_an_empty_folder_will_do(run, tmp_path):
    (tmp_path / "out").mkdir()
    assert run("export-explorer", "out", *SAMPLE)[0] == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == set(KINDS)


def test_a_folder_with_something_in_it_is_kept_unless_forced(fails, run, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "CNAME").write_text("mine")
    (tmp_path / "out" / "index.html").write_text("old")
    saying = "out is not empty. Choose another folder, or add --force."
    fails("export-explorer", "out", *SAMPLE, saying=saying)
    assert run("export-explorer", "out", *SAMPLE, "--force")[0] == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == {*KINDS, "CNAME"}
    assert (tmp_path / "out" / "CNAME").read_text() == "mine"
    assert "<!doctype html>" in (tmp_path / "out" / "index.html").read_text()


def test_a_file_is_no_folder(fails, tmp_path):
    (tmp_path / "out").write_text("mine")
    for force in ([], ["--force"]):
        saying = "out is a file. Name a folder."
        fails("export-explorer", "out", *SAMPLE, *force, saying=saying)


def test_ctrl_c_while_a_site_is_written_waits_for_the_whole_of_it(
    run, monkeypatch, tmp_path
):
    plain = os.rename

    def pressed(*arguments):
        os.kill(os.getpid(), signal.SIGINT)
        plain(*arguments)

    monkeypatch.setattr(os, "rename", pressed)
    status, out, err = run("export-explorer", "out", *SAMPLE)
    assert (status, err) == (130, "\nStopped.\n")
    assert "Saved: out." in out
    assert {p.name for p in (tmp_path / "out").iterdir()} == set(KINDS)


# --- both --------------------------------------------------------------------


def test_an_existing_page_is_kept_unless_forced(fails, run, tmp_path):
    (tmp_path / "out.html").write_text("precious")
    arguments = ["explore", *SAMPLE, "--single-file", "out.html"]
    fails(*arguments, saying="out.html exists. Choose another name, or add --force.")
    assert run(*arguments, "--force")[0] == 0
    assert (tmp_path / "out.html").stat().st_size > 100_000


@pytest.mark.parametrize("command", WAYS, ids=lambda command: command[0])
def test_a_place_that_cannot_be_written_is_known_beforehand(
    fails, command, tmp_path, monkeypatch
):
    monkeypatch.setattr("mnist_core.data.load_mnist", lambda _: pytest.fail("loaded"))
    (tmp_path / "file").write_text("mine")
    *head, out = command
    fails(*head, f"none/{out}", saying=f"Cannot write none/{out}: No such file")
    fails(*head, f"file/{out}", saying=f"Cannot write file/{out}: Not a directory")

    def read_only(_):
        raise PermissionError(13, "Permission denied")

    for module in ("mnist_core.drawing.picture", "mnist_core.explorer.site"):
        monkeypatch.setattr(f"{module}.check_writable", read_only)
    fails(*command, saying="Permission denied. Choose another place.")


@pytest.mark.parametrize("command", WAYS, ids=lambda command: command[0])
@pytest.mark.parametrize("there", [False, True])
def test_a_full_disk_leaves_what_was_there(run, tmp_path, command, there):
    if there:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "index.html").write_text("old")
        (tmp_path / "out.html").write_text("old")
    before = contents(tmp_path).keys()
    with full_disk(after=100_000):
        status, _, err = run(*command, *SAMPLE, "--force")
    assert status == 2
    saying = f"Cannot write {command[-1]}: File too large. Choose another place."
    assert err == f"Error: {saying}\n"
    assert contents(tmp_path).keys() == before
    if there:
        assert (tmp_path / "out" / "index.html").read_text() == "old"
        assert (tmp_path / "out.html").read_text() == "old"


@pytest.mark.parametrize("command", [*WAYS, ["explore"]], ids=" ".join)
@pytest.mark.parametrize(
    ("make", "saying"),
    [
        (lambda _: None, "There is no weights file net.pth"),
        (lambda path: path.write_bytes(b"garbage"), "net.pth cannot be used"),
        (lambda path: path.write_bytes(b""), "net.pth cannot be used"),
    ],
    ids=["missing", "garbage", "empty"],
)
def test_a_damaged_weights_file_is_one_line(
    fails, opened, tmp_path, command, make, saying
):
    make(tmp_path / "net.pth")
    fails(*command, *SAMPLE, "--weights", "net.pth", saying=saying)
    assert opened == []


@pytest.mark.parametrize("command", [*WAYS, ["explore"]], ids=" ".join)
def test_weights_too_large_for_16_bits_are_one_line(fails, opened, tmp_path, command):
    model = new_model(0)
    with torch.no_grad():
        model.fc3.weight.mul_(1e7)
    save_weights(tmp_path / "net.safetensors", model)
    saying = "This network cannot be shown: a weight of it is not a number, or beyond"
    fails(*command, *SAMPLE, "--weights", "net.safetensors", saying=saying)
    assert opened == []


@pytest.mark.parametrize(
    ("arguments", "saying"),
    [
        (["explore", "--port", 0], "0 is not in the range 1<=x<=65535"),
        (["explore", "--port", 70000], "70000 is not in the range"),
        (["explore", "--port", "http"], "'http' is not a valid integer"),
        (["explore", "--browser"], "--browser"),
        (["explore", "--source", "imagenet"], "'imagenet' is not one of"),
        (["explore", "out.html"], "out.html"),
        (["export-explorer"], "OUT"),
        (["export-explorer", "a", "b"], "b"),
        (["export-explorer", "a", "--port", 8000], "--port"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else "",
)
def test_wrong_flags_are_one_line(fails, opened, arguments, saying):
    assert "--help" in fails(*arguments, saying=saying)


def test_without_network_it_shows_the_sample(run, no_network, tmp_path):
    status, out, err = run("explore", "--single-file", "out.html")
    assert status == 0
    assert out.startswith(ABOARD)
    assert err.startswith("Note: Using the embedded sample")
    assert err.count("\n") == 1


def test_how_many_are_on_board_is_said(run, monkeypatch, sample, mine):
    many = MNIST(sample.train, sample.train)
    monkeypatch.setattr("mnist_core.data.load_mnist", lambda _: many)
    _, out, _ = run("explore", "--single-file", "out.html")
    assert out.startswith(
        "On board: 1,000 of 4,000 test digits of the embedded sample of MNIST, every "
        "mistake among them.\n"
    )
    _, out, _ = run(
        "explore", "--single-file", "out.html", "--force", "--weights", mine
    )
    assert out.startswith("On board: 1,000 of 4,000 test digits of the embedded sample "
                          "of MNIST, the first.\n")  # fmt: skip


def test_the_full_set_has_every_mistake_on_board(run, full):
    status, out, err = run("explore", "--source", "full", "--single-file", "out.html")
    assert (status, err) == (0, "")
    assert out == (
        "On board: 1,000 of 10,000 test digits of MNIST, every mistake among them.\n"
        "Saved: out.html. Open it in any browser.\n"
    )


def test_a_server_says_what_it_cannot_have(held):
    with pytest.raises(ConfigError, match=f"Port {held} cannot be used"):
        Server(held)


@pytest.mark.parametrize("weights", ["cnn", "ensemble"])
@pytest.mark.parametrize(
    "command", [("explore", "--single-file", "e.html"), ("export-explorer", "site")]
)
def test_what_the_page_cannot_show_is_refused_in_one_line(fails, command, weights):
    fails(*command, "--weights", weights, "--source", "sample", saying="shows dense")
