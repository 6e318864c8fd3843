"""Every small mistake there is, in what computes, one at a time: a test must fail.

mutmut makes the mistakes and runs the tests (settings: pyproject.toml). What no test
noticed is shown here, but for what nobody could notice: :data:`EQUIVALENT`.

For a part of them, name them: ``python tools/mutation.py "mnist_core.metrics*"``. So
metrics, by_hand, reading/activity, reading/reading, models/evaluation,
training/config and training/moments were run last. 13 mistakes that somebody could
notice had passed; now, of 673, 22 make no difference and all others are caught.
Photos, nudges, galleries, the loop, checkpoints and engines, which take an hour, were
not run then.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tqdm import tqdm

MUTMUT = Path(sys.executable).with_name("mutmut")

EQUIVALENT = {
    r'float\("NAN"\)': "another spelling of NaN",
    r'kind="STABLE"': "NumPy reads the word in capitals too",
    r"- .*\bstrict=(True|False).* \+ (?!.*strict=True)": "both are as long",
    r"^backward: .*\+ if i >= 1:": "one gradient more is computed, and not used",
    r"^choose: .*astype\(None\)": "None means float64",
    r"^evaluate: .*batch_size: int = 1001": "the answer does not depend on it",
    r"^interesting_moments: .*range\(21\)": "it takes six thousand million digits",
    r"^interesting_moments: .*<= per_epoch": "the end of an epoch is a moment anyway",
    r"^stretches: .*\+ .*(done <= m|m <= done)": "an epoch is cut at both ends anyway",
}
"""What was written (a regular expression over a function, the line taken out, and
the line put in) and why it makes no difference that anybody could notice."""


def mutmut(*arguments: str) -> str:
    return subprocess.run(
        [MUTMUT, *arguments], capture_output=True, text=True, check=True
    ).stdout


def change(name: str) -> str:
    """What was changed where, on one line: function, lines out, lines in."""
    lines = mutmut("show", name).splitlines()
    function = re.sub(r".*\.x_?|__mutmut_\d+$", "", name).replace("ǁ", ".").strip(".")
    changed = [x for x in lines if x[:1] in "-+" and x[:3] not in ("---", "+++")]
    return f"{function}: " + " ".join(re.sub(r"\s+", " ", x) for x in changed)


def main() -> None:
    """Run, and end with status 1 if a mistake went unnoticed."""
    ran = subprocess.run([MUTMUT, "run", *sys.argv[1:]])
    if ran.returncode:
        sys.exit("The tests do not pass by themselves, or mutmut failed: see above.")
    found = re.findall(r"^ *(\S+): (.+)$", mutmut("results", "--all", "true"), re.M)
    states = {name: state for name, state in found if state != "not checked"}
    missed = [
        name for name, state in states.items() if state in ("survived", "no tests")
    ]
    unnoticed, reasons = [], Counter()
    for name in tqdm(missed, unit="mutant", leave=False):
        what = change(name)
        reason = next((r for p, r in EQUIVALENT.items() if re.search(p, what)), None)
        if reason is None:
            unnoticed.append(f"{name}\n  {what}")
        else:
            reasons[reason] += 1
    for reason, count in reasons.most_common():
        print(f"{count:>4} make no difference: {reason}")
    print(*unnoticed, sep="\n")
    total = len(states) - reasons.total()
    caught = total - len(unnoticed)
    print(f"{caught} of {total} caught ({caught / total:.1%})")
    sys.exit(bool(unnoticed))


if __name__ == "__main__":
    main()
