"""The way in from a shell: ``mnist-core``, or ``python -m mnist_core``.

Nothing heavy is imported before Ctrl-C is looked after: whoever presses it in the
first moment gets what they get later, one word and status 130.
"""

import os
import signal
import sys
from contextlib import suppress

from mnist_core.stopping import STOPPING

STOPPED = 130  # the status of what Ctrl-C has ended


def main() -> None:
    """Run the command line, from the first moment to the last."""
    for number in STOPPING:
        if signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL):
            signal.signal(number, _leave)
    from mnist_core.cli import main

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
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)


def _leave(*_: object) -> None:
    """Nothing has begun yet, so there is nothing to put away."""
    with suppress(OSError):
        os.write(2, b"\nStopped.\n")
    os._exit(STOPPED)


if __name__ == "__main__":
    main()
