"""What a camera sees of a digit on paper: made pictures of many kinds, by seed.

Each scene is a function of a sheet of paper and a digit; it returns (480, 640) float32,
0 black to 1 white, before light, noise and JPEG are laid over it. ``ONE`` has those
that show one digit which can be read, ``NOT_ONE`` the others.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image
from scipy import ndimage

from benchmarks.torture.paper import (
    COLUMNS,
    ROWS,
    SHEET,
    Paper,
    half_plane,
    polygon,
    rectangle,
    wood,
)

Scene = Callable[[Paper, np.ndarray], np.ndarray]


# --- one digit ---------------------------------------------------------------


def plain(paper: Paper, digit: np.ndarray) -> np.ndarray:
    return paper.written(digit)


def lined(paper: Paper, digit: np.ndarray) -> np.ndarray:
    seen = paper.written(digit)
    for row in range(int(paper.random.integers(5, 40)), SHEET[0], 34):
        seen[row : row + 2] *= 0.82
    return seen


def squared(paper: Paper, digit: np.ndarray) -> np.ndarray:
    seen = lined(paper, digit)
    for column in range(int(paper.random.integers(5, 30)), SHEET[1], 34):
        seen[:, column : column + 2] *= 0.82
    return seen


def pencil(paper: Paper, digit: np.ndarray) -> np.ndarray:
    paper.pen = paper.bright - paper.random.uniform(0.22, 0.35)
    return paper.written(digit)


def chalk(paper: Paper, digit: np.ndarray) -> np.ndarray:
    paper.bright = paper.random.uniform(0.1, 0.3)
    paper.pen = paper.random.uniform(0.7, 0.95)
    seen = paper.written(digit)
    dust = ndimage.gaussian_filter(paper.random.normal(0, 1, SHEET), 12)
    return seen + (0.03 * dust / dust.std()).astype(np.float32)


def coarse(paper: Paper, digit: np.ndarray) -> np.ndarray:
    paper.quality = int(paper.random.integers(8, 20))
    paper.noise = paper.random.uniform(0.03, 0.06)
    return paper.written(digit)


def holes(paper: Paper, digit: np.ndarray) -> np.ndarray:
    seen = paper.written(digit)
    at = paper.random.integers(18, 40)
    for row in (80, 190, 290, 400):
        seen[np.hypot(ROWS - row, COLUMNS - at) < 10] = paper.random.uniform(0.05, 0.4)
    return seen


def finger(paper: Paper, digit: np.ndarray) -> np.ndarray:
    seen = paper.written(digit, most=240)
    x = paper.random.choice([50, 590])
    wide = (COLUMNS - x) / paper.random.uniform(28, 42)
    long = (ROWS - 480) / paper.random.uniform(100, 170)
    skin = paper.random.uniform(0.35, 0.6)
    return np.where(np.hypot(wide, long) < 1, skin + 0.04 * wide, seen)


def on_table(paper: Paper, digit: np.ndarray, corners: np.ndarray,
             turn: float = 0.0, dark: float | None = None) -> np.ndarray:  # fmt: skip
    """On a sheet with these corners, lying on a table and casting a little shadow."""
    inside = polygon(corners)
    dark = paper.random.uniform(0.1, 0.45) if dark is None else dark
    table = wood(paper.random, dark)
    table *= 1 - 0.4 * ndimage.gaussian_filter(inside, 4)
    corners = corners.clip(0, SHEET[::-1])  # what is seen of the sheet
    middle = corners.mean(0)
    short = min(np.linalg.norm(corners[0] - corners[1]),
                np.linalg.norm(corners[1] - corners[2]))  # fmt: skip
    size = int(paper.random.uniform(0.5, 0.75) * short)
    seen = paper.write(paper.empty(), digit, size, int(middle[1] - size / 2),
                       int(middle[0] - size / 2), turn)  # fmt: skip
    return table + (seen - table) * inside


def table_on_three(paper: Paper, digit: np.ndarray) -> np.ndarray:
    near, far = paper.random.uniform(30, 110, 2)
    return on_table(paper, digit, rectangle(near, far, 640 - near, 640))


def table_on_four(paper: Paper, digit: np.ndarray) -> np.ndarray:
    a, b, c, d = paper.random.uniform(25, 110, 4)
    return on_table(paper, digit, rectangle(a, b, 640 - c, 480 - d))


def table_and_tilted(paper: Paper, digit: np.ndarray) -> np.ndarray:
    turn = float(paper.random.uniform(-15, 15))
    sheet = rectangle(140, 70, 500, 410, turn)
    return on_table(paper, digit, sheet, turn=-turn / 2)


def pale_table(paper: Paper, digit: np.ndarray) -> np.ndarray:
    paper.bright = paper.random.uniform(0.8, 0.95)
    a, b, c, d = paper.random.uniform(25, 110, 4)
    dark = paper.random.uniform(0.5, 0.65)
    return on_table(paper, digit, rectangle(a, b, 640 - c, 480 - d), dark=dark)


def box(paper: Paper, digit: np.ndarray) -> np.ndarray:
    """A printed frame round the digit, as on a form."""
    size = int(paper.random.integers(170, 280))
    top, left = (480 - size) // 2, int(paper.random.integers(60, 560 - size))
    seen = paper.write(paper.empty(), digit, size, top, left)
    gap = int(paper.random.integers(2, 25))
    turn = paper.random.uniform(-4, 4)
    edge = rectangle(left - gap, top - gap, left + size + gap, top + size + gap, turn)
    line = polygon(edge, width=int(paper.random.integers(2, 7)))
    return seen + (paper.random.uniform(0.05, 0.5) - seen) * line


def shadow(paper: Paper, digit: np.ndarray, softness: float = 2.0) -> np.ndarray:
    """The edge of a hard shadow, near the digit or across it."""
    seen = paper.written(digit)
    edge = half_plane(
        paper.random.uniform(0, 2 * np.pi), softness, paper.random.uniform(-120, 120)
    )
    return seen * (1 - paper.random.uniform(0.25, 0.55) * edge)


def soft_shadow(paper: Paper, digit: np.ndarray) -> np.ndarray:
    return shadow(paper, digit, softness=paper.random.uniform(15, 80))


def shadow_of_a_hand(paper: Paper, digit: np.ndarray) -> np.ndarray:
    """A round one, that comes in from below."""
    seen = paper.written(digit)
    far = np.hypot(COLUMNS - paper.random.uniform(50, 590), ROWS - 520)
    edge = np.clip((paper.random.uniform(150, 330) - far) / 6, 0, 1)
    return seen * (1 - paper.random.uniform(0.25, 0.5) * edge)


def tilted(paper: Paper, digit: np.ndarray) -> np.ndarray:
    return paper.written(digit, turn=float(paper.random.uniform(-12, 12)))


# --- not one digit -----------------------------------------------------------


def blank(paper: Paper, _: np.ndarray) -> np.ndarray:
    return paper.empty()


def blank_with_shadow(paper: Paper, _: np.ndarray) -> np.ndarray:
    scene = (shadow, soft_shadow, shadow_of_a_hand)[paper.random.integers(3)]
    return scene(paper, np.zeros((28, 28), np.uint8))


def blank_on_table(paper: Paper, _: np.ndarray) -> np.ndarray:
    scene = (table_on_three, table_on_four, table_and_tilted, pale_table)
    return scene[paper.random.integers(4)](paper, np.zeros((28, 28), np.uint8))


def empty_box(paper: Paper, _: np.ndarray) -> np.ndarray:
    return box(paper, np.zeros((28, 28), np.uint8))


def two_beside(paper: Paper, digit: np.ndarray) -> np.ndarray:
    size = int(paper.random.integers(130, 250))
    top, left = (480 - size) // 2, int(paper.random.integers(10, 60))
    step = int(size * paper.random.uniform(0.85, 1.3))
    seen = paper.write(paper.empty(), digit, size, top, left)
    other = digit[::-1, ::-1].copy()  # as good as any second one
    return paper.write(seen, other, size, top, left + step)


def two_below(paper: Paper, digit: np.ndarray) -> np.ndarray:
    size = int(paper.random.integers(130, 200))
    left = int(paper.random.integers(60, 400))
    seen = paper.write(paper.empty(), digit, size, 20, left)
    other = digit[::-1, ::-1].copy()
    return paper.write(seen, other, size, 20 + int(1.1 * size), left + 20)


ONE: dict[str, Scene] = {
    "plain paper": plain,
    "lined": lined,
    "squared": squared,
    "pencil": pencil,
    "chalk": chalk,
    "coarse JPEG, noise": coarse,
    "binder holes": holes,
    "a finger": finger,
    "tilted digit": tilted,
    "table on three sides": table_on_three,
    "table on four sides": table_on_four,
    "tilted sheet on a table": table_and_tilted,
    "pale table on four sides": pale_table,
    "printed box": box,
    "hard shadow": shadow,
    "soft shadow": soft_shadow,
    "shadow of a hand": shadow_of_a_hand,
}
"""Photos of one digit that can be read."""

NOT_ONE: dict[str, Scene] = {
    "blank": blank,
    "blank with a shadow": blank_with_shadow,
    "blank sheet on a table": blank_on_table,
    "empty box": empty_box,
    "two digits, side by side": two_beside,
    "two digits, one below": two_below,
}
"""Photos that are not of one digit."""


def photo(kind: str, digit: np.ndarray, seed: int) -> Image.Image:
    """The ``seed``-th photo of a kind: a JPEG file in memory.

    Args:
        kind: a name in :data:`ONE` or :data:`NOT_ONE`.
        digit: (28, 28) uint8, white on black.
        seed: 0 or more.
    """
    number = [*ONE, *NOT_ONE].index(kind)
    paper = Paper.by(np.random.default_rng([number, seed]))
    scene = (ONE | NOT_ONE)[kind]
    return paper.photographed(scene(paper, digit))
