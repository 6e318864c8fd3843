"""The download beside the book: the notebooks, the package, and how to start.

It works where it is unzipped: nothing in it asks where the course is published.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx

ZIP = "course.zip"
EPOCH = (2026, 1, 1, 0, 0, 0)  # the same zip every time
START = Path(__file__).parent / "start.md"  # its README
BESIDE = ("LICENSE", "constraints.txt", "pyproject.toml")


def zip_course(root: Path, target: Path) -> None:
    """Pack what it takes to run the notebooks into one file."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, path in contents(root):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16  # else nobody may read it on Linux
            archive.writestr(info, path.read_bytes())


def contents(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file of the download: its name there, and where it is."""
    yield "README.md", START
    yield from ((name, root / name) for name in BESIDE)
    package = (path for path in (root / "src/mnist_core").rglob("*") if path.is_file())
    notebooks = (root / "notebooks").glob("*.ipynb")
    for path in sorted([*package, *notebooks]):
        inside = path.relative_to(root)
        if not any(part.startswith((".", "__pycache__")) for part in inside.parts):
            yield inside.as_posix(), path


def finish(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        zip_course(Path(app.srcdir), Path(app.outdir) / ZIP)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
