"""An SVG for a page: smaller, the same to the eye, and touching nothing around it."""

import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from mnist_core import charts
from mnist_core.drawing import Picture

ALT = "Größer: <&>."


@pytest.fixture(scope="module")
def picture():
    made = Picture(figsize=(3, 2), alt=ALT)
    ax = made.add_subplot()
    ax.bar([0, 1], [2, 1 / 3], color=["red", "blue"])
    ax.plot([0, 1], [1, 2], marker="o")
    ax.set_title("bars & lines")
    return made


@pytest.fixture(scope="module")
def written(picture):
    return picture.svg()


def tags(root, name):
    return list(root.iter("{http://www.w3.org/2000/svg}" + name))


def test_it_is_as_large_as_the_figure_in_pixels_of_a_page(written):
    root = ET.fromstring(written)
    assert (root.get("width"), root.get("height")) == ("288", "192")
    assert root.get("viewBox") == "0 0 216 144"


def test_its_words_are_its_title(written):
    assert tags(ET.fromstring(written), "title")[0].text == ALT
    assert "<title" not in Picture(figsize=(1, 1)).svg()


def test_texts_stay_texts_in_whatever_font_stands_there(written):
    root = ET.fromstring(written)
    assert "bars & lines" in [text.text for text in tags(root, "text")]
    assert "font-family" not in written.split(">", 1)[1]


def test_nothing_in_it_touches_the_page_around_it(written):
    assert "<style" not in written
    assert "<metadata" not in written
    names = re.findall(r'\bid="([^"]+)"', written)
    used = re.findall(r'(?:href="#|url\(#)([^")]+)', written)
    assert set(names) == set(used)


def test_no_number_is_finer_than_a_hundredth(written):
    assert not re.search(r"\d\.\d{3}", written)


def test_it_is_the_same_every_time_and_smaller(picture, written):
    file = io.BytesIO()
    picture.savefig(file, format="svg")
    assert picture.svg() == written
    assert len(written) < len(file.getvalue()) / 2


def test_lines_that_look_the_same_are_one_path():
    made = charts.table(np.arange(9).reshape(3, 3))
    made.axes[0].hlines(range(50), 0, 3, color="#123456", lw=0.3)
    root = ET.fromstring(made.svg())
    lines = [p for p in tags(root, "path") if "#123456" in p.get("style", "")]
    assert len(lines) == 1
    assert lines[0].get("d").count("M") == 50


def test_small_pictures_are_kept_pixel_by_pixel():
    noise = np.random.default_rng(0).random((1, 28, 28))
    assert "pixelated" in charts.images(noise).svg()
