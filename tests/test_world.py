"""The user's world is left as it was: after success, after an error, after Ctrl-C."""

import random
import signal
import socket
import sys
import warnings

import numpy as np
import pytest
import torch
from helpers_data import photo
from PIL import Image

import mnist_core as mc
from mnist_core.errors import MnistCoreError


def world():
    """All that is everybody's and that we might have moved."""
    kind, keys, *rest = np.random.get_state()  # noqa: NPY002 (everybody's own)
    return {
        "torch's generator": torch.get_rng_state().tolist(),
        "NumPy's generator": (kind, keys.tolist(), *rest),
        "Python's generator": random.getstate(),
        "threads": (torch.get_num_threads(), torch.get_num_interop_threads()),
        "kind of numbers": torch.get_default_dtype(),
        "whether gradients are kept": torch.is_grad_enabled(),
        "whether it is deterministic": torch.are_deterministic_algorithms_enabled(),
        "tiny numbers": float(torch.tensor(1e-30) * torch.tensor(1e-10)),
        "NumPy's errors": np.geterr(),
        "Pillow's guard": Image.MAX_IMAGE_PIXELS,
        "how long is waited": socket.getdefaulttimeout(),
        "Ctrl-C": signal.getsignal(signal.SIGINT),
        "SIGTERM": signal.getsignal(signal.SIGTERM),
        "who shows warnings": warnings.showwarning,
    }


def moved(before):
    """What of it is no longer as it was."""
    return [name for name, what in world().items() if what != before[name]]


def loads(folder, sample):
    mc.load_weights()


def makes(folder, sample):
    mc.new_model(3)


def trains(folder, sample):
    config = mc.TrainConfig(epochs=1, seed=5)
    mc.train(sample.train[:200], watch=sample.test[:50], config=config, progress=False)


def trains_with_checkpoint(folder, sample):
    config, path = mc.TrainConfig(epochs=1), folder / "run.ckpt"
    for epochs in (1, 2):
        config = mc.TrainConfig(epochs=epochs)
        mc.train(sample.train[:200], config=config, checkpoint=path, resume=True,
                 progress=False)  # fmt: skip


def saves(folder, sample):
    for name in ("net.safetensors", "net.pth"):
        mc.save_weights(folder / name, mc.new_model(0))
        mc.load_weights(folder / name)


def evaluates(folder, sample):
    mc.evaluate(mc.new_model(0), sample.test)


def nudges(folder, sample):
    mc.Nudge(right=2, degrees=9, noise=0.3, seed=4)(sample.test.images[0])


def reads_a_photo(folder, sample):
    Image.fromarray(photo(sample.test.images[0])).save(folder / "photo.png")
    mc.read(mc.load_weights()[0], mc.read_image(folder / "photo.png"))


def draws(folder, sample):
    mc.draw_panels(mc.new_model(0), sample.test[:20])


def loads_what_is_not_there(folder, sample):
    mc.load_weights(folder / "none.pth")


def loads_what_is_damaged(folder, sample):
    (folder / "net.pth").write_bytes(b"PK\3\4 and nothing more")
    mc.load_weights(folder / "net.pth")


def reads_what_is_no_photo(folder, sample):
    Image.new("L", (300, 300), 240).save(folder / "blank.png")
    mc.read_image(folder / "blank.png")


def resumes_what_is_damaged(folder, sample):
    (folder / "run.ckpt").write_bytes(bytes(100))
    mc.train(sample.train[:200], checkpoint=folder / "run.ckpt", resume=True,
             progress=False)  # fmt: skip


def trains_and_fails(folder, sample):
    def fail(_):
        raise MnistCoreError("meanwhile, elsewhere")

    mc.train(sample.train[:200], on_epoch=fail, progress=False)


def trains_and_is_stopped(folder, sample):
    def stop(_):
        signal.raise_signal(signal.SIGINT)

    mc.train(sample.train[:200], on_epoch=stop, progress=False)


def loads_and_is_stopped(folder, sample):
    class Stopping:
        def __fspath__(self):
            raise KeyboardInterrupt

    mc.load_weights(Stopping())


SUCCESS = [loads, makes, trains, trains_with_checkpoint, saves, evaluates, nudges,
           reads_a_photo, draws, trains_and_is_stopped]  # fmt: skip
FAILURE = [loads_what_is_not_there, loads_what_is_damaged, reads_what_is_no_photo,
           resumes_what_is_damaged, trains_and_fails]  # fmt: skip


@pytest.mark.parametrize("work", SUCCESS, ids=lambda work: work.__name__)
def test_after_success_the_world_is_as_before(tmp_path, sample, work):
    before = world()
    work(tmp_path, sample)
    assert moved(before) == []


@pytest.mark.parametrize("work", FAILURE, ids=lambda work: work.__name__)
def test_after_an_error_the_world_is_as_before(tmp_path, sample, work):
    before = world()
    with pytest.raises(MnistCoreError):
        work(tmp_path, sample)
    assert moved(before) == []


def test_after_ctrl_c_the_world_is_as_before(tmp_path, sample):
    before = world()
    with pytest.raises(KeyboardInterrupt):
        loads_and_is_stopped(tmp_path, sample)
    assert moved(before) == []


@pytest.mark.parametrize("step", [3, 40, 900, 5_000, 15_000])
def test_ctrl_c_anywhere_in_training_leaves_the_world(sample, step):
    """In the line that is run as the ``step``-th of all."""
    before, count = world(), 0

    def watch(frame, event, _):
        nonlocal count
        if "mnist_core" not in frame.f_code.co_filename:
            return None
        count += 1
        if count == step:
            signal.raise_signal(signal.SIGINT)
        return watch

    config = mc.TrainConfig(epochs=40)
    sys.settrace(watch)
    try:
        mc.train(sample.train[:640], config=config, progress=False)
    except KeyboardInterrupt:  # before there was a run to stop
        pass
    finally:
        sys.settrace(None)
    assert count >= step
    assert moved(before) == []
