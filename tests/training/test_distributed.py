"""Several processes learn what one learns, or say why they do not."""

import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest
import torch
from torch import nn

from mnist_core.data import Augmentation
from mnist_core.errors import CheckpointError, ConfigError, DeviceError
from mnist_core.models import MLP, load_weights, new_model
from mnist_core.training.config import TrainConfig
from mnist_core.training.loop import train
from mnist_core.training.together import train_together

pytestmark = pytest.mark.not_mutated

ALONE = TrainConfig(epochs=2, device="cpu", engine="autograd")
TOGETHER = replace(ALONE, engine="auto")
ALL_ELSE = {
    "optimizer": "adamw",
    "weight_decay": 0.01,
    "schedule": "one-cycle",
    "label_smoothing": 0.1,
    "augmentation": Augmentation(),
}


def same(ours, theirs):
    """The same run, but for the order in which sums were made."""
    for a, b in zip(ours.model.parameters(), theirs.model.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-9, atol=1e-11)
    for one, other in zip(ours.history, theirs.history, strict=True):
        assert one.train_accuracy == other.train_accuracy
        assert one.train_loss == pytest.approx(other.train_loss, rel=1e-11)
        assert one.watch_accuracy == other.watch_accuracy
    assert ours.steps == theirs.steps
    return True


def double(seed=0):
    return new_model(seed).double()


# --- the same result ---------------------------------------------------------


@pytest.mark.parametrize(
    ("processes", "count", "settings"),
    [(2, 331, {}), (3, 257, ALL_ELSE)],
    ids=["two, a last batch of 11", "three, a last batch of 1, and all settings"],
)
def test_several_processes_learn_what_one_learns(sample, processes, count, settings):
    digits, watch = sample.train[:count], sample.test[:200]
    alone = train(
        digits, watch=watch, model=double(), moments=[0, 3], progress=False,
        config=replace(ALONE, **settings),
    )  # fmt: skip
    together = train_together(
        digits, watch=watch, model=double(), moments=[0, 3], progress=False,
        config=replace(TOGETHER, **settings), processes=processes,
    )  # fmt: skip
    assert same(together, alone)
    assert [moment.step for moment in together.moments] == [0, 3]
    weights = [run.moments[1].weights["fc1.weight"] for run in (alone, together)]
    torch.testing.assert_close(*weights, rtol=1e-9, atol=1e-11)
    assert together.engine == "distributed"
    assert not together.model.training
    assert not torch.equal(double().fc1.weight, alone.model.fc1.weight)


def test_a_run_goes_on_with_more_processes_and_with_fewer(sample, tmp_path):
    digits, path = sample.train[:331], tmp_path / "run.ckpt"

    def run(how, epochs, config, **more):
        return how(
            digits, model=double(), config=replace(config, epochs=epochs),
            progress=False, **more,
        )  # fmt: skip

    run(train_together, 1, TOGETHER, checkpoint=path)
    run(train, 2, ALONE, checkpoint=path, resume=True)
    last = run(train_together, 3, TOGETHER, checkpoint=path, resume=True)
    assert same(last, run(train, 3, ALONE))
    with pytest.raises(CheckpointError, match="is there already"):
        run(train_together, 3, TOGETHER, checkpoint=path)


def test_torchrun_may_start_them_and_one_of_them_saves(sample, tmp_path):
    brief = ["train", "--source", "sample", "--epochs", "1", "--device", "cpu"]
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    done = subprocess.run(
        [*torchrun, "--nproc-per-node", "2", "-m", "mnist_core", *brief],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Saved: ") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["my_network.safetensors"]
    model, card = load_weights(tmp_path / "my_network.safetensors")
    alone = train(sample.train, config=replace(ALONE, epochs=1), progress=False)
    torch.testing.assert_close(model.fc2.weight, alone.model.fc2.weight)
    assert card.engine == "distributed"


APART = """
    import sys
    import torch.distributed as dist
    from mnist_core.data import load_sample
    from mnist_core.errors import ConfigError
    from mnist_core.models import new_model
    from mnist_core.training.config import TrainConfig
    from mnist_core.training.group import Seat
    from mnist_core.training.loop import train

    rank, folder = int(sys.argv[1]), sys.argv[2]
    digits = load_sample().train[:200]
    config = TrainConfig(epochs=2, device="cpu")
    path = f"{folder}/{rank}.ckpt"
    if rank:
        train(digits, config=TrainConfig(epochs=1), checkpoint=path, progress=False)
    for case in ("digits", "seed", "checkpoint"):
        mine = digits[rank:] if case == "digits" else digits
        seed = TrainConfig(epochs=2, device="cpu", seed=rank if case == "seed" else 0)
        more = {"checkpoint": path, "resume": True} if case == "checkpoint" else {}
        store = dist.FileStore(f"{folder}/{case}", 2)
        model = new_model(0)
        with Seat(rank, 2, rank, 2).joined(seed, model, store) as place:
            try:
                train(mine, model=model, config=seed, place=place, progress=False,
                      **more)
            except ConfigError as error:
                print(error, flush=True)
"""


def test_processes_that_do_not_agree_refuse_to_train(tmp_path):
    program = [sys.executable, "-c", textwrap.dedent(APART)]
    ranks = [
        subprocess.Popen(
            [*program, str(rank), tmp_path], stdout=subprocess.PIPE, text=True
        )
        for rank in (0, 1)
    ]
    for rank in ranks:
        said = rank.communicate(timeout=120)[0].splitlines()
        assert [line.split(":")[0] for line in said] == [
            *["The processes of one training must have the same settings, digits and "
              "network, and these do not."] * 2,
            "The processes of one training are at steps 0 to 4",
        ]  # fmt: skip


# --- what is refused ---------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "saying"),
    [
        (["--batch-norm"], "cannot train batch norm"),
        (["--model", "cnn"], "cannot train batch norm"),
        (["--dropout", "0.2"], "cannot train dropout"),
        (["--engine", "buffered"], "The buffered engine is for one process."),
        (["--device", "mps"], "'mps'"),
        (["--device", "cuda"], "2 processes need a GPU each, and 0 are here."),
        (["--processes", "0"], "--processes"),
    ],
)
def test_what_several_processes_cannot_do_is_said_first(
    fails, monkeypatch, options, saying
):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    fails("train", "--source", "sample", "--processes", "2", *options, saying=saying)


def test_a_network_that_others_cannot_find_is_refused(sample, monkeypatch):
    mine = type("Mine", (nn.Linear,), {"__module__": "__main__"})(784, 10)
    with pytest.raises(ConfigError, match="cannot find a network"):
        train_together(sample.train[:9], model=nn.Sequential(nn.Flatten(), mine))
    with pytest.raises(ConfigError, match="whole number, 1 or more, not True"):
        train_together(sample.train[:9], processes=True)
    with pytest.raises(ValueError, match="no digits"):
        train_together(sample.train[:0])
    with pytest.raises(DeviceError, match="cannot train dropout"):
        train_together(sample.train[:9], model=MLP(dropout=0.1))
