"""The explorer's links, questions, own networks; and that it is there for everyone."""

import random
import re

import pytest
from helpers_axe import violations
from helpers_explorer import PANELS, PHONE, Explorer
from playwright.sync_api import expect

from mnist_core.models import evaluate, new_model, save_weights

# --- links, the way back, questions ---------------------------------------------------


def test_back_undoes_a_change_of_mode_and_no_more(explorer):
    for _ in range(5):
        explorer.slider().press("ArrowRight")
    explorer.linked("digit=5")
    explorer.mode("Draw your own")
    explorer.linked("mode=draw")
    explorer.page.go_back()
    explorer.shows(5)
    explorer.page.go_forward()
    expect(explorer.answer).to_have_text("?")


def test_a_link_changed_by_hand_is_followed(explorer):
    explorer.page.evaluate("location.hash = '#digit=17&mode=push&degrees=20'")
    expect(explorer.said).to_contain_text("Digit 17, turned 20° clockwise.")


@pytest.mark.parametrize("question", range(1, 7))
def test_a_question_sets_the_page_and_undoes_itself(mistaken, question):
    mistaken.slider().fill("33")
    mistaken.shows(33)
    before = mistaken.hash()
    mistaken.page.get_by_text("Six questions").click()
    link = mistaken.page.locator(".menu a").nth(question - 1)
    asked = link.inner_text()
    link.click()
    card = mistaken.page.get_by_role("region", name="Question")
    expect(card.get_by_role("heading")).to_have_text(asked)
    expect(card.get_by_role("heading")).to_be_focused()
    expect(card.locator(".after")).to_be_hidden()
    mistaken.linked(f"question={question}")
    card.get_by_role("button", name="What was there to see?").click()
    expect(card.locator(".after")).to_be_visible()
    shown = mistaken.said.inner_text()
    card.get_by_role("button", name="Put it back").click()
    expect(card).to_be_hidden()
    mistaken.shows(33)
    mistaken.go(f"#question={question}")  # as a link
    expect(mistaken.said).to_have_text(shown)
    expect(card.get_by_role("heading")).to_have_text(asked)
    assert before != mistaken.hash()


def test_links_that_mean_nothing_freeze_nothing(explorer):
    random.seed(0)
    names = (
        "mode digit true predicted mistakes unsure right degrees noise square at shade"
    )
    names = [
        *names.split(),
        "pen",
        "picture",
        "made",
        "centred",
        "curve",
        "cell",
        "question",
    ]
    values = [
        "",
        "-1",
        "1e999",
        "NaN",
        "draw",
        "push",
        "7",
        "4,9",
        "\u202e%00",
        "A" * 900,
    ]
    for _ in range(100):
        some = random.sample(names, 4)
        hash = "&".join(f"{name}={random.choice(values)}" for name in some)
        explorer.page.evaluate("hash => { location.hash = hash; }", hash)
    explorer.page.evaluate("location.hash = '#digit=9'")
    explorer.shows(9)


# --- networks of one's own ------------------------------------------------------------


def test_a_network_from_disk_is_opened_and_left_again(explorer, tmp_path, sample):
    model = new_model(seed=3)
    path = tmp_path / "mine.safetensors"
    save_weights(path, model)
    seen = evaluate(model, sample.test)
    chooser = explorer.page.locator("footer input[type=file]")
    chooser.set_input_files(path)
    expect(explorer.message).to_contain_text("This is a network of your own now")
    expect(explorer.answer).to_have_text(str(seen.predictions[0]))
    damaged = bytearray(path.read_bytes())
    damaged[-7] ^= 64
    wrong = tmp_path / "wrong.safetensors"
    wrong.write_bytes(damaged)
    chooser.set_input_files(wrong)
    expect(explorer.message).to_contain_text("its checksum is wrong")
    expect(explorer.message).to_contain_text("The network of before stays.")
    expect(explorer.answer).to_have_text(str(seen.predictions[0]))
    explorer.page.get_by_role("button", name="Back to the network").click()
    expect(explorer.answer).to_have_text("0")
    expect(explorer.message).to_be_hidden()


def test_it_says_how_far_its_numbers_may_be_trusted(explorer, mistaken):
    words = explorer.page.locator(".proof").inner_text()
    assert re.search(
        r"Checked on 10,000 digits: no logit is further than [\de.-]+", words
    )
    assert "784-128-64-10, 109,386 numbers learned" in words
    assert "This network has learned from these very digits" in (
        explorer.page.locator(".aboard").inner_text()
    )
    assert "Checked on" not in mistaken.page.locator(".proof").inner_text()


# --- for everyone ---------------------------------------------------------------------


def test_tab_reaches_every_control_and_shows_where_it_is(explorer):
    explorer.page.evaluate("document.activeElement?.blur()")
    reached = []
    for _ in range(80):
        explorer.page.keyboard.press("Tab")
        seen = explorer.page.evaluate(
            """() => { const e = document.activeElement;
            if (e === document.body) return null;
            const s = getComputedStyle(e.type === "radio" ? e.nextElementSibling : e);
            const name = e.ariaLabel || e.value || e.textContent.slice(0, 20);
            return [e.tagName + " " + name,
                    s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0]; }"""
        )
        if seen is None:
            break
        name, is_visible = seen
        assert is_visible, name
        reached.append(name)
    assert seen is None, "the keyboard is caught"
    controls = explorer.page.locator("button, select, input, summary").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && e.tabIndex >= 0 && !e.disabled "
        "&& !(e.type === 'radio' && !e.checked)).length"
    )
    drawings = sum(name.startswith(("svg", "CANVAS")) for name in reached)
    assert drawings == 6  # the digit, and all panels but the matrix
    assert len(reached) - drawings == controls


def test_it_follows_light_and_dark(browser, address):
    seen = set()
    for scheme in ("light", "dark"):
        opened = Explorer(browser, address, color_scheme=scheme)
        seen.add(
            opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
        )
        opened.close()
    assert len(seen) == 2


def test_on_a_phone_it_fits_and_has_a_stated_order(browser, address):
    for mode in ("look", "draw", "push"):
        opened = Explorer(
            browser,
            address,
            f"#mode={mode}",
            **(PHONE | {"viewport": {"width": 360, "height": 740}}),
        )
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360
        tops = [opened.panel(name).bounding_box()["y"] for name in PANELS]
        assert tops == sorted(tops)
        small = opened.page.evaluate(
            """() => [...document.querySelectorAll("button, select, summary")]
            .filter(e => !e.matches(".cell, .thumb, .numbers *"))
            .map(e => [e.textContent, e.getBoundingClientRect().height])
            .filter(([, height]) => height > 0 && height < 32)"""
        )
        assert small == []
        opened.close()


def test_less_motion_forced_colours_and_paper_are_respected(browser, address):
    opened = Explorer(
        browser, address, "#mode=draw", reduced_motion="reduce", forced_colors="active"
    )
    opened.draw()
    expect(opened.answer).to_have_text("7")
    assert opened.page.locator(".preparation .frame.moving").count() == 0
    opened.page.emulate_media(media="print")
    expect(opened.page.locator(".tools")).to_be_hidden()
    expect(opened.panel("network")).to_be_visible()
    opened.close()


def test_without_javascript_it_says_so(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("noscript").bounding_box()["height"] > 20
    assert "needs JavaScript" in page.content()
    context.close()


def test_without_weights_it_says_what_is_missing(browser, address):
    page = browser.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.route("**/weights.safetensors", lambda route: route.abort())
    page.goto(address)
    expect(page.locator(".message")).to_contain_text("weights.safetensors did not come")
    page.unroute("**/weights.safetensors")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#app:not([data-loading]) .answer")).to_have_text("0")
    assert wrong == []
    page.close()


@pytest.mark.parametrize(
    "name", ["weights.safetensors", "explorer.json", "digits.webp"]
)
def test_a_file_that_never_comes_is_asked_for_anew(browser, address, name):
    page, asked = browser.new_page(), []

    def silent_at_first(route):
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    page.clock.install()
    page.route(f"**/{name}", silent_at_first)
    message = page.locator(".message")
    with page.expect_request(f"**/{name}"):
        page.goto(address)
    expect(message).to_be_hidden()
    page.clock.fast_forward(5_000)
    expect(message).to_contain_text("still on its way")
    page.clock.fast_forward(10_000)
    expect(page.locator("#app:not([data-loading]) .answer")).to_have_text("0")
    expect(message).to_be_hidden()
    assert len(asked) == 2
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(browser, shaky_address, scheme, width):
    opened = Explorer(
        browser,
        shaky_address,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    for state in ("", "mode=draw", "mode=draw&made=noise", "mode=push", "question=3"):
        opened.page.evaluate("state => { location.hash = state; }", state)
        opened.page.wait_for_timeout(300)  # what comes in the frames after
        assert violations(opened.page) == [], state
    opened.close()


def test_a_link_may_want_the_first_of_a_kind(explorer, sample):
    explorer.go("#true=6&mode=push")
    explorer.shows(int((sample.test.labels == 6).nonzero()[0]))
    explorer.page.evaluate("location.hash = '#true=4'")
    explorer.shows(int((sample.test.labels == 4).nonzero()[0]))
