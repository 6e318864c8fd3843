"""A picture carries its alternative text wherever it goes, whole or not at all."""

import io
import re
import xml.etree.ElementTree as ET

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from helpers_data import contents, full_disk
from PIL import Image

from mnist_core.drawing.picture import Picture
from mnist_core.errors import ConfigError
from mnist_core.panels import draw_panels
from mnist_core.reading import describe, read

SVG = "image/svg+xml"
ALT = "Two bars; the left one is twice as high, at 50%. Größer: <&>."


@pytest.fixture
def picture():
    made = Picture(figsize=(3, 2), dpi=80, alt=ALT)
    ax = made.add_subplot()
    ax.bar([0, 1], [2, 1], color=["red", "blue"])
    ax.set_title("bars")
    return made


def described(path) -> str:
    """The description inside a file."""
    suffix = path.suffix.lower()
    if suffix == ".png":
        with Image.open(path) as image:
            return image.text["Description"]
    if suffix == ".svg":
        purl = "{http://purl.org/dc/elements/1.1/}description"
        (found,) = ET.parse(path).getroot().iter(purl)
        return found.text
    found = re.search(rb"/Subject \((.*?[^\\])\)\n", path.read_bytes(), re.DOTALL)
    escaped = re.sub(rb"\\([()\\])", rb"\1", found[1])
    escaped = escaped.replace(rb"\r", b"\r").replace(rb"\n", b"\n")
    return escaped.decode("utf-16" if escaped.startswith(b"\xfe\xff") else "ascii")


KINDS = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".PNG", ".SVG", ".Pdf"])
def test_saved_by_its_suffix_with_the_description_inside(picture, tmp_path, suffix):
    path = tmp_path / f"bars{suffix}"
    picture.save(str(path))
    assert path.read_bytes().startswith(KINDS[suffix.lower()])
    assert described(path) == ALT
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", KINDS)
def test_the_same_picture_is_the_same_file(picture, tmp_path, suffix):
    for name in ("one", "two"):
        picture.save(tmp_path / f"{name}{suffix}")
    one, two = (tmp_path / f"{name}{suffix}" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert picture.dpi == 80


def test_a_png_has_the_picture_s_pixels_and_few_colours(picture, tmp_path):
    picture.save(tmp_path / "bars.png")
    picture.canvas.draw()
    with Image.open(tmp_path / "bars.png") as image:
        assert image.mode == "P"
        assert len(image.getcolors()) <= 256
        assert image.size == (240, 160)
        seen = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(seen - picture.pixels()).mean() < 1


@pytest.mark.parametrize("suffix", KINDS)
def test_a_reader_s_own_settings_do_not_change_the_file(picture, tmp_path, suffix):
    one, two = (tmp_path / f"{name}{suffix}" for name in ("one", "two"))
    picture.save(one)
    own = {"savefig.bbox": "tight", "savefig.dpi": 300, "svg.fonttype": "none"}
    with matplotlib.rc_context(own):
        picture.save(two)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("name", ["bars.jpg", "bars.gif", "bars", ".png", "bars.png.x"])
def test_another_suffix_is_refused(picture, tmp_path, name):
    with pytest.raises(ConfigError, match=r"must end in one of: \.png, \.svg, \.pdf\."):
        picture.save(tmp_path / name)
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("suffix", KINDS)
def test_where_nothing_can_be_written_the_error_says_so(picture, tmp_path, suffix):
    (tmp_path / "file").write_text("mine")
    for folder in ("none", "file"):
        path = tmp_path / folder / f"bars{suffix}"
        with pytest.raises(ConfigError, match=re.escape(f"Cannot write {path}: ")):
            picture.save(path)
    assert list(contents(tmp_path)) == ["file"]


@pytest.mark.parametrize("suffix", KINDS)
def test_on_a_full_disk_the_old_file_stays(picture, tmp_path, suffix):
    path = tmp_path / f"bars{suffix}"
    path.write_bytes(b"precious")
    before = contents(tmp_path)
    with full_disk(500), pytest.raises(ConfigError, match="Choose another place"):
        picture.save(path)
    assert contents(tmp_path) == before
    picture.save(path)
    assert path.read_bytes() != b"precious"


def test_a_jpeg_is_what_the_canvas_shows(picture):
    picture.canvas.draw()
    with Image.open(io.BytesIO(picture.jpeg())) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (240, 160))
        seen = np.asarray(image).astype(int)
    assert np.abs(seen - picture.pixels()).mean() < 4
    assert seen[100, 60].argmax() == 0  # red is red


def test_pixels_are_a_copy(picture):
    picture.canvas.draw()
    pixels = picture.pixels()
    assert pixels.shape == (160, 240, 3)
    assert pixels.dtype == np.uint8
    assert pixels[100, 60].tolist() == [255, 0, 0]
    before = pixels.copy()
    pixels[:] = 0
    np.testing.assert_array_equal(picture.pixels(), before)


def test_a_notebook_gets_an_svg_and_the_text_beside_it(picture):
    data, metadata = picture._repr_mimebundle_()
    assert data[SVG] == picture.svg()
    assert data["text/plain"] == ALT
    assert metadata == {SVG: {"alt": ALT}}
    assert picture._repr_mimebundle_(include=None, exclude=None)[0] == data


def test_displayed_it_brings_its_own_picture_and_not_pyplot_s(picture, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: shown.append((a, k)))
    picture._ipython_display_()
    data, metadata = picture._repr_mimebundle_()
    assert shown == [((data,), {"metadata": metadata, "raw": True})]


def test_without_alternative_text_it_is_still_a_picture(tmp_path):
    made = Picture(figsize=(1, 1))
    data, metadata = made._repr_mimebundle_()
    assert data["text/plain"].startswith("<")
    assert metadata == {SVG: {"alt": ""}}
    made.save(tmp_path / "blank.png")
    assert described(tmp_path / "blank.png") == ""


def test_pyplot_does_not_know_it(picture):
    assert picture not in map(plt.figure, plt.get_fignums())
    assert picture.canvas.manager is None


def test_the_panels_picture_describes_the_digit(trained, sample, evaluation, tmp_path):
    model, _ = trained
    figure = draw_panels(model, sample.test, 12, evaluation=evaluation)
    label = int(sample.test.labels[12])
    assert figure.alt == describe(read(model, sample.test.images[12], label))
    figure.save(tmp_path / "panels.svg")
    assert described(tmp_path / "panels.svg") == figure.alt
