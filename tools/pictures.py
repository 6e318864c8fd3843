"""Draw the pictures that README and book show: ``make pictures``."""

import warnings
from pathlib import Path

import numpy as np
from matplotlib.font_manager import findfont
from PIL import Image, ImageDraw, ImageFont

import mnist_core as mc
from mnist_core.panels import draw_panels
from mnist_core.style import FONT

IMAGES = Path(__file__).parent.parent / "book" / "images"
SIGHTS = {
    "everyone": "As most people see it",
    "protanomaly": "Without red cones (protanopia)",
    "deuteranomaly": "Without green cones (deuteranopia)",
    "tritanomaly": "Without blue cones (tritanopia)",
}
CAPTION = 34  # pixels


def main() -> None:
    """The seven panels for the right answer the network was least sure of."""
    digits = mc.load_mnist("full").test
    model, _ = mc.load_weights()
    evaluation = mc.evaluate(model, digits)
    doubt = np.where(evaluation.correct, evaluation.confidences, np.inf)
    index = int(doubt.argmin())
    for theme in ("light", "dark"):
        figure = draw_panels(model, digits, index, evaluation=evaluation, theme=theme)
        figure.save(IMAGES / f"panels-{theme}.png")
        print(f"Test digit {index}, {theme}. {figure.alt}")
    # A wrong answer has every colour in it.
    wrong = int(np.flatnonzero(~evaluation.correct)[1])
    figure = draw_panels(model, digits, wrong, evaluation=evaluation)
    figure.canvas.draw()
    save_as_seen(figure.pixels(), IMAGES / "panels-colour-blind.jpg")


def save_as_seen(pixels: np.ndarray, path: Path) -> None:
    """Four copies of a picture, as people with and without each cone see it.

    (Machado, Oliveira & Fernandes, "A Physiologically-based Model for Simulation of
    Color Vision Deficiency", 2009, at full severity.)
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, of a newer NumPy
        from colorspacious import cspace_converter

    height, width, _ = pixels.shape
    sheet = Image.new("RGB", (2 * width, 2 * (height + CAPTION)), "white")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(findfont(FONT[0]), 18)
    for k, (sight, caption) in enumerate(SIGHTS.items()):
        seen = pixels / 255
        if sight != "everyone":
            space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
            seen = np.clip(cspace_converter(space, "sRGB1")(seen), 0, 1)
        x, y = k % 2 * width, k // 2 * (height + CAPTION)
        pen.text((x + 24, y + 10), caption, "black", font)
        picture = Image.fromarray(np.round(seen * 255).astype(np.uint8))
        sheet.paste(picture, (x, y + CAPTION))
    small = sheet.resize((width, height + CAPTION), Image.Resampling.LANCZOS)
    small.save(path, quality=88)


if __name__ == "__main__":
    main()
