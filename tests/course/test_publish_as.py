"""One command writes a copy's address wherever it belongs."""

import shutil
import sys

import nbformat
import pytest
import yaml
from helpers_tools import ROOT, load

publish_as = load("tools/publish_as.py")


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """What the command changes, in a folder of its own."""
    for name in ("_config.yml", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    monkeypatch.setattr(publish_as, "ROOT", tmp_path)
    return tmp_path


def publish(monkeypatch, name):
    monkeypatch.setattr(sys, "argv", ["publish_as.py", name])
    return publish_as.main()


def test_nobody_is_named_until_then():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert config["repository"]["url"] == ""
    assert config["html"]["baseurl"] == ""
    assert config["launch_buttons"]["colab_url"] == ""
    assert config["launch_buttons"]["binderhub_url"] == ""
    assert "<!-- badges -->\n<!-- /badges -->" in (ROOT / "README.md").read_text()


def test_it_writes_config_badges_and_setup_cells(copy, monkeypatch, capsys):
    assert publish(monkeypatch, "ada/course") == 0
    config = yaml.safe_load((copy / "_config.yml").read_text(encoding="utf-8"))
    assert config["repository"]["url"] == "https://github.com/ada/course"
    assert config["html"]["baseurl"] == "https://ada.github.io/course/"
    assert "colab" in config["launch_buttons"]["colab_url"]
    assert "binder" in config["launch_buttons"]["binderhub_url"]
    readme = (copy / "README.md").read_text(encoding="utf-8")
    assert "https://colab.research.google.com/github/ada/course/blob/main/" in readme
    assert "https://ada.github.io/course/" in readme
    for path in (copy / "notebooks").glob("0*.ipynb"):
        setup = nbformat.read(path, as_version=4).cells[1].source
        assert 'REPOSITORY = "https://github.com/ada/course"' in setup
    assert "files changed" in capsys.readouterr().out


def test_only_addresses_change(copy, monkeypatch):
    before = (copy / "notebooks/02_the_digits.ipynb").read_text(encoding="utf-8")
    publish(monkeypatch, "ada/course")
    after = (copy / "notebooks/02_the_digits.ipynb").read_text(encoding="utf-8")
    assert after != before
    assert after.replace("https://github.com/ada/course", "") == before


def test_moving_leaves_nothing_of_the_old_address(copy, monkeypatch):
    publish(monkeypatch, "ada/course")
    publish(monkeypatch, "grace/lessons")
    for path in copy.rglob("*.*"):
        if path.suffix in {".ipynb", ".md", ".yml"}:
            text = path.read_text(encoding="utf-8")
            assert "ada/course" not in text
            assert "ada.github.io" not in text
    assert "grace/lessons" in (copy / "README.md").read_text(encoding="utf-8")


def test_twice_changes_nothing(copy, monkeypatch, capsys):
    publish(monkeypatch, "ada/course")
    capsys.readouterr()
    publish(monkeypatch, "ada/course")
    assert capsys.readouterr().out.startswith("0 files")


def test_a_persons_own_page_has_no_folder():
    plan = publish_as.plan(ROOT, "Ada", "ada.github.io")
    config = yaml.safe_load(plan[ROOT / "_config.yml"])
    assert config["html"]["baseurl"] == "https://ada.github.io/"


@pytest.mark.parametrize("name", ["", "ada", "ada/", "/course", "a/b/c", "https://x/y"])
def test_what_is_no_repository_is_refused_in_one_line(copy, monkeypatch, capsys, name):
    before = (copy / "_config.yml").read_text(encoding="utf-8")
    assert publish(monkeypatch, name) == 2
    error = capsys.readouterr().err
    assert error.startswith("Error: ")
    assert error.count("\n") == 1
    assert "OWNER/REPO" in error
    assert (copy / "_config.yml").read_text(encoding="utf-8") == before
