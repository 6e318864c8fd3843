"""A check goes on where nothing is solved, praises what is right, stops at the rest."""

import pytest

from mnist_core.exercises import check


def test_an_exercise_not_solved_yet_says_so_and_the_notebook_goes_on(capsys):
    with check("1.1"):
        raise NotImplementedError
    assert capsys.readouterr().out == "Exercise 1.1: not solved yet.\n"


def test_a_right_answer_is_praised(capsys):
    with check("2.10"):
        assert True
    assert capsys.readouterr().out == "Exercise 2.10: right!\n"


def test_a_wrong_answer_fails_and_says_why(capsys):
    with pytest.raises(AssertionError, match="twice 2 is 4"), check("1.1"):
        raise AssertionError("twice 2 is 4")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("error", [NameError, TypeError, RuntimeError, SystemExit])
def test_any_other_error_is_raised_as_it_is(error, capsys):
    mine = error("oops")
    with pytest.raises(error) as raised, check("1.1"):
        raise mine
    assert raised.value is mine
    assert capsys.readouterr().out == ""
