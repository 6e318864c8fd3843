"""Small interactive pieces for the early chapters, each about one idea.

Every one is a function that returns a widget. Where no kernel runs, it shows as a
still picture with alternative text (``.still()`` gives it as a figure).
"""

from mnist_core.widgets.pieces.ball import ball
from mnist_core.widgets.pieces.bullseye import bullseye
from mnist_core.widgets.pieces.dimmer import dimmer
from mnist_core.widgets.pieces.neuron import neuron
from mnist_core.widgets.pieces.votes import SCORES, votes

__all__ = ["SCORES", "ball", "bullseye", "dimmer", "neuron", "votes"]
