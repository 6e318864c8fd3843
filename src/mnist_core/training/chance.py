"""All the random numbers that a training run draws, from one seed."""

from collections.abc import Mapping
from threading import RLock

import torch
from torch import Tensor

ORDER = "order"
BORROWED = RLock()  # held while torch's global generators are a run's own


class Chance:
    """The generators of one run, to be used as a context.

    The order of the digits has a generator of its own. A network that draws while it
    is trained, as one with dropout does, can only draw from torch's global ones: they
    are borrowed, seeded, and given back as they were. That is done for every network:
    none needs to say that it draws, and none can forget to. There is one of each: who
    wants to borrow them from another thread waits.

    Args:
        seed: of all of them.
        device: where the network is trained.

    Attributes:
        order: draws the order of the digits.
    """

    def __init__(self, seed: int, device: torch.device) -> None:
        self.order = torch.Generator().manual_seed(seed)
        self._borrowed = {"torch": torch.default_generator}
        if device.type == "cuda":
            self._borrowed["cuda"] = torch.cuda.default_generators[device.index]
        self._all = {ORDER: self.order, **self._borrowed}
        self._seed = seed
        self._before: dict[str, Tensor] = {}

    def __enter__(self) -> "Chance":
        BORROWED.acquire()
        self._before = {n: g.get_state() for n, g in self._borrowed.items()}
        for generator in self._borrowed.values():
            generator.manual_seed(self._seed)
        return self

    def __exit__(self, *_: object) -> None:
        for name, state in self._before.items():
            self._borrowed[name].set_state(state)
        BORROWED.release()

    def state(self) -> dict[str, Tensor]:
        """The state of each generator, by name."""
        return {name: g.get_state() for name, g in self._all.items()}

    def load_state(self, states: Mapping[str, Tensor]) -> None:
        """Go on from remembered states. Those of another device are passed over."""
        for name, generator in self._all.items():
            if name in states:
                generator.set_state(states[name])
