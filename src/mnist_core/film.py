"""The seven panels as a file: one picture, or digit after digit as a film."""

import io
import os
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from tqdm import tqdm

from mnist_core.errors import ConfigError, DisplayError
from mnist_core.panels import SevenPanels, View
from mnist_core.picture import FORMATS, check_suffix, write_file
from mnist_core.storage import check_writable
from mnist_core.style import Theme

FILMS = (".gif", ".mp4")
FILES = (*FORMATS, *FILMS)
NO_FFMPEG = (
    "An .mp4 needs ffmpeg, and there is none on this machine. Install it, or write a "
    ".gif instead."
)


def check_can_write(path: Path, *, replace: bool = False) -> None:
    """See, before any work is done, that such a file can be written.

    Raises:
        ConfigError: the name ends in no known way, the folder cannot be written, or
            the file exists and may not be replaced.
        DisplayError: it is a film that needs ffmpeg, and there is none.
    """
    check_suffix(path, FILES)
    if path.exists() and not replace:
        raise ConfigError(f"{path} exists. Choose another name, or add --force.")
    try:
        check_writable(path)
    except OSError as error:
        raise ConfigError(
            f"Cannot write {path}: {error.strerror}. Choose another place."
        ) from error
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
    theme: Literal["light", "dark"] | Theme = "light",
    progress: bool = True,
) -> None:
    """Write views to a file; what kind is told by its name.

    Args:
        path: ``.png``, ``.svg`` and ``.pdf`` hold the first view; ``.gif`` and
            ``.mp4`` all of them.
        views: what to show, in order.
        count: how many they are.
        interval: seconds each.
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


def _gif(panels: SevenPanels, views: Iterable[View], interval: float) -> bytes:
    """All frames share the first one's colours, so that nothing flickers."""
    from PIL import Image

    frames: list[Image.Image] = []
    for view in views:
        panels.frame(view)
        frame = Image.fromarray(panels.figure.pixels())
        plain = Image.Dither.NONE
        frames.append(
            frame.quantize(palette=frames[0], dither=plain)
            if frames
            else frame.quantize(256, dither=plain)
        )
    file = io.BytesIO()
    frames[0].save(
        file,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=round(1000 * interval),
        loop=0,
    )
    return file.getvalue()


def _mp4(
    path: Path, panels: SevenPanels, views: Iterable[View], interval: float
) -> None:
    """Through ffmpeg, into a file beside it that is renamed when it is whole."""
    from matplotlib.animation import FFMpegWriter

    steady = ["-r", "30", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    writer = FFMpegWriter(fps=1 / interval, extra_args=steady)
    side = path.with_name(f"{path.stem}.{os.getpid()}.part.mp4")
    try:
        with writer.saving(panels.figure, str(side), panels.figure.dpi):
            for view in views:
                panels.show(view)
                writer.grab_frame()
        os.replace(side, path)
    except (OSError, subprocess.SubprocessError) as error:  # ffmpeg gave up
        raise ConfigError(
            f"Cannot write {path}: ffmpeg failed. Is there room on the disk?"
        ) from error
    finally:
        with suppress(FileNotFoundError):
            side.unlink()
