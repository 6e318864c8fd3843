"""A published book can be installed, and read without a network once it was opened.

Three files beside it see to that, written only where the book has an address: a web app
manifest, a service worker that keeps one whole version, and the script that every page
loads to start it. What is kept is what pages show; not the download, nor films, which
are kept when they are seen.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

HERE = Path(__file__).parent / "offline"
MANIFEST = "book.webmanifest"
GREEN = "#009e73"  # of the logo
DIGEST = 16  # letters

LARGE = 300_000  # bytes of a picture that waits until it is seen
PICTURES = {".gif", ".ico", ".jpg", ".png", ".svg", ".webp"}
KINDS = PICTURES | {".css", ".html", ".js", ".json", ".safetensors", ".webmanifest"}
KINDS |= {".woff", ".woff2"}
NOT_KEPT = {"404.html", "explorer/whole.html"}  # whole.html: for a book on a disk
ALWAYS = ("explorer/*", "icon-*.png", MANIFEST)  # what no page links to
MATHJAX = ("*.js", "*/*.js", "output/chtml/fonts/**/*")  # loaded where formulas stand
LINKS = re.compile(r'\b(?:src|href|srcset)="([^"#?\s]+)|url\(["\']?([^"\'#?)]+)')


def kept_files(out: Path) -> list[Path]:
    """What it takes to read every page of a book: the pages, and what they load."""
    out = out.resolve()
    pages = [p for p in out.rglob("*.html") if p.relative_to(out).parts[0][0] != "_"]
    found = {path for pattern in ALWAYS for path in out.glob(pattern)}
    waiting = [*pages, *found]
    while waiting:
        path = waiting.pop()
        if path.suffix in {".html", ".css"}:
            new = linked(path) - found
            found |= new
            waiting += new
    if any("mathjax" in path.parts for path in found):
        found |= {
            path for some in MATHJAX for path in out.glob(f"_static/mathjax/{some}")
        }
    return sorted(
        path
        for path in found | set(pages)
        if path.suffix in KINDS
        and path.relative_to(out).as_posix() not in NOT_KEPT
        and not (path.suffix in PICTURES and path.stat().st_size > LARGE)
    )


def linked(path: Path) -> set[Path]:
    """Files beside a page or a style sheet that it names."""
    names = {a or b for a, b in LINKS.findall(path.read_text(encoding="utf-8"))}
    files = {(path.parent / name).resolve() for name in names if ":" not in name}
    return {file for file in files if file.is_file()}


def worker(out: Path) -> str:
    """The service worker of this very build."""
    out = out.resolve()
    files = {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in kept_files(out)
    }
    files = {name: digest[:DIGEST] for name, digest in files.items()}
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:DIGEST]
    script = (HERE / "worker.js").read_text(encoding="utf-8")
    script = script.replace("FILES = {}", f"FILES = {json.dumps(files, indent=0)}")
    return script.replace('VERSION = ""', f'VERSION = "{version}"')


def manifest(title: str) -> str:
    icons = [
        {"src": f"icon-{side}.png", "sizes": f"{side}x{side}", "type": "image/png"}
        for side in (192, 512)
    ]
    return json.dumps(
        {
            "name": title,
            "short_name": "Watch it think",
            "start_url": "book/index.html",
            "scope": "./",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": GREEN,
            "icons": [*icons, icons[-1] | {"purpose": "maskable"}],
        },
        indent=1,
    )


def announce(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Every page of a published book says that it can be kept."""
    if app.config.html_baseurl:
        path = context["pathto"]
        context["metatags"] = context.get("metatags", "") + (
            f'<link rel="manifest" href="{path(MANIFEST, 1)}">'
            f'<link rel="apple-touch-icon" href="{path("icon-192.png", 1)}">'
            f'<script defer src="{path("offline.js", 1)}"></script>'
        )


def finish(app: Sphinx, exception: Exception | None) -> None:
    """When all else is written: what is kept is kept as it is then."""
    out = Path(app.outdir)
    if exception or app.builder.format != "html" or not app.config.html_baseurl:
        return
    (out / MANIFEST).write_text(manifest(app.config.html_title), encoding="utf-8")
    (out / "offline.js").write_bytes((HERE / "register.js").read_bytes())
    (out / "service-worker.js").write_text(worker(out), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", announce)
    app.connect("build-finished", finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
