"""Several processes: however a training ends, none dies unnoticed or is left over."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from mnist_core.models import load_weights

pytestmark = [
    pytest.mark.not_mutated,
    pytest.mark.skipif(not Path("/proc").exists(), reason="needs /proc"),
]

MAIN = [sys.executable, "-c", "from mnist_core.cli import main; main()"]


@pytest.fixture
def program(tmp_path):
    """A long training on two processes, in its third epoch; its ranks' numbers."""
    long = "train --source sample --processes 2 --epochs 100000 --checkpoint a.ckpt"
    program = subprocess.Popen(
        [*MAIN, *long.split(), "--device", "cpu"], cwd=tmp_path, bufsize=0,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    seen = b""
    while b"epoch 3/" not in seen:
        seen += program.stderr.read(1)
    program.ranks = children(program.pid)
    assert len(program.ranks) == 2
    yield program
    for pid in [program.pid, *program.ranks]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    program.communicate()


def children(pid):
    """The ranks that a process has started, rank 0 first."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(path.parent.name)] = path.read_text().rsplit(")")[1].split()[1]
    return sorted(child for child, parent in parents.items() if parent == str(pid))


def gone(pids):
    late = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < late
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("rank", [0, 1])
def test_a_rank_that_dies_ends_the_run_with_one_sentence(program, rank, tmp_path):
    os.kill(program.ranks[rank], signal.SIGKILL)
    said = program.communicate(timeout=60)[1].decode()
    last = said.splitlines()[-1]
    assert program.returncode == 2
    assert re.fullmatch(
        rf"Error: Process {rank + 1} of 2 died \(SIGKILL\): resume from the checkpoint "
        r"a\.ckpt, which holds \d+ epochs?\.", last,
    )  # fmt: skip
    assert "Traceback" not in said
    assert said.count("Error") == 1
    assert gone(program.ranks)
    assert not (tmp_path / "my_network.safetensors").exists()


def test_ctrl_c_saves_what_was_learned(program, tmp_path):
    os.killpg(program.pid, signal.SIGINT)
    out, err = program.communicate(timeout=60)
    assert program.returncode == 0
    assert b"Stopped early" in out
    assert b"Traceback" not in err
    assert load_weights(tmp_path / "my_network.safetensors")[1].accuracy > 0.8
    assert gone(program.ranks)


def test_pressed_again_and_again_ctrl_c_saves_it_all_the_same(program, tmp_path):
    for _ in range(4):
        os.killpg(program.pid, signal.SIGINT)
        time.sleep(0.1)
    out = program.communicate(timeout=60)[0]
    assert program.returncode == 0
    assert b"Stopped early" in out
    load_weights(tmp_path / "my_network.safetensors")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_machine_that_goes_down_asks_all_at_once(program, tmp_path, number):
    for pid in [*program.ranks, program.pid]:
        os.kill(pid, number)
    out, err = program.communicate(timeout=60)
    assert program.returncode == 0, err
    assert b"Stopped early" in out
    load_weights(tmp_path / "my_network.safetensors")


def test_a_file_of_a_library_s_name_in_the_folder_is_not_taken_for_it(tmp_path):
    (tmp_path / "random.py").write_text("raise SystemExit('not this one')")
    (tmp_path / "start.py").write_text("import sys; sys.path.pop(0); " + MAIN[2])
    brief = "train --source sample --epochs 1 --processes 2 --device cpu"
    subprocess.run(
        [sys.executable, tmp_path / "start.py", *brief.split()],
        cwd=tmp_path,
        check=True,
        timeout=120,
    )


def test_no_rank_outlives_who_started_it(program):
    program.kill()
    assert gone(program.ranks)


def test_ctrl_c_before_anything_was_learned_stops_at_once(tmp_path):
    brief = "train --source sample --processes 2 --device cpu"
    program = subprocess.Popen(
        [*MAIN, *brief.split()], cwd=tmp_path, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    while b"Device" not in program.stdout.readline():
        pass
    late = time.monotonic() + 30
    while not children(program.pid):
        assert time.monotonic() < late
    os.killpg(program.pid, signal.SIGINT)
    ranks = children(program.pid)
    err = program.communicate(timeout=60)[1]
    assert program.returncode == 130
    assert err.splitlines()[-1] == b"Stopped."
    assert b"Traceback" not in err
    assert gone(ranks)
    assert list(tmp_path.iterdir()) == []
