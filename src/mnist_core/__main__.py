"""The way in from a shell: ``mnist-core``, or ``python -m mnist_core``.

Nothing heavy is imported before Ctrl-C is looked after: whoever presses it in the
first moment gets what they get later, one word and status 130.
"""

import os
import signal
from contextlib import suppress


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
    finally:  # all is done; what is left is to put things away
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave(*_: object) -> None:
    """Nothing has begun yet, so there is nothing to put away."""
    with suppress(OSError):
        os.write(2, b"\nStopped.\n")
    os._exit(130)


if __name__ == "__main__":
    main()
