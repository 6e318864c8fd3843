"""Links between the pages, made when the book is built: "chapter 4" leads to chapter 4,
a section that is named to that section (``book_sections``), the first use of a
glossary's word on a page to the glossary, and the glossary leads back to the pages that
use it. And "4b" stands in the menu, as the text cites it.
"""

import re
from collections.abc import Callable, Iterator

from book_sections import Sections, mentions
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx_design.dropdown import dropdown_title

GLOSSARY = "book/glossary"
NUMBER = re.compile(r"notebooks/0*(\d+)([b-z]?)_\w+")
# Where no word becomes a link.
CLOSED = (
    nodes.reference,
    nodes.title,
    nodes.subtitle,
    nodes.rubric,
    nodes.term,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.comment,
    nodes.image,
    nodes.caption,
    addnodes.pending_xref,
    addnodes.index,
    dropdown_title,  # it can be pressed already
)
CHAPTERS = re.compile(
    r"\b(?:[Cc]hapter|[Cc]hapters)\s+\d+b?(?:(?:,\s+|,?\s+(?:and|or|to)\s+|-|–)\d+b?)*\b"
)
EXERCISES = re.compile(r"\b[Ee]xercise\s+(\d+b?)\.(\d+)\b")
ONE = re.compile(r"\d+b?")

# Words of the glossary that are everyday words too: how they stand where meant.
MEANT = {
    "reading": r"(?<=\bone )reading\b|(?<=\b[Aa] )reading\b|(?<=\b[Tt]he )reading\b"
    r"|\breadings\b",
    "Adam": r"\bAdam\b",
    "MNIST": r"\bMNIST\b",
    "ReLU": r"\bReLU\b",
}
PLURALS = {
    "batch": "batches",
    "loss": "losses",
    "bias": "biases",
    "epoch": "epochs",
    "logits": "logit",
    "probabilities": "probability",
    "confusion matrix": "confusion matrices",
}


def number_of(page: str) -> str | None:
    """The number by which the text cites a chapter: 4 or 4b."""
    found = NUMBER.fullmatch(page)
    return found and found[1] + found[2]


def chapters(env: BuildEnvironment) -> dict[str, str]:
    """The page of each chapter, by its number."""
    return {number: page for page in env.found_docs if (number := number_of(page))}


def texts(tree: nodes.Element) -> Iterator[nodes.Text]:
    """The words of a page that may become links, in order."""
    for child in list(tree.children):
        if isinstance(child, nodes.Text):
            yield child
        elif not isinstance(child, CLOSED) and "cell_input" not in child["classes"]:
            yield from texts(child)


def join_lines(tree: nodes.Element) -> None:
    """Make one text of a paragraph: "chapter" may end one line, "3" begin the next."""
    for place in list(tree.findall(nodes.TextElement)):
        joined: list[nodes.Node] = []
        for child in place.children:
            if (
                joined
                and isinstance(child, nodes.Text)
                and type(joined[-1]) is nodes.Text
            ):
                joined[-1] = nodes.Text(joined[-1] + child)
            else:
                joined.append(child)
        if len(joined) < len(place.children):
            place.children = []
            place.extend(joined)


Link = tuple[int, int, str, str]  # from, to, address, class


def set_links(text: nodes.Text, links: list[Link]) -> None:
    """Put links where they belong in a piece of text."""
    said, pieces, at = str(text), [], 0
    for start, end, address, kind in sorted(links):
        if start < at:  # within another link
            continue
        link = nodes.reference("", said[start:end], refuri=address, internal=True)
        link["classes"].append(kind)
        pieces += [nodes.Text(said[at:start])] * (start > at) + [link]
        at = end
    if pieces:
        pieces += [nodes.Text(said[at:])] * (at < len(said))
        text.parent.replace(text, pieces)


# --- chapters and exercises -----------------------------------------------------------


def chapter_links(
    said: str, page: str, pages: dict[str, str], way: Callable[[str], str]
) -> Iterator[Link]:
    """The chapters that a text names, with their numbers; not the page itself."""
    for mention in CHAPTERS.finditer(said):
        numbers = list(ONE.finditer(mention[0]))
        for number in numbers:
            start, end = (mention.start() + k for k in number.span())
            if len(numbers) == 1:  # the word belongs to the link
                start = mention.start()
            target = pages.get(number[0])
            if target and target != page:
                yield start, end, way(target), "to-chapter"


def exercise_links(
    said: str, page: str, pages: dict[str, str], way: Callable[[str], str]
) -> Iterator[Link]:
    for mention in EXERCISES.finditer(said):
        if target := pages.get(mention[1]):
            address = "" if target == page else way(target)
            place = f"#exercise-{mention[1]}-{mention[2]}"
            yield *mention.span(), address + place, "to-chapter"


def section_links(
    text: nodes.Text, page: str, sections: Sections, way: Callable[[str], str]
) -> Iterator[Link]:
    for start, end, (target, anchor) in mentions(text, page, sections):
        address = "" if target == page else way(target)
        yield start, end, address + (anchor and f"#{anchor}"), "to-section"


# --- the glossary ---------------------------------------------------------------------


def pattern_of(term: str) -> re.Pattern[str]:
    """How a word of the glossary is found in a text."""
    if term in MEANT:
        return re.compile(MEANT[term])
    forms = {term, PLURALS.get(term, f"{term}s")}
    words = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in forms)
    return re.compile(rf"(?<![-\w])(?:{words})(?![-\w])", re.IGNORECASE)


def terms_of(env: BuildEnvironment) -> dict[str, str]:
    """The words of the glossary, with their places in it; longer ones first."""
    place = {
        term: label
        for (kind, term), (page, label) in env.get_domain("std").objects.items()
        if kind == "term" and page == GLOSSARY
    }
    return {term: place[term] for term in sorted(place, key=len, reverse=True)}


def first_uses(
    tree: nodes.document, terms: dict[str, str]
) -> tuple[dict[int, list[tuple[int, int, str]]], set[str]]:
    """Where each word of the glossary is first used on a page, and all that are used.

    By the identity of a text: two that say the same are equal.
    A word that the page links to by hand is used, and needs no link more.
    """
    used = {
        node["reftarget"]
        for node in tree.findall(addnodes.pending_xref)
        if node.get("reftype") == "term"
    }
    places = {place: term for term, place in terms.items()}
    used |= {
        places[place]
        for node in tree.findall(nodes.reference)
        if (place := node.get("refuri", "").rpartition("#")[2]) in places
    }
    found: dict[int, list[tuple[int, int, str]]] = {}
    patterns = {term: pattern_of(term) for term in terms if term not in used}
    for text in texts(tree):
        taken: list[tuple[int, int]] = []
        for term in list(patterns):
            for use in patterns[term].finditer(str(text)):
                if any(use.start() < end and start < use.end() for start, end in taken):
                    continue  # "set" within "test set"
                taken.append(use.span())
                found.setdefault(id(text), []).append((*use.span(), term))
                used.add(term)
                del patterns[term]
                break
    return found, used


def wants_glossary(app: Sphinx, page: str) -> bool:
    """All pages but the glossary itself and the front door."""
    return page not in (GLOSSARY, app.config.root_doc)


def link(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Set a page's links."""

    def way(target: str) -> str:
        return app.builder.get_relative_uri(page, target)

    if app.builder.format != "html":
        return
    join_lines(tree)
    terms, pages = terms_of(app.env), chapters(app.env)
    sections = Sections.of(app.env)
    firsts = first_uses(tree, terms)[0] if wants_glossary(app, page) else {}
    for text in list(texts(tree)):
        said = str(text)
        links = [*chapter_links(said, page, pages, way)]
        links += exercise_links(said, page, pages, way)
        links += section_links(text, page, sections, way)
        for start, end, term in firsts.get(id(text), ()):
            address = f"{way(GLOSSARY)}#{terms[term]}"
            links.append((start, end, address, "to-glossary"))
        set_links(text, links)
    if page == GLOSSARY:
        say_where_used(app, tree, way)


def say_where_used(
    app: Sphinx, glossary: nodes.document, way: Callable[[str], str]
) -> None:
    """Below each word of the glossary: the chapters that use it."""
    env = app.env
    terms = terms_of(env)
    uses: dict[str, list[tuple[str, str]]] = {}
    for number, page in sorted(
        chapters(env).items(), key=lambda item: (len(item[0].rstrip("b")), item[0])
    ):
        tree = env.get_doctree(page)
        join_lines(tree)
        for term in first_uses(tree, terms)[1]:
            uses.setdefault(term, []).append((number, page))
    for item in glossary.findall(nodes.definition_list_item):
        names = [node.astext() for node in item.findall(nodes.term)]
        body = next(item.findall(nodes.definition))
        where = [use for name in names for use in uses.get(name, ())]
        if not where:
            continue
        line = nodes.paragraph("", "In chapter " if len(where) == 1 else "In chapters ")
        line["classes"].append("gloss-used")
        for k, (number, page) in enumerate(where):
            line += [nodes.Text(", ")] * (k > 0)
            line += nodes.reference("", number, refuri=way(page), internal=True)
        body += line


# --- the menu -------------------------------------------------------------------------


def second_parts(env: BuildEnvironment) -> Iterator[tuple[str, str, nodes.reference]]:
    """Chapters such as 4b: their number, page, and entry in the menu."""
    for number, page in chapters(env).items():
        if not number.isdigit() and page in env.tocs:
            yield number, page, next(env.tocs[page].findall(nodes.reference))


def forget_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Of an earlier build: those who number chapters know no such numbers."""
    for _, page, entry in second_parts(env):
        entry.attributes.pop("secnumber", None)
        env.titles[page].attributes.pop("secnumber", None)
    return []


def number_them(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give second parts their number, in the menu and over the page."""
    for number, page, entry in second_parts(env):
        entry["secnumber"] = env.titles[page]["secnumber"] = [number]
        # Its sections have none, and must not inherit it.
        inside = (
            node["anchorname"] for node in env.tocs[page].findall(nodes.reference)
        )
        env.toc_secnumbers[page] = dict.fromkeys(inside) | {
            entry["anchorname"]: (number,)
        }
    return [GLOSSARY]  # written anew: other pages' words may have changed


def setup(app: Sphinx) -> None:
    app.connect("env-get-updated", forget_numbers, priority=1)
    app.connect("env-get-updated", number_them, priority=900)
    app.connect("doctree-resolved", link)
