"""Drawing the same figure again and again, each time only what changed."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.backend_bases import DrawEvent
from matplotlib.figure import Figure


class Blitter:
    """Keeps a picture of a figure's fixed parts, and draws the rest on top of it.

    It works on any canvas that draws with Agg: in memory, or in a window, where
    uncovering or resizing draws everything anew and takes a new picture.

    Args:
        figure: with its final canvas.
    """

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.changing: Sequence[Artist] = []
        self._fixed = None
        figure.canvas.mpl_connect("draw_event", self._take_picture)

    def draw(self, changing: Sequence[Artist], *, afresh: bool = False) -> None:
        """Draw the artists that may have changed.

        Args:
            changing: all above the fixed parts, lowest first.
            afresh: the fixed parts have changed too.
        """
        for artist in changing:
            if not artist.get_animated():
                artist.set_animated(True)  # from now on drawn here, and when saving
                afresh = True
        self.changing = changing
        canvas = self.figure.canvas
        if afresh or self._fixed is None:
            canvas.draw()
        else:
            canvas.restore_region(self._fixed)
            self._draw_changing()
        canvas.blit(self.figure.bbox)

    def _take_picture(self, _event: DrawEvent) -> None:
        canvas = self.figure.canvas
        if not canvas.is_saving():
            self._fixed = canvas.copy_from_bbox(self.figure.bbox)
            self._draw_changing()

    def _draw_changing(self) -> None:
        for artist in self.changing:
            if artist.axes is not None:  # else its panel is being drawn anew
                artist.axes.draw_artist(artist)
