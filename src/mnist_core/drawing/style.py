"""The one place for colours, sizes and fonts of every picture.

The colours start from the palette of Okabe & Ito ("Color Universal Design", 2008),
which colour-blind readers can tell apart; and nothing is ever told by colour alone.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

FONT = ["DejaVu Sans"]  # comes with matplotlib: the same everywhere
TITLE_SIZE = 11.5  # points
LABEL_SIZE = 9.0
SMALL_SIZE = 8.0

FIGURE_SIZE = (12.0, 7.6)  # inches; 1200 x 760 pixels at 100 dpi
DPI = 100

WHITE = "#fefefe"  # white on any paper: what is as white as paper turns with it
CHANGING = 6  # zorder: what changes with every frame lies above all that is fixed


@dataclass(frozen=True)
class Theme:
    """Colours by what they mean.

    Attributes:
        background, ink, muted, faint: paper, text, secondary text, hairlines.
        predicted, other: bars of the predicted digit and of all others (green, blue).
        mean, maximum: bars of layer activations (blue, red).
        weights, zero: histogram of weights and its zero line (purple, red).
        mistake: what the network got wrong (red).
        confidence, sure, unsure: the line, its 0.9 and its 0.5 mark (teal, green,
            orange).
        off: a neuron that is not active.
        quiet, loud: an active neuron, barely and fully.
        positive, negative: strong connections by the sign of their weight.
        diagonal, errors: fullest cells of the confusion matrix, where right and wrong.
        count: the cell of a table with the largest number.
        series: of a chart's curves, one after the other.
    """

    background: str
    ink: str
    muted: str
    faint: str
    predicted: str
    other: str
    mean: str
    maximum: str
    weights: str
    zero: str
    mistake: str
    confidence: str
    sure: str
    unsure: str
    off: str
    quiet: str
    loud: str
    positive: str
    negative: str
    diagonal: str
    errors: str
    count: str
    series: tuple[str, ...]


LIGHT = Theme(
    background="#ffffff",
    ink="#1f2933",
    muted="#5f6b7a",
    faint="#dfe3e8",
    predicted="#009e73",
    other="#86b8e6",
    mean="#0072b2",
    maximum="#d55e00",
    weights="#8a5aa8",
    zero="#c8321e",
    mistake="#c8321e",
    confidence="#12897f",
    sure="#009e73",
    unsure="#d98200",
    off="#ffffff",
    quiet="#bcc4cd",
    loud="#242b33",
    positive="#4b5563",
    negative="#b06a3c",
    diagonal="#1f6fb4",
    errors="#e59a63",
    count="#7fb2e3",
    series=("#0072b2", "#d55e00", "#009e73", "#8a5aa8", "#1f2933", "#5f6b7a"),
)

DARK = Theme(
    background="#14181d",
    ink="#e8ebef",
    muted="#a3adb9",
    faint="#333b45",
    predicted="#2bc49a",
    other="#3f7fb5",
    mean="#56b4e9",
    maximum="#f08a4b",
    weights="#b98ad9",
    zero="#ff8a70",
    mistake="#ff8a70",
    confidence="#4fd1c5",
    sure="#2bc49a",
    unsure="#f5b942",
    off="#14181d",
    quiet="#4d5763",
    loud="#f7f9fb",
    positive="#c3cad3",
    negative="#e0935c",
    diagonal="#1f6fb4",
    errors="#945229",
    count="#2c6599",
    series=("#56b4e9", "#f08a4b", "#2bc49a", "#b98ad9", "#e8ebef", "#a3adb9"),
)

THEMES: dict[str, Theme] = {"light": LIGHT, "dark": DARK}
ThemeName = Literal["light", "dark"] | Theme


def theme_of(name: ThemeName) -> Theme:
    """A theme by its name.

    Raises:
        ValueError: there is no such theme.
    """
    if isinstance(name, Theme):
        return name
    if name not in THEMES:
        raise ValueError(f"theme must be light or dark, not {name!r}")
    return THEMES[name]


def named_colours(theme: Theme) -> dict[str, str]:
    """Each colour of a theme by its name; those of a series by name and number."""
    found = asdict(theme)
    series = found.pop("series")
    return found | {f"series-{k}": colour for k, colour in enumerate(series)}


def settings(theme: Theme) -> dict[str, Any]:
    """matplotlib's rcParams for a theme, to be used as ``rc_context(settings(t))``."""
    return {
        "font.family": FONT,
        "font.size": LABEL_SIZE,
        "axes.titlesize": TITLE_SIZE,
        "axes.titleweight": "bold",
        "axes.titlecolor": theme.ink,
        "axes.labelsize": LABEL_SIZE,
        "axes.labelcolor": theme.muted,
        "axes.edgecolor": theme.faint,
        "axes.facecolor": theme.background,
        "axes.grid": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "figure.facecolor": theme.background,
        "savefig.facecolor": theme.background,
        "grid.color": theme.faint,
        "legend.frameon": False,
        "legend.fontsize": SMALL_SIZE,
        "text.color": theme.ink,
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
        "xtick.labelsize": SMALL_SIZE,
        "ytick.labelsize": SMALL_SIZE,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "svg.hashsalt": "mnist-core",
    }
