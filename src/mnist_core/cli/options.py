"""Options that several commands share."""

import math
from pathlib import Path
from typing import Any

import click


class _Seconds(click.FloatRange):
    """A range without NaN, which click would let through."""

    def convert(self, value: Any, *where: Any) -> float:
        seconds = super().convert(value, *where)
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a valid float.", *where)
        return seconds


SOURCE = click.option(
    "--source",
    type=click.Choice(["auto", "full", "sample"]),
    default="auto",
    show_default=True,
    help="Which digits. full: all of MNIST. sample: 5,000 digits that need no "
    "network. auto: the full set if it can be had.",
)
WEIGHTS = click.option(
    "--weights",
    default="mlp",
    show_default=True,
    metavar="FILE|NAME",
    help="A .safetensors or .pth file, or the name of a network that comes with the "
    "package.",
)
THEME = click.option(
    "--theme",
    type=click.Choice(["light", "dark"]),
    default="light",
    show_default=True,
    help="Colours of the seven panels.",
)
SAVE = click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a file instead of opening a window: .png, .svg or .pdf for one digit, "
    ".gif or .mp4 for one after the other.",
)
FORCE = click.option(
    "--force", is_flag=True, help="Replace the output file if it exists."
)
INTERVAL = click.option(
    "--interval",
    type=_Seconds(0.05, 600),
    default=1.0,
    show_default=True,
    help="Seconds a digit.",
)
COUNT = click.option(
    "--count",
    type=click.IntRange(1, 1000),
    default=30,
    show_default=True,
    help="With --save: how many digits the film has.",
)
