"""The course's pictures in a page: they follow its light and dark, and open large.

A notebook stores a chart as an SVG in the colours of day. In the page it stands as a
part of the page itself, each colour named after what it means, so that one rule of
style turns them all; texts take the page's own font. What a picture says to those who
cannot see it is what the chart said of itself.
"""

import re
from collections.abc import Iterable
from html import escape
from itertools import count
from pathlib import Path

import numpy as np
from docutils import nodes
from matplotlib.colors import to_rgb
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from mnist_core.drawing import DARK, LIGHT, WHITE, named_colours

COLOUR = re.compile(r"#[0-9a-f]{6}\b")
FILM = re.compile(r'<img alt="[^"]*" src="data:image/webp;base64,[^"]*">')
# What is shaded lies between two colours of the theme.
SHADES = [
    ("quiet", "loud"),
    *(("background", name) for name in ("count", "diagonal", "errors")),
]
NEAR = 0.01  # how far from the line between them, of 1
OUTPUT = "cell_code_output"
GROWN = 1.2  # in a wide window, as large as the page's own text
ROOMY = 800  # pixels: what is wider by nature, a phone lets scroll


NAMES = {value: name for name, value in reversed(named_colours(LIGHT).items())}


def named(colour: str) -> str:
    """A colour of day as the page knows it; what means nothing stays as it is."""
    if colour == WHITE:
        return colour
    if colour in NAMES:
        return f"var(--picture-{NAMES[colour]})"
    for low, high in SHADES:
        start, end = (
            np.array(to_rgb(named_colours(LIGHT)[name])) for name in (low, high)
        )
        way, seen = end - start, np.array(to_rgb(colour)) - start
        share = seen @ way / (way @ way)
        if 0 < share < 1 and np.abs(seen - share * way).max() < NEAR:
            return (
                f"color-mix(in srgb, var(--picture-{high}) {share:.0%}, "
                f"var(--picture-{low}))"
            )
    return colour


def in_page(svg: str, alt: str, number: int) -> str:
    """A stored SVG as a figure of the page.

    Args:
        svg: as a notebook stores it.
        alt: what it shows.
        number: of the picture in its page: names inside it must be its own.
    """
    svg = COLOUR.sub(lambda found: named(found[0]), svg)
    svg = re.sub(r'\b(id="|href="#|url\(#)', rf"\1p{number}-", svg)
    svg = re.sub(r"<title>.*?</title>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'^(<svg[^>]*?) font-family="[^"]*"', r"\1", svg)
    width = int(re.search(r'width="(\d+)"', svg)[1])
    words = f'<svg role="img" aria-label="{escape(alt)}" '
    kind = "picture wide" if width > ROOMY else "picture"
    return (
        f'<figure class="{kind}" style="--width: {GROWN * width:.0f}px">'
        f"{svg.replace('<svg ', words, 1)}</figure>"
    )


class PartOfThePage(SphinxTransform):
    """Every SVG that a cell showed becomes a part of its page; a film opens large."""

    default_priority = 10  # before Sphinx copies files

    def apply(self, **_: object) -> None:
        numbers = count()
        for image in list(self.document.findall(nodes.image)):
            if not image["uri"].endswith(".svg") or not of_a_cell(image):
                continue
            path = Path(self.app.srcdir, image["uri"].lstrip("/"))
            made = in_page(
                path.read_text(encoding="utf-8"), image.get("alt", ""), next(numbers)
            )
            image.replace_self(nodes.raw("", made, format="html"))
        for film in list(self.document.findall(nodes.raw)):
            if FILM.fullmatch(film.astext().strip()) and of_a_cell(film):
                made = f'<figure class="picture wide">{film.astext()}</figure>'
                film.replace_self(nodes.raw("", made, format="html"))


def of_a_cell(node: nodes.Node) -> bool:
    """Whether it came out of a cell."""
    while node is not None:
        if isinstance(node, nodes.container) and node.get("nb_element") == OUTPUT:
            return True
        node = node.parent
    return False


def rules() -> str:
    """The style sheet: by day, at night, and on paper, which is always white."""
    day, night = rule(named_colours(LIGHT)), rule(named_colours(DARK))
    return (
        f"html {{\n{day}\n}}\n\n"
        f'@media not print {{\n  html[data-theme="dark"] {{\n{night}\n  }}\n}}\n'
    )


def rule(named: dict[str, str]) -> str:
    return "\n".join(
        f"  --picture-{name}: {value};" for name, value in drawn_on_the_page(named)
    )


def drawn_on_the_page(named: dict[str, str]) -> Iterable[tuple[str, str]]:
    """A picture has no paper of its own: it lies on the page's."""
    paper = {"background": "var(--pst-color-background)"}
    return (named | paper).items()


def write_rules(app: Sphinx) -> None:
    """Beside the other style sheets of the book."""
    if app.builder.format == "html":
        path = Path(app.outdir, "_static", "picture-colours.css")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rules(), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_transform(PartOfThePage)
    app.add_css_file("picture-colours.css")
    app.connect("builder-inited", write_rules)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
