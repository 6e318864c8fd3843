"""How the notebooks' exercises are checked.

An exercise is a function that raises NotImplementedError; a check calls it::

    with check("1.1"):
        assert double(2) == 4, "twice 2 is 4"

Until the function is written, the check says "not solved yet" and the notebook runs
on. A right answer is praised. Only a wrong answer fails, and says why.
"""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def check(exercise: str) -> Iterator[None]:
    """Try a reader's solution.

    Args:
        exercise: its number, such as ``"1.1"``.

    Raises:
        AssertionError: the answer is wrong. Whatever else goes wrong in the
            solution is raised as it is.
    """
    try:
        yield
    except NotImplementedError:
        print(f"Exercise {exercise}: not solved yet.")
    else:
        print(f"Exercise {exercise}: right!")
