"""The explorer's second network: asked for, it answers beside the first."""

import re

import pytest
import torch
from helpers_cnn import Folded
from helpers_explorer import BOX, MAPS, TOGETHER, ask
from playwright.sync_api import expect

from mnist_core.data import scale
from mnist_core.explorer import ON_DEMAND, pack_cnn
from mnist_core.storage import load_tensors


@pytest.fixture(scope="module")
def votes(sample, cnn, tmp_path_factory):
    """(20, 10) of the first digits, by the file that the page loads."""
    path = tmp_path_factory.mktemp("votes") / "cnn.safetensors"
    path.write_bytes(pack_cnn(cnn, sample.test))
    images = scale(sample.test.images[:20])
    return Folded(load_tensors(path)[0])(images).softmax(1)


def in_words(votes):
    sure, digit = votes.max(0)
    article = "an" if digit == 8 else "a"
    return f"The convolutional network reads {article} {digit}, {100 * sure:.1f}% sure."


# --- asked ----------------------------------------------------------------------------


def test_it_is_fetched_when_it_is_asked_for_and_no_sooner(browser, address):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    page.goto(address)
    expect(page.locator("#app:not([data-loading]) .answer")).to_have_text("0")
    page.wait_for_timeout(500)
    assert not ON_DEMAND & set(asked)
    page.get_by_label(BOX).check()
    expect(page.locator(".both")).not_to_have_text("")
    assert set(asked) >= ON_DEMAND
    page.get_by_label(BOX).uncheck()
    page.get_by_label(BOX).check()
    expect(page.locator(".both")).to_be_visible()
    assert all(asked.count(name) == 1 for name in ON_DEMAND), "once is enough"
    page.close()


def test_it_says_what_python_says_and_follows_the_slider(explorer, votes):
    said = ask(explorer)
    for k in range(8):
        expect(said).to_contain_text(in_words(votes[k]))
        bars = explorer.page.locator(".hanging rect.bar")
        heights = bars.evaluate_all("bars => bars.map(b => +b.getAttribute('height'))")
        torch.testing.assert_close(
            torch.tensor(heights) / 116, votes[k].float(), atol=1e-4, rtol=0
        )
        explorer.slider().press("ArrowRight")
    words = explorer.page.locator(".hanging svg").get_attribute("aria-label")
    assert words.startswith("Ten bars of the convolutional network. 0: ")


def test_a_fast_hand_leaves_the_last_digit_s_votes(explorer, votes):
    said = ask(explorer)
    for _ in range(60):
        explorer.slider().press("ArrowRight", no_wait_after=True)
    explorer.slider().press("Home")
    explorer.slider().press("ArrowRight")
    explorer.shows(1)
    expect(said).to_contain_text(in_words(votes[1]))


def test_drawings_and_pushed_digits_are_asked_about_too(explorer):
    said = ask(explorer)
    explorer.mode("Draw your own")
    expect(said).to_have_text("")
    bars = explorer.page.locator(".hanging rect.bar")
    assert bars.evaluate_all("bars => bars.every(b => +b.getAttribute('height') === 0)")
    explorer.draw()
    expect(said).to_have_text(TOGETHER)
    drawn = said.inner_text()
    assert "right" not in drawn, "nobody knows what a drawing is"
    assert "wrong" not in drawn
    explorer.mode("Push it")
    expect(said).not_to_have_text(drawn)
    straight = said.inner_text()
    explorer.slider("Turn").fill("120")
    expect(explorer.said).to_contain_text("turned 120° clockwise")
    expect(said).not_to_have_text(straight)


def test_a_fast_stroke_is_followed_while_it_is_drawn(explorer):
    said = ask(explorer)
    explorer.mode("Draw your own")
    explorer.draw(steps=2)
    expect(said).to_have_text(TOGETHER)
    settled = ""
    for _ in range(60):  # its thread answers when it can
        if said.inner_text() == settled:
            break
        settled = said.inner_text()
        explorer.page.wait_for_timeout(1000)
    box = explorer.page.get_by_label(BOX)
    box.uncheck()
    box.check()  # asked anew about what was drawn in the end
    expect(said).to_be_visible()
    explorer.page.wait_for_timeout(300)
    expect(said).to_have_text(settled)


def test_its_votes_stand_in_the_table_and_are_pointed_at(explorer, votes):
    ask(explorer)
    panel = explorer.panel("probabilities")
    panel.locator(".numbers summary").click()
    cells = panel.locator("tbody td:nth-child(4)")
    expect(cells).to_have_text([f"{100 * v:.2f}%" for v in votes[0]])
    panel.locator(".numbers summary").click()
    explorer.page.locator(".hanging .area").nth(3).hover()
    expect(explorer.said).to_contain_text(
        f"The convolutional network: {votes[0][3]:.1%}."
    )
    expect(explorer.page.locator(".hanging .area.marked")).to_have_count(1)
    expect(explorer.page.locator(".matrix th.marked")).to_have_text(["3", "3"])
    explorer.page.get_by_label(BOX).uncheck()
    expect(panel.locator(".hanging")).to_be_hidden()
    panel.locator(".numbers summary").click()
    expect(panel.locator("thead th")).to_have_count(3)
    panel.locator(".numbers summary").click()
    panel.locator(".area").nth(3).hover()
    expect(explorer.said).not_to_contain_text("convolutional")


# --- its feature maps -----------------------------------------------------------------


def test_its_feature_maps_are_opened_by_keyboard_and_change(explorer, cnn):
    ask(explorer)
    explorer.page.get_by_text(MAPS).focus()
    explorer.page.keyboard.press("Enter")
    pictures = explorer.page.locator(".map-row canvas")
    shown = [min(6, n) for n in cnn.options["channels"]]
    expect(pictures).to_have_count(sum(shown))
    names, counts = explorer.page.locator(".maps .name"), cnn.options["channels"]
    halvings = [1, 2, 2] if cnn.pool_first else [0, 1, 2]
    sides = [28 >> times for times in halvings]
    sizes = [f"of {n}, {s}×{s}" for n, s in zip(counts, sides, strict=True)]
    for b, size in enumerate(sizes):
        expect(names.nth(b)).to_contain_text(f"Block {b + 1}: maps ")
        expect(names.nth(b)).to_contain_text(size)

    def looks():
        return pictures.evaluate_all("all => all.map(c => c.toDataURL())")

    before = looks()
    words = pictures.first.get_attribute("aria-label")
    assert re.match(r"Map \d+: (dark|\d+% of it lit, brightest )", words)
    explorer.slider().press("ArrowRight")
    explorer.shows(1)
    for _ in range(200):
        if looks() != before:
            break
        explorer.page.wait_for_timeout(100)
    assert looks() != before
    explorer.mode("Draw your own")
    expect(pictures.first).to_be_hidden()
