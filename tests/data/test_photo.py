import contextlib
import os

import numpy as np
import pytest
import torch
from helpers_data import claimed_png, fine_pen, photo
from PIL import Image, ImageDraw

from mnist_core.data.digits import scale
from mnist_core.data.photo import read_image
from mnist_core.errors import ImageError

SHEET = (480, 640)


def saved(pixels, path, **options):
    picture = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    picture.save(path, **options)
    return path


def predictions(model, images):
    with torch.no_grad():
        return model(scale(images)).argmax(1)


def box(digit):
    """Height and width of what is not black."""
    return [int(np.ptp(np.flatnonzero(digit.numpy().any(axis)))) + 1 for axis in (1, 0)]


def middle(digit):
    """Centre of mass: row, column."""
    x = digit.double()
    places = torch.arange(28.0, dtype=torch.float64)
    return [float((x.sum(axis) * places).sum() / x.sum()) for axis in (1, 0)]


# --- photos ------------------------------------------------------------------------

SCENES = {
    "dark on light": {},
    "light on dark": {"paper": 0.15, "pen": 0.85},
    "pencil in a dark corner": {"pen": 0.55, "shade": 0.6},
    "much noise": {"noise": 0.06},
    "small on a large sheet": {"size": 200, "sheet": (700, 900)},
    "filling the picture": {"size": 450},
}


@pytest.mark.parametrize(
    ("scene", "count"), [*zip(SCENES, [40, 10, 10, 10, 10, 10], strict=True)]
)
def test_a_photo_is_predicted_like_the_digit_in_it(
    tmp_path, sample, trained, scene, count
):
    digits = sample.test.images[:count]
    random = np.random.default_rng(0)
    read = []
    for i, digit in enumerate(digits):
        look = {"size": 300, "sheet": SHEET, "seed": i} | SCENES[scene]
        room = np.array(look["sheet"]) - look["size"]
        at = tuple(random.integers(8, room - 8))  # none touches the edge
        path = saved(photo(digit, at=at, **look), tmp_path / "photo.jpg", quality=85)
        read.append(read_image(path))
        assert read[-1].shape == (28, 28)
        assert read[-1].dtype == torch.uint8
        assert read[-1].max() == 255
        assert read[-1].min() == 0
        assert max(box(read[-1])) <= 20
        assert np.abs(np.array(middle(read[-1])) - 14).max() <= 1
    same = predictions(trained[0], torch.stack(read)) == predictions(trained[0], digits)
    assert same.float().mean() >= 0.9


def test_a_photo_looks_like_the_digit_in_it(tmp_path, sample):
    """Compared pixel by pixel, with the mean error that a shift by one pixel makes."""
    digits = sample.test.images[:10]
    error, shifted = [], []
    for i, digit in enumerate(digits):
        path = saved(photo(digit, seed=i), tmp_path / "photo.png")
        error.append((read_image(path).float() - digit.float()).abs().mean())
        shifted.append((digit.float() - digit.float().roll(1, 1)).abs().mean())
    assert np.mean(error) < 0.6 * np.mean(shifted)


def test_the_table_beside_the_paper_is_left_out(tmp_path, sample, trained):
    digits = sample.test.images[:20]
    read = []
    for i, digit in enumerate(digits):
        seen = photo(digit, seed=i)
        seen[:, :60] = 40
        read.append(read_image(saved(seen, tmp_path / "photo.jpg")))
    same = predictions(trained[0], torch.stack(read)) == predictions(trained[0], digits)
    assert same.float().mean() >= 0.9


def test_dust_is_left_out(tmp_path, sample):
    digit = sample.test.images[8]
    clean = photo(digit, noise=0)
    dusty = clean.copy()
    dusty[450:455, 20:25] = dusty[30:33, 600:606] = 30
    first = read_image(saved(clean, tmp_path / "clean.png"))
    second = read_image(saved(dusty, tmp_path / "dusty.png"))
    assert (first.float() - second.float()).abs().mean() < 3


# --- pens --------------------------------------------------------------------------

LINES = {
    0: [[(60, 0), (15, 40), (0, 100), (15, 160), (60, 200),
         (105, 160), (120, 100), (105, 40), (60, 0)]],
    1: [[(0, 0), (0, 200)]],
    2: [[(0, 40), (30, 0), (90, 0), (115, 50), (80, 110), (0, 200), (130, 195)]],
    3: [[(0, 10), (60, 0), (110, 30), (100, 75), (40, 95), (105, 115), (120, 160),
         (60, 200), (0, 185)]],
    4: [[(20, 0), (0, 100), (120, 95)], [(100, 20), (90, 200)]],
    5: [[(110, 0), (20, 5), (10, 85), (70, 80), (115, 130), (80, 190), (0, 195)]],
    7: [[(0, 5), (120, 0), (50, 200)]],
}  # fmt: skip


def drawn(digit, width, ink=0, paper=255):
    picture = Image.new("L", (300, 400), paper)
    pen = ImageDraw.Draw(picture)
    for line in LINES[digit]:
        pen.line([(x + 90, y + 90) for x, y in line], ink, width, joint="curve")
    return picture


@pytest.mark.parametrize("width", [2, 6, 16, 26])
def test_a_drawing_is_read_whatever_the_pen(tmp_path, trained, width):
    read = torch.stack(
        [read_image(saved(drawn(k, width), tmp_path / "drawn.png")) for k in LINES]
    )
    assert predictions(trained[0], read).tolist() == list(LINES)


@pytest.mark.parametrize("digit", LINES)
def test_a_fine_pen_is_thickened_to_what_mnist_has(tmp_path, digit):
    """So its ink is much like that of a pen as broad as MNIST's."""
    ink = [
        float(read_image(saved(drawn(digit, w), tmp_path / "drawn.png")).sum())
        for w in (1, 2, 3, 20)
    ]
    assert all(0.6 * ink[-1] < some < 1.4 * ink[-1] for some in ink), ink


def test_a_fine_pen_is_predicted_like_the_digit(tmp_path, sample, trained):
    digits = sample.test.images[:40]
    lines = [np.where(fine_pen(digit), 30, 230).astype(np.uint8) for digit in digits]
    same = 0
    for line, digit in zip(lines, digits, strict=True):
        with contextlib.suppress(ImageError):  # it skips so much that it may be two
            read = read_image(saved(line, tmp_path / "fine.png"))
            pair = predictions(trained[0], torch.stack([read, digit]))
            same += int(pair[0] == pair[1])
    assert same >= 0.85 * len(digits)


# --- digits that are in MNIST's form already -----------------------------------------


@pytest.mark.parametrize("ink", ["white", "black"])
def test_a_digit_of_mnist_comes_back_exactly(tmp_path, sample, ink):
    for digit in sample.test.images[:50]:
        image = digit.numpy() if ink == "white" else 255 - digit.numpy()
        path = saved(image, tmp_path / "digit.png")
        assert torch.equal(read_image(str(path)), digit)


# --- what picture files may hold -----------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_way_the_camera_was_held_is_honoured(tmp_path, orientation):
    upright = drawn(4, 12)
    turns = {  # what the viewer has to undo
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    stored = upright
    for turn in turns.get(orientation, []):
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(stored, tmp_path / "turned.jpg", exif=exif, quality=95)
    expected = read_image(saved(upright, tmp_path / "upright.jpg", quality=95))
    error = (read_image(path).float() - expected.float()).abs().mean()
    assert error < 3, f"off by {error} of 255 on average"


def as_mode(mode):
    """The same drawing as Pillow's ``mode``."""
    grey = drawn(5, 14)
    if mode in ("LA", "RGBA"):  # ink is what is not transparent
        picture = Image.new(mode, grey.size, 0)
        picture.putalpha(Image.fromarray(255 - np.asarray(grey)))
        return picture
    if mode == "I;16":
        return Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    if mode == "P with transparency":
        picture = grey.point(lambda v: v > 127).convert("P")
        picture.putpalette([0, 0, 0, 0, 0, 0] + [0] * 756)
        picture.info["transparency"] = 1
        return picture
    return grey.convert(mode)


@pytest.mark.parametrize(
    ("mode", "ending"),
    [
        ("1", "png"),
        ("P", "png"),
        ("P", "gif"),
        ("P with transparency", "png"),
        ("P with transparency", "gif"),
        ("RGB", "jpg"),
        ("RGB", "bmp"),
        ("RGB", "webp"),
        ("CMYK", "jpg"),
        ("LA", "png"),
        ("RGBA", "png"),
        ("RGBA", "webp"),
        ("I;16", "png"),
        ("RGB", "tiff"),
    ],
)
def test_kinds_of_pictures_are_read_alike(tmp_path, mode, ending):
    expected = read_image(saved(drawn(5, 14), tmp_path / "expected.png"))
    got = read_image(saved(as_mode(mode), tmp_path / f"picture.{ending}"))
    assert (got.float() - expected.float()).abs().mean() < 6


def test_sixteen_bits_of_little_contrast_are_stretched(tmp_path):
    """As scanners and microscopes write them: all between 20,000 and 30,200."""
    expected = read_image(saved(drawn(5, 14), tmp_path / "expected.png"))
    grey = np.asarray(drawn(5, 14)).astype(np.uint16)
    faint = Image.fromarray(20_000 + grey * 40)
    got = read_image(saved(faint, tmp_path / "faint.png"))
    assert torch.equal(got, expected)


# --- what is no picture of a digit ---------------------------------------------------


def blank(path):
    return saved(np.full((300, 300), 240, np.uint8), path)


def uneven_noisy_paper(path):
    return saved(photo(torch.zeros(28, 28, dtype=torch.uint8), noise=0.03), path)


def blank_digit(path):
    return saved(np.zeros((28, 28), np.uint8), path)


def one_pixel(path):
    return saved(np.zeros((1, 1), np.uint8), path)


def empty(path):
    path.write_bytes(b"")


def no_picture(path):
    path.write_text("<html>This is no picture.</html>")


def truncated(path):
    saved(drawn(3, 10), path)
    path.write_bytes(path.read_bytes()[:-60])


def signature_alone(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n")


def folder(path):
    path.mkdir()


def missing(path):
    pass


def bomb(path):
    path.write_bytes(claimed_png(60_000, 60_000))


def claims_more_than_it_holds(path):
    path.write_bytes(claimed_png(10_000, 10_000))


def huge(path):
    with path.open("wb") as file:
        file.truncate(2**40)


def pipe(path):
    os.mkfifo(path)


def endless(path):
    path.symlink_to("/dev/zero")


NO_DIGIT = {
    pipe: "is no file",
    endless: "is no file",
    blank: "blank or too faint",
    uneven_noisy_paper: "blank or too faint",
    blank_digit: "blank or too faint",
    one_pixel: "blank or too faint",
    empty: "not a whole picture",
    no_picture: "not a whole picture",
    truncated: "not a whole picture",
    signature_alone: "not a whole picture",
    folder: "Is a directory",
    missing: "There is no file",
    bomb: "too large (60000 x 60000 pixels)",
    claims_more_than_it_holds: "not a whole picture",
    huge: "not a whole picture",
}


@pytest.mark.parametrize("make", NO_DIGIT, ids=lambda make: make.__name__)
def test_what_shows_no_digit_is_refused_in_one_line(tmp_path, make):
    path = tmp_path / "picture.png"
    make(path)
    limit = Image.MAX_IMAGE_PIXELS
    with pytest.raises(ImageError) as caught:
        read_image(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert NO_DIGIT[make] in str(caught.value)
    assert limit == Image.MAX_IMAGE_PIXELS


def test_a_picture_full_of_ink_is_refused(tmp_path):
    stripes = np.full((200, 200), 255, np.uint8)
    stripes[:, np.arange(200) % 20 < 14] = 0
    stripes[[0, -1]] = stripes[:, [0, -1]] = 255
    with pytest.raises(ImageError, match="empty paper around"):
        read_image(saved(stripes, tmp_path / "stripes.png"))


@pytest.mark.parametrize("size", [(1, 5), (2, 2), (3, 300), (27, 27), (29, 29), (7, 9)])
def test_pictures_of_odd_sizes_are_read_or_refused(tmp_path, size):
    path = tmp_path / "small.png"
    for seed in range(5):
        noise = np.random.default_rng(seed).integers(0, 256, size, np.uint8)
        saved(noise, path)
        with contextlib.suppress(ImageError):
            digit = read_image(path)
            assert digit.shape == (28, 28)
            assert max(box(digit)) <= 20
