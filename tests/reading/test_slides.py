"""Views one after the other: all of a gallery, its mistakes, digits of one's own."""

import numpy as np

from mnist_core.reading.gallery import Wanted
from mnist_core.reading.reading import read
from mnist_core.reading.slides import Mistakes, OwnReadings


def test_slides_of_mistakes_are_mistakes_round_and_round(gallery):
    wrong = gallery.choose(Wanted(mistakes_only=True))
    slides = Mistakes(gallery, np.array([*wrong, 5]))
    assert len(slides) == len(wrong) + 1
    assert slides.view(len(wrong)).reading.label == gallery.label(5)
    assert slides.view(0).reading.prediction != gallery.label(wrong[0])
    assert [slides.next_mistake(k) for k in range(len(slides))] == [1, 0]
    assert [Mistakes(gallery, np.arange(3)).next_mistake(k) for k in range(3)] == [
        *(1, 2, 0)
    ]


def test_slides_of_one_s_own_know_no_mistakes(trained, sample):
    readings = [read(trained[0], image) for image in sample.test.images[:3]]
    slides = OwnReadings(readings, np.zeros((10, 10), int))
    assert len(slides) == 3
    assert slides.next_mistake(0) is None
    view = slides.view(2)
    assert view.reading is readings[2]
    assert list(view.confidences) == [one.confidence for one in readings]
