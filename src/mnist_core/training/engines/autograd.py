"""The loop everyone can read. It works for any network here, on any device."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mnist_core.data import Digits, scale
from mnist_core.errors import ConfigError
from mnist_core.training.config import TrainConfig
from mnist_core.training.engines.base import Engine, OptimizerState, Tally
from mnist_core.training.engines.steps import memories, optimizer_of, rate_at

GOLDEN = 0x9E3779B97F4A7C15  # 2⁶⁴ over the golden ratio: spreads seeds evenly


class AutogradEngine(Engine):
    """PyTorch's autograd and its own optimizers, with all digits kept on the device."""

    name = "autograd"

    @classmethod
    def unfit(cls, model: nn.Module, config: TrainConfig, device: torch.device) -> str:
        if config.precision == "bfloat16" and device.type == "mps":
            return "computes in bfloat16 on CUDA and the CPU only"
        return ""

    def __init__(
        self,
        model: nn.Module,
        digits: Digits,
        config: TrainConfig,
        device: torch.device,
    ) -> None:
        dtype = next(model.parameters()).dtype
        self.model, self.config, self.device = model, config, device
        self.network = model  # what is asked: the model, or what is wrapped round it
        self.images = scale(digits.images.to(device), dtype)  # (N, 28, 28)
        self.labels = digits.labels.to(device)  # (N,)
        self.batch_size = max(1, min(config.batch_size, len(digits)))
        self._check_batches(len(digits))
        self.steps = config.epochs * -(-len(digits) // config.batch_size)
        self.fused = device.type in ("cpu", "cuda")
        if any(p.ndim == 4 for p in model.parameters()):  # as convolutions like it
            model.to(memory_format=torch.channels_last)
        self.optimizer = optimizer_of(model, config, self.fused)
        self.count = 0

    def _check_batches(self, count: int) -> None:
        """A mean over one digit says nothing: batch norm needs two."""
        normed = any(isinstance(m, nn.BatchNorm1d) for m in self.model.modules())
        if normed and (count % self.batch_size or self.batch_size) == 1:
            raise ConfigError(
                f"{count:,} digits in batches of {self.batch_size} leave one alone, "
                "and batch norm needs two. Choose another batch_size."
            )

    def run(self, order: Tensor) -> Tally:
        if not len(order):
            return Tally()
        self.model.train()
        kept = [self._step(b) for b in order.to(self.device).split(self.batch_size)]
        losses, hits = zip(*kept, strict=True)
        return Tally(
            len(order),
            torch.stack(losses).cpu().double().sum().item(),
            int(torch.stack(hits).sum()),
        )

    def _step(self, batch: Tensor) -> tuple[Tensor, Tensor]:
        """One step; the batch's losses added up, and how many it got right."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate_at(self.count, self.steps, self.config)
        found = self._backward(batch)
        self.optimizer.step()
        self.count += 1
        return found

    def _backward(self, batch: Tensor) -> tuple[Tensor, Tensor]:
        """The gradient of the mean loss, left in the parameters; returns as a step."""
        labels = self.labels[batch]  # (B,)
        logits = self._logits(self._images(batch))  # (B, 10)
        loss, target = self._losses(logits, labels, "mean")
        self.optimizer.zero_grad()
        target.backward()
        return loss * len(batch), (logits.argmax(1) == labels).sum()

    def _logits(self, images: Tensor) -> Tensor:
        """(B, 10), computed in the precision asked for."""
        with torch.autocast(
            self.device.type,
            torch.bfloat16,
            enabled=self.config.precision == "bfloat16",
        ):
            logits = self.network(images)
        return logits.to(self.images.dtype)

    def _losses(
        self, logits: Tensor, labels: Tensor, reduction: str
    ) -> tuple[Tensor, Tensor]:
        """Cross-entropy, to be told; and what is to fall: the same, or smoothed."""
        loss = F.cross_entropy(logits, labels, reduction=reduction)
        target = loss
        if smoothing := self.config.label_smoothing:
            target = F.cross_entropy(
                logits, labels, reduction=reduction, label_smoothing=smoothing
            )
        return loss.detach(), target

    def _images(self, batch: Tensor) -> Tensor:
        """(B, 28, 28): the digits, or each as somebody else might have written it.

        Every step has a generator of its own, known from the seed and the step: a run
        that goes on in the middle draws what it would have drawn.
        """
        images = self.images[batch]
        if self.config.augmentation is None:
            return images
        seed = (self.config.seed + GOLDEN * (self.count + 1)) % 2**63
        chance = torch.Generator().manual_seed(seed)
        return self.config.augmentation(images, chance)

    @property
    def taken(self) -> int:
        return self.count

    def write_to_model(self) -> None:
        """Nothing to do: this engine trains the model's own parameters."""

    def state(self) -> OptimizerState:
        named = dict(self.model.named_parameters())
        memory = {
            kind: {
                name: self.optimizer.state[p].get(kind, torch.zeros_like(p))
                .detach().cpu().clone()
                for name, p in named.items()
            }
            for kind in memories(self.config)
        }  # fmt: skip
        return OptimizerState(self.count, memory)

    def load_state(self, state: OptimizerState) -> None:
        self.count = state.step
        # Only the fused ones count their steps on the device.
        counts_on = self.device if self.fused else "cpu"
        for name, p in self.model.named_parameters():
            self.optimizer.state[p] = {
                kind: torch.empty_like(p).copy_(values[name])  # laid out as p is
                for kind, values in state.memory.items()
            }
            if self.config.optimizer != "sgd":
                step = torch.tensor(float(state.step), device=counts_on)
                self.optimizer.state[p]["step"] = step
