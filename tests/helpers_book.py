"""Build the book, and read what was built."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup


def files(root: Path) -> list[str]:
    """Every file of a checkout's table of contents, without its ending."""

    def of(entries: list[dict]) -> Iterator[str]:
        for entry in entries:
            yield entry["file"]
            yield from of(entry.get("sections", []))

    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *of([c for part in toc["parts"] for c in part["chapters"]])]


def build(root: Path, out: Path) -> Path:
    """The book of a checkout, built anew without a warning; returns its folder."""
    program = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", program, "build", str(root)]
    command += ["--path-output", str(out), "-W", "-n", "--keep-going"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return out / "_build" / "html"


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def broken_links(book: Path) -> list[str]:
    """Links within the book that lead nowhere, as ``page -> link``."""
    pages = {
        page: soup(page) for page in book.rglob("*.html") if page.name != "404.html"
    }
    places = {
        page: {tag.get("id") or tag.get("name") for tag in tree.find_all(True)}
        for page, tree in pages.items()
    }
    broken = []
    for page, tree in pages.items():
        for link in tree.find_all("a", href=True):
            address = urlsplit(link["href"])
            if address.scheme or address.netloc:
                continue
            target = (page.parent / unquote(address.path)).resolve()
            if not address.path:
                target = page
            is_state = "=" in address.fragment  # of an explorer
            here = is_state or address.fragment in ("", *places.get(target, ()))
            if not target.is_file() or not here:
                broken.append(f"{page.relative_to(book)} -> {link['href']}")
    return broken
