"""Feature maps as columns of small pictures, for networks that are not dense."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle

from mnist_core.drawing import CHANGING, Theme
from mnist_core.reading import (
    ACTIVE_OUTPUT_ABOVE,
    FeatureMaps,
    MapColumn,
    title_of,
)
from mnist_core.shapes import K

RADIUS = 78.0  # area of an output's dot, points²
GAP = 0.16  # of a place in a column, between two maps
WIDE = 0.78  # of the panel's height: where the outputs stand
LARGEST = 0.17  # of the panel's height, for the only map of a layer


class MapColumns:
    """Draws feature maps into the network panel.

    Args:
        ax: the panel's axes.
        theme: its colours.
        activity: the first that will be shown.
    """

    def __init__(self, ax: Axes, theme: Theme, activity: FeatureMaps) -> None:
        self.theme = theme
        ax.set(xlim=(-0.08 * WIDE, 1.11 * WIDE), ylim=(-0.03, 1.03), aspect="equal")
        ax.set_axis_off()
        self.shades = LinearSegmentedColormap.from_list("maps", [theme.off, theme.loud])
        columns = activity.columns
        places = np.linspace(0, 1, len(columns) + 1)[:-1] * 0.97 + 0.03
        self.images: list[list[AxesImage]] = []
        for x, column in zip(places, columns, strict=True):
            self.images.append(self._column(ax, x * WIDE, column))
        self.outputs = np.column_stack([np.full(K, WIDE), np.linspace(0.93, 0.07, K)])
        self.dots = ax.scatter(
            *self.outputs.T, s=RADIUS, linewidths=0.9, edgecolors=theme.muted,
            zorder=CHANGING + 1,
        )  # fmt: skip
        self.ring = ax.scatter(
            [0], [0], s=RADIUS * 2.3, facecolors="none", edgecolors=theme.predicted,
            linewidths=2.2, zorder=CHANGING + 2,
        )  # fmt: skip
        for k, (x, y) in enumerate(self.outputs):
            ax.text(x + 0.045 * WIDE, y, k, va="center", ha="left", fontsize=10)
        self._name(ax, WIDE, "Output", f"{K} digits")

    def _column(self, ax: Axes, x: float, column: MapColumn) -> list[AxesImage]:
        n, (height, width) = len(column.shown), column.maps.shape[1:]
        tall = min(LARGEST, (1 - GAP) / n) if height == width else 0.86
        wide = tall * width / height if height == width else 0.2 * WIDE
        images = []
        for y in 1 - (np.arange(n) + 0.5) / n:
            extent = (x - wide / 2, x + wide / 2, y - tall / 2, y + tall / 2)
            image = AxesImage(
                ax, cmap=self.shades, extent=extent, origin="upper",
                interpolation="nearest", zorder=CHANGING,
            )  # fmt: skip
            image.set_clim(0, 1)
            image.set_data(np.zeros((height, width)))
            ax.add_image(image)
            images.append(image)
            ax.add_patch(
                Rectangle(
                    (extent[0], extent[2]), wide, tall, fill=False,
                    edgecolor=self.theme.faint, linewidth=0.7, zorder=CHANGING + 1,
                )
            )  # fmt: skip
        if column.name == "votes":
            size = f"of {width} networks"
        elif column.name == "input":
            size = f"{height}x{width}"
        else:
            size = f"{n} of {column.count}"
        self._name(ax, x, title_of(column.name), size)
        return images

    def _name(self, ax: Axes, x: float, name: str, size: str) -> None:
        y = 1.075
        ax.text(x, y, name, ha="center", va="bottom", weight="bold")
        ax.text(x, y - 0.005, size, ha="center", va="top", color=self.theme.muted)

    def change(self, activity: FeatureMaps, prediction: int) -> Sequence[Artist]:
        """Change the artists; returns them, lowest first."""
        changed: list[Artist] = []
        for images, column in zip(self.images, activity.columns, strict=True):
            for image, held in zip(images, column.maps, strict=True):
                image.set_data(held)
            changed += images
        colours = self.shades(activity.probabilities)
        colours[activity.probabilities <= ACTIVE_OUTPUT_ABOVE] = to_rgba(self.theme.off)
        self.dots.set_facecolor(colours)
        self.ring.set_offsets(self.outputs[prediction])
        return [*changed, self.dots, self.ring]


def shape_of(activity: FeatureMaps) -> list[tuple]:
    """What of it the fixed parts depend on."""
    return [(c.name, c.count, c.maps.shape) for c in activity.columns]


def words_of(activity: FeatureMaps, prediction: int) -> str:
    """What the columns show, for those who cannot see it."""
    held = [
        f"{title_of(c.name)}: {len(c.shown)} of {c.count}"
        for c in activity.columns
        if c.name != "input"
    ]
    return (
        "This network is not dense, so its feature maps are shown: "
        f"{'; '.join(held)}, darker where they hold more. "
        f"The ring is round output {prediction}."
    )
