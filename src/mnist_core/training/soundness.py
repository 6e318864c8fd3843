"""Whether what a checkpoint holds can be gone on from: before anything is trained."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import torch
from torch import Tensor, nn

from mnist_core.storage import DamagedFileError
from mnist_core.training.chance import ORDER
from mnist_core.training.records import EpochRecord

KINDS = {"config": dict, "data": str, "identity": dict, "history": list}


def check_record(record: Mapping[str, Any]) -> None:
    """See that each part of the record is of its kind.

    Raises:
        DamagedFileError: one is not, or is not there.
    """
    for name in ("step", *KINDS):
        if name not in record:
            raise DamagedFileError(f"it lacks its {name}")
    for name, kind in KINDS.items():
        if not isinstance(record[name], kind):
            raise DamagedFileError(f"it says something else for its {name}")
    if not {"network", "options"} <= record["identity"].keys():
        raise DamagedFileError("it does not say which network it holds")
    names = {field.name for field in fields(EpochRecord)}
    for number, row in enumerate(record["history"], 1):
        if not isinstance(row, dict) or row.keys() != names or row["epoch"] != number:
            raise DamagedFileError("its history is not complete")
        for name, value in row.items():
            may_lack = name.startswith("watch_") and value is None
            if not may_lack and type(value) not in (int, float):
                raise DamagedFileError(f"its history says {value!r} for {name}")
    step = record["step"]
    if type(step) is not int or not 0 <= step < 2**63:
        raise DamagedFileError(f"its step is {step!r}")


def check_generators(generators: Mapping[str, Tensor]) -> None:
    """See that random numbers can be drawn on from these states.

    Raises:
        DamagedFileError: one is no such state, or that of the order is not there.
    """
    if ORDER not in generators:
        raise DamagedFileError("it lacks the generator of the order")
    for name, state in generators.items():
        try:
            if state.dtype != torch.uint8:
                raise TypeError
            if name != "cuda":  # another kind, which needs a GPU to be tried
                torch.Generator().set_state(state)
        except (RuntimeError, TypeError) as error:
            raise DamagedFileError(f"its generator {name} is none") from error


def check_weights(weights: Mapping[str, Tensor], model: nn.Module) -> None:
    """See that these are finite numbers for this network.

    Raises:
        DamagedFileError: one is not.
    """
    for name, ours in model.state_dict().items():
        if weights[name].dtype != ours.dtype:
            raise DamagedFileError(f"its {name} is {weights[name].dtype}")
        if not weights[name].isfinite().all():
            raise DamagedFileError(f"it has NaN or infinity in {name}")


def check_memory(
    memory: Mapping[str, Mapping[str, Tensor]], kinds: tuple[str, ...], model: nn.Module
) -> None:
    """See that the optimizer's memory is whole, and fits the network.

    Args:
        memory: by kind, then by parameter name.
        kinds: that the optimizer has.
        model: the network.

    Raises:
        DamagedFileError: it is not, or does not.
    """
    if set(memory) != set(kinds):
        other = sorted(set(memory) ^ set(kinds))[0]
        raise DamagedFileError(f"it lacks, or holds and should not, {other}")
    ours = {name: (p.shape, p.dtype) for name, p in model.named_parameters()}
    for kind, values in memory.items():
        if {name: (t.shape, t.dtype) for name, t in values.items()} != ours:
            raise DamagedFileError(f"its {kind} does not fit its weights")
        for name, values_of_one in values.items():
            low = 0.0 if kind == "exp_avg_sq" else -torch.inf  # a mean of squares
            if not (values_of_one.isfinite() & (values_of_one >= low)).all():
                raise DamagedFileError(f"its {kind} of {name} is no such mean")
