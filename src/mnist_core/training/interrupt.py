"""Ctrl-C, noted at once and acted on when it does no harm."""

import signal
from types import FrameType


class HeldCtrlC:
    """While this context lasts, Ctrl-C waits for :meth:`act`; twice means at once.

    Outside the main thread, or where Ctrl-C does something else already, it changes
    nothing.

    Attributes:
        pressed: whether it was pressed.
        held: whether it is held back; not outside the main thread.
    """

    def __enter__(self) -> "HeldCtrlC":
        self.pressed = False
        self._before = signal.getsignal(signal.SIGINT)
        self.held = False
        if self._before is signal.default_int_handler:
            try:
                signal.signal(signal.SIGINT, self._note)
                self.held = True
            except ValueError:  # not the main thread: Ctrl-C does not come here
                pass
        return self

    def __exit__(self, *_: object) -> None:
        if self.held:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed = True

    def act(self) -> None:
        """Raise KeyboardInterrupt now, if Ctrl-C was pressed."""
        if self.pressed:
            raise KeyboardInterrupt
