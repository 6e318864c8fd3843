"""The page and what it is about, packed: as a folder of files, or as one file."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from html import escape
from typing import Any

from torch import Tensor

from mnist_core.data import Digits
from mnist_core.explorer.board import COLUMNS, Board
from mnist_core.explorer.bundle import WEB, bundle
from mnist_core.explorer.colours import colours
from mnist_core.explorer.convolutions import pack_cnn
from mnist_core.explorer.dense import dense_form, in_16_bits
from mnist_core.models import CNN, Network, evaluate, load_weights
from mnist_core.storage import digest, pack_tensors
from mnist_core.version import __version__

LINKS = """<link rel="stylesheet" href="explorer.css">
<link rel="preload" href="weights.safetensors" as="fetch" crossorigin>
<script defer src="explorer.js"></script>"""

ON_DEMAND = {"cnn.safetensors", "cnn.js", "cnn-worker.js", "cnn.css"}
"""Files that no visit fetches until a reader asks for the convolutional network."""

ENDS_EARLY = re.compile(r"</(?:script|style)|<!--", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Packed:
    """A network and its digits, ready to travel.

    Attributes:
        board: the digits that come along.
        files: by name, weights in 16 bits, digits in a picture, and what is to be said
            of them.
        cnn: a convolutional network that a reader may ask too, packed. A site has it
            beside the rest; one file would be half as large again with it, and goes
            without.
    """

    board: Board
    files: Mapping[str, bytes]
    cnn: bytes

    @classmethod
    def of(cls, model: Network, digits: Digits, cnn: CNN | None = None) -> "Packed":
        """Pack both.

        Args:
            model: a dense network of the course; with its card, if it has one.
            digits: those it is shown; at most a thousand go on board.
            cnn: to be asked too; the one that comes with the package unless given.

        Raises:
            TypeError: the network is of another kind.
            ValueError: there are no digits.
            WeightsError: a weight is too large.
        """
        rounded = in_16_bits(model.folded())
        board = Board.chosen(digits, evaluate(rounded, digits))
        tensors, activation = dense_form(rounded, digits)
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
            "proof": proof_of(tensors),
        }
        record = {
            "network": "mlp",  # to the page, all that are dense
            "options": {"activation": activation},
            "card": card and asdict(replace(card, history=[])),  # it shows none
        }
        files = {
            "weights.safetensors": pack_tensors(tensors, record),
            "digits.webp": board.sheet(),
            "explorer.json": json.dumps(about, separators=(",", ":")).encode(),
        }
        cnn = load_weights("cnn")[0] if cnn is None else cnn
        return cls(board, files, pack_cnn(cnn, digits))

    def site(self) -> dict[str, bytes]:
        """All files of a page about them, by name; ``index.html`` is the page."""
        page = (WEB / "index.html").read_text(encoding="utf-8")
        page = page.replace("<html ", '<html data-cnn="1" ', 1)
        return {
            "explorer.js": bundle("main.js").encode(),
            "explorer.css": _style().encode(),
            **self.files,
            "cnn.safetensors": self.cnn,
            **_cnn_files(),
            "index.html": page.replace("<!-- links -->", LINKS).encode(),
        }

    def page(self, attributes: Mapping[str, str] | None = None) -> str:
        """The same as one page of HTML, which needs nothing beside it.

        Args:
            attributes: of its root element: ``data-state``, ``data-parts``,
                ``data-theme``.
        """
        script, style = _whole(bundle("main.js")), _whole(_style())
        data = {
            name: base64.b64encode(file).decode() for name, file in self.files.items()
        }
        page = (WEB / "index.html").read_text(encoding="utf-8")
        said = "".join(
            f' {k}="{escape(v)}"' for k, v in (attributes or {}).items() if v
        )
        for old, new in {
            '<html lang="en">': f'<html lang="en"{said}>',
            "script-src 'self'": f"script-src {_hash(script)}",
            "style-src 'self'": f"style-src {_hash(style)}",
            "connect-src 'self'": "connect-src 'none'",
            "img-src 'self'": "img-src",
            "<!-- links -->": f"<style>{style}</style>",
            "</body>": (
                '<script type="application/json" id="mnist-core-data">'
                f"{json.dumps(data)}</script>\n<script>{script}</script>\n</body>"
            ),
        }.items():
            if page.count(old) != 1:
                raise AssertionError(f"index.html must hold {old!r} once")
            page = page.replace(old, new)
        return page


def site_files(
    model: Network, digits: Digits, cnn: CNN | None = None
) -> dict[str, bytes]:
    """As :meth:`Packed.site`, of networks and digits as for :meth:`Packed.of`."""
    return Packed.of(model, digits, cnn).site()


def single_file(model: Network, digits: Digits) -> str:
    """As :meth:`Packed.page`, of a network and digits as for :meth:`Packed.of`."""
    return Packed.of(model, digits).page()


def proof_of(tensors: Mapping[str, Tensor]) -> dict[str, Any] | None:
    """How near the page's numbers come to PyTorch's, if it was measured.

    Args:
        tensors: as :func:`mnist_core.explorer.dense.dense_form` gives them.
    """
    proof = json.loads((WEB.parent / "proof.json").read_text(encoding="utf-8"))
    return proof if proof and proof["weights"] == digest(tensors, "") else None


@cache
def embed_files() -> dict[str, bytes]:
    """Script and style that bring a page's pieces and explorers to life, by name."""
    element = "mnist-piece"
    style = colours(
        element,
        f'[data-theme="dark"] {element}, [data-jp-theme-light="false"] {element}',
        f":root:not([data-theme]):not(:has([data-jp-theme-light])) {element}",
    ) + (WEB / "embed.css").read_text(encoding="utf-8")
    script = _whole(bundle("embed.js"))
    return {"embed.js": script.encode(), "embed.css": _whole(style).encode()}


@cache
def _cnn_files() -> dict[str, bytes]:
    """What runs and dresses the convolutional network in a site, by name."""
    style = (WEB / "cnn" / "cnn.css").read_text(encoding="utf-8")
    return {
        "cnn.js": bundle("cnn/second.js").encode(),
        "cnn-worker.js": bundle("cnn/worker.js").encode(),
        "cnn.css": style.encode(),
    }


@cache
def _style() -> str:
    theme = colours(
        ":root", ':root[data-theme="dark"]', ':root:not([data-theme="light"])'
    )
    whole = theme + (WEB / "app.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/\n*", "", whole, flags=re.DOTALL)


def _whole(text: str) -> str:
    """A script or style, seen not to end early where it stands in a page."""
    if found := ENDS_EARLY.search(text):
        raise AssertionError(f"{found[0]!r} would end a script or style in a page")
    return text


def _hash(text: str) -> str:
    """As a Content-Security-Policy names a script or style that stands in the page."""
    sha256 = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(sha256).decode()}'"
