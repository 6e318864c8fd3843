"""The explorer in a notebook: the whole page in one output, no kernel behind it."""

from collections.abc import Sequence
from functools import cached_property
from html import escape
from pathlib import Path

import torch

from mnist_core.data import Digits, load_mnist
from mnist_core.drawing import write_file
from mnist_core.explorer.pack import Packed
from mnist_core.models import Network, load_weights
from mnist_core.reading import Gallery

PANELS = (
    "input_digit", "probabilities", "network", "confusion", "activations", "weights",
    "confidence",
)  # fmt: skip
HEIGHT = {True: 900, False: 460}  # pixels, until the page says: of all, of some panels

STILL = (
    "The seven panels of a network. Here they need JavaScript, and a notebook that is "
    "trusted or has been run."
)
# The page inside says how tall it is; then what stands in its place may go.
LISTEN = """<script>
addEventListener("message", ({ source, data }) => {
  if (data?.mnistCore !== "height") return;
  for (const frame of document.querySelectorAll("mnist-explorer iframe")) {
    if (frame.contentWindow !== source) continue;
    frame.style.height = `${data.height}px`;
    frame.nextElementSibling?.remove();
  }
});
</script>"""


class Explorer:
    """The seven panels of one network, alive in the page. They are packed at once:
    what becomes of the network later, they do not show.

    Args:
        model, digits: what it shows.
        show: the panels shown.
        state: what it begins with, as the part of an explorer's link behind the ``#``.

    Attributes:
        packed: the network and its digits, as they travel.
        remark: what a viewer should know about this network, or nothing.

    Raises:
        TypeError, ValueError, WeightsError: as :func:`explore`.
    """

    def __init__(
        self,
        model: Network,
        digits: Digits,
        show: Sequence[str] = PANELS,
        state: str = "",
    ) -> None:
        self.remark = Gallery(model, digits).remark
        self.packed = Packed.of(model, digits)
        self.digits, self.show, self.state = digits, show, state
        self._is_the_course_s = _is_the_course_s(model)

    @cached_property
    def page(self) -> str:
        """All of it, as one HTML page."""
        attributes = {"data-state": self.state, "data-parts": " ".join(self.show)}
        return self.packed.page(attributes)

    def save(self, path: str | Path) -> None:
        """Write it as one file that opens from disk, in any browser.

        Raises:
            ConfigError: it cannot be written. What was there before is there still.
        """
        write_file(Path(path), self.page.encode())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict:
        said = f'show="{" ".join(self.show)}" state="{escape(self.state)}"'
        if not self._is_the_course_s:
            said += " own"  # the book's explorer is about another network
        height = HEIGHT[len(self.show) == len(PANELS)]
        frame = (
            '<iframe title="Watch a neural network think" allow="clipboard-write" '
            f'style="width:100%;border:0;height:{height}px" '
            f'srcdoc="{escape(self.page)}"></iframe><p>{STILL}</p>'
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
        TypeError: ``model`` or ``digits`` is something else, or the network not dense.
        ValueError: there are no digits, or no such panel.
        WeightsError: the network's weights are not finite, or too large for 16 bits.
    """
    show = [show] if isinstance(show, str) else list(show)
    if unknown := [name for name in show if name not in PANELS]:
        raise ValueError(
            f"there is no panel {unknown[0]!r}; there are {', '.join(PANELS)}"
        )
    model = load_weights()[0] if model is None else model
    digits = load_mnist().test if digits is None else digits
    return Explorer(model, digits, show, state.removeprefix("#"))


def _is_the_course_s(model: Network) -> bool:
    """Whether it is the network that comes with the course."""
    ours, theirs = load_weights()[0].state_dict(), model.state_dict()
    return ours.keys() == theirs.keys() and all(
        ours[name].dtype == theirs[name].dtype
        and torch.equal(ours[name], theirs[name].cpu())
        for name in ours
    )
