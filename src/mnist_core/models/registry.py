"""Every kind of network there is, by name, and how to make one anew."""

import math
import operator
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from mnist_core.models.cnn import CNN
from mnist_core.models.ensemble import Ensemble
from mnist_core.models.mlp import MLP
from mnist_core.models.network import Network, count_parameters

NETWORKS: dict[str, type[Network]] = {n.name: n for n in (MLP, CNN, Ensemble)}


def new_model(seed: int, network: str = "mlp", **options: Any) -> Network:
    """An untrained network; the same seed gives the same weights everywhere.

    Its first weights come from a generator of its own: nobody else's random numbers
    change.

    Args:
        seed: 0 or more.
        network: a name in :data:`NETWORKS`.
        **options: of that network, such as ``activation="sigmoid"``.

    Raises:
        KeyError: there is no such network.
        ValueError, TypeError: it does not have such an option, or that is no seed.
    """
    seed = operator.index(seed)
    if not 0 <= seed < 2**63:
        raise ValueError(f"seed must be 0 or more, and below 2**63, not {seed}")
    generator = torch.Generator().manual_seed(seed)
    if network == Ensemble.name:
        return _ensemble(options, math.inf)
    return NETWORKS[network](**options, generator=generator)


def identity_of(model: nn.Module) -> dict[str, Any]:
    """What tells a network from another one of the same shapes; plain JSON.

    For a network of the course its name and options, for any other module the class
    and the layers it prints.
    """
    if isinstance(model, Network):
        return {"network": model.name, "options": dict(model.options)}
    return {"network": type(model).__qualname__, "options": {"layers": repr(model)}}


def build(identity: Mapping[str, Any], most: float = math.inf) -> Network:
    """A network of the course with any weights, from what :func:`identity_of` says.

    Args:
        identity: of the network.
        most: the numbers that are there to fill it. Of an ensemble that asks for more,
            no member more is built: a small file must not fill the memory.

    Raises:
        ValueError: there is no such network, or not with these options.
    """
    if not isinstance(identity, Mapping) or not {"network", "options"} <= set(identity):
        raise ValueError("its network cannot be built: it is not said which it is")
    name, options = identity["network"], identity["options"]
    if not isinstance(name, str) or name not in NETWORKS:
        raise ValueError(f"it holds a network of an unknown kind, {name!r}")
    try:
        if name == Ensemble.name:
            return _ensemble(options, most)
        return new_model(0, name, **options)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"its network cannot be built: {error}") from error


def _ensemble(options: Mapping[str, Any], most: float) -> Ensemble:
    members, numbers = [], 0
    for member in options.get("members", ()):
        if numbers > most:
            raise ValueError("its file holds fewer numbers than its members")
        members.append(build(member, most - numbers))
        numbers += count_parameters(members[-1])
    rest = {name: option for name, option in options.items() if name != "members"}
    return Ensemble(members, **rest)
