"""The course's charts: one call each, in the house's colours, with words of their own.

Every function returns a :class:`~mnist_core.drawing.Picture` whose alternative text is
made from the same numbers as the drawing; ``says`` puts a sentence before it. Lines
differ in dashes, groups in what is written on them: nothing is told by colour alone.

A new chart is one function, in ``curves`` (of numbers), ``dots`` or ``walls`` (of many
small parts), that ends with ``figure.alt = words(...)``; and its name here. Uses the
drawing room only.
"""

from mnist_core.charts.curves import bars, histogram, lines
from mnist_core.charts.dots import places, spans
from mnist_core.charts.walls import images, points, sheet, table

__all__ = [
    "bars",
    "histogram",
    "images",
    "lines",
    "places",
    "points",
    "sheet",
    "spans",
    "table",
]
