"""Frames: printed boxes round a digit, as on forms. Thin, straight, and hollow."""

from dataclasses import dataclass

import numpy as np

COVERED = 0.85  # of each side: a frame's line runs along it; a 0 touches it in a part
SLACK = 0.05  # of its width: how far a side's line may be from straight
SMALLEST = 8.0  # pixels
LONG = 2.0  # times as long as wide: a bar, no sheet
HOLLOW = 0.5  # of the inside is empty at least, whatever is written there


@dataclass
class Frame:
    """The narrowest rectangle round a shape, at any angle.

    Attributes:
        way: (2,) unit vector (row, column) along one pair of sides.
        low, high: (2,) where it begins and ends, along ``way`` and across it, pixels.
        thick: of its line, in pixels, if the shape is a frame.
    """

    way: np.ndarray
    low: np.ndarray
    high: np.ndarray
    thick: float

    @classmethod
    def round(cls, mask: np.ndarray) -> "Frame":
        """The one round a (h, w) mask with at least one pixel."""
        places = np.argwhere(mask & ~_middle(mask)).astype(float)
        angles = np.radians(np.arange(90))
        ways = np.column_stack([np.cos(angles), np.sin(angles)])
        along, across = places @ ways.T, places @ _turned(ways).T
        best = int((np.ptp(along, 0) * np.ptp(across, 0)).argmin())
        both = np.column_stack([along[:, best], across[:, best]])
        low, high = both.min(0), both.max(0)
        thick = mask.sum() / max(2 * (high - low).sum(), 1)
        return cls(ways[best], low, high, float(thick))

    def places(self, where: np.ndarray) -> np.ndarray:
        """(n, 2) rows and columns, as places along and across it, in [0, 1]."""
        both = np.column_stack([where @ self.way, where @ _turned(self.way)])
        return (both - self.low) / np.maximum(self.high - self.low, 1)

    def inside(self, shape: tuple[int, int]) -> np.ndarray:
        """(h, w) bool: what it encloses, without its line."""
        line = (1.5 * self.thick + 1) / np.maximum(self.high - self.low, 1) + SLACK / 2
        where = np.indices(shape).reshape(2, -1).T
        places = self.places(where)
        return ((places > line) & (places < 1 - line)).all(1).reshape(shape)

    def is_hollow(self, mask: np.ndarray) -> bool:
        """Whether the shape is a line with little inside: no sheet, and no bar."""
        inside = self.inside(mask.shape)
        return bool(inside.any() and (~mask[inside]).mean() > HOLLOW)

    @property
    def is_long(self) -> bool:
        """As a 1 is."""
        short, long = sorted(self.high - self.low)
        return bool(long > LONG * short)


def frame_round(mask: np.ndarray) -> Frame | None:
    """The rectangle whose four sides a (h, w) shape follows, if it does."""
    frame = Frame.round(mask)
    if min(frame.high - frame.low) < SMALLEST:
        return None
    places = frame.places(np.argwhere(mask))
    for side in (0, 1):
        for near in (places[:, side] < SLACK, places[:, side] > 1 - SLACK):
            if _covered(places[near, 1 - side]) < COVERED:
                return None
    return frame


def _covered(places: np.ndarray, parts: int = 40) -> float:
    """How much of a line from 0 to 1 has a place on it."""
    return len(np.unique((places * parts).astype(int).clip(0, parts - 1))) / parts


def _turned(ways: np.ndarray) -> np.ndarray:
    """By a right angle."""
    return ways[..., ::-1] * np.array([-1, 1])


def _middle(mask: np.ndarray) -> np.ndarray:
    """What lies between others of the shape, in its row: no end of it."""
    before = np.maximum.accumulate(mask, 1)
    after = np.maximum.accumulate(mask[:, ::-1], 1)[:, ::-1]
    shut = np.zeros_like(mask)
    shut[:, 1:-1] = before[:, :-2] & after[:, 2:]
    return shut
