"""What every notebook has to be, before nbval even runs it (see the Makefile)."""

from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda p: p.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_notebooks_are_small():
    assert all(path.stat().st_size < 1_000_000 for path in NOTEBOOKS)


def test_it_is_committed_as_run_from_a_clean_kernel(notebook):
    counts = [cell.execution_count for cell in code(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    assert any(cell.outputs for cell in code(notebook))


def test_no_cell_failed_and_no_widget_state_is_stored(notebook):
    outputs = [out for cell in code(notebook) for out in cell.outputs]
    assert all(out.output_type != "error" for out in outputs)
    assert "widgets" not in notebook.metadata
    assert not any(
        "widget-view" in key for out in outputs for key in out.get("data", {})
    )


def test_cells_are_short_and_narrow_enough_to_read(notebook):
    for cell in code(notebook):
        lines = cell.source.splitlines()
        assert len(lines) <= 25
        assert max(map(len, lines)) <= 75


def test_every_picture_has_words_for_those_who_cannot_see_it(notebook):
    for cell in code(notebook):
        if any("image/png" in out.get("data", {}) for out in cell.outputs):
            words = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(words) > 30, cell.source


def test_markdown_stays_plain(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert "```{" not in cell.source  # Jupyter and Colab cannot show these
            assert len(cell.source.split()) <= 120
