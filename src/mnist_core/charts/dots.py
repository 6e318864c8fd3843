"""Dots: measurements repeated, and things that have a place on two axes."""

from collections.abc import Mapping
from functools import partial

import matplotlib as mpl
import numpy as np

from mnist_core.charts.common import TEXT, chart_settings, dress, empty, number, words
from mnist_core.charts.curves import Numbers
from mnist_core.drawing import LIGHT, Picture


def spans(
    values: Mapping[str, Numbers],
    *,
    percent: bool = False,
    mark: str | None = None,
    ylabel: str = "",
    title: str = "",
    says: str = "",
) -> Picture:
    """A row of dots for each name, one for each run, and a stroke at their median.

    Args:
        values: name to its (n,) measurements, from the top.
        percent: 0.5 is written 50%.
        mark: name whose median goes on as a dashed line, to compare the others with.
        ylabel: what the numbers are.
        title, says: as for :func:`~mnist_core.charts.images`.
    """
    figure = empty(0.75 + 0.32 * len(values))
    rows = {name: np.asarray(runs, dtype=float) for name, runs in values.items()}
    medians = {name: float(np.median(runs)) for name, runs in rows.items()}
    with mpl.rc_context(chart_settings()):
        ax = figure.subplots()
        for place, (name, runs) in enumerate(rows.items()):
            ax.plot(runs, np.full(len(runs), place), "o", ms=4.5, color=LIGHT.other)
            ax.plot([medians[name]] * 2, [place - 0.32, place + 0.32],
                    color=LIGHT.ink, lw=2)  # fmt: skip
        if mark is not None:
            ax.axvline(medians[mark], color=LIGHT.muted, ls="--", lw=1, zorder=0)
        ax.set_yticks(range(len(rows)), list(rows))
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.set_xlabel(ylabel)
        ax.set_title(title)
        if percent:
            ax.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1))
    form = "{:.2%}".format if percent else partial(number, percent=False)
    said = ", ".join(
        f"{name}: {form(medians[name])} ({form(runs.min())} to {form(runs.max())})"
        for name, runs in rows.items()
    )
    figure.alt = words(says, title, f"Medians of {ylabel}, and ranges. {said}.")
    return figure


def places(
    named: Mapping[str, tuple[float, float]],
    *,
    xlabel: str,
    ylabel: str,
    log: str = "",
    others: Mapping[str, tuple[float, float]] | None = None,
    title: str = "",
    says: str = "",
) -> Picture:
    """Named things, each at its place on two axes.

    Args:
        named: name to (x, y).
        xlabel, ylabel: what the axes are.
        log: ``"x"``, ``"y"`` or ``"xy"``: axes in powers of ten.
        others: as ``named``, drawn as empty squares: of somebody else's making.
        title, says: as for :func:`~mnist_core.charts.images`.
    """
    figure = empty(4.0)
    others = others or {}
    with mpl.rc_context(chart_settings()):
        ax = figure.subplots()
        for kind, filled in ((named, True), (others, False)):
            for name, (x, y) in kind.items():
                look = {"mfc": LIGHT.other if filled else LIGHT.background}
                ax.plot(x, y, "o" if filled else "s", ms=6, mec=LIGHT.ink, **look)
                ax.annotate(
                    name, (x, y), (6, 4), textcoords="offset points", fontsize=TEXT - 1
                )
        ax.margins(x=0.22, y=0.1)
        dress(ax, xlabel, ylabel, title, log)
        for axis, letter in ((ax.xaxis, "x"), (ax.yaxis, "y")):
            if letter in log:  # 2 and 0.5, not powers of ten
                axis.set_major_locator(mpl.ticker.LogLocator(subs=(1, 2, 5)))
                axis.set_major_formatter(mpl.ticker.FuncFormatter(_plainly))
                axis.set_minor_locator(mpl.ticker.NullLocator())
    said = ", ".join(f"{n}: {x:g}, {y:g}" for n, (x, y) in (named | others).items())
    found = f"{ylabel} over {xlabel}. {said}."
    figure.alt = words(says, title, found)
    return figure


def _plainly(value: float, _: int) -> str:
    return f"{value:g}"
