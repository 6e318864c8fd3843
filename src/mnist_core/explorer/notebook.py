"""The explorer in a notebook: the whole page in one output, no kernel behind it."""

from collections.abc import Sequence
from functools import cached_property
from html import escape
from pathlib import Path

import torch

from mnist_core.data import Digits, load_mnist
from mnist_core.errors import ConfigError
from mnist_core.explorer.pack import single_file
from mnist_core.models import Network, load_weights
from mnist_core.storage import write_atomically

PANELS = (
    "input_digit", "probabilities", "network", "confusion", "activations", "weights",
    "confidence",
)  # fmt: skip
HEIGHT = {True: 900, False: 460}  # pixels, until the page says: of all, of some panels

# The page inside says how tall it is.
LISTEN = """<script>
addEventListener("message", ({ source, data }) => {
  if (data?.mnistCore !== "height") return;
  for (const frame of document.querySelectorAll("mnist-explorer iframe"))
    if (frame.contentWindow === source) frame.style.height = `${data.height}px`;
});
</script>"""


class Explorer:
    """The seven panels of one network, alive in the page.

    Args:
        model, digits: what it shows.
        show: the panels shown.
        state: what it begins with, as the part of an explorer's link behind the ``#``.
    """

    def __init__(
        self, model: Network, digits: Digits, show: Sequence[str], state: str
    ) -> None:
        self.model, self.digits, self.show, self.state = model, digits, show, state

    @cached_property
    def page(self) -> str:
        """All of it, as one HTML page."""
        attributes = {"data-state": self.state, "data-parts": " ".join(self.show)}
        return single_file(self.model, self.digits, attributes)

    @property
    def is_the_course_s(self) -> bool:
        """Whether it is about the network that comes with the course."""
        ours, theirs = load_weights()[0].state_dict(), self.model.state_dict()
        return ours.keys() == theirs.keys() and all(
            torch.equal(ours[name], theirs[name].cpu()) for name in ours
        )

    def save(self, path: str | Path) -> None:
        """Write it as one file that opens from disk, in any browser.

        Raises:
            ConfigError: it cannot be written.
        """
        path = Path(path)
        try:
            write_atomically(path, self.page.encode())
        except OSError as error:
            raise ConfigError(
                f"Cannot write {path}: {error.strerror}. Choose another place."
            ) from error

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict:
        said = f'show="{" ".join(self.show)}" state="{escape(self.state)}"'
        if not self.is_the_course_s:
            said += " own"  # the book's explorer is about another network
        height = HEIGHT[len(self.show) == len(PANELS)]
        frame = (
            '<iframe title="Watch a neural network think" allow="clipboard-write" '
            f'style="width:100%;border:0;height:{height}px" '
            f'srcdoc="{escape(self.page)}"></iframe>'
        )
        return {
            "text/html": f"<mnist-explorer {said}>{frame}</mnist-explorer>{LISTEN}",
            "text/plain": f"An explorer of {len(self.digits):,} digits.",
        }


def explore(
    model: Network | None = None,
    digits: Digits | None = None,
    *,
    show: Sequence[str] = PANELS,
    state: str = "",
) -> Explorer:
    """Explore a network in the page: drag, draw and push digits, with no kernel.

    Put it last in a cell::

        mc.explore(result.model, digits.test)

    Args:
        model: a trained dense network of the course; the one that comes with the
            package unless given.
        digits: those it looks at; at most a thousand go on board, every mistake among
            them. The test digits of MNIST unless given.
        show: names of the panels, such as ``["input_digit", "network"]``.
        state: what to begin with, as the part of an explorer's link behind the ``#``:
            ``"mode=draw"``, ``"digit=42&mode=push&degrees=20"``.

    Returns:
        What shows itself in a notebook; ``.save("page.html")`` writes it to a file.

    Raises:
        TypeError: ``model`` or ``digits`` is something else.
        ValueError: there are no digits, or no such panel.
        WeightsError: the network's weights are not finite.
    """
    if unknown := [name for name in show if name not in PANELS]:
        raise ValueError(
            f"there is no panel {unknown[0]!r}; there are {', '.join(PANELS)}"
        )
    model = load_weights()[0] if model is None else model
    digits = load_mnist().test if digits is None else digits
    if not isinstance(model, Network):
        raise TypeError(f"model must be a network of the course, not {type(model)}")
    if not isinstance(digits, Digits):
        raise TypeError(f"digits must be mnist_core.Digits, not {type(digits)}")
    return Explorer(model, digits, list(show), state.removeprefix("#"))
