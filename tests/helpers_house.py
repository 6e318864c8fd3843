"""Who imports whom: every arrow between files of the package, however written.

An arrow is an import statement anywhere in a file, in a function or for type hints
alone, absolute or relative; or a call of ``import_module`` with a name that stands
there in full.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "mnist_core"


class Arrow(NamedTuple):
    """From a file to a module: both as parts below ``mnist_core``; () is its roof."""

    start: tuple[str, ...]
    end: tuple[str, ...]


def module_of(path: Path) -> tuple[str, ...]:
    """("data", "mnist") for data/mnist.py, ("data",) for data/__init__.py."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def is_module(parts: tuple[str, ...]) -> bool:
    place = PACKAGE.joinpath(*parts)
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def arrows(source: str, start: tuple[str, ...], *, is_door: bool) -> Iterator[Arrow]:
    """Every arrow from a file.

    Args:
        source: its text.
        start: which module it is, as :func:`module_of` says.
        is_door: whether it is an ``__init__``: relative imports then count from it.
    """
    package = start if is_door else start[:-1]
    for node in ast.walk(ast.parse(source)):
        for name in imported(node, package):
            parts = tuple(name.split("."))
            if parts[0] == "mnist_core":
                yield Arrow(start, longest_module(parts[1:]))


def imported(node: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    """Dotted names of everything that a node imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            up = package[: len(package) - node.level + 1]
            base = ".".join(filter(None, ["mnist_core", *up, base]))
        yield from (f"{base}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and node.args:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else None
        called = node.func.id if isinstance(node.func, ast.Name) else called
        first = node.args[0]
        if called in ("import_module", "__import__") and isinstance(
            getattr(first, "value", None), str
        ):
            yield first.value


def longest_module(parts: tuple[str, ...]) -> tuple[str, ...]:
    """("data", "mnist") of ("data", "mnist", "load_mnist"): what is a file of ours."""
    while parts and not is_module(parts):
        parts = parts[:-1]
    return parts


def all_arrows() -> list[Arrow]:
    """Of the whole package."""
    return [
        arrow
        for path in sorted(PACKAGE.rglob("*.py"))
        for arrow in arrows(
            path.read_text(encoding="utf-8"),
            module_of(path),
            is_door=path.name == "__init__.py",
        )
    ]


def circle(graph: dict[tuple, set[tuple]]) -> list[tuple]:
    """Some circle in a graph, as the places along it; none: an empty list."""
    done: set[tuple] = set()

    def walk(place: tuple, way: list[tuple]) -> list[tuple]:
        if place in way:
            return way[way.index(place) :]
        if place in done:
            return []
        for following in sorted(graph.get(place, ())):
            if found := walk(following, [*way, place]):
                return found
        done.add(place)
        return []

    return next((found for place in sorted(graph) if (found := walk(place, []))), [])
