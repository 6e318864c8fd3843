"""Several runs at once end as each does alone, and leave what is global as it was."""

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from PIL import Image

from mnist_core.data import Nudge, read_image
from mnist_core.models import new_model
from mnist_core.training import TrainConfig, train


def trained_weights(digits, seed):
    config = TrainConfig(epochs=2, seed=seed)
    result = train(digits, model=new_model(seed), config=config, progress=False)
    return torch.nn.utils.parameters_to_vector(result.model.parameters())


def world():
    """What belongs to the user."""
    return [
        torch.get_rng_state().tolist(),
        str(np.random.get_state()),  # noqa: NPY002 - what is there, not what is used
        random.getstate(),
        torch.get_num_threads(),
        torch.are_deterministic_algorithms_enabled(),
        torch.is_grad_enabled(),
        torch.get_default_dtype(),
        Image.MAX_IMAGE_PIXELS,
    ]


def test_four_runs_at_once_end_as_each_does_alone(sample):
    digits = sample.train[:640]
    alone = [trained_weights(digits, seed) for seed in range(4)]
    before = world()
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            together = pool.map(lambda seed: trained_weights(digits, seed), range(4))
            assert all(map(torch.equal, together, alone))
    assert world() == before


def test_so_do_four_nudges_with_noise_and_four_photos(sample, tmp_path):
    digit = sample.test.images[0]
    path = tmp_path / "digit.png"
    Image.fromarray(255 - digit.numpy()).resize((300, 300)).save(path)
    before = world()

    def work(seed):
        return torch.cat([Nudge(noise=0.3, seed=seed)(digit), read_image(path).float()])

    alone = [work(seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(10):
            assert all(map(torch.equal, pool.map(work, range(4)), alone))
    assert world() == before
