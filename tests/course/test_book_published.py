"""The book of a copy that knows where it is published."""

import gzip
import json
import shutil
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import book_offline
import book_published
import pytest
from docutils import nodes
from helpers_book import build, soup
from helpers_explorer import draw_on
from helpers_tools import ROOT, load
from PIL import Image
from playwright.sync_api import expect

from benchmarks.explorer import served

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


def test_notebooks_open_on_binder(published):
    page = soup(published / f"{CHAPTER}.html")
    links = [a["href"] for a in page.find_all("a", href=True)]
    place = f"v2/gh/ada/course/main?urlpath=lab/tree/{CHAPTER}.ipynb"
    assert f"https://mybinder.org/{place}" in links


def test_binder_installs_the_package_at_the_versions_of_the_tests():
    lines = (ROOT / "binder/requirements.txt").read_text(encoding="utf-8").splitlines()
    assert lines[2:] == ["--constraint ../constraints.txt", ".", "ipywidgets"]
    python = (ROOT / "binder/runtime.txt").read_text(encoding="utf-8").strip()
    assert python == "python-3.11"  # the oldest that will do, as everywhere


def test_a_clone_has_an_address(published):
    text = soup(published / "book/python.html").find("article").get_text()
    assert "git clone https://github.com/ada/course" in text
    assert "REPOSITORY" not in text


@pytest.mark.parametrize(
    ("site", "words"), [("", ["always", "before"]), (BASE, ["always", "at home: URL"])]
)
def test_what_holds_for_a_published_copy_is_not_said_before(site, words):
    document = nodes.document(None, None)
    document += nodes.paragraph("", "always")
    document += nodes.paragraph("", "before", classes=["unpublished"])
    document += nodes.container("", nodes.paragraph("", "at home: REPOSITORY"))
    document[-1]["classes"] = ["published"]
    theme = {"repository_url": "URL"}
    config = SimpleNamespace(html_baseurl=site, html_theme_options=theme)
    book_published.choose(SimpleNamespace(config=config), document)
    assert [node.astext() for node in document] == words


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


# --- installed, and without a network -------------------------------------------------

# What became of a service worker: "activated", or "redundant" where it gave up.
OUTCOME = """async () => {
  const all = await navigator.serviceWorker.register("/service-worker.js");
  const worker = all.installing ?? all.waiting ?? all.active;
  while (!["activated", "redundant"].includes(worker.state))
    await new Promise(done => setTimeout(done, 50));
  return worker.state;
}"""
# Whether a picture comes, and is kept from then on.
SEEN = """async address => {
  const image = new Image();
  image.src = address;
  await image.decode();
  while (!await caches.match(address)) await new Promise(done => setTimeout(done, 50));
  return true;
}"""
# The one version that is kept, when it is another than before; and how many files.
KEPT = """async before => {
  for (;;) {
    const names = await caches.keys();
    if (names.length === 1 && names[0] !== before)
      return [names[0], (await (await caches.open(names[0])).keys()).length];
    await new Promise(done => setTimeout(done, 50));
  }
}"""


@pytest.fixture
def site(published, tmp_path):
    """A copy of it, to be changed while it is read."""
    unread = shutil.ignore_patterns("sre", "locales", "_sources", "*.map")
    return shutil.copytree(published, tmp_path / "site", ignore=unread)


@pytest.fixture
def reader(browser):
    """Somebody's browser, with nothing kept yet."""
    context = browser.new_context()
    yield context
    context.close()


def publish(site, page, old, new):
    """A new version of the book, with other words on one page."""
    text = (site / page).read_text(encoding="utf-8")
    assert old in text
    (site / page).write_text(text.replace(old, new), encoding="utf-8")
    script = book_offline.worker(site)
    (site / "service-worker.js").write_text(script, encoding="utf-8")


def test_it_can_be_installed(published):
    app = json.loads((published / "book.webmanifest").read_text(encoding="utf-8"))
    assert app["name"] == "Watch a neural network think"
    assert (published / app["start_url"]).is_file()
    for icon in app["icons"]:
        with Image.open(published / icon["src"]) as picture:
            assert "x".join(map(str, picture.size)) == icon["sizes"]
    for page in ("book/index.html", f"{CHAPTER}.html"):
        link = soup(published / page).find("link", rel="manifest")["href"]
        assert (published / page).parent.joinpath(link).resolve().is_file()


def test_what_is_kept_is_all_that_pages_show_and_not_large(published):
    published = published.resolve()
    files = book_offline.kept_files(published)
    names = {path.relative_to(published).as_posix() for path in files}
    pages = {p.relative_to(published).as_posix() for p in published.rglob("*.html")}
    shown = {name for name in pages if not name.startswith(("_", "404"))}
    assert shown - names == {"explorer/whole.html"}
    assert {"explorer/weights.safetensors", "explorer/digits.webp"} <= names
    assert not any(name.endswith((".zip", ".ipynb", ".map")) for name in names)
    sizes = [path.stat().st_size for path in files]
    sent = [len(gzip.compress(path.read_bytes(), 6)) for path in files]
    print(f"{sum(sizes) / 1e6:.1f} MB, {sum(sent) / 1e6:.1f} MB on the way")
    assert sum(sizes) < 12e6
    assert sum(sent) < 7e6


def test_opened_once_it_is_read_without_a_network(site, reader):
    with served(site) as address:
        page = reader.new_page()
        page.goto(address + "book/index.html")
        kept = page.locator(".reads-offline")
        expect(kept).to_be_hidden()
        page.wait_for_function("navigator.serviceWorker.controller", timeout=60_000)
        expect(kept).to_be_visible()

        assert page.evaluate(SEEN, f"{address}_images/panels-light.webp")  # a film

        reader.set_offline(True)
        gone = "fetch('/course.zip').then(() => false, () => true)"
        assert page.evaluate(gone)
        page.goto(address + "notebooks/03_the_network.html")
        expect(page.locator("article h1")).to_contain_text("The network")
        page.wait_for_selector("mjx-container", state="attached")
        unseen = """async () => {
          for (const i of document.images) i.loading = "eager";
          await Promise.allSettled([...document.images].map((i) => i.decode()));
          return [...document.images].filter((i) => !i.naturalWidth).length;
        }"""
        page.goto(address + "notebooks/01_light_bulbs_and_friends.html")
        expect(page.locator("mnist-piece").first).to_have_attribute(
            "data-alive", "true"
        )
        assert page.evaluate(unseen) == 0
        page.goto(address + "explorer/index.html?show=input_digit#mode=draw")
        draw_on(page.locator(".pad canvas"))
        expect(page.locator(".answer")).to_have_text("7")
        page.goto(address)  # the way in
        expect(page.locator("article h1")).to_contain_text(
            "Watch a neural network think"
        )


def test_a_new_version_is_seen_at_once_and_kept_in_place_of_the_old(site, reader):
    chapter = f"{CHAPTER}.html"
    with served(site) as address:
        page = reader.new_page()
        page.goto(address + "book/index.html")
        assert page.evaluate(OUTCOME) == "activated"
        old, files = page.evaluate(KEPT, "")

        publish(site, chapter, "<title>", "<title>Anew: ")
        page.goto(address + chapter)
        assert page.title().startswith("Anew: ")
        page.evaluate("navigator.serviceWorker.getRegistration().then(r => r.update())")
        assert page.evaluate(KEPT, old)[1] == files
        reader.set_offline(True)
        page.goto(address + "book/index.html")
        page.goto(address + chapter)
        assert page.title().startswith("Anew: ")


def test_only_what_this_version_was_built_with_is_kept(site, reader):
    """No error, and no sign-in page of a network."""
    style = site / "_static/book.css"
    right = style.read_bytes()
    with served(site) as address:
        page = reader.new_page()
        page.goto(address + "book/publish.html")
        style.write_bytes(b"<title>Please sign in</title>")
        assert page.evaluate(OUTCOME) == "redundant"
        style.unlink()
        assert page.evaluate(OUTCOME) == "redundant"
        style.write_bytes(right)
        assert page.evaluate(OUTCOME) == "activated"
        kept = f"async () => (await caches.match('{address}_static/book.css')).text()"
        assert page.evaluate(kept) == right.decode()
