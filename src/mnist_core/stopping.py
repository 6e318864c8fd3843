"""What asks a program to stop: Ctrl-C, a system that goes down, a lost terminal."""

import signal

STOPPING = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if hasattr(signal, name)  # Windows has no SIGHUP
]
