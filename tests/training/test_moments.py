"""At which steps of a training run one looks."""

import pytest
import torch

from mnist_core.training.config import TrainConfig
from mnist_core.training.moments import interesting_moments, stretches


def test_interesting_moments_begin_untrained_and_end_with_every_epoch():
    moments = interesting_moments(60_000, TrainConfig(epochs=3))
    assert moments == [0, 1, 2, 5, 10, 20, 50, 100, 200, 400, 800, 938, 1876, 2814]


@pytest.mark.parametrize(
    ("batches", "epochs", "expected"),
    [
        (1, 3, [1, 2, 3]),
        (100, 1, [100]),
        (101, 1, [100, 101]),
        (201, 1, [100, 200, 201]),
    ],
)
def test_they_double_within_the_first_epoch(batches, epochs, expected):
    config = TrainConfig(epochs=epochs)
    assert interesting_moments(64 * batches, config, early=()) == expected


def test_an_epoch_of_mnist_has_938_steps_the_last_of_32():
    order = torch.arange(60_000)
    cut = list(stretches(order, 64, done=0, moments=[]))
    batches = [batch for _, piece in cut for batch in piece.split(64)]
    assert len(batches) == 938
    assert [len(batches[0]), len(batches[-1])] == [64, 32]
    assert cut[-1][0] == 938
    assert torch.equal(torch.cat(batches), order)


def test_an_epoch_is_cut_at_its_own_moments_and_now_and_then():
    cut = stretches(torch.arange(3000), 10, done=300, moments=[0, 299, 302, 450, 601])
    pieces = [(step, order.tolist()) for step, order in cut]
    assert [step for step, _ in pieces] == [302, 428, 450, 556, 600]
    assert [order[0] for _, order in pieces] == [0, 20, 1280, 1500, 2560]
    assert [k for _, order in pieces for k in order] == list(range(3000))
