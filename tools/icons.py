"""Draw the icons of the installed course: ``python tools/icons.py``.

The small network of ``book/images/favicon.svg``, on a square that a phone may round.
"""

from pathlib import Path

from PIL import Image, ImageDraw

EXTRA = Path(__file__).parent.parent / "book" / "extra"
GREEN, GREY = "#009e73", "#5f6b7a"
LINES = [[(5, 6), (27, 16), (5, 26)], [(5, 16), (16, 10)], [(5, 16), (16, 22)]]
NEURONS = {
    (5, 6): 3.2, (5, 16): 3.2, (5, 26): 3.2, (16, 10): 3.6, (16, 22): 3.6
}  # fmt: skip
FINE = 4  # drawn larger, then made smaller: smooth edges
MARGIN = 10  # round 32: a phone may cut off a fifth on each side


def icon(side: int) -> Image.Image:
    unit = FINE * side / (32 + 2 * MARGIN)
    picture = Image.new("RGB", (FINE * side, FINE * side), "white")
    pen = ImageDraw.Draw(picture)

    def at(x: float, y: float) -> tuple[float, float]:
        return (x + MARGIN) * unit, (y + MARGIN) * unit

    for line in LINES:
        pen.line([at(*point) for point in line], fill=GREEN, width=round(2 * unit))
    for place, radius in NEURONS.items():
        pen.circle(at(*place), radius * unit, fill=GREY)
    pen.circle(at(27, 16), 4.4 * unit, fill=GREEN)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    for side in (192, 512):
        icon(side).save(EXTRA / f"icon-{side}.png", optimize=True)
