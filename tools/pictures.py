"""Draw the pictures that README and book show: ``make pictures``."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.font_manager import findfont
from PIL import Image, ImageDraw, ImageFont
from stills import taken, webp

import mnist_core as mc
from mnist_core.drawing import DARK, FONT, Picture, settings
from mnist_core.models import Evaluation
from mnist_core.panels import Film, NetworkActivity, draw_panels
from mnist_core.reading import Gallery, View, view_of

BOOK = Path(__file__).parent.parent / "book"
IMAGES = BOOK / "images"
SIGHTS = {
    "everyone": "As most people see it",
    "protanomaly": "Without red cones (protanopia)",
    "deuteranomaly": "Without green cones (deuteranopia)",
    "tritanomaly": "Without blue cones (tritanopia)",
}
CAPTION = 34  # pixels
# A 7 as somebody draws it, as the link of an explorer holds it.
SEVEN = (
    "EjA8PEI8RzxNPFI8WDtdO2M7aDtuOnM6eDp-OoM5iDmNOZM5mDidOKE5nj2cQppGl0uVUJNUkFmOXYti"
    "iWaHaoRvgnN_d317e4B4hHaIdI1yknCWb5ttoGulaqlormazZbg"
)
VOTES = ["input_digit", "probabilities"]
# For pages of the book whose explorers cannot come to life: panels, and their state.
STILLS = {
    "hero": ([*VOTES, "network"], f"mode=draw&pen={SEVEN}"),
    "ten-draw": (VOTES, f"mode=draw&pen={SEVEN}"),
    "ten-turn": (VOTES, "mode=push&true=6&curve=degrees&degrees=60"),
    "ten-noise": (VOTES, "mode=draw&made=noise"),
    "ten-inside": (["input_digit", "network"], ""),
}


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
        film = Film(in_motion(model, digits, evaluation), theme=theme)
        (IMAGES / f"panels-{theme}.webp").write_bytes(film.webp)
        print(film.alt)
    save_preview(view_of(model, digits, 32, evaluation))  # a neat 3
    for name, (show, state) in STILLS.items():
        shown = mc.explore(model, digits, show=show, state=state)
        still, words = taken(shown._repr_mimebundle_()["text/html"], "explorer")
        (BOOK / "static" / f"{name}.webp").write_bytes(webp(still))
        print(f"{name}, {still.width} x {still.height}. {words}")
    # A wrong answer has every colour in it.
    wrong = int(np.flatnonzero(~evaluation.correct)[1])
    figure = draw_panels(model, digits, wrong, evaluation=evaluation)
    figure.canvas.draw()
    save_as_seen(figure.pixels(), IMAGES / "panels-colour-blind.jpg")


def in_motion(
    model: mc.MLP, digits: mc.Digits, evaluation: Evaluation
) -> Iterator[View]:
    """The first digits of the test set, then the right answers it was least sure of."""
    gallery = Gallery(model, digits, evaluation)
    doubt = np.where(evaluation.correct, evaluation.confidences, np.inf)
    yield from map(gallery.view, [0, 1, 2, 3, 4, *doubt.argsort()[:4]])


def save_preview(view: View) -> None:
    """What a link to the course looks like elsewhere: 1200 x 630 pixels."""
    figure = Picture(figsize=(12, 6.3), dpi=100, facecolor=DARK.background)
    with mpl.rc_context(settings(DARK)):
        digit = figure.add_axes((0.055, 0.14, 0.2, 0.38))
        digit.imshow(view.reading.pixels.reshape(28, 28), cmap="gray")
        digit.set_axis_off()
        network = NetworkActivity(figure.add_axes((0.34, 0.03, 0.63, 0.94)), DARK)
        network.show(view)
        network.ax.set_title("", loc="left")
        network.ax.get_legend().remove()
        for text in network.ax.texts:
            text.set_visible(text.get_text() in "0123456789")
        words = {"color": DARK.ink, "family": FONT, "weight": "bold"}
        figure.text(0.055, 0.81, "Watch a neural", size=25, **words)
        figure.text(0.055, 0.71, "network think", size=25, **words)
        small = words | {"color": DARK.muted, "weight": "normal"}
        figure.text(0.055, 0.62, "A course you can look into.", size=14, **small)
    figure.save(BOOK / "extra" / "social.png")


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
