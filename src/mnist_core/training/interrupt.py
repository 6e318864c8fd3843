"""Ctrl-C, noted at once and acted on when it does no harm.

So are SIGTERM and SIGHUP, where they do what Ctrl-C does: the command line sees to it.
"""

import signal
from contextlib import suppress
from time import monotonic
from types import FrameType
from typing import Any

from mnist_core.stopping import STOPPING

PATIENCE = 10.0  # seconds


class HeldCtrlC:
    """While this context lasts, Ctrl-C waits for :meth:`act`.

    Pressed again, it changes nothing for ten seconds, so that impatience loses nothing
    that is just being put away; after that it acts at once. One such context may stand
    in another: what one has noted, both know.

    Outside the main thread, or where Ctrl-C does something else already, it changes
    nothing.
    """

    def __enter__(self) -> "HeldCtrlC":
        self._since: float | None = None  # it was pressed first
        self._before: dict[int, Any] = {}
        for number in STOPPING:
            before = signal.getsignal(number)
            outer = _owner(before)
            if before is signal.default_int_handler or outer:
                with suppress(ValueError):  # no main thread: nothing comes here
                    signal.signal(number, self._note)
                    self._before[number] = before
                    self._learn_from(outer)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            if outer := _owner(before):
                outer._learn_from(self)
            signal.signal(number, before)

    @property
    def pressed(self) -> bool:
        """Whether it was pressed."""
        return self._since is not None

    @property
    def held(self) -> bool:
        """Whether it is held back; not outside the main thread."""
        return signal.SIGINT in self._before

    def _learn_from(self, other: "HeldCtrlC | None") -> None:
        if other is not None and self._since is None:
            self._since = other._since

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        if self._since is None:
            self._since = monotonic()
        elif monotonic() - self._since > PATIENCE:
            raise KeyboardInterrupt

    def act(self) -> None:
        """Raise KeyboardInterrupt now, if Ctrl-C was pressed."""
        if self.pressed:
            raise KeyboardInterrupt


def _owner(handler: object) -> HeldCtrlC | None:
    """The context that a handler belongs to, if any."""
    owner = getattr(handler, "__self__", None)
    return owner if isinstance(owner, HeldCtrlC) else None
