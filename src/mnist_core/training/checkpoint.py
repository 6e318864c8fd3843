"""Everything a training run needs to go on as if nothing had happened."""

import math
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from mnist_core.data import Digits
from mnist_core.errors import CheckpointError
from mnist_core.models import identity_of
from mnist_core.storage import (
    DamagedFileError,
    check_writable,
    load_tensors,
    save_tensors,
)
from mnist_core.training.config import TrainConfig
from mnist_core.training.engines import OptimizerState, memories
from mnist_core.training.soundness import (
    check_generators,
    check_memory,
    check_record,
    check_weights,
)

FORMAT = 2  # the one before did not say which network it holds

MAY_DIFFER = {"epochs", "device", "engine"}
"""Settings that may change when a run goes on: where, and, unless a schedule counts
on it, how long."""

CANNOT = (
    "The checkpoint {path} cannot be used: {error}. Delete it and train from the "
    "start, or resume from another one."
)
OTHER_PARTS = ("weights", "generator")  # all else is what the optimizer remembers


@dataclass(frozen=True)
class Checkpoint:
    """A training run at the end of an epoch.

    Attributes:
        config: its settings.
        data: digest of the digits it learns from.
        identity: of the network; see :func:`mnist_core.models.identity_of`.
        weights: the network's state dict, batch norm's averages among it.
        optimizer: what the optimizer remembers.
        generators: state of each generator that training draws from, by name.
        history: one record (a dict) for each epoch done.
    """

    config: TrainConfig
    data: str
    identity: Mapping[str, Any]
    weights: Mapping[str, Tensor]
    optimizer: OptimizerState
    generators: Mapping[str, Tensor]
    history: tuple[dict, ...]

    def save(self, path: Path) -> None:
        """Write to the side, then rename.

        Raises:
            OSError: it could not be written; an older checkpoint is untouched.
        """
        tensors = {f"generator.{k}": v for k, v in self.generators.items()}
        tensors |= {f"weights.{k}": v for k, v in self.weights.items()}
        for kind, values in self.optimizer.memory.items():
            tensors |= {f"{kind}.{k}": v for k, v in values.items()}
        record = {
            "checkpoint": FORMAT,
            "config": asdict(self.config),
            "data": self.data,
            "identity": self.identity,
            "step": self.optimizer.step,
            "history": list(self.history),
        }
        save_tensors(path, tensors, record)

    @classmethod
    def load(cls, path: Path) -> "Checkpoint":
        """Read a checkpoint whole, or not at all.

        Raises:
            CheckpointError: it cannot be read, is damaged, or is no checkpoint.
        """
        try:
            tensors, record = load_tensors(path)
            if record is None or record.get("checkpoint") != FORMAT:
                raise DamagedFileError("it is not a checkpoint of this version")
            check_record(record)
            parts: dict[str, dict[str, Tensor]] = {}
            for key, tensor in tensors.items():
                part, _, name = key.partition(".")
                parts.setdefault(part, {})[name] = tensor
            for part in OTHER_PARTS:
                if part not in parts:
                    raise DamagedFileError(f"it lacks every {part}")
            check_generators(parts["generator"])
            return cls(
                config=TrainConfig(**record["config"]),
                data=record["data"],
                identity=record["identity"],
                weights=parts["weights"],
                optimizer=OptimizerState(
                    record["step"],
                    {k: v for k, v in parts.items() if k not in OTHER_PARTS},
                ),
                generators=parts["generator"],
                history=tuple(record["history"]),
            )
        except OSError as error:
            raise CheckpointError(
                f"Cannot read the checkpoint {path}: {error.strerror}."
            ) from error
        except (DamagedFileError, KeyError, TypeError, ValueError) as error:
            raise CheckpointError(CANNOT.format(path=path, error=error)) from error

    def check_matches(
        self, path: Path, config: TrainConfig, digits: Digits, model: torch.nn.Module
    ) -> None:
        """See that this run is the one that the checkpoint belongs to.

        Raises:
            CheckpointError: it is not, and the message names the first difference; or
                what it holds cannot be gone on from.
        """
        ours, theirs = asdict(config), asdict(self.config)
        fixed = set(ours) - MAY_DIFFER
        if config.schedule != "constant":
            fixed.add("epochs")  # the rate at each step follows from the last one
        for name in sorted(fixed, key=lambda name: (name == "epochs", name)):
            if ours[name] != theirs[name]:
                raise CheckpointError(
                    f"The checkpoint {path} belongs to another run: its {name} is "
                    f"{theirs[name]}, not {ours[name]}. Use the same, or another file."
                )
        if config.epochs < len(self.history):
            raise CheckpointError(
                f"The checkpoint {path} has done {len(self.history)} epochs already. "
                "Ask for as many or more."
            )
        if self.data != digits.digest:
            raise CheckpointError(
                f"The checkpoint {path} belongs to another run: it learned from "
                "other digits. Use the same data, or another file."
            )
        if self.identity != identity_of(model):
            raise CheckpointError(
                f"The checkpoint {path} belongs to another network: "
                f"{self.identity['network']} with {self.identity['options']}. Use "
                "another file."
            )
        shapes = {name: t.shape for name, t in model.state_dict().items()}
        if shapes != {name: t.shape for name, t in self.weights.items()}:
            raise CheckpointError(
                f"The checkpoint {path} belongs to another network. Use another file."
            )
        try:
            check_weights(self.weights, model)
            check_memory(self.optimizer.memory, memories(config), model)
            steps = len(self.history) * -(-len(digits) // config.batch_size)
            if self.optimizer.step != steps:
                raise DamagedFileError(
                    f"it counts {self.optimizer.step} steps, its epochs have {steps}"
                )
        except DamagedFileError as error:
            raise CheckpointError(CANNOT.format(path=path, error=error)) from error


def find_checkpoint(path: Path | None, resume: bool) -> Checkpoint | None:
    """The checkpoint to go on from; None to begin anew.

    Raises:
        CheckpointError: there is one but it shall not be resumed, or it is damaged;
            or none, and none could be written there.
    """
    if path is None:
        if resume:
            raise CheckpointError("To resume, name the checkpoint file to resume from.")
        return None
    try:
        check_writable(path)
    except OSError as error:
        raise CheckpointError(
            f"Cannot write the checkpoint {path}: {error.strerror}. Choose another "
            "folder or name."
        ) from error
    if not path.exists():
        return None
    if not resume:
        raise CheckpointError(
            f"The checkpoint {path} is there already. Resume it, or choose another "
            "file; it is not overwritten."
        )
    return Checkpoint.load(path)


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Save a checkpoint. A full disk costs the checkpoint, not the training.

    One that holds NaN does not take the place of a better one: nobody could go on.
    """
    sound = [math.isfinite(record["train_loss"]) for record in checkpoint.history]
    if not sound[-1]:
        if all(sound[:-1]):  # said once
            warnings.warn(
                f"The loss of epoch {len(sound)} is not a number: training ran away, "
                f"and {path} is left as it was. Use a smaller learning rate.",
                stacklevel=3,
            )
        return
    try:
        checkpoint.save(path)
    except OSError as error:
        warnings.warn(
            f"The checkpoint {path} could not be written ({error.strerror}). Training "
            "goes on; what was saved before is untouched.",
            stacklevel=3,
        )
