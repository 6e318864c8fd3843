"""The numbers that a text says, and whether what was computed bears them out.

*Said* is what prose says: 97.7%, 109,386, "nearly four in five", "twice as many",
"forty". *Evidence* is what code holds, what it printed, and the words under pictures.
97.7% is borne out by 97.68%, 0.977 and 0.97681, but 97.68% not by 97.7%.
"""

import ast
import re
from collections.abc import Iterator
from itertools import permutations
from math import isclose
from typing import NamedTuple

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen"
ONES += " fourteen fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
VALUES = {word: value for value, word in enumerate(ONES.split())}
VALUES |= {word: 10 * value for value, word in enumerate(TENS.split(), 2)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
PARTS = "half third quarter fifth sixth seventh eighth ninth tenth"
PARTS = {part: value for value, part in enumerate(PARTS.split(), 2)}
PARTS |= {f"{scale}th": value for scale, value in SCALES.items()}

FIGURE = (
    r"(?<![\w.,])(?:\d{1,3}(?:[,_]\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?(?![\d_]|e[-+\d])"
)
PERCENT = r"\s?%|[- ]percent\b"
UPTO = rf"({FIGURE})(?=(?:\s?[-–]\s?| to | or | and ){FIGURE}(?:{PERCENT}))"  # 2 to 3%

NUMERAL = "|".join([*VALUES, *SCALES])
MORE = rf"(?:[- ](?:{NUMERAL})\b(?!-fourth))*"
WORD = rf"(?:an? (?=(?:{'|'.join(SCALES)})\b))?(?:{NUMERAL})\b{MORE}"
SHARE = (
    rf"\b({WORD}) (?:\w+ ){{0,3}}?(?:in|(?<!instead )(?<!each )of) (?:every )?({WORD})"
)
AS_PART = r"(?=s\b| of\b(?! an hour)|[^\w\s]|$)s?"  # not: a third friend
PART = rf"\b(?!one half)(an?|{WORD})[- ]({'|'.join(PARTS)}){AS_PART}"
HALF = (
    r"(?<!one )(?<!other )(?<!first )(?<!second )\bhal(?:f|ves)\b(?= (?:of|as|the)\b)"
)
THAN = r"as|the|more|less|that|what|our|its|too|\w+er"
TIMES = rf"\b(?:twice|({WORD}) times)\b(?= (?:{THAN})\b)"
ABOVE = r"\b(?:more than|over|above|at least) "
BELOW = r"\b(?:less than|fewer than|under|below|at most|nearly|almost|up to) "
FOLD = rf"\b(?:an? )?({NUMERAL})fold\b"


class Said(NamedTuple):
    """``text`` says that something is between ``low`` and ``high``.

    Attributes:
        kind: which evidence counts: ``number``, ``share`` (of 1) or ``times``.
        specific: has three digits or more, and is hardly met by chance.
    """

    text: str
    kind: str
    low: float
    high: float
    specific: bool = False


class Evidence(NamedTuple):
    """Numbers by what they may bear out.

    For "twice" the 2 in any line will not do: it must be asserted, or printed as 2.0 or
    as "2 times". But rates of 0.01 and 0.001 in the code, or batches of 1,024 and 64,
    bear out "ten times" and "sixteen times": such ``settings`` do from four times on.
    """

    number: frozenset[float] = frozenset()
    share: frozenset[float] = frozenset()
    times: frozenset[float] = frozenset()
    settings: frozenset[float] = frozenset()

    def bears_out(self, said: Said) -> bool:
        low, high = said.low * (1 - 1e-9), said.high * (1 + 1e-9)
        if any(low <= found <= high for found in getattr(self, said.kind)):
            return True
        times = (low * high) ** 0.5 if said.kind == "times" else 0
        pairs = permutations(self.settings, 2) if times > 3 else ()
        return any(isclose(b / a, times, rel_tol=1e-6) for a, b in pairs)

    def __or__(self, other: "Evidence") -> "Evidence":
        return Evidence(*(a | b for a, b in zip(self, other, strict=True)))


def evidence(code: str, printed: str) -> Evidence:
    """What a cell's code and output, or words under its picture, bear out."""
    tree = ast.parse(re.sub(r"^\s*%.*$", "", code, flags=re.MULTILINE))
    code = ast.unparse(tree)  # without comments
    asserts = [ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Assert)]
    both = re.sub(UPTO, r"\1%", f"{code}\n{printed}")
    found = [(value(f[1]), bool(f[2])) for f in figures(both)]
    share = [number / 100 if percent else number for number, percent in found]
    tested = [value(f[1]) for f in figures("\n".join(asserts))]
    measured = re.findall(rf"{FIGURE}(?= ?(?:x|×|times)\b)|\d+\.\d+", printed)
    return Evidence(
        frozenset(number for number, _ in found),
        frozenset(share),
        frozenset([*tested, *map(value, measured)]),
        frozenset(value(f[1]) for f in figures(code)) - frozenset(range(11)),
    )


def said(prose: str) -> list[Said]:
    """What a text says in numbers. Words up to ten only count, and are left out."""
    prose = re.sub(UPTO, r"\1%", prose)
    numbers = [in_figures(found) for found in figures(prose)]

    def take(pattern: str) -> Iterator[re.Match]:
        nonlocal prose
        yield from re.finditer(pattern, prose, re.IGNORECASE)
        prose = re.sub(pattern, "~", prose, flags=re.IGNORECASE)

    for found in take(SHARE):
        some, of = worth(found[1]), worth(found[2])
        if some < of and of > 2:
            numbers.append(in_words(found[0], "share", some / of))
    for found in take(PART):
        share = worth(found[1]) / PARTS[found[2].lower()]
        numbers.append(in_words(found[0], "share", share))
    numbers += [in_words(found[0], "share", 1 / 2) for found in take(HALF)]
    for found in [*take(TIMES), *take(FOLD)]:
        times = worth(found[1]) if found[1] else 2
        numbers.append(in_words(found[0], "times", times))
    for found in take(rf"\b({WORD})({PERCENT})?"):
        count = worth(found[1])
        if found[2]:
            numbers.append(in_words(found[0], "share", count / 100))
        elif count > 10:
            numbers.append(Said(found[0], "number", count, count))
    return numbers


def figures(text: str) -> Iterator[re.Match]:
    """Numbers in figures, and whether percent follows."""
    return re.finditer(rf"({FIGURE})({PERCENT})?", text)


def in_figures(found: re.Match) -> Said:
    """Right to the last place, or to the zeros behind the second one: 23,000.

    More than 97 may be all up to 98, nearly 98 all from 97.
    """
    digits, _, power = re.sub("[,_]", "", found[1]).partition("e")
    whole, _, decimals = digits.partition(".")
    zeros = 0 if decimals or power else len(whole) - len(whole.rstrip("0"))
    place = min(zeros, max(0, len(whole) - 2)) - len(decimals) + int(power or 0)
    step = 10.0**place
    low, high = value(found[1]) - step / 2, value(found[1]) + step / 2
    before = found.string[: found.start()]
    if re.search(f"(?i){ABOVE}$", before):
        low, high = low + step / 2, high + step / 2
    elif re.search(f"(?i){BELOW}$", before):
        low, high = low - step / 2, high - step / 2
    specific = len((whole + decimals).strip("0")) > 2
    if found[2]:
        return Said(found[0], "share", low / 100, high / 100, specific)
    return Said(found[0], "number", low, high, specific)


def in_words(text: str, kind: str, number: float) -> Said:
    """Words are right to a twentieth."""
    return Said(text, kind, number / 1.05, number * 1.05)


def value(figure: str) -> float:
    return float(re.sub("[,_]", "", figure))


def worth(words: str) -> int:
    """2,012 for "two thousand and twelve" without its "and"."""
    total, now = 0, None
    for word in re.split("[- ]", words.lower()):
        if word in SCALES:
            total, now = total + (1 if now is None else now) * SCALES[word], None
        elif word in VALUES:
            now = (now or 0) + VALUES[word]
        else:  # a, an
            now = 1
    return total + (now or 0)
