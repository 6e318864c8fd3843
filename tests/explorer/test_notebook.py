"""The explorer in a notebook: one output, nothing behind it."""

import base64
import json
import re
from html import unescape

import pytest
import safetensors.torch
import torch
from helpers_data import contents, full_disk
from torch import nn

import mnist_core as mc
from mnist_core.data import MNIST
from mnist_core.errors import ConfigError, WeightsError
from mnist_core.explorer.bundle import WEB
from mnist_core.explorer.notebook import PANELS, STILL, explore
from mnist_core.models import MLP, new_model
from mnist_core.reading import SEEN_BEFORE

LARGEST = 1_000_000  # bytes of an output


@pytest.fixture(scope="module")
def made(trained, sample):
    """The course's network and the sample."""
    return explore(trained[0], sample.test)


@pytest.fixture(scope="module")
def shown(made):
    """As a notebook is given it."""
    return made._repr_mimebundle_()


def inside(bundle) -> str:
    """The page in the frame."""
    (page,) = re.findall(r'srcdoc="([^"]*)"', bundle["text/html"])
    return unescape(page)


def test_an_output_is_one_page_in_a_frame_and_some_words(made, shown):
    assert set(shown) == {"text/html", "text/plain"}, "no widget, no manager"
    assert shown["text/plain"] == "An explorer of 1,000 digits."
    assert inside(shown) == made.page
    html = shown["text/html"]
    assert html.startswith(
        f'<mnist-explorer show="{" ".join(PANELS)}" state=""><iframe '
    )
    assert f"</iframe><p>{STILL}</p></mnist-explorer><script>" in html
    assert "height:900px" in html
    assert 'title="' in html
    assert 'src="' not in html.replace('srcdoc="', "")


def size_of(bundle) -> int:
    """Bytes in a notebook's file."""
    return len(json.dumps(bundle, ensure_ascii=False).encode())


def test_an_output_is_not_large(shown):
    assert 100_000 < size_of(shown) < LARGEST


def test_with_all_test_digits_an_output_is_not_larger(trained, full):
    shown = explore(trained[0], full.test)._repr_mimebundle_()
    assert shown["text/plain"] == "An explorer of 10,000 digits."
    assert 100_000 < size_of(shown) < LARGEST


def test_nothing_given_it_is_the_course_s_network_on_the_test_digits(
    made, monkeypatch, sample
):
    monkeypatch.setattr("mnist_core.explorer.notebook.load_mnist", lambda: sample)
    theirs = mc.explore()
    assert ' state=""><iframe' in theirs._repr_mimebundle_()["text/html"], (
        "not one's own"
    )
    for name in ("explorer.json", "digits.webp"):
        assert theirs.packed.files[name] == made.packed.files[name]


def test_what_is_on_show_and_what_it_begins_with(trained, sample):
    made = explore(trained[0], sample.test[:50], show=["network"], state="#digit=4&a=1")
    html = made._repr_mimebundle_()["text/html"]
    assert html.startswith('<mnist-explorer show="network" state="digit=4&amp;a=1">')
    assert "height:460px" in html
    root = '<html lang="en" data-state="digit=4&amp;a=1" data-parts="network">'
    assert root in made.page


def test_one_panel_may_be_named_alone(trained, sample):
    assert explore(trained[0], sample.test[:9], show="weights").show == ["weights"]


def test_a_state_cannot_break_out(trained, sample):
    wild = '"></iframe><script>alert(1)</script>'
    made = explore(trained[0], sample.test[:9], state=wild)
    html = made._repr_mimebundle_()["text/html"]
    assert html.count("<script>") == 1
    assert html.count("</iframe>") == 1
    assert "alert" not in made.page.split(">", 2)[2]


def test_the_panels_have_the_names_that_the_page_gives_them():
    layout = (WEB / "layout.js").read_text(encoding="utf-8")
    (named,) = re.findall(r"export const PARTS = (\[.*\]);", layout)
    assert json.loads(named) == list(PANELS)


def test_the_book_knows_which_explorer_is_about_another_network(sample):
    mine = explore(new_model(0), sample.test[:50])._repr_mimebundle_()["text/html"]
    assert mine.startswith(f'<mnist-explorer show="{" ".join(PANELS)}" state="" own>')


def test_a_network_of_another_precision_is_another_network(trained, sample):
    twice = MLP().double()
    twice.load_state_dict(trained[0].state_dict())
    html = explore(twice, sample.test[:50])._repr_mimebundle_()["text/html"]
    assert ' state="" own>' in html


def test_later_training_does_not_change_what_is_shown(sample):
    model = new_model(0)
    made = explore(model, sample.test[:50])
    with torch.no_grad():
        model.fc1.weight.zero_()
    tensors = safetensors.torch.load(made.packed.files["weights.safetensors"])
    assert torch.equal(tensors["fc1.weight"], new_model(0).fc1.weight.half())
    weights = base64.b64encode(made.packed.files["weights.safetensors"]).decode()
    assert weights in made.page


def test_what_to_know_about_the_network_is_known_at_once(made, sample):
    assert made.remark == SEEN_BEFORE
    assert explore(new_model(1), sample.test).remark.startswith("This network ")


# --- bad input ---------------------------------------------------------------


def refused(how, *arguments) -> str:
    with pytest.raises(TypeError) as caught:
        how(*arguments)
    return str(caught.value)


@pytest.mark.parametrize("model", ["mlp", nn.Linear(784, 10), object()], ids=type)
def test_what_is_no_network_is_refused_in_the_dashboard_s_words(sample, model):
    digits = sample.test[:9]
    words = refused(explore, model, digits)
    assert words == refused(mc.Dashboard, model, digits)
    assert f"not {type(model).__name__}" in words


@pytest.mark.parametrize("digits", ["digits", MNIST, torch.zeros(3, 28, 28)], ids=type)
def test_what_are_no_digits_are_refused_in_the_dashboard_s_words(
    trained, sample, digits
):
    digits = sample if digits is MNIST else digits
    words = refused(explore, trained[0], digits)
    assert words == refused(mc.Dashboard, trained[0], digits)
    assert "mnist_core.load_mnist().test" in words


def test_what_train_gives_is_shown_by_its_model(sample):
    config = mc.TrainConfig(epochs=1, device="cpu")
    result = mc.train(sample.train[:500], config=config, progress=False)
    assert "not TrainResult" in refused(explore, result, sample.test)
    html = explore(result.model, sample.test[:50])._repr_mimebundle_()["text/html"]
    assert " own>" in html


def test_no_digits_at_all_are_refused(trained, sample):
    with pytest.raises(ValueError, match="there are no digits"):
        explore(trained[0], sample.test[:0])


@pytest.mark.parametrize("show", [["netwrok"], "netwrok", [*PANELS, "eighth"], [""]])
def test_a_panel_that_is_not_there_is_named(trained, sample, show):
    with pytest.raises(ValueError, match=r"no panel '.*'; there are input_digit"):
        explore(trained[0], sample.test[:9], show=show)


def test_weights_that_are_too_large_are_refused_at_once(sample):
    model = new_model(0)
    with torch.no_grad():
        model.fc1.weight.mul_(1e9)
    with pytest.raises(WeightsError, match="cannot be shown"):
        explore(model, sample.test[:9])


# --- to a file ---------------------------------------------------------------


def test_it_is_saved_as_the_page_it_shows(trained, sample, tmp_path):
    made = explore(trained[0], sample.test[:50], show=["network"])
    made.save(str(tmp_path / "page.html"))
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == made.page
    assert len(contents(tmp_path)) == 1


def test_a_place_that_cannot_be_written_is_one_line(trained, sample, tmp_path):
    made = explore(trained[0], sample.test[:9])
    with pytest.raises(ConfigError, match=r"Cannot write .*none/page\.html: No such"):
        made.save(tmp_path / "none" / "page.html")


def test_a_full_disk_leaves_the_old_file(trained, sample, tmp_path):
    made = explore(trained[0], sample.test[:9])
    path = tmp_path / "page.html"
    path.write_text("old")
    with (
        full_disk(after=1000),
        pytest.raises(ConfigError, match="Choose another place"),
    ):
        made.save(path)
    assert contents(tmp_path).keys() == {"page.html"}
    assert path.read_text() == "old"
