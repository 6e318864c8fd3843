"""What a reading shows, in words, for those who cannot see it."""

import re

from mnist_core.reading.reading import Reading


def describe(reading: Reading) -> str:
    """What the network makes of a digit, in a sentence or two."""
    truth = ""
    if reading.label is not None:
        right = reading.label == reading.prediction
        truth = (
            " It is right." if right else f" It is wrong: this is {a(reading.label)}."
        )
    return (
        f"The network reads {a(reading.prediction)} with {reading.confidence:.1%} "
        f"confidence; runner-up {reading.runner_up} with "
        f"{reading.probabilities[reading.runner_up]:.1%}.{truth}"
    )


def a(digit: int) -> str:
    """A digit with its article: a 7, an 8."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def title_of(layer: str) -> str:
    """A layer's name as people write it: ``"hidden1"`` is Hidden 1."""
    return re.sub(r"(\d+)", r" \1", layer).capitalize()
