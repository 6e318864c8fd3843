"""Which digits the page has on board, and how they travel."""

import io
from dataclasses import dataclass

import numpy as np

from mnist_core.data import Digits
from mnist_core.models import Evaluation
from mnist_core.shapes import H, W

ABOARD = 1000  # digits
COLUMNS = 100  # of the picture that holds them: so it is smallest


@dataclass(frozen=True, eq=False)
class Board:
    """Some digits of a set: every mistake, and the first of those read rightly.

    Attributes:
        digits: n of them, in their own order.
        positions: (n,) of each in the set.
        of: digits in the set.
        has_every_mistake: whether they all found room.
    """

    digits: Digits
    positions: np.ndarray
    of: int
    has_every_mistake: bool

    @classmethod
    def chosen(cls, digits: Digits, seen: Evaluation, room: int = ABOARD) -> "Board":
        """Choose at most ``room`` of the digits, of which ``seen`` is the evaluation.

        Where mistakes would take more than half of it, simply the first ones.
        """
        wrong, right = np.flatnonzero(~seen.correct), np.flatnonzero(seen.correct)
        fits = len(wrong) <= room // 2 or len(digits) <= room
        some = np.concatenate([wrong, right[: max(0, room - len(wrong))]])
        positions = np.sort(some) if fits else np.arange(min(room, len(digits)))
        return cls(digits[positions], positions, len(digits), fits)

    def sheet(self) -> bytes:
        """All of them in one picture, a lossless WebP file, COLUMNS side by side."""
        from PIL import Image

        rows = -(-len(self.digits) // COLUMNS)
        tiles = np.zeros((rows * COLUMNS, H, W), np.uint8)
        tiles[: len(self.digits)] = self.digits.images.numpy()
        tiles = tiles.reshape(rows, COLUMNS, H, W).swapaxes(1, 2)
        picture = Image.fromarray(tiles.reshape(rows * H, COLUMNS * W)).convert("RGB")
        file = io.BytesIO()
        picture.save(file, "WEBP", lossless=True, quality=100, method=4)
        return file.getvalue()
