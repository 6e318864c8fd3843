"""One frame of the dashboard, next to clearing and redrawing every axes.

A frame is everything between the slider's new position and a picture that can be
sent to the page: reading the digit, changing the panels, encoding 1200 x 760 pixels
(and, for the dashboard, its words and the row of neighbours).
"""

import numpy as np

from benchmarks.timing import interleaved, report, write
from mnist_core.data import load_mnist
from mnist_core.models import load_weights
from mnist_core.panels import SevenPanels
from mnist_core.reading import Gallery
from mnist_core.widgets import Dashboard

ROUNDS = 40
NAIVE = "clear and redraw every axes"
IN_PLACE = "artists in place, whole figure drawn"
OURS = "dashboard frame"


def main() -> None:
    """Interleaved, so that all have the same weather."""
    digits, (model, _) = load_mnist("full").test, load_weights()
    gallery = Gallery(model, digits)
    naive, in_place = SevenPanels(), SevenPanels()
    dashboard = Dashboard(model, digits)
    shown = iter(range(1, 10 * ROUNDS))

    def clear_and_redraw() -> None:
        view = gallery.view(next(shown))
        for panel in naive.panels.values():
            panel.ax.clear()
            type(panel)(panel.ax, naive.theme).show(view)
        naive.figure.canvas.draw()
        naive.figure.jpeg()

    def whole_figure() -> None:
        in_place.show(gallery.view(next(shown)))
        in_place.figure.canvas.draw()
        in_place.figure.jpeg()

    def frame() -> None:
        dashboard.index = next(shown)

    seconds = interleaved(
        {NAIVE: clear_and_redraw, IN_PLACE: whole_figure, OURS: frame}, ROUNDS
    )
    results = report("One frame, 1200 x 760 pixels", seconds, peer=NAIVE)
    ours = 1000 * np.array(seconds[OURS])
    results["dashboard_ms"] = {
        "median": float(np.median(ours)),
        "p95": float(np.percentile(ours, 95)),
    }
    print("  dashboard: median {median:.1f} ms, 95% within {p95:.1f} ms".format(
        **results["dashboard_ms"]))  # fmt: skip
    write("frames", results)


if __name__ == "__main__":
    main()
