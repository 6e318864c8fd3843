"""The first cell of every notebook: it installs the package where it is missing."""

import os
import re
import subprocess
import sys
import venv

import nbformat
import pytest
from helpers_tools import ROOT

import mnist_core

NOTEBOOKS = [
    path
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    if path.stem != "contents"
]


def setup_cell(path):
    cells = nbformat.read(path, as_version=4).cells
    return next(cell for cell in cells if cell.cell_type == "code")


def test_it_is_the_same_everywhere_and_not_shown_in_the_book():
    cells = [setup_cell(path) for path in NOTEBOOKS]
    assert len({cell.source for cell in cells}) == 1
    assert all("remove-cell" in cell.metadata.tags for cell in cells)


def test_it_names_nobody():
    assert 'REPOSITORY = ""' in setup_cell(NOTEBOOKS[0]).source


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """An environment with IPython and pip, and nothing of ours."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "ipython", "hatchling"]
    subprocess.run(install, check=True, capture_output=True)
    return python


def run(python, source, **environment):
    return subprocess.run(
        [python, "-m", "IPython", "--no-banner", "--colors=NoColor", "-c", source],
        # IPython would look into an environment that is active where tests are run.
        env={**os.environ, "PYTHONPATH": "", "VIRTUAL_ENV": "", **environment},
        capture_output=True,
        text=True,
    )


def test_without_an_address_it_says_the_line_that_does_it(elsewhere):
    plain = setup_cell(NOTEBOOKS[0]).source.replace("    %pip", "    pass  #")
    command = [elsewhere, "-c", plain]
    done = subprocess.run(command, env={}, capture_output=True, text=True)
    assert "\n%pip install ..\n" in done.stderr
    assert "the whole download" in done.stderr
    assert "Traceback" not in done.stderr


def test_with_an_address_it_installs_the_package(elsewhere, tmp_path):
    clone = tmp_path / "course"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    source = re.sub(
        'REPOSITORY = ""',
        f'REPOSITORY = "file://{clone}"',
        setup_cell(NOTEBOOKS[0]).source,
    )
    source += "\nimport mnist_core\nprint(mnist_core.__version__, mnist_core.__file__)"
    # Only the package itself: PyTorch and the rest are there in Colab.
    alone = {"PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}  # 0: no isolation
    done = run(elsewhere, source, **alone)
    found = f"{mnist_core.__version__} {elsewhere.parent.parent}"
    assert found in done.stdout, done.stdout + done.stderr


def test_where_the_package_is_it_does_nothing():
    done = run(sys.executable, setup_cell(NOTEBOOKS[0]).source + "\nprint('on')")
    assert done.stdout == "on\n"
