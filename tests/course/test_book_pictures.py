"""Pictures in the book follow its light and dark: tools/book_pictures.py."""

import re

import pytest
from book_pictures import SHADES, in_page, named, rules

from mnist_core import charts, draw_panels
from mnist_core.drawing import DARK, LIGHT, WHITE, named_colours

COLOUR = re.compile(r"#[0-9a-f]{6}")


def test_a_colour_by_day_is_one_colour_at_night():
    """Else a page could not know which one is meant."""
    for name, colour in named_colours(LIGHT).items():
        night = {
            named_colours(DARK)[n]
            for n, c in named_colours(LIGHT).items()
            if c == colour
        }
        assert len(night) == 1, name


def test_a_colour_is_named_after_what_it_means():
    assert named(LIGHT.ink) == "var(--picture-ink)"
    assert named(LIGHT.series[1]) == f"var(--picture-{'maximum'})"
    assert named("#123456") == "#123456"


@pytest.mark.parametrize(("low", "high"), SHADES)
def test_a_shade_is_mixed_of_its_two_ends(low, high):
    ends = [bytes.fromhex(getattr(LIGHT, name)[1:]) for name in (low, high)]
    middle = "#" + bytes((a + b) // 2 for a, b in zip(*ends, strict=True)).hex()
    mixed = f"color-mix(in srgb, var(--picture-{high}) 50%, var(--picture-{low}))"
    assert named(middle) == mixed


@pytest.fixture
def chart():
    return charts.lines({"a": [1, 2], "b": [2, 1]}, xlabel="x", ylabel="y")


def test_a_chart_has_no_colour_of_its_own(chart):
    assert not COLOUR.findall(in_page(chart.svg(), chart.alt, 0))


def test_panels_have_none_but_the_white_of_numbers_on_dark_cells(
    trained, sample, evaluation
):
    figure = draw_panels(trained[0], sample.test, 0, evaluation=evaluation)
    assert set(COLOUR.findall(in_page(figure.svg(), figure.alt, 0))) == {WHITE}


def test_two_pictures_of_a_page_share_no_name(chart):
    pages = [in_page(chart.svg(), chart.alt, number) for number in (0, 1)]
    names = [set(re.findall(r'\bid="([^"]+)"', page)) for page in pages]
    assert names[0]
    assert not names[0] & names[1]
    for page, own in zip(pages, names, strict=True):
        assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', page)) == own


def test_it_says_what_it_shows(chart):
    page = in_page(chart.svg(), 'a "b" & c', 0)
    assert 'role="img" aria-label="a &quot;b&quot; &amp; c"' in page
    assert "<title" not in page


def test_what_is_wide_by_nature_says_so(chart, trained, sample, evaluation):
    assert in_page(chart.svg(), "", 0).startswith('<figure class="picture" ')
    wide = draw_panels(trained[0], sample.test, 0, evaluation=evaluation).svg()
    assert in_page(wide, "", 0).startswith('<figure class="picture wide" ')


def test_every_colour_has_its_rule_by_day_and_at_night():
    day, night = rules().split("@media not print")
    for theme, text in zip((LIGHT, DARK), (day, night), strict=True):
        for name, colour in named_colours(theme).items():
            own = "var(--pst-color-background)" if name == "background" else colour
            assert f"--picture-{name}: {own};" in text
