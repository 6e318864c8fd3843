"""The commands with a picture: visualize, run and predict --show and --save."""

import logging
import re
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from helpers_data import contents, picture
from matplotlib.backend_bases import KeyEvent
from PIL import Image

from mnist_core.data import MNIST, Digits, read_image, read_photo
from mnist_core.drawing import DARK
from mnist_core.models import MLP, load_weights, new_model, save_weights
from mnist_core.panels import SevenPanels, Window
from mnist_core.reading import SEEN_BEFORE, describe, read

pytestmark = pytest.mark.usefixtures("no_display")

SAMPLE = ["--source", "sample"]


@pytest.fixture
def windows(monkeypatch):
    """Windows open in memory; they are pressed ``keys``, then closed. All of them."""
    opened, keys = [], ["right", " "]

    def show(one):
        opened.append((one.index, one.playing, one.timer.interval, one.panels.theme))
        for key in keys:
            KeyEvent("key_press_event", one.figure.canvas, key)._process()
            opened.append((one.index, one.playing))
        one.close()

    monkeypatch.setattr(
        "mnist_core.panels.open_figure", lambda: plt.figure(figsize=(12, 7.6))
    )
    monkeypatch.setattr(Window, "run", show)
    return opened


@pytest.fixture
def no_training(monkeypatch):
    monkeypatch.setattr(
        "mnist_core.training.train", lambda *_, **__: pytest.fail("trained")
    )


@pytest.fixture
def poor(tmp_path):
    """Weights of a network that makes mistakes; returns its file and itself."""
    save_weights(tmp_path / "poor.pth", new_model(0))
    return "poor.pth", load_weights(tmp_path / "poor.pth")[0]


def said_in(path) -> str:
    with Image.open(path) as image:
        return image.text["Description"]


def seen(model, digits: Digits, index: int) -> str:
    return describe(read(model, digits.images[index], int(digits.labels[index])))


def mistakes(model, digits: Digits) -> np.ndarray:
    with torch.no_grad():
        answers = model(digits.images / 255).argmax(1)
    return np.flatnonzero(answers != digits.labels)


# --- no display --------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [["visualize"], ["run"], ["predict", "digit.png", "--show"]], ids=str
)
def test_without_a_display_there_is_one_line_that_says_what_to_do(
    fails, no_training, tmp_path, sample, arguments
):
    picture(tmp_path / "digit.png", sample.test.images[0])
    fails(*arguments, saying="write a file instead: --save panels.gif")
    assert plt.get_fignums() == []


# --- visualize ---------------------------------------------------------------


def test_visualize_opens_a_window_and_plays(run, windows):
    status, out, err = run("visualize", *SAMPLE)
    assert (status, err) == (0, "")
    assert out == (
        "Digits: 1,000 test digits of the embedded sample of MNIST.\n"
        f"Note: {SEEN_BEFORE}\n"
        "Space pauses, the arrows step, m: next mistake, q quits.\n"
    )
    (index, playing, milliseconds, theme), stepped, played = windows
    assert (index, playing, milliseconds) == (0, True, 1000)
    assert theme != DARK
    assert stepped == (1, False)
    assert played == (1, True)
    assert plt.get_fignums() == []


def test_start_interval_and_theme_reach_the_window(run, windows):
    options = ["--start", 999, "--interval", 0.5, "--theme", "dark"]
    assert run("visualize", *SAMPLE, *options)[0] == 0
    assert windows[0] == (999, True, 500, DARK)
    assert windows[1] == (0, False)  # from the last one to the first


def test_visualize_saves_the_digit_asked_for(run, tmp_path, trained, sample):
    arguments = ["visualize", *SAMPLE, "--start", 247, "--save", "digit.png"]
    status, out, err = run(*arguments)
    assert (status, err) == (0, "")
    assert out.endswith("Saved: digit.png.\n")
    assert said_in(tmp_path / "digit.png") == seen(trained[0], sample.test, 247)
    assert "Space" not in out
    assert plt.get_fignums() == []


def test_visualize_saves_a_film_that_goes_round(run, tmp_path):
    options = ["--start", 998, "--count", 4, "--interval", 0.3, "--theme", "dark"]
    status, _, err = run("visualize", *SAMPLE, *options, "--save", "panels.gif")
    assert status == 0
    assert "4/4" in err, "the progress bar"
    with Image.open(tmp_path / "panels.gif") as image:
        assert (image.n_frames, image.info["duration"]) == (4, 300)
        corner = image.convert("RGB").getpixel((2, 2))
    assert matplotlib.colors.to_hex(np.divide(corner, 255)) == DARK.background


def test_a_film_is_never_longer_than_the_set(run, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "mnist_core.panels.write_panels",
        lambda path, views, count, **_: asked.append((path, len(list(views)), count)),
    )
    run("visualize", *SAMPLE, "--mistakes", "--count", 1000, "--save", "all.gif")
    assert asked == [(Path("all.gif"), 1, 1)]  # the shipped network makes one mistake


def test_mistakes_shows_only_what_it_gets_wrong(run, tmp_path, poor, sample, windows):
    path, model = poor
    wrong = mistakes(model, sample.test)
    arguments = ["visualize", *SAMPLE, "--weights", path, "--mistakes"]
    for start, number in ((0, 0), (wrong[3], 3), (wrong[3] + 1, 4)):
        options = ["--start", start, "--save", "digit.png", "--force"]
        assert run(*arguments, *options)[0] == 0
        shown = seen(model, sample.test, wrong[number])
        assert said_in(tmp_path / "digit.png") == shown
        assert "It is wrong" in shown
    last = len(wrong) - 1
    assert run(*arguments, "--start", wrong[-1])[0] == 0
    assert windows[0][0] == last
    assert windows[1][0] == 0


def test_after_the_last_mistake_comes_the_first(run, tmp_path, trained, sample):
    (only,) = mistakes(trained[0], sample.test)
    arguments = ["visualize", *SAMPLE, "--mistakes", "--start", only + 1]
    assert run(*arguments, "--save", "digit.png")[0] == 0
    assert said_in(tmp_path / "digit.png") == seen(trained[0], sample.test, only)


def test_a_network_that_makes_no_mistake_has_none_to_show(run, monkeypatch, sample):
    few = MNIST(sample.train, sample.test[:20])
    monkeypatch.setattr("mnist_core.data.load_mnist", lambda _: few)
    status, _, err = run("visualize", "--mistakes", "--save", "digit.png")
    assert status == 2
    assert err == "Error: It makes no mistake. Leave out --mistakes.\n"
    assert not Path("digit.png").exists()


def test_an_untrained_network_is_said_to_be_one(run, poor, tmp_path):
    arguments = ["visualize", *SAMPLE, "--weights", poor[0], "--save", "digit.svg"]
    status, out, err = run(*arguments)
    assert (status, err) == (0, "")
    assert re.search(r"Note: This network (says \d to every|is right on .*%)", out)
    assert (tmp_path / "digit.svg").exists()


def test_without_network_it_shows_the_sample(run, no_network, tmp_path):
    status, out, err = run("visualize", "--save", "digit.png")
    assert status == 0
    assert "embedded sample" in out
    assert err.startswith("Note: Using the embedded sample")
    assert err.count("\n") == 1
    assert (tmp_path / "digit.png").exists()


@pytest.mark.parametrize(
    ("arguments", "saying"),
    [
        (["--start", 1000], "--start must be at most 999."),
        (["--start", -1], "-1 is not in the range x>=0"),
        (["--count", 0], "0 is not in the range 1<=x<=1000"),
        (["--interval", 0], "0.0 is not in the range 0.05<=x<=600"),
        (["--interval", 3600], "3600.0 is not in the range"),
        (["--interval", "nan"], "'nan' is not a valid float"),
        (["--theme", "pink"], "'pink' is not one of"),
        (["--source", "imagenet"], "'imagenet' is not one of"),
        (["--weights", "none.pth"], "There is no weights file none.pth"),
        (["surplus"], "surplus"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else "",
)
@pytest.mark.parametrize("way", ["window", "file"])
def test_bad_settings_of_visualize(fails, windows, way, arguments, saying):
    save = ["--save", "digit.png"] if way == "file" else []
    fails("visualize", *SAMPLE, *save, *arguments, saying=saying)
    assert windows == []


# --- files -------------------------------------------------------------------


LOOKS = [["visualize", *SAMPLE], ["run", *SAMPLE], ["predict", "digit.png"]]


@pytest.fixture(params=LOOKS, ids=lambda command: command[0])
def command(request, tmp_path, sample, no_training):
    """Each command that takes --save; none of them may begin its work."""
    picture(tmp_path / "digit.png", sample.test.images[0])
    return request.param


def test_an_existing_file_is_kept_unless_forced(fails, command, tmp_path):
    (tmp_path / "panels.gif").write_bytes(b"precious")
    saying = "panels.gif exists. Choose another name, or add --force."
    fails(*command, "--save", "panels.gif", saying=saying)


@pytest.mark.parametrize("name", ["panels.jpg", "panels", "panels.avi"])
def test_an_unknown_ending_is_known_beforehand(fails, command, name):
    fails(*command, "--save", name, saying=f"{name} must end in one of: .png, .svg")


def test_a_folder_that_is_not_there_is_known_beforehand(fails, command):
    fails(*command, "--save", "none/panels.gif", saying="Cannot write none/panels.gif")


def test_a_missing_ffmpeg_is_known_beforehand(fails, command, monkeypatch):
    monkeypatch.setitem(matplotlib.rcParams, "animation.ffmpeg_path", "no-ffmpeg")
    fails(*command, "--save", "panels.mp4", saying="An .mp4 needs ffmpeg")


def test_force_replaces_the_file(run, tmp_path, trained, sample):
    path = tmp_path / "digit.png"
    path.write_bytes(b"old")
    assert run("visualize", *SAMPLE, "--save", path, "--force")[0] == 0
    assert said_in(path) == seen(trained[0], sample.test, 0)


def test_an_ffmpeg_that_fails_is_one_line(run, tmp_path, monkeypatch):
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/bin/sh\necho 'Unknown encoder' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setitem(matplotlib.rcParams, "animation.ffmpeg_path", str(broken))
    monkeypatch.setattr(logging.root, "handlers", [])  # as users have it
    before = contents(tmp_path)
    status, _, err = run("visualize", *SAMPLE, "--count", 2, "--save", "panels.mp4")
    assert status == 2
    assert err.splitlines()[-1].startswith("Error: Cannot write panels.mp4: ffmpeg")
    assert "Unknown encoder" not in err
    assert contents(tmp_path) == before


# --- networks gone wrong -----------------------------------------------------


def test_weights_that_are_not_numbers_are_refused(fails, tmp_path):
    state = MLP().state_dict()
    state["fc2.bias"][0] = torch.nan
    torch.save(state, tmp_path / "net.pth")
    fails(
        *("visualize", *SAMPLE, "--weights", "net.pth", "--save", "digit.png"),
        saying="net.pth has NaN or infinity in fc2.bias: training ran away. Train",
    )


def test_weights_too_large_to_answer_end_in_one_line_and_no_file(run, tmp_path):
    model = MLP()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(1e30)
    save_weights(tmp_path / "net.safetensors", model)
    before = contents(tmp_path)
    for name in ("digit.png", "panels.gif"):
        arguments = ["--weights", "net.safetensors", "--count", 2, "--save", name]
        status, _, err = run("visualize", *SAMPLE, *arguments)
        assert status == 2
        assert "smaller learning rate" in err.splitlines()[-1]
        assert "Traceback" not in err
        assert contents(tmp_path) == before


# --- run ---------------------------------------------------------------------


def test_run_trains_saves_and_shows(run, tmp_path, sample):
    status, out, err = run(
        *("run", *SAMPLE, "--epochs", 1, "--seed", 3, "-o", "net.safetensors"),
        *("--save", "digit.png", "--theme", "dark"),
    )
    assert status == 0
    assert "epoch" in err, "the progress bar"
    order = ["Test accuracy: ", "Saved: net.safetensors", "Digits: ", "digit.png"]
    places = [out.rindex(words) for words in order]
    assert places == sorted(places)
    model, card = load_weights(tmp_path / "net.safetensors")
    assert (card.config["seed"], len(card.history)) == (3, 1)
    assert said_in(tmp_path / "digit.png") == seen(model, sample.test, 0)


def test_run_opens_its_window_after_training(run, windows):
    status, out, _ = run("run", *SAMPLE, "--epochs", 1, "--interval", 2)
    assert status == 0
    assert windows[0][:3] == (0, True, 2000)
    assert out.index("Saved: my_network.safetensors") < out.index("Space pauses")
    assert plt.get_fignums() == []


def test_run_keeps_an_existing_network_unless_forced(fails, no_training, tmp_path):
    (tmp_path / "net.pth").write_bytes(b"precious")
    arguments = ["run", *SAMPLE, "-o", "net.pth", "--save", "digit.png"]
    fails(*arguments, saying="net.pth exists. Choose another --output")


# --- predict -----------------------------------------------------------------


def test_predict_saves_what_it_read(run, tmp_path, trained, sample):
    picture(tmp_path / "two.png", sample.test.images[2])
    status, out, err = run("predict", "two.png", "--save", "panels.png")
    assert (status, err) == (0, "")
    assert out.splitlines()[0].startswith("two.png: reads 2, with ")
    assert out.splitlines()[1:] == ["Saved: panels.png."]
    own = read(trained[0], read_image(tmp_path / "two.png"))
    assert said_in(tmp_path / "panels.png") == describe(own)
    assert "right" not in describe(own)  # nobody said what it is


def test_predict_shows_where_in_the_photo_the_digit_was_found(
    run, windows, tmp_path, sample, monkeypatch
):
    for k in (0, 1):
        picture(tmp_path / f"{k}.png", sample.test.images[k])
    seen = []
    monkeypatch.setattr(SevenPanels, "draw", lambda self, view: seen.append(view))
    run("predict", "0.png", "1.png", "--show")
    found = [read_photo(tmp_path / f"{k}.png").found for k in (0, 1)]
    assert [view.photo.found for view in seen[:2]] == found


def test_several_pictures_make_a_film(run, tmp_path, sample):
    for k in (0, 1, 2):
        picture(tmp_path / f"{k}.png", sample.test.images[k])
    Path("bad.png").write_text("no picture")
    names = ["0.png", "bad.png", "1.png", "2.png"]
    status, out, err = run("predict", *names, "--save", "panels.gif")
    assert status == 2, "one of them is no picture"
    assert "Error: bad.png" in err
    assert out.count("reads") == 3
    with Image.open(tmp_path / "panels.gif") as image:
        assert (image.n_frames, image.info["duration"]) == (3, 1000)


def test_predict_shows_a_window_that_waits(run, windows, tmp_path, sample):
    for k in (0, 1):
        picture(tmp_path / f"{k}.png", sample.test.images[k])
    status, out, err = run("predict", "0.png", "1.png", "--show", "--theme", "dark")
    assert (status, err) == (0, "")
    assert out.index("reads") < out.index("Space pauses")
    assert windows[0] == (0, False, 1000, DARK)
    assert windows[1:] == [(1, False), (1, True)]


def test_where_no_picture_can_be_read_nothing_is_shown(run, windows, tmp_path):
    Path("bad.png").write_text("no picture")
    for how in (["--show"], ["--save", "panels.png"]):
        status, out, err = run("predict", "bad.png", *how)
        assert (status, out) == (2, "")
        assert err.count("\n") == 1
    assert windows == []
    assert not (tmp_path / "panels.png").exists()


def test_a_network_without_a_card_is_shown_without_counts(
    run, windows, tmp_path, sample, trained, monkeypatch
):
    save_weights(tmp_path / "net.pth", trained[0])
    picture(tmp_path / "one.png", sample.test.images[1])
    seen = []
    monkeypatch.setattr(SevenPanels, "draw", lambda self, view: seen.append(view))
    status, _, err = run("predict", "one.png", "--weights", "net.pth", "--show")
    assert (status, err) == (0, "")
    assert not seen[0].confusion.any()


def test_a_picture_holds_one_digit_and_more_are_refused(fails, tmp_path, sample):
    for name in ("one.png", "two.png"):
        picture(tmp_path / name, sample.test.images[0])
    fails("predict", "one.png", "two.png", "--save", "both.png",
          saying=".png holds one digit, and 2 pictures are named")  # fmt: skip


def test_a_film_holds_every_picture_named(run, tmp_path, sample):
    for name in ("one.png", "two.png"):
        picture(tmp_path / name, sample.test.images[0])
    assert run("predict", "one.png", "two.png", "--save", "both.gif")[0] == 0
    with Image.open(tmp_path / "both.gif") as image:
        assert image.n_frames == 2
