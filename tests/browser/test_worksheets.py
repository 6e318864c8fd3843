"""Worksheets: one page each on paper, and every number in their answers is true."""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest
import torch
from helpers_axe import violations
from helpers_book import broken_links, soup
from helpers_explorer import PHONE, site
from test_book import CONTRAST, ROOT

from benchmarks.explorer import served
from mnist_core.data import Nudge, brightness, scale
from mnist_core.models import evaluate

SHEETS = [f"{n}{kind}" for n in (1, 2, 6, 8) for kind in ("", "_answers")]
PAGES = [f"book/worksheets/{sheet}.html" for sheet in SHEETS]
LESSON = ["book/lesson.html", "book/teachers.html"]
FRIENDS = {
    "Ada": (2, 1, 0),
    "Ben": (1, -2, 0.5),
    "Cem": (-1, -1, 1),
    "Dina": (0, 3, -1.5),
}
BULBS = (0.8, 0.5)


@pytest.fixture(scope="module")
def address(book):
    with served(book) as address:
        yield address


@pytest.fixture(scope="module")
def exam(trained, full):
    return evaluate(trained[0], full.test)


def rows(page, table):
    """The cells of a table, row by row; minus signs as Python writes them."""
    return [
        [
            cell.get_text(" ", strip=True).replace("−", "-")
            for cell in row.find_all(["th", "td"])
        ]
        for row in page.find(id=table).find_all("tr")
    ]


def words(page):
    """What an article says, as one line."""
    return re.sub(r"\s+", " ", page.find("article").get_text().replace("−", "-"))


def squares(figure):
    """(rows, columns) of a small picture: its numbers, or 1 where it is dark."""
    return np.array(
        [
            [
                int(cell.text or "lit" in cell.get("class", ()))
                for cell in row.find_all("td")
            ]
            for row in figure.find_all("tr")
        ]
    )


def pictures(page):
    """The small pictures of a sheet, with what stands above each."""
    figures = page.find_all(class_="sheet-figure")
    return [(figure.find("figcaption").text, squares(figure)) for figure in figures]


# --- on paper and on the screen -------------------------------------------------------


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_sheet_is_one_page_and_nothing_else_is_printed(
    browser, address, paper, light
):
    seen = browser.new_page(color_scheme=light)
    for page in PAGES:
        seen.goto(address + page, wait_until="networkidle")
        pdf = seen.pdf(format=paper)
        assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1, page
    seen.close()


SHOWN = """() => [...document.querySelectorAll("body *")].filter(
    e => !e.closest("article") && !e.querySelector("article")
      && e.getClientRects().length && getComputedStyle(e).visibility != "hidden"
  ).map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("page", [*PAGES, *LESSON])
def test_on_paper_there_is_a_title_and_black_ink_and_no_button(browser, address, page):
    seen = browser.new_page(color_scheme="dark")
    seen.goto(address + page, wait_until="networkidle")
    assert seen.get_by_role("button", name="Print this page").is_visible()
    seen.emulate_media(media="print")
    assert seen.evaluate(SHOWN) == []
    assert seen.locator("article h1").is_visible()
    assert not seen.locator(".print-this, .headerlink").filter(visible=True).count()
    ink = "e => getComputedStyle(e).color"
    assert seen.locator("article p:visible").last.evaluate(ink) == "rgb(0, 0, 0)"
    assert seen.locator("article h1").evaluate(ink) == "rgb(0, 0, 0)"
    seen.close()


def test_the_button_prints(browser, address):
    seen = browser.new_page()
    seen.add_init_script("window.print = () => { window.printed = true }")
    seen.goto(address + PAGES[0])
    seen.get_by_role("button", name="Print this page").click()
    assert seen.evaluate("window.printed")
    seen.close()


def test_a_sheet_has_room_to_write_and_no_code(book):
    for sheet in SHEETS:
        page = soup(book / f"book/worksheets/{sheet}.html").find("article")
        assert not page.find(["pre", "code"]), sheet
        if "answers" not in sheet:
            assert page.find(class_="sheet-name").text.startswith("Name"), sheet
            assert len(page.find_all(class_="sheet-line")) >= 3, sheet


@pytest.mark.parametrize("light", ["light", "dark"])
def test_on_a_phone_sheets_fit_can_be_read_and_leave_nobody_out(
    browser, address, light
):
    context = browser.new_context(**PHONE, color_scheme=light)
    seen = context.new_page()
    for page in [*PAGES, *LESSON]:
        seen.goto(address + page, wait_until="networkidle")
        assert seen.evaluate("document.documentElement.scrollWidth") <= 390, page
        wide = "l => l.some(e => e.scrollWidth > e.clientWidth + 1)"
        assert not seen.locator(".sheet-wide").evaluate_all(wide), page
        assert seen.evaluate(CONTRAST) == [], page
        assert violations(seen) == [], page
    context.close()


def test_links_of_the_lesson_and_its_sheets_lead_somewhere(book):
    ours = ("book/lesson", "book/teachers", "book/worksheets/")
    broken = [link for link in broken_links(book) if link.startswith(ours)]
    assert [link for link in broken if "explorer/index.html#" not in link] == []
    lesson = soup(book / LESSON[0]).find("article")
    linked = {a["href"].split("#")[0] for a in lesson.find_all("a", href=True)}
    whole = {a["href"] for a in lesson.find_all("a", href=True)}
    for section in ("light-bulbs", "a-friend-who-gives-advice", "the-dimmer", "darts"):
        assert f"../notebooks/01_light_bulbs_and_friends.html#{section}" in whole
    for chapter in (ROOT / "notebooks").glob("0*.ipynb"):
        assert f"../notebooks/{chapter.stem}.html" in linked
    for sheet in SHEETS:
        assert f"worksheets/{sheet}.html" in linked
    size = (book / "explorer" / "whole.html").stat().st_size
    assert 0.55e6 < size < 0.75e6  # "two thirds of a megabyte"


def test_links_into_the_explorer_set_what_they_speak_of(browser, book, address):
    """A state that the explorer does not know would be dropped from its address."""
    links = {
        a["href"].split("#")[1]
        for page in [*PAGES, *LESSON]
        for a in soup(book / page).find("article").find_all("a", href=True)
        if "explorer/index.html#" in a["href"]
    }
    assert len(links) > 6
    seen = browser.new_page()
    for link in sorted(links):
        seen.goto("about:blank")
        seen.goto(f"{address}explorer/index.html#{link}")
        seen.wait_for_selector("#app:not([data-loading]) .answer")
        seen.wait_for_function(
            "link => link.split('&').every(word => location.hash.includes(word))",
            arg=link,
        )
    seen.close()


def test_the_plan_fills_forty_five_minutes_and_its_parts_agree(book):
    page = soup(book / LESSON[0]).find("article")
    plan = [row.td.text for row in page.find("table").find_all("tr")[1:]]
    spans = [tuple(map(int, span.split("–"))) for span in plan]
    assert spans[0][0] == 0
    assert spans[-1][1] == 45
    assert all(a[1] == b[0] for a, b in pairwise(spans))
    told = [h.text.split(":")[0] for h in page.find_all("h3")]
    assert told[: len(plan)] == plan


# --- what the answers say -------------------------------------------------------------


def test_answers_1(book, trained):
    page = soup(book / "book/worksheets/1_answers.html")
    lamps = []
    for name, *numbers in rows(page, "friends")[1:]:
        left, right, mood, *rest = map(float, numbers)
        assert (left, right, mood) == FRIENDS[name]
        parts = (BULBS[0] * left, BULBS[1] * right)
        excitement = sum(parts) + mood
        lamps.append(max(0, excitement))
        assert np.allclose(rest, [*parts, excitement, lamps[-1]])
    assert np.isclose(0.8 * 1 + 0.5 * -2 + 0.2, 0)  # the mood for Ben
    eve = np.dot([1, 2, -3, 1], lamps) - 0.5
    assert np.isclose(eve, 2.2)
    assert np.isclose(eve - 3 * 0.5, 0.7)

    _, score, raised, vote = ([*row[1:]] for row in rows(page, "votes"))
    scores = np.array(score[:4], float)
    rounded = np.round(np.exp(scores))
    assert [*map(float, raised)] == [*rounded, rounded.sum()]
    shares = [f"{share:.0%}" for share in rounded / rounded.sum()]
    assert vote == [*shares, "100%"]
    exact = np.exp(scores) / np.exp(scores).sum()
    said = ", ".join(f"{share:.0%}" for share in exact[:3]) + f" and {exact[3]:.0%}"
    assert said in words(page)
    assert np.allclose(np.exp(scores + 1) / np.exp(scores + 1).sum(), exact)
    assert f"{np.exp(3):.1f} and e is {np.e:.2f}" in words(page)
    layers = [
        p.shape[0] for name, p in trained[0].state_dict().items() if "bias" in name
    ]
    dials = sum(p.numel() for p in trained[0].parameters())
    neurons = " + ".join(map(str, layers))
    assert f"{neurons} = {sum(layers)} such friends with {dials:,}" in words(page)


def test_the_sheets_ask_what_the_answers_answer(book):
    for n, tables in {1: ["friends", "votes"], 8: ["turn", "shift", "nothing"]}.items():
        asked, answered = (
            soup(book / f"book/worksheets/{n}{kind}.html") for kind in ("", "_answers")
        )
        for table in tables:
            ours, theirs = rows(asked, table), rows(answered, table)
            assert len(ours) - (table == "nothing") == len(theirs)
            if n == 1:
                for row, whole in zip(ours, theirs, strict=True):
                    assert all(a in ("", b) for a, b in zip(row, whole, strict=True))


def test_answers_2(book, full):
    asked = soup(book / "book/worksheets/2.html")
    page = soup(book / "book/worksheets/2_answers.html")
    (_, big), *small = pictures(asked)
    blocks = scale(full.test.images[0]).reshape(7, 4, 7, 4).mean((1, 3))
    assert int(full.test.labels[0]) == 7
    assert (big == np.round(3 * (blocks / blocks.max()).numpy())).all()
    (_, coloured), (_, together) = pictures(page)
    assert (coloured == big).all()
    sevens = [picture for name, picture in small if name == "a seven"]
    assert (together == sum(sevens)).all()
    agree = together == 3
    assert f"In {agree.sum()} squares all three agree" in words(page)
    assert agree[0].sum() == 3  # "three in the bar on top"
    assert "3 × 7 + 4 = 25" in words(page)
    assert f"all {int((full.train.labels == 7).sum()):,} sevens" in words(page)

    stored = {name[-1]: p for name, p in small if name.startswith("stored")}
    new = {name[-1]: p for name, p in small if name.startswith("new")}
    assert (new["Y"][:, 1:] == stored["1"][:, :-1]).all()  # moved one column
    for name, *said in rows(page, "nearest")[1:]:
        far = {label: int((p != new[name]).sum()) for label, p in stored.items()}
        nearest = min(far, key=far.get)
        assert list(far.values()).count(far[nearest]) == 1
        assert said == [*map(str, far.values()), nearest]


def test_the_scoreboard_of_answers_2(book, full, exam):
    pixels = full.train.images.reshape(-1, 784).numpy() / np.float32(255)
    labels = full.train.labels.numpy()
    new = full.test.images.reshape(-1, 784).numpy() / np.float32(255)
    truth = full.test.labels.numpy()
    average = np.stack([pixels[labels == k].mean(axis=0) for k in range(10)])
    by_ink = np.abs(new.mean(axis=1)[:, None] - average.mean(axis=1)).argmin(axis=1)

    def nearest(known):
        return ((known**2).sum(axis=1) - 2 * new @ known.T).argmin(axis=1)

    scores = [
        0.1,
        (by_ink == truth).mean(),
        (nearest(average) == truth).mean(),
        (labels[:2000][nearest(pixels[:2000])] == truth).mean(),
        exam.accuracy,
    ]
    page = soup(book / "book/worksheets/2_answers.html")
    assert [row[1] for row in rows(page, "scores")[1:]] == [
        f"{100 * s:.1f}" for s in scores
    ]
    assert f"{exam.correct.sum():,} of 10,000" in words(page)


def test_answers_6(book, exam):
    m = exam.confusion
    table = rows(soup(book / "book/worksheets/6.html"), "matrix")[1:]
    assert [list(map(int, row[1:])) for row in table] == np.c_[m, m.sum(1)].tolist()
    page = soup(book / "book/worksheets/6_answers.html")
    said = words(page)
    off = m - np.diag(np.diag(m))
    assert np.unravel_index(off.argmax(), off.shape) == (9, 4)
    assert f"A 4 for a 9: {m[4, 9]} times. A 9 for a 4: {m[9, 4]} times" in said
    assert off.sum(1).argmin() == 1
    assert f"{m[1].sum():,} - {m[1, 1]:,} = {off[1].sum()}" in said
    wrong = off.sum()
    assert f"10,000 - {np.trace(m):,} = {wrong} mistakes" in said
    assert (
        f"{exam.accuracy:.1%}; one mistake in about {round(10_000 / wrong)} digits"
        in said
    )
    found, believed = m[9, 9] / m[9].sum(), m[9, 9] / m[:, 9].sum()
    assert (
        f"{m[9, 9]} of {m[9].sum():,} are read correctly: {found:.1%}, the worst"
        in said
    )
    assert exam.per_class.argmin() == 9
    assert (
        f"{m[:, 9].sum()} times and was right {m[9, 9]} times: {believed:.1%}" in said
    )
    lazy = 10_000 - m[9].sum()
    assert f"{lazy:,}: {lazy / 10_000:.1%}" in said

    both = m + m.T
    ranked = sorted((both[i, j] for i, j in combinations(range(10), 2)), reverse=True)
    pairs, back, together, place = rows(page, "pairs")
    for column, name in enumerate(pairs[1:], 1):
        i, j = int(name[0]), int(name[-1])
        assert back[column] == f"{m[i, j]} + {m[j, i]}"
        assert int(together[column]) == both[i, j]
        if (i, j) != (1, 7):
            assert int(place[column]) == ranked.index(both[i, j]) + 1
    level = [k + 1 for k, count in enumerate(ranked) if count == both[1, 7]]
    assert 17 in level  # chapter 6 names this place, of those that are level
    sure = exam.confidences[~exam.correct] > 0.99
    assert f"{sure.sum()} of {wrong} is {sure.mean():.0%}" in said
    asks = exam.confidences <= 0.99
    caught = (asks & ~exam.correct).sum()
    assert (
        f"sees {asks.sum()} of the 10,000 digits, and {caught} of the {wrong}" in said
    )


def test_answers_8(book, trained, full):
    page = soup(book / "book/worksheets/8_answers.html")

    @torch.no_grad()
    def read(image):
        votes = trained[0](brightness(image[None])).softmax(1)[0]
        return int(votes.argmax()), float(votes.max())

    def first(index, way, most):
        """Where it is lost first, what it becomes, how sure."""
        for amount in range(1, most + 1):
            said, sure = read(
                Nudge(**{k: v * amount for k, v in way.items()})(
                    full.test.images[index]
                )
            )
            if said != full.test.labels[index]:
                return [amount, str(said), f"{sure:.0%}"]
        return None

    six, three, seven = 11, 18, 0  # test_hunts_set_the_digits_of_the_answers
    right, left, quarter, half = (row[1:] for row in rows(page, "turn")[1:])
    for said, way in ((right, 1), (left, -1)):
        amount, *rest = first(six, {"degrees": way}, 180)
        assert said == [f"{amount}°", *rest]
    for said, angle in ((quarter, 90), (half, 180)):
        digit, sure = read(Nudge(degrees=angle)(full.test.images[six]))
        assert said[1:] == [str(digit), f"{sure:.0%}"]
    digit, sure = read(Nudge(degrees=60)(full.test.images[six]))
    assert digit == 5
    assert f"surer of its 5 ({sure:.1%})" in words(page)

    ways = [{"right": 1}, {"right": -1}, {"down": 1}, {"down": -1}]
    for said, way in zip(rows(page, "shift")[1:], ways, strict=True):
        amount, *rest = first(three, way, 10)
        assert said[1:] == [f"{amount} pixel{'s' * (amount > 1)}", *rest]

    lost = {}
    for paint in (0, 255):
        copies = full.test.images[seven].repeat(441, 1, 1)
        for k, copy in enumerate(copies):
            top, side = divmod(k, 21)
            copy[top : top + 8, side : side + 8] = paint
        with torch.no_grad():
            said = trained[0](brightness(copies)).argmax(1)
        lost[paint] = torch.bincount(said[said != 7], minlength=10)
    black, white = lost[0], lost[255]
    assert "fits in 441 places" in words(page)
    assert f"only {black.sum()} of them, always to a 5" in words(page)
    assert black[5] == black.sum()
    assert white.argmax() == 2
    assert f"in {white.sum()}, most often to a 2 ({white[2]} of them)" in words(page)


def test_hunts_set_the_digits_of_the_answers(browser, book, trained, full, tmp_path):
    """As a class does them: on the explorer's page, with all test digits."""
    page = soup(book / "book/worksheets/8_answers.html")
    _, says, sure = rows(page, "nothing")
    hunts = {2: ("digit=11", "6"), 4: ("square=8", "7"), 5: ("digit=18", "3")}
    with site(tmp_path, trained[0], full.test) as address:
        seen = browser.new_page()

        def opened(state):
            seen.goto("about:blank")
            seen.goto(f"{address}#{state}")
            answer = seen.locator("#app:not([data-loading]) .answer")
            answer.wait_for()
            return answer

        for question, (state, digit) in hunts.items():
            assert opened(f"question={question}").inner_text() == digit
            seen.wait_for_function("s => location.hash.includes(s)", arg=state)
        for column, made in enumerate(["noise", "stripes", "blank"], 1):
            assert opened(f"mode=draw&made={made}").inner_text() == says[column]
            shown = float(re.search(r"([\d.]+)% sure", seen.inner_text("body"))[1])
            digits = len(sure[column].partition(".")[2].rstrip("%"))
            assert f"{shown:.{digits}f}%" == sure[column]
        seen.close()


def test_what_the_lesson_says_of_the_network(book, exam):
    said = words(soup(book / LESSON[0]))
    wrong = exam.confidences[~exam.correct]
    assert f"right on {exam.accuracy:.1%} of 10,000 test digits" in said
    assert f"In {(wrong > 0.99).sum()} of its {len(wrong)} mistakes" in said
    assert f"One digit in {round(10_000 / len(wrong))}" in said
    middle = (exam.confidences > 0.5) & (exam.confidences <= 0.9)
    sure, right = exam.confidences[middle].mean(), exam.correct[middle].mean()
    assert f"on average {sure:.0%} sure, and right in {right:.0%}" in said
