"""A made photo: paper, ink, tables, light, the camera's noise; all by seed."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

SHEET = (480, 640)
ROWS, COLUMNS = np.indices(SHEET, np.float32)


@dataclass
class Paper:
    """One sheet, what lies on it, and how it is lit.

    Attributes:
        random: where all that is chosen by chance comes from.
        bright: brightness of the paper; ``pen``: of the ink; 0 to 1.
        noise: of the camera, as a share of white.
        quality: of the JPEG file, 1 to 95.
    """

    random: np.random.Generator
    bright: float
    pen: float
    noise: float
    quality: int

    @classmethod
    def by(cls, random: np.random.Generator) -> "Paper":
        """A sheet as most are."""
        bright = random.uniform(0.7, 0.95)
        pen = random.uniform(0.08, 0.3)
        return cls(random, bright, pen, random.uniform(0.005, 0.025), 85)

    def empty(self) -> np.ndarray:
        return np.full(SHEET, self.bright, np.float32)

    def write(self, seen: np.ndarray, digit: np.ndarray, size: int,
              top: int, left: int, turn: float = 0.0) -> np.ndarray:  # fmt: skip
        """A digit in ink, ``size`` pixels high with its margins, turned by degrees."""
        ink = strokes(digit, size, turn)
        part = seen[top : top + size, left : left + size]
        part += (self.pen - part) * ink
        return seen

    def written(self, digit: np.ndarray, least: int = 150, most: int = 300,
                turn: float = 0.0) -> np.ndarray:  # fmt: skip
        """The digit anywhere near the middle of an empty sheet."""
        size = int(self.random.integers(least, most))
        top, left = (
            int(self.random.uniform(0.3, 0.7) * (whole - size)) for whole in SHEET
        )
        return self.write(self.empty(), digit, size, top, left, turn)

    def photographed(self, seen: np.ndarray) -> Image.Image:
        """Light from one side, the camera's noise, and what JPEG leaves of it."""
        fall, way = self.random.uniform(0, 0.3), self.random.uniform(0, 2 * np.pi)
        light = 1 - fall * half_plane(way, width=600)
        seen = seen * light + self.random.normal(0, self.noise, SHEET)
        grey = np.round(np.clip(seen, 0, 1) * 255).astype(np.uint8)
        file = io.BytesIO()
        Image.fromarray(grey).save(file, "JPEG", quality=self.quality)
        return Image.open(file)


def strokes(digit: np.ndarray, size: int, turn: float = 0.0) -> np.ndarray:
    """A digit drawn large: (size, size) float32 in [0, 1], 1 where the ink is."""
    large = Image.fromarray(digit).resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(large.rotate(turn, Image.Resampling.BICUBIC), np.float32) / 255


def half_plane(way: float, width: float, at: float = 0.0) -> np.ndarray:
    """0 on one side of a line, 1 on the other; ``width`` pixels in between.

    The line is ``at`` pixels from the middle, and looks towards ``way`` (radians).
    """
    far = (COLUMNS - 320) * np.cos(way) + (ROWS - 240) * np.sin(way) - at
    return np.clip(far / width + 0.5, 0, 1).astype(np.float32)


def polygon(corners: np.ndarray, width: int = 0) -> np.ndarray:
    """Inside of (n, 2) corners x, y; or, with a ``width``, their outline; in [0, 1]."""
    large = Image.new("L", (2 * SHEET[1], 2 * SHEET[0]))
    points = [(2 * x, 2 * y) for x, y in corners]
    if width:
        ends = [*points, points[0], points[1]]
        ImageDraw.Draw(large).line(ends, 255, 2 * width, joint="curve")
    else:
        ImageDraw.Draw(large).polygon(points, 255)
    return np.asarray(large.resize(SHEET[::-1], Image.Resampling.BOX), np.float32) / 255


def rectangle(left: float, top: float, right: float, bottom: float,
              turn: float = 0.0) -> np.ndarray:  # fmt: skip
    """(4, 2) corners x, y, turned about the middle by degrees."""
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    middle = corners.mean(0)
    return (corners - middle) @ np.array([[c, s], [-s, c]]) + middle


def wood(random: np.random.Generator, dark: float) -> np.ndarray:
    """A table: planks' grain along one direction."""
    grain = ndimage.gaussian_filter(random.normal(0, 1, SHEET), (1.5, 60))
    return (dark + 0.05 * grain / grain.std()).astype(np.float32)
