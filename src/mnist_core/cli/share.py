"""One process, several, or one of those that torchrun has started."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from mnist_core.errors import ConfigError

if TYPE_CHECKING:
    from mnist_core.models import Network
    from mnist_core.training import Place, TrainConfig


@contextmanager
def engaged(
    config: "TrainConfig", network: "Network", processes: int
) -> Iterator[tuple["Place", Callable[..., Any], bool]]:
    """Where to train, what does it there, and whether this process saves and talks."""
    from mnist_core.training import (
        Seat,
        choose_place,
        choose_shared_place,
        train_together,
    )
    from mnist_core.training import train as alone

    seat = Seat.from_torchrun()
    if seat is not None and processes > 1:
        raise ConfigError("torchrun has started the processes: leave out --processes.")
    if seat is not None:
        with seat.joined(config, network) as place:
            yield place, partial(alone, place=place), seat.rank == 0
    elif processes > 1:
        place = choose_shared_place(config, network, processes)
        yield place, partial(train_together, processes=processes), True
    else:
        place = choose_place(config, network)
        yield place, partial(alone, place=place), True


def where(place: "Place", processes: int) -> str:
    """The device, the engine, and why, in a line."""
    engine = place.engine.name
    if processes > 1:
        engine += f", {processes} processes"
    why = f" ({place.passed_over})" if place.passed_over else ""
    return f"Device: {place.device} ({place.reason}); engine: {engine}{why}."
