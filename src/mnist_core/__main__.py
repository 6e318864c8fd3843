"""The way in from a shell: ``mnist-core``, or ``python -m mnist_core``.

Nothing heavy is imported before Ctrl-C is looked after: whoever presses it in the
first moment gets what they get later, one word and status 130.
"""

import os
import signal
import sys
from contextlib import suppress

STOPPED = 130  # the status of what Ctrl-C has ended


def main() -> None:
    """Run the command line, from the first moment to the last."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)
        signal.signal(signal.SIGTERM, _leave)
    from mnist_core.cli import main

    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main()
    except SystemExit as end:
        if end.code == STOPPED:  # a library that was half loaded may not end well
            with suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(STOPPED)
        raise
    finally:  # all is done; what is left is to put things away
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):  # Windows has no SIGHUP
                signal.signal(getattr(signal, name), signal.SIG_IGN)


def _leave(*_: object) -> None:
    """Nothing has begun yet, so there is nothing to put away."""
    with suppress(OSError):
        os.write(2, b"\nStopped.\n")
    os._exit(STOPPED)


if __name__ == "__main__":
    main()
