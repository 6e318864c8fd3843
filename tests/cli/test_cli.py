import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest
import torch
from helpers_data import (
    NAMES,
    as_the_known_ones,
    closed_port,
    contents,
    idx_files,
    picture,
    write_files,
)
from PIL import Image

import mnist_core
from mnist_core import cli
from mnist_core.models import MLP, evaluate, load_weights, save_weights

# --- what works --------------------------------------------------------------


def test_train_then_evaluate_then_predict(run, tmp_path, sample):
    status, out, err = run(
        "train",
        "--source",
        "sample",
        "--epochs",
        3,
        "--seed",
        4,
        "-o",
        "net.safetensors",
    )
    assert status == 0
    assert "4,000 to train on, 1,000 to test on, from the embedded sample" in out
    assert "Saved: net.safetensors" in out
    assert "epoch" in err, "the progress bar"
    model, card = load_weights(tmp_path / "net.safetensors")
    assert (card.config["seed"], len(card.history)) == (4, 3)
    measured = evaluate(model, sample.test)
    assert f"Test accuracy: {100 * measured.accuracy:.2f}% " in out
    assert re.search(r"Test accuracy: 8\d\.\d\d% ", out)

    status, out, err = run(
        "evaluate", "--source", "sample", "--weights", "net.safetensors"
    )
    assert (status, err) == (0, "")
    assert "Measured now, on 1,000 test digits of the embedded sample" in out
    assert shown_confusion(out) == measured.confusion.tolist()
    assert f"Accuracy: {100 * measured.accuracy:.2f}%\n" in out

    status, out, err = run(
        "predict",
        "--weights",
        "net.safetensors",
        picture("one.png", sample.test.images[1]),
    )
    assert (status, err) == (0, "")
    assert out.startswith("one.png: reads 1, with ")


def shown_confusion(out):
    rows = re.findall(r"^ +(\d) ([\d. ]{60}) +[\d.]+%$", out, re.MULTILINE)
    assert [row[0] for row in rows] == list("0123456789")
    return [[int(n.replace(".", "0")) for n in row[1].split()] for row in rows]


def test_pth_and_checkpoint_and_resume(run, tmp_path):
    same = ["train", "--source", "sample", "--checkpoint", "run.ckpt", "-o", "net.pth"]
    assert run(*same, "--epochs", 1)[0] == 0
    assert run(*same, "--epochs", 2, "--resume", "--force")[0] == 0
    resumed, card = load_weights(tmp_path / "net.pth")
    assert card is None
    straight = ["train", "--source", "sample", "--epochs", 2, "-o", "whole.pth"]
    assert run(*straight)[0] == 0
    whole, _ = load_weights(tmp_path / "whole.pth")
    for name, tensor in whole.state_dict().items():
        assert torch.equal(resumed.state_dict()[name], tensor)


def test_settings_of_train_reach_the_card(run, tmp_path):
    status, out, _ = run(
        *("train", "--source", "sample", "--epochs", 1, "--batch-size", 500),
        *("--learning-rate", 0.01, "--device", "cpu", "--engine", "buffered"),
    )
    assert status == 0
    assert "Device: cpu (as asked); engine: buffered." in out
    _, card = load_weights(tmp_path / "my_network.safetensors")
    assert (card.steps, card.engine, card.device) == (8, "buffered", "cpu")
    assert card.config["learning_rate"] == 0.01


def test_evaluating_the_shipped_network_on_the_sample_shows_the_record(run, trained):
    status, out, err = run("evaluate", "--source", "sample")
    assert (status, err) == (0, "")
    assert "recorded result" in out
    assert "on 10,000 test digits" in out
    assert "Measured" not in out
    assert shown_confusion(out) == trained[1].confusion
    assert f"Accuracy: {100 * trained[1].accuracy:.2f}%\n" in out


def test_evaluating_the_shipped_network_on_the_full_set_measures(run, full, trained):
    status, out, _ = run("evaluate", "--source", "full")
    assert status == 0
    assert "Measured now, on 10,000 test digits of MNIST:" in out
    assert shown_confusion(out) == trained[1].confusion
    assert re.search(r"Loss 0\.\d{4}; calibration error 0\.\d{3}", out)


def test_without_network_auto_takes_the_sample_and_notes_it_once(run, no_network):
    status, out, err = run("evaluate")
    assert status == 0
    assert "recorded result" in out
    assert err.startswith("Note: Using the embedded sample")
    assert err.count("\n") == 1


def test_predict_says_digit_confidence_and_runner_up(run, sample):
    status, out, err = run("predict", picture("two.jpg", sample.test.images[2]))
    assert (status, err) == (0, "")
    found = re.fullmatch(
        r"two\.jpg: reads 2, with (\d+\.\d\d)% confidence "
        r"\(runner-up \d, (\d+\.\d\d)%\)\n",
        out,
    )
    first, second = map(float, found.groups())
    assert first > second
    assert first + second <= 100.01


def test_one_bad_picture_among_several_does_not_stop_the_others(run, sample):
    good = [picture(f"{k}.png", sample.test.images[k]) for k in (0, 3)]
    Path("bad.png").write_text("no picture")
    status, out, err = run("predict", good[0], "bad.png", "none.png", good[1])
    assert status == 2
    assert [line[:12] for line in out.splitlines()] == ["0.png: reads", "3.png: reads"]
    lines = err.splitlines()
    assert [line[:15] for line in lines] == ["Error: bad.png ", "Error: There is"]


def test_info_says_what_is_here(run, tmp_path, monkeypatch, trained):
    monkeypatch.setenv("MNIST_CORE_DATA", str(tmp_path / "data"))
    status, out, err = run("info")
    assert (status, err) == (0, "")
    assert re.match(r"device +(cpu|cuda)", out)
    assert f"not yet in {tmp_path / 'data' / 'MNIST' / 'raw'}" in out
    assert f"mlp: 784-128-64-10, 109,386 parameters, {trained[1].accuracy:.2%}" in out
    assert f"mnist-core {mnist_core.__version__}, torch {torch.__version__}" in out
    assert not (tmp_path / "data").exists(), "info only looks"


@pytest.mark.parametrize("during", ["epoch 1", "epoch 2"])
def test_ctrl_c_saves_what_was_learned(run, tmp_path, monkeypatch, during):
    seen = []

    def interrupted(model, digits):
        seen.append(digits)
        if f"epoch {len(seen)}" == during:
            raise KeyboardInterrupt
        return evaluate(model, digits)

    monkeypatch.setattr("mnist_core.training.loop.evaluate", interrupted)
    status, out, _ = run("train", "--source", "sample", "--epochs", 50)
    assert status == 0
    steps = 63 * len(seen)
    assert f"Stopped early, after {steps} steps." in out
    model, card = load_weights(tmp_path / "my_network.safetensors")
    assert card.steps == steps
    assert len(card.history) == len(seen) - 1
    assert model.fc1.weight.isfinite().all()


@pytest.mark.parametrize(
    ("during", "plain"),
    [
        ("mnist_core.training.loop.evaluate", evaluate),
        ("mnist_core.models.save_weights", save_weights),
    ],
    ids=["the last evaluation", "saving"],
)
def test_ctrl_c_in_run_saves_the_network_and_goes_no_further(
    run, monkeypatch, tmp_path, during, plain
):
    def pressed(*arguments, **named):
        os.kill(os.getpid(), signal.SIGINT)
        return plain(*arguments, **named)

    monkeypatch.setattr(during, pressed)
    options = ["--source", "sample", "--epochs", 1, "--save", "panels.png"]
    status, out, err = run("run", *options)
    assert (status, err.split("\n")[-2]) == (130, "Stopped.")
    assert "Saved: my_network.safetensors" in out
    assert load_weights(tmp_path / "my_network.safetensors")[1].steps == 63
    assert not (tmp_path / "panels.png").exists()


def test_ctrl_c_anywhere_else_ends_with_130(run, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("mnist_core.models.load_weights", interrupted)
    assert run("evaluate") == (130, "", "\nStopped.\n")


# --- help --------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(cli.app.commands))
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_names_every_option_and_says_what_it_is_for(run, name, flag):
    status, out, err = run(name, flag)
    assert (status, err) == (0, "")
    command = cli.app.commands[name]
    assert command.help.splitlines()[0] in out
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{option.name} has no help"
            assert all(word in out for word in option.opts)
            assert option.help.split()[0] in out
    if name != "info":
        assert f"mnist-core {name}" in out, "no example"
    assert max(map(len, out.splitlines())) <= 88


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_lists_every_command(run, arguments):
    status, out, err = run(*arguments)
    assert (status, err) == (0, "")
    for name in ("train", "evaluate", "predict", "info"):
        assert re.search(f"^  {name} ", out, re.MULTILINE)


def test_the_console_script_says_its_version_without_loading_torch():
    script = Path(sys.executable).with_name("mnist-core")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", script, "--version"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert done.stdout == f"mnist-core, version {mnist_core.__version__}\n"
    assert "click" in done.stderr
    assert "torch" not in done.stderr


# --- bad input: settings -----------------------------------------------------


def test_better_networks_are_trained_evaluated_and_shown(run, tmp_path, sample):
    status, out, _ = run(
        *("train", "--source", "sample", "--model", "cnn", "--augment"),
        *("--schedule", "one-cycle", "--epochs", 1, "--optimizer", "adamw"),
        *("--weight-decay", 0.02, "--label-smoothing", 0.05, "--dropout", 0.1),
        *("--learning-rate", 0.004, "--device", "cpu"),
    )
    assert status == 0
    assert "engine: autograd (buffered trains only the plain 784-128-64-10" in out
    path = tmp_path / "my_network.safetensors"
    model, card = load_weights(path)
    assert (card.network, card.options["dropout"]) == ("cnn", 0.1)
    assert card.config["augmentation"]["degrees"] == 15
    assert card.config["schedule"] == "one-cycle"
    assert card.parameters == 78_778
    assert evaluate(model, sample.test).accuracy == card.accuracy > 0.5
    assert run("evaluate", "--weights", path, "--source", "sample")[0] == 0
    picture(tmp_path / "seven.png", sample.test.images[0])
    assert run("predict", "seven.png", "--weights", path, "--save", "p.png")[0] == 0
    status, out, _ = run(
        *("visualize", "--weights", path, "--source", "sample", "--save", "cnn.png"),
    )
    assert status == 0
    assert (tmp_path / "cnn.png").stat().st_size > 20_000


def test_dropout_and_batch_norm_of_the_course_s_network(run, tmp_path):
    status, _, _ = run(
        *("train", "--source", "sample", "--epochs", 1),
        *("--batch-norm", "--dropout", 0.2),
    )
    assert status == 0
    model, _ = load_weights(tmp_path / "my_network.safetensors")
    assert model.options == {"activation": "relu", "dropout": 0.2, "batch_norm": True}


@pytest.mark.parametrize(
    ("arguments", "saying"),
    [
        (["--model", "rnn"], "'rnn' is not one of"),
        (["--dropout", "1"], "dropout must be a number from 0 up to, not including, 1"),
        (["--model", "cnn", "--dropout", "nan"], "--model cnn: dropout must be"),
        (["--weight-decay", "0.1"], "weight_decay needs optimizer adamw, not adam"),
        (["--label-smoothing", "1"], "label_smoothing must be"),
        (["--schedule", "linear"], "'linear' is not one of"),
        (["--model", "cnn", "-o", "n.pth"], "n.pth cannot hold this network"),
        (["--augment", "--engine", "buffered"], "cannot do augmentation: it keeps"),
        (["--epochs", "0"], "epochs must be a whole number, 1 or more, not 0"),
        (["--epochs", "-3"], "1 or more, not -3"),
        (["--epochs", "many"], "'many' is not a valid integer"),
        (["--batch-size", "-1"], "batch_size must be a whole number, 1 or more"),
        (["--batch-size", "0"], "not 0"),
        (["--learning-rate", "nan"], "learning_rate must be a number above 0"),
        (["--learning-rate", "inf"], "learning_rate"),
        (["--learning-rate", "-0.1"], "learning_rate"),
        (["--seed", "-1"], "seed must be"),
        (["--seed", str(2**63)], "seed must be below"),
        (["--device", "abacus"], "Unknown device 'abacus'. Use auto, cpu, cuda or mps"),
        (["--device", "cuda:99"], "'cuda:99' is not here. Use auto or cpu"),
        (["--device", "meta"], "Unknown device 'meta'"),
        (["--device", ""], "Unknown device"),
        (["--engine", "steam"], "steam"),
        (["--source", "imagenet"], "'imagenet' is not one of"),
        (["-o", "net.txt"], "net.txt must end in .safetensors or .pth"),
        (["-o", "none/net.pth"], "There is no folder none"),
        (["--epoch", "3"], "--epochs"),
        (["surplus"], "surplus"),
    ],
)
def test_bad_settings_of_train(fails, arguments, saying):
    fails("train", "--source", "sample", *arguments, saying=saying)


def test_resume_without_a_checkpoint(run, tmp_path):
    status, _, err = run("train", "--source", "sample", "--resume")
    assert status == 2
    assert err == "Error: To resume, name the checkpoint file to resume from.\n"
    assert contents(tmp_path) == {}


def test_an_output_file_that_exists_is_kept_unless_forced(run, fails, tmp_path):
    path = tmp_path / "net.safetensors"
    path.write_bytes(b"precious")
    train = ["train", "--source", "sample", "--epochs", 1, "-o", path]
    fails(*train, saying=f"{path} exists. Choose another --output, or add --force.")
    assert run(*train, "--force")[0] == 0
    assert load_weights(path)[1] is not None


@pytest.mark.parametrize(
    ("arguments", "saying"),
    [
        (["predict"], "IMAGE"),
        (["trian"], "trian"),
        (["--verbose"], "--verbose"),
        (["evaluate", "--weight", "mlp"], "--weights"),
        (["info", "--source", "full"], "--source"),
    ],
)
def test_a_wrong_command_or_flag_points_to_the_right_one(fails, arguments, saying):
    assert "--help" in fails(*arguments, saying=saying)


def test_a_damaged_checkpoint_is_named_and_kept(run, tmp_path):
    Path("run.ckpt").write_bytes(b"damaged")
    status, _, err = run(
        *("train", "--source", "sample", "--checkpoint", "run.ckpt", "--resume")
    )
    assert status == 2
    assert re.fullmatch(r"Error: The checkpoint run\.ckpt cannot be used: .*\n", err)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        "run.ckpt": b"damaged"
    }


# --- bad input: data ---------------------------------------------------------


@pytest.fixture
def files(monkeypatch, tmp_path):
    """Small files that pass for MNIST, in the folder that $MNIST_CORE_DATA names."""
    small = idx_files()
    as_the_known_ones(monkeypatch, small)
    monkeypatch.setenv("MNIST_CORE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MNIST_CORE_MIRROR", closed_port())
    write_files(tmp_path / "data", small)
    return small


@pytest.mark.parametrize("command", ["train", "evaluate"])
@pytest.mark.parametrize("source", ["auto", "full"])
@pytest.mark.parametrize("damage", ["truncated", "bit-flipped", "HTML"])
def test_a_damaged_data_file(fails, files, tmp_path, damage, source, command):
    name = NAMES[2]
    whole = files[name]
    content = {
        "truncated": whole[:100],
        "bit-flipped": whole[:99] + bytes([whole[99] ^ 1]) + whole[100:],
        "HTML": b"<html>Please log in.</html>",
    }[damage]
    write_files(tmp_path / "data", {name: content})
    fails(command, "--source", source, saying=f"{name} is damaged or incomplete")


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_no_network_where_the_full_set_is_insisted_on(fails, files, tmp_path, command):
    (tmp_path / "data" / "MNIST" / "raw" / NAMES[0]).unlink()
    fails(command, saying="MNIST could not be downloaded")


def test_an_unwritable_root(fails, files, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("MNIST_CORE_DATA", str(tmp_path / "file" / "data"))
    fails("train", saying="cannot be saved in")


def test_an_unknown_source_in_the_environment(fails, monkeypatch):
    monkeypatch.setenv("MNIST_CORE_SOURCE", "imagenet")
    fails("evaluate", saying="source must be auto, full or sample, not 'imagenet'")


# --- bad input: weights ------------------------------------------------------


def missing(path):
    pass


def garbage(path):
    path.write_bytes(b"garbage")


def empty(path):
    path.write_bytes(b"")


def not_a_number(path):
    state = MLP().state_dict()
    state["fc1.bias"][0] = torch.nan
    torch.save(state, path)


def another_shape(path):
    torch.save(MLP().state_dict() | {"fc1.weight": torch.zeros(10, 784)}, path)


class Bomb:
    def __reduce__(self):
        return Path.touch, (Path("crater"),)


def pickle_bomb(path):
    torch.save({"fc1.weight": Bomb()}, path)


def truncated(path):
    save_weights(path, MLP())
    path.write_bytes(path.read_bytes()[:-1000])


BAD_WEIGHTS = [
    *(missing, garbage, empty, not_a_number, another_shape, pickle_bomb, truncated)
]


@pytest.mark.parametrize("command", ["evaluate", "predict"])
@pytest.mark.parametrize("make", BAD_WEIGHTS, ids=lambda make: make.__name__)
def test_bad_weights(fails, tmp_path, sample, make, command):
    path = tmp_path / "net.pth"
    make(path)
    rest = (
        ["--source", "sample"]
        if command == "evaluate"
        else [picture(tmp_path / "digit.png", sample.test.images[0])]
    )
    fails(command, "--weights", path, *rest, saying=str(path))
    assert not (tmp_path / "crater").exists()


# --- bad input: pictures -----------------------------------------------------


def huge(path):
    with path.open("wb") as file:
        file.truncate(2**40)


def folder(path):
    path.mkdir()


def blank(path):
    Image.fromarray(np.full((90, 90), 200, np.uint8)).save(path)


@pytest.mark.parametrize(
    ("make", "saying"),
    [
        (missing, "There is no file"),
        (garbage, "not a whole picture"),
        (empty, "not a whole picture"),
        (folder, "Is a directory"),
        (blank, "blank or too faint"),
    ],
)
def test_bad_pictures(fails, tmp_path, make, saying):
    path = tmp_path / "digit.png"
    make(path)
    assert str(path) in fails("predict", path, saying=saying)


def test_a_huge_picture(run, tmp_path):
    huge(tmp_path / "digit.png")
    status, out, err = run("predict", "digit.png")
    assert (status, out) == (2, "")
    assert err == "Error: digit.png is not a whole picture. Use a PNG or JPEG file.\n"


def test_weights_too_large_to_answer(fails, tmp_path, sample):
    model = MLP()
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(1e30)
    save_weights(tmp_path / "net.safetensors", model)
    digit = picture(tmp_path / "digit.png", sample.test.images[0])
    fails(
        "predict", digit, "--weights", "net.safetensors", saying="smaller learning rate"
    )


def test_a_file_without_a_card_on_the_sample_is_not_flattered(run, trained, tmp_path):
    save_weights(tmp_path / "mnist_model.pth", trained[0])
    arguments = ["--weights", "mnist_model.pth", "--source", "sample"]
    status, out, _ = run("evaluate", *arguments)
    assert status == 0
    assert "does not say what it learned from" in out


def test_an_output_that_cannot_be_written_is_known_before_training(
    fails, tmp_path, monkeypatch
):
    def no_space(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mnist_core.models.weights.check_writable", no_space)
    monkeypatch.setattr(
        "mnist_core.training.train", lambda *_, **__: pytest.fail("trained")
    )
    fails("train", "--source", "sample", saying="No space left on device")
