"""Reading: with code or without, a guess before the answer, links, search, paper."""

import re
from pathlib import Path

import pytest
import yaml
from helpers_book import soup
from playwright.sync_api import expect

from benchmarks.explorer import served

ROOT = Path(__file__).parents[2]
FIRST = "notebooks/01_light_bulbs_and_friends.html"
DIGITS = "notebooks/02_the_digits.html"
HUNTS = "notebooks/08_drag_it_yourself.html"
GLOSSARY = "book/glossary.html"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture(scope="module")
def address(book):
    with served(book) as address:
        yield address


@pytest.fixture
def opened(browser, address):
    """Open a page; what went wrong on it ends the test."""
    contexts, wrong = [], []

    def open_page(name, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address + name, wait_until="networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def switch(page):
    return page.get_by_role("button", name="Code", exact=True).first


def code(page, kind="code"):
    """The source of the first cell of a kind."""
    return page.locator(f".cell.kind-{kind} > .cell_input").first


# --- with code, or without ------------------------------------------------------------


def test_the_switch_is_on_every_page_works_by_keys_and_is_remembered(opened, address):
    page = opened(DIGITS)
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    expect(code(page)).to_be_visible()
    switch(page).focus()
    page.keyboard.press("Space")
    expect(switch(page)).to_have_attribute("aria-pressed", "false")
    assert page.locator("article .cell_input:visible").count() == 0
    assert page.locator("article .cell_output:visible").count() > 5  # what came out
    for other in (FIRST, GLOSSARY, "book/index.html", "search.html"):
        page.goto(address + other)
        expect(switch(page)).to_have_attribute("aria-pressed", "false")
    assert page.locator("html").get_attribute("data-code") == "without"
    page.goto(address + DIGITS)
    switch(page).press("Enter")
    expect(code(page)).to_be_visible()


def test_a_phone_begins_without_code_a_desk_with_it(opened):
    phone = opened(DIGITS, **PHONE)
    assert phone.locator("article .cell_input:visible").count() == 0
    expect(switch(phone)).to_have_attribute("aria-pressed", "false")
    desk = opened(DIGITS)
    expect(code(desk)).to_be_visible()
    for kind in ("setup", "asserts", "hidden", "check"):
        assert desk.locator(f".kind-{kind} > .cell_input:visible").count() == 0


def test_one_cell_is_unfolded_by_itself(opened):
    page = opened(DIGITS)
    button = page.get_by_role("button", name="Setup")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(code(page, "setup")).to_contain_text("import mnist_core")
    button.click()
    expect(code(page, "setup")).to_be_hidden()


def test_checks_and_not_solved_yet_are_folded_and_exercises_are_not(opened):
    page = opened(DIGITS)
    expect(page.get_by_text("not solved yet").first).to_be_hidden()
    expect(code(page, "exercise")).to_be_visible()
    page.get_by_role("button", name="Check your answer").first.click()
    expect(page.get_by_text("not solved yet").first).to_be_visible()


def test_where_nothing_can_be_kept_the_switch_works_for_the_page(browser, address):
    page = browser.new_page()
    page.add_init_script(
        "Storage.prototype.getItem = Storage.prototype.setItem ="
        " () => { throw new Error('nothing is kept here') }"
    )
    page.goto(address + DIGITS)
    switch(page).click()
    expect(switch(page)).to_have_attribute("aria-pressed", "false")
    page.close()


# --- a guess first --------------------------------------------------------------------


def test_after_a_guess_the_answer_waits_for_a_tap(opened):
    page = opened(DIGITS, **PHONE)
    answer = page.get_by_text("amount of ink: 22")
    expect(answer).to_be_hidden()
    page.get_by_role("button", name="Show what came out").first.tap()
    expect(answer).to_be_visible()
    # and the next guess has its own
    expect(page.get_by_text("ten average digits: 82")).to_be_hidden()


def test_by_keys_the_reader_lands_on_what_came_out(opened):
    page = opened(DIGITS)
    page.get_by_role("button", name="Show what came out").first.press("Enter")
    focused = page.evaluate("document.activeElement.innerText")
    assert "amount of ink" in focused


def test_nothing_waits_on_paper_or_without_javascript(opened):
    page = opened(DIGITS)
    page.emulate_media(media="print")
    expect(page.get_by_text("amount of ink: 22")).to_be_visible()
    assert page.locator(".cell-wait:visible, .cell-fold:visible").count() == 0
    bare = opened(DIGITS, java_script_enabled=False)
    expect(bare.get_by_text("amount of ink: 22")).to_be_visible()
    hidden = ".cell_input:not(:visible), .cell_output:not(:visible)"
    assert bare.locator("article .cell_input").count() > 20
    assert bare.locator(hidden).count() == 0
    assert bare.locator("article button:visible").count() == 0
    expect(bare.locator(".btn-code-switch")).to_be_hidden()


def test_no_answer_waits_below_another_heading(book):
    """Chapter 2 has a guess that chapter 9 answers."""
    for cell in soup(book / DIGITS).select(".cell.waits"):
        assert "fewest" not in cell.text


def test_what_lives_never_waits(book):
    for page in (FIRST, HUNTS):
        tree = soup(book / page)
        assert tree.select(".cell.waits")
        assert not tree.select(".waits mnist-piece, .waits mnist-explorer")


# --- links ----------------------------------------------------------------------------


def test_a_chapter_that_is_named_is_a_link(book):
    tree = soup(book / FIRST).find("article")
    link = tree.find("a", string=re.compile(r"^Chapter\s9$"))
    assert link["href"] == "09_why_it_works.html"
    for page in sorted((book / "notebooks").glob("*.html")):
        article = soup(page).find("article")
        for closed in article.find_all(["a", "h1", "h2", "h3", "pre", "code"]):
            closed.extract()
        own = re.match(r"0?(\d+b?)", page.name)
        said = " | ".join(words.text for words in article.find_all(["p", "li"]))
        left = set(re.findall(r"[Cc]hapter\s+(\d+b?)", said))
        assert left <= ({own[1]} if own else set()), page.name


def test_several_chapters_are_several_links(book):
    article = soup(book / "notebooks/09_why_it_works.html").find("article")
    links = [a.text for a in article.select("a.to-chapter")]
    assert "6" in links  # of "chapters 5 and 6"


def test_the_first_use_of_a_word_leads_to_the_glossary_and_back(book):
    article = soup(book / FIRST).find("article")
    links = article.select("a.to-glossary")
    places = [link["href"] for link in links]
    assert len(places) == len(set(places))  # once each
    assert "../book/glossary.html#term-neuron" in places
    assert not article.select("h1 .to-glossary, h2 .to-glossary, pre .to-glossary")
    words = soup(book / GLOSSARY)
    for place in places:
        term = words.find(id=place.partition("#")[2])
        used = term.find_next("dd").select_one(".gloss-used")
        back = [a["href"] for a in used.find_all("a")]
        assert f"../{FIRST}" in back
        assert len(back) == len(set(back))
    assert not words.find("article").select("a.to-glossary")


def test_4b_stands_in_the_menu_and_over_its_page(book):
    menu = soup(book / FIRST).find("nav", class_="bd-docs-nav")
    assert menu.find("a", string=re.compile("^4b. How far to turn"))
    page = soup(book / "notebooks/04b_how_far.html")
    assert page.find("article").h1.text.startswith("4b. How far to turn")
    assert not any(h.text.startswith("4b") for h in page.select("article h2"))


def test_tables_that_cells_make_are_tables(book):
    claims = soup(book / "notebooks/claims.html").find("article")
    source = (ROOT / "notebooks" / "claims.ipynb").read_text(encoding="utf-8")
    assert len(claims.find_all("table")) == source.count('"text/markdown"') > 5
    assert not any(p.text.startswith("|") for p in claims.find_all("p"))


# --- search ---------------------------------------------------------------------------


def test_a_hit_opens_where_it_stands_and_excerpts_are_words(opened):
    page = opened("search.html?q=delta+slope")
    found = page.locator("#search-results li")
    expect(found.first.locator("p, .context").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    for excerpt in found.all_inner_texts():
        assert not re.search(r"\\[a-z(\[]|\$", excerpt), excerpt
        assert "Show what came out" not in excerpt
    found.locator("a", has_text="How it learns").click()
    page.wait_for_url(re.compile("04_how_it_learns"))
    hit = page.locator("p", has=page.locator(".highlighted", has_text="delta")).first
    expect(hit).to_be_in_viewport()
    expect(hit).to_contain_text("slope")
    assert page.evaluate("scrollY") > 1000
    assert "highlight" not in page.url
    expect(page.locator("mjx-merror")).to_have_count(0)


def test_a_hit_in_folded_code_is_unfolded(opened):
    page = opened(f"{DIGITS}?highlight=load_mnist")
    expect(page.locator(".highlighted").first).to_be_in_viewport()
    expect(page.get_by_role("button", name="Setup")).to_have_attribute(
        "aria-expanded", "true"
    )


# --- the fabric -----------------------------------------------------------------------


def test_the_drawer_closes_when_an_entry_is_tapped(opened):
    page = opened(DIGITS, **PHONE)
    page.locator(".secondary-toggle").tap()
    drawer = page.locator("#pst-secondary-sidebar-modal")
    expect(drawer).to_be_visible()
    drawer.get_by_role("link", name="Exercises", exact=True).tap()
    expect(drawer).to_be_hidden()
    expect(page.locator("h2", has_text="Exercises")).to_be_in_viewport()


@pytest.mark.parametrize("side", ["primary", "secondary"])
def test_by_keys_one_comes_back_from_a_drawer(opened, side):
    page = opened(DIGITS, viewport={"width": 800, "height": 800})
    page.locator(f".{side}-toggle").press("Enter")
    expect(page.locator(f"#pst-{side}-sidebar-modal")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(f".{side}-toggle")).to_be_focused()


def test_only_code_is_copied(book):
    """Each button is a stop of the Tab key."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    selector = config["sphinx"]["config"]["copybutton_selector"]
    assert selector in (book / "_static/book.js").read_text(encoding="utf-8")
    tree = soup(book / DIGITS)
    assert len(tree.select(selector)) == len(tree.select(".cell_input pre"))


def test_downloads_say_what_they_are(opened):
    page = opened(DIGITS)
    page.get_by_role("button", name="Download this page").press("Enter")
    for words in ("This page as a notebook", "Print, or keep as PDF"):
        expect(page.get_by_text(words)).to_be_visible()


def test_printed_sentences_wrap_and_columns_do_not(opened):
    page = opened(DIGITS, **PHONE)
    pre = ".cell:not(.waits):not(.kind-check) > .cell_output pre"
    for said in page.locator(pre).all():
        columns = re.search(r"\S {2,}\S", said.text_content())
        style = said.evaluate("e => getComputedStyle(e).whiteSpace")
        assert style == ("pre" if columns else "pre-wrap")


def test_escape_leaves_no_tooltip(opened):
    page = opened(DIGITS)
    page.locator(".theme-switch-button:visible").first.hover()
    expect(page.locator(".tooltip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".tooltip")).to_have_count(0)
    switch(page).focus()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    expect(page.locator(".tooltip")).to_have_count(0)


RINGS = """() => {
  const bare = [];
  const controls = "a[href], button, summary, input, select, [tabindex='0']";
  for (const e of document.querySelectorAll(controls)) {
    if (!e.checkVisibility({visibilityProperty: true}) || e.tabIndex < 0) continue;
    if (e.closest("mnist-piece, mnist-explorer")) continue;
    e.focus({focusVisible: true, preventScroll: true});
    if (document.activeElement !== e) continue;
    const s = getComputedStyle(e);
    const near = [e.parentElement, ...e.children].map(x => getComputedStyle(x));
    if ([s, ...near].every(x => x.outlineStyle === "none" && x.boxShadow === "none"))
      bare.push(e.outerHTML.slice(0, 80));
  }
  return bare;
}"""


def test_every_control_shows_the_focus(opened):
    page = opened("notebooks/04_how_it_learns.html")
    page.keyboard.press("Tab")
    assert page.evaluate(RINGS) == []


def test_a_wide_table_says_that_there_is_more(opened):
    page = opened("book/built.html", viewport={"width": 390, "height": 844})
    page.add_style_tag(content="td { min-width: 20rem }")  # they all fit, today
    page.evaluate("dispatchEvent(new Event('resize'))")
    boxes = page.locator(".pst-scrollable-table-container.more")
    assert boxes.count() > 0
    for box in boxes.all():
        expect(box).to_have_attribute("tabindex", "0")


def test_nothing_is_wider_than_a_phone(opened):
    """Not chapter 7's formula either."""
    page = opened("notebooks/07_seven_panels.html", **PHONE)
    page.wait_for_selector("mjx-container", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.wait_for_function("document.querySelector('div.math').style.fontSize")
    cut = """all => all.filter(e => {
      const r = e.getBoundingClientRect();
      return r.width && r.right > innerWidth + 1;
    }).map(e => e.textContent.slice(0, 60))"""
    formulas = page.locator("article mjx-math")
    assert formulas.evaluate_all(cut) == []


def test_a_long_table_is_a_stack_on_a_phone(opened):
    page = opened("book/notation.html", **PHONE)
    table = page.locator("table.stack")
    page.wait_for_selector("table.stack mjx-container", state="attached")
    assert table.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth")
    wide = opened("book/notation.html")
    expect(wide.locator("table.stack thead")).to_be_visible()


def test_answers_stand_open_on_paper(opened):
    page = opened(DIGITS, color_scheme="dark")
    answers = page.locator("article details")
    assert answers.count() >= 3
    words = answers.locator("p").first
    expect(words).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(words).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.locator("article img[loading=lazy]").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(words).to_be_hidden()
    page.emulate_media(media="print")  # where nobody says so beforehand
    assert words.bounding_box()["height"] > 10


def test_what_lives_is_a_picture_on_paper(opened):
    page = opened(FIRST)
    place = page.locator("mnist-explorer")
    place.scroll_into_view_if_needed()
    expect(place).to_have_attribute("data-alive", "true")
    expect(place.locator("img")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(place.locator("img")).to_be_visible()
    expect(place.locator("iframe")).to_be_hidden()


def test_a_chapter_prints_with_its_title_on_half_the_sheets(opened):
    page = opened(FIRST)
    paper = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) <= 7  # it was 14
    page.emulate_media(media="print")
    title = page.locator("article h1")
    expect(title).to_have_text(re.compile(r"^1\. Light bulbs and friends"))
    assert int(title.evaluate("e => getComputedStyle(e).fontWeight")) >= 600
    expect(page.locator("#jb-print-toc")).to_be_hidden()
