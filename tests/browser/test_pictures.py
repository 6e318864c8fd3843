"""The course's pictures in the finished book: by day, at night, large on a tap."""

import pytest
from helpers_axe import violations
from playwright.sync_api import expect

from benchmarks.explorer import served

PANELS = "notebooks/07_seven_panels.html"
SMALL = 9  # pixels: no letter of a chart is smaller on a phone


@pytest.fixture(scope="module")
def address(book):
    with served(book) as address:
        yield address


@pytest.fixture(params=["light", "dark"])
def phone(browser, address, request):
    """A chapter on a phone, by day or at night."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True,
        color_scheme=request.param, reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    page.goto(address + PANELS, wait_until="networkidle")
    page.scheme = request.param
    yield page
    context.close()


def test_a_picture_follows_the_page(phone):
    """Its letters are light at night, and it has no paper of its own."""
    seen = phone.evaluate(
        """() => {
          const picture = document.querySelector("figure.picture svg:has(text)");
          const shown = (node) => getComputedStyle(node);
          return [
            shown(document.body).getPropertyValue("--pst-color-background").trim(),
            shown(picture.querySelector("path")).fill,
            shown(picture.querySelector("text")).fill,
          ];
        }"""
    )
    page, paper, ink = (sum(channels(colour)) for colour in seen)
    assert paper == page
    assert (ink > paper) == (phone.scheme == "dark")


def channels(colour):
    if colour.startswith("#"):
        whole = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
        return bytes.fromhex(whole)
    return [int(float(n)) for n in colour.strip("rgb()").split(",")]


def test_letters_are_large_enough_on_a_phone_and_of_one_size(phone):
    sizes = phone.evaluate(
        """() => [...document.querySelectorAll("figure.picture:not(.wide) svg")]
          .filter((picture) => picture.checkVisibility())
          .map((picture) => {
            const scale = picture.clientWidth / picture.viewBox.baseVal.width;
            const letters = [...picture.querySelectorAll("text")];
            return letters.map((t) => scale * parseFloat(t.style.fontSize));
          })"""
    )
    titles = [max(picture) for picture in sizes if picture]
    assert len(titles) >= 5
    assert max(titles) / min(titles) < 1.7
    assert min(titles) >= SMALL


def test_it_opens_large_with_its_words_and_closes_again(phone):
    figure = phone.locator("figure.picture").filter(visible=True).first
    words = figure.locator("svg").get_attribute("aria-label")
    small = figure.locator("svg").bounding_box()["width"]
    over = figure.get_by_role("button", name="Open the picture large")
    over.scroll_into_view_if_needed()
    over.tap()
    dialog = phone.get_by_role("dialog")
    expect(dialog.locator("p")).to_have_text(words)
    expect(dialog.locator("p")).to_be_in_viewport()
    assert dialog.locator("svg").bounding_box()["width"] > 1.5 * small
    dialog.get_by_role("button", name="Close").tap()
    expect(dialog).not_to_be_visible()
    over.tap()
    expect(dialog).to_be_visible()
    assert violations(phone) == []


def test_with_the_keyboard_too(browser, address):
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(address + PANELS, wait_until="networkidle")
    over = page.get_by_role("button", name="Open the picture large").last
    over.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    expect(over).to_be_focused()
    page.close()
