"""A figure that says what it shows: with alternative text, wherever it goes.

In a notebook it displays as a small SVG, sharp at any size and the same every time,
whose alternative text travels in the output's metadata; saved to a file, the text is
in the file.
"""

import io
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from mnist_core.drawing.vector import slim
from mnist_core.errors import ConfigError
from mnist_core.storage import check_writable, write_atomically

COLOURS = 256  # of a PNG: plenty for drawings, and a third of the size
JPEG_QUALITY = 88
SVG = "image/svg+xml"

# Suffix -> where that format keeps a description.
FORMATS = {".png": "Description", ".svg": "Description", ".pdf": "Subject"}


class Picture(Figure):
    """A figure with alternative text, unknown to pyplot.

    Attributes:
        alt: what it shows, in a sentence or two.
    """

    def __init__(self, *args: Any, alt: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        FigureCanvasAgg(self)
        self.alt = alt

    def save(self, path: str | Path) -> None:
        """Write it as PNG, SVG or PDF, by the suffix.

        Raises:
            ConfigError: another suffix, or the file cannot be written. What was
                there before is still there then.
        """
        path = Path(path)
        check_suffix(path, FORMATS)
        suffix = path.suffix.lower()
        if suffix == ".png":
            return write_file(path, self.png())
        undated = {"Date": None} if suffix == ".svg" else {"CreationDate": None}
        words = {FORMATS[suffix]: self.alt}
        return write_file(path, self._drawn(suffix[1:], "path", {**undated, **words}))

    def svg(self) -> str:
        """The figure as a small SVG for a page: its texts are set in the page's fonts.

        What :meth:`save` writes looks the same everywhere, and is larger.
        """
        return slim(self._drawn("svg", "none", {"Date": None}), self.alt)

    def _drawn(self, kind: str, letters: str, metadata: dict[str, Any]) -> bytes:
        """As a file of a kind that knows no pixels, the same every time."""
        file = io.BytesIO()
        always_the_same = {
            "svg.hashsalt": "mnist-core",
            "svg.fonttype": letters,
            "savefig.bbox": None,
        }
        with mpl.rc_context(always_the_same):
            self.savefig(file, format=kind, dpi=2 * self.dpi, metadata=metadata)
        return file.getvalue()

    def png(self) -> bytes:
        """The figure as a PNG file of at most 256 colours, description included."""
        file, words = io.BytesIO(), PngInfo()
        words.add_itxt(FORMATS[".png"], self.alt)
        with mpl.rc_context({"savefig.bbox": None}):  # what changes is drawn as well
            self.savefig(file, format="png", dpi=self.dpi)
        whole = Image.open(file).convert("RGB")
        few = whole.quantize(COLOURS, dither=Image.Dither.NONE)
        file = io.BytesIO()
        few.save(file, "PNG", optimize=True, pnginfo=words)
        return file.getvalue()

    def jpeg(self) -> bytes:
        """What the canvas shows now, as a JPEG file: fast, for the next instant."""
        width, height = self.canvas.get_width_height()
        pixels = self.canvas.buffer_rgba()
        file = io.BytesIO()
        Image.frombuffer("RGBX", (width, height), pixels, "raw", "RGBX", 0, 1).save(
            file, "JPEG", quality=JPEG_QUALITY
        )
        return file.getvalue()

    def pixels(self) -> np.ndarray:
        """(height, width, 3) uint8, a copy of what the canvas shows now."""
        return np.array(self.canvas.buffer_rgba())[..., :3]

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """For notebooks: an SVG, and its alternative text beside it."""
        data = {SVG: self.svg(), "text/plain": self.alt or repr(self)}
        return data, {SVG: {"alt": self.alt}}

    def _ipython_display_(self) -> None:
        """Else pyplot's own picture of any figure would take the place of ours."""
        from IPython.display import display

        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)


def check_suffix(path: Path, formats: dict[str, str] | tuple[str, ...]) -> None:
    """See that a file name ends as one of the formats does.

    Raises:
        ConfigError: it does not.
    """
    if path.suffix.lower() not in formats:
        known = ", ".join(formats)
        raise ConfigError(f"{path} must end in one of: {known}.")


def check_new_file(
    path: Path, formats: dict[str, str] | tuple[str, ...], replace: bool
) -> None:
    """See, before any work is done, that a file can be written.

    Args:
        path: where.
        formats: endings, such as ``.png``, that its name may have.
        replace: whether it may stand in the place of another.

    Raises:
        ConfigError: the name ends in none of them, the folder cannot be written, or
            the file exists and may not be replaced.
    """
    check_suffix(path, formats)
    if path.exists() and not replace:
        raise ConfigError(f"{path} exists. Choose another name, or add --force.")
    try:
        check_writable(path)
    except OSError as error:
        raise ConfigError(
            f"Cannot write {path}: {error.strerror}. Choose another place."
        ) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a whole file, or leave what is there.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        write_atomically(path, content)
    except OSError as error:
        raise ConfigError(
            f"Cannot write {path}: {error.strerror or error}. Choose another place."
        ) from error
