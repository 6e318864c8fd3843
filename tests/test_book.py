"""The book builds without a warning, and its pages keep to themselves."""

import functools
import http.server
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ["index.html", "book/index.html", "notebooks/05_training.html"]


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """The book, built anew into a folder of its own."""
    out = tmp_path_factory.mktemp("book")
    program = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", program, "build", str(ROOT)]
    command += ["--path-output", str(out), "-W", "-n", "--keep-going"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return out / "_build" / "html"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(book):
    handler = functools.partial(Quiet, directory=str(book))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_every_page_is_built(book):
    for page in PAGES:
        assert (book / page).is_file()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_a_page_asks_nobody_else_and_fits(browser, address, page, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    seen = context.new_page()
    wrong = []
    seen.on("pageerror", lambda error: wrong.append(str(error)))
    seen.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    seen.on(
        "request",
        lambda r: (
            wrong.append(r.url) if not r.url.startswith((address, "data:")) else 0
        ),
    )
    seen.goto(address + page, wait_until="networkidle")
    assert wrong == []
    assert seen.evaluate("document.documentElement.scrollWidth") <= width
    pictures = seen.evaluate(
        """[...document.querySelectorAll("main img, article img")].map(
            i => ({alt: i.alt, src: i.src, shown: i.naturalWidth > 0}))"""
    )
    for picture in pictures:
        assert picture["shown"], picture
        assert len(picture["alt"]) > 30, picture
        assert ".png" not in picture["alt"], picture
    assert pictures or page == "index.html"
    context.close()


def test_formulas_are_set(browser, address):
    seen = browser.new_page()
    seen.goto(f"{address}notebooks/05_training.html", wait_until="networkidle")
    seen.wait_for_selector("mjx-container", state="attached", timeout=20_000)
    seen.close()
