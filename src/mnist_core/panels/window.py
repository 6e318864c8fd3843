"""The seven panels in a window of their own, one digit after the other.

Keys: space pauses, the arrows step, m jumps to the next mistake, q quits.
"""

import matplotlib as mpl
from matplotlib.backend_bases import CloseEvent, KeyEvent, ResizeEvent
from matplotlib.backends import BackendFilter, backend_registry
from matplotlib.figure import Figure

from mnist_core.drawing import DPI, FIGURE_SIZE, SMALL_SIZE, ThemeName
from mnist_core.errors import DisplayError
from mnist_core.panels.figure import SevenPanels
from mnist_core.reading import Slides, View

INTERVAL = 1.0  # seconds a digit
NO_WINDOW = (
    "No window can be opened here: there is no display, or Python has no toolkit for "
    "windows. Install one (pip install PySide6, or your system's python3-tk), or "
    "write a file instead: --save panels.gif"
)
KEYS = "space: pause     ← →: step     m: next mistake     q: quit"


def open_figure() -> Figure:
    """An empty figure in a window that is not shown yet.

    The window toolkit is the one matplotlib chooses; nothing is switched.

    Raises:
        DisplayError: there is none, or no display.
    """
    import matplotlib.pyplot as plt

    try:
        with mpl.rc_context({"toolbar": "None"}):
            figure = plt.figure(figsize=FIGURE_SIZE, dpi=DPI)
    except ImportError as error:  # asked for by $MPLBACKEND, but not to be had
        raise DisplayError(NO_WINDOW) from error
    windows = backend_registry.list_builtin(BackendFilter.INTERACTIVE)
    if mpl.get_backend().lower() not in windows:
        plt.close(figure)
        raise DisplayError(NO_WINDOW)
    return figure


class Window:
    """A window that steps through slides, and answers keys.

    Args:
        slides: what to show.
        figure: an empty one, such as :func:`open_figure` gives.
        start: the first to show.
        interval: seconds between two; None waits for keys from the beginning.
        theme: ``"light"`` or ``"dark"``.

    Attributes:
        index: which slide is on screen.
        playing: whether it goes on by itself.

    Raises:
        IndexError, WeightsError: the first slide cannot be shown.
    """

    def __init__(
        self,
        slides: Slides,
        figure: Figure,
        *,
        start: int = 0,
        interval: float | None = INTERVAL,
        theme: ThemeName = "light",
    ) -> None:
        self.slides, self.figure, self.index = slides, figure, start
        first = slides.view(start)
        self.panels = SevenPanels(theme, figure=figure)
        figure.text(
            0.5, 0.012, KEYS, ha="center", fontsize=SMALL_SIZE,
            color=self.panels.theme.muted,
        )  # fmt: skip
        canvas = figure.canvas
        if canvas.manager is not None and canvas.manager.key_press_handler_id:
            canvas.mpl_disconnect(canvas.manager.key_press_handler_id)  # ours instead
        canvas.mpl_connect("key_press_event", self.on_key)
        canvas.mpl_connect("resize_event", self._on_resize)
        canvas.mpl_connect("close_event", self._on_close)
        self.timer = canvas.new_timer(interval=int(1000 * (interval or INTERVAL)))
        self.timer.add_callback(self._tick)
        self.playing = False
        self._show(first)
        if interval is not None:
            self.play()

    def run(self) -> None:
        """Show the window until it is closed."""
        import matplotlib.pyplot as plt

        plt.show()

    def play(self) -> None:
        """Go on by itself."""
        self.playing = True
        self.timer.start()
        self._name_window()

    def pause(self) -> None:
        """Stay where it is."""
        self.playing = False
        self.timer.stop()
        self._name_window()

    def go(self, index: int) -> None:
        """To a slide; from the last one on to the first, and back."""
        self.index = index % len(self.slides)
        self._show(self.slides.view(self.index))

    def on_key(self, event: KeyEvent) -> None:
        """What each key does."""
        if event.key == " ":
            (self.pause if self.playing else self.play)()
        elif event.key in ("right", "left"):
            self.pause()
            self.go(self.index + (1 if event.key == "right" else -1))
        elif event.key == "m":
            self.pause()
            mistake = self.slides.next_mistake(self.index)
            if mistake is not None:
                self.go(mistake)
        elif event.key in ("q", "escape"):
            self.close()

    def close(self) -> None:
        """Close the window; :meth:`run` returns."""
        import matplotlib.pyplot as plt

        self.timer.stop()
        plt.close(self.figure)

    def _tick(self) -> bool:
        self.go(self.index + 1)
        return True  # the timer goes on

    def _on_resize(self, _: ResizeEvent) -> None:
        """Text and lines grow and shrink with the window."""
        pixels = self.figure.bbox.size.copy()
        dpi = float(min(pixels / FIGURE_SIZE))
        if abs(dpi - self.figure.dpi) > 0.01:
            # figure.dpi = ... would resize the window in turn, and miss by some pixels.
            self.figure._set_dpi(dpi, forward=False)
            self.figure.set_size_inches(pixels / dpi, forward=False)

    def _on_close(self, _: CloseEvent) -> None:
        self.timer.stop()

    def _show(self, view: View) -> None:
        self.panels.draw(view)
        self.figure.canvas.flush_events()
        self._name_window()

    def _name_window(self) -> None:
        manager = self.figure.canvas.manager
        if manager is not None:
            state = "" if self.playing else " (paused)"
            place = f"{self.index + 1:,} of {len(self.slides):,}"
            manager.set_window_title(f"Seven panels: {place}{state}")
