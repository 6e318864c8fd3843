"""What each cell of code is to a reader: decided once, when the book is built.

A cell may be *setup*, *asserts*, a *chart* call, an exercise or its check, or the code
that the chapter is about. The page folds some of them (``reading.js``), and after a
**Guess** it lets the next output wait for a tap. What is added here for that is a class
and a button: without JavaScript, and in print, a page shows everything.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

# What stands on the button that unfolds a cell of each kind.
KINDS = {
    "setup": "Setup",
    "asserts": "Asserts",
    "hidden": "Code",
    "check": "Check your answer",
    "chart": "Code",
    "exercise": "Code",
    "code": "Code",
}
CHART = re.compile(r"(mc\.)?(charts|pieces)\.\w+|mc\.(explore|draw_panels?|Film)")
LIVE = ("<mnist-piece", "<mnist-explorer")

FOLD = '<button type="button" class="cell-fold" aria-expanded="false">{}</button>'
WAIT = '<button type="button" class="cell-wait">Show what came out</button>'


def is_assert(statement: ast.stmt) -> bool:
    """An assert, or a loop of nothing but asserts."""
    if isinstance(statement, ast.For | ast.With):
        return is_assert(statement.body[-1])
    return isinstance(statement, ast.Assert)


def is_chart(statement: ast.stmt) -> bool:
    """A picture is drawn, or something to play with is put there."""
    if not isinstance(statement, ast.Expr | ast.Assign):
        return False
    call = statement.value
    return isinstance(call, ast.Call) and bool(CHART.fullmatch(ast.unparse(call.func)))


def kind_of(source: str, tags: list[str], prints: bool) -> str:
    """What a cell is, from its source, its tags, and whether something came out."""
    for tag, kind in [("check", "check"), ("exercise", "exercise")]:
        if tag in tags:
            return kind
    if "hide-input" in tags:
        return "hidden"
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a magic
        return "code"
    imports = (ast.Import, ast.ImportFrom)
    charts = sum(map(is_chart, statements))
    asserts = sum(map(is_assert, statements))
    others = [s for s in statements if not (isinstance(s, imports) or is_assert(s))]
    if charts and all(map(is_chart, others)):
        return "chart"
    opens = any(
        "mnist_core" in {a.name for a in s.names}
        for s in statements
        if isinstance(s, ast.Import)
    )
    branches = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While)
    if not (others or asserts) or (
        opens and not any(isinstance(s, branches) for s in others)
    ):
        return "setup"
    if asserts and not prints and 2 * asserts >= len(statements):
        return "asserts"
    return "code"


def cells(tree: nodes.Node) -> Iterator[nodes.container]:
    """The cells of code of a page, or of a part of it."""
    for node in tree.findall(nodes.container):
        if node.get("nb_element") == "cell_code":
            yield node


def part(cell: nodes.Node, name: str) -> nodes.container | None:
    """The source of a cell, or its output, where it has one."""
    for child in cell.children:
        if isinstance(child, nodes.container) and child.get("nb_element") == name:
            return child
    return None


def is_live(cell: nodes.Node) -> bool:
    """Something to play with, not something that came out."""
    output = part(cell, "cell_code_output")
    raw = output.findall(nodes.raw) if output else ()
    return any(live in node.astext() for node in raw for live in LIVE)


def shows(cell: nodes.Node) -> bool:
    """Something came out that can wait."""
    return part(cell, "cell_code_output") is not None and not is_live(cell)


def is_guess(node: nodes.Node) -> bool:
    """A reader is asked to guess."""
    return isinstance(node, nodes.paragraph) and any(
        strong.astext().startswith("Guess") for strong in node.findall(nodes.strong)
    )


def is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def let_wait(guess: nodes.Node) -> None:
    """Mark the cells whose outputs answer a guess: up to the next words after them.

    What lives does not wait: it is there to find the answer with. Nor does anything
    wait that stands below another heading.
    """
    after = guess.parent.children[guess.parent.index(guess) + 1 :]
    waiting = False
    for node in after:
        if isinstance(node, nodes.section) or is_guess(node):
            break
        if is_cell(node) and shows(node) and "waits" not in node["classes"]:
            node["classes"].append("waits")
            if not waiting:
                output = part(node, "cell_code_output")
                node.insert(node.index(output), nodes.raw("", WAIT, format="html"))
            waiting = True
        elif waiting and not is_cell(node):
            break


def sort_cells(app: Sphinx, tree: nodes.document) -> None:
    """Say of every cell what it is, and what waits."""
    for cell in list(cells(tree)):
        source = part(cell, "cell_code_source")
        output = part(cell, "cell_code_output")
        if source is None:
            continue
        tags = cell["cell_metadata"].get("tags", [])
        kind = kind_of(source.astext(), tags, output is not None)
        cell["classes"] += [f"kind-{kind}"] + ["mute"] * (output is None)
        cell.attributes.pop("hide_mode", None)  # folded as all others are
        button = FOLD.format(KINDS[kind])
        cell.insert(0, nodes.raw("", button, format="html"))
    for guess in list(filter(is_guess, tree.findall(nodes.paragraph))):
        let_wait(guess)


SWITCH = {
    "type": "javascript",
    "javascript": "",  # reading.js listens
    "tooltip": "With code or without",
    "icon": "fas fa-code",
    "text": "Code",
    "label": "code-switch",
    "classes": "pst-js-only",
}


# What can be taken along: what it says, and what it says to who asks.
DOWNLOADS = {
    ".ipynb": ("This page as a notebook", "A file for Jupyter (.ipynb)"),
    ".md": ("The text of this page", "A file of plain text (.md)"),
    ".pdf": ("Print, or keep as PDF", "Opens the browser's print dialog"),
}


def add_switch(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """With code, or without: a button in the toolbar of every page."""
    buttons = context.get("header_buttons", [])
    for group in buttons:
        for button in group.get("buttons", ()):
            if named := DOWNLOADS.get(button["text"]):
                button["text"], button["tooltip"] = named
    buttons.insert(0, SWITCH)


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", sort_cells)
    app.connect("html-page-context", add_switch, priority=600)
