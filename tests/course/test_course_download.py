"""The download runs where it is unzipped, by the lines that come with it."""

import os
import re
import subprocess
import sysconfig
import venv
import zipfile
from pathlib import Path

import book_download
import nbformat
import numpy as np
import pytest
from helpers_tools import ROOT
from PIL import Image

START = (ROOT / "tools/start.md").read_text(encoding="utf-8")
PAGE = (ROOT / "book/python.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def lines_for(system: str) -> list[str]:
    """The three lines of a start, as the README of the download has them."""
    return BLOCK.search(START, START.index(f"On **{system}**"))[2].splitlines()


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("packed") / book_download.ZIP
    book_download.zip_course(ROOT, target)
    return target


@pytest.fixture(scope="module")
def course(packed, tmp_path_factory) -> Path:
    """Unzipped somewhere, and installed into an environment that had nothing of ours.

    What the package needs (PyTorch, above all) is lent by the environment of the tests,
    not downloaded anew.
    """
    folder = tmp_path_factory.mktemp("Downloads") / "course"
    zipfile.ZipFile(packed).extractall(folder)
    make, install, _ = lines_for("Linux")
    assert make == "python3 -m venv .venv"
    venv.create(folder / ".venv", with_pip=True)
    builder = [".venv/bin/pip", "install", "--quiet", "hatchling"]
    subprocess.run(builder, cwd=folder, check=True, capture_output=True)
    (ours,) = (folder / ".venv/lib").glob("python*/site-packages")
    (ours / "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    alone = {"PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}  # 0: no isolation
    done = subprocess.run(
        ["sh", "-c", install],
        cwd=folder,
        env={**os.environ, **alone},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def run(course: Path, source: str) -> str:
    """What cells print that run there, as on a computer without internet."""
    here = {"PYTHONPATH": "", "VIRTUAL_ENV": "", "MNIST_CORE_DATA": ""}
    done = subprocess.run(
        ["../.venv/bin/python", "-m", "IPython", "--colors=NoColor", "-c", source],
        cwd=course / "notebooks",
        env={**os.environ, **here, "MNIST_CORE_SOURCE": "sample", "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_holds_the_package_the_notebooks_and_a_start(packed):
    listed = subprocess.run(
        ["git", "ls-files", "src", "notebooks/*.ipynb"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    with zipfile.ZipFile(packed) as zipped:
        inside = set(zipped.namelist())
        assert set(listed.stdout.split()) <= inside
        assert not any("__pycache__" in name for name in inside)
        assert zipped.read("README.md").decode() == START
        assert zipped.read("constraints.txt") == (ROOT / "constraints.txt").read_bytes()
    assert packed.stat().st_size < 7e6  # "less than 7 MB", says the page


def test_it_is_the_same_every_time(packed, tmp_path):
    again = tmp_path / "again.zip"
    book_download.zip_course(ROOT, again)
    assert again.read_bytes() == packed.read_bytes()


def test_three_lines_on_every_system():
    linux = lines_for("Linux")
    assert lines_for("macOS") == linux
    assert lines_for("Windows") == [
        line.replace(".venv/bin/", ".venv\\Scripts\\")
        .replace("notebooks/", "notebooks\\")
        .replace("python3", "python")
        for line in linux
    ]
    for system in ("Windows", "Linux"):
        assert "\n".join(lines_for(system)) in PAGE


def test_the_third_line_opens_what_is_there(course):
    *_, notebook = lines_for("Linux")[2].split()
    assert (course / notebook).is_file()


def test_the_first_chapter_runs_there(course):
    path = course / "notebooks/01_light_bulbs_and_friends.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"][:4]
    said = run(course, "\n".join([*code, "print('from', mc.__file__)"]))
    assert f"from {course.resolve()}/.venv/lib" in said


def test_the_ten_lines_of_the_page_run_there(course):
    first, second = [text for language, text in BLOCK.findall(PAGE) if "mc." in text]
    assert len([line for line in first.splitlines() if line]) <= 10
    from mnist_core.data import load_sample

    digits = load_sample().test
    seven = digits.images[digits.labels == 7][0].numpy()
    paper = np.pad(255 - seven, 14, constant_values=255)
    Image.fromarray(paper).resize((560, 560)).save(course / "notebooks/photo.jpg")
    keep = second.rstrip() + '.save("mine.html")\n'
    said = run(course, f"{first}\n{keep}")
    assert re.search(r"^right on 9\d\.\d%$", said, re.MULTILINE)
    assert re.search(r"^a 7, \d+% sure$", said, re.MULTILINE)
    page = (course / "notebooks/mine.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")


def test_every_file_of_the_map_is_there():
    there = PAGE.split("## Where to look")[1].split("## Put in")[0]
    files = re.findall(r"`([\w/]+\.(?:py|js))`", there)
    assert len(files) > 9
    for name in files:
        assert (ROOT / "src/mnist_core" / name).is_file(), name
