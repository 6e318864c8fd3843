"""How the buffered engine lays the 109,386 parameters out in memory.

Each layer is one matrix of [inputs + 1, outputs] with the bias as one more row,
so that a column of ones in the input adds the bias within the matrix product,
and the bias' gradient comes out of the same product as the weights'. Rows are
padded with zeros to a multiple of eight, because the processor reads eight
numbers at a time. All three matrices live end to end in one flat buffer, so
that Adam can update them in one call.

Of the first layer only the rows of pixels that are ever lit are kept. A pixel
that is black in every digit has a gradient of exactly zero, so Adam never moves
its weights: leaving it out changes nothing.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from mnist_core.models import H1, H2
from mnist_core.shapes import K

LAYERS = ("fc1", "fc2", "fc3")


def padded(n: int) -> int:
    """The next multiple of eight."""
    return -(-n // 8) * 8


class Layout:
    """Between the model's named tensors and the flat buffer.

    Args:
        lit: (P,) int64, positions of the pixels that are ever above zero.
    """

    def __init__(self, lit: Tensor) -> None:
        self.lit = lit
        self.inputs = (len(lit), H1, H2)  # the bias is the row after these
        self.rows = tuple(padded(n + 1) for n in self.inputs)
        self.outputs = (H1, H2, K)
        self.sizes = [r * o for r, o in zip(self.rows, self.outputs, strict=True)]

    def empty(self, like: Tensor) -> Tensor:
        """A flat buffer of zeros, of the dtype and device of ``like``."""
        return torch.zeros(sum(self.sizes), dtype=like.dtype, device=like.device)

    def matrices(self, flat: Tensor) -> list[Tensor]:
        """The three matrices [rows, outputs], as views of the flat buffer."""
        shapes = zip(self.rows, self.outputs, strict=True)
        return [
            part.view(shape)
            for part, shape in zip(flat.split(self.sizes), shapes, strict=True)
        ]

    def pack(self, named: Mapping[str, Tensor], flat: Tensor) -> None:
        """Copy weights (out, in) and biases (out,) into the flat buffer."""
        for layer, n, matrix in zip(
            LAYERS, self.inputs, self.matrices(flat), strict=True
        ):
            weight = named[f"{layer}.weight"].detach().to(matrix)
            matrix[:n] = (weight[:, self.lit] if layer == "fc1" else weight).T
            matrix[n] = named[f"{layer}.bias"].detach().to(matrix)

    def unpack(self, flat: Tensor, named: Mapping[str, Tensor]) -> None:
        """Copy back; the columns of pixels never lit are left as they are."""
        for layer, n, matrix in zip(
            LAYERS, self.inputs, self.matrices(flat), strict=True
        ):
            weight = named[f"{layer}.weight"].data
            back = matrix[:n].T.to(weight)
            if layer == "fc1":
                weight[:, self.lit] = back
            else:
                weight.copy_(back)
            named[f"{layer}.bias"].data.copy_(matrix[n])
