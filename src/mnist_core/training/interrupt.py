"""Ctrl-C, noted at once and acted on when it does no harm.

So is SIGTERM, where it does what Ctrl-C does: the command line sees to that.
"""

import signal
from contextlib import suppress
from types import FrameType


class HeldCtrlC:
    """While this context lasts, Ctrl-C waits for :meth:`act`; twice means at once.

    Outside the main thread, or where Ctrl-C does something else already, it changes
    nothing.

    Attributes:
        pressed: whether it was pressed.
    """

    def __enter__(self) -> "HeldCtrlC":
        self.pressed = False
        self._held = []
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) is signal.default_int_handler:
                with suppress(ValueError):  # no main thread: nothing comes here
                    signal.signal(number, self._note)
                    self._held.append(number)
        return self

    def __exit__(self, *_: object) -> None:
        for number in self._held:
            signal.signal(number, signal.default_int_handler)

    @property
    def held(self) -> bool:
        """Whether it is held back; not outside the main thread."""
        return signal.SIGINT in self._held

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed = True

    def act(self) -> None:
        """Raise KeyboardInterrupt now, if Ctrl-C was pressed."""
        if self.pressed:
            raise KeyboardInterrupt
