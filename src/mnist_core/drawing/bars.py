"""Bars as one artist: a tenth of the time that as many rectangles take."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from numpy.typing import ArrayLike

from mnist_core.drawing.style import CHANGING


class Bars(PolyCollection):
    """Upright bars from zero on one Axes, whose heights change in place.

    Args:
        ax: where.
        count: how many bars.
        **style: of the polygons, such as ``facecolors``.

    Attributes:
        heights: (count,) float64.
    """

    def __init__(self, ax: Axes, count: int, **style: object) -> None:
        super().__init__(
            np.zeros((count, 4, 2)), **{"zorder": CHANGING, "linewidths": 0, **style}
        )
        self.heights = np.zeros(count)
        ax.add_collection(self, autolim=False)

    def stand(
        self,
        lefts: ArrayLike,
        widths: ArrayLike,
        heights: Sequence[float] | np.ndarray,
    ) -> None:
        """Put every bar in its place; each argument is (count,) or one number."""
        self.heights = np.asarray(heights, dtype=np.float64)
        left = np.broadcast_to(lefts, self.heights.shape)
        right = left + widths
        corners = np.zeros((len(self.heights), 4, 2))
        corners[:, :, 0] = np.column_stack([left, left, right, right])
        corners[:, 1, 1] = corners[:, 2, 1] = self.heights
        self.set_verts(corners)
