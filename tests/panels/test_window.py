"""The window answers keys and clock; here its canvas is only in memory."""

import os
import subprocess
import sys
from dataclasses import replace

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from helpers_data import contents
from matplotlib.backend_bases import CloseEvent, KeyEvent, MouseEvent, ResizeEvent

from mnist_core.drawing import DARK, DPI, FIGURE_SIZE
from mnist_core.errors import DisplayError, WeightsError
from mnist_core.models import MLP
from mnist_core.panels.input_digit import InputDigit
from mnist_core.panels.probabilities import OutputProbabilities
from mnist_core.panels.window import KEYS, Window, open_figure
from mnist_core.reading import Gallery

pytestmark = pytest.mark.usefixtures("no_display")


@pytest.fixture
def figure():
    """As of a window: pyplot knows it, and its manager has keys of its own."""
    return plt.figure(figsize=FIGURE_SIZE, dpi=DPI)


@pytest.fixture
def window(gallery, figure):
    return Window(gallery, figure)


@pytest.fixture
def titles(figure, monkeypatch):
    """Every title the window gets, in order."""
    said = []
    monkeypatch.setattr(figure.canvas.manager, "set_window_title", said.append)
    return said


def press(window, key, x=0, y=0):
    canvas = window.figure.canvas
    KeyEvent("key_press_event", canvas, key, x, y)._process()


def on_screen(window) -> int:
    """Which digit is shown, by its pixels."""
    pixels = window.panels.panels[InputDigit].image.get_array()
    images = window.slides.digits.images.numpy() / 255
    (index,) = np.flatnonzero(np.abs(images - pixels).max(axis=(1, 2)) < 1e-6)
    return int(index)


# --- clock -------------------------------------------------------------------


def test_it_begins_with_the_first_digit_and_goes_on_by_itself(window):
    assert window.playing
    assert window.timer.interval == 1000
    assert on_screen(window) == window.index == 0
    for index in (1, 2, 3):
        window.timer._on_timer()
        assert on_screen(window) == window.index == index
    assert window.playing
    assert len(window.timer.callbacks) == 1


def test_after_the_last_digit_comes_the_first(gallery, figure):
    window = Window(gallery, figure, start=999, interval=0.25)
    assert window.timer.interval == 250
    window.timer._on_timer()
    assert on_screen(window) == window.index == 0


def test_without_an_interval_it_waits_for_keys(gallery, figure, monkeypatch):
    started = []
    timer = type(figure.canvas.new_timer())
    monkeypatch.setattr(timer, "_timer_start", lambda self: started.append(self))
    window = Window(gallery, figure, interval=None)
    assert not window.playing
    assert started == []
    press(window, " ")
    assert window.playing
    assert started == [window.timer]


# --- keys --------------------------------------------------------------------


def test_space_pauses_and_goes_on(window, monkeypatch):
    done = []
    monkeypatch.setattr(window.timer, "stop", lambda: done.append("stop"))
    monkeypatch.setattr(window.timer, "start", lambda: done.append("start"))
    for playing in (False, True, False):
        press(window, " ")
        assert window.playing is playing
    assert done == ["stop", "start", "stop"]
    assert window.index == 0


@pytest.mark.parametrize(("key", "index"), [("right", 501), ("left", 499)])
def test_arrows_step_and_pause(gallery, figure, key, index):
    window = Window(gallery, figure, start=500)
    press(window, key)
    assert on_screen(window) == window.index == index
    assert not window.playing


def test_arrows_go_round_and_round(window):
    press(window, "left")
    assert on_screen(window) == window.index == 999
    press(window, "right")
    assert on_screen(window) == window.index == 0


def test_m_goes_to_the_next_mistake_and_from_the_last_to_the_first(
    trained, sample, evaluation, figure
):
    said = evaluation.labels.copy()
    said[[30, 400, 999]] = 9 - said[[30, 400, 999]]
    walk = Gallery(trained[0], sample.test, replace(evaluation, predictions=said))
    window = Window(walk, figure, start=2)
    for index in (30, 400, 999, 30):
        press(window, "m")
        assert on_screen(window) == window.index == index
    assert not window.playing


def test_where_there_is_no_mistake_m_only_pauses(sample, trained, evaluation, figure):
    right = evaluation.correct.nonzero()[0][:5]
    window = Window(Gallery(trained[0], sample.test[right]), figure, start=2)
    press(window, "m")
    assert window.index == 2
    assert not window.playing


@pytest.mark.parametrize("key", ["q", "escape"])
def test_q_and_escape_close_it(window, key, monkeypatch):
    stopped = []
    monkeypatch.setattr(window.timer, "stop", lambda: stopped.append(True))
    assert plt.fignum_exists(window.figure.number)
    press(window, key)
    assert not plt.fignum_exists(window.figure.number)
    assert stopped


def test_closing_it_by_hand_stops_the_clock(window, monkeypatch):
    stopped = []
    monkeypatch.setattr(window.timer, "stop", lambda: stopped.append(True))
    CloseEvent("close_event", window.figure.canvas)._process()
    assert stopped == [True]


@pytest.mark.parametrize("key", ["x", "M", "up", "enter", "ctrl+m", "f5", None])
def test_other_keys_do_nothing(window, key):
    before = window.figure.canvas.buffer_rgba().tobytes()
    press(window, key)
    assert window.playing
    assert window.index == 0
    assert window.figure.canvas.buffer_rgba().tobytes() == before


@pytest.mark.parametrize("ours", [True, False])
def test_matplotlib_s_own_keys_are_off(gallery, figure, ours, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if ours:
        window = Window(gallery, figure)
        ax = window.panels.panels[OutputProbabilities].ax
    else:  # so that this test can fail
        ax = figure.add_subplot()
        ax.set_ylim(0.1, 1)
    x, y = (ax.bbox.x0 + ax.bbox.x1) / 2, (ax.bbox.y0 + ax.bbox.y1) / 2
    MouseEvent("motion_notify_event", figure.canvas, x, y)._process()
    before = ax.xaxis._major_tick_kw["gridOn"]
    for key in ("l", "g", "k"):  # logarithmic axes, grid lines
        KeyEvent("key_press_event", figure.canvas, key, x, y)._process()
    changed = (ax.get_yscale(), ax.get_xscale()) != ("linear", "linear")
    changed |= ax.xaxis._major_tick_kw["gridOn"] != before
    assert changed is not ours
    assert contents(tmp_path) == {}


# --- what is to be seen ------------------------------------------------------


def test_the_keys_are_written_below_and_the_title_says_where_it_is(
    gallery, figure, titles
):
    window = Window(gallery, figure, start=247, theme="dark")
    (line,) = figure.texts
    assert line.get_text() == KEYS
    assert line.get_color() == DARK.muted
    assert titles[-1] == "Seven panels: 248 of 1,000"
    press(window, "right")
    assert titles[-1] == "Seven panels: 249 of 1,000 (paused)"
    press(window, " ")
    assert titles[-1] == "Seven panels: 249 of 1,000"
    box = line.get_window_extent()
    assert not any(
        box.overlaps(panel.ax.get_tightbbox())
        for panel in window.panels.panels.values()
    )


def test_the_confidences_are_of_the_digits_that_were_on_screen(window):
    for key in ("right", "right", "left", " "):
        press(window, key)
    sure = [window.slides.evaluation.confidences[k] for k in (0, 1, 2, 1)]
    curve = window.panels.panels[next(reversed(window.panels.panels))].curve
    np.testing.assert_allclose(curve.get_ydata(), sure, rtol=1e-4)


def test_a_figure_without_a_window_will_do(gallery):
    from mnist_core.drawing import Picture

    window = Window(gallery, Picture(figsize=FIGURE_SIZE, dpi=DPI))
    window.go(3)
    assert on_screen(window) == 3


@pytest.mark.parametrize("start", [-1, 1000])
def test_there_is_no_such_digit_to_start_with(gallery, figure, start):
    with pytest.raises(IndexError, match="0 to 999"):
        Window(gallery, figure, start=start)
    assert figure.axes == []


def test_a_network_gone_wrong_is_known_before_anything_is_shown(sample, figure):
    model = MLP()
    torch.nn.init.constant_(model.fc2.weight, float("nan"))
    with pytest.raises(WeightsError, match="not a number"):
        Window(Gallery(model, sample.test[:5]), figure)
    assert figure.axes == []
    assert figure.texts == []


def test_running_shows_it_until_it_is_closed(window, monkeypatch):
    def toolkit():  # as plt.show does, it comes back when no window is left
        while plt.get_fignums():
            press(window, keys.pop())

    keys = ["q", "right", "right"]
    monkeypatch.setattr(plt, "show", toolkit)
    window.run()
    assert window.index == 2
    assert keys == []


def resized(window, width, height):
    """What a toolkit does when the window is dragged to another size, in pixels."""
    figure = window.figure
    inches = width / figure.dpi, height / figure.dpi
    figure.set_size_inches(inches, forward=False)
    ResizeEvent("resize_event", figure.canvas)._process()
    figure.canvas.draw()


@pytest.mark.parametrize(
    ("width", "height", "dpi"),
    [(600, 380, 50), (2400, 1520, 200), (1800, 760, 100), (777, 600, 64.75)],
)
def test_text_and_lines_grow_and_shrink_with_the_window(window, width, height, dpi):
    resized(window, width, height)
    figure = window.figure
    assert figure.dpi == pytest.approx(dpi)
    assert figure.canvas.get_width_height() == (width, height)
    window.timer._on_timer()
    pixels = np.array(figure.canvas.buffer_rgba())
    assert pixels.shape == (height, width, 4)
    figure.canvas.draw()
    assert (np.array(figure.canvas.buffer_rgba()) == pixels).all()
    for panel in window.panels.panels.values():
        box = panel.ax.get_tightbbox()
        assert box.x0 >= 0
        assert box.x1 <= width


def test_dragged_back_and_forth_a_window_ends_as_it_began(window):
    before = np.array(window.figure.canvas.buffer_rgba())
    for width, height in [(1000, 900), (333, 777), (1200, 760)]:
        resized(window, width, height)
    assert window.figure.dpi == pytest.approx(DPI)
    np.testing.assert_allclose(window.figure.get_size_inches(), FIGURE_SIZE)
    assert (np.array(window.figure.canvas.buffer_rgba()) == before).all()


# --- display -----------------------------------------------------------------


def test_without_a_display_there_is_no_window_and_nothing_is_switched():
    before = matplotlib.get_backend()
    with pytest.raises(DisplayError, match=r"there is no display.* --save panels\.gif"):
        open_figure()
    assert matplotlib.get_backend() == before == "agg"
    assert plt.get_fignums() == []


def test_with_a_display_the_figure_is_empty_and_has_no_toolbar(monkeypatch):
    monkeypatch.setattr(matplotlib, "get_backend", lambda: "TkAgg")
    bars = []
    plain = plt.figure
    monkeypatch.setattr(
        plt,
        "figure",
        lambda **how: bars.append(matplotlib.rcParams["toolbar"]) or plain(**how),
    )
    before = matplotlib.rcParams["toolbar"]
    figure = open_figure()
    assert bars == ["None"]
    assert matplotlib.rcParams["toolbar"] == before
    assert figure.get_size_inches().tolist() == list(FIGURE_SIZE)
    assert figure.dpi == DPI
    assert figure.axes == []
    assert plt.fignum_exists(figure.number)


def test_a_toolkit_that_is_not_installed_opens_no_window(monkeypatch):
    def figure(**_):
        raise ImportError("No module named '_tkinter'")

    monkeypatch.setattr(plt, "figure", figure)
    with pytest.raises(DisplayError, match="no toolkit for windows"):
        open_figure()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a system with $DISPLAY")
@pytest.mark.parametrize(
    ("asked", "got"),  # where there is no display, matplotlib itself takes agg
    [("tkagg", "agg"), ("inline", "inline")],
)
def test_whatever_was_asked_for_without_a_display_there_is_no_window(asked, got):
    code = """
import matplotlib
from mnist_core.errors import DisplayError
from mnist_core.panels import open_figure
try:
    open_figure()
except DisplayError:
    import matplotlib.pyplot as plt
    print(matplotlib.get_backend(), plt.get_fignums())
"""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=kept | {"MPLBACKEND": asked},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{got} []\n"
