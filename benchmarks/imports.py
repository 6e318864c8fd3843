"""How long importing the package takes, next to importing torch alone."""

import subprocess
import sys

from benchmarks.timing import interleaved, report, write

ROUNDS = 5
STATEMENTS = ("import torch", "import mnist_core", "from mnist_core import training")


def main() -> None:
    """Measure fresh interpreters."""

    def fresh(statement: str):
        return lambda: subprocess.run([sys.executable, "-c", statement], check=True)

    seconds = interleaved({s: fresh(s) for s in STATEMENTS}, ROUNDS)
    write("imports", report("A fresh interpreter", seconds, peer="import torch"))


if __name__ == "__main__":
    main()
