"""Pages that load no more than what is on them, in as few pieces as can be.

The theme brings every page the scripts of all pages: half a megabyte for a dozen icons,
the index of the search, the setting of formulas, in some thirty files. When the book is
built, each page keeps what it uses: one style sheet and one script for all pages, the
setting of formulas where there is one, the search on its own page. What no page asks
for is left out of the book.
"""

import copy
import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from book_icons import COLLECTION, RULES, with_icons
from book_patience import with_patient_pictures
from sphinx.application import Sphinx
from sphinx.config import Config

SHEET, SCRIPT = "_static/book.css", "_static/book.js"

# What sets formulas: its parts, instead of one file with menus and much else in it.
FORMULAS = "mathjax/startup.js"
SPOKEN = "a11y/assistive-mml"
MATHJAX = {
    "loader": {"load": ["input/tex", "output/chtml", SPOKEN]},
    "options": {"enableMenu": False},  # it makes every formula a stop of the Tab key
}
MATHJAX_FILES = (
    "startup.js",
    "core.js",
    "input/tex.js",
    "input/tex/extensions",
    "output/chtml.js",
    "output/chtml/fonts",
    f"{SPOKEN}.js",
)
UNUSED = ("_static/vendor/fontawesome", COLLECTION)

# Scripts that a page loads only if it has what they are for.
SEARCH = re.compile(r'id="search-results"')
NEEDED = {
    "fontawesome.js": re.compile(r'<(?:i|span) class="[^"]*\bfa-'),
    "startup.js": re.compile(r'class="[^"]*\bmath\b'),
    "design-tabs.js": re.compile(r'class="[^"]*\bsd-tab-set\b'),
    "togglebutton.js": re.compile(r'class="(?:[^"]* )?toggle[" ]|admonition dropdown"'),
    "doctools.js": SEARCH,
    "sphinx_highlight.js": SEARCH,
    "searchtools.js": SEARCH,
    "language_data.js": SEARCH,
    "searchindex.js": SEARCH,
}
# Of words within the page: to which of these they belong.
WORDS = {
    "window.MathJax = ": "startup.js",
    "let toggle": "togglebutton.js",
    "var togglebutton": "togglebutton.js",
}
FIRST = "reading.js"  # before anything is seen
OPTIONS = "documentation_options.js"  # so small that it stands in the page
ALONE = {"embed.js", "offline.js", "startup.js"} | {
    n for n, sign in NEEDED.items() if sign is SEARCH
}

TAG = re.compile(
    r'\s*<script(?P<how>[^>]*?) src="(?P<file>[^"]+)"[^>]*></script>'
    r"|\s*<script>(?P<words>[^<]*)</script>"
)
STYLE = re.compile(
    r'\s*<link (?=[^>]*rel="stylesheet")[^>]*?href="(?P<file>[^"]+)"[^>]*>'
)
AHEAD = re.compile(r'\s*<link rel="preload" as="script" href="[^"]*"\s*/?>')
LATE = re.compile(
    r'\s*<script(?P<how> defer) src="(?P<file>[^"]+)"[^>]*></script>(?P<words>)?'
)
ROOT = re.compile(r' (?:href|src)="([^"]*?)_static/')
IMPORT = re.compile(r'@import "([^"]+)";')
ADDRESS = re.compile(r'url\((?!["\']?(?:data:|#))["\']?([^"\')]+)["\']?\)')
MADE_OF = re.compile(r"/\* (.*) \*/")


class Bundle:
    """Files of a kind that all pages load as one."""

    def __init__(self, path: Path, out: Path) -> None:
        self.path, self.out = path, out
        self.files: list[str] = []
        if path.is_file():  # of an earlier build, for pages that stay as they are
            with path.open(encoding="utf-8") as before:
                self.files = MADE_OF.match(before.readline())[1].split()
        self.files = [file for file in self.files if (out / file).is_file()]

    def take(self, files: Iterable[str]) -> None:
        """Remember the files of a page, in its order."""
        at = 0
        for file in files:
            if file not in self.files:
                self.files.insert(at, file)
            at = self.files.index(file) + 1

    def write(self) -> str:
        """Put them into one file; returns what tells it from others."""
        parts = [f"/* {' '.join(self.files)} */"]
        parts += [self.content(self.out / file) for file in self.files]
        text = ("\n" if self.path.suffix == ".css" else "\n;\n").join(parts)
        self.path.write_text(text, encoding="utf-8")
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def content(self, path: Path) -> str:
        """Of one file, as it is from where all are."""
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".css":
            return text
        text = RULES.sub("", text)
        text = ADDRESS.sub(lambda found: f"url({self.moved(path, found[1])})", text)
        return IMPORT.sub(lambda found: self.content(path.parent / found[1]), text)

    def moved(self, path: Path, address: str) -> str:
        return os.path.relpath(path.parent / address, self.path.parent)


# Where a hand may draw at once, what it takes is fetched first. What is not needed for
# that, the page's script and its films' stills, waits until the network reads.
HERO = re.compile(r"<mnist-explorer [^>]*\beager\b")
HURRY = """<script>
      document.documentElement.dataset.hurries = "";
      if (location.protocol !== "file:") {
        for (const file of ["explorer.js", "explorer.css"]) fetch(`HOME${file}`);
      }
      const rest = () => {
        if (!("hurries" in document.documentElement.dataset)) return;
        delete document.documentElement.dataset.hurries;
        const script = document.createElement("script");
        script.src = "SCRIPT";
        document.head.append(script);
      };
      addEventListener("message", ({ data }) => {
        if (data?.mnistCore === "reads" || data?.mnistCore === "failed") rest();
      });
      setTimeout(rest, 4000);
    </script>
    <script async src="HOMEembed.js"></script>"""


def name_of(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


def with_little(text: str, sheet: Bundle, script: Bundle) -> str:
    """A page with what it needs in its head; the rest is in what all pages share."""
    head, middle, body = text.partition("</head>")
    if SHEET in head:  # this page was built before
        return text
    root = ROOT.search(head)[1]
    first, alone, styles, scripts = [], [], [], []
    needs = {name: bool(sign.search(body)) for name, sign in NEEDED.items()}

    def place(address: str) -> str:
        return address.partition("?")[0].removeprefix(root)

    def sort_style(tag: re.Match[str]) -> str:
        styles.append(place(tag["file"]))
        return ""

    def sort_script(tag: re.Match[str]) -> str:
        if not tag["file"]:
            own = [
                name for sign, name in WORDS.items() if tag["words"].startswith(sign)
            ]
            if all(needs[name] for name in own):
                first.append(tag[0].strip())
        elif needs.get(name := name_of(tag["file"]), True):
            if name == OPTIONS:
                said = (sheet.out / place(tag["file"])).read_text(encoding="utf-8")
                first.insert(0, f"<script>{said}</script>")
            elif name == FIRST:
                first.append(tag[0].strip())
            elif name in ALONE:
                alone.append(tag[0].strip())
            else:
                scripts.append(place(tag["file"]))
        return ""

    head = TAG.sub(sort_script, AHEAD.sub("", STYLE.sub(sort_style, head)))
    body = LATE.sub(sort_script, body)
    sheet.take(styles)
    script.take(scripts)
    last = [f'<script defer src="{root}{SCRIPT}"></script>', *alone]
    if HERO.search(body):
        hurry = HURRY.replace("HOME", f"{root}explorer/")
        first.insert(0, hurry.replace("SCRIPT", f"{root}{SCRIPT}"))
        last = [tag for tag in alone if "embed.js" not in tag]
    ours = [*first, f'<link rel="stylesheet" href="{root}{SHEET}">', *last]
    return "\n    ".join([head.rstrip(), *ours]) + f"\n  {middle}{body}"


# --- the whole book -------------------------------------------------------------------


def lighten(out: Path) -> None:
    """Every page of a finished book, and what all of them share."""
    sheet, script = Bundle(out / SHEET, out), Bundle(out / SCRIPT, out)
    pages = {page: page.read_text(encoding="utf-8") for page in out.rglob("*.html")}
    pages = {page: text for page, text in pages.items() if "</head>" in text}
    light = {}
    for page, text in pages.items():
        if page.parent.name != "explorer":
            text = with_patient_pictures(with_icons(text, out / COLLECTION), page, out)
            light[page] = with_little(text, sheet, script)
    versions = {SHEET: sheet.write(), SCRIPT: script.write()}
    for page, text in light.items():
        for file, version in versions.items():
            text = re.sub(rf'{file}(?:\?v=\w+)?"', f'{file}?v={version}"', text)
        if text != pages[page]:
            page.write_text(text, encoding="utf-8")
    leave_out(out)


def leave_out(out: Path) -> None:
    """Remove what no page asks for: icons' fonts, most of MathJax, makers' maps."""
    for name in UNUSED:
        path = out / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    mathjax = out / "_static/mathjax"
    for path in [*mathjax.rglob("*"), *(out / "_static").rglob("*.map")]:
        if path.is_file() and not (path.suffix != ".map" and is_used(path, mathjax)):
            path.unlink()


def is_used(path: Path, mathjax: Path) -> bool:
    inside = path.relative_to(mathjax).as_posix()
    return any(f"{inside}/".startswith(f"{file}/") for file in MATHJAX_FILES)


def finish(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        lighten(Path(app.outdir))


def choose_parts(app: Sphinx, config: Config) -> None:
    """Formulas are set by what sets formulas, and nothing else."""
    config.mathjax_path = FORMULAS
    config.mathjax3_config = copy.deepcopy(MATHJAX)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", choose_parts, priority=900)
    app.connect("build-finished", finish, priority=800)  # after all that copies
    return {"parallel_read_safe": True, "parallel_write_safe": True}
