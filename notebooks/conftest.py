"""What nbval needs to know about the course's notebooks.

A cell tagged ``within-3%`` prints numbers that came out of training. On
another machine they come out a little different, so each may differ from
the stored one by that share of its size; the words around them may not.
Every other cell must say exactly what is stored.

With ``--solved`` the exercises are filled in with the solutions of
book/solutions, and every check must then say "right"; before that, it must
refuse each of the wrong solutions of tests/course/wrong.
"""

import ast
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbval.plugin import IPyNbCell

ROOT = Path(__file__).parent.parent
SOLUTIONS = ROOT / "book" / "solutions"
WRONG = ROOT / "tests" / "course" / "wrong"

# Run in the notebook instead of a check cell: wrong solutions, each under
# the name it wrongly solves, and then the right one.
TRY = """
for _name, _what, _source in {wrong!r}:
    exec(_source, globals())
    globals()[_name] = globals()[_what]
    try:
        exec({check!r}, globals())
    except AssertionError:
        continue
    raise RuntimeError(_what + " is wrong, but was not refused")
exec({right!r}, globals())
{check}
"""
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


def solutions(path: Path) -> dict[str, str]:
    """The source of each function and class of a file, by name."""
    source = path.read_text(encoding="utf-8")
    return {
        node.name: ast.get_source_segment(source, node)
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def wrong_solutions(path: Path, right: dict[str, str]) -> dict[str, str]:
    """The source of each wrong solution; ``double__adds`` is a ``double``.

    Some are written out; of others, CHANGED says what differs from the
    right one.
    """
    found = solutions(path)
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if (
            isinstance(node, ast.Assign)
            and node.targets[0].id == "CHANGED"
        ):
            for what, change in ast.literal_eval(node.value).items():
                source = right[name := what.split("__")[0]]
                assert source.count(change[0]) == 1, what
                source = source.replace(*change)
                found[what] = source.replace(
                    f"def {name}", f"def {what}", 1
                )
    return found


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
        # Of a picture, the words are compared.
        item.parent.skip_compare += ("image/svg+xml",)
        item.sanitize = lambda text, share=share: cleaned(text, share)
        if config.getoption("solved"):
            solve(item)


def solve(item: IPyNbCell) -> None:
    """Put in the solution; its check must agree, and refuse wrong ones."""
    source = item.cell.source
    tags = item.cell.metadata.get("tags", [])
    notebook = Path(item.fspath)
    file = f"{notebook.stem.split('_')[0]}.py"
    if "exercise" in tags:
        item.cell.source = solutions(SOLUTIONS / file)[exercise(source)]
    elif "check" in tags:
        (number,) = re.findall(
            r'^with check\("([\w.]+)"\):', source, re.MULTILINE
        )
        text = f"Exercise {number}: right!\n"
        item.cell.outputs = [nbformat.v4.new_output("stream", text=text)]
        item.options["check"] = True
        name, right = asked(notebook)[number], solutions(SOLUTIONS / file)
        wrong = [
            (name, what, other)
            for what, other in wrong_solutions(WRONG / file, right).items()
            if what.split("__")[0] == name
        ]
        item.cell.source = TRY.format(
            wrong=wrong, right=right[name], check=source
        )


def exercise(source: str) -> str:
    """The name of the function or class that an exercise asks for."""
    (name,) = re.findall(r"^(?:def|class) (\w+)", source, re.MULTILINE)
    return name


@cache
def asked(notebook: Path) -> dict[str, str]:
    """Number of each check -> name of what it checks."""
    found, name = {}, ""
    for cell in nbformat.read(notebook, as_version=4).cells:
        tags = cell.metadata.get("tags", [])
        if "exercise" in tags:
            name = exercise(cell.source)
        elif "check" in tags:
            found[re.search(r'check\("([\w.]+)"\)', cell.source)[1]] = name
    return found
