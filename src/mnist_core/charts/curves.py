"""Charts of numbers: bars, curves, histograms."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

import matplotlib as mpl
import numpy as np

from mnist_core.charts.common import TEXT, chart_settings, dress, empty, number, words
from mnist_core.drawing import LIGHT, Picture

Numbers = Sequence[float] | np.ndarray
DASHES = ["-", "--", ":", "-.", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 3))]
MARKERS = ["o", "s", "^", "D", "v", "P"]


def bars(
    values: Numbers | Mapping[Any, float],
    names: Sequence[object] | None = None,
    *,
    percent: bool = False,
    numbers: bool = True,
    mark: object = None,
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
    says: str = "",
) -> Picture:
    """Bars side by side; lying ones, if their names are long.

    Args:
        values: a number for each bar, or a mapping from name to number.
        names: of the bars, if ``values`` is not a mapping; by default 0, 1, 2, ...
        percent: 0.5 is written 50%.
        numbers: write each bar's number at its end.
        mark: name of the one bar in another colour, with an edge.
        xlabel, ylabel: what the names and the numbers are.
        title, says: as for :func:`~mnist_core.charts.images`.
    """
    if isinstance(values, Mapping):
        names, values = list(values), list(values.values())
    values = np.asarray(values, dtype=float)
    names = [str(n) for n in (range(len(values)) if names is None else names)]
    written = [number(v, percent) for v in values]
    lying = max(map(len, names)) > 6
    figure = empty(0.55 + 0.3 * len(values) if lying else 2.6)
    marked = [mark is not None and n == str(mark) for n in names]
    look = {
        "color": [LIGHT.predicted if m else LIGHT.other for m in marked],
        "edgecolor": [LIGHT.ink if m else LIGHT.other for m in marked],
    }
    with mpl.rc_context(chart_settings()):
        ax = figure.subplots()
        places = range(len(names))  # not the names: two bars may have the same one
        drawn = (ax.barh if lying else ax.bar)(places, values, tick_label=names, **look)
        if numbers:
            ax.bar_label(drawn, written, padding=2, fontsize=TEXT - 1, color=LIGHT.ink)
        if lying:
            ax.invert_yaxis()
            ax.set(xlabel=ylabel, ylabel=xlabel)
            ax.margins(x=0.12)
        else:
            ax.set(xlabel=xlabel, ylabel=ylabel)
            ax.margins(y=0.12)
        if percent:
            axis = ax.xaxis if lying else ax.yaxis
            axis.set_major_formatter(mpl.ticker.PercentFormatter(1))
        ax.set_title(title)
    pairs = ", ".join(f"{n}: {w}" for n, w in zip(names, written, strict=True))
    figure.alt = words(says, title, f"Bars of {ylabel or 'numbers'}. {pairs}.")
    return figure


def lines(
    curves: Mapping[str, Numbers | tuple[Numbers, Numbers]],
    *,
    xlabel: str,
    ylabel: str,
    percent: bool = False,
    log: str = "",
    ylim: float | tuple[float, float] | None = None,
    at: float | None = None,
    spread: Mapping[str, tuple[Numbers, Numbers]] | None = None,
    title: str = "",
    says: str = "",
) -> Picture:
    """Curves, each with its own dashes and marks.

    Args:
        curves: name to y, or to (x, y); without x, the y stand at 1, 2, 3, ...
        xlabel, ylabel: what the axes are.
        percent: the y are shares; 0.5 is written 50%.
        log: ``"x"``, ``"y"`` or ``"xy"``: axes in powers of ten.
        ylim: where the y axis begins, or (begins, ends).
        at: a dashed upright line at this x.
        spread: name of a curve to (lowest, highest) y, at each of its x.
        title, says: as for :func:`~mnist_core.charts.images`.
    """
    figure = empty(3.2)
    found, colours, spread = [], LIGHT.series, spread or {}
    with mpl.rc_context(chart_settings()):
        ax = figure.subplots()
        for k, (name, curve) in enumerate(curves.items()):
            pair = isinstance(curve, tuple) and np.ndim(curve[0]) == 1
            x, y = curve if pair else (None, curve)
            y = np.asarray(y, dtype=float)
            x = np.arange(1, len(y) + 1) if x is None else np.asarray(x)
            ax.plot(
                x, y, color=colours[k % len(colours)], ls=DASHES[k % len(DASHES)],
                marker=MARKERS[k % len(MARKERS)] if len(y) <= 30 else None,
                markersize=4, label=name,
            )  # fmt: skip
            found.append(_curve_in_words(name, x, y, percent))
            if name in spread:
                low, high = (np.asarray(end, dtype=float) for end in spread[name])
                ends, ink = np.abs([y - low, high - y]), colours[k % len(colours)]
                ax.errorbar(x, y, ends, fmt="none", ecolor=ink, capsize=3)
                widest = number((high - low).max(), percent)
                found.append(f"Upright bars: lowest to highest, {widest} at most.")
        dress(ax, xlabel, ylabel, title, log, ylim)
        if "x" not in log and not any(isinstance(c, tuple) for c in curves.values()):
            ax.xaxis.get_major_locator().set_params(integer=True)
        if percent:
            ax.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1))
        if percent and "y" in log:  # else 0.2 is written 2 x 10^-1 between 10% and 100%
            ax.yaxis.set_minor_locator(mpl.ticker.LogLocator(subs=(2, 5)))
            ax.yaxis.set_minor_formatter(lambda share, _: f"{100 * share:g}%")
            ax.yaxis.set_major_formatter(lambda share, _: f"{100 * share:g}%")
        if at is not None:
            ax.axvline(at, color=LIGHT.muted, ls=(0, (2, 2)), lw=1)
        if len(curves) > 1:
            ax.legend(fontsize=TEXT - 1)
    figure.alt = words(says, title, f"{ylabel} over {xlabel}. {' '.join(found)}")
    return figure


def histogram(
    groups: Mapping[str, Any],
    *,
    xlabel: str,
    bins: int | Numbers = 30,
    percent: bool = False,
    title: str = "",
    says: str = "",
) -> Picture:
    """How often which value occurs, a group in each row, on one axis.

    Args:
        groups: name to values of any shape.
        xlabel: what the values are.
        bins: how many, over the range of all groups; or their edges.
        percent: the values are shares; 0.5 is written 50%.
        title, says: as for :func:`~mnist_core.charts.images`.
    """
    values = {n: np.asarray(v, dtype=float).ravel() for n, v in groups.items()}
    edges = np.histogram_bin_edges(np.concatenate(list(values.values())), bins)
    figure = empty(0.9 + 1.1 * len(values))
    with mpl.rc_context(chart_settings()):
        axes = figure.subplots(len(values), 1, sharex=True, squeeze=False)[:, 0]
        for ax, (name, group), colour in zip(axes, values.items(), cycle(LIGHT.series)):
            ax.hist(group, edges, color=colour, alpha=0.75)
            ax.axvline(np.median(group), color=LIGHT.ink, ls="--", lw=1)
            ax.set(yticks=[], ylabel="how often")
            ax.set_title(name, loc="left", fontsize=TEXT, fontweight="normal")
        axes[-1].set_xlabel(xlabel)
        if percent:
            ax.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1))
        if title:
            figure.suptitle(title, fontweight="bold")
    found = [
        f"{n}: from {number(v.min(), percent)} to {number(v.max(), percent)}, "
        f"median {number(np.median(v), percent)} (dashed)."
        for n, v in values.items()
    ]
    figure.alt = words(says, title, f"Histograms of {xlabel}. {' '.join(found)}")
    return figure


def _curve_in_words(name: str, x: np.ndarray, y: np.ndarray, percent: bool) -> str:
    said = f"{name}: from {number(y[0], percent)} at {x[0]:g} to "
    said += f"{number(y[-1], percent)} at {x[-1]:g}"
    for word, k in (("lowest", np.nanargmin(y)), ("highest", np.nanargmax(y))):
        if 0 < k < len(y) - 1:
            said += f", {word} {number(y[k], percent)} at {x[k]:g}"
    return said + "."
