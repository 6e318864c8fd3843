"""The planted mistakes can be planted: `make mutants` sees whether they are caught."""

import ast

import pytest
from helpers_tools import ROOT, load

mutants = load("tools/mutants.py")


def test_each_is_another_mistake():
    assert len({(m.file, m.new) for m in mutants.MUTANTS}) == len(mutants.MUTANTS)


@pytest.mark.parametrize("mutant", mutants.MUTANTS, ids=lambda m: m.what)
def test_a_mistake_is_still_possible(mutant):
    assert ast.parse(mutants.broken(mutant))
    assert (ROOT / "notebooks" / f"{mutant.notebook}.ipynb").is_file()


def test_a_line_that_has_gone_is_noticed():
    gone = mutants.MUTANTS[0]._replace(old="a line that is not there")
    with pytest.raises(ValueError, match="is not once in"):
        mutants.broken(gone)
