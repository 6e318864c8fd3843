"""How much a page loads before anybody scrolls or touches it; no stopwatch here.

Seconds are measured by ``python -m benchmarks.book``.
"""

from pathlib import Path

import pytest
from helpers_book import soup

from benchmarks.book import SCREENS, START, hosted, weigh

ROOT = Path(__file__).parents[2]
CHAPTERS = [f"notebooks/{path.stem}.html" for path in ROOT.glob("notebooks/0*.ipynb")]
FORMULAS = "notebooks/03_the_network.html"


@pytest.fixture(scope="module")
def host(book):
    with hosted(book) as host:
        yield host


def names(sent):
    return [path for path, _ in sent]


@pytest.mark.parametrize("screen", SCREENS)
def test_the_start_page_is_light(browser, host, screen):
    sent = weigh(browser, *host, START, screen)
    assert "/explorer/weights.safetensors" in names(sent)  # the network reads
    assert not any("panels" in n and "still" not in n for n in names(sent))  # no film
    assert len(names(sent)) == len(set(names(sent)))
    assert sum(size for _, size in sent) <= 700_000


@pytest.mark.parametrize("name", sorted(CHAPTERS))
def test_a_chapter_is_light(browser, host, name):
    """On a laptop, where more of it is in sight."""
    sent = weigh(browser, *host, name, "laptop")
    assert sum(size for _, size in sent) <= 1_200_000


def test_what_sets_formulas_comes_where_there_are_formulas(book):
    for page in [START, FORMULAS, *CHAPTERS]:
        tree = soup(book / page)
        assert bool(tree.select(".math")) == bool(
            tree.find("script", src=lambda src: src and "mathjax" in src)
        )


def test_the_search_comes_where_one_searches(book):
    assert "searchindex" in (book / "search.html").read_text(encoding="utf-8")
    for page in (START, FORMULAS, "404.html"):
        assert "searchindex" not in (book / page).read_text(encoding="utf-8")


def test_icons_stand_in_the_page(browser, host):
    address, sent = host
    page = browser.new_page(java_script_enabled=False)
    sent.clear()
    page.goto(address + FORMULAS)
    seen = page.locator(".svg-inline--fa:visible")
    assert seen.count() > 1
    assert seen.first.bounding_box()["height"] > 10
    assert not any("fontawesome" in name for name in names(sent))
    page.close()


def test_pictures_keep_their_place_until_they_come(book):
    for page in [START, *CHAPTERS]:
        for image in soup(book / page).select("article img"):
            assert image["src"].startswith("data:") or image["loading"] == "lazy"
            assert int(image["width"]) > 0
            assert int(image["height"]) > 0


def test_a_film_comes_when_it_is_asked_for(browser, host):
    address, sent = host
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(address + START)
    button = page.get_by_role("button", name="Play")
    button.click()
    stop = page.get_by_role("button", name="Stop")
    stop.wait_for()
    assert "/_images/panels-light.webp" in names(sent)
    film = page.locator("img[data-film]:visible")
    assert film.evaluate("image => image.src").endswith("panels-light.webp")
    stop.click()
    button.wait_for()
    assert film.evaluate("image => image.src").endswith("-still.webp")
    page.close()
