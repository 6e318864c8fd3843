"""The explorer in a browser: a page of it, and what people do there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.explorer import served
from mnist_core.data import Digits
from mnist_core.explorer import site_files
from mnist_core.models import CNN, Network

# As a phone has them below each other.
PANELS = [
    "input_digit", "probabilities", "network", "confusion", "activations", "weights",
    "confidence",
]  # fmt: skip
PHONE = {
    "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True
}  # fmt: skip
# A 7, as corners on a pad of side 1.
SEVEN = [
    (0.27, 0.27),
    (0.5, 0.26),
    (0.72, 0.25),
    (0.62, 0.44),
    (0.52, 0.62),
    (0.45, 0.82),
]

BOX = "Ask a convolutional network too"
MAPS = "Its feature maps"
TOGETHER = re.compile(r"^The convolutional network reads an? \d, [\d.]+% sure\.")

expect.set_options(timeout=60_000)  # nothing takes that long, but a machine may be busy


@contextmanager
def site(
    folder: Path, model: Network, digits: Digits, cnn: CNN | None = None
) -> Iterator[str]:
    """The address of an explorer of this network, written to a folder."""
    for name, content in site_files(model, digits, cnn).items():
        (folder / name).write_bytes(content)
    with served(folder) as address:
        yield address


def draw_on(pad: Locator, corners=SEVEN, steps: int = 8) -> None:
    """One stroke with the mouse."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    places = [
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners
    ]
    mouse = pad.page.mouse
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place, steps=steps)
    mouse.up()


class Explorer:
    """An explorer that is open.

    Attributes:
        page: of Playwright.
        wrong: what the browser complained of.
    """

    def __init__(
        self, browser: Browser, address: str, hash: str = "", **options
    ) -> None:
        options = {"viewport": {"width": 1280, "height": 900}} | options
        self.address = address
        self.page: Page = browser.new_page(**options)
        self.page.set_default_timeout(60_000)
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "console",
            lambda m: self.wrong.append(m.text) if m.type == "error" else None,
        )
        self.go(hash)

    def go(self, hash: str = "") -> None:
        """Come here anew, and wait until all is there."""
        self.page.goto("about:blank")
        self.page.goto(self.address + hash)
        expect(self.page.locator("#app:not([data-loading])")).to_be_attached()
        expect(self.said).not_to_have_text("")

    @property
    def said(self) -> Locator:
        """The sentence under the panels."""
        return self.page.locator(".said")

    @property
    def answer(self) -> Locator:
        return self.page.locator(".answer")

    @property
    def pad(self) -> Locator:
        return self.page.locator(".pad canvas")

    @property
    def message(self) -> Locator:
        return self.page.locator(".message")

    def slider(self, name: str = "Digit") -> Locator:
        return self.page.get_by_role("slider", name=name, exact=True)

    def mode(self, name: str) -> None:
        self.page.get_by_role("radio", name=name).check()

    def panel(self, name: str) -> Locator:
        return self.page.locator(f".panel-{name}")

    def cell(self, true: int, predicted: int) -> Locator:
        return self.page.locator(f"[aria-label^='true {true}, predicted {predicted}:']")

    def shows(self, digit: int | str) -> None:
        """Wait until this digit is on screen."""
        expect(self.said).to_have_text(re.compile(rf"^Digit {digit}[.,]"))

    def draw(self, corners=SEVEN, steps: int = 8) -> None:
        draw_on(self.pad, corners, steps)

    def hash(self) -> str:
        return self.page.evaluate("location.hash")

    def linked(self, part: str, said: bool = True) -> None:
        """Wait until the link says this, or says it no more."""
        self.page.wait_for_function(
            "([part, said]) => location.hash.includes(part) === said", arg=[part, said]
        )

    def drawn(self) -> None:
        """Wait until all that was asked for is on screen."""
        self.page.evaluate(
            "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
        )

    def close(self) -> None:
        """No error, to the end."""
        self.page.close()
        assert self.wrong == []


def ask(opened: Explorer) -> Locator:
    """Tick the box; returns the sentence of both networks, when it is there."""
    opened.page.get_by_label(BOX).check()
    said = opened.page.locator(".both")
    expect(said).not_to_have_text("")
    return said
