"""What charts share: their size, their colours, how numbers are put in words."""

from typing import Any

from matplotlib.axes import Axes

from mnist_core.drawing import LIGHT, Picture, settings

WIDTH = 4.8  # inches, of every chart: as a panel drawn alone
DPI = 150  # of a PNG
TEXT = 10.0  # points: still readable where a phone makes it a quarter smaller


def empty(height: float) -> Picture:
    """A picture of the common width, so many inches high."""
    figure = Picture(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
    figure.set_facecolor(LIGHT.background)
    return figure


def chart_settings() -> dict[str, Any]:
    """matplotlib's settings for a chart."""
    sizes = ("font.size", "axes.labelsize", "legend.fontsize")
    ticks = ("xtick.labelsize", "ytick.labelsize")
    return settings(LIGHT) | dict.fromkeys(sizes, TEXT) | dict.fromkeys(ticks, TEXT - 1)


def dress(
    ax: Axes,
    xlabel: str,
    ylabel: str,
    title: str,
    log: str = "",
    ylim: float | tuple[float, float] | None = None,
) -> None:
    """Name the axes, scale them, lay the grid."""
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.set_title(title)
    ax.grid(True)
    if "x" in log:
        ax.set_xscale("log")
    if "y" in log:
        ax.set_yscale("log")
    if ylim is not None:
        ax.set_ylim(ylim)


def number(value: float, percent: bool) -> str:
    """A number as it is written beside a bar, and in the alternative text."""
    if percent:
        return f"{value:.1%}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.3g}"


def words(says: str, title: str, found: str) -> str:
    """The alternative text: a lead, then what the numbers say."""
    lead = says or (f"{title}." if title else "")
    return f"{lead} {found}".strip()
