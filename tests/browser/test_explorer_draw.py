"""Drawing and pushing digits in the explorer, with a mouse and a finger."""

import io
import re

import numpy as np
import pytest
from helpers_explorer import PHONE, SEVEN, Explorer
from PIL import Image
from playwright.sync_api import expect

# --- draw -----------------------------------------------------------------------------


def test_draw_a_7_and_get_a_7(explorer):
    explorer.mode("Draw your own")
    expect(explorer.answer).to_have_text("?")
    expect(explorer.said).to_have_text("Draw a digit: nothing is read yet.")
    explorer.draw()
    expect(explorer.answer).to_have_text("7")
    explorer.linked("pen=")
    link = explorer.hash()
    explorer.go(link)  # the drawing travels in the link
    expect(explorer.answer).to_have_text("7")
    explorer.page.get_by_role("button", name="Undo").click()
    expect(explorer.answer).to_have_text("?")
    heights = explorer.panel("probabilities").locator("rect.bar")
    assert heights.evaluate_all(
        "bars => bars.every(b => b.getAttribute('height') == 0)"
    )


def test_votes_follow_the_pen_while_it_draws(explorer):
    explorer.mode("Draw your own")
    box = explorer.pad.bounding_box()
    said = set()
    mouse = explorer.page.mouse
    mouse.move(
        box["x"] + SEVEN[0][0] * box["width"], box["y"] + SEVEN[0][1] * box["height"]
    )
    mouse.down()
    for x, y in SEVEN[1:]:
        mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
        explorer.drawn()
        said.add(explorer.said.inner_text())
    mouse.up()
    assert len(said) >= 4


def test_a_fast_stroke_leaves_no_gaps(explorer):
    explorer.mode("Draw your own")
    explorer.draw([(0.2, 0.2), (0.8, 0.8)], steps=1)
    ink = explorer.pad.evaluate(
        """c => {
        const { data } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
        return Array.from({ length: c.height }, (_, y) =>
          Math.max(...data.slice(4 * y * c.width, 4 * (y + 1) * c.width)
            .filter((_, k) => k % 4 === 0))); }"""
    )
    rows = np.array(ink) > 200
    assert rows[25:87].all()
    assert not rows[:15].any()


def test_strokes_undo_one_by_one_clear_takes_all(explorer):
    explorer.mode("Draw your own")
    explorer.page.get_by_role("radio", name="broad").check()
    explorer.draw([(0.5, 0.2), (0.5, 0.8)])
    one = explorer.said.inner_text()
    explorer.draw([(0.2, 0.5), (0.8, 0.5)])
    expect(explorer.said).not_to_have_text(one)
    explorer.page.get_by_role("button", name="Undo").click()
    expect(explorer.said).to_have_text(one)
    explorer.draw([(0.2, 0.5), (0.8, 0.5)])
    explorer.page.get_by_role("button", name="Clear").click()
    expect(explorer.answer).to_have_text("?")
    expect(explorer.page.get_by_role("button", name="Clear")).to_be_disabled()


def test_centring_can_be_seen_and_switched_off(explorer):
    explorer.mode("Draw your own")
    explorer.page.get_by_role("radio", name="fine").check()
    small = [(0.05 + 0.4 * x, 0.05 + 0.4 * y) for x, y in SEVEN]  # in a corner
    explorer.draw(small)
    expect(explorer.answer).to_have_text("7")
    assert explorer.page.locator(".preparation .box").is_visible()
    assert explorer.page.locator(".preparation .centre").is_visible()
    centred = explorer.said.inner_text()
    explorer.page.get_by_label("centre it").uncheck()
    expect(explorer.said).not_to_have_text(centred)
    explorer.linked("centred=0")


@pytest.mark.parametrize("made", ["white sheet", "stripes", "noise"])
def test_what_is_no_digit_gets_an_answer_all_the_same(explorer, made):
    explorer.mode("Draw your own")
    explorer.page.get_by_role("button", name=made).click()
    explorer.page.mouse.move(2, 2)  # a panel may have come under it
    expect(explorer.said).to_have_text(re.compile(r"^No digit\. The network reads a"))


def picture_of(digit) -> bytes:
    """A photo, more or less: dark ink on light paper, ten times as large."""
    paper = Image.new("L", (400, 400), 235)
    ink = Image.fromarray(255 - digit.numpy()).resize((280, 280), Image.BILINEAR)
    paper.paste(ink, (60, 60), Image.fromarray(digit.numpy()).resize((280, 280)))
    file = io.BytesIO()
    paper.save(file, "PNG")
    return file.getvalue()


def test_a_picture_file_is_read(explorer, sample):
    explorer.mode("Draw your own")
    k = int((sample.test.labels == 3).nonzero()[0])
    file = {
        "name": "3.png",
        "mimeType": "image/png",
        "buffer": picture_of(sample.test.images[k]),
    }
    chooser = explorer.page.locator(".tools input[type=file]")
    chooser.set_input_files(file)
    expect(explorer.said).to_have_text(re.compile(r"^Your digit\. .*reads a 3"))
    chooser.set_input_files(file | {"buffer": b"no picture", "name": "x.png"})
    expect(explorer.message).to_contain_text("no picture that can be read")
    expect(explorer.said).to_have_text(re.compile(r"^Your digit\."))  # stays


def test_a_picture_can_be_pasted_and_dropped(explorer, sample):
    explorer.mode("Draw your own")
    k = int((sample.test.labels == 3).nonzero()[0])
    data = list(picture_of(sample.test.images[k]))
    give = """([bytes, kind]) => {
      const asPeople = { bubbles: true, cancelable: true };
      const give = new DataTransfer();
      give.items.add(new File([new Uint8Array(bytes)], "3.png", {type: "image/png"}));
      const event = kind === "paste"
        ? new ClipboardEvent("paste", {clipboardData: give, ...asPeople})
        : new DragEvent("drop", {dataTransfer: give, ...asPeople});
      document.body.dispatchEvent(event);
    }"""
    for kind in ("paste", "drop"):
        explorer.page.evaluate(give, [data, kind])
        expect(explorer.said).to_have_text(re.compile(r"^Your digit\. .*reads a 3"))
        explorer.page.get_by_role("button", name="Clear").click()
        expect(explorer.answer).to_have_text("?")


def test_drawing_with_a_finger_does_not_scroll_a_phone(browser, address):
    opened = Explorer(browser, address, "#mode=draw", **PHONE)
    opened.pad.scroll_into_view_if_needed()
    before = opened.page.evaluate("scrollY")
    box = opened.pad.bounding_box()
    touch = opened.page.context.new_cdp_session(opened.page)

    def send(kind, *places):
        points = [
            {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
            for x, y in places
        ]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", SEVEN[0])
    for k in range(1, 31):
        place = k / 30 * (len(SEVEN) - 1)
        a, b = SEVEN[int(place)], SEVEN[min(int(place) + 1, len(SEVEN) - 1)]
        rest = place - int(place)
        send("touchMove", (a[0] + rest * (b[0] - a[0]), a[1] + rest * (b[1] - a[1])))
    send("touchEnd")
    expect(opened.answer).to_have_text("7")
    assert opened.page.evaluate("scrollY") == before
    opened.close()


def test_the_pad_works_before_the_digits_have_come(browser, address):
    page = browser.new_page()
    page.route("**/digits.webp", lambda route: route.abort())
    page.goto(address + "#mode=draw")
    opened = Explorer.__new__(Explorer)
    opened.page = page
    expect(opened.message).to_contain_text("digits.webp did not come")
    opened.draw()
    expect(opened.answer).to_have_text("7")
    page.unroute("**/digits.webp")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#app:not([data-loading])")).to_be_attached()
    expect(opened.message).to_be_hidden()
    page.close()


# --- push -----------------------------------------------------------------------------


def test_a_digit_is_turned_until_it_flips(explorer, sample):
    six = int((sample.test.labels == 6).nonzero()[0])
    explorer.go(f"#mode=push&digit={six}")
    expect(explorer.answer).to_have_text("6")
    explorer.slider("Turn").fill("180")
    expect(explorer.said).to_contain_text("turned 180° clockwise")
    expect(explorer.answer).not_to_have_text("6")
    assert explorer.page.locator(".curve .flip").count() in (1, 2)
    words = explorer.page.locator(".curve svg").get_attribute("aria-label")
    assert words.startswith("Confidence against turn. It stays a 6 until it becomes")
    explorer.page.get_by_role("button", name="Undo all").click()
    expect(explorer.answer).to_have_text("6")
    explorer.linked("degrees", said=False)
    explorer.linked("mode=push")


@pytest.mark.parametrize(
    "name", ["Shift right", "Shift down", "Thicken", "Noise", "Square"]
)
def test_every_push_changes_the_digit_and_draws_its_curve(explorer, name):
    explorer.go("#mode=push")
    before = explorer.said.inner_text()
    slider = explorer.slider(name)
    slider.focus()
    slider.press("End")
    expect(explorer.said).not_to_have_text(before)
    expect(explorer.page.locator(".curve svg")).to_have_attribute(
        "aria-label", re.compile(rf"^Confidence against {name.lower()}")
    )


def test_a_square_is_dragged_over_the_digit(explorer):
    explorer.go("#mode=push")
    box = explorer.page.locator(".overlay").bounding_box()
    mouse = explorer.page.mouse
    mouse.move(box["x"] + 10, box["y"] + 10)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    mouse.up()
    expect(explorer.said).to_contain_text("under a white square of 8 px")
    explorer.linked("square=8")
    explorer.page.get_by_label("white square").uncheck()
    expect(explorer.said).to_contain_text("under a black square of 8 px")
