"""Several networks that answer as one: the mean of what they hold probable."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mnist_core.models.network import Network, unroll
from mnist_core.shapes import H, K, W

MOST = 32  # members


class Ensemble(Network):
    """The mean of several networks' probabilities, of a digit and of it moved a little.

    Probabilities are averaged, not logits: one member that is sure is outvoted by
    several that are not, and none can shout louder than 1 (Hansen & Salamon, 1990).

    Args:
        members: networks of the course, no ensembles.
        shift: each member also looks at the digit moved by so many pixels up, down,
            left and right; 0: only as it stands.
        generator: not needed; members bring their weights.

    Raises:
        ValueError: there are none, too many, or one is no such network; one is there
            twice; or their weights are of different dtypes.
    """

    name = "ensemble"

    def __init__(
        self,
        members: Sequence[Network],
        shift: int = 0,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        members = list(members)
        if not 1 <= len(members) <= MOST:
            raise ValueError(f"an ensemble has 1 to {MOST} members, not {len(members)}")
        if any(isinstance(m, Ensemble) or not isinstance(m, Network) for m in members):
            raise ValueError("members must be single networks of the course")
        if len({id(member) for member in members}) < len(members):
            raise ValueError(
                "members must be different networks, not one several times"
            )
        if len({p.dtype for member in members for p in member.parameters()}) > 1:
            raise ValueError("members must have weights of one dtype")
        if type(shift) is not int or not 0 <= shift <= 4:
            raise ValueError(f"shift must be 0 to 4 pixels, not {shift!r}")
        self.members = nn.ModuleList(members)
        self.shift = shift
        self.options = {
            "members": [
                {"network": m.name, "options": dict(m.options)} for m in members
            ],
            "shift": shift,
        }
        self.architecture = " + ".join(m.architecture for m in members)

    def layers(self, images: Tensor) -> dict[str, Tensor]:
        """As :meth:`Network.layers`.

        With ``"votes"``, (N, 1, 10, members): what each member holds probable. The
        logits are the logarithm of their mean, so that softmax gives just that mean.
        """
        x = unroll(images, like=next(self.parameters()))  # (N, 784)
        looks = moved(x.view(len(x), H, W), self.shift)
        votes = torch.stack(
            [
                torch.stack([m(look).softmax(1) for look in looks]).mean(0)
                for m in self.members
            ],
            dim=2,
        )  # (N, 10, members)
        tiny = torch.finfo(votes.dtype).tiny
        logits = votes.mean(2).clamp_min(tiny).log()
        return {"input": x, "votes": votes[:, None], "logits": logits}

    def connections(self) -> list[Tensor]:
        """As :meth:`Network.connections`: every vote for a digit counts alike.

        One matrix, (10, members x 10).
        """
        count = len(self.members)
        weight = next(self.parameters())
        share = torch.eye(K, device=weight.device, dtype=weight.dtype) / count
        return [share.repeat(1, count)]


def moved(images: Tensor, by: int) -> list[Tensor]:
    """Digits as they are, and moved by so many pixels each way; black comes in.

    Args:
        images: (N, 28, 28).
        by: pixels; 0 gives only the digits as they are.
    """
    if not by:
        return [images]
    wide = nn.functional.pad(images, (by, by, by, by))
    places = [(by, by), (0, by), (2 * by, by), (by, 0), (by, 2 * by)]
    return [wide[:, y : y + H, x : x + W] for y, x in places]
