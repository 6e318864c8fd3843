"""What a page says only where the course has an address, or only where it has none.

Anything with the class ``published`` (a card, a ``{div}``, a code block) is left out of
the book until ``make publish-as`` has written an address; anything with the class
``unpublished`` is left out from then on. In the former, ``REPOSITORY`` is replaced by
the repository's address and ``SITE`` by the book's.
"""

from docutils import nodes
from sphinx.application import Sphinx


def choose(app: Sphinx, doctree: nodes.document) -> None:
    """Keep what holds for this copy, and fill in its addresses."""
    site = app.config.html_baseurl
    addresses = {
        "REPOSITORY": app.config.html_theme_options.get("repository_url", ""),
        "SITE": site,
    }
    drop = "unpublished" if site else "published"
    for node in list(doctree.findall(nodes.Element)):
        if drop in node.get("classes", ()):
            node.parent.remove(node)
        elif "published" in node.get("classes", ()):
            for text in list(node.findall(nodes.Text)):
                fill_in(text, addresses)


def fill_in(text: nodes.Text, addresses: dict[str, str]) -> None:
    words = str(text)
    for name, address in addresses.items():
        words = words.replace(name, address)
    block = text.parent
    block.replace(text, nodes.Text(words))
    if isinstance(block, nodes.literal_block):
        block.rawsource = words  # else it is not coloured


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-read", choose)
    # Pages are read anew when the address changes.
    app.add_config_value("book_published", "", "env")
    app.connect("config-inited", remember, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def remember(app: Sphinx, config) -> None:
    config.book_published = config.html_baseurl or ""
