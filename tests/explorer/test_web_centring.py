"""What the pad makes of a drawing is what Python makes of the same picture."""

import numpy as np
import pytest
from helpers_web import TESTS, digit_in, load, node, run, write

DRAWINGS = 200
PAD = 112


def line(random: np.random.Generator) -> np.ndarray:
    """Some straight pieces, (n, 2)."""
    return random.uniform(0, 1, (random.integers(2, 5), 2))


def arc(random: np.random.Generator) -> np.ndarray:
    """A part of an ellipse, as finely as a hand is watched."""
    start, way = random.uniform(0, 2 * np.pi), random.uniform(1, 2 * np.pi)
    angles = start + np.linspace(0, way, random.integers(6, 40))
    size = random.uniform(0.15, 0.5, 2)
    return 0.5 + size * np.column_stack([np.cos(angles), np.sin(angles)])


def dot(random: np.random.Generator) -> np.ndarray:
    return random.uniform(0, 1, (1, 2))


def drawing(random: np.random.Generator) -> list[dict[str, object]]:
    """One to three strokes, large or small, anywhere: also over the edge."""
    size = random.choice([15, 40, 80, 112, 130])
    corner = random.uniform(min(0, PAD - size), max(0, PAD - size), 2)
    kinds = random.choice([line, arc, arc, dot], random.choice([1, 1, 2, 3]))
    strokes = []
    for kind in kinds:
        points = np.round(2 * (corner + size * kind(random))) / 2
        width = float(random.choice([5, 9, 14]))
        strokes.append({"width": width, "points": points.clip(0, PAD).tolist()})
    return strokes


def scribble(gap: int) -> list[dict[str, object]]:
    """All over the pad, with a broad pen."""
    rows = [[[0, y], [PAD, y]] for y in range(0, PAD, gap)]
    return [{"width": 14, "points": row} for row in rows]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """The pictures on the pad, what the page sees there, and whether it sees any."""
    folder = tmp_path_factory.mktemp("strokes")
    random = np.random.default_rng(8)
    drawings = [drawing(random) for _ in range(DRAWINGS)]
    write(folder / "strokes.json", [*drawings, scribble(6), scribble(12), scribble(14)])
    run(node(), TESTS / "strokes.js", folder)
    pads = np.fromfile(folder / "pads.bin", np.uint8).reshape(-1, PAD, PAD)
    seen = np.fromfile(folder / "seen.bin", np.uint8).reshape(-1, 784)
    return pads, seen, load(folder / "seen.json")


def test_drawings_are_brought_to_mnists_form_as_python_does_it(drawn):
    pads, seen, is_seen = drawn
    gaps = []
    for n, pad in enumerate(pads):
        theirs = digit_in(pad)
        assert (theirs is not None) == is_seen[n], f"drawing {n}"
        if theirs is not None:
            gaps.append(np.abs(np.array(theirs) - seen[n].astype(int)))
            assert gaps[-1].max() <= 1, f"drawing {n}"
    gaps = np.array(gaps)
    print(
        f"{len(gaps)} drawings: {np.count_nonzero(gaps)} of {gaps.size} pixels differ, "
        f"by {gaps.max()} grey level at most; {is_seen.count(False)} show nothing"
    )
    assert len(gaps) >= DRAWINGS
    assert False in is_seen


def test_the_drawings_are_of_many_kinds(drawn):
    """Small and large, in all corners, and many that touch the edge."""
    pads, _, _ = drawn
    ink = pads > 127
    edge = np.ones((PAD, PAD), bool)
    edge[1:-1, 1:-1] = False
    assert (ink & edge).any((1, 2)).sum() > DRAWINGS / 5
    assert ink.any(0)[8::16, 8::16].all()
    shares = ink.mean((1, 2))
    assert shares.min() < 0.01
    assert shares.max() > 0.2
