"""What the book needs beyond Jupyter Book: addresses, a 404 page, and the explorer,
which brings its places in the pages to life. What else it needs has a file each: PARTS.

Addresses follow from one setting, ``html.baseurl`` in ``_config.yml``, which
``make publish-as`` writes. Without it the book has no address yet: no sitemap is
written, and links to the outside point nowhere.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config

from mnist_core.data import load_mnist
from mnist_core.explorer import embed_files, single_file, site_files
from mnist_core.models import load_weights

PARTS = (
    "book_cells",
    "book_links",
    "book_pictures",
    "book_download",
    "book_published",
    "book_light",
    "book_offline",
)

LOST = """<h1>Nothing here</h1>
<p>This address belongs to no page of the course. Perhaps a chapter moved. The
<a href="{home}">table of contents</a> knows them all.</p>"""


def spread_the_address(app: Sphinx, config: Config) -> None:
    """Tell the other extensions where the book will stand."""
    base = config.html_baseurl or ""
    home = urlsplit(base).path or "/"
    config.ogp_site_url = base
    config.notfound_urls_prefix = home
    config.notfound_context = {
        "title": "Nothing here",
        "body": LOST.format(home=f"{home}book/index.html"),
    }


def bring_to_life(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Where a page holds a piece or an explorer, load what they need."""
    if "<mnist-" in context.get("body", ""):
        path = context["pathto"]
        context["metatags"] = context.get("metatags", "") + (
            f'<link rel="stylesheet" href="{path("explorer/embed.css", 1)}">'
            f'<script defer src="{path("explorer/embed.js", 1)}"></script>'
        )


def write_explorer(out: Path) -> None:
    """The explorer of the network that comes with the course, on all digits at hand.

    Twice: as files, and as one file for a book that is opened from disk.
    """
    model, digits = load_weights()[0], load_mnist().test
    out.mkdir(exist_ok=True)
    for name, content in (site_files(model, digits) | embed_files()).items():
        (out / name).write_bytes(content)
    (out / "whole.html").write_text(single_file(model, digits), encoding="utf-8")


# What the theme names for screen readers otherwise than it names it for eyes, or not at
# all: each with what stands there instead.
NAMES = {
    r'(id="pst-primary-sidebar") (?!role)': (
        r'\1 role="complementary" aria-label="Course" '
    ),
    r'(search-button-field[^>]*) aria-label="Search"': r"\1",
    r'(class="theme-switch [^>]*) title="[^"]*"': r"\1",
    r'<summary aria-label="Toggle hidden content">': "<summary>",
    r'<summary>(?=<span class="toctree-toggle")': '<summary aria-label="Pages below">',
    r'<div role="list" class="citation-list">': '<div class="citation-list">',
    r' role="doc-biblioentry"': "",
}


def mend_names(page: Path) -> None:
    """Give a page's controls the names that are seen."""
    text = page.read_text(encoding="utf-8")
    for theirs, ours in NAMES.items():
        text = re.sub(theirs, ours, text)
    page.write_text(text, encoding="utf-8")


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Add what is no page to the finished book."""
    if exception is None and app.builder.format == "html":
        out = Path(app.outdir)
        for page in out.rglob("*.html"):
            mend_names(page)
        write_explorer(out / "explorer")
        (out / ".nojekyll").touch()  # else GitHub Pages leaves out _static


def setup(app: Sphinx) -> dict[str, bool]:
    for part in PARTS:
        app.setup_extension(part)
    app.connect("config-inited", spread_the_address, priority=400)
    app.connect("html-page-context", bring_to_life)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
