"""Draw the pictures that README and book show: ``make pictures``."""

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

import mnist_core as mc
from mnist_core.panels import describe, draw_panels

IMAGES = Path(__file__).parent.parent / "book" / "images"


def main() -> None:
    """The seven panels for the right answer the network was least sure of."""
    digits = mc.load_mnist("full").test
    model, _ = mc.load_weights()
    evaluation = mc.evaluate(model, digits)
    doubt = np.where(evaluation.correct, evaluation.confidences, np.inf)
    index = int(doubt.argmin())
    for theme in ("light", "dark"):
        figure = draw_panels(model, digits, index, evaluation=evaluation, theme=theme)
        FigureCanvasAgg(figure).draw()
        picture = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())[..., :3])
        # 256 colours are plenty here, and a third of the size.
        picture.quantize(256, dither=Image.Dither.NONE).save(
            IMAGES / f"panels-{theme}.png", optimize=True
        )
    seen = mc.read(model, digits.images[index], int(digits.labels[index]))
    print(f"Test digit {index}. {describe(seen)}")


if __name__ == "__main__":
    main()
