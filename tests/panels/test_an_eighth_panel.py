"""A new panel is one class and one row: here is one, and everything knows it."""

import io

import numpy as np
import pytest
from matplotlib.artist import Artist
from PIL import Image

from mnist_core import panels
from mnist_core.panels import Panel, SevenPanels, draw_panel
from mnist_core.reading import View
from mnist_core.widgets import Dashboard

PLACE = (0.30, 0.88, 0.10, 0.06)


class Brightness(Panel):
    """How much of the picture is lit, as one bar."""

    title = "Ink"

    def draw_fixed(self, view: View) -> None:
        self.ax.set(xlim=(0, 1), yticks=[])
        (self.bar,) = self.ax.barh([0], [0], color=self.theme.other, zorder=9)

    def change(self, view: View) -> list[Artist]:
        self.bar.set_width(view.reading.pixels.mean())
        return [self.bar]

    @staticmethod
    def words(view: View) -> str:
        return f"{view.reading.pixels.mean():.0%} of the picture is ink."


@pytest.fixture
def row(monkeypatch):
    monkeypatch.setitem(panels.LAYOUT, Brightness, PLACE)


def test_it_is_laid_out_and_drawn(row, view):
    made = SevenPanels()
    made.draw(view)
    new = made.panels[Brightness]
    np.testing.assert_allclose(new.ax.get_position().bounds, PLACE)
    assert new.bar.get_width() == pytest.approx(view.reading.pixels.mean())
    box = new.ax.get_window_extent()
    with_it = made.figure.pixels()
    new.bar.set_width(1.0)
    made.figure.canvas.draw()
    changed = (made.figure.pixels() != with_it).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert len(rows)
    assert box.x0 - 1 <= columns.min() <= columns.max() <= box.x1 + 1


def test_it_is_described(row, view):
    alone = draw_panel(Brightness, view)
    assert alone.alt == Brightness.words(view)
    assert alone.axes[0].get_title(loc="left") == "Ink"


def test_it_is_in_the_dashboard(row, trained, sample):
    dashboard = Dashboard(trained[0], sample.test[:20])
    picture = np.asarray(Image.open(io.BytesIO(dashboard.controls.picture.value)))
    left, bottom, width, height = np.multiply(PLACE, (1200, 760, 1200, 760))
    there = picture[int(760 - bottom - height) : int(760 - bottom)]
    there = there[:, int(left) : int(left + width)]
    assert np.ptp(there) > 100  # without it, all is white here
