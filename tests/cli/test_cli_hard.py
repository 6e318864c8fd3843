"""What was trained is kept, whatever becomes of the terminal, the disk, and others."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from benchmarks.torture.signals import listens
from mnist_core import cli, storage, training
from mnist_core.cli.terminal import guarded
from mnist_core.models import load_weights, new_model, save_weights

BRIEF = ["train", "--source", "sample", "--epochs", "1"]
MAIN = [sys.executable, "-m", "mnist_core"]


def started(tmp_path, *arguments, **streams):
    """The command line as a program of its own."""
    return subprocess.Popen(MAIN + [str(a) for a in arguments], cwd=tmp_path, **streams)


# --- nobody listens ----------------------------------------------------------


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_end_neither_training_nor_saving(tmp_path, closed):
    command = f'"$@" {closed}'
    done = subprocess.run(["bash", "-c", command, "-", *MAIN, *BRIEF], cwd=tmp_path)
    assert done.returncode == 0
    load_weights(tmp_path / "my_network.safetensors")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("full", [("stdout",), ("stderr",), ("stdout", "stderr")])
def test_full_streams_end_neither_training_nor_saving(tmp_path, full):
    quiet = dict.fromkeys(("stdout", "stderr"), subprocess.DEVNULL)
    with open("/dev/full", "wb") as disk:
        program = started(tmp_path, *BRIEF, **quiet | dict.fromkeys(full, disk))
        assert program.wait(timeout=120) == 0
    load_weights(tmp_path / "my_network.safetensors")


def in_its_second_epoch(tmp_path):
    """A long training, under way, with pipes to and from it."""
    long = ["train", "--source", "sample", "--epochs", "100000"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    program = started(tmp_path, *long, **pipes, bufsize=0)
    seen = b""
    while b"epoch 2/" not in seen:
        seen += program.stderr.read(1)
    return program


def test_ctrl_c_while_the_pipe_breaks_saves_the_network(tmp_path):
    """As in ``mnist-core train | tee log``, where Ctrl-C ends both."""
    program = in_its_second_epoch(tmp_path)
    program.stdout.close()
    program.stderr.close()
    program.send_signal(signal.SIGINT)
    program.wait(timeout=120)
    _, card = load_weights(tmp_path / "my_network.safetensors")
    assert card.parameters == 109_386


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_sigterm_and_sighup_do_what_ctrl_c_does(tmp_path, number):
    program = in_its_second_epoch(tmp_path)
    program.send_signal(number)
    out, _ = program.communicate(timeout=120)
    assert program.returncode == 0
    assert b"Stopped early" in out
    load_weights(tmp_path / "my_network.safetensors")


def test_ctrl_c_pressed_again_and_again_saves_the_network_too(tmp_path):
    program = in_its_second_epoch(tmp_path)
    while program.poll() is None:
        program.send_signal(signal.SIGINT)
        time.sleep(0.01)
    out, err = program.communicate(timeout=120)
    assert b"Stopped early" in out
    assert b"Traceback" not in err
    load_weights(tmp_path / "my_network.safetensors")


def test_where_the_disk_is_full_the_network_is_saved_elsewhere(
    run, monkeypatch, tmp_path
):
    plain, home = storage.save_tensors, tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))

    def save(path, *rest):
        if path.parent != home:
            raise OSError(errno.ENOSPC, "No space left on device")
        plain(path, *rest)

    monkeypatch.setattr("mnist_core.models.weights.save_tensors", save)
    status, out, _ = run(*BRIEF, "-o", "net.safetensors")
    assert status == 0
    assert "Cannot write net.safetensors: No space left on device" in out
    assert f"Saved: {home / 'net.safetensors'}" in out
    load_weights(home / "net.safetensors")


def test_one_file_cannot_be_both_network_and_checkpoint(fails):
    fails(*BRIEF, "-o", "a.safetensors", "--checkpoint", "./a.safetensors",
          saying="cannot be both the network and the checkpoint")  # fmt: skip


def test_a_name_that_the_terminal_cannot_spell_is_spelt_otherwise(tmp_path):
    program = subprocess.run(
        [*MAIN, "evaluate", "--weights", "Ω.safetensors"],
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
        cwd=tmp_path, capture_output=True,
    )  # fmt: skip
    assert program.returncode == 2
    said = program.stderr.decode("cp1252")
    assert said.startswith(r"Error: There is no weights file \u03a9.safetensors. ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("name", ["lzw", "fax"])
def test_only_our_own_line_says_that_a_tiff_is_damaged(tmp_path, name):
    """Its library writes to the terminal by itself."""
    random = np.random.default_rng(0)
    noise = Image.fromarray(random.integers(0, 256, (80, 80), np.uint8))
    how = {"lzw": "tiff_lzw", "fax": "group4"}[name]
    noise.convert("1" if name == "fax" else "L").save(
        tmp_path / "x.tif", compression=how
    )
    content = bytearray((tmp_path / "x.tif").read_bytes())
    content[400:420] = bytes(20)
    (tmp_path / "x.tif").write_bytes(content)
    command = [*MAIN, "predict", "x.tif"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: x.tif ")
    assert done.stderr.count("\n") == 1


# --- the first moment, and the last ------------------------------------------


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("moment", [0, 0.06, 0.1, 0.2, 0.3, 0.5, 1.0])
def test_ctrl_c_at_any_moment_leaves_no_traceback(tmp_path, moment):
    """Any moment of ours: before our first lines have run, Python says what it says."""
    program = subprocess.Popen(
        [sys.executable, "-m", "mnist_core", "evaluate", "--source", "sample"],
        cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    while not listens(program.pid):
        assert program.poll() is None
        time.sleep(0.002)
    time.sleep(moment)
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=120)
    assert program.returncode in (130, -signal.SIGINT, 0)
    assert said in ("\nStopped.\n", "")


def test_what_ctrl_c_became_in_a_library_is_still_ctrl_c(capsys):
    def importing():
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            raise ImportError("numpy failed to load") from error

    assert guarded(importing) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_an_error_of_ours_keeps_its_traceback():
    def wrong():
        raise LookupError("a slip of ours")

    with pytest.raises(LookupError, match="a slip"):
        guarded(wrong)


# --- two at once -------------------------------------------------------------


def test_who_comes_second_keeps_its_network_under_another_name(
    run, monkeypatch, tmp_path
):
    first = new_model(seed=9)
    plain = training.train

    def meanwhile(*arguments, **named):
        for name in ("net.safetensors", "net-2.safetensors"):
            save_weights(tmp_path / name, first)
        return plain(*arguments, **named)

    monkeypatch.setattr("mnist_core.training.train", meanwhile)
    status, out, _ = run(*BRIEF, "-o", "net.safetensors")
    assert status == 0
    assert "net.safetensors was written by somebody else meanwhile" in out
    assert "Saved: net-3.safetensors." in out
    kept, card = load_weights(tmp_path / "net.safetensors")
    assert card is None
    assert torch.equal(kept.fc1.weight, first.fc1.weight)
    _, card = load_weights(tmp_path / "net-3.safetensors")
    assert card.parameters == 109_386


def test_run_then_shows_the_network_it_saved(run, monkeypatch, tmp_path):
    plain = training.train

    def meanwhile(*arguments, **named):
        save_weights(tmp_path / "my_network.safetensors", new_model(seed=9))
        return plain(*arguments, **named)

    monkeypatch.setattr("mnist_core.training.train", meanwhile)
    shown = []
    monkeypatch.setattr(
        cli.app.commands["visualize"], "callback", lambda **o: shown.append(o)
    )
    status, _, _ = run("run", "--source", "sample", "--epochs", 1, "--save", "a.png")
    assert status == 0
    assert shown[0]["weights"] == "my_network-2.safetensors"


# --- asked before, not after -------------------------------------------------


@pytest.mark.parametrize("length", [236, 243, 255])
def test_the_longest_names_there_are_can_be_saved_to(run, tmp_path, length):
    name = "a" * (length - len(".safetensors")) + ".safetensors"
    status, _, _ = run(*BRIEF, "-o", name)
    assert status == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("option", ["--output", "--checkpoint"])
def test_a_longer_one_is_refused_before_training(run, option):
    status, _, err = run(*BRIEF, option, "a" * 250 + ".safetensors")
    assert (status, err.count("\n")) == (2, 1)
    assert "File name too long" in err


@pytest.mark.parametrize("kind", ["fifo", "folder", "device"])
def test_what_is_no_file_is_no_checkpoint_and_is_not_waited_for(run, tmp_path, kind):
    path = tmp_path / "state.ckpt"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path = Path("/dev/full")
    began = time.monotonic()
    status, _, err = run(*BRIEF, "--checkpoint", path, "--resume")
    assert status == 2
    assert err.startswith("Error: ")
    assert err.count("\n") == 1
    assert time.monotonic() - began < 60


@pytest.mark.skipif(not shutil.which("chattr"), reason="needs chattr")
def test_a_file_that_may_not_change_is_refused_before_training(run, tmp_path):
    path = tmp_path / "net.safetensors"
    path.write_bytes(b"precious")
    if subprocess.run(["chattr", "+i", path], capture_output=True).returncode:
        pytest.skip("needs a file system that knows chattr +i, and its rights")
    try:
        status, out, err = run(*BRIEF, "-o", path, "--force")
    finally:
        subprocess.run(["chattr", "-i", path], check=True)
    assert (status, out) == (2, "")
    assert f"Cannot write {path}" in err


def test_a_home_folder_of_nobody_is_named(fails, monkeypatch):
    monkeypatch.setenv("MNIST_CORE_DATA", "~nobodyhere/x")
    fails("info", saying="There is no home folder for ~nobodyhere/x")
