"""The dashboard's sliders, lists and buttons; what they do is the dashboard's."""

from typing import Any

import ipywidgets as w

from mnist_core.drawing import Picture
from mnist_core.metrics import Confusion
from mnist_core.shapes import K
from mnist_core.widgets import thumbnails
from mnist_core.widgets.live import felt, image_for, row

SPEEDS = {"1 in 2 s": 2000, "1 a second": 1000, "2 a second": 500, "5 a second": 200}
AROUND = 5  # neighbours on either side
ANY = -1  # None would show as an empty choice
DIGITS = [("any", ANY), *((str(k), k) for k in range(K))]


def chosen_as(value: Any) -> Any:
    """The value of a filter that stands for a field of ``Wanted``."""
    return ANY if value is None else value


def meant(value: Any) -> Any:
    """The field of ``Wanted`` that a filter's value stands for."""
    return None if value == ANY else value


class Controls:
    """All widgets of a dashboard. Those that say what is wanted, and how it is nudged,
    have the names of the fields they stand for.

    Args:
        count: how many digits there are.
        pairs: the most confused, each of which gets a button.
        figure: that the picture shows.
    """

    def __init__(self, count: int, pairs: list[Confusion], figure: Picture) -> None:
        self.slider = felt(w.IntSlider)(
            0,
            0,
            count - 1,
            description="Digit",
            style={"description_width": "initial"},
            layout=w.Layout(flex="1 1 320px", width="auto", max_width="1000px"),
        )
        self.play = felt(w.Play)(min=0, max=count - 1, interval=SPEEDS["1 a second"])
        self.speed = _choice("Speed", list(SPEEDS.items()), self.play.interval)
        self.filters = {
            "true": _choice("True", DIGITS, ANY),
            "predicted": _choice("Predicted", DIGITS, ANY),
            "mistakes_only": _check("mistakes only"),
            "least_sure_first": _check("least sure first"),
        }
        self.pairs = {
            (true, predicted): _button(
                f"{true} → {predicted} ({count})", f"{true}s taken for {predicted}s"
            )
            for true, predicted, count in pairs
        }
        self.nudges = {
            "right": _nudge("Shift right", -10, 10, 1),
            "down": _nudge("Shift down", -10, 10, 1),
            "degrees": _nudge("Turn (°)", -180, 180, 1),
            "noise": _nudge("Noise", 0, 1, 0.02),
        }
        self.reset = _button("Undo", "As it was: not shifted, not turned, no noise")
        self.note = w.HTML()
        self.words = w.HTML()
        self.picture = image_for(figure)
        self.neighbours = w.Image(
            format="jpeg",
            layout=w.Layout(
                width=f"{(2 * AROUND + 1) * thumbnails.STEP - thumbnails.GAP}px",
                height=f"{thumbnails.SIDE}px",
                max_width="none",
                margin="0",
                flex="none",
            ),
        )
        self.neighbour_buttons = {
            offset: _over(offset) for offset in range(-AROUND, AROUND + 1)
        }

    @property
    def from_page(self) -> bool:
        """Whether a hand in the page moves one of them right now."""
        felt = (self.slider, self.play, *self.nudges.values())
        return any(control.from_page for control in felt)

    def laid_out(self) -> list[w.Widget]:
        """From top to bottom."""
        over = w.HBox(
            list(self.neighbour_buttons.values()),
            layout=w.Layout(
                margin=f"-{thumbnails.SIDE}px 0 0 0", overflow="visible", flex="none"
            ),
        )
        return [
            row(*self.filters.values()),
            row(self.play, self.slider, self.speed),
            row(w.HTML("Most confused:"), *self.pairs.values()),
            self.note,
            self.picture,
            self.words,
            w.VBox(
                [self.neighbours, over],
                layout=w.Layout(overflow="auto", max_width="100%", flex="none"),
            ),
            row(*self.nudges.values(), self.reset),
        ]


def _choice(name: str, options: list[tuple[str, Any]], value: Any) -> w.Dropdown:
    return w.Dropdown(
        options=options,
        value=value,
        description=name,
        layout=w.Layout(width="auto"),
        style={"description_width": "initial"},
    )


def _check(name: str) -> w.Checkbox:
    return w.Checkbox(
        False, description=name, indent=False, layout=w.Layout(width="auto")
    )


def _button(name: str, tooltip: str) -> w.Button:
    return w.Button(
        description=name, tooltip=tooltip, layout=w.Layout(width="auto", flex="none")
    )


def _nudge(name: str, low: float, high: float, step: float) -> w.FloatSlider:
    return felt(w.FloatSlider)(
        0,
        min=low,
        max=high,
        step=step,
        description=name,
        readout_format="+.0f" if low < 0 else ".2f",
        layout=w.Layout(width="230px"),
        style={"description_width": "initial"},
    )


def _over(offset: int) -> w.Button:
    """A button nobody sees, over one of the thumbnails."""
    way = "before" if offset < 0 else "after"
    button = w.Button(
        tooltip=f"{abs(offset)} {way}" if offset else "here",
        layout=w.Layout(
            width=f"{thumbnails.SIDE}px",
            height=f"{thumbnails.SIDE}px",
            margin=f"0 {thumbnails.GAP}px 0 0",
            flex="none",
        ),
    )
    button.style.button_color = "transparent"
    return button
