"""The seven panels as a file: one picture, or digit after digit as a film."""

import base64
import io
import logging
import os
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.spatial import cKDTree
from tqdm import tqdm

from mnist_core.drawing import FORMATS, ThemeName, check_new_file, write_file
from mnist_core.errors import ConfigError, DisplayError
from mnist_core.panels.figure import SevenPanels
from mnist_core.reading import View, a

FILMS = (".gif", ".mp4")
FILES = (*FORMATS, *FILMS)
NO_FFMPEG = (
    "An .mp4 needs ffmpeg, and there is none on this machine. Install it, or write a "
    ".gif instead."
)

# Else whatever ffmpeg says when it fails would be printed, many lines of it.
logging.getLogger("matplotlib.animation").addHandler(logging.NullHandler())


def check_can_write(path: Path, *, replace: bool = False) -> None:
    """See, before any work is done, that such a file can be written.

    Raises:
        ConfigError: the name ends in no known way, the folder cannot be written, or
            the file exists and may not be replaced.
        DisplayError: it is a film that needs ffmpeg, and there is none.
    """
    check_new_file(path, FILES, replace)
    if path.suffix.lower() == ".mp4":
        from matplotlib.animation import FFMpegWriter

        if not FFMpegWriter.isAvailable():
            raise DisplayError(NO_FFMPEG)


def write_panels(
    path: Path,
    views: Iterable[View],
    count: int,
    *,
    interval: float = 1.0,
    theme: ThemeName = "light",
    progress: bool = True,
) -> None:
    """Write views to a file; what kind is told by its name.

    Args:
        path: ``.png``, ``.svg`` and ``.pdf`` hold the first view; ``.gif`` and
            ``.mp4`` all of them.
        views: what to show, in order.
        count: how many they are.
        interval: seconds each; a ``.gif`` knows no more than 655.
        theme: ``"light"`` or ``"dark"``.
        progress: whether to show a progress bar.

    Raises:
        ConfigError, DisplayError: as :func:`check_can_write`, or the disk is full.
            What was there before is still there then.
    """
    panels = SevenPanels(theme)
    if path.suffix.lower() in FORMATS:
        panels.show(next(iter(views)))
        panels.figure.save(path)
        return
    shown = tqdm(views, total=count, unit="digit", disable=not progress)
    if path.suffix.lower() == ".gif":
        write_file(path, _gif(panels, shown, interval))
    else:
        _mp4(path, panels, shown, interval)


class Film:
    """Views one after the other, moving by themselves where a notebook shows them.

    Args:
        views: what to show, in order.
        interval: seconds each.
        theme: ``"light"`` or ``"dark"``.
        size: width and height in inches, 100 pixels each.

    Attributes:
        webp: the file.
        alt: what it shows, in words.
    """

    def __init__(
        self,
        views: Iterable[View],
        *,
        interval: float = 1.2,
        theme: ThemeName = "light",
        size: tuple[float, float] = (9.0, 5.7),
    ) -> None:
        panels = SevenPanels(theme, size)
        frames, answers = [], []
        for view in views:
            panels.draw(view)
            frames.append(Image.fromarray(panels.figure.pixels()))
            reading = view.reading
            answers.append(f"{a(reading.prediction)} ({reading.confidence:.0%})")
        # A quarter of a GIF, and every browser knows it.
        self.webp = animated(frames, "WEBP", interval, quality=60)
        self.alt = f"Seven panels in motion. The network reads {', '.join(answers)}."

    def _repr_html_(self) -> str:
        source = base64.b64encode(self.webp).decode()
        return f'<img alt="{self.alt}" src="data:image/webp;base64,{source}">'

    def __repr__(self) -> str:
        return self.alt


def _gif(panels: SevenPanels, views: Iterable[View], interval: float) -> bytes:
    """All frames share the first one's colours, so that nothing flickers."""
    frames: list[Image.Image] = []
    colours = np.zeros((0, 3), np.uint8)
    for view in views:
        panels.draw(view)
        pixels = panels.figure.pixels()
        if not frames:
            first = Image.fromarray(pixels).quantize(256, dither=Image.Dither.NONE)
            colours = np.reshape(first.getpalette(), (-1, 3)).astype(np.uint8)
        frames.append(Image.fromarray(nearest(colours, pixels)))
        frames[-1].putpalette(colours.tobytes())
    return animated(frames, "GIF", interval)


def animated(
    frames: Sequence[Image.Image], kind: str, interval: float, **how: int
) -> bytes:
    """A file of frames, so many seconds each, for ever."""
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:],
                   duration=round(1000 * interval), loop=0, **how)  # fmt: skip
    return file.getvalue()


def nearest(colours: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """(height, width) uint8: which of at most 256 colours is nearest to each pixel.

    Exactly the nearest: Pillow's own choice turns white into a grey next to it.
    """
    packed = pixels.astype(np.int32) @ (1 << 16, 1 << 8, 1)
    distinct, where = np.unique(packed, return_inverse=True)
    split = np.column_stack([distinct >> 16, distinct >> 8 & 255, distinct & 255])
    _, nearest = cKDTree(colours).query(split)
    return nearest.astype(np.uint8)[where].reshape(packed.shape)


def _mp4(
    path: Path, panels: SevenPanels, views: Iterable[View], interval: float
) -> None:
    """Through ffmpeg, into a file beside it that is renamed when it is whole."""
    from matplotlib.animation import FFMpegWriter

    steady = ["-r", "30", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    writer = FFMpegWriter(fps=1 / interval, extra_args=steady)
    # A whole path: ffmpeg takes -x.mp4 for an option, and 12:30.mp4 for an address.
    side = path.absolute().with_name(f"{path.stem}.{os.getpid()}.part.mp4")
    try:
        with writer.saving(panels.figure, str(side), panels.figure.dpi):
            for view in views:
                panels.show(view)
                writer.grab_frame()
        os.replace(side, path)
    except (OSError, subprocess.SubprocessError) as error:  # ffmpeg gave up
        if isinstance(error.__context__, KeyboardInterrupt):
            raise error.__context__ from None  # Ctrl-C reached both of us
        raise ConfigError(
            f"Cannot write {path}: ffmpeg failed. Is there room on the disk?"
        ) from error
    finally:
        with suppress(FileNotFoundError):
            side.unlink()
