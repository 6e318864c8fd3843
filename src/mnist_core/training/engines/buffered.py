"""The mathematics chapter, with every buffer made once.

No autograd: the gradients are written out, as in ``by_hand.py``. A step allocates
nothing; every operation writes into a buffer that is already there (``out=``).
Three more habits make it fast:

- All parameters are one flat buffer, updated by one fused call of Adam
  (:mod:`mnist_core.training.engines.layout`).
- Digits are gathered for sixteen batches at a time.
- Softmax works on the transposed logits, (10, B): its sums then run along
  memory, and the gradient of the logits is one subtraction away.

Loss and accuracy do not touch the steps: the logits are kept, and counted up at
the end of a run.
"""

import torch
from torch import Tensor, nn

from mnist_core.data import Digits
from mnist_core.models import H1, H2, MLP, ORIGINAL, identity_of
from mnist_core.shapes import K
from mnist_core.training.config import TrainConfig
from mnist_core.training.engines.base import Engine, OptimizerState, Tally
from mnist_core.training.engines.layout import Layout, padded

GROUP = 16  # batches gathered at a time

WHY_NOT = {
    "optimizer": "knows only Adam",
    "weight_decay": "leaves out the weights of pixels that are never lit",
    "schedule": "has the learning rate built in",
    "augmentation": "keeps the pixels as they are, and only those ever lit",
    "label_smoothing": "has the gradient of plain cross-entropy built in",
    "precision": "computes in the weights' own precision",
}
"""What its short cuts make wrong, by setting of a run, and why."""

relu_backward_ = torch.ops.aten.threshold_backward.grad_input
"""(delta, activation, 0, grad_input=delta): delta, zeroed where the neuron is off."""


class Buffers:
    """What a step writes into, forward and backward, for batches of one size.

    Args:
        size: B, digits in a batch.
        count: how many batches are gathered at a time.
        layout: where the parameters lie.
        weights, gradients: the flat buffers to read from and write into.
    """

    def __init__(
        self, size: int, count: int, layout: Layout, weights: Tensor, gradients: Tensor
    ) -> None:
        self.size = size
        inputs, rows1, rows2 = layout.rows
        new = weights.new_zeros
        self.x = new(count * size, inputs)  # digits, a one each, padding
        self.targets = new(count, K, size)  # a one where the label is
        self.logits = new(count, K, size)
        self.W1, self.W2, self.W3 = layout.matrices(weights)
        self.G1, self.G2, self.G3 = layout.matrices(gradients)
        self.a1 = new(size, rows1)  # activations, a one each, padding
        self.a2 = new(size, rows2)
        self.a1[:, H1] = 1
        self.a2[:, H2] = 1
        self.z1, self.z2 = self.a1[:, :H1], self.a2[:, :H2]
        self.d1, self.d2, self.d3t = new(size, H1), new(size, H2), new(K, size)

        # Views are made here, once, not on every step.
        self.batches = [
            (x, x.T, target, logits)
            for x, target, logits in zip(
                self.x.split(size), self.targets, self.logits, strict=True
            )
        ]
        self.W3t = self.W3.T
        self.W2_back, self.W3_back = self.W2[:H1].T, self.W3[:H2].T  # without bias
        self.a1t, self.a2t, self.d3 = self.a1.T, self.a2.T, self.d3t.T
        self.mean = {"beta": 0, "alpha": 1 / size}  # addmm: only the product, / B

    def fill(self, position: int) -> None:
        """Work out logits and gradients of the batch at ``position``.

        With B digits, a the activations and p the probabilities:
        d3 = p − y; d2 = d3·W3ᵀ and d1 = d2·W2ᵀ, each zeroed where ReLU is off;
        the gradient of each matrix is (its input)ᵀ·d / B.
        """
        x, xt, target, logits = self.batches[position]
        torch.mm(x, self.W1, out=self.z1).clamp_min_(0)  # (B, 128)
        torch.mm(self.a1, self.W2, out=self.z2).clamp_min_(0)  # (B, 64)
        torch.mm(self.W3t, self.a2t, out=logits)  # (10, B)

        torch.softmax(logits, 0, out=self.d3t).sub_(target)  # p − y, (10, B)
        torch.addmm(self.G3, self.a2t, self.d3, **self.mean, out=self.G3)
        torch.mm(self.d3, self.W3_back, out=self.d2)  # (B, 64)
        relu_backward_(self.d2, self.z2, 0, grad_input=self.d2)
        torch.addmm(self.G2, self.a1t, self.d2, **self.mean, out=self.G2)
        torch.mm(self.d2, self.W2_back, out=self.d1)  # (B, 128)
        relu_backward_(self.d1, self.z1, 0, grad_input=self.d1)
        torch.addmm(self.G1, xt, self.d1, **self.mean, out=self.G1)


class BufferedEngine(Engine):
    """The 784-128-64-10 ReLU network on the CPU, several times faster."""

    name = "buffered"
    on = "cpu"
    adam_pieces = 1

    @classmethod
    def unfit(cls, model: nn.Module, config: TrainConfig, device: torch.device) -> str:
        if identity_of(model) != ORIGINAL:
            return "trains only the plain 784-128-64-10 ReLU network"
        for setting in config.beyond_plain_adam():
            return f"cannot do {setting.replace('_', ' ')}: it {WHY_NOT[setting]}"
        if not all(p.requires_grad for p in model.parameters()):
            return "trains all of a network or nothing; here some of it is frozen"
        if device.type != cls.on:
            return f"computes on device {cls.on}, not on {device.type}"
        return ""

    def __init__(
        self, model: MLP, digits: Digits, config: TrainConfig, device: torch.device
    ) -> None:
        like = model.fc1.weight.detach()
        images = digits.images.flatten(1)  # (N, 784)
        self.layout = Layout(images.any(0).nonzero().squeeze(1))
        self.model = model
        self.device = device
        self.labels = digits.labels.to(device)  # (N,)
        lit = self.layout.inputs[0]
        self.pixels = like.new_zeros(len(digits), self.layout.rows[0])  # (N, 720)
        self.pixels[:, :lit] = images[:, self.layout.lit].to(device)
        self.pixels[:, :lit] /= 255
        self.pixels[:, lit] = 1

        self.weights, self.gradients, self.m, self.v = (
            self.layout.empty(like) for _ in range(4)
        )
        self.layout.pack(dict(model.named_parameters()), self.weights)
        self.count = torch.zeros((), dtype=torch.float32, device=device)
        self.one = torch.ones_like(self.count)
        self.batch_size = max(1, min(config.batch_size, len(digits)))
        self.adam = {
            "lr": config.learning_rate,
            "beta1": config.beta1,
            "beta2": config.beta2,
            "eps": config.epsilon,
            "weight_decay": 0.0,
            "amsgrad": False,
            "maximize": False,
        }
        self.adam_buffers = [
            list(buffer.split(padded(-(-len(buffer) // self.adam_pieces))))
            for buffer in (self.weights, self.gradients, self.m, self.v)
        ]
        self.counts = [self.count] * len(self.adam_buffers[0])
        count = min(GROUP, -(-len(digits) // self.batch_size))
        self.buffers = {self.batch_size: self._make_buffers(self.batch_size, count)}

    def _make_buffers(self, size: int, count: int) -> Buffers:
        return Buffers(size, count, self.layout, self.weights, self.gradients)

    @torch.no_grad()
    def run(self, order: Tensor) -> Tally:
        order = order.to(self.device)
        whole = len(order) // self.batch_size * self.batch_size
        kept = [
            self._take_steps(group, self.batch_size)
            for group in order[:whole].split(GROUP * self.batch_size)
        ]
        tally = self._tally(order[:whole].view(-1, self.batch_size), kept)
        if rest := len(order) - whole:  # the last batch of an epoch is smaller
            logits = self._take_steps(order[whole:], rest)
            tally += self._tally(order[whole:].view(1, -1), [logits])
        return tally

    def _take_steps(self, group: Tensor, size: int) -> Tensor:
        """One step a batch of ``size``; returns their logits, (batches, 10, size)."""
        if size not in self.buffers:
            self.buffers[size] = self._make_buffers(size, 1)
        buffers, count = self.buffers[size], len(group) // size
        torch.index_select(self.pixels, 0, group, out=buffers.x[: len(group)])
        labels = self.labels[group].view(count, 1, size)
        buffers.targets.zero_()[:count].scatter_(1, labels, 1.0)
        self._run_batches(buffers, count)
        return buffers.logits[:count].clone()

    def _run_batches(self, buffers: Buffers, count: int) -> None:
        for position in range(count):
            buffers.fill(position)
            self._adam_step()

    def _adam_step(self) -> None:
        """One step of Adam over all parameters at once.

        The kernel of ``torch.optim.Adam(fused=True)``, called without the
        bookkeeping around it, which takes longer than the update itself.
        """
        self.count.add_(self.one)
        torch._fused_adam_(*self.adam_buffers, [], self.counts, **self.adam)

    def _tally(self, order: Tensor, kept: list[Tensor]) -> Tally:
        """Loss and hits of the digits at ``order`` (batches, B) from their logits."""
        logits = torch.cat(kept)  # (batches, 10, B)
        labels = self.labels[order]  # (batches, B)
        true = logits.gather(1, labels.unsqueeze(1)).squeeze(1)
        losses = logits.logsumexp(1) - true
        hits = logits.max(1).indices == labels  # argmax takes ten times as long here
        return Tally(order.numel(), losses.double().sum().item(), int(hits.sum()))

    @property
    def taken(self) -> int:
        return int(self.count)

    def write_to_model(self) -> None:
        self.layout.unpack(self.weights, dict(self.model.named_parameters()))

    def state(self) -> OptimizerState:
        def copies(flat: Tensor) -> dict[str, Tensor]:
            named = {
                name: torch.zeros_like(p, device="cpu")
                for name, p in self.model.named_parameters()
            }
            self.layout.unpack(flat, named)
            return named

        memory = {"exp_avg": copies(self.m), "exp_avg_sq": copies(self.v)}
        return OptimizerState(self.taken, memory)

    def load_state(self, state: OptimizerState) -> None:
        self.count.fill_(state.step)
        self.layout.pack(state.memory["exp_avg"], self.m)
        self.layout.pack(state.memory["exp_avg_sq"], self.v)
