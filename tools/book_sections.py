"""Mentions of sections: "panel 3", "hunt 2", and a title in quotes or emphasis.

A section is mentioned as the text does it: by its word and number, where its title
begins with them, or by its title, in quotes or emphasis. A page means its own sections
first. Of titles it means those of the chapters next, before those of worksheets and
other pages. A name that several have leads nowhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docutils import nodes
from sphinx.environment import BuildEnvironment

WORDS = ("hunt", "panel", "reason", "worksheet")
NUMBERS = r"\d+(?:(?:,\s+|,?\s+(?:and|or|to)\s+|-|–)\d+)*"
NAMED = re.compile(rf"\b({'|'.join(WORDS)})s?\s+({NUMBERS})\b", re.IGNORECASE)
TITLED = re.compile(rf"(?i:({'|'.join(WORDS)})s?)\s+({NUMBERS}):\s+(.+)")
QUOTED = re.compile('[“"]([^“”"]+)[”"]')
CHAPTER = re.compile(r"notebooks/\d+b?_\w+")

Place = tuple[str, str]  # page, anchor in it


def plain(title: str) -> str:
    """A title, as it is compared: "Compared to what?" and "compared to what"."""
    said = " ".join(title.split()).casefold().rstrip(".?!,:;")
    return said.replace("’", "'")


@dataclass
class Sections:
    """Every section of the book, by the names it may be called by."""

    numbered: dict[str, list[Place]] = field(default_factory=dict)
    titled: dict[str, list[Place]] = field(default_factory=dict)
    short: dict[str, list[Place]] = field(default_factory=dict)  # on their own page

    @classmethod
    def of(cls, env: BuildEnvironment) -> "Sections":
        found = cls()
        for page, toc in env.tocs.items():
            for entry in toc.findall(nodes.reference):
                found.add(entry.astext(), (page, entry["anchorname"].lstrip("#")))
        return found

    def add(self, title: str, place: Place) -> None:
        self.titled.setdefault(plain(title), []).append(place)
        if numbered := TITLED.fullmatch(title):
            word, numbers, rest = numbered.groups()
            for number in re.findall(r"\d+", numbers):
                name = f"{word.lower()} {number}"
                self.numbered.setdefault(name, []).append(place)
            self.short.setdefault(plain(rest), []).append(place)

    def with_number(self, name: str, page: str) -> Place | None:
        """What a page means by "panel 3"."""
        places = self.numbered.get(name, [])
        return only([place for place in places if place[0] == page] or places)

    def with_title(self, name: str, page: str) -> Place | None:
        """What a page means by the words of a title."""
        places = self.titled.get(plain(name), [])
        own = [*places, *self.short.get(plain(name), [])]
        own = [place for place in own if place[0] == page]
        chapters = [place for place in places if CHAPTER.fullmatch(place[0])]
        return only(own or chapters or places)


def only(places: list[Place]) -> Place | None:
    return places[0] if len(places) == 1 else None


def around(text: nodes.Text) -> set[str]:
    """The anchors of the sections that a text stands in; a page's own is empty."""
    found, node = {""}, text.parent
    while node is not None:
        if isinstance(node, nodes.section):
            found |= set(node["ids"])
        node = node.parent
    return found


def mentions(
    text: nodes.Text, page: str, sections: Sections
) -> Iterator[tuple[int, int, Place]]:
    """The sections that a text names: from, to, and where they are."""
    said = str(text)
    found: list[tuple[int, int, Place | None]] = []
    for mention in NAMED.finditer(said):
        numbers = [*re.finditer(r"\d+", mention[2])]
        for number in numbers:
            start, end = (mention.start(2) + k for k in number.span())
            if len(numbers) == 1:  # the word belongs to the link
                start = mention.start()
            name = f"{mention[1].lower()} {number[0]}"
            found.append((start, end, sections.with_number(name, page)))
    quotes = [(*quote.span(1), quote[1]) for quote in QUOTED.finditer(said)]
    if isinstance(text.parent, nodes.emphasis):
        quotes.append((0, len(said), said))
    for start, end, title in quotes:
        if " " in title.strip():  # one word is a word
            found.append((start, end, sections.with_title(title, page)))
    for start, end, place in found:
        if place and not (place[0] == page and place[1] in around(text)):
            yield start, end, place
