"""The explorer's second network where files are missing, and for everyone."""

import re

import pytest
from helpers_axe import violations
from helpers_explorer import BOX, MAPS, PHONE, TOGETHER, Explorer, ask
from playwright.sync_api import expect

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
        ("cnn-worker.js", "odd", "The convolutional network cannot run in this bro"),
    ],
)
def test_a_file_that_is_missing_or_damaged_is_named_and_nothing_else_changes(
    browser, address, name, harm, words
):
    def harmed(route):
        if harm == "gone":
            return route.abort()
        if harm == "404":
            return route.fulfill(status=404, body="")
        body = bytearray(route.fetch().body())
        if harm == "odd":  # a browser that lacks something
            lack = b"crypto.subtle.digest = () => { throw new TypeError(); };"
            return route.fulfill(body=lack + body, content_type="text/javascript")
        body[-100] ^= 32
        return route.fulfill(body=bytes(body[:-500] if harm == "cut" else body))

    page = browser.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
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
def test_axe_finds_nothing_and_it_fits(browser, address, scheme, width):
    options = PHONE if width == 360 else {}
    options |= {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    opened = Explorer(browser, address, **options)
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


def test_where_only_some_panels_stand_it_is_offered_with_the_votes(browser, address):
    opened = Explorer(browser, address, "?show=input_digit,probabilities")
    ask(opened)
    expect(opened.page.locator(".panel-cnn")).to_be_visible()
    opened.go("?show=input_digit,network")
    expect(opened.page.get_by_label(BOX)).to_have_count(0)
    opened.go("?show=input_digit,probabilities&hero=1#mode=draw")
    expect(opened.page.get_by_label(BOX)).to_have_count(0)
    opened.close()
