"""No number is said that was not computed, asserted or cited on the same page.

What has three digits or more is looked for on the whole page; what has less, and what
is said in words, near by: in its section and the one before. Tables, which sum up, may
reach further. Where a paragraph names another chapter, that one's numbers count too.
Pages without cells may use those of all chapters. What is quoted, or followed by the
name and year of who measured it, is cited: the book's references must know the name.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, reduce
from itertools import pairwise
from operator import or_
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from bs4 import BeautifulSoup
from helpers_numbers import Evidence, Said, evidence, said

ROOT = Path(__file__).parents[2]
CONTENTS = ROOT / "notebooks" / "contents.ipynb"
NOTEBOOKS = [p for p in sorted(CONTENTS.parent.glob("*.ipynb")) if p != CONTENTS]
# tests/browser/test_worksheets.py computes the worksheets' numbers anew.
PAGES = [ROOT / "README.md", *sorted((ROOT / "book").glob("*.md"))]

NETWORK = {28, 784, 128, 64, 109_386, 60_000, 10_000, 70_000, 24, 25, 0.001}
ALLOWED = {*range(11), 100, *NETWORK}
SPOKEN = {  # names and examples: nothing that was measured
    "01_light_bulbs_and_friends": {"42": "a bulb's name", "2.718": "e"},
    "03_the_network": {"44": "digits of e to the 100", "3.26": "ln 26"},
}
WHOLE = r"^## (Exercises|Three quick questions|Recap)$"
CITED = r"\(([A-Z][\w' -]+?)(?:,| and\b| et al)[^()]*?\b((?:19|20)\d\d)\)"
NAMED = r"([A-Z]\w+)(?:, [A-Z]\w+)*(?: and \w+| et al\.)? \(((?:19|20)\d\d)\)"


class Statement(NamedTuple):
    """A sentence, or a row of a table, and what may bear out its numbers."""

    text: str
    near: Evidence
    page: Evidence

    def open(self) -> Iterator[Said]:
        """Its numbers that nothing bears out."""
        for one in said(self.text):
            far = one.specific or self.text.startswith("|")
            found = self.page if far else self.near
            if not is_allowed(one) and not found.bears_out(one):
                yield one


def is_allowed(one: Said) -> bool:
    if one.kind == "share":
        return one.text in ("0%", "100%")
    if one.kind == "times":
        return False
    year = re.fullmatch(r"(19|20)\d\d", one.text)
    return bool(year) or (one.low + one.high) / 2 in ALLOWED


def statements(path: Path) -> Iterator[Statement]:
    """All that a page says, and where its numbers may come from."""
    if path.suffix == ".md":
        source = path.read_text(encoding="utf-8")
        code = "\n".join(re.findall(r"```.*?```|`[^`]*`", source, re.DOTALL))
        known = merged([*map(shown, NOTEBOOKS), evidence("", code)])
        yield from (Statement(text, known, known) for text in sentences(source))
        return
    cells = nbformat.read(path, as_version=4).cells
    starts = [k for k, c in enumerate(cells) if re.search("^## ", words(c), re.M)]
    before = Evidence()
    for start, end in pairwise([0, *starts, len(cells)]):
        section = cells[start:end]
        here = merged(map(computed, section))
        whole = not start or re.search(WHOLE, words(section[0]), re.MULTILINE)
        for cell in section:
            named = merged(map(shown, named_in(words(cell))))
            page = shown(path) | named
            near = page if whole else before | here | named
            yield from (Statement(text, near, page) for text in sentences(words(cell)))
        before = here


@cache
def shown(path: Path) -> Evidence:
    """All that a notebook computes."""
    return merged(map(computed, nbformat.read(path, as_version=4).cells))


def merged(many) -> Evidence:
    return reduce(or_, many, Evidence())


def computed(cell) -> Evidence:
    """The numbers in a cell's code, in what it printed, in its picture's words."""
    if cell.cell_type != "code":
        return Evidence()
    printed = [cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")]
    for output in cell.outputs:
        data = output.get("data", {})
        html = BeautifulSoup(data.get("text/html", ""), "html.parser")
        for tag in html(["script", "style", "svg"]):
            tag.decompose()
        printed += [output.get("text", ""), data.get("text/plain", "")]
        printed += [data.get("text/markdown", ""), html.get_text(" ")]
    return evidence(cell.source, "\n".join(printed))


def words(cell) -> str:
    return cell.source if cell.cell_type == "markdown" else ""


def named_in(source: str) -> Iterator[Path]:
    """Notebooks that a text speaks of, as chapters 4 and 4b, or links to."""
    chapters = r"(?i)\bchapters?\s(\d+b?(?:(?:,|\sand|\sto)\s\d+b?)*)"
    spoken = " ".join(re.findall(chapters, source))
    numbers = {f"0{number}" for number in re.findall(r"\d+b?", spoken)}
    for path in NOTEBOOKS:
        if path.stem.split("_")[0] in numbers or f"({path.name}" in source:
            yield path


def sentences(markdown: str) -> Iterator[str]:
    """What a page says itself: without code, quotes, and what it cites or asks."""
    text = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", " ", markdown, flags=re.DOTALL)
    text = re.sub(r"^\*About \d+ minutes\.\*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\b\d+–\d+(?=:| \|)", "", text)  # minutes of a lesson's plan
    text = text.replace("{,}", ",")
    text = re.sub(r"</?[a-zA-Z][^>]*>|[_^](\{[^{}]*\}|.)|[*$&\\]", " ", text)
    text = re.sub(r"(?i)\b(exercises?|version|python)\s+\d+\w?(\.\d+)*", " ", text)
    for block in re.split(r"\n\s*\n|\n(?=\||[-*] |\d+\. |#)", text):
        line = " ".join(re.sub(r'"[^"]*"|“[^”]*”', " (quoted) ", block).split())
        for sentence in re.split(r"(?<=[.!?])\s+(?=\W*[A-Z0-9])", line):
            cites = re.search(f"{CITED}|{NAMED}", sentence) or "{cite" in sentence
            if not cites and not sentence.endswith("?"):
                yield sentence


def unfounded(path: Path) -> list[tuple[str, str]]:
    """Numbers that nothing bears out, and the sentences that say them."""
    return [(one.text, said.text) for said in statements(path) for one in said.open()]


@pytest.mark.parametrize("path", [*NOTEBOOKS, *PAGES], ids=lambda path: path.stem)
def test_every_number_in_prose_was_computed_asserted_or_cited(path):
    spoken = SPOKEN.get(path.stem, {})
    assert [found for found in unfounded(path) if found[0] not in spoken] == []


@pytest.mark.parametrize("stem", SPOKEN)
def test_what_is_on_the_list_is_still_said(stem):
    (path,) = (path for path in [*NOTEBOOKS, *PAGES] if path.stem == stem)
    assert SPOKEN[stem].keys() == {number for number, _ in unfounded(path)}


def test_what_is_cited_stands_in_the_references():
    """(LeCun and others, 1998), Kuhn (1955): with that first author, of that year."""
    entries = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    known = re.findall(r"author=\{(.+?), .*year=\{(\d+)\}", entries)
    known = {(letters(name), year) for name, year in known}
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            text = words(cell)
            for name, year in re.findall(CITED, text) + re.findall(NAMED, text):
                assert (letters(name), year) in known, f"{path.stem}: {name}, {year}"


def letters(name: str) -> str:
    """Ciresan, for Cireşan and for its spelling in LaTeX."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\\[a-z]\b|\W", "", name))
    return plain.encode("ascii", "ignore").decode()


# --- the test is tested ------------------------------------------------------

HELD = [
    ("97.7% are right", "", "right: 97.68%"),
    ("97.7% are right", "assert right > 0.977", ""),
    ("98% are right", "", "0.977"),
    ("97 to 98% are right", "", "97.1% 97.9%"),
    ("1.5 percent", "", "0.015"),
    ("some 23,000 steps", "", "23,450"),
    ("twenty times", "range(20)", ""),
    ("more than two thousand three hundred steps", "2_300", ""),
    ("nearly four mistakes in five", "assert 0.78 < caught < 0.8", ""),
    ("a third of all answers", "", "33.5%"),
    ("half of the mistakes", "", "median: 0.5"),
    ("twice as many", "assert ours > 2 * theirs", ""),
    ("a thousandfold", "", "1000 times"),
    ("three times as fast", "", "2.9 times"),
    ("ten times the rate", "rates = (0.001, 0.01)", ""),
    ("sixteen times the work", "sizes = (64, 1024)", ""),
    ("more than 97 of 100", "", "97.7%"),
    ("nearly 98%", "", "97.2%"),
    ("more than eighty percent", "assert right > 0.8", ""),
]
UNHELD = [
    ("97.68% are right", "", "right: 97.7%"),
    ("97.7% are right", "", "right: 97.8%, 977, 97"),
    ("98% are right", "", "97.4%"),
    ("97 to 98% are right", "", "97.9%"),
    ("23,450 steps", "", "23,000"),
    ("97.7% are right", "x = 1  # 97.7%", ""),
    ("twenty times", "range(2)", "0"),
    ("nearly four mistakes in five", "", "0.7"),
    ("a third of all answers", "", "30%"),
    ("twice as many", "x = 2", "2 and 2"),
    ("a thousandfold", "x = 1000", "1,000 digits"),
    ("twice as many", "sizes = (64, 128)", ""),
    ("some thirty small jobs", "", "31"),
    ("more than 97%", "", "96.8%"),
    ("above 90%", "", "98%"),
    ("more than eighty percent", "", "87%"),
]


@pytest.mark.parametrize(("prose", "code", "printed"), HELD)
def test_a_number_that_was_computed_may_be_said(prose, code, printed):
    for one in said(prose):
        assert is_allowed(one) or evidence(code, printed).bears_out(one)


@pytest.mark.parametrize(("prose", "code", "printed"), UNHELD)
def test_a_number_that_was_not_computed_may_not(prose, code, printed):
    known = evidence(code, printed)
    assert not all(is_allowed(one) or known.bears_out(one) for one in said(prose))


PLANTED = ["83.47%", "0.8347", "1,234,567 digits"]
PLANTED += ["three thousand seven hundred", "4,321 times as many"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_planted_numbers_are_found_in_every_notebook(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    prose = "\n\n".join(f"And in the end it was {planted}." for planted in PLANTED)
    cell = nbformat.v4.new_markdown_cell(prose)
    notebook.cells.insert(len(notebook.cells) // 2, cell)
    nbformat.write(notebook, tmp_path / path.name)
    found = [text for _, text in unfounded(tmp_path / path.name)]
    assert sum("in the end it was" in text for text in found) == len(PLANTED)
