"""What lies on the sheet: the one digit, with all else in the photo painted over.

A photo of a digit holds more than the digit: the table under the sheet, a shadow
across it, a printed box, a finger, binder holes. None of that may be taken for ink. So
the light is evened out first, by what is brightest near by (a hard edge stays where it
is). Then each shape that is left has to be the digit, or something known; and where
there is no digit, or more than one shape that could be it, that is said.
"""

from dataclasses import dataclass

import numpy as np

from mnist_core.data.centring import FAINT, GRAIN, otsu
from mnist_core.data.frames import Frame, frame_round
from mnist_core.data.pieces import (
    FAT,
    TOUCHING,
    Pieces,
    contrast_of,
    one_digit,
    side_of,
    thickness_of,
)
from mnist_core.errors import ImageError

NOISE = 6.0  # times its spread: the paper's own grain stays below
QUIET = 30  # per cent of the picture, at the least, show bare paper,
BLOCKS = 20  # in blocks so many to its longer side
STROKE = 1 / 5  # of the longer side: no stroke is wider
SHADE = 0.6  # of the brightest paper: shadows on it are no darker
ROUNDS = 8
LEAST = 0.05  # of the picture's longer side: what is smaller is no digit

NOTHING = (
    "no digit: it is blank or too faint. Use a dark pen on light paper, or more light."
)
CUT_OFF = (
    "no whole digit: what there is runs out of the picture. Leave some empty paper "
    "around it."
)
EMPTY_FRAME = "a frame with nothing in it. Write the digit as dark as the frame."

ROUND = ((0, 1), (1, 0), (1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1))


@dataclass
class Found:
    """What there is of one kind of ink, dark or light.

    Attributes:
        ink: (h, w) float32, how much of it; 0 is paper.
        digit: (h, w) bool, where the digit is.
        problem: why there is none; empty if there is one.
        rank: how much it asks to be looked at. The holes of dark shapes are light
            shapes, but smaller ones.
    """

    ink: np.ndarray
    digit: np.ndarray
    problem: str = NOTHING
    rank: float = 0.0


def digit_alone(grey: np.ndarray) -> np.ndarray:
    """The picture with nothing but the digit on it, dark on white.

    Args:
        grey: (h, w) float32 in [0, 1], as the camera saw it.

    Returns:
        (h, w) float32 in [0, 1]: 1 is paper.

    Raises:
        ImageError: it does not show one digit. The message is what it shows instead,
            and what to do.
    """
    from scipy import ndimage

    paper = _paper(grey)
    lit = np.maximum(paper, SHADE * paper.max() + 1e-6)
    dark, light = (paper - grey) / lit, grey - (1 - _paper(1 - grey))
    kinds = [find(dark.clip(0, 1), grey), find(light.clip(0, 1), 1 - grey)]
    found = max(kinds, key=lambda one: (one.rank, one.problem != NOTHING))
    if found.problem:
        raise ImageError(found.problem)
    near = ndimage.binary_dilation(found.digit, TOUCHING, iterations=2)
    return np.where(near, 1 - found.ink, 1).astype(np.float32)


def find(ink: np.ndarray, grey: np.ndarray) -> Found:
    """The digit in (h, w) float32 ink; or why there is none. Ink is dark in grey."""
    from scipy import ndimage

    smooth = ndimage.gaussian_filter(ink, GRAIN * max(ink.shape))
    level, spread = _quiet(smooth)
    least = max(FAINT, NOISE * spread)
    found = Found(np.clip(ink - level, 0, 1), np.zeros(ink.shape, bool))
    smooth = np.clip(smooth - level, 0, 1)
    for _ in range(ROUNDS):  # what is no digit is wiped off, to see what is left
        top = smooth.max()
        if top < least:
            break
        limit = max(least, top * otsu(smooth / top))
        mask = smooth > limit
        pieces = Pieces.of(mask)
        strange = list(pieces.at_edge)
        whole, frame = [], None
        for name in pieces.whole(LEAST * max(ink.shape)):
            piece = pieces.mask([name])
            contrast = contrast_of(piece, mask, grey)
            round_it = frame_round(piece)
            is_sheet = round_it and not (round_it.is_hollow(piece) or round_it.is_long)
            if contrast < least or is_sheet or thickness_of(piece) > FAT:
                strange.append(name)
                continue
            found.rank = max(found.rank, contrast * side_of(piece))
            if round_it and round_it.is_hollow(piece):
                frame = round_it
            whole.append(int(name))
        if frame:
            smooth = np.where(frame.inside(ink.shape), smooth, 0)
            found.problem = EMPTY_FRAME
            continue
        if whole and not strange:
            found.digit, found.problem = one_digit(pieces)
            faint = found.problem and _faint_frame(smooth > max(least, limit / 2))
            if not faint:
                break
            smooth = np.where(faint.inside(ink.shape), smooth, 0)
            continue
        if len(pieces.at_edge) and found.problem == NOTHING:
            found.problem = CUT_OFF
        wiped = pieces.mask(strange if whole else pieces.names)
        smooth[ndimage.binary_dilation(wiped, TOUCHING, iterations=3)] = 0
    return found


def _faint_frame(mask: np.ndarray) -> Frame | None:
    """A frame of which the darker parts alone were seen, in pieces."""
    pieces = Pieces.of(mask)
    for name in pieces.whole(LEAST * max(mask.shape)):
        piece = pieces.mask([name])
        frame = frame_round(piece)
        if frame and frame.is_hollow(piece):
            return frame
    return None


def _quiet(values: np.ndarray) -> tuple[float, float]:
    """Level and spread of (h, w) values where there is little but paper."""
    side = max(1, min(max(values.shape) // BLOCKS, *values.shape))
    rows, columns = (n // side for n in values.shape)
    blocks = values[: rows * side, : columns * side]
    blocks = blocks.reshape(rows, side, columns, side).swapaxes(1, 2)
    blocks = blocks.reshape(rows * columns, side * side)
    levels = np.median(blocks, 1)
    spreads = 1.4826 * np.median(np.abs(blocks - levels[:, None]), 1)
    return float(np.percentile(levels, QUIET)), float(np.percentile(spreads, QUIET))


def _paper(grey: np.ndarray) -> np.ndarray:
    """How bright the paper is, everywhere: (h, w), as bright as the picture or more.

    It is what a wide round brush could paint: the edges of shadows and tables stay
    where they are, strokes go.
    """
    wide = max(3, round(STROKE * max(grey.shape)))
    around = np.pad(grey, wide, mode="edge")
    return -_brightest(-_brightest(around, wide), wide)[wide:-wide, wide:-wide]


def _brightest(values: np.ndarray, wide: int) -> np.ndarray:
    """The greatest value within a nearly round window, ``wide`` pixels across."""
    for step in ROUND:  # short lines in many directions, one after the other
        half = round(wide / 10 / np.hypot(*step))
        reach = 1
        ahead = values
        while reach < 2 * half + 1:  # the greatest of so many from here on
            more = min(reach, 2 * half + 1 - reach)
            ahead = np.maximum(ahead, _moved(ahead, more * step[0], more * step[1]))
            reach += more
        values = _moved(ahead, -half * step[0], -half * step[1])
    return values


def _moved(values: np.ndarray, down: int, right: int) -> np.ndarray:
    """What stands so far below and to the right of each place; its own at the end."""
    out = values.copy()
    here, there = zip(_ends(down), _ends(right), strict=True)
    out[here] = values[there]
    return out


def _ends(by: int) -> tuple[slice, slice]:
    """Where things come to lie that lay ``by`` further, and where they lay."""
    if by < 0:
        there, here = _ends(-by)
        return here, there
    return slice(None, -by or None), slice(by, None)
