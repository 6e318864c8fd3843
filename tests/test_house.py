"""The plan of the house: who may use whom, and through which door."""

import ast
import contextlib
import re
from pathlib import Path

import nbformat
import pytest
from helpers_house import PACKAGE, ROOT, Arrow, all_arrows, arrows, circle, module_of

import mnist_core

# From the cellar up. A room may use what stands in the lines before its own.
FLOORS = [
    {"errors", "shapes", "stopping", "version", "exercises"},
    {"storage", "metrics", "by_hand"},
    {"data"},
    {"models"},
    {"training"},
    {"reading", "drawing"},
    {"panels"},
    {"widgets", "charts", "explorer"},
    {"cli"},
    {"__main__"},
]
WITHOUT_PICTURES = ["data", "models", "training", "reading"]
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
ARROWS = all_arrows()
ROOF = ()

LONGEST = 250  # lines of a file: one that passes this is asking to be two
LONGER: dict[str, str] = {}
"""Files that may be longer, below ``mnist_core``, each with its reason."""


def floor(module):
    return next(i for i, names in enumerate(FLOORS) if module[0] in names)


def is_door(module):
    """Whether others may use it: a room's ``__init__``, or a file of the cellar."""
    return len(module) <= 1 or (PACKAGE.joinpath(*module) / "__init__.py").is_file()


def test_every_room_and_file_has_its_floor():
    there = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert ROOMS | there == set.union(*FLOORS)


@pytest.mark.parametrize(
    ("source", "end"),
    [
        ("from mnist_core.data.mnist import load_mnist", ("data", "mnist")),
        ("from mnist_core.data import load_mnist", ("data",)),
        ("from mnist_core import data", ("data",)),
        ("from mnist_core.data import mnist as m", ("data", "mnist")),
        ("import mnist_core.data.mnist", ("data", "mnist")),
        ("import mnist_core.data as d", ("data",)),
        ("import numpy, mnist_core.errors", ("errors",)),
        ("from ..data import mnist", ("data", "mnist")),
        ("from ..errors import DataError", ("errors",)),
        ("from . import gallery", ("reading", "gallery")),
        ("from .gallery import Gallery", ("reading", "gallery")),
        ("from mnist_core import load_mnist", ROOF),
        ("import mnist_core", ROOF),
        ("def f():\n    from mnist_core.data import scale", ("data",)),
        ("if TYPE_CHECKING:\n    from mnist_core.data import MNIST", ("data",)),
        ("import_module('mnist_core.data')", ("data",)),
        ("importlib.import_module('mnist_core.data')", ("data",)),
    ],
)
def test_an_arrow_is_seen_however_it_is_written(source, end):
    found = list(arrows(source, ("reading", "view"), is_door=False))
    assert found == [Arrow(("reading", "view"), end)]


def test_from_a_door_relative_arrows_count_from_the_room():
    (found,) = arrows("from .gallery import Gallery", ("reading",), is_door=True)
    assert found.end == ("reading", "gallery")


def test_arrows_run_downward_only():
    upward = [
        arrow
        for arrow in ARROWS
        if arrow.start != ROOF
        and (arrow.end == ROOF or arrow.start[0] != arrow.end[0])
        and (arrow.end == ROOF or floor(arrow.start) <= floor(arrow.end))
    ]
    assert upward == []


def test_the_roof_looks_into_rooms_only_when_asked():
    assert {a.end for a in ARROWS if a.start == ROOF} == {("version",)}


def test_rooms_are_entered_by_the_door():
    through_the_wall = [
        arrow
        for arrow in ARROWS
        if arrow.start[:1] != arrow.end[:1] and not is_door(arrow.end)
    ]
    assert through_the_wall == []


def test_engines_know_the_settings_of_a_run_and_nothing_else_of_it():
    engines = ("training", "engines")
    ends = {end for start, end in ARROWS if start[:2] == engines}
    above = {end for end in ends if end[0] == "training" and end[:2] != engines}
    assert above == {("training", "config")}


def test_no_files_import_each_other_in_a_circle():
    graph = {}
    for start, end in ARROWS:
        if end != start:
            graph.setdefault(start, set()).add(end)
    assert circle(graph) == []


def test_a_circle_would_be_found():
    assert circle({("a",): {("b",)}, ("b",): {("c",)}, ("c",): {("b",)}}) == [
        ("b",),
        ("c",),
    ]


def outsiders():
    """Everything that uses the package without being in it, as (name, source)."""
    for folder in ("tests", "benchmarks", "tools", "book/solutions"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                lines = [x for x in cell.source.splitlines() if "%pip" not in x]
                yield path.relative_to(ROOT), "\n".join(lines)


def test_everybody_else_comes_in_by_the_door_too():
    """But for tests of the same room, which look at what lies inside."""
    wrong = []
    for name, source in outsiders():
        own = name.parts[1] if name.parts[0] == "tests" and len(name.parts) > 2 else ""
        try:
            found = list(arrows(source, ("outside",), is_door=False))
        except SyntaxError:  # a cell that is not Python
            assert "%" in source
            continue
        inside = [a.end for a in found if not is_door(a.end)]
        wrong += [(name, end) for end in inside if end[0] != own]
    assert wrong == []


@pytest.mark.parametrize("room", WITHOUT_PICTURES)
def test_what_computes_knows_nothing_of_pictures_and_widgets(room):
    for path in (PACKAGE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in getattr(node, "names", []) if hasattr(a, "name")]
            names = [getattr(node, "module", None) or "", *names]
            tops = {name.split(".")[0] for name in names}
            assert not tops & {"matplotlib", "ipywidgets", "seaborn"}, path


def door(room):
    return ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))


@pytest.mark.parametrize("room", [*sorted(ROOMS), "training/engines"])
def test_a_door_says_what_lives_there_and_what_it_uses(room):
    said = ast.get_docstring(door(room))
    assert len(said.split()) > 15
    assert "Uses" in said


@pytest.mark.parametrize("room", sorted(ROOMS - {"cli"}))
def test_through_a_door_comes_only_what_somebody_takes(room, taken):
    given = {
        alias.name
        for node in door(room).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert given - taken[room] == set()


@pytest.fixture(scope="module")
def taken():
    """Room -> the names that others take from it."""
    found = {room: set() for room in ROOMS}
    for name, room in mnist_core.DOORS.items():
        found.get(room, set()).add(name)
    inside = [(p.relative_to(ROOT), p.read_text("utf-8")) for p in MODULES]
    for _, source in [*inside, *outsiders()]:
        for room, name in re.findall(r"mnist_core\.(\w+)\.(\w+)", source):
            found.get(room, set()).add(name)
        with contextlib.suppress(SyntaxError):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.ImportFrom) and node.module:
                    room = node.module.removeprefix("mnist_core.")
                    found.get(room, set()).update(a.name for a in node.names)
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    found.get(node.value.id, set()).add(node.attr)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: ".".join(module_of(p)) or "-")
def test_a_file_stays_short_enough_to_read(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    name = path.relative_to(PACKAGE).as_posix()
    assert (lines > LONGEST) == (name in LONGER)


def test_every_test_folder_is_a_room_or_said_to_be_none():
    folders = {path.parent.name for path in Path(__file__).parent.glob("*/test_*.py")}
    assert folders <= ROOMS | {"course", "browser"}
