"""Pictures that come when they are near, and films when they are asked for.

Each has a place of its size, so that nothing jumps. Where a film will be, its first
picture stands, with a button under it (``reading.js`` plays it).
"""

import hashlib
import os
import re
from base64 import b64decode
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from PIL import Image

IMAGE = re.compile(r"<img (?P<all>[^>]*?)\s*/?>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
IN_THE_PAGE = re.compile(r"data:image/(png|webp);base64,(.{20000,})", re.DOTALL)
PLAY = '<button type="button" class="film-play{}" hidden>Play</button>'
QUALITY = 65  # of a film's first picture


def size_of(path: Path) -> tuple[int, int] | None:
    """Width and height of a picture, where it has them."""
    if path.suffix != ".svg":
        with Image.open(path) as picture:
            return picture.size
    root = ElementTree.parse(path).getroot()
    sizes = [re.match(r"[\d.]+$", root.get(side, "")) for side in ("width", "height")]
    return tuple(round(float(size[0])) for size in sizes) if all(sizes) else None


def still_of(film: Path) -> Path | None:
    """The first picture of a film, beside it; of what does not move, nothing."""
    with Image.open(film) as picture:
        if not getattr(picture, "is_animated", False):
            return None
        still = film.with_name(f"{film.stem}-still.webp")
        picture.convert("RGB").save(still, quality=QUALITY, method=6)
    return still


def file_of(address: str, page: Path, out: Path) -> Path | None:
    """Where a picture lies; one that stands in the page gets a file of its own."""
    if inside := IN_THE_PAGE.fullmatch(address):
        content = b64decode(inside[2])
        name = hashlib.sha256(content).hexdigest()
        path = out / "_images" / f"{name}.{inside[1]}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path
    parts = urlsplit(address)
    path = page.parent / unquote(parts.path)
    return None if parts.scheme or not path.is_file() else path.resolve()


def with_patient_pictures(text: str, page: Path, out: Path) -> str:
    """A page whose pictures come when they are near, into a place of their size.

    A film comes when it is asked for: until then its first picture stands there.
    """

    def patient(image: re.Match[str]) -> str:
        said = dict(ATTRIBUTE.findall(image["all"]))
        kind = said.get("class", "")
        if "loading" in said or "logo" in kind:
            return image[0]
        path = file_of(said.get("src", ""), page, out)
        if path is None:
            return image[0]
        button = ""
        if path.suffix == ".webp" and (still := still_of(path)):
            said["data-film"] = os.path.relpath(path, page.parent)
            theme = " ".join(name for name in kind.split() if name.startswith("only-"))
            button = PLAY.format(f" {theme}" if theme else "")
            path = still
        said["src"] = os.path.relpath(path, page.parent)
        said |= {"loading": "lazy", "decoding": "async"}
        size = size_of(path)
        if size and not {"width", "height"} & set(said):
            said["width"], said["height"] = map(str, size)
        words = " ".join(f'{name}="{value}"' for name, value in said.items())
        return f"<img {words}>{button}"

    return IMAGE.sub(patient, text)
