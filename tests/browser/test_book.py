"""The book builds without a warning, and its pages keep to themselves."""

import io
import zipfile
from pathlib import Path

import pytest
from helpers_axe import violations
from helpers_book import broken_links, files, soup
from helpers_explorer import PHONE, draw_on
from playwright.sync_api import expect

from benchmarks.explorer import served

ROOT = Path(__file__).parents[2]
FILES = files(ROOT)
PAGES = [f"{file}.html" for file in FILES]
CHAPTER = "notebooks/03_the_network.html"
ALIVE = [
    page
    for page, file in zip(PAGES, FILES, strict=True)
    for path in ROOT.glob(f"{file}.*")
    if "<mnist-" in path.read_text(encoding="utf-8")
]

# The contrast of each piece of text with what is behind it (WCAG 2.2, 1.4.3).
CONTRAST = """() => {
  const light = c => {
    const [r, g, b] = c.map(v => v / 255).map(
      v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const numbers = text => text.match(/[\\d.]+/g).map(
    (n, k) => text.startsWith("color(srgb") && k < 3 ? 255 * n : Number(n));
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const c = numbers(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0.5) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll(
      "article p, article li, article td, article h1, article h2, article pre")) {
    if (!e.innerText || !e.innerText.trim() || !e.offsetParent) continue;
    const a = light(numbers(getComputedStyle(e).color).slice(0, 3));
    const b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(ratio.toFixed(1) + " " + e.innerText.slice(0, 40));
  }
  return poor;
}"""


@pytest.fixture(scope="module")
def address(book):
    with served(book) as address:
        yield address


def test_every_notebook_and_page_is_in_the_table_of_contents():
    there = {f"notebooks/{p.stem}" for p in (ROOT / "notebooks").glob("*.ipynb")}
    there |= {f"book/{p.stem}" for p in (ROOT / "book").glob("*.md")}
    assert there - set(FILES) == {"notebooks/contents"}  # the notebooks' own


def test_every_page_is_built(book):
    for page in ["index.html", "404.html", *PAGES]:
        assert (book / page).is_file()


def test_no_link_leads_nowhere(book):
    assert broken_links(book) == []


PICTURES = """() => Promise.all(
  [...document.querySelectorAll("main img, article img")].map(async (i) => {
    i.loading = "eager"; // as if somebody had come near
    await i.decode().catch(() => {});
    return { alt: i.alt, src: i.src.slice(0, 80), shown: i.naturalWidth > 0 };
  }))"""


@pytest.mark.parametrize("page", ["index.html", *PAGES])
def test_a_page_asks_nobody_else_and_fits(browser, address, page):
    """On a phone at night, and then on a desk by day."""
    seen = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme="dark")
    wrong = []
    seen.on("pageerror", lambda error: wrong.append(str(error)))
    seen.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    seen.on(
        "request",
        lambda r: (
            wrong.append(r.url) if not r.url.startswith((address, "data:")) else 0
        ),
    )
    seen.goto(address + page, wait_until="networkidle")
    for width, theme in [(360, "dark"), (1280, "light")]:
        seen.set_viewport_size({"width": width, "height": 800})
        seen.emulate_media(color_scheme=theme)
        seen.wait_for_function(f"document.documentElement.dataset.theme == '{theme}'")
        seen.wait_for_function(  # once side bars have gone where they belong
            f"document.documentElement.scrollWidth <= {width}", timeout=5_000
        )
        assert seen.evaluate(CONTRAST) == []
        for picture in seen.evaluate(PICTURES):
            assert picture["shown"], picture
            assert len(picture["alt"]) > 30, picture
            assert ".png" not in picture["alt"], picture
    assert wrong == []
    seen.close()


def test_formulas_are_set(browser, address):
    seen = browser.new_page()
    seen.goto(address + CHAPTER, wait_until="networkidle")
    seen.wait_for_selector("mjx-container", state="attached", timeout=20_000)
    assert seen.locator("mjx-merror").count() == 0
    seen.close()


def test_search_finds_what_is_there(browser, address):
    seen = browser.new_page()
    seen.goto(f"{address}search.html?q=backpropagation", wait_until="networkidle")
    seen.wait_for_selector("#search-results li a", timeout=20_000)
    found = seen.locator("#search-results li a").evaluate_all("l => l.map(a => a.href)")
    assert any("04_how_it_learns" in link for link in found)
    assert any("glossary" in link for link in found)
    seen.close()


def test_solutions_are_folded_until_asked_for(browser, address):
    seen = browser.new_page()
    seen.goto(f"{address}book/solutions.html", wait_until="networkidle")
    assert seen.locator("pre:visible").count() == 0
    seen.locator("article details summary").first.click()
    assert seen.locator("pre:visible").count() == 1
    seen.close()


def test_an_address_that_is_none_gets_a_page_that_helps(book):
    page = soup(book / "404.html")
    assert "This address belongs to no page" in page.find("article").text
    assert page.find("a", href="/book/index.html")


def test_the_notebooks_can_be_downloaded_as_one_file(book, browser, address):
    seen = browser.new_page()
    seen.goto(f"{address}book/index.html")
    with seen.expect_download() as download:
        seen.get_by_text("Download the course").click()
    with zipfile.ZipFile(
        io.BytesIO(Path(download.value.path()).read_bytes())
    ) as zipped:
        inside = set(zipped.namelist())
        for path in (ROOT / "notebooks").glob("*.ipynb"):
            assert f"notebooks/{path.name}" in inside
            assert zipped.read(f"notebooks/{path.name}") == path.read_bytes()
    seen.close()


def test_without_an_address_there_is_no_dead_button(book):
    page = soup(book / CHAPTER)
    assert "colab" not in str(page.find("header", class_="bd-header")).lower()
    assert not page.find("link", rel="canonical")
    assert not (book / "sitemap.xml").exists()


def test_a_shared_link_has_a_title_a_picture_and_words(book):
    page = soup(book / "book/index.html")
    meta = {m.get("property"): m.get("content") for m in page.find_all("meta")}
    assert meta["og:title"] == "Watch a neural network think"
    assert meta["og:image"].endswith("social.png")
    assert (book / "social.png").is_file()
    assert len(meta["og:description"]) > 100


# --- what lives in the pages ----------------------------------------------------------


def test_chapters_that_speak_of_dragging_have_something_to_drag():
    chapters = {page.split("/")[1][:2] for page in ALIVE}
    assert {"in", "01", "04", "06", "07", "08", "09"} <= chapters


@pytest.mark.parametrize("page", ALIVE)
def test_every_piece_and_explorer_of_a_page_lives(browser, address, page):
    """Pieces follow a key; explorers come when they are in sight."""
    seen = browser.new_page(viewport={"width": 1280, "height": 900})
    wrong = []
    seen.on("pageerror", lambda error: wrong.append(str(error)))
    seen.goto(address + page, wait_until="networkidle")
    for piece in seen.locator("mnist-piece").all():
        expect(piece).to_have_attribute("data-alive", "true")
        words = piece.locator(".words").inner_text()
        slider = piece.get_by_role("slider").first
        at_the_end = slider.evaluate("e => e.valueAsNumber === Number(e.max)")
        slider.press("ArrowLeft" if at_the_end else "ArrowRight")
        expect(piece.locator(".words")).not_to_have_text(words)
        for button in piece.get_by_role("button").all():
            if button.is_enabled():
                button.click()
    for explorer in seen.locator("mnist-explorer").all():
        explorer.scroll_into_view_if_needed()
        expect(explorer).to_have_attribute("data-alive", "true")
        assert explorer.locator("img:visible").count() == 0
        inside = explorer.frame_locator("iframe")
        expect(inside.locator("#app:not([data-loading]) .answer")).to_be_visible()
        frame = explorer.locator("iframe").bounding_box()
        below = inside.locator("main").bounding_box()
        assert abs(frame["height"] - below["height"]) < 8  # no bar to scroll in it
    assert violations(seen) == []
    assert wrong == []
    seen.close()


@pytest.mark.parametrize(
    "options", [{"viewport": {"width": 1366, "height": 768}}, PHONE]
)
def test_the_start_page_answers_a_hand_above_the_fold(browser, address, options):
    seen = browser.new_page(**options)
    seen.goto(address + "book/index.html")
    inside = seen.frame_locator("mnist-explorer iframe")
    pad = inside.locator(".pad canvas")
    expect(inside.locator(".answer")).to_have_text("7")  # drawn for show
    expect(inside.get_by_text("your turn: draw here")).to_be_visible()
    box = pad.bounding_box()
    assert box["y"] + box["height"] <= seen.viewport_size["height"]
    draw_on(pad, [(0.5, 0.15), (0.5, 0.85)])
    expect(inside.locator(".answer")).to_have_text("1")
    seen.close()


def test_a_page_and_its_explorer_agree_on_the_light(browser, address):
    seen = browser.new_page(color_scheme="light")
    seen.goto(address + "book/index.html")
    root = seen.frame_locator("mnist-explorer iframe").locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    seen.evaluate("document.documentElement.dataset.theme = 'dark'")
    expect(root).to_have_attribute("data-theme", "dark")
    seen.close()


def test_without_javascript_pictures_and_words_remain(browser, address):
    context = browser.new_context(java_script_enabled=False)
    seen = context.new_page()
    for page in ALIVE:
        seen.goto(address + page)
        for place in seen.locator("mnist-piece, mnist-explorer").all():
            picture = place.locator("img")
            assert picture.evaluate("image => image.naturalWidth") > 300
            assert len(picture.get_attribute("alt")) > 30
            expect(place).to_contain_text("Where JavaScript runs")
    context.close()


def test_a_book_opened_from_disk_lives_too(browser, book):
    seen = browser.new_page()
    seen.goto((book / "book" / "index.html").as_uri())
    inside = seen.frame_locator("mnist-explorer iframe")
    expect(inside.locator(".answer")).to_have_text("7")
    draw_on(inside.locator(".pad canvas"), [(0.5, 0.15), (0.5, 0.85)])
    expect(inside.locator(".answer")).to_have_text("1")
    seen.close()


def test_the_explorer_in_the_book_shows_the_test_digits_at_hand(browser, address):
    seen = browser.new_page()
    seen.goto(address + "explorer/index.html")
    expect(seen.locator(".aboard")).to_contain_text("On board: ")
    expect(seen.locator(".proof")).to_contain_text("Checked on 10,000 digits")
    seen.close()


def test_where_nothing_can_be_drawn_the_still_stays_and_a_sentence_says_so(
    browser, address
):
    seen = browser.new_page()
    seen.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    seen.goto(address + "book/index.html")
    place = seen.locator("mnist-explorer")
    expect(place).to_contain_text("This cannot move here")
    expect(place.locator("img")).to_be_visible()
    assert place.locator("iframe").count() == 0
    seen.goto(address + "explorer/index.html")
    expect(seen.locator(".message")).to_contain_text("This cannot move here")
    seen.close()
