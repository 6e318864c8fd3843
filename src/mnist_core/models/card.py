"""The model card: where a network comes from and how good it is."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from mnist_core.data import Digits
from mnist_core.metrics import accuracy
from mnist_core.shapes import K


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
            ValueError: something is missing, or is not what it must be.
        """
        if isinstance(record, dict) and "activation" in record:  # before 0.2
            was = {"network": "mlp", "options": {"activation": record["activation"]}}
            record = was | record
        names = [field.name for field in fields(cls)]
        if not isinstance(record, dict) or not set(names) <= set(record):
            raise ValueError("its model card is not complete")
        for name in names:
            if not _fits(name, record[name]):
                raise ValueError(f"its model card has something else for {name}")
        if np.sum(record["confusion"]) != record["test"]["count"]:
            raise ValueError("the counts on its model card do not add up")
        return cls(**{name: record[name] for name in names})


def _fits(name: str, value: Any) -> bool:
    """Whether a field of a card holds what its name says."""
    if name in ("parameters", "steps"):
        return _is_count(value)
    if name in ("architecture", "network", "engine", "device"):
        return isinstance(value, str)
    if name in ("data", "test"):
        words = ("source", "sha256")
        return (
            isinstance(value, dict)
            and all(isinstance(value.get(word), str) for word in words)
            and _is_count(value.get("count"))
            and value["count"] > 0
        )
    if name == "history":
        return isinstance(value, list) and all(isinstance(x, dict) for x in value)
    if name == "confusion":
        return (
            isinstance(value, list)
            and len(value) == K
            and all(isinstance(row, list) and len(row) == K for row in value)
            and all(_is_count(n) for row in value for n in row)
        )
    return isinstance(value, dict)


def _is_count(value: Any) -> bool:
    """A whole number that a machine's own can hold, from 0."""
    return type(value) is int and 0 <= value < 2**63
