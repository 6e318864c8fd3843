"""Colab has ipywidgets 7.7.1: the dashboard and the pieces work there as well."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SEVEN = TESTS.parent / "build" / "ipywidgets-7"
# Version 7 asks a new ipykernel in an old way, and is told so.
EXPECTED = "ignore:The `ipykernel.comm.Comm` class:DeprecationWarning"


def test_everything_works_on_ipywidgets_7():
    if not (SEVEN / "ready").is_file():
        pytest.skip("needs ipywidgets 7.7.1 in build/ipywidgets-7 (make test puts it)")
    command = [sys.executable, "-W", "error", "-W", EXPECTED]
    done = subprocess.run(
        [*command, str(TESTS / "helpers_ipywidgets_7.py")],
        env={**os.environ, "PYTHONPATH": str(SEVEN)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "all is well\n", done.stderr
    assert done.returncode == 0
