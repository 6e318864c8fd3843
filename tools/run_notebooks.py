"""Run notebooks from a clean kernel and store their outputs, the same every time.

Kept: text and pictures. Left out: times of execution, and what means nothing without a
kernel or a script; what moves leaves a still picture. A figure that says what it shows
(``mnist_core.picture``) passes its alternative text on to the page.
"""

import argparse
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from stills import without_motion
from tqdm import tqdm

WIDGET = "application/vnd.jupyter.widget-view+json"


def main() -> int:
    """Run each notebook in place; status 1 if a cell of one fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    os.environ.setdefault("MNIST_CORE_SOURCE", "full")  # what is stored is no sample's
    failed = False
    for path in tqdm(parser.parse_args().notebooks, unit="notebook"):
        try:
            run(path)
        except CellExecutionError as error:
            print(f"{path}: {error}", file=sys.stderr)
            failed = True
    return int(failed)


def run(path: Path) -> None:
    """Execute one notebook in its own folder and write it back if all went well."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        coalesce_streams=True,
    )
    client.execute()
    notebook.metadata = {
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET, None)
            if "text/html" in data:
                data["text/html"] = without_motion(data["text/html"])
            alt = output.get("metadata", {}).get("image/svg+xml", {}).get("alt")
            if alt:
                cell.metadata["mystnb"] = {"image": {"alt": alt}}
    nbformat.write(notebook, path)


if __name__ == "__main__":
    sys.exit(main())
