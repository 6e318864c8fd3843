"""Mentions of sections lead to them: tools/book_sections.py."""

import pytest
from book_sections import Sections, mentions
from docutils import nodes

CHAPTER = "notebooks/07_seven_panels"
SHEET, ANSWERS = "book/worksheets/8", "book/worksheets/8_answers"
TITLES = [
    ("Panel 5: layer activations", CHAPTER, "panel-5"),
    ("Panel 7: confidence", CHAPTER, "panel-7"),
    ("Which panel answers which question?", CHAPTER, "which"),
    ("Training", "notebooks/05_training", ""),
    ("The loop, written out", "notebooks/05_training", "loop"),
    ("Reasons 4 and 5: batch size", "notebooks/09_why", "reasons"),
    ("Compared to what?", "notebooks/06_how_good", "compared"),
    ("5. Compared to what?", SHEET, "five"),
    ("Compared to what?", SHEET, "compared"),
    ("Hunt 2: right for the wrong reason", "notebooks/08_drag", "hunt-2"),
    ("Hunt 2: how far?", SHEET, "hunt-2"),
    ("Worksheet 8: four hunts", SHEET, ""),
    ("Answers 8: four hunts", ANSWERS, ""),
    ("The dimmer", "notebooks/01_light", "dimmer"),
    ("The dimmer", "notebooks/03_network", "dimmer"),
]


@pytest.fixture(scope="module")
def sections():
    found = Sections()
    for title, page, anchor in TITLES:
        found.add(title, (page, anchor))
    return found


def led(sections, said, page="book/teachers", place=nodes.paragraph, inside=()):
    """What is linked, and where it leads."""
    text, section = nodes.Text(said), nodes.section(ids=[*inside])
    section += place("", "", text)
    return {said[a:b]: place for a, b, place in mentions(text, page, sections)}


def test_a_word_and_a_number(sections):
    assert led(sections, "See panel 5.") == {"panel 5": (CHAPTER, "panel-5")}
    assert led(sections, "Panels 5 and 7 know.") == {
        "5": (CHAPTER, "panel-5"),
        "7": (CHAPTER, "panel-7"),
    }
    assert led(sections, "Reason 5 stands.")["Reason 5"] == (
        "notebooks/09_why",
        "reasons",
    )
    assert led(sections, "as worksheet 8 asks")["worksheet 8"] == (SHEET, "")
    assert led(sections, "panel 9, the panel, chapter 5") == {}


def test_a_title_in_quotes_or_emphasis(sections):
    loop = ("notebooks/05_training", "loop")
    said = "as “The loop, written out” shows"
    assert led(sections, said) == {"The loop, written out": loop}
    said = 'as "the loop, written out" shows'
    assert led(sections, said) == {"the loop, written out": loop}
    said = "Which panel answers which question"
    assert led(sections, said, place=nodes.emphasis) == {said: (CHAPTER, "which")}
    assert led(sections, said) == {}  # said in passing
    assert led(sections, "Training", place=nodes.emphasis) == {}  # a word


def test_nothing_leads_to_where_one_is(sections):
    assert led(sections, "This panel 5", CHAPTER, inside=["panel-5"]) == {}
    assert led(sections, "But panel 7", CHAPTER, inside=["panel-5"])
    assert led(sections, "Worksheet 8", SHEET) == {}


def test_a_page_means_its_own_then_the_chapters(sections):
    assert led(sections, "hunt 2", SHEET)["hunt 2"] == (SHEET, "hunt-2")
    assert led(sections, "hunt 2", "notebooks/08_drag")
    assert led(sections, "hunt 2") == {}  # which one?
    said = "compared to what?"
    assert led(sections, said, place=nodes.emphasis) == {
        said: ("notebooks/06_how_good", "compared")
    }
    assert led(sections, said, SHEET, nodes.emphasis)[said] == (SHEET, "compared")
    assert led(sections, "the dimmer", place=nodes.emphasis) == {}
    own = led(sections, "the dimmer", "notebooks/03_network", nodes.emphasis)
    assert own == {"the dimmer": ("notebooks/03_network", "dimmer")}


def test_what_follows_the_number_is_a_name_on_its_own_page(sections):
    said = "right for the wrong reason"
    own = led(sections, said, "notebooks/08_drag", nodes.emphasis)
    assert own == {said: ("notebooks/08_drag", "hunt-2")}
    assert led(sections, said, place=nodes.emphasis) == {}
