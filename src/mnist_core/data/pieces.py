"""Pieces of ink: which of them make one digit, and whether there are two."""

from dataclasses import dataclass

import numpy as np

TOUCHING = np.ones((3, 3), bool)  # corners touch

SPECK = 0.05  # of the largest piece's area: smaller ones are dust
SKIP = 1 / 100  # of the picture's longer side: smaller gaps are no gaps
FAR = 0.3  # of the digit's side: what is small and further off is no part of it
MOST = 20  # pieces, the largest, are asked
SECOND_AREA = 0.15  # of the digit's area: a second digit has more,
SECOND_SIDE = 0.4  # and of its longer side: is as long,
SECOND_GAP = 0.15  # and as far off, by way of all that lies between
BESIDE = 0.6  # of the height of both: a digit beside another is that high at least
BELOW = 0.3  # the same for one below another; the bar of a 5 is lower
APART = 0.1  # of the narrower one: digits beside each other share no more
LINE = 1.5  # times its width: what is that wide, above or below, is no part of it
WIDEST = 1.9  # times its height: MNIST has no digit wider than 1.8

FAT = 0.65  # of its side: MNIST's thickest strokes are 0.6
RING = 3  # pixels: what is nearer is the edge itself
CLEAR = 0.85  # of the outside is paper; the rest may be a frame or a table

TWO = "two shapes. Take one digit alone; if it is one, close the gaps in it."
TOO_WIDE = "a shape too wide for one digit. If two of them touch, take one alone."


@dataclass
class Pieces:
    """Pieces of ink that hang together, numbered from 1.

    Attributes:
        numbers: (h, w) int, which piece lies there; 0 is paper.
        areas: (n,) of each, in pixels.
        boxes: (n, 4) of each: top, left, bottom, right; the last two are outside.
    """

    numbers: np.ndarray
    areas: np.ndarray
    boxes: np.ndarray

    @classmethod
    def of(cls, mask: np.ndarray) -> "Pieces":
        """Those of a (h, w) mask; a pen that skips a little writes one piece."""
        from scipy import ndimage

        skip = 2 * round(SKIP * max(mask.shape)) + 1
        bridged = ndimage.maximum_filter(mask, skip, mode="constant")
        numbers = np.where(mask, ndimage.label(bridged, TOUCHING)[0], 0)
        count = int(numbers.max())
        areas = np.bincount(numbers.ravel(), minlength=count + 1)[1:]
        places = ndimage.find_objects(numbers)
        boxes = [(r.start, c.start, r.stop, c.stop) for r, c in places]
        return cls(numbers, areas, np.array(boxes, int).reshape(-1, 4))

    @property
    def names(self) -> np.ndarray:
        """All of their numbers."""
        return np.arange(1, len(self.areas) + 1)

    @property
    def sides(self) -> np.ndarray:
        """(n,) the longer side of each, in pixels."""
        return (self.boxes[:, 2:] - self.boxes[:, :2]).max(1, initial=0)

    @property
    def at_edge(self) -> np.ndarray:
        """Those that run out of the picture."""
        top, left, bottom, right = self.boxes.T
        height, width = self.numbers.shape
        cut = (top == 0) | (left == 0) | (bottom == height) | (right == width)
        return self.names[cut]

    def whole(self, least: float) -> np.ndarray:
        """Those that do not, are no dust, and ``least`` pixels long."""
        inside = ~np.isin(self.names, self.at_edge) & (self.sides >= least)
        areas = np.where(inside, self.areas, 0)
        return self.names[inside & (areas >= SPECK * areas.max(initial=0))]

    def mask(self, names: np.ndarray | list[int]) -> np.ndarray:
        """(h, w) bool: where these lie."""
        return np.isin(self.numbers, names)


def side_of(mask: np.ndarray) -> int:
    """The longer side of what is in a (h, w) mask, in pixels."""
    return max(int(np.ptp(np.flatnonzero(mask.any(k)))) + 1 for k in (0, 1))


def thickness_of(piece: np.ndarray) -> float:
    """The greatest width of what is in a (h, w) mask, in its longer sides."""
    from scipy import ndimage

    depth = ndimage.distance_transform_edt(np.pad(piece, 1))
    return 2 * float(depth.max()) / side_of(piece)


def contrast_of(piece: np.ndarray, ink: np.ndarray, grey: np.ndarray) -> float:
    """By how much a piece is darker than what is just outside of it.

    Nearly everywhere outside, as seen from there: what is as dark as its neighbours on
    one side is no stroke, but a gap between others. What is ink too does not count.

    Args:
        piece: (h, w) bool.
        ink: (h, w) bool, all there is.
        grey: (h, w) float32 in [0, 1].
    """
    from scipy import ndimage

    filled = ndimage.binary_fill_holes(piece)
    away, nearest = ndimage.distance_transform_edt(~filled, return_indices=True)
    ring = (away > RING) & (away <= RING + 1.5) & ~ink
    if not ring.any():
        return 0.0
    own = ndimage.minimum_filter(np.where(piece, grey, 1), 2 * RING + 1)
    darker = grey[ring] - own[tuple(nearest[:, ring])]
    return float(np.percentile(darker, 100 * (1 - CLEAR)))


def one_digit(pieces: Pieces) -> tuple[np.ndarray, str]:
    """The largest piece with what belongs to it; and what is wrong with that.

    Returns:
        (h, w) bool, and the problem; empty if there is none.
    """
    from scipy import ndimage

    by_area = pieces.names[np.argsort(-pieces.areas, kind="stable")][:MOST]
    parts, left, problem = [int(by_area[0])], by_area[1:].tolist(), ""
    while left and not problem:  # the next nearest to what there is of the digit
        digit = pieces.mask(parts)
        away = ndimage.distance_transform_edt(~digit)
        gaps = [float(away[pieces.mask([name])].min()) for name in left]
        other = left.pop(int(np.argmin(gaps)))
        gap = min(gaps) / side_of(digit)
        if _is_line(pieces, parts, other):
            continue
        if gap >= SECOND_GAP and _is_second(pieces, parts, other):
            problem = TWO
        elif gap <= FAR:
            parts.append(other)
    digit = pieces.mask(parts)
    height, width = (int(np.ptp(np.flatnonzero(digit.any(k)))) + 1 for k in (1, 0))
    if not problem and width > WIDEST * height:
        problem = TOO_WIDE
    return digit, problem


def _is_line(pieces: Pieces, parts: list[int], other: int) -> bool:
    """Whether a piece is a line of text, or one to write on: wide, above or below."""
    top, left, bottom, right = _box(pieces, parts)
    top2, left2, bottom2, right2 = pieces.boxes[other - 1]
    is_apart = bottom2 <= top or top2 >= bottom
    return bool(is_apart and right2 - left2 > LINE * max(right - left, bottom2 - top2))


def _box(pieces: Pieces, names: list[int]) -> np.ndarray:
    """Round several: top, left, bottom, right."""
    boxes = pieces.boxes[np.array(names) - 1]
    return np.concatenate([boxes[:, :2].min(0), boxes[:, 2:].max(0)])


def _is_second(pieces: Pieces, parts: list[int], other: int) -> bool:
    """Whether a piece is a digit of its own, and no part of the one there is."""
    box = _box(pieces, parts)
    box2 = pieces.boxes[other - 1]
    both = np.minimum(box[:2], box2[:2]), np.maximum(box[2:], box2[2:])
    sizes = np.array([box[2:] - box[:2], box2[2:] - box2[:2]])
    shared = np.minimum(box[2:], box2[2:]) - np.maximum(box[:2], box2[:2])
    apart = shared <= APART * sizes.min(0)  # by rows, by columns
    lower = sizes[:, 0].min() / (both[1] - both[0])[0]
    if apart[1] and lower >= BESIDE:
        return True
    if apart[0] and lower >= BELOW:
        return True
    area = pieces.areas[other - 1] / pieces.areas[np.array(parts) - 1].sum()
    length = sizes[1].max() / sizes[0].max()
    is_large = area >= SECOND_AREA and length >= SECOND_SIDE
    return bool(is_large and lower >= BELOW)
