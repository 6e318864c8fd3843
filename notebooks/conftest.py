"""What nbval needs to know about the course's notebooks.

A cell tagged ``within-3%`` prints numbers that came out of training. On
another machine they come out a little different, so each may differ from
the stored one by that share of its size; the words around them may not.
Every other cell must say exactly what is stored.

With ``--solved`` the exercises are filled in with the solutions of
book/solutions, and every check must then say "right".
"""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbval.plugin import IPyNbCell

SOLUTIONS = Path(__file__).parent.parent / "book" / "solutions"
NUMBER = re.compile(
    r"(?<![\w.])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?"
)


class Near(str):
    """Text that equals another if the words do, and the numbers nearly."""

    share: float

    def __new__(cls, text: str, share: float) -> "Near":
        near = super().__new__(cls, text)
        near.share = share
        return near

    def __eq__(self, other: object) -> bool:
        ours, theirs = numbers(self), numbers(str(other))
        return words(self) == words(str(other)) and all(
            abs(a - b) <= self.share * max(abs(a), abs(b))
            for a, b in zip(ours, theirs, strict=True)
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def words(text: str) -> list[str]:
    """What is left without numbers, and space that lines them up."""
    return NUMBER.sub(" \0 ", text).split()


def numbers(text: str) -> list[float]:
    found = NUMBER.findall(text)
    return [float(n.replace(",", "").replace("−", "-")) for n in found]


def cleaned(text: str, share: float | None) -> str:
    """What is compared.

    Films, as other pictures, by their words alone; what moves by what it
    begins with, for its drawing and words are made in the page.
    """
    text = re.sub(
        r"(?:<style>.*?</style>)?(<mnist-(\w+)\b[^>]*>).*</mnist-\2>"
        r"(?:<script>.*?</script>)?",
        r"\1",
        text,
        flags=re.DOTALL,
    )
    text = re.sub(r"base64,[\w+/=]+", "", text)
    return text if share is None else Near(text, share)


def tolerance(cell: nbformat.NotebookNode) -> float | None:
    """0.03 for a cell tagged ``within-3%``."""
    for tag in cell.metadata.get("tags", []):
        if found := re.fullmatch(r"within-([\d.]+)%", tag):
            return float(found[1]) / 100
    return None


def solutions(notebook: Path) -> dict[str, str]:
    """The source of what solves each exercise of a notebook."""
    path = SOLUTIONS / f"{notebook.stem.split('_')[0]}.py"
    source = path.read_text(encoding="utf-8")
    return {
        node.name: ast.get_source_segment(source, node)
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--solved", action="store_true", help="with the solutions in"
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    for item in items:
        if not isinstance(item, IPyNbCell):
            continue
        share = tolerance(item.cell)
        item.sanitize = lambda text, share=share: cleaned(text, share)
        if config.getoption("solved"):
            solve(item)


def solve(item: IPyNbCell) -> None:
    """Put in the solution; expect its check to agree."""
    source = item.cell.source
    tags = item.cell.metadata.get("tags", [])
    if "exercise" in tags:
        (name,) = re.findall(r"^(?:def|class) (\w+)", source, re.MULTILINE)
        item.cell.source = solutions(Path(item.fspath))[name]
    elif "check" in tags:
        (number,) = re.findall(
            r'^with check\("([\w.]+)"\):', source, re.MULTILINE
        )
        text = f"Exercise {number}: right!\n"
        item.cell.outputs = [nbformat.v4.new_output("stream", text=text)]
        item.options["check"] = True
