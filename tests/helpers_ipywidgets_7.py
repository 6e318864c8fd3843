"""Run by test_widgets_7.py, with ipywidgets 7.7.1 first on the path."""

import ipywidgets
from ipywidgets import Widget

from mnist_core.data import load_sample
from mnist_core.widgets import WIDGET_VIEW, Dashboard, Live, State


def check_dashboard() -> None:
    """Everything a hand can do to it, once."""
    digits = load_sample().test
    dashboard = Dashboard(digits=digits)
    controls = dashboard.controls
    pictures = [controls.picture.value]

    def now_on(index: int) -> None:
        """See that this digit came on screen, with a new picture."""
        assert dashboard.index == index, dashboard.index
        assert f"<b>Digit {index}" in controls.words.value, controls.words.value
        assert dashboard.reading.label == dashboard.gallery.label(index)
        assert controls.picture.value not in pictures
        pictures.append(controls.picture.value)

    controls.slider.value = 7
    now_on(7)
    controls.play.set_state({"value": 8})  # as when the page has news
    now_on(8)
    assert controls.slider.value == 8
    controls.speed.label = "5 a second"
    assert controls.play.interval == 200
    dashboard.index = 20
    now_on(20)
    assert controls.slider.value == controls.play.value == 20
    controls.neighbour_buttons[3].click()
    now_on(23)
    controls.filters["true"].value = 9
    now_on(9)
    assert controls.slider.max == controls.play.max == 99
    (pair, button), *_ = controls.pairs.items()
    button.click()
    assert (dashboard.reading.label, dashboard.reading.prediction) == pair
    dashboard.state = State()
    controls.filters["least_sure_first"].value = True
    assert dashboard.index == dashboard.gallery.evaluation.confidences.argmin()
    controls.filters["least_sure_first"].value = False
    controls.filters["mistakes_only"].value = True
    assert controls.slider.max + 1 == (~dashboard.gallery.evaluation.correct).sum()
    dashboard.index = 30
    assert not controls.filters["mistakes_only"].value
    now_on(30)
    for name, control in controls.nudges.items():
        before = dashboard.reading.pixels
        control.value = control.max / 2
        assert (dashboard.reading.pixels != before).any(), name
    now_on(30)
    controls.reset.click()
    assert not dashboard.state.nudge
    dashboard.show_own(digits.images[0])
    assert "Your digit." in controls.words.value
    dashboard.show_own("nowhere.png")
    assert "nowhere.png" in controls.note.value
    check_page(dashboard)


def check_page(widget: Live) -> None:
    """A page gets the widget, or a picture with words; and both only once."""
    data, metadata = widget._repr_mimebundle_()
    assert set(data) == {WIDGET_VIEW, "image/svg+xml", "text/plain"}
    assert data[WIDGET_VIEW]["model_id"] == widget.model_id
    assert len(metadata["image/svg+xml"]["alt"]) > 30
    assert not callable(widget._ipython_display_)


def check_names() -> None:
    """No widget was given what version 7 does not know, and none is linked in the page.

    An unknown argument is a warning, and so an error here; an unknown attribute would
    be a plain one, that no page ever hears of.
    """
    made = list(Widget.widgets.values())
    assert len(made) > 60
    for widget in made:
        assert not isinstance(widget, ipywidgets.widgets.widget_link.Link)
        if not isinstance(widget, Live):
            added = vars(widget).keys() - vars(type(widget)()).keys() - {"from_page"}
            assert not added, (widget, added)


if __name__ == "__main__":
    assert ipywidgets.__version__ == "7.7.1", ipywidgets.__version__
    check_dashboard()
    check_names()
    print("all is well")
