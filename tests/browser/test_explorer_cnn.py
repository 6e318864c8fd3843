"""The explorer's second network: asked for, it answers beside the first."""

import re

import pytest
import torch
from helpers_axe import violations
from helpers_cnn import Folded, course_cnn
from helpers_explorer import PHONE, Explorer, site
from playwright.sync_api import expect

from mnist_core.data import scale
from mnist_core.explorer import ON_DEMAND, pack_cnn
from mnist_core.storage import load_tensors

BOX = "Ask a convolutional network too"
MAPS = "Its feature maps"
TOGETHER = re.compile(r"^The convolutional network reads an? (\d), ([\d.]+)% sure\.")


@pytest.fixture(scope="module")
def cnn():
    return course_cnn()


@pytest.fixture(scope="module")
def both_address(trained, sample, cnn, tmp_path_factory):
    with site(tmp_path_factory.mktemp("both"), trained[0], sample.test, cnn) as address:
        yield address


@pytest.fixture(scope="module")
def votes(sample, cnn, tmp_path_factory):
    """(20, 10) of the first digits, by the file that the page loads."""
    path = tmp_path_factory.mktemp("votes") / "cnn.safetensors"
    path.write_bytes(pack_cnn(cnn, sample.test))
    images = scale(sample.test.images[:20])
    return Folded(load_tensors(path)[0])(images).softmax(1)


@pytest.fixture
def both(browser, both_address):
    opened = Explorer(browser, both_address)
    yield opened
    opened.close()


def ask(opened):
    """Tick the box; returns the sentence of both networks, when it is there."""
    opened.page.get_by_label(BOX).check()
    said = opened.page.locator(".both")
    expect(said).not_to_have_text("")
    return said


def in_words(votes):
    sure, digit = votes.max(0)
    article = "an" if digit == 8 else "a"
    return f"The convolutional network reads {article} {digit}, {100 * sure:.1f}% sure."


# --- asked ----------------------------------------------------------------------------


def test_it_is_fetched_when_it_is_asked_for_and_no_sooner(browser, both_address):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    page.goto(both_address)
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


def test_it_says_what_python_says_and_follows_the_slider(both, votes):
    said = ask(both)
    for k in range(8):
        expect(said).to_contain_text(in_words(votes[k]))
        bars = both.page.locator(".hanging rect.bar")
        heights = bars.evaluate_all("bars => bars.map(b => +b.getAttribute('height'))")
        torch.testing.assert_close(
            torch.tensor(heights) / 116, votes[k].float(), atol=1e-4, rtol=0
        )
        both.slider().press("ArrowRight")
    words = both.page.locator(".hanging svg").get_attribute("aria-label")
    assert words.startswith("Ten bars of the convolutional network. 0: ")


def test_a_fast_hand_leaves_the_last_digit_s_votes(both, votes):
    said = ask(both)
    for _ in range(60):
        both.slider().press("ArrowRight", no_wait_after=True)
    both.slider().press("Home")
    both.slider().press("ArrowRight")
    both.shows(1)
    expect(said).to_contain_text(in_words(votes[1]))


def test_drawings_and_pushed_digits_are_asked_about_too(both):
    said = ask(both)
    both.mode("Draw your own")
    expect(said).to_have_text("")
    bars = both.page.locator(".hanging rect.bar")
    assert bars.evaluate_all("bars => bars.every(b => +b.getAttribute('height') === 0)")
    both.draw()
    expect(said).to_have_text(TOGETHER)
    drawn = said.inner_text()
    assert "right" not in drawn, "nobody knows what a drawing is"
    assert "wrong" not in drawn
    both.mode("Push it")
    expect(said).not_to_have_text(drawn)
    straight = said.inner_text()
    both.slider("Turn").fill("120")
    expect(both.said).to_contain_text("turned 120° clockwise")
    expect(said).not_to_have_text(straight)


def test_a_fast_stroke_is_followed_while_it_is_drawn(both):
    said = ask(both)
    both.mode("Draw your own")
    both.draw(steps=2)
    expect(said).to_have_text(TOGETHER)
    settled = said.inner_text()
    both.page.wait_for_timeout(300)
    assert said.inner_text() == settled


def test_its_votes_stand_in_the_table_and_are_pointed_at(both, votes):
    ask(both)
    panel = both.panel("probabilities")
    panel.locator(".numbers summary").click()
    cells = panel.locator("tbody td:nth-child(4)")
    expect(cells).to_have_text([f"{100 * v:.2f}%" for v in votes[0]])
    panel.locator(".numbers summary").click()
    both.page.locator(".hanging .area").nth(3).hover()
    expect(both.said).to_contain_text(f"The convolutional network: {votes[0][3]:.1%}.")
    expect(both.page.locator(".hanging .area.marked")).to_have_count(1)
    expect(both.page.locator(".matrix th.marked")).to_have_text(["3", "3"])
    both.page.get_by_label(BOX).uncheck()
    expect(panel.locator(".hanging")).to_be_hidden()
    panel.locator(".numbers summary").click()
    expect(panel.locator("thead th")).to_have_count(3)
    panel.locator(".numbers summary").click()
    panel.locator(".area").nth(3).hover()
    expect(both.said).not_to_contain_text("convolutional")


# --- its feature maps -----------------------------------------------------------------


def test_its_feature_maps_are_opened_by_keyboard_and_change(both, cnn):
    ask(both)
    both.page.get_by_text(MAPS).focus()
    both.page.keyboard.press("Enter")
    pictures = both.page.locator(".map-row canvas")
    shown = [min(6, n) for n in cnn.options["channels"]]
    expect(pictures).to_have_count(sum(shown))
    names, counts = both.page.locator(".maps .name"), cnn.options["channels"]
    sizes = [f"of {n}, {28 >> b}×{28 >> b}" for b, n in enumerate(counts)]
    for b, size in enumerate(sizes):
        expect(names.nth(b)).to_contain_text(f"Block {b + 1}: maps ")
        expect(names.nth(b)).to_contain_text(size)

    def looks():
        return pictures.evaluate_all("all => all.map(c => c.toDataURL())")

    before = looks()
    words = pictures.first.get_attribute("aria-label")
    assert re.match(r"Map \d+: (dark|\d+% of it lit, brightest )", words)
    both.slider().press("ArrowRight")
    both.shows(1)
    both.page.wait_for_timeout(300)
    assert looks() != before
    both.mode("Draw your own")
    expect(pictures.first).to_be_hidden()


# --- what goes wrong ------------------------------------------------------------------


DAMAGED = "This file is damaged: its checksum is wrong."


@pytest.mark.parametrize(
    ("name", "harm", "words"),
    [
        ("cnn.js", "gone", "cnn.js did not come. Is there a network?"),
        ("cnn-worker.js", "gone", "cnn-worker.js did not come, or cannot run"),
        ("cnn.safetensors", "gone", "cnn.safetensors did not come. Is there a net"),
        ("cnn.safetensors", "404", "cnn.safetensors is not there (404)."),
        ("cnn.safetensors", "cut", "This is not a whole .safetensors file."),
        ("cnn.safetensors", "flipped", DAMAGED),
    ],
)
def test_a_file_that_is_missing_or_damaged_is_named_and_nothing_else_changes(
    browser, both_address, name, harm, words
):
    def harmed(route):
        if harm == "gone":
            return route.abort()
        if harm == "404":
            return route.fulfill(status=404, body="")
        body = bytearray(route.fetch().body())
        body[-100] ^= 32
        return route.fulfill(body=bytes(body[:-500] if harm == "cut" else body))

    page = browser.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(both_address)
    expect(page.locator("#app:not([data-loading]) .answer")).to_have_text("0")
    page.context.route(f"**/{name}", harmed)
    box = page.get_by_label(BOX)
    box.click()
    status = page.locator(".second [role=status]")
    expect(status).to_contain_text(words)
    assert len(re.findall(r"[.?](?: |$)", status.inner_text())) <= 2
    expect(box).not_to_be_checked()
    expect(page.locator(".hanging, .panel-cnn")).to_have_count(0)
    page.get_by_role("slider", name="Digit", exact=True).press("ArrowRight")
    expect(page.locator(".said")).to_have_text(re.compile("^Digit 1"))
    page.context.unroute(f"**/{name}")
    box.click()  # once more, and it is there
    expect(page.locator(".both")).to_have_text(TOGETHER)
    assert wrong == []
    page.close()


# --- for everyone ---------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_it_fits(browser, both_address, scheme, width):
    options = PHONE if width == 360 else {}
    options |= {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    opened = Explorer(browser, both_address, **options)
    ask(opened)
    opened.page.get_by_text(MAPS).click()
    expect(opened.page.locator(".map-row canvas").first).to_be_visible()
    for state in ("digit=3", "mode=draw", "mode=draw&made=noise", "mode=push"):
        opened.page.evaluate("state => { location.hash = state; }", state)
        opened.page.wait_for_timeout(300)
        assert violations(opened.page) == [], state
        wide = opened.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, state
    opened.close()


def test_where_only_some_panels_stand_it_is_offered_with_the_votes(
    browser, both_address
):
    opened = Explorer(browser, both_address, "?show=input_digit,probabilities")
    ask(opened)
    expect(opened.page.locator(".panel-cnn")).to_be_visible()
    opened.go("?show=input_digit,network")
    expect(opened.page.get_by_label(BOX)).to_have_count(0)
    opened.go("?show=input_digit,probabilities&hero=1#mode=draw")
    expect(opened.page.get_by_label(BOX)).to_have_count(0)
    opened.close()
