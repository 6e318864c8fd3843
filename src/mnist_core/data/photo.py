"""A photo of one digit, brought to the form MNIST's digits have."""

import stat
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np
from torch import Tensor

from mnist_core.data.centring import Box, prepare
from mnist_core.data.sheet import digit_alone
from mnist_core.errors import ImageError
from mnist_core.shapes import H, W

if TYPE_CHECKING:
    from PIL import Image

WORKING_SIZE = 400  # pixels: larger photos are shrunk to this first
MAX_PIXELS = 200_000_000  # the largest phone camera today

GUARD = RLock()  # Pillow's limit is everybody's: two at once would leave it off


@dataclass(frozen=True)
class Photo:
    """A photo, and the digit that was found in it.

    Attributes:
        image: (28, 28) uint8, white on black: the digit in MNIST's form.
        grey: (h, w) uint8, the photo, upright, at most 400 pixels a side.
        found: the digit's edges in it, in its pixels: left, top, right, bottom.
    """

    image: Tensor
    grey: np.ndarray
    found: Box


def read_image(path: str | Path) -> Tensor:
    """Read a photo of one digit into MNIST's form.

    Shadows, a table beside the paper, and a printed box round the digit are taken
    away; dark on light is inverted, dust left out; then the digit is cropped,
    thickened if the pen was fine, scaled to a 20-pixel box and put into the frame with
    its centre of mass in the middle. A photo that is 28x28 already is only inverted if
    need be.

    Args:
        path: any format Pillow reads (PNG, JPEG, GIF, BMP, WebP, ...).

    Returns:
        (28, 28) uint8, white on black.

    Raises:
        ImageError: the file cannot be read, is no image, is too large, or shows no
            digit, or more than one. The message names the file and what it shows.
    """
    return read_photo(path).image


def read_photo(path: str | Path) -> Photo:
    """The same, with the photo and the digit's place in it.

    Raises:
        ImageError: as :func:`read_image`.
    """
    grey = _load_grey(Path(path))
    try:
        prepared = prepare(grey if grey.shape == (H, W) else digit_alone(grey))
    except ImageError as error:
        raise ImageError(f"{path} shows {error}") from None
    return Photo(prepared.image, np.round(grey * 255).astype(np.uint8), prepared.found)


def _check_is_file(path: Path) -> None:
    """What never ends, or begins when somebody else likes, is not waited for.

    Raises:
        ImageError: it is a pipe, a device or the like.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return  # what opens it says why
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise ImageError(f"{path} is no file. Name a picture: a PNG or JPEG file.")


def _load_grey(path: Path) -> np.ndarray:
    """Brightness in [0, 1], upright, at most WORKING_SIZE pixels a side."""
    from PIL import Image, ImageOps

    _check_is_file(path)
    GUARD.acquire()
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # our own is below
    try:
        with Image.open(path) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ImageError(
                    f"{path} is too large ({image.width} x {image.height} pixels). "
                    "Make it smaller; 1,000 x 1,000 is plenty."
                )
            image.draft("L", (WORKING_SIZE, WORKING_SIZE))  # JPEG: decode it small
            upright = ImageOps.exif_transpose(image)
            if upright.mode[0] in "IF":  # 16 or 32 bits: Pillow would cut them off
                upright = _eight_bits(upright)
            upright.thumbnail((WORKING_SIZE, WORKING_SIZE))
            if upright.has_transparency_data:
                sheet = Image.new("RGBA", upright.size, "white")
                upright = Image.alpha_composite(sheet, upright.convert("RGBA"))
            return np.asarray(upright.convert("L"), dtype=np.float32) / 255
    except FileNotFoundError:
        raise ImageError(f"There is no file {path}.") from None
    except ImageError:
        raise
    except Exception as error:  # a broken image can raise almost anything
        if isinstance(error, OSError) and error.strerror:
            raise ImageError(f"Cannot read {path}: {error.strerror}.") from error
        raise ImageError(
            f"{path} is not a whole picture. Use a PNG or JPEG file."
        ) from error
    finally:
        Image.MAX_IMAGE_PIXELS = limit
        GUARD.release()


def _eight_bits(image: "Image.Image") -> "Image.Image":
    """From its darkest to its brightest value, on 0 to 255."""
    from PIL import Image

    values = np.asarray(image.convert("F"))
    low, reach = float(values.min()), max(float(np.ptp(values)), 1e-12)
    return Image.fromarray(((values - low) / reach * 255).astype(np.uint8))
