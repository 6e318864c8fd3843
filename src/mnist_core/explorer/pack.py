"""The page and what it is about, packed: as a folder of files, or as one file."""

import base64
import copy
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from html import escape
from typing import Any

import torch

from mnist_core.data import Digits
from mnist_core.errors import WeightsError
from mnist_core.explorer.board import COLUMNS, Board
from mnist_core.explorer.bundle import WEB, bundle
from mnist_core.explorer.colours import colours
from mnist_core.models import Network, evaluate, identity_of
from mnist_core.storage import digest, pack_tensors
from mnist_core.version import __version__

LINKS = """<link rel="stylesheet" href="explorer.css">
<link rel="preload" href="weights.safetensors" as="fetch" crossorigin>
<script defer src="explorer.js"></script>"""


def site_files(model: Network, digits: Digits) -> dict[str, bytes]:
    """All files of a page about a network, by name.

    Args:
        model: a dense network of the course; with its card, if it has one.
        digits: those it is shown; at most a thousand go on board.

    Raises:
        TypeError, ValueError: as :class:`mnist_core.reading.Gallery`.
    """
    page = (WEB / "index.html").read_text(encoding="utf-8")
    return {
        "index.html": page.replace("<!-- links -->", LINKS).encode(),
        "explorer.js": bundle("main.js").encode(),
        "explorer.css": _style().encode(),
        **data_files(model, digits),
    }


def single_file(
    model: Network, digits: Digits, attributes: Mapping[str, str] | None = None
) -> str:
    """The same as one page of HTML, which needs nothing beside it.

    Args:
        model, digits: as for :func:`site_files`.
        attributes: of its root element: ``data-state``, ``data-parts``, ``data-theme``.
    """
    script, style = bundle("main.js"), _style()
    files = data_files(model, digits)
    data = {name: base64.b64encode(file).decode() for name, file in files.items()}
    page = (WEB / "index.html").read_text(encoding="utf-8")
    said = "".join(f' {k}="{escape(v)}"' for k, v in (attributes or {}).items() if v)
    for old, new in {
        '<html lang="en">': f'<html lang="en"{said}>',
        "script-src 'self'": f"script-src {_hash(script)}",
        "style-src 'self'": f"style-src {_hash(style)}",
        "connect-src 'self'": "connect-src 'none'",
        "img-src 'self'": "img-src",
        "<!-- links -->": f"<style>{style}</style>",
        "</body>": (
            f'<script type="application/json" id="mnist-core-data">{json.dumps(data)}'
            f"</script>\n<script>{script}</script>\n</body>"
        ),
    }.items():
        if page.count(old) != 1:
            raise AssertionError(f"index.html must hold {old!r} once")
        page = page.replace(old, new)
    return page


def data_files(model: Network, digits: Digits) -> dict[str, bytes]:
    """Weights in 16 bits, digits in a picture, and what is to be said of them."""
    rounded = in_16_bits(model)
    state = {name: t.half() for name, t in rounded.state_dict().items()}
    board = Board.chosen(digits, evaluate(rounded, digits))
    card = model.card
    about = {
        "version": __version__,
        "seen": card is not None and card.has_seen(digits),
        "digits": {
            "of": board.of,
            "source": digits.source,
            "everyMistake": board.has_every_mistake,
            "columns": COLUMNS,
            "positions": board.positions.tolist(),
            "labels": board.digits.labels.tolist(),
        },
        "proof": proof_of(rounded),
    }
    record = identity_of(model) | {"card": card and asdict(card)}
    return {
        "weights.safetensors": pack_tensors(state, record),
        "digits.webp": board.sheet(),
        "explorer.json": json.dumps(about, separators=(",", ":")).encode(),
    }


def in_16_bits(model: Network) -> Network:
    """A copy with its weights rounded to float16, to half the size.

    Raises:
        WeightsError: one is too large for it.
    """
    rounded = copy.deepcopy(model).cpu().eval()
    with torch.no_grad():
        for parameter in rounded.parameters():
            parameter.copy_(parameter.half())
            if not parameter.isfinite().all():
                raise WeightsError(
                    "This network cannot be shown: a weight of it is not a number, or "
                    "beyond 65,504. Train again with a smaller learning rate."
                )
    return rounded


def proof_of(rounded: Network) -> dict[str, Any] | None:
    """How near the page's numbers come to PyTorch's, if it was measured."""
    proof = json.loads((WEB.parent / "proof.json").read_text(encoding="utf-8"))
    state = {name: t.half() for name, t in rounded.state_dict().items()}
    return proof if proof and proof["weights"] == digest(state, "") else None


@cache
def embed_files() -> dict[str, bytes]:
    """Script and style that bring a page's pieces and explorers to life, by name."""
    element = "mnist-piece"
    style = colours(
        element,
        f'[data-theme="dark"] {element}, [data-jp-theme-light="false"] {element}',
        f":root:not([data-theme]):not(:has([data-jp-theme-light])) {element}",
    ) + (WEB / "embed.css").read_text(encoding="utf-8")
    return {"embed.js": bundle("embed.js").encode(), "embed.css": style.encode()}


@cache
def _style() -> str:
    theme = colours(
        ":root", ':root[data-theme="dark"]', ':root:not([data-theme="light"])'
    )
    whole = theme + (WEB / "app.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/\n*", "", whole, flags=re.DOTALL)


def _hash(text: str) -> str:
    """As a Content-Security-Policy names a script or style that stands in the page."""
    sha256 = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(sha256).decode()}'"
