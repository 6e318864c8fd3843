"""A page as a folder of files, for any host of plain pages."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from mnist_core.errors import ConfigError
from mnist_core.storage import check_writable, write_atomically


def check_can_write_site(folder: Path, *, replace: bool = False) -> None:
    """See, before any work is done, that a site can be written there.

    Args:
        folder: that is to hold it; it need not be there, but the one around it.
        replace: whether there may be files in it already.

    Raises:
        ConfigError: it cannot.
    """
    try:
        if folder.is_dir() and any(folder.iterdir()) and not replace:
            raise ConfigError(
                f"{folder} is not empty. Choose another folder, or add --force."
            )
        if not folder.is_dir() and folder.exists():
            raise ConfigError(f"{folder} is a file. Name a folder.")
        check_writable(_beside(folder) / "any")
    except OSError as error:
        raise _cannot_write(folder, error) from error


def write_site(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a site whole, or leave what is there.

    All files are written to the side first, and then moved, the last one last. Other
    files in the folder stay as they are.

    Args:
        folder: as for :func:`check_can_write_site`.
        files: contents by name.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(".part", ".", _beside(folder)) as side:
            site = Path(side) / "site"
            site.mkdir()
            for name, content in files.items():
                write_atomically(site / name, content)
                if (folder / name).is_dir():
                    raise IsADirectoryError(0, f"{name} is a folder")
            if not folder.is_dir():
                os.rename(site, folder)
                return
            for name in files:
                os.replace(site / name, folder / name)
    except OSError as error:
        raise _cannot_write(folder, error) from error


def _beside(folder: Path) -> Path:
    """A folder on the same disk, for what is not ready yet."""
    return folder if folder.is_dir() else folder.absolute().parent


def _cannot_write(folder: Path, error: OSError) -> ConfigError:
    return ConfigError(
        f"Cannot write {folder}: {error.strerror or error}. Choose another place."
    )
