"""What a PyTorch file asks for, seen before anything of it is done.

Such a file is a pickle, a small program. PyTorch runs none but harmless commands of it,
yet one of those can ask for any amount of memory.
"""

import io
import pickle
import pickletools
import zipfile

WORDS = {"collections OrderedDict", "torch._utils _rebuild_tensor_v2"}
"""All that a file of weights by name has to name, but for its kinds of numbers."""

MAGIC = 0x1950A86A20F9469CFC6C  # what files of before PyTorch 1.6 begin with
PARTS = 5  # pickles at the beginning of those
ROOM = 2**16  # for the shapes: beyond it, more is asked for than the file can hold


def check_pickle(content: bytes) -> None:
    """See that a file asks for plain weights, and no more of them than it holds.

    Args:
        content: a whole file, as ``torch.save`` writes it today or did before 1.6.

    Raises:
        pickle.UnpicklingError: it asks for something else, or for too much.
        ValueError, zipfile.BadZipFile: it is no such file.
    """
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if name.endswith(".pkl"):
                    _check_parts(archive.read(name), 1, len(content))
    else:
        _check_parts(content, PARTS, len(content))


def _check_parts(program: bytes, parts: int, size: int) -> None:
    stream = io.BytesIO(program)
    asked = 0
    for _ in range(parts):
        for command, value, _ in pickletools.genops(stream):
            if command.name == "STACK_GLOBAL" or (
                command.name == "GLOBAL" and not _is_known(value)
            ):
                raise pickle.UnpicklingError(f"it asks for {value}")
            if isinstance(value, int) and value != MAGIC and _is_number(command.name):
                asked += abs(value)
            if asked > size + ROOM:
                raise pickle.UnpicklingError("it asks for more than it holds")


def _is_known(name: str) -> bool:
    module, _, what = name.partition(" ")
    return name in WORDS or (module == "torch" and what.endswith("Storage"))


def _is_number(command: str) -> bool:
    """Whether it puts a number there for use, not for the pickle's own book-keeping."""
    return "INT" in command or command.startswith("LONG")
