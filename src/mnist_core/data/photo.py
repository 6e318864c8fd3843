"""A photo of one digit, brought to the form MNIST's digits have.

MNIST was made like this (LeCun, Cortes & Burges, "The MNIST database"): the digit
was fitted into a box of 20x20 pixels, keeping its proportions, and put into a
28x28 frame with its centre of mass in the middle, white on black. A network
that has only seen such digits is lost with anything else, so we do the same.
"""

from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from mnist_core.errors import ImageError
from mnist_core.shapes import H, W

if TYPE_CHECKING:
    from PIL import Image

BOX = 20  # pixels: the digit's longer side
PEN = 2.0  # pixels: strokes of MNIST's digits are hardly ever thinner
WORKING_SIZE = 400  # pixels: larger photos are shrunk to this first
MAX_PIXELS = 200_000_000  # the largest phone camera today
FAINT = 0.08  # of full contrast: below this there is nothing on the paper
GRAIN = 1 / 400  # of the longer side: detail finer than this is noise
SPECK = 0.05  # of the largest blob: smaller blobs are dust

GUARD = RLock()  # Pillow's limit is everybody's: two at once would leave it off


def read_image(path: str | Path) -> Tensor:
    """Read a photo of one digit into MNIST's form.

    Dark on light is inverted, uneven light evened out, dust left out; then the
    digit is cropped, thickened if the pen was fine, scaled to a 20-pixel box and
    put into the frame with its centre of mass in the middle. A photo that is 28x28
    already is only inverted if need be.

    Args:
        path: any format Pillow reads (PNG, JPEG, GIF, BMP, WebP, ...).

    Returns:
        (28, 28) uint8, white on black.

    Raises:
        ImageError: the file cannot be read, is no image, is too large, or shows
            nothing. The message names the file.
    """
    grey = _load_grey(Path(path))
    is_framed = grey.shape == (H, W)
    ink = _white_on_black(grey)
    if not is_framed:
        ink = _without_grain(_even_light(ink))
    if ink.max() < FAINT:
        raise ImageError(
            f"{path} shows no digit: it is blank or too faint. Use a dark pen on "
            "light paper, or more light."
        )
    framed = np.round(ink * 255) if is_framed else _frame(_digit_alone(ink, path))
    return torch.from_numpy(framed.astype(np.uint8))


def _load_grey(path: Path) -> np.ndarray:
    """Brightness in [0, 1], upright, at most WORKING_SIZE pixels a side."""
    from PIL import Image, ImageOps

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


def _white_on_black(grey: np.ndarray) -> np.ndarray:
    """Paper (which is what most of the edge shows) to black, ink to white."""
    if grey.shape == (H, W):
        ink = float(np.median(grey[_edge(grey.shape)])) - grey
    else:
        ink = _paper(grey) - grey
    return np.clip(ink if ink.max() > -ink.min() else -ink, 0, 1)


def _edge(shape: tuple[int, ...]) -> np.ndarray:
    """True along the photo's edge, one pixel wide."""
    edge = np.ones(shape, bool)
    edge[1:-1, 1:-1] = False
    return edge


def _paper(grey: np.ndarray) -> np.ndarray:
    """How bright the paper is, everywhere: the plane that fits most of the edge.

    A plane, because light mostly comes from one side. Most of the edge, because
    the table or a finger may be in the photo: each round fits the better half.
    """
    where = np.argwhere(_edge(grey.shape))
    seen = grey[tuple(where.T)]
    terms = np.column_stack([where, np.ones(len(where))])  # row, column, 1
    best = np.ones(len(where), bool)
    for _ in range(5):
        plane = np.linalg.lstsq(terms[best], seen[best], rcond=None)[0]
        error = np.abs(terms @ plane - seen)
        best = error <= np.median(error)
    rows, columns = np.indices(grey.shape)
    return (plane[0] * rows + plane[1] * columns + plane[2]).astype(np.float32)


def _even_light(ink: np.ndarray) -> np.ndarray:
    """Take away whatever changes more slowly than a stroke is wide."""
    from scipy import ndimage

    window = max(ink.shape) // 3
    paper = ndimage.grey_opening(ink, size=window, mode="nearest")
    return np.clip(ink - ndimage.uniform_filter(paper, window), 0, 1)


def _without_grain(ink: np.ndarray) -> np.ndarray:
    """Smooth away what is far finer than a stroke: the camera's noise."""
    from scipy import ndimage

    return ndimage.gaussian_filter(ink, GRAIN * max(ink.shape))


def _digit_alone(ink: np.ndarray, path: str | Path) -> np.ndarray:
    """The digit, cropped to its edges, in [0, 1], strokes at least PEN wide."""
    from scipy import ndimage

    ink = ink / ink.max()
    mask = ink > _otsu(ink)
    blobs, count = ndimage.label(mask, structure=np.ones((3, 3)))
    areas = ndimage.sum_labels(mask, blobs, np.arange(1, count + 1))
    kept = np.isin(blobs, 1 + np.flatnonzero(areas >= SPECK * areas.max()))
    # What runs out of the photo is a table or a shadow, if anything is left then.
    whole = kept & ~np.isin(blobs, blobs[_edge(blobs.shape)])
    kept = whole if whole.any() else kept
    # Full ink is white, as in MNIST, however unevenly the pen wrote.
    ink = np.clip(ink / np.median(ink[kept]), 0, 1)
    if kept.mean() > 0.6:
        raise ImageError(
            f"{path} shows no digit that can be told from the background. Leave some "
            "empty paper around it."
        )
    rows, columns = np.flatnonzero(kept.any(1)), np.flatnonzero(kept.any(0))
    side = max(np.ptp(rows), np.ptp(columns)) + 1
    # Ridges of the distance to the paper are half a stroke; their upper values
    # stand for the stroke's width.
    cropped = kept[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    depth = ndimage.distance_transform_edt(np.pad(cropped, 1))
    pen = 2 * float(np.percentile(depth[depth > 0], 90))
    grow = round((PEN * side / BOX - pen) / 2)
    near = ndimage.binary_dilation(kept, iterations=2)
    digit = np.where(near, ink, 0)
    if grow > 0:
        digit = ndimage.grey_dilation(np.pad(digit, grow), size=2 * grow + 1)
        kept = digit > 0.5
        rows, columns = np.flatnonzero(kept.any(1)), np.flatnonzero(kept.any(0))
    return digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _otsu(values: np.ndarray, bins: int = 128) -> float:
    """The threshold that parts values in [0, 1] into two groups most unlike.

    (Otsu, "A threshold selection method from gray-level histograms", 1979.)
    """
    counts, edges = np.histogram(values, bins=bins, range=(0, 1))
    middles = (edges[:-1] + edges[1:]) / 2
    below = counts.cumsum()
    above = below[-1] - below
    sums = (counts * middles).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = sums / below - (sums[-1] - sums) / above
        between = np.nan_to_num(below * above * gap**2)
    return float(edges[between.argmax() + 1])


def _frame(digit: np.ndarray) -> np.ndarray:
    """Into a 20-pixel box, then 28x28 with the centre of mass in the middle; 0..255."""
    from PIL import Image

    height, width = digit.shape
    factor = BOX / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    image = Image.fromarray((digit * 255).astype(np.uint8))
    # Across first, then down: which way Pillow begins by itself depends on its version.
    across = image.resize((size[0], height), Image.Resampling.LANCZOS)
    small = np.asarray(across.resize(size, Image.Resampling.LANCZOS), np.float32)
    small = small * (255 / small.max())
    rows, columns = np.indices(small.shape)
    top = _start(float((rows * small).sum() / small.sum()), small.shape[0], H)
    left = _start(float((columns * small).sum() / small.sum()), small.shape[1], W)
    frame = np.zeros((H, W))
    frame[top : top + small.shape[0], left : left + small.shape[1]] = np.round(small)
    return frame


def _start(centre: float, length: int, total: int) -> int:
    """Where to begin so that ``centre`` comes to the middle, and all stays inside.

    MNIST's middle is pixel 14 of 0..27: measured, to half a pixel, on all its digits.
    """
    return min(max(round(total / 2 - centre), 0), total - length)
