"""What was tried, and what did not hold."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

SHOWN = 3  # slips of each kind that are written out


class Try(NamedTuple):
    """One attempt.

    Attributes:
        kind: what was attempted.
        slip: what went wrong, in one line; empty if it held.
        ending: how it ended, if that is worth counting.
    """

    kind: str
    slip: str
    ending: str = ""


@dataclass
class Tally:
    """Attempts by kind, in the order they came."""

    tried: Counter = field(default_factory=Counter)
    failed: Counter = field(default_factory=Counter)
    endings: dict[str, Counter] = field(default_factory=dict)
    slips: dict[str, list[str]] = field(default_factory=dict)

    def add(self, tries: Iterable[Try]) -> None:
        """Count them as they come."""
        for kind, slip, ending in tries:
            self.tried[kind] += 1
            self.failed[kind] += bool(slip)
            self.endings.setdefault(kind, Counter())[ending] += 1
            if slip:
                self.slips.setdefault(kind, []).append(" ".join(slip.split()))

    def join(self, other: "Tally") -> None:
        """Add the numbers of another one."""
        self.tried += other.tried
        self.failed += other.failed

    def table(self) -> str:
        """A line for each kind, then what went wrong first."""
        lines = [f"{'':<34}{'tried':>7}{'failed':>8}"]
        for kind, count in self.tried.items():
            ends = self.endings[kind].items()
            how = ", ".join(f"{n} {ending}" for ending, n in ends if ending)
            lines.append(f"{kind:<34}{count:>7}{self.failed[kind]:>8}  {how}".rstrip())
        total = f"{'in all':<34}{self.tried.total():>7}{self.failed.total():>8}"
        lines.append(total)
        for kind, slips in self.slips.items():
            lines += [f"{kind}: {slip[:300]}" for slip in slips[:SHOWN]]
        return "\n".join(lines)
