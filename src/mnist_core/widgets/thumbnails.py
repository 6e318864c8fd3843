"""A row of small digits: the one on screen and its neighbours."""

import io
from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image
from torch import Tensor

from mnist_core.drawing import Theme
from mnist_core.shapes import H, W

ZOOM = 2  # pixels a pixel
FRAME = 3  # pixels around each
GAP = 4  # pixels between two
CORNER = 13  # pixels: the triangle that marks a mistake
SIDE = H * ZOOM + 2 * FRAME  # pixels, of one thumbnail
STEP = SIDE + GAP


def strip(
    images: Sequence[Tensor | None],
    wrong: Sequence[bool],
    current: int,
    theme: Theme,
) -> np.ndarray:
    """Thumbnails side by side.

    Args:
        images: (28, 28) uint8 each, or None for an empty place.
        wrong: which of them the network got wrong; they get a marked corner.
        current: which one is on screen; it gets a frame.
        theme: of the colours.

    Returns:
        (SIDE, n * STEP - GAP, 3) uint8.
    """
    row = np.empty((SIDE, len(images) * STEP - GAP, 3), np.uint8)
    row[:] = _bytes(theme.background)
    triangle = np.triu(np.ones((CORNER, CORNER), bool))
    for k, (image, mistaken) in enumerate(zip(images, wrong, strict=True)):
        if image is None:
            continue
        place = row[:, k * STEP : k * STEP + SIDE]
        if k == current:
            place[:] = _bytes(theme.predicted)
        digit = image.numpy().repeat(ZOOM, 0).repeat(ZOOM, 1)
        inner = place[FRAME : FRAME + H * ZOOM, FRAME : FRAME + W * ZOOM]
        inner[:] = digit[..., None]
        if mistaken:
            inner[:CORNER, -CORNER:][triangle] = _bytes(theme.mistake)
    return row


def _bytes(colour: str) -> np.ndarray:
    return np.round(np.array(to_rgb(colour)) * 255)


def encode(row: np.ndarray) -> bytes:
    """As a JPEG file."""
    file = io.BytesIO()
    Image.fromarray(row).save(file, "JPEG", quality=90, subsampling=0)
    return file.getvalue()
