"""The model card: where a network comes from and how good it is."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from mnist_core.data import Digits
from mnist_core.metrics import accuracy


@dataclass(frozen=True)
class ModelCard:
    """Where a network comes from and how good it is. All of it is plain JSON.

    Attributes:
        architecture: layer sizes, ``"784-128-64-10"``.
        network, options: what it takes to build it; see
            :func:`mnist_core.models.identity_of`.
        parameters: how many numbers it learned.
        config: the training settings, the seed among them.
        engine, device: how and where it was trained.
        steps: steps of Adam taken.
        data: source, number and SHA-256 of the digits it learned from.
        test: the same for the digits it was examined on.
        history: one record for each epoch.
        confusion: 10 rows of 10 counts on the test digits, rows true.
        versions: of this package, PyTorch and Python.
    """

    architecture: str
    network: str
    options: dict[str, Any]
    parameters: int
    config: dict[str, Any]
    engine: str
    device: str
    steps: int
    data: dict[str, Any]
    test: dict[str, Any]
    history: list[dict[str, Any]]
    confusion: list[list[int]]
    versions: dict[str, str]

    @property
    def accuracy(self) -> float:
        """On the test digits, in [0, 1]."""
        return accuracy(np.array(self.confusion))

    def has_seen(self, digits: Digits) -> bool:
        """Whether it learned from these very digits, so that they flatter it.

        That is, from all of them; the embedded sample is a part of MNIST's training
        digits.
        """
        if self.data["source"] == "full" and digits.source == "sample":
            return True
        count, sha256 = self.data["count"], self.data["sha256"]
        return len(digits) == count and digits.digest == sha256

    @classmethod
    def from_json(cls, record: Any) -> "ModelCard":
        """A card as it was saved, by this version or the one before.

        What a later version may have added is passed over.

        Raises:
            ValueError: something is missing.
        """
        if isinstance(record, dict) and "activation" in record:  # before 0.2
            was = {"network": "mlp", "options": {"activation": record["activation"]}}
            record = was | record
        names = [field.name for field in fields(cls)]
        if not isinstance(record, dict) or not set(names) <= set(record):
            raise ValueError("its model card is not complete")
        return cls(**{name: record[name] for name in names})
