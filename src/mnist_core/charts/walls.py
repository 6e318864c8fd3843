"""Charts made of small parts: walls of pictures, clouds of digits, tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from mnist_core.charts.common import TEXT, WIDTH, chart_settings, dress, empty, words
from mnist_core.drawing import LIGHT, Picture


def images(
    arrays: Any,
    titles: Sequence[object] | None = None,
    *,
    columns: int = 8,
    signed: bool = False,
    title: str = "",
    says: str = "",
) -> Picture:
    """A wall of small pictures.

    Args:
        arrays: (N, H, W): digits, averages, weights as images.
        titles: N words or numbers, one above each.
        columns: pictures in a row.
        signed: zero is white, positive is red, negative is blue, on one scale for
            all; else black is the smallest and white the largest of each picture.
        title: above all of them.
        says: what there is to see, in a sentence, for those who cannot.

    Raises:
        ValueError: not (N, H, W), or not one title for each picture.
    """
    arrays = np.asarray(arrays, dtype=float)
    if arrays.ndim != 3 or not len(arrays):
        raise ValueError(f"images must be (N, H, W), not {arrays.shape}")
    if titles is not None and len(titles) != len(arrays):
        raise ValueError(f"{len(arrays)} images, but {len(titles)} titles")
    columns = min(columns, len(arrays))
    rows = -(-len(arrays) // columns)
    side = WIDTH / max(columns, 4)
    head = 0.22 * (titles is not None)
    figure = empty(rows * (side + head) + 0.35 * bool(title) + 0.4 * signed)
    limit = np.abs(arrays).max()
    look = {"cmap": "RdBu_r", "vmin": -limit, "vmax": limit} if signed else {}
    with mpl.rc_context(chart_settings()):
        grid = figure.subplots(rows, columns, squeeze=False)
        for ax in grid.flat:
            ax.set_axis_off()
        for k, (ax, array) in enumerate(zip(grid.flat, arrays, strict=False)):
            shown = ax.imshow(
                array, **{"cmap": "gray", "interpolation": "none", **look}
            )
            if titles is not None:
                ax.set_title(str(titles[k]), fontsize=TEXT, fontweight="normal", pad=2)
        if signed:
            figure.colorbar(
                shown, ax=grid, location="bottom", shrink=0.5, aspect=30, pad=0.02
            )
        if title:
            figure.suptitle(title, fontweight="bold")
    named = "" if titles is None else ": " + ", ".join(map(str, titles))
    noun = "picture" if len(arrays) == 1 else "pictures"
    figure.alt = words(says, title, f"{len(arrays)} small {noun}{named}.")
    return figure


def sheet(
    groups: Mapping[Any, Any],
    *,
    columns: int = 15,
    ylabel: str = "",
    title: str = "",
    says: str = "",
) -> Picture:
    """Many pictures close together, each group in rows of its own.

    Args:
        groups: name to (N, H, W), all of one H and W, on one scale. N may be 0.
        columns: pictures in a row: with 15, digits are as large as their pixels.
        ylabel: what the names are.
        title, says: as for :func:`images`.
    """
    parts = [np.asarray(arrays, dtype=float) for arrays in groups.values()]
    high, wide = (side + 1 for side in parts[0].shape[1:])  # and a gap
    ends = np.cumsum([max(1, -(-len(part) // columns)) for part in parts])
    starts = np.concatenate([[0], ends[:-1]])
    paper = np.full((ends[-1], columns, high, wide), np.nan)
    for start, part in zip(starts, parts, strict=True):
        for k, array in enumerate(part):
            paper[start + k // columns, k % columns, :-1, :-1] = array
    paper = paper.swapaxes(1, 2).reshape(ends[-1] * high, columns * wide)
    figure = empty(WIDTH * len(paper) / paper.shape[1] + 0.35 * bool(title))
    with mpl.rc_context(chart_settings()):
        ax = figure.subplots()
        ax.imshow(paper, cmap="gray", interpolation="none")
        ax.set_yticks((starts + 0.5) * high, groups)
        ax.set(xticks=[], ylabel=ylabel, title=title)
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0)
    named = ", ".join(f"{n}: {len(p)}" for n, p in zip(groups, parts, strict=True))
    count = sum(map(len, parts))
    found = f"{count:,} small pictures, a group in each row or rows. {named}."
    figure.alt = words(says, title, found)
    return figure


def points(
    places: Any,
    labels: Any,
    *,
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
    says: str = "",
) -> Picture:
    """Every point drawn as the digit it stands for.

    Args:
        places: (N, 2).
        labels: (N,) the digit at each place.
        xlabel, ylabel, title, says: as for :func:`lines`.
    """
    places, labels = np.asarray(places), np.asarray(labels)
    figure = empty(4.4)
    colours = mpl.colormaps["tab10"].colors
    with mpl.rc_context(chart_settings()):
        ax = figure.subplots()
        for k in np.unique(labels):
            x, y = places[labels == k].T
            ax.scatter(x, y, marker=f"${k}$", s=26, lw=0.2, color=colours[int(k) % 10])
        dress(ax, xlabel, ylabel, title)
        ax.grid(False)
        ax.set(xticks=[], yticks=[])
    figure.alt = words(
        says, title, f"{len(labels):,} points in a plane, each drawn as its digit."
    )
    return figure


def table(
    matrix: Any,
    *,
    rows: Iterable[object] | None = None,
    columns: Iterable[object] | None = None,
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
    says: str = "",
) -> Picture:
    """A matrix in colours, its numbers written in.

    Args:
        matrix: (R, C) whole numbers. NaN leaves a cell empty.
        rows, columns: their names; by default 0, 1, 2, ...
        xlabel, ylabel: what columns and rows are.
        title, says: as for :func:`images`.
    """
    matrix = np.asarray(matrix, dtype=float)
    rows = list(range(len(matrix)) if rows is None else rows)
    columns = list(range(matrix.shape[1]) if columns is None else columns)
    figure = empty(1.1 + 0.36 * len(rows))
    top = np.nanmax(matrix)
    with mpl.rc_context(chart_settings()):
        ax = figure.subplots()
        shades = [LIGHT.background, LIGHT.count]
        shades = LinearSegmentedColormap.from_list("counts", shades)
        ax.pcolormesh(
            matrix, cmap=shades, vmin=0, vmax=max(top, 1e-9),
            edgecolors=LIGHT.background, linewidth=1,
        )  # fmt: skip
        ax.invert_yaxis()
        for (row, column), value in np.ndenumerate(matrix):
            if np.isfinite(value):
                place = column + 0.5, row + 0.5
                ax.text(*place, f"{value:,.0f}", ha="center", va="center")
        ax.set_xticks(np.arange(len(columns)) + 0.5, columns)
        ax.set_yticks(np.arange(len(rows)) + 0.5, rows)
        ax.spines[:].set_visible(False)
        ax.set(xlabel=xlabel, ylabel=ylabel)
        ax.set_title(title)
    row, column = np.unravel_index(np.nanargmax(matrix), matrix.shape)
    found = (
        f"A table, {len(rows)} by {len(columns)}. The largest number is {top:,.0f}, in "
        f"row {rows[row]}, column {columns[column]}."
    )
    figure.alt = words(says, title, found)
    return figure
