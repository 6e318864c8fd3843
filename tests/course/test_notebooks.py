"""What every notebook has to be, before nbval even runs it (see the Makefile)."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

from tools.book_cells import kind_of

ROOT = Path(__file__).parents[2]
CONTENTS = ROOT / "notebooks" / "contents.ipynb"
NOTEBOOKS = [p for p in sorted(CONTENTS.parent.glob("*.ipynb")) if p != CONTENTS]
CHAPTERS = [path for path in NOTEBOOKS if path.stem[:2].isdigit()]


@pytest.fixture(params=NOTEBOOKS, ids=lambda p: p.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


@pytest.fixture(params=CHAPTERS, ids=lambda p: p.stem)
def chapter(request):
    notebook = nbformat.read(request.param, as_version=4)
    notebook.path = request.param
    return notebook


def prose(notebook):
    cells = notebook.cells
    return "\n\n".join(c.source for c in cells if c.cell_type == "markdown")


def number_of(chapter):
    """How exercises call it: 4 for 04_how_it_learns, 4b for 04b_how_far."""
    return chapter.path.stem.split("_")[0].lstrip("0")


def tagged(notebook, tag):
    return [cell for cell in code(notebook) if tag in cell.metadata.get("tags", [])]


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
        if any("image/svg+xml" in out.get("data", {}) for out in cell.outputs):
            words = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(words) > 30, cell.source


def test_at_most_two_cells_may_say_anything(notebook):
    assert len(tagged(notebook, "nbval-ignore-output")) <= 2
    assert not tagged(notebook, "nbval-skip")


def test_tolerances_are_stated_and_narrow(notebook):
    for cell in code(notebook):
        for tag in cell.metadata.get("tags", []):
            if tag.startswith("within-"):
                share = re.fullmatch(r"within-([\d.]+)%", tag)
                assert share, tag
                assert float(share[1]) <= 50


def test_a_chapter_says_how_long_it_takes_and_what_for(chapter):
    text = prose(chapter)
    minutes = re.search(r"^\*About (\d+) minutes\.\*$", text, re.MULTILINE)
    assert 15 <= int(minutes[1]) <= 40
    goals = text.split("you will be able to\n\n")[1].split("\n\n")[0]
    assert 3 <= goals.count("- ") <= 7
    assert text.split("## Recap\n\nYou can now\n\n")[1].startswith(goals)


def count_minutes(chapter):
    """Without exercises: 230 words or 25 lines a minute, 15 s a picture, 20 s a guess.

    A live piece, which one drags, is a minute. What a phone folds is not counted.
    """
    words = lines = pictures = live = 0
    for cell in chapter.cells:
        text = re.sub(r"<details>.*?</details>", "", cell.source, flags=re.DOTALL)
        if cell.cell_type == "markdown":
            text, found, _ = text.partition("## Exercises")
            words += len(re.findall(r"[\w’']+", text))
            if found:
                break
            continue
        tags = cell.metadata.get("tags", [])
        if kind_of(cell.source, tags, prints=bool(cell.outputs)) == "code":
            lines += sum(bool(line.strip()) for line in text.splitlines())
        shown = [out.get("data", {}) for out in cell.outputs]
        pictures += sum("image/svg+xml" in data for data in shown)
        live += sum("<mnist-" in data.get("text/html", "") for data in shown)
    guesses = prose(chapter).count("**Guess")
    return words / 230 + lines / 25 + pictures / 4 + guesses / 3 + live


def test_a_chapter_takes_no_longer_than_it_says(chapter):
    said = re.search(r"^\*About (\d+) minutes", prose(chapter), re.MULTILINE)[1]
    assert count_minutes(chapter) <= int(said) <= 40


def test_readers_predict_before_they_run(chapter):
    assert len(re.findall(r"\*\*Guess", prose(chapter))) >= 2


def test_exercises_wait_to_be_solved(chapter):
    stubs, checks = tagged(chapter, "exercise"), tagged(chapter, "check")
    assert 3 <= len(stubs) == len(checks) <= 5
    for stub in stubs:
        assert stub.source.rstrip().endswith("raise NotImplementedError")
        assert not stub.outputs
    number = number_of(chapter)
    for k, cell in enumerate(checks, 1):
        assert cell.source.startswith(f'with check("{number}.{k}"):')
        said = f"Exercise {number}.{k}: not solved yet.\n"
        assert [out.text for out in cell.outputs] == [said]


def test_each_exercise_has_a_solution_that_the_book_shows(chapter):
    number = chapter.path.stem.split("_")[0]
    page = (ROOT / "book" / "solutions.md").read_text(encoding="utf-8")
    source = (ROOT / "book" / "solutions" / f"{number}.py").read_text(encoding="utf-8")
    solved = {
        node.name: node for node in ast.parse(source).body if hasattr(node, "name")
    }
    for stub in tagged(chapter, "exercise"):
        name = re.search(r"^(?:def|class) (\w+)", stub.source, re.MULTILINE)[1]
        ours = ast.get_docstring(solved.pop(name))
        theirs = ast.get_docstring(
            next(n for n in ast.parse(stub.source).body if hasattr(n, "name"))
        )
        assert ours == theirs
        assert f"solutions/{number}.py\n:pyobject: {name}\n" in page
    assert not solved, "solutions of no exercise"


def test_each_exercise_has_wrong_solutions_that_its_check_must_refuse(chapter):
    """They are tried before the right one: ``solve`` in notebooks/conftest.py."""
    number = chapter.path.stem.split("_")[0]
    path = ROOT / "tests" / "course" / "wrong" / f"{number}.py"
    namespace: dict = {}
    exec(path.read_text(encoding="utf-8"), namespace)  # defines, and runs nothing
    named = [*namespace, *namespace.get("CHANGED", ())]
    wrong = [name.split("__")[0] for name in named if "__" in name.strip("_")]
    asked = [
        re.search(r"^(?:def|class) (\w+)", stub.source, re.MULTILINE)[1]
        for stub in tagged(chapter, "exercise")
    ]
    assert set(wrong) == set(asked)
    assert all(wrong.count(name) >= 2 for name in asked)


def test_three_quick_questions(chapter):
    asked = prose(chapter).split("## Three quick questions")[1].split("## Recap")[0]
    assert asked.count("<details><summary>Answer</summary>") == 3


def test_the_tables_of_contents_know_every_chapter(chapter):
    listed = nbformat.read(CONTENTS, as_version=4).cells[0].source
    title = re.search(r"^# (.*)$", prose(chapter), re.MULTILINE)[1]
    minutes = re.search(r"\*About (\d+) minutes", prose(chapter))[1]
    number = number_of(chapter)
    assert f"| [{number} {title}]({chapter.path.name}) | {minutes} |" in listed
    teachers = (ROOT / "book" / "teachers.md").read_text(encoding="utf-8")
    link = f"[{number} {title}](../notebooks/{chapter.path.stem})"
    assert f"| {link} | {minutes} |" in teachers
    assert f"file: notebooks/{chapter.path.stem}" in (ROOT / "_toc.yml").read_text()


def test_markdown_stays_plain(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert "```{" not in cell.source  # Jupyter and Colab cannot show these
            aside = re.sub(r"^\|.*$", "", cell.source, flags=re.MULTILINE)
            assert len(aside.split()) <= 120, cell.source  # tables aside
