"""Digit after digit in a file: as many, as long and as large as asked, or nothing."""

import base64
import io
import logging
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from helpers_data import contents, full_disk
from matplotlib.colors import to_hex, to_rgb
from PIL import Image

from mnist_core.drawing import DARK, LIGHT
from mnist_core.errors import ConfigError, DisplayError
from mnist_core.panels import film
from mnist_core.panels.figure import SevenPanels
from mnist_core.panels.film import Film, check_can_write, write_panels
from mnist_core.reading import describe


@pytest.fixture
def ffmpeg(monkeypatch):
    """matplotlib's ffmpeg is the one that comes with imageio-ffmpeg."""
    package = pytest.importorskip(
        "imageio_ffmpeg", reason="needs imageio-ffmpeg, which brings an ffmpeg"
    )
    path = package.get_ffmpeg_exe()
    monkeypatch.setitem(matplotlib.rcParams, "animation.ffmpeg_path", path)
    return path


@pytest.fixture
def fake_ffmpeg(monkeypatch, tmp_path_factory):
    """Puts a shell script in ffmpeg's place."""

    def put(script):
        path = tmp_path_factory.mktemp("bin") / "ffmpeg"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setitem(matplotlib.rcParams, "animation.ffmpeg_path", str(path))

    return put


@pytest.fixture
def write(gallery, tmp_path):
    """Write a film of the first digits; returns its path and its views."""

    def make(name, count=3, **how):
        views = [gallery.view(index) for index in range(count)]
        write_panels(tmp_path / name, iter(views), count, progress=False, **how)
        return tmp_path / name, views

    return make


def drawn(views) -> Iterator[np.ndarray]:
    panels = SevenPanels()
    for view in views:
        panels.draw(view)
        yield panels.figure.pixels().astype(int)


def frames_of(path, ffmpeg) -> np.ndarray:
    """(n, height, width, 3): every frame of a film, decoded."""
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    done = subprocess.run(
        [ffmpeg, "-loglevel", "error", "-i", path, *raw],
        capture_output=True,
        check=True,
    )
    width, height = size_of(path, ffmpeg)
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, height, width, 3)


def said_of(path, ffmpeg) -> str:
    done = subprocess.run([ffmpeg, "-i", path], capture_output=True, text=True)
    return done.stderr


def size_of(path, ffmpeg) -> tuple[int, int]:
    found = re.search(r"Video: .* (\d{3,4})x(\d{3,4})", said_of(path, ffmpeg))
    return int(found[1]), int(found[2])


# --- stills ------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".png", ".SVG", ".pdf"])
def test_a_picture_holds_the_first_view(write, tmp_path, suffix):
    path, views = write(f"panels{suffix}", theme="dark")
    panels = SevenPanels("dark")
    panels.show(views[0])
    panels.figure.save(tmp_path / f"expected{suffix}")
    assert path.read_bytes() == (tmp_path / f"expected{suffix}").read_bytes()
    if suffix == ".png":
        with Image.open(path) as image:
            assert image.text["Description"] == describe(views[0].reading)


def test_only_the_first_view_is_asked_for(gallery, tmp_path):
    def views():
        yield gallery.view(0)
        pytest.fail("a picture shows one digit")

    write_panels(tmp_path / "one.png", views(), 30, progress=False)
    assert (tmp_path / "one.png").exists()


# --- gif ---------------------------------------------------------------------


def test_a_gif_has_every_view_for_as_long_as_asked(write):
    path, views = write("panels.gif", interval=0.25)
    with Image.open(path) as image:
        assert image.format == "GIF"
        assert image.size == (1200, 760)
        assert image.n_frames == 3
        assert image.info["loop"] == 0  # for ever
        for number, expected in enumerate(drawn(views)):
            image.seek(number)
            assert image.info["duration"] == 250
            seen = np.asarray(image.convert("RGB")).astype(int)
            assert np.abs(seen - expected).mean() < 1.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_background_of_a_gif_does_not_flicker(write, theme):
    path, _ = write("panels.gif", theme=theme)
    with Image.open(path) as image:
        for number in range(3):
            image.seek(number)
            seen = image.convert("RGB").getpixel((2, 2))
            assert to_hex(np.divide(seen, 255)) == theme.background


def test_every_pixel_of_a_gif_gets_the_nearest_colour():
    random = np.random.default_rng(0)
    colours = random.integers(0, 256, (40, 3), np.uint8)
    pixels = random.integers(0, 256, (9, 11, 3), np.uint8)
    apart = pixels[:, :, None].astype(int) - colours
    expected = (apart**2).sum(axis=3)
    chosen = film.nearest(colours, pixels)
    assert chosen.dtype == np.uint8
    for row, column in np.ndindex(9, 11):
        every = expected[row, column]
        assert every[chosen[row, column]] == every.min()


def test_a_gif_of_one_digit_is_one_frame(write):
    path, _ = write("panels.GIF", count=1)
    with Image.open(path) as image:
        assert (image.format, image.n_frames) == ("GIF", 1)


def test_a_progress_bar_only_where_it_is_wanted(gallery, tmp_path, capsys):
    for progress in (False, True):
        views = (gallery.view(k) for k in range(2))
        write_panels(tmp_path / "a.gif", views, 2, progress=progress)
        assert ("2/2" in capsys.readouterr().err) is progress


# --- in a notebook -----------------------------------------------------------


def test_a_film_in_a_notebook_has_every_view_for_as_long_as_asked(gallery):
    views = [gallery.view(index) for index in range(3)]
    shown = Film(iter(views), interval=0.25)
    panels = SevenPanels("light", (9.0, 5.7))
    with Image.open(io.BytesIO(shown.webp)) as image:
        assert (image.format, image.size, image.n_frames) == ("WEBP", (900, 570), 3)
        assert image.info["loop"] == 0  # for ever
        for number, view in enumerate(views):
            panels.draw(view)
            image.seek(number)
            seen = np.asarray(image.convert("RGB")).astype(int)
            assert image.info["duration"] == 250
            assert np.abs(seen - panels.figure.pixels()).mean() < 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_film_in_a_notebook_has_the_size_and_the_colours_asked_for(gallery, theme):
    shown = Film([gallery.view(0)], theme=theme, size=(6.0, 4.0))
    with Image.open(io.BytesIO(shown.webp)) as image:
        assert image.size == (600, 400)
        paper = np.array(image.convert("RGB").getpixel((2, 2)))
    assert np.abs(paper - np.multiply(to_rgb(theme.background), 255)).max() < 4


def test_a_film_in_a_notebook_says_what_the_network_reads(gallery):
    views = [gallery.view(index) for index in range(4)]
    shown = Film(views, size=(4.0, 3.0))
    found = [
        (int(digit), int(sure))
        for digit, sure in re.findall(r"an? (\d) \((\d+)%\)", shown.alt)
    ]
    readings = [view.reading for view in views]
    assert found == [(r.prediction, round(100 * r.confidence)) for r in readings]
    assert shown.alt.startswith("Seven panels in motion. The network reads a")
    assert repr(shown) == shown.alt


def test_a_notebook_gets_the_film_in_the_page_with_its_words(gallery):
    shown = Film([gallery.view(0)], size=(4.0, 3.0))
    html = re.fullmatch(
        r'<img alt="([^"<>&]+)" src="data:image/webp;base64,([^"]+)">',
        shown._repr_html_(),
    )
    assert html[1] == shown.alt
    assert base64.b64decode(html[2]) == shown.webp


# --- mp4 ---------------------------------------------------------------------


def test_an_mp4_has_every_view_for_as_long_as_asked(write, ffmpeg):
    path, views = write("panels.mp4", interval=0.2)
    assert size_of(path, ffmpeg) == (1200, 760)
    assert "Video: h264" in said_of(path, ffmpeg)
    assert "yuv420p" in said_of(path, ffmpeg)  # else many players show nothing
    assert "30 fps" in said_of(path, ffmpeg)
    assert "Duration: 00:00:00.60" in said_of(path, ffmpeg)
    seen = frames_of(path, ffmpeg)
    assert len(seen) == 18
    for number, expected in enumerate(drawn(views)):
        middle = seen[6 * number + 3].astype(int)
        assert np.abs(middle - expected).mean() < 3
    assert list(path.parent.iterdir()) == [path]


def test_an_mp4_takes_the_place_of_an_older_one(write, ffmpeg, tmp_path):
    (tmp_path / "panels.mp4").write_bytes(b"old")
    path, _ = write("panels.mp4", count=1, interval=0.5)
    assert b"ftyp" in path.read_bytes()[:12]


@pytest.mark.parametrize("name", ["12:30.mp4", "-x.mp4", "%03d.mp4", "a b.MP4"])
def test_names_that_mean_something_to_ffmpeg(
    gallery, ffmpeg, tmp_path, monkeypatch, name
):
    monkeypatch.chdir(tmp_path)
    write_panels(Path(name), [gallery.view(0)], 1, interval=0.1, progress=False)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    "script",
    [
        "echo 'Unknown encoder' >&2; exit 1",
        "cat > /dev/null; echo 'No space' >&2; exit 1",
        "kill -9 $$",
    ],
    ids=["at once", "at the end", "killed"],
)
def test_an_ffmpeg_that_fails_leaves_nothing_behind(
    write, fake_ffmpeg, tmp_path, capfd, monkeypatch, script
):
    monkeypatch.setattr(logging.root, "handlers", [])  # as users have it
    fake_ffmpeg(script)
    with pytest.raises(ConfigError, match=r"Cannot write .*panels\.mp4"):
        write("panels.mp4", count=2)
    assert contents(tmp_path) == {}
    assert capfd.readouterr().err == ""  # the error says it all, in one line


def test_whoever_wants_to_hear_ffmpeg_s_own_words_can(write, fake_ffmpeg, caplog):
    fake_ffmpeg("cat > /dev/null; echo 'No space' >&2; exit 1")
    with caplog.at_level(logging.WARNING), pytest.raises(ConfigError):
        write("panels.mp4", count=1)
    assert "No space" in caplog.text


def test_ctrl_c_stops_ffmpeg_and_is_still_ctrl_c(gallery, fake_ffmpeg, tmp_path):
    fake_ffmpeg("cat > /dev/null; exit 255")  # as ffmpeg does when it is interrupted

    def views():
        yield gallery.view(0)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_panels(tmp_path / "a.mp4", views(), 2, progress=False)
    assert contents(tmp_path) == {}


def test_an_error_in_the_middle_leaves_nothing_behind(gallery, ffmpeg, tmp_path):
    def views():
        yield gallery.view(0)
        yield gallery.view(5000)

    for name in ("a.mp4", "a.gif"):
        with pytest.raises(IndexError):
            write_panels(tmp_path / name, views(), 2, progress=False)
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    ("name", "said"),
    [("a.gif", "Choose another place"), ("a.mp4", r"ffmpeg failed\. Is there")],
)
def test_on_a_full_disk_the_old_film_stays(write, ffmpeg, tmp_path, name, said):
    (tmp_path / name).write_bytes(b"precious")
    before = contents(tmp_path)
    with full_disk(500), pytest.raises(ConfigError, match=said):
        write(name, count=2, interval=0.1)
    assert contents(tmp_path) == before


# --- known beforehand --------------------------------------------------------


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.pdf", "a.gif", "a.PNG", "a.mp4"])
def test_what_can_be_written_is_let_through_and_nothing_is_touched(
    tmp_path, ffmpeg, name
):
    check_can_write(tmp_path / name)
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("name", ["a.mp4", "a.MP4"])
def test_an_mp4_needs_ffmpeg(tmp_path, monkeypatch, name):
    missing = str(tmp_path / "none")
    monkeypatch.setitem(matplotlib.rcParams, "animation.ffmpeg_path", missing)
    with pytest.raises(DisplayError, match=r"needs ffmpeg.* write a \.gif instead"):
        check_can_write(tmp_path / name)
    check_can_write(tmp_path / "a.gif")


@pytest.mark.parametrize("name", ["a.avi", "a.jpg", "a", "gif"])
def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path, name):
    with pytest.raises(ConfigError, match=", ".join(film.FILES)):
        check_can_write(tmp_path / name)


def test_a_file_that_exists_is_kept_unless_it_may_be_replaced(tmp_path):
    path = tmp_path / "a.gif"
    path.write_bytes(b"precious")
    with pytest.raises(ConfigError, match=r"a\.gif exists\. .* add --force"):
        check_can_write(path)
    check_can_write(path, replace=True)
    assert path.read_bytes() == b"precious"


@pytest.mark.parametrize("folder", ["none", "file"])
def test_a_folder_that_cannot_be_written_is_refused(tmp_path, folder):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ConfigError, match=r"Cannot write .*Choose another place"):
        check_can_write(tmp_path / folder / "a.gif")
    assert list(contents(tmp_path)) == ["file"]
