"""How heavy the book's pages are, and how soon the start page answers a hand.

A browser reads the book from this computer as over the network of a phone: 150 ms until
an answer begins, 1.6 Mbit/s one way and 0.75 the other, nothing kept from before; and
once more with a processor a quarter as fast. Texts come gzipped, as a host of static
files sends them. What is weighed came before anybody scrolled or touched anything. The
peer is the same page on a second visit, when the browser has kept what it could.
"""

import functools
import gzip
import http.server
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.explorer import FLAGS, Server
from benchmarks.timing import write

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "_build" / "html"
START = "book/index.html"
SCREENS = {"phone": (390, 844), "laptop": (1366, 768)}
ROUNDS = 3
SLOWER = 4  # times
TEXTS = {".css", ".html", ".js", ".json", ".svg", ".webmanifest"}
PEER = "second visit"

NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
QUIET = 1500  # milliseconds without a request: all that comes by itself has come


class Host(http.server.SimpleHTTPRequestHandler):
    """A host of static files: texts gzipped, files kept by the browser for a while."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content, how = path.read_bytes(), []
        if path.suffix in TEXTS:
            content, how = gzip.compress(content), [("Content-Encoding", "gzip")]
        self.send_response(200)
        for header in [
            *how,
            ("Content-Type", self.guess_type(path)),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "max-age=600"),
        ]:
            self.send_header(*header)
        headers = sum(map(len, self._headers_buffer))
        self.end_headers()
        self.wfile.write(content)
        self.server.sent.append((self.path.partition("?")[0], headers + len(content)))

    def log_message(self, *args: object) -> None:
        pass


class Calm(Server):
    """A browser that closes has no use for what is under way."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def hosted(folder: Path) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """The address of a folder on this computer, and what was sent: path and bytes."""
    server = Calm(("127.0.0.1", 0), functools.partial(Host, directory=str(folder)))
    server.daemon_threads = True
    server.sent = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", server.sent
    server.shutdown()
    server.server_close()


@contextmanager
def opened(browser: Browser, screen: str) -> Iterator[Page]:
    """A browser that has never been here."""
    width, height = SCREENS[screen]
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=screen == "phone"
    )
    yield context.new_page()
    context.close()


def weigh(
    browser: Browser, address: str, sent: list[tuple[str, int]], name: str, screen: str
) -> list[tuple[str, int]]:
    """What a page asks for by itself: path and bytes, the heaviest first."""
    with opened(browser, screen) as page:
        sent.clear()
        page.goto(address + name, wait_until="networkidle")
        seen = -1
        while seen != len(sent):
            seen = len(sent)
            page.wait_for_timeout(QUIET)
    return sorted(sent, key=lambda file: -file[1])


def pages(folder: Path) -> list[str]:
    """The start page, and every chapter."""
    return [START, *sorted(f"notebooks/{p.name}" for p in folder.glob("notebooks/*"))]


def until_usable(
    browser: Browser, address: str, screen: str, slower: int
) -> dict[str, dict[str, float]]:
    """Seconds of both visits: until the pad is there, until a stroke has an answer."""
    with opened(browser, screen) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", NETWORK)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        visits = {}
        for visit in ("first visit", PEER):
            visits[visit] = visited(page, address)
            page.goto("about:blank")
    return visits


def visited(page: Page, address: str) -> dict[str, float]:
    begun = perf_counter()
    page.goto(address + START, wait_until="commit")
    page.wait_for_selector("mnist-explorer[data-alive=true]", timeout=120_000)
    there = perf_counter() - begun
    inside = page.frame_locator("mnist-explorer iframe")
    box = inside.locator(".pad canvas").bounding_box()
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + box["height"] * 0.15)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + box["height"] * 0.85, steps=8)
    page.mouse.up()
    inside.locator(".answer", has_text="1").wait_for(timeout=120_000)
    return {"pad": there, "answer": perf_counter() - begun}


def main(folder: Path = BOOK) -> None:
    """Weights of all chapters, seconds of the start page."""
    if not (folder / START).is_file():
        program = "from jupyter_book.cli.main import main; main()"
        command = [sys.executable, "-c", program, "build", str(ROOT)]
        subprocess.run(command, check=True, cwd=ROOT)
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, hosted(folder) as (address, sent):
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        kilobytes = {
            name: {
                screen: total(weigh(browser, address, sent, name, screen))
                for screen in SCREENS
            }
            for name in pages(folder)
        }
        seconds = {
            f"{screen}, {'full' if slower == 1 else f'1/{slower}'} speed": [
                until_usable(browser, address, screen, slower) for _ in range(ROUNDS)
            ]
            for screen in SCREENS
            for slower in (1, SLOWER)
        }
        browser.close()
    write("book", said(kilobytes, seconds))


def total(files: list[tuple[str, int]]) -> float:
    """In kilobytes."""
    return sum(size for _, size in files) / 1000


def said(kilobytes: dict[str, dict[str, float]], seconds: dict[str, list]) -> dict:
    """Print what was measured; returns it."""
    print(f"\nKilobytes before anybody scrolls or touches ({', '.join(SCREENS)})")
    for name, sizes in kilobytes.items():
        print(f"  {name:<46}" + "".join(f"{sizes[s]:>8.0f}" for s in SCREENS))
    print("\nThe start page at 150 ms and 1.6 Mbit/s, seconds: median (least-most)")
    ratios = {}
    for how, rounds in seconds.items():
        medians = {}
        for visit in rounds[0]:
            words = f"  {how:<20} {visit:<13}"
            for what, name in (("pad", "pad there"), ("answer", "stroke answered")):
                times = [one[visit][what] for one in rounds]
                medians[visit] = median(times)
                words += f"  {name} {medians[visit]:.2f}"
                words += f" ({min(times):.2f}-{max(times):.2f})"
            print(words)
        ratios[how] = medians["first visit"] / medians[PEER]
    print(f"  first visit takes x{ratios['phone, full speed']:.1f} as long as {PEER}")
    return {"kilobytes": kilobytes, "seconds": seconds, "peer": PEER, "ratios": ratios}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
