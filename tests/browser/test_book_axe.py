"""axe-core finds nothing on any page: light and dark, wide and on a phone.

Wide by day and on a phone at night with all its rules; then the light is switched, and
what depends on colours is asked again. Wide with code, on a phone without.
"""

from pathlib import Path

import pytest
from helpers_axe import OF_COLOUR, violations
from helpers_book import files

from benchmarks.explorer import served

ROOT = Path(__file__).parents[2]
OTHERS = ["search.html", "404.html", "genindex.html", "explorer/index.html"]
PAGES = [*(f"{file}.html" for file in files(ROOT)), *OTHERS]
WAYS = {
    "wide": ({"width": 1366, "height": 768}, "light", "dark"),
    "phone": ({"width": 390, "height": 844}, "dark", "light"),
}
READY = """() => !document.querySelector("[data-loading]")
  && !("hurries" in document.documentElement.dataset)"""


@pytest.fixture(scope="module")
def address(book):
    with served(book) as address:
        yield address


@pytest.fixture(scope="module")
def windows(browser):
    """One of each kind, for all pages in turn."""
    opened = {
        way: browser.new_context(
            viewport=size, color_scheme=first, reduced_motion="reduce", bypass_csp=True
        ).new_page()
        for way, (size, first, _) in WAYS.items()
    }
    yield opened
    for page in opened.values():
        page.context.close()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(windows, address, name, way):
    page, (_, first, then) = windows[way], WAYS[way]
    page.emulate_media(color_scheme=first)
    page.goto(address + name)
    page.wait_for_function(READY)
    page.evaluate("globalThis.MathJax?.startup.promise")
    found = violations(page)
    page.emulate_media(color_scheme=then)
    if not name.startswith("explorer"):
        page.wait_for_function(f"document.documentElement.dataset.theme == '{then}'")
    assert found + violations(page, OF_COLOUR) == []
