"""A picture of one digit on paper, brought to the form MNIST's digits have.

MNIST was made like this (LeCun, Cortes & Burges, "The MNIST database"): the digit
was fitted into a box of 20x20 pixels, keeping its proportions, and put into a
28x28 frame with its centre of mass in the middle, white on black. A network
that has only seen such digits is lost with anything else, so we do the same.

The page has it too, step by step: ``explorer/web/centring.js``.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from mnist_core.errors import ImageError
from mnist_core.shapes import H, W

Box = tuple[int, int, int, int]  # left, top, right, bottom, each the digit's own

BOX = 20  # pixels: the digit's longer side
PEN = 2.0  # pixels: strokes of MNIST's digits are hardly ever thinner
FAINT = 0.08  # of full contrast: below this there is nothing on the paper
GRAIN = 1 / 400  # of the longer side: detail finer than this is noise
SPECK = 0.05  # of the largest blob: smaller blobs are dust

NOTHING = (
    "no digit: it is blank or too faint. Use a dark pen on light paper, or more light."
)
FULL = (
    "no digit that can be told from the background. Leave some empty paper around it."
)


@dataclass(frozen=True)
class Prepared:
    """A digit in MNIST's form, and where it was found.

    Attributes:
        image: (28, 28) uint8, white on black.
        found: the digit's edges in the picture given, in its pixels: first column and
            row, last column and row.
    """

    image: Tensor
    found: Box


def prepare(grey: np.ndarray) -> Prepared:
    """Bring a picture of a digit on paper to MNIST's form.

    Dark on light is inverted, uneven light evened out, dust left out; then the
    digit is cropped, thickened if the pen was fine, scaled to a 20-pixel box and
    put into the frame with its centre of mass in the middle. A picture that is 28x28
    already is only inverted if need be.

    Args:
        grey: (h, w) float32 in [0, 1].

    Raises:
        ImageError: it shows nothing. The message says what it shows instead.
    """
    is_framed = grey.shape == (H, W)
    ink = _white_on_black(grey)
    if not is_framed:
        ink = _without_grain(_even_light(ink))
    if ink.max() < FAINT:
        raise ImageError(NOTHING)
    if is_framed:
        framed = np.round(ink * 255)
        found = edges(framed > 0)
    else:
        digit, found = _digit_alone(ink)
        framed = _frame(digit)
    return Prepared(torch.from_numpy(framed.astype(np.uint8)), found)


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


def _digit_alone(ink: np.ndarray) -> tuple[np.ndarray, Box]:
    """The digit, cropped to its edges, in [0, 1], strokes at least PEN wide.

    And where those edges were.
    """
    from scipy import ndimage

    ink = ink / ink.max()
    mask = ink > otsu(ink)
    blobs, count = ndimage.label(mask, structure=np.ones((3, 3)))
    areas = ndimage.sum_labels(mask, blobs, np.arange(1, count + 1))
    kept = np.isin(blobs, 1 + np.flatnonzero(areas >= SPECK * areas.max()))
    # What runs out of the photo is a table or a shadow, if anything is left then.
    whole = kept & ~np.isin(blobs, blobs[_edge(blobs.shape)])
    kept = whole if whole.any() else kept
    # Full ink is white, as in MNIST, however unevenly the pen wrote.
    ink = np.clip(ink / np.median(ink[kept]), 0, 1)
    if kept.mean() > 0.6:
        raise ImageError(FULL)
    found = left, top, right, bottom = edges(kept)
    side = max(right - left, bottom - top) + 1
    # Ridges of the distance to the paper are half a stroke; their upper values
    # stand for the stroke's width.
    cropped = kept[top : bottom + 1, left : right + 1]
    depth = ndimage.distance_transform_edt(np.pad(cropped, 1))
    pen = 2 * float(np.percentile(depth[depth > 0], 90))
    grow = round((PEN * side / BOX - pen) / 2)
    near = ndimage.binary_dilation(kept, iterations=2)
    digit = np.where(near, ink, 0)
    if grow > 0:
        digit = ndimage.grey_dilation(np.pad(digit, grow), size=2 * grow + 1)
        left, top, right, bottom = edges(digit > 0.5)
    return digit[top : bottom + 1, left : right + 1], found


def edges(mask: np.ndarray) -> Box:
    """First and last column and row that are not empty: left, top, right, bottom."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


def otsu(values: np.ndarray, bins: int = 128) -> float:
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
