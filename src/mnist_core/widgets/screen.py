"""What the dashboard shows: the picture, its words, the neighbours, a note."""

from html import escape

import numpy as np

from mnist_core.panels import SevenPanels
from mnist_core.reading import Gallery, View, describe
from mnist_core.widgets import thumbnails
from mnist_core.widgets.controls import AROUND, Controls

NONE_LIKE_THAT = "No digit is like that. The one on screen stays."
NOTE = (
    '<div role="status" style="padding:4px 10px;border-left:4px solid #d98200">{}</div>'
)
WORDS = '<div aria-live="polite"><b>{name}.</b> {said}{awake}</div>'


class Screen:
    """Writes into the widgets that only show.

    Args:
        gallery: of the digits.
        panels: that are drawn.
        controls: the widgets.
    """

    def __init__(
        self, gallery: Gallery, panels: SevenPanels, controls: Controls
    ) -> None:
        self.gallery, self.panels, self.controls = gallery, panels, controls

    def draw(self, view: View, name: str) -> None:
        """Draw a view, and say in words what it shows.

        Args:
            view: what to draw.
            name: of what is on screen.
        """
        self.panels.draw(view)
        self.controls.picture.value = self.panels.figure.jpeg()
        self.controls.picture.layout.display = None
        hidden = [v for v in list(view.reading.layers.values())[1:-1] if v.ndim == 1]
        awake = ", ".join(
            f"{(layer > 0).sum()} of {len(layer)} neurons in hidden layer {number}"
            for number, layer in enumerate(hidden, 1)
        )
        awake = f" Awake: {awake}." if awake else ""
        said = describe(view.reading)
        self.controls.words.value = WORDS.format(name=name, said=said, awake=awake)

    def fail(self, message: str) -> None:
        """Show no picture, and say why there is none."""
        self.controls.picture.layout.display = "none"
        self.controls.words.value = ""
        self.panels.figure.alt = message
        self.say(message)

    def draw_neighbours(self, selection: np.ndarray, place: int) -> None:
        """Draw the digits before and after one of a selection, and itself.

        Args:
            selection: (n,) positions in the gallery.
            place: of the one in the middle, in the selection.
        """
        seen, images = self.gallery.evaluation, self.gallery.digits.images
        near = [
            int(selection[k]) if 0 <= k < len(selection) else None
            for k in range(place - AROUND, place + AROUND + 1)
        ]
        row = thumbnails.strip(
            [None if k is None else images[k] for k in near],
            [k is not None and not seen.correct[k] for k in near],
            AROUND,
            self.panels.theme,
        )
        self.controls.neighbours.value = thumbnails.encode(row)

    def say(self, message: str) -> None:
        """Something to know, in a box of its own; nothing for an empty message."""
        self.controls.note.value = message and NOTE.format(escape(message))
