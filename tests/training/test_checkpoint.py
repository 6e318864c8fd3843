import errno
import json
import os
import random
import re
import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest
import torch
from torch import nn

from mnist_core.errors import CheckpointError
from mnist_core.models import MLP, new_model
from mnist_core.storage import load_tensors, save_tensors
from mnist_core.training.checkpoint import Checkpoint
from mnist_core.training.config import TrainConfig
from mnist_core.training.loop import train

CONFIG = TrainConfig(epochs=4, device="cpu", seed=11)


@pytest.fixture(autouse=True, scope="module")
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def digits(sample):
    return sample.train[:700]  # ten batches and a short one


def weights_of(model):
    return torch.cat([p.detach().flatten() for p in model.parameters()])


def run(digits, path=None, config=CONFIG, **kwargs):
    return train(digits, config=config, checkpoint=path, progress=False, **kwargs)


@pytest.mark.parametrize("engine", ["autograd", "buffered"])
def test_resumed_after_each_epoch_it_ends_the_same_to_the_bit(digits, engine, tmp_path):
    config = replace(CONFIG, engine=engine)
    straight = run(digits, config=config)
    path = tmp_path / "run.ckpt"
    for epochs in (1, 2, 4):
        resumed = run(digits, path, replace(config, epochs=epochs), resume=True)
    assert torch.equal(weights_of(resumed.model), weights_of(straight.model))
    for ours, theirs in zip(resumed.history, straight.history, strict=True):
        assert replace(ours, seconds=0) == replace(theirs, seconds=0)
    assert resumed.steps == straight.steps == 44


def test_a_finished_run_resumes_to_itself(digits, tmp_path):
    path = tmp_path / "run.ckpt"
    done = run(digits, path)
    before = path.read_bytes()
    again = run(digits, path, resume=True)
    assert torch.equal(weights_of(again.model), weights_of(done.model))
    assert again.history == done.history
    assert path.read_bytes() == before


def test_ctrl_c_and_resume_end_the_same(digits, tmp_path):
    def stop(record):
        if record.epoch == 2:
            raise KeyboardInterrupt

    path = tmp_path / "run.ckpt"
    assert run(digits, path, on_epoch=stop).interrupted
    resumed = run(digits, path, resume=True)
    assert torch.equal(weights_of(resumed.model), weights_of(run(digits).model))


def test_a_kernel_finds_its_own_memory_when_it_resumes(digits, tmp_path):
    """A CNN's kernels lie in memory otherwise than a file has them."""
    config = TrainConfig(epochs=2, batch_size=350, device="cpu", optimizer="adamw")

    def cnn():
        return new_model(0, "cnn", channels=[4, 8])

    path = tmp_path / "run.ckpt"
    run(digits, path, replace(config, epochs=1), model=cnn())
    resumed = run(digits, path, config, model=cnn(), resume=True)
    straight = run(digits, config=config, model=cnn())
    assert torch.equal(weights_of(resumed.model), weights_of(straight.model))


# One process that imports torch once and then forks a child for each life of the
# run, so that a dozen kills take seconds. A child says when its arithmetic is about
# to begin; from there on it is killed after a random while.
EVERYTHING = {  # that a run may draw, remember and change on its way
    "batch_size": 100,
    "optimizer": "adamw",
    "weight_decay": 0.05,
    "schedule": "one-cycle",
    "augmentation": {},
    "label_smoothing": 0.1,
}
SMALL_CNN = {"network": "cnn", "options": {"channels": [4, 8]}}
NORMED = {"network": "mlp", "options": {"dropout": 0.2, "batch_norm": True}}
WAYS = {
    "as in the course": ({"network": "mlp", "options": {}}, {"epochs": 100}),
    "a cnn with everything": (SMALL_CNN, EVERYTHING | {"epochs": 24}),
    "batch norm, dropout, sgd": (
        NORMED,
        {"epochs": 50, "optimizer": "sgd", "learning_rate": 0.05},
    ),
}

KILLED = """
    import json, os, random, signal, sys, time
    import torch
    from mnist_core.data import load_sample
    from mnist_core.models import new_model
    from mnist_core.training import TrainConfig, train

    path, rng = sys.argv[1], random.Random(int(sys.argv[2]))
    identity, settings = json.loads(sys.argv[3])
    config = TrainConfig(device="cpu", seed=11, **settings)
    torch.set_num_threads(1)  # helper threads would not survive the fork
    digits = load_sample().train[:700]

    def life(write):
        torch.set_num_threads(2)
        def begun(record):
            os.write(write, b"e")
        model = new_model(11, identity["network"], **identity["options"])
        result = train(digits, model=model, config=config, checkpoint=path,
                       resume=True, progress=False, on_epoch=begun)
        torch.save(result.model.state_dict(), path + ".done")

    kills = 0
    while True:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            life(write)
            os._exit(0)
        os.close(write)
        if kills < 12:
            os.read(read, 1)                  # an epoch is over, the next has begun
            time.sleep(rng.uniform(0, 0.03))  # about as long as an epoch takes
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(read)
        if os.WIFSIGNALED(status):
            kills += 1
        else:
            break
    print("kills", kills)
"""


@pytest.mark.not_mutated
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system with fork")
@pytest.mark.parametrize("way", WAYS)
def test_killed_a_dozen_times_at_random_it_ends_the_same_to_the_bit(
    digits, tmp_path, way
):
    identity, settings = WAYS[way]
    path = tmp_path / "run.ckpt"
    seed = random.SystemRandom().randrange(10**6)
    arguments = [str(path), str(seed), json.dumps([identity, settings])]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), *arguments],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, (seed, done.stderr)
    assert int(re.search(r"kills (\d+)", done.stdout)[1]) == 12, (seed, done.stdout)
    killed = torch.load(f"{path}.done", weights_only=True)
    config = TrainConfig(device="cpu", seed=11, **settings)
    model = new_model(11, identity["network"], **identity["options"])
    straight = run(digits, config=config, model=model).model.state_dict()
    assert killed.keys() == straight.keys()
    for name, tensor in straight.items():  # batch norm's averages among them
        assert torch.equal(killed[name], tensor), (seed, name)


def test_with_a_schedule_the_number_of_epochs_must_stay(digits, tmp_path):
    """The rate at each step follows from the last one: it would be another run."""
    path = tmp_path / "run.ckpt"
    config = replace(CONFIG, schedule="one-cycle", epochs=2)
    run(digits, path, config)
    with pytest.raises(CheckpointError, match="its epochs is 2, not 4"):
        run(digits, path, replace(config, epochs=4), resume=True)


def test_a_checkpoint_of_before_there_were_other_optimizers_goes_on(digits, tmp_path):
    path = tmp_path / "run.ckpt"
    run(digits, path, replace(CONFIG, epochs=2))
    tensors, record = load_tensors(path)
    for name in ("augmentation", "label_smoothing", "optimizer", "precision",
                 "schedule", "weight_decay"):  # fmt: skip
        del record["config"][name]
    save_tensors(path, tensors, record)
    resumed = run(digits, path, resume=True)
    assert torch.equal(weights_of(resumed.model), weights_of(run(digits).model))


@pytest.fixture
def saved(digits, tmp_path):
    path = tmp_path / "run.ckpt"
    run(digits, path, replace(CONFIG, epochs=1))
    return path


@pytest.mark.parametrize("where", [0, 40, 0.3, 0.6, 0.999], ids=str)
def test_a_flipped_bit_is_noticed_and_the_file_named(digits, saved, where):
    content = bytearray(saved.read_bytes())
    at = where if isinstance(where, int) else int(where * len(content))
    content[at] ^= 4
    saved.write_bytes(content)
    model = MLP()
    before = weights_of(model)
    with pytest.raises(CheckpointError, match=re.escape(str(saved))):
        run(digits, saved, resume=True, model=model)
    assert torch.equal(weights_of(model), before)  # nothing was half-loaded
    assert saved.read_bytes() == content


@pytest.mark.parametrize("size", [0, 5, 1000, -1])
def test_a_truncated_file_is_noticed(digits, saved, size):
    saved.write_bytes(saved.read_bytes()[:size])
    with pytest.raises(CheckpointError, match="cannot be used"):
        run(digits, saved, resume=True)


def test_weights_are_no_checkpoint(digits, tmp_path, trained):
    from mnist_core.models import save_weights

    path = tmp_path / "net.safetensors"
    save_weights(path, *trained)
    with pytest.raises(CheckpointError) as refused:
        run(digits, path, resume=True)
    assert str(refused.value) == (
        f"The checkpoint {path} cannot be used: it is not a checkpoint of this "
        "version. Delete it and train from the start, or resume from another one."
    )


def test_a_folder_is_no_checkpoint(digits, tmp_path):
    with pytest.raises(
        CheckpointError, match=f"^Cannot write the .* {tmp_path}: it is"
    ):
        run(digits, tmp_path, resume=True)


def test_an_existing_checkpoint_is_not_overwritten(digits, saved):
    before = saved.read_bytes()
    with pytest.raises(CheckpointError, match="there already"):
        run(digits, saved)
    assert saved.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [({"batch_size": 32}, "batch_size is 64, not 32"), ({"seed": 2}, "seed is 11")],
)
def test_another_run_s_checkpoint_is_refused(digits, saved, change, said):
    with pytest.raises(CheckpointError, match=said):
        run(digits, saved, replace(CONFIG, **change), resume=True)


def test_fewer_epochs_than_are_done_are_refused(digits, tmp_path):
    path = tmp_path / "run.ckpt"
    run(digits, path)
    with pytest.raises(
        CheckpointError, match=r"has done 4 epochs already\. Ask for as many or more\.$"
    ):
        run(digits, path, replace(CONFIG, epochs=3), resume=True)


def test_a_checkpoint_in_a_missing_folder_is_refused_before_training(digits, tmp_path):
    def never(record):
        pytest.fail("trained all the same")

    with pytest.raises(CheckpointError, match="Cannot write"):
        run(digits, tmp_path / "no" / "run.ckpt", on_epoch=never)


def test_a_checkpoint_of_other_digits_or_another_network_is_refused(digits, saved):
    with pytest.raises(
        CheckpointError,
        match=r"it learned from other digits\. Use the same data, or another file\.$",
    ):
        run(digits[:600], saved, resume=True)
    other = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    for another in (other, MLP("sigmoid")):  # the latter has the same shapes
        with pytest.raises(
            CheckpointError,
            match=r"another network: mlp with .*relu.*\. Use another file\.$",
        ):
            run(digits, saved, resume=True, model=another)


def printing_alike(extra):
    """A network that prints the same whatever the size of one of its parameters."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    model.extra = nn.Parameter(torch.zeros(extra))
    return model


def test_of_a_network_that_does_not_say_its_sizes_the_shapes_are_compared(
    digits, tmp_path
):
    path = tmp_path / "run.ckpt"
    run(digits, path, model=printing_alike(5))
    with pytest.raises(CheckpointError) as refused:
        run(digits, path, resume=True, model=printing_alike(6))
    assert str(refused.value) == (
        f"The checkpoint {path} belongs to another network. Use another file."
    )


def test_a_checkpoint_that_cannot_be_written_is_a_warning_and_no_more(
    digits, saved, monkeypatch
):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("mnist_core.training.checkpoint.save_tensors", full)
    before = saved.read_bytes()
    with pytest.warns(UserWarning, match="could not be written") as said:
        result = run(digits, saved, replace(CONFIG, epochs=2), resume=True)
    assert [str(one.message) for one in said] == [
        f"The checkpoint {saved} could not be written (No space left on device). "
        "Training goes on; what was saved before is untouched."
    ]
    assert len(result.history) == 2
    assert saved.read_bytes() == before


@pytest.mark.not_mutated
def test_the_warning_points_at_who_trains(digits, saved, monkeypatch):
    monkeypatch.setattr(Checkpoint, "save", lambda *_: os.stat("no such file"))
    with pytest.warns(UserWarning, match="could not be written") as said:
        run(digits, saved, replace(CONFIG, epochs=2), resume=True)
    assert said[0].filename == __file__


def test_a_checkpoint_holds_every_generator_by_name(saved):
    assert set(Checkpoint.load(saved).generators) == {"order", "torch"}


def stack_with_dropout():
    """A network of the reader's own that draws random numbers while it learns."""
    torch.manual_seed(5)
    layers = [
        nn.Flatten(),
        nn.Linear(784, 30),
        nn.ReLU(),
        nn.Dropout(),
        nn.Linear(30, 10),
    ]
    return nn.Sequential(*layers)


class WithDropout(MLP):
    """A network of the course that does so, and says nothing of it."""

    def layers(self, images):
        held = super().layers(images)
        return held | {
            "logits": self.fc3(
                nn.functional.dropout(held["hidden2"], training=self.training)
            )
        }


def with_dropout():
    return WithDropout(generator=torch.Generator().manual_seed(5))


DRAWS = pytest.mark.parametrize("drawing", [stack_with_dropout, with_dropout])


@DRAWS
def test_a_network_that_draws_random_numbers_resumes_to_the_bit_too(
    digits, tmp_path, drawing
):
    straight = run(digits, model=drawing())
    path = tmp_path / "run.ckpt"
    for epochs in (1, 3, 4):
        model = drawing()
        torch.rand(epochs)  # whatever else was drawn meanwhile
        config = replace(CONFIG, epochs=epochs)
        resumed = run(digits, path, config, resume=True, model=model)
    assert torch.equal(weights_of(resumed.model), weights_of(straight.model))


@DRAWS
def test_its_random_numbers_come_from_the_seed_and_are_given_back(digits, drawing):
    torch.manual_seed(1)
    expected = torch.rand(3)
    model = drawing()
    one = run(digits, model=model)
    torch.manual_seed(1)
    run(digits, model=model)
    assert torch.equal(torch.rand(3), expected)
    other = run(digits, model=drawing(), config=replace(CONFIG, seed=12))
    assert not torch.equal(weights_of(one.model), weights_of(other.model))


def test_a_checkpoint_of_an_older_version_is_refused(digits, saved, tmp_path):
    """It did not say which network it holds: nobody could tell whether it is ours."""
    tensors, record = load_tensors(saved)
    del record["identity"]
    old = tmp_path / "old.ckpt"
    save_tensors(old, tensors, record | {"checkpoint": 1})
    with pytest.raises(CheckpointError, match="not a checkpoint of this version"):
        run(digits, old, resume=True)


FULL_DISK = """
    import resource, sys, warnings
    import torch
    from mnist_core.data import load_sample
    from mnist_core.training import TrainConfig, train

    torch.set_num_threads(2)
    path, digits = sys.argv[1], load_sample().train[:700]
    def fill_up(record):
        if record.epoch == 2:  # from now on no file may grow beyond 100 kB
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        result = train(digits, checkpoint=path, on_epoch=fill_up, progress=False,
                       config=TrainConfig(epochs=4, device="cpu", seed=11))
    print(len(result.history), len(said), said[0].message)
"""


@pytest.mark.not_mutated
@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits")
def test_a_full_disk_costs_neither_the_training_nor_the_last_checkpoint(
    digits, tmp_path
):
    path = tmp_path / "run.ckpt"
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL_DISK), str(path)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    epochs, warned, words = done.stdout.split(maxsplit=2)
    assert (epochs, warned) == ("4", "2")
    assert "could not be written" in words
    assert len(Checkpoint.load(path).history) == 2
    assert os.listdir(tmp_path) == ["run.ckpt"]
    resumed = run(digits, path, resume=True)
    assert torch.equal(weights_of(resumed.model), weights_of(run(digits).model))


# --- a right checksum over wrong content ---------------------------------------


@pytest.fixture(scope="module")
def sound(digits, tmp_path_factory):
    """Tensors and record of a checkpoint, as they should be."""
    path = tmp_path_factory.mktemp("sound") / "run.ckpt"
    run(digits, path, replace(CONFIG, epochs=1))
    return load_tensors(path)


def refused(digits, path, tensors, record):
    """Resuming from such a file ends before any training, in one line."""
    save_tensors(path, tensors, record)
    model = new_model(0)
    before = weights_of(model)
    with pytest.raises(CheckpointError, match=r"cannot be used|belongs to") as caught:
        run(digits, path, replace(CONFIG, epochs=2), resume=True, model=model)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    assert torch.equal(weights_of(model), before)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("step", -1),
        ("step", 1.5),
        ("step", True),
        ("step", 10**30),
        ("step", 12),  # there were eleven
        ("history", [1]),
        ("history", {}),
        ("history", [{}]),
        ("history", [{"epoch": "one"}]),
        ("config", [1]),
        ("config", {"epochs": 0}),
        ("config", {"no_such": 1}),
        ("identity", {}),
        ("identity", 3),
        ("data", 3),
    ],
)
def test_a_record_that_says_something_else_is_named(
    digits, sound, tmp_path, field, value
):
    tensors, record = sound
    refused(digits, tmp_path / "bad", tensors, record | {field: value})


@pytest.mark.parametrize("field", ["step", "history", "config", "identity", "data"])
def test_a_record_that_lacks_a_part_is_named(digits, sound, tmp_path, field):
    tensors, record = sound
    less = {name: value for name, value in record.items() if name != field}
    refused(digits, tmp_path / "bad", tensors, less)


def test_a_checkpoint_without_any_one_tensor_is_named(digits, sound, tmp_path):
    tensors, record = sound
    for lost in tensors.keys() - {"generator.torch"}:  # as from another device
        less = {name: t for name, t in tensors.items() if name != lost}
        refused(digits, tmp_path / "bad", less, record)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[..., :-1].clone(),
        lambda t: torch.full_like(t, torch.nan) if t.is_floating_point() else t[:5],
        lambda t: t.to(torch.int64),
    ],
    ids=["shorter", "no numbers", "whole numbers"],
)
def test_each_tensor_of_another_kind_is_named(digits, sound, tmp_path, change):
    tensors, record = sound
    for name, tensor in tensors.items():
        refused(digits, tmp_path / "bad", tensors | {name: change(tensor)}, record)


def test_a_mean_of_squares_below_nothing_is_named(digits, sound, tmp_path):
    """Its root would be NaN at the first step."""
    tensors, record = sound
    name = "exp_avg_sq.fc3.bias"
    refused(digits, tmp_path / "bad", tensors | {name: -tensors[name] - 1}, record)


def test_another_schedule_is_named_before_other_epochs(tmp_path, sample):
    path, some = tmp_path / "run.ckpt", sample.train[:128]
    train(some, config=TrainConfig(epochs=1), checkpoint=path, progress=False)
    other = TrainConfig(epochs=2, schedule="cosine")
    with pytest.raises(CheckpointError, match="its schedule is"):
        train(some, config=other, checkpoint=path, resume=True, progress=False)
