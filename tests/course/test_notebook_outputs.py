"""How nbval compares what a notebook says with what it said: notebooks/conftest.py."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.fixture(scope="module")
def outputs():
    """The module; it cannot be imported by name, for ours has the same."""
    path = FOLDER / "conftest.py"
    spec = importlib.util.spec_from_file_location("notebooks_conftest", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- near --------------------------------------------------------------------

SAME = [
    ("right 100 times", "right 103 times"),
    ("right 103 times", "right 100 times"),
    ("97.6% right, loss 0.100.", "99.1% right, loss 0.098."),
    ("9.9%", "10.1%"),
    ("seen 9,990 of 10,000", "seen 10,010 of 10,000"),
    ("about -0.50", "about -0.51"),
    ("about −0.50", "about -0.51"),
    ("a step of 1e-05", "a step of 1.02e-05"),
    ("0 mistakes", "0.0 mistakes"),
    ("no number, epoch_3", "no number, epoch_3"),
    ("(5, 1): 2x, 10-20", "(5, 1): 2x, 10-20"),
    ("", ""),
]
DIFFERENT = [
    ("right 100 times", "right 104 times"),
    ("right 104 times", "right 100 times"),
    ("1 and 100", "1 and 104"),
    ("97.6%", "94.0%"),
    ("9.7%", "9.7"),
    ("right 100 times", "wrong 100 times"),
    ("loss 0.1", "loss nan"),
    ("1,000", "1.000"),
    ("10,000", "1,000"),
    ("0.5", "-0.5"),
    ("0.5", "−0.5"),
    ("0", "0.001"),
    ("1e-05", "1e-04"),
    ("1 2", "1 2 3"),
    ("1 2 3", "1 2"),
    ("some", "some 3"),
    ("3", ""),
    ("epoch_3", "epoch_4"),
    ("file v1.2.3", "file v1.2.4"),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_the_same_words_with_nearly_the_same_numbers_are_equal(outputs, ours, theirs):
    assert outputs.Near(ours, 0.03) == outputs.Near(theirs, 0.03)
    assert not outputs.Near(ours, 0.03) != outputs.Near(theirs, 0.03)  # noqa: SIM202
    assert outputs.Near(ours, 0.03) == theirs
    assert theirs == outputs.Near(ours, 0.03)


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT)
def test_other_words_or_numbers_further_off_are_not(outputs, ours, theirs):
    assert outputs.Near(ours, 0.03) != outputs.Near(theirs, 0.03)
    assert not outputs.Near(ours, 0.03) == outputs.Near(theirs, 0.03)  # noqa: SIM201
    assert outputs.Near(ours, 0.03) != theirs
    assert theirs != outputs.Near(ours, 0.03)


@pytest.mark.parametrize(("share", "equal"), [(0, False), (0.1, False), (0.3, True)])
def test_how_near_is_near_enough_can_be_chosen(outputs, share, equal):
    assert (outputs.Near("took 8 s", share) == "took 10 s") is equal
    assert outputs.Near("took 8 s", share) == "took 8 s"


def test_near_text_is_text(outputs):
    near = outputs.Near("took 8 s", 0.5)
    assert isinstance(near, str)
    assert near.split() == ["took", "8", "s"]
    assert {near: "kept"}[near] == "kept"


def test_a_number_sign_is_not_a_number(outputs):
    assert outputs.Near("1 of #", 0.03) != outputs.Near("1 of 2", 0.03)


def test_space_that_lines_numbers_up_is_no_word(outputs):
    assert outputs.Near("|  9.9|", 0.05) == outputs.Near("| 10.1|", 0.05)


def test_a_comma_between_numbers_is_kept(outputs):
    assert outputs.numbers("(10,20)") == [10, 20]


def test_numbers_are_read_as_they_are_written(outputs):
    text = "1,234.5 and −2, -3; 97.6% of 1e3, x4 5"
    assert outputs.numbers(text) == [1234.5, -2, -3, 97.6, 1000, 5]


# --- tags, films -------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "share"),
    [
        (["within-3%"], 0.03),
        (["check", "within-0.5%"], 0.005),
        (["within-50%", "hide-input"], 0.5),
        (["within-3", "not-within-3%", "within-x%"], None),
        ([], None),
    ],
)
def test_a_tag_says_how_near(outputs, tags, share):
    cell = nbformat.v4.new_code_cell(metadata={"tags": tags})
    assert outputs.tolerance(cell) == (share and pytest.approx(share))


def test_without_tags_a_cell_must_say_exactly_what_is_stored(outputs):
    assert outputs.tolerance(nbformat.v4.new_code_cell()) is None
    assert outputs.cleaned("3", None) != outputs.cleaned("3.0", None)
    assert type(outputs.cleaned("3", None)) is str


@pytest.mark.parametrize("share", [None, 0.5])
def test_of_a_film_only_the_words_are_compared(outputs, share):
    film = '<img alt="A 7." src="data:image/webp;base64,{}"> <b>'
    bare = '<img alt="A 7." src="data:image/webp;"> <b>'
    for data in ("UklGRg+/aB0=", "9876=="):
        assert outputs.cleaned(film.format(data), share) == bare
    other = outputs.cleaned(film.replace("A 7", "An 8 or a 9"), share)
    assert other != bare


def test_near_numbers_are_compared_after_cleaning(outputs):
    assert outputs.cleaned("took 8 s", 0.3) == outputs.cleaned("took 10 s", 0.3)
    assert outputs.cleaned("took 8 s", 0.1) != outputs.cleaned("took 10 s", 0.1)


# --- solutions ---------------------------------------------------------------


def test_solutions_are_found_by_their_names(outputs, tmp_path):
    twice = 'def twice(x):\n    """Größer."""\n    return 2 * x'
    source = f"import math\nTWO = 2\n\n\n{twice}\n\n\nclass Other:\n    two = 2\n"
    (tmp_path / "07.py").write_text(source, encoding="utf-8")
    found = outputs.solutions(tmp_path / "07.py")
    assert found == {"twice": twice, "Other": "class Other:\n    two = 2"}


def test_a_wrong_solution_is_written_out_or_a_change_of_the_right_one(
    outputs, tmp_path
):
    right = {"twice": "def twice(x):\n    return 2 * x"}
    path = tmp_path / "07.py"
    out = "def twice__nothing(x):\n    return x"
    path.write_text(f'{out}\n\nCHANGED = {{"twice__thrice": ("2", "3")}}\n')
    assert outputs.wrong_solutions(path, right) == {
        "twice__nothing": out,
        "twice__thrice": "def twice__thrice(x):\n    return 3 * x",
    }
    path.write_text('CHANGED = {"twice__gone": ("4", "3")}\n')
    with pytest.raises(AssertionError, match="twice__gone"):
        outputs.wrong_solutions(path, right)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_exercise_has_a_solution_and_every_check_expects_praise(outputs, path):
    for cell in nbformat.read(path, as_version=4).cells:
        tags = cell.metadata.get("tags", [])
        item = SimpleNamespace(cell=cell, fspath=path, options={"check": False})
        before = cell.source
        outputs.solve(item)
        assert ("NotImplementedError" in before) is ("exercise" in tags)
        if "exercise" in tags:
            assert "NotImplementedError" not in cell.source
            compile(cell.source, path.name, "exec")
        elif "check" in tags:
            assert cell.source.endswith(f"{before}\n")
            compile(cell.source, path.name, "exec")
        else:
            assert cell.source == before
        assert item.options["check"] is ("check" in tags)


RIGHT = "def twice(x):\n    return 2 * x"
CHECK = "assert twice(3) == 6\nsaid.append(twice(4))"


def tried(outputs, wrong):
    """What a check cell says that tries wrong solutions before the right one."""
    named = [("twice", f"twice__{k}", source) for k, source in enumerate(wrong)]
    said = []
    exec(outputs.TRY.format(wrong=named, right=RIGHT, check=CHECK), {"said": said})
    return said


def test_a_check_refuses_wrong_solutions_and_then_tries_the_right_one(outputs):
    assert tried(outputs, []) == [8]
    wrong = ["def twice__0(x):\n    return x + 2", "def twice__1(x):\n    return 0"]
    assert tried(outputs, wrong) == [8]


def test_a_wrong_solution_that_passes_is_named(outputs):
    with pytest.raises(RuntimeError, match="twice__0 is wrong, but was not refused"):
        tried(outputs, ["def twice__0(x):\n    return x + x"])


def test_one_that_cannot_even_run_is_no_wrong_solution(outputs):
    with pytest.raises(ZeroDivisionError):
        tried(outputs, ["def twice__0(x):\n    return x / 0"])
