"""Pictures and words in place of what moves, for where nothing can move.

A piece or an explorer that a cell shows is opened in a browser once, when the notebook
is stored. What it shows then, and what it says, stays in the stored output; a page of
the book brings it to life again.
"""

import base64
import io
import re
import shutil
from html import escape

from PIL import Image
from playwright.sync_api import Page, sync_playwright

WIDTH = 760  # pixels, as wide as a page's column
SCALE = 1.25  # pixels of the picture a pixel
QUALITY = 72  # of the picture
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]

LIVE = re.compile(
    r"(?:<style>.*?</style>)?(<mnist-(piece|explorer)\b[^>]*>).*</mnist-\2>"
    r"(?:<script>.*?</script>)?",
    re.DOTALL,
)
SAID = {
    "piece": "Where JavaScript runs, this can be tried with a hand.",
    "explorer": "Where JavaScript runs, this follows a hand: drag, draw, push.",
}
DRAWN = {"piece": ".drawing", "explorer": ".panels"}
WORDS = {"piece": ".words", "explorer": ".said"}


def without_motion(output: str) -> str:
    """The HTML of an output, with a still in place of what would move in it."""
    found = LIVE.fullmatch(output.strip())
    if not found:
        return output
    tag, kind = found.groups()
    picture, words = taken(output, kind)
    height = round(picture.height * WIDTH / picture.width)
    image = (
        f'<img alt="{escape(words)}" width="{WIDTH}" height="{height}" '
        f'src="data:image/webp;base64,{base64.b64encode(webp(picture)).decode()}">'
    )
    return f"{tag}{image}<p>{escape(words)} {SAID[kind]}</p></mnist-{kind}>"


def taken(output: str, kind: str) -> tuple[Image.Image, str]:
    """What a piece or an explorer shows, and what it says.

    Args:
        output: its HTML.
        kind: ``"piece"`` or ``"explorer"``.
    """
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("make notebooks takes stills with Chromium. Install it first.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(
            viewport={"width": WIDTH, "height": 900},
            device_scale_factor=SCALE,
            color_scheme="light",
            reduced_motion="reduce",
        )
        page.set_content(f'<body style="margin:0">{output}</body>')
        picture, words = _seen(page, kind)
        browser.close()
    return picture, words


def webp(picture: Image.Image) -> bytes:
    """The picture as a file, small."""
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=6)
    return file.getvalue()


def _seen(page: Page, kind: str) -> tuple[Image.Image, str]:
    inside = page.frames[1] if kind == "explorer" else page
    drawn = inside.locator(DRAWN[kind])
    drawn.wait_for()
    if kind == "explorer":
        inside.wait_for_function(
            "document.querySelector('.said').textContent"
            " && !document.querySelector('[data-loading]')"
        )
    page.wait_for_timeout(300)  # what comes in the frames after
    picture = Image.open(io.BytesIO(drawn.screenshot())).convert("RGB")
    return picture, inside.locator(WORDS[kind]).inner_text().strip()
