"""Trained networks on disk, and the model card that travels with them.

Our own format is safetensors: numbers by name, nothing that could run. Inside it
is a card that says how the network came to be and how good it is. Files of the
original project (``mnist_model.pth``) are read and written too; reading them runs
no code either.
"""

import io
from collections.abc import Mapping
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from mnist_core.errors import WeightsError
from mnist_core.models.card import ModelCard
from mnist_core.models.network import Network
from mnist_core.models.pth import MAX_BYTES, is_plain, load_pth
from mnist_core.models.registry import build, identity_of
from mnist_core.storage import (
    DamagedFileError,
    check_writable,
    load_tensors,
    save_tensors,
    write_atomically,
)

DEFAULT = "mlp"
FOR_CARD = 2**20  # bytes of a file, at most, beside its weights

ORIGINAL = {"network": "mlp", "options": {"activation": "relu"}}
"""What a file holds that does not say so: the original project's network."""


def save_weights(
    path: str | Path,
    model: Network,
    card: ModelCard | None = None,
    *,
    replace: bool = True,
) -> None:
    """Write a network to disk, in one step: a file of that name is whole or as before.

    Args:
        path: ends in ``.safetensors``, or in ``.pth`` for the original project's
            format. That has no room for the card, and holds only the original's own
            kind of network.
        model: the network.
        card: to travel with it.
        replace: whether it may stand in the place of another file.

    Raises:
        FileExistsError: it may not, and there is one.
        WeightsError: another ending; another network; a ``.pth`` that could not say
            what the network is; weights that are not finite; or the file cannot be
            written.
    """
    path = check_can_save(path, model)
    state = {name: tensor.cpu() for name, tensor in model.state_dict().items()}
    _check_finite(state, "This network")
    try:
        if path.suffix == ".pth":
            buffer = io.BytesIO()
            torch.save(state, buffer)
            write_atomically(path, buffer.getvalue(), replace)
        else:
            record = identity_of(model) | {"card": card and asdict(card)}
            save_tensors(path, state, record, replace)
    except FileExistsError:
        raise
    except OSError as error:
        raise WeightsError(
            f"Cannot write {path}: {error.strerror}. Free some space or choose "
            "another folder; what was there before is untouched."
        ) from error


def check_can_save(path: str | Path, model: Network) -> Path:
    """See, before hours of training, that a network can be written to ``path``.

    Raises:
        WeightsError: it is none of the course, or too large; unknown ending; a
            ``.pth`` that could not say what the network is; or a folder that is not
            there or not ours.
    """
    path = Path(path)
    if not isinstance(model, Network):
        raise WeightsError(
            f"Only networks of the course can be saved, not {type(model).__name__}: "
            "nobody could tell how to load it. Use torch.save."
        )
    if path.suffix == ".pth" and identity_of(model) != ORIGINAL:
        raise WeightsError(
            f"{path} cannot hold this network: a .pth file has no room to say that it "
            "is not the original's ReLU network. Save it as .safetensors."
        )
    if path.suffix not in (".safetensors", ".pth"):
        raise WeightsError(f"{path} must end in .safetensors or .pth.")
    if not path.parent.is_dir():
        raise WeightsError(f"There is no folder {path.parent}. Make it first.")
    size = sum(t.numel() * t.element_size() for t in model.state_dict().values())
    if size > MAX_BYTES - FOR_CARD:
        raise WeightsError(
            f"This network has {size / 1e6:.0f} MB of weights: files of more than "
            f"{MAX_BYTES / 1e6:.0f} MB are not read back. Make it smaller."
        )
    try:
        check_writable(path)
    except OSError as error:
        raise WeightsError(
            f"Cannot write {path}: {error.strerror}. Choose another folder or name."
        ) from error
    return path


def shipped() -> list[str]:
    """Names of the trained networks inside this package."""
    folder = resources.files("mnist_core.models") / "shipped"
    return sorted(
        Path(f.name).stem for f in folder.iterdir() if "safetensors" in f.name
    )


def load_weights(source: str | Path = DEFAULT) -> tuple[Network, ModelCard | None]:
    """A trained network, and its card if it has one.

    Args:
        source: a ``.safetensors`` or ``.pth`` file, or the name of a shipped
            network (see :func:`shipped`).

    Returns:
        The network in eval mode on the CPU, and its card; None for files that
        carry none. The network keeps its card too (``model.card``).

    Raises:
        WeightsError: there is no such file, it is damaged or hostile, or it holds
            other weights than this network's. Nothing is half-loaded.
    """
    if isinstance(source, str) and source in shipped():
        packed = (
            resources.files("mnist_core.models") / "shipped" / f"{source}.safetensors"
        )
        with resources.as_file(packed) as path:
            return load_weights(path)
    path = Path(source)
    if not path.is_file():
        raise WeightsError(
            f"There is no weights file {path}. Name a .safetensors or .pth file, or "
            f"a shipped network: {', '.join(shipped())}."
        )
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DamagedFileError("it is far too large")
        is_safe = path.suffix == ".safetensors"
        state, record = load_tensors(path) if is_safe else (load_pth(path), None)
        record = record or {}
        kept = record.get("card")
        card = None if kept is None else ModelCard.from_json(kept)
        model = build(_identity(record), sum(map(torch.numel, _tensors(state))))
    except OSError as error:
        raise WeightsError(f"Cannot read {path}: {error.strerror}.") from error
    except (DamagedFileError, ValueError, TypeError) as error:
        raise WeightsError(
            f"{path} cannot be used: {error}. Use another file, or train a network "
            "with: mnist-core train"
        ) from error
    _check_shapes(state, model, path)
    model.load_state_dict(dict(state))
    _check_finite(model.state_dict(), path)
    model.card = card
    return model.eval(), card


def _tensors(state: Mapping[str, Any]) -> list[Tensor]:
    return [part for part in state.values() if isinstance(part, Tensor)]


def _identity(record: Mapping[str, Any]) -> Mapping[str, Any]:
    if "activation" in record:  # before 0.2
        return {"network": "mlp", "options": {"activation": record["activation"]}}
    return ORIGINAL | record


def _check_shapes(state: Mapping[str, Any], model: Network, path: Path) -> None:
    for name, ours in model.state_dict().items():
        theirs = state.get(name)
        if not is_plain(theirs, ours.is_floating_point()):
            raise WeightsError(
                f"{path} holds no weights named {name}: it is not a "
                f"{model.architecture} network of this course."
            )
        if theirs.shape != ours.shape:
            raise WeightsError(
                f"{path} is another network: its {name} is {tuple(theirs.shape)}, not "
                f"{tuple(ours.shape)}."
            )
    if extra := sorted(map(str, set(state) - set(model.state_dict()))):
        raise WeightsError(f"{path} is another network: it also holds {extra[0]}.")


def _check_finite(state: Mapping[str, Tensor], what: object) -> None:
    for name, tensor in state.items():
        if name.endswith("running_var") and (tensor < 0).any():
            raise WeightsError(f"{what} has a variance below zero in {name}.")
        if not tensor.isfinite().all():
            raise WeightsError(
                f"{what} has NaN or infinity in {name}: training ran away. Train again "
                "with a smaller learning rate."
            )
