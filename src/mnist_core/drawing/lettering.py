"""Texts that change with every frame, drawn as the outlines of their letters.

matplotlib lays out, hints and rasterises each Text anew: one to four milliseconds
for a few letters. Outlines kept from the last time cost a tenth of that.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath, TextToPath
from matplotlib.transforms import Affine2D, Bbox, ScaledTranslation, Transform

from mnist_core.drawing.style import CHANGING, FONT

EM = 100.0  # points: outlines are kept at this size
ALIGN = {"left": 0.0, "center": 0.5, "right": 1.0}


class Lettering(PathCollection):
    """Short texts on one Axes, all of one size, weight and alignment.

    Args:
        ax: where.
        size: points.
        color: of the letters.
        weight: ``"normal"`` or ``"bold"``.
        align: ``"left"``, ``"center"`` or ``"right"`` of the given point.
        place: coordinates of the given points; data coordinates unless told.
        shift: points, right and up from there.

    Attributes:
        texts: what is written now.
    """

    def __init__(
        self,
        ax: Axes,
        size: float,
        color: str,
        *,
        weight: str = "normal",
        align: str = "center",
        place: Transform | None = None,
        shift: tuple[float, float] = (0, 0),
    ) -> None:
        dots = ax.get_figure(root=True).dpi_scale_trans
        super().__init__(
            [],
            facecolors=color,
            linewidths=0,
            zorder=CHANGING + 1,
            clip_on=False,
            offsets=np.zeros((0, 2)),
            offset_transform=(place or ax.transData)
            + ScaledTranslation(shift[0] / 72, shift[1] / 72, dots),
        )
        self.set_transform(Affine2D().scale(size / EM / 72) + dots)
        self.weight, self.align = weight, align
        self.texts: list[str] = []
        ax.add_collection(self, autolim=False)

    def write(
        self, texts: Sequence[str], points: Sequence[tuple[float, float]]
    ) -> None:
        """Write each text at its point, in place of what was there."""
        self.texts = list(texts)
        self.set_paths([outline(text, self.weight, self.align) for text in texts])
        self.set_offsets(np.asarray(points, dtype=np.float64).reshape(-1, 2))

    def get_text(self) -> str:
        """All that is written, in order."""
        return " ".join(self.texts)

    def get_window_extent(self, renderer: object = None) -> Bbox:
        """What the letters cover, in pixels."""
        scale, points = self.get_transform(), self.get_offset_transform()
        boxes = [
            path.get_extents(scale).translated(*points.transform(at))
            for path, at in zip(self.get_paths(), self.get_offsets(), strict=True)
            if len(path.vertices)
        ]
        return Bbox.union(boxes) if boxes else Bbox.null()


@lru_cache(maxsize=4096)
def outline(text: str, weight: str, align: str) -> Path:
    """The letters of a text as one path, at EM points, standing on y = 0."""
    parts, x = [], 0.0
    for letter in text:
        path, advance = _glyph(letter, weight)
        if len(path.vertices):
            parts.append(Path(path.vertices + np.array([x, 0]), path.codes))
        x += advance
    if not parts:
        return Path(np.zeros((0, 2)))
    whole = Path.make_compound_path(*parts)
    return Path(whole.vertices - (ALIGN[align] * x, 0), whole.codes)


@lru_cache(maxsize=512)
def _glyph(letter: str, weight: str) -> tuple[Path, float]:
    """Outline and advance of one letter, at EM points."""
    font = FontProperties(family=FONT, weight=weight)
    empty = Path(np.zeros((0, 2)))
    path = empty if letter == " " else TextPath((0, 0), letter, size=EM, prop=font)
    pair, one = (
        TextToPath().get_text_width_height_descent(text, font, ismath=False)[0]
        for text in (letter * 2, letter)
    )
    advance = (pair - one) * EM / font.get_size_in_points()
    return Path(path.vertices, path.codes), advance
