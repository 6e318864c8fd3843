"""All of it, or a part: ``python -m benchmarks.torture [--share 0.1] [KIND...]``."""

import argparse
import sys
import time
import warnings
from collections.abc import Sequence
from importlib import import_module

from benchmarks.torture.tally import Tally

KINDS = ("options", "files", "pictures", "threads", "photos", "signals")
WRONG_PHOTOS = 0.01  # at most, of those that were tried; of all else, none


def main(arguments: Sequence[str] | None = None) -> int:
    """Try, print what was tried and what failed; returns the exit status."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    asked.add_argument("--share", type=float, default=1.0, help="of the whole, to do")
    asked.add_argument("--seed", type=int, default=0)
    what = asked.parse_args(arguments)
    if unknown := set(what.kinds) - set(KINDS):
        asked.error(f"there is no {', '.join(unknown)}: {', '.join(KINDS)}")
    whole = Tally()
    for kind in what.kinds or KINDS:
        tally = Tally()
        start = time.monotonic()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = import_module(f"benchmarks.torture.{kind}")
            tally.add(module.tries(what.seed, what.share))
        seconds = time.monotonic() - start
        print(f"{kind}, {seconds:.0f} s\n{tally.table()}\n", flush=True)
        whole.join(tally)
    tried, failed = whole.tried.total(), whole.failed.total()
    print(f"{tried} tried, {failed} failed.")
    return 0 if holds(whole) else 1


def holds(tally: Tally) -> bool:
    """Whether all held but, of photos, one in a hundred."""
    photos = [kind for kind in tally.tried if kind.startswith("photos: ")]
    tried = sum(tally.tried[kind] for kind in photos)
    wrong = sum(tally.failed[kind] for kind in photos)
    return wrong <= WRONG_PHOTOS * tried and tally.failed.total() == wrong


if __name__ == "__main__":
    sys.exit(main())
