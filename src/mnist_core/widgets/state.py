"""What a reader has chosen in the dashboard, as one value."""

from dataclasses import dataclass, field, replace

from torch import Tensor

from mnist_core.data import Nudge, Photo
from mnist_core.reading import Wanted


@dataclass(frozen=True, eq=False)
class OwnDigit:
    """A digit of the reader's own; equal only to itself.

    Attributes:
        image: (28, 28) float32 in [0, 1], white on black.
        photo: that it was found in, if it was.
    """

    image: Tensor
    photo: Photo | None = None


@dataclass(frozen=True)
class State:
    """All that a reader has chosen. What is on screen follows from it.

    Attributes:
        wanted: which digits the slider goes over.
        index: the digit on screen, or to come back to.
        nudge: what is done to it. The seed of its noise is the index, whatever was
            given: each digit has grains of its own, and they come back with it.
        own: a digit of one's own, which is on screen in its place.
    """

    wanted: Wanted = field(default_factory=Wanted)
    index: int = 0
    nudge: Nudge = field(default_factory=Nudge)
    own: OwnDigit | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "nudge", replace(self.nudge, seed=self.index))
