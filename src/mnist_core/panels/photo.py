"""The photo that a digit was found in: small, beside the panels, with a frame in it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mnist_core.data import Photo
from mnist_core.drawing import CHANGING, LABEL_SIZE, Lettering, Theme
from mnist_core.reading import Slides, View

PLACE = (0.2065, 0.715, 0.065, 0.13)  # in the figure: right of the digit
ROOM = 0.06  # of the photo's longer side: between the digit and its frame


@dataclass(frozen=True)
class PhotoView(View):
    """A view of a digit that was found in a photo.

    Attributes:
        photo: that photo; None if there was none.
    """

    photo: Photo | None = None


def with_photo(view: View, photo: Photo | None) -> View:
    """The same view, and the photo its digit was found in, if there was one."""
    if photo is None:
        return view
    same = {field.name: getattr(view, field.name) for field in fields(View)}
    return PhotoView(**same, photo=photo)


class Photos:
    """Slides of which each shows its photo, too.

    Args:
        slides: of the digits.
        photos: one for each.
    """

    def __init__(self, slides: Slides, photos: Sequence[Photo]) -> None:
        self.slides, self.photos = slides, photos

    def __len__(self) -> int:
        return len(self.slides)

    def view(self, index: int) -> View:
        """Digit number ``index`` and its photo."""
        return with_photo(self.slides.view(index), self.photos[index])

    def next_mistake(self, index: int) -> int | None:
        """As of the slides themselves."""
        return self.slides.next_mistake(index)


class PhotoBeside:
    """The photo in a figure; it comes when the first view has one.

    Args:
        figure: the one with the panels.
        theme: its colours.
    """

    def __init__(self, figure: Figure, theme: Theme) -> None:
        self.figure, self.theme = figure, theme
        self.artists: list[Artist] = []

    def show(self, view: View) -> list[Artist]:
        """Change the artists, without drawing; returns them, lowest first."""
        photo = getattr(view, "photo", None)
        if photo is not None and not self.artists:
            self._make()
        for artist in self.artists:
            artist.set_visible(photo is not None)
        if photo is not None:
            height, width = photo.grey.shape
            left, top, right, bottom = photo.found
            room = ROOM * max(height, width)
            self.image.set_data(photo.grey)
            self.image.set_extent((0, width, height, 0))
            self.ax.set(xlim=(0, width), ylim=(height, 0))
            self.frame.set_bounds(
                left - room,
                top - room,
                right - left + 2 * room,
                bottom - top + 2 * room,
            )
            self.words.write(["Your photo"], [(0.5, 1)])
        return self.artists

    def _make(self) -> None:
        self.ax = self.figure.add_axes(PLACE, anchor="N")
        self.ax.set_axis_off()
        blank = np.zeros((2, 2), np.uint8)
        self.image = self.ax.imshow(
            blank, cmap="gray", vmin=0, vmax=255, zorder=CHANGING
        )
        self.frame = self.ax.add_patch(
            Rectangle((0, 0), 1, 1, fill=False, edgecolor=self.theme.predicted,
                      linewidth=2, zorder=CHANGING)
        )  # fmt: skip
        self.words = Lettering(self.ax, LABEL_SIZE, self.theme.muted,
                               place=self.ax.transAxes, shift=(0, 5))  # fmt: skip
        self.artists = [self.image, self.frame, self.words]
