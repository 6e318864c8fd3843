"""Where the arithmetic of training is done: in a thread of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import torch


class Worker:
    """A thread of its own for all the arithmetic, for two reasons.

    Numbers too small for float32's normal form ("denormals") make a processor
    crawl, and after an epoch one in twenty of Adam's running means is one. A
    thread can be told to round them to zero. On Linux, torch's helper threads take
    that over from the thread that starts them; a new thread starts new ones, and
    ours ends with the training, so nobody else's arithmetic is touched.

    And Ctrl-C reaches only the main thread, so the arithmetic always ends on a
    whole step.
    """

    def __enter__(self) -> "Worker":
        self._pool = ThreadPoolExecutor(
            1, "training", initializer=torch.set_flush_denormal, initargs=(True,)
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def __call__(self, function: Callable[..., Any], *args: Any) -> Any:
        future = self._pool.submit(function, *args)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.result()
            raise
