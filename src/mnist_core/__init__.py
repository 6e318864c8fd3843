"""Watch a neural network think: the small package under the course.

Everything a reader meets first is reachable from here, and loaded only when
it is first used, so that ``import mnist_core`` costs almost nothing::

    import mnist_core as mc

    digits = mc.load_mnist()
    result = mc.train(digits.train, watch=digits.test)
    print(mc.evaluate(result.model, digits.test).accuracy)

The house has rooms, each with a door (its ``__init__``) and a few lines on what lives
there. Arrows run downward only::

    cli  explorer  widgets  charts
               panels
         drawing  reading
              training
               models
                data
    errors  shapes  stopping  metrics  storage  by_hand  exercises

The words of the house, each for one thing only:

digit, label
    A 28x28 image, and what it is said to be.
logits, probabilities, prediction, confidence
    The raw outputs; their softmax; the most probable digit; its probability.
activation
    What a neuron gives on, after its activation function (ReLU, mostly).
reading
    All of these for one digit: what one forward pass says. To *read* is to make one.
view
    What is on screen at one moment: a reading, the counts of the confusion matrix, the
    last confidences.
to show, to draw
    A panel shows a view by changing its artists; to draw brings them on the canvas.
picture, still, film
    A figure that says in words what it shows; one in place of a widget; several that
    move.
photo
    A file with a digit that somebody wrote; ``read_image`` makes a digit of it.
gallery, slides
    A walk past the digits of a set; anything that can be stepped through.
step, epoch, moment
    One adjustment of the weights; one pass through the digits; the weights after so
    many steps.
engine
    How an epoch is computed.
card
    Where a network comes from and how good it is.
"""

from importlib import import_module
from typing import Any

from mnist_core.version import __version__

DOORS = {
    "Augmentation": "data",
    "CNN": "models",
    "Dashboard": "widgets",
    "Digits": "data",
    "Ensemble": "models",
    "Film": "panels",
    "Gallery": "reading",
    "MLP": "models",
    "Nudge": "data",
    "TrainConfig": "training",
    "Wanted": "reading",
    "brightness": "data",
    "check": "exercises",
    "choose_device": "training",
    "count_parameters": "models",
    "draw_panel": "panels",
    "draw_panels": "panels",
    "evaluate": "models",
    "explore": "explorer",
    "interesting_moments": "training",
    "load_mnist": "data",
    "load_weights": "models",
    "logits_of": "models",
    "new_model": "models",
    "pieces": "explorer",
    "read": "reading",
    "read_image": "data",
    "read_many": "reading",
    "save_weights": "models",
    "scale": "data",
    "train": "training",
    "train_together": "training",
    "view_of": "reading",
}
"""Public name -> the door it is behind."""

__all__ = ["__version__", *DOORS]


def __getattr__(name: str) -> Any:
    if name not in DOORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{DOORS[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
