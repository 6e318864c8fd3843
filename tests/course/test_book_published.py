"""The book of a copy that knows where it is published."""

import shutil
import xml.etree.ElementTree as ET

import pytest
from helpers_book import build, soup
from helpers_tools import ROOT, load

BASE = "https://ada.github.io/course/"
DOWNLOAD = ("README.md", "LICENSE", "constraints.txt", "pyproject.toml", "src")
CHAPTER = "notebooks/02_the_digits"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Built after `make publish-as ada/course`."""
    copy = tmp_path_factory.mktemp("published")
    names = ("_config.yml", "_toc.yml", "book", "notebooks", "tools", *DOWNLOAD)
    for name in names:
        here = ROOT / name
        (shutil.copytree if here.is_dir() else shutil.copy)(here, copy / name)
    for path, text in load("tools/publish_as.py").plan(copy, "ada", "course").items():
        path.write_text(text, encoding="utf-8")
    return build(copy, copy)


def test_notebooks_open_in_colab(published):
    page = soup(published / f"{CHAPTER}.html")
    links = [a["href"] for a in page.find_all("a", href=True)]
    blob = f"github/ada/course/blob/main/{CHAPTER}.ipynb"
    assert f"https://colab.research.google.com/{blob}" in links
    plain = soup(published / "book/glossary.html")
    assert "colab" not in str(plain.find("header", class_="bd-header")).lower()


def test_search_engines_get_a_sitemap_and_one_address_a_page(published):
    sitemap = ET.parse(published / "sitemap.xml")
    found = {entry.text for entry in sitemap.iter() if entry.tag.endswith("loc")}
    assert f"{BASE}{CHAPTER}.html" in found
    assert f"{BASE}book/index.html" in found
    page = soup(published / f"{CHAPTER}.html")
    assert page.find("link", rel="canonical")["href"] == f"{BASE}{CHAPTER}.html"


def test_a_shared_link_finds_its_picture(published):
    page = soup(published / f"{CHAPTER}.html")
    meta = {m.get("property"): m.get("content") for m in page.find_all("meta")}
    assert meta["og:url"] == f"{BASE}{CHAPTER}.html"
    assert meta["og:image"] == f"{BASE}social.png"


def test_a_lost_reader_finds_back_from_any_depth(published):
    page = soup(published / "404.html")
    assert page.find("a", href="/course/book/index.html")
    styles = [tag["href"] for tag in page.find_all("link", rel="stylesheet")]
    assert all(style.startswith("/course/_static/") for style in styles)


def test_github_serves_what_begins_with_an_underscore(published):
    assert (published / ".nojekyll").is_file()
