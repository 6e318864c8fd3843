"""The loop everyone can read. It works for any network here, on any device."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mnist_core.data import Digits, scale
from mnist_core.training.config import TrainConfig
from mnist_core.training.engines.base import AdamState, Engine, Tally


class AutogradEngine(Engine):
    """PyTorch's autograd and its own Adam, with all digits kept on the device."""

    name = "autograd"

    @classmethod
    def unfit(cls, model: nn.Module, config: TrainConfig, device: torch.device) -> str:
        return ""

    def __init__(
        self,
        model: nn.Module,
        digits: Digits,
        config: TrainConfig,
        device: torch.device,
    ) -> None:
        dtype = next(model.parameters()).dtype
        self.model = model
        self.images = scale(digits.images.to(device), dtype)  # (N, 28, 28)
        self.labels = digits.labels.to(device)  # (N,)
        self.batch_size = config.batch_size
        self.device = device
        self.fused = device.type in ("cpu", "cuda")
        self.optimizer = torch.optim.Adam(
            model.parameters(),
            lr=config.learning_rate,
            betas=(config.beta1, config.beta2),
            eps=config.epsilon,
            fused=self.fused,
        )

    def run(self, order: Tensor) -> Tally:
        if not len(order):
            return Tally()
        self.model.train()
        losses, hits = [], []
        for batch in order.to(self.device).split(self.batch_size):
            labels = self.labels[batch]  # (B,)
            logits = self.model(self.images[batch])  # (B, 10)
            loss = F.cross_entropy(logits, labels)  # mean over the batch
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            losses.append(loss.detach() * len(batch))
            hits.append((logits.argmax(1) == labels).sum())
        return Tally(
            len(order),
            torch.stack(losses).cpu().double().sum().item(),
            int(torch.stack(hits).sum()),
        )

    @property
    def taken(self) -> int:
        memories = self.optimizer.state.values()
        return max((int(memory.get("step", 0)) for memory in memories), default=0)

    def write_to_model(self) -> None:
        """Nothing to do: this engine trains the model's own parameters."""

    def state(self) -> AdamState:
        named = dict(self.model.named_parameters())
        memory = {name: self.optimizer.state[p] for name, p in named.items()}

        def copies(key: str) -> dict[str, Tensor]:
            return {
                name: memory[name].get(key, torch.zeros_like(p)).detach().cpu().clone()
                for name, p in named.items()
            }

        return AdamState(self.taken, copies("exp_avg"), copies("exp_avg_sq"))

    def load_state(self, state: AdamState) -> None:
        # Only the fused Adam counts its steps on the device.
        counts_on = self.device if self.fused else "cpu"
        for name, p in self.model.named_parameters():
            self.optimizer.state[p] = {
                "step": torch.tensor(float(state.step), device=counts_on),
                "exp_avg": state.exp_avg[name].to(p, copy=True),
                "exp_avg_sq": state.exp_avg_sq[name].to(p, copy=True),
            }
