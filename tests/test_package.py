"""The package as a whole, and that the files beside it agree with it."""

import ast
import json
import pydoc
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml

import mnist_core

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "mnist_core"
MODULES = sorted(PACKAGE.rglob("*.py"))


def test_importing_is_light():
    """No picture or widget library; and the bare package does not even need torch."""
    code = """
import sys
import mnist_core
print("torch" in sys.modules)
from mnist_core import data, models, metrics, reading, training
heavy = {"matplotlib", "ipywidgets", "seaborn", "pandas", "sklearn", "torchvision"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == ["False", "[]"], done.stderr


def test_every_public_name_can_be_had():
    for name in mnist_core.__all__:
        assert getattr(mnist_core, name) is not None
    assert set(mnist_core.__all__) <= set(dir(mnist_core))
    with pytest.raises(AttributeError, match="nonsense"):
        mnist_core.nonsense  # noqa: B018


def public_objects():
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_":
                yield pytest.param(node, id=f"{path.stem}.{node.name}")


@pytest.mark.parametrize("node", list(public_objects()))
def test_everything_public_is_documented(node):
    assert ast.get_docstring(node)


def references():
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        yield from re.findall(
            r":(?:mod|class|func|meth|data):`~?(mnist_core[\w.]*)`", text
        )


@pytest.mark.parametrize("name", sorted(set(references())))
def test_what_a_docstring_refers_to_is_there(name):
    assert pydoc.locate(name) is not None


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and line[0] != "#"]
    return {name.lower().replace("_", "-"): version for name, version in pins}


def test_every_dependency_has_an_exact_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *chain.from_iterable(extras)]
    names = [re.match(r"[A-Za-z0-9_.-]+", w)[0].lower() for w in wanted]
    missing = [n for n in names if n not in constraints()]
    assert not missing


def test_conda_installs_the_same_package_from_the_same_constraints():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *_, last = environment["dependencies"]
    assert last["pip"] == ["-c constraints.txt", "-e .[lab,book,test]"]
    python = next(d for d in environment["dependencies"] if str(d).startswith("python"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    least = project["requires-python"].removeprefix(">=")
    assert python == f"python={least}"


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == mnist_core.__version__


def test_the_readme_s_accuracy_is_the_shipped_network_s(trained):
    _, card = trained
    assert f"right on {card.accuracy:.2%} of" in _flat("README.md")
    assert f"accuracy of {card.accuracy:.2%}" in _flat("README.md")
    assert "right on 97 to 98 of 100 digits" in _flat("book/index.md")
    assert 0.97 <= card.accuracy <= 0.98
    assert card.config["seed"] == 0


def test_one_time_is_told_everywhere():
    recorded = json.loads((ROOT / "benchmarks" / "recorded.json").read_text())
    assert recorded["machine"]["threads"] == 2
    seconds = recorded["cpu"]["medians"]["25 epochs, train()"]
    said = f"trained in seconds ({seconds:.0f} of them, on two threads of a CPU)"
    assert said in _flat("book/index.md")
    assert "train your own in seconds" in _flat("README.md")


def _flat(name: str) -> str:
    return " ".join((ROOT / name).read_text(encoding="utf-8").split())


def test_make_installs_what_the_readme_s_plain_steps_install():
    install = 'pip install -c constraints.txt -e ".[lab,book,test]"'
    assert install in (ROOT / "README.md").read_text(encoding="utf-8")
    assert install in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_make_target_the_readme_names_is_there():
    readme, makefile = (
        (ROOT / n).read_text(encoding="utf-8") for n in ("README.md", "Makefile")
    )
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", readme, re.MULTILINE))
    assert {"book", "test", "lab", "serve", "notebooks", "bench", "clean"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
