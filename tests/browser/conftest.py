"""The book, built; the explorer of the course's network, and of one that is shaky."""

import copy
from pathlib import Path

import pytest
import torch
from helpers_book import build
from helpers_cnn import course_cnn
from helpers_explorer import Explorer, site

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def book(tmp_path_factory) -> Path:
    """The folder of the built book."""
    return build(ROOT, tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def address(trained, sample, tmp_path_factory):
    with site(tmp_path_factory.mktemp("site"), trained[0], sample.test) as address:
        yield address


@pytest.fixture(scope="module")
def shaky(trained):
    """A network that makes mistakes enough: the course's, with noise on its weights."""
    model = copy.deepcopy(trained[0])
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for p in model.parameters():
            p += 0.045 * torch.randn(p.shape, generator=generator)
    return model


@pytest.fixture(scope="module")
def shaky_address(shaky, sample, tmp_path_factory):
    with site(tmp_path_factory.mktemp("shaky"), shaky, sample.test) as address:
        yield address


@pytest.fixture(scope="module")
def cnn():
    return course_cnn()


@pytest.fixture
def explorer(browser, address):
    opened = Explorer(browser, address)
    yield opened
    opened.close()


@pytest.fixture
def mistaken(browser, shaky_address):
    opened = Explorer(browser, shaky_address)
    yield opened
    opened.close()
