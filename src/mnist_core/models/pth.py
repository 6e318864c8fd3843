"""Files of PyTorch's own making, read without running anything that is in them."""

import io
import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from mnist_core.models.pickles import check_pickle
from mnist_core.storage import DamagedFileError

LARGEST = 1e6
"""A number beyond it in a file of somebody else's making is no weight but damage:
those of the course's networks are below ten."""

MAX_BYTES = 64 * 2**20
"""Larger files are refused unread: no network of this course comes near it."""


def load_pth(path: Path) -> Mapping[str, Tensor]:
    """A state dict from a PyTorch file, running nothing that is in it."""
    content = path.read_bytes()
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
                    raise DamagedFileError("it unpacks to far too much")
                if archive.testzip() is not None:
                    raise DamagedFileError("its checksum is wrong")
        check_pickle(content)
        state = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except DamagedFileError:
        raise
    except pickle.UnpicklingError as error:
        raise DamagedFileError("it holds something other than plain weights") from error
    except Exception as error:  # a broken or hostile file can raise anything
        raise DamagedFileError("it is not a whole PyTorch file") from error
    if not isinstance(state, Mapping):
        raise DamagedFileError("it holds no weights by name")
    for name, tensor in state.items():
        if is_plain(tensor):
            sizes = tensor[tensor.isfinite()].abs()
            if (sizes > LARGEST).any():
                raise DamagedFileError(
                    f"it holds a weight of {sizes.max():.0e} in {name}, such as no "
                    "network has"
                )
    return state


def is_plain(thing: object, floating: bool = True) -> bool:
    """Whether it is such a tensor as weights are, or a count of batches."""
    return (
        isinstance(thing, Tensor)
        and thing.is_floating_point() == floating
        and (floating or thing.dtype == torch.int64)
        and thing.layout == torch.strided
        and thing.device.type == "cpu"
    )
