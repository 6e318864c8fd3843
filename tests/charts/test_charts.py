"""Each chart draws the numbers it is given, and says the same numbers in words."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from PIL import Image

from mnist_core import charts
from mnist_core.drawing import DARK, LIGHT, Picture

AXES = {"xlabel": "day", "ylabel": "rain"}
WALL = np.array([[[0, 1], [2, 3]], [[0, 0], [-6, 2]], [[1, 1], [1, 4]]], dtype=float)

# A small chart of each kind, and what it says when nobody says anything before it.
CHARTS = {
    "images": (lambda **k: charts.images(WALL, [4, "x", 1], **k),
               "3 small pictures: 4, x, 1."),
    "bars": (lambda **k: charts.bars({"a": 1200, "b": 0.5}, **k),
             "Bars of numbers. a: 1,200, b: 0.5."),
    "lines": (lambda **k: charts.lines({"a": [3, 1, 2]}, **AXES, **k),
              "rain over day. a: from 3 at 1 to 2 at 3, lowest 1 at 2."),
    "histogram": (lambda **k: charts.histogram({"a": [1, 2, 9]}, xlabel="age", **k),
                  "Histograms of age. a: from 1 to 9, median 2 (dashed)."),
    "spans": (lambda **k: charts.spans({"a": [1, 3]}, ylabel="rain", **k),
              "Medians of rain, and ranges. a: 2 (1 to 3)."),
    "places": (lambda **k: charts.places({"a": (1, 2)}, **AXES, **k),
               "rain over day. a: 1, 2."),
    "points": (lambda **k: charts.points(np.eye(2), [7, 7], **k),
               "2 points in a plane, each drawn as its digit."),
    "sheet": (lambda **k: charts.sheet({"a": WALL, 7: WALL[:1]}, **k),
              "4 small pictures, a group in each row or rows. a: 3, 7: 1."),
    "table": (lambda **k: charts.table([[1, 2], [1500, 4]], columns="ab", **k),
              "A table, 2 by 2. The largest number is 1,500, in row 1, column a."),
}  # fmt: skip


@pytest.fixture(params=CHARTS.values(), ids=CHARTS)
def chart(request):
    return request.param


def texts(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


# --- every chart -------------------------------------------------------------


def test_there_is_a_chart_of_every_kind_here():
    assert set(CHARTS) == set(charts.__all__)


def test_each_is_a_picture_that_says_its_numbers(chart):
    make, words = chart
    figure = make()
    assert isinstance(figure, Picture)
    assert figure.alt == words
    assert make(title="Today").alt == f"Today. {words}"
    assert make(title="Today", says="It rains.").alt == f"It rains. {words}"
    assert plt.get_fignums() == []


def test_each_is_a_png_as_wide_as_the_book_with_its_title_in_it(chart):
    make, words = chart
    figure = make(title="Today")
    with Image.open(io.BytesIO(figure.png())) as image:
        assert image.format == "PNG"
        assert image.width == 720
        assert image.text["Description"] == f"Today. {words}"
    titles = [figure.get_suptitle(), *(ax.get_title() for ax in figure.axes)]
    assert titles.count("Today") == 1
    assert to_hex(figure.get_facecolor()) == LIGHT.background


# --- images ------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(28, 28), (0, 28, 28), (1, 2, 3, 4)])
def test_images_that_are_no_wall_are_refused(shape):
    with pytest.raises(ValueError, match=r"images must be \(N, H, W\), not \(\d"):
        charts.images(np.zeros(shape))


@pytest.mark.parametrize("titles", ["ab", range(4)])
def test_every_image_needs_its_title(titles):
    with pytest.raises(ValueError, match=f"3 images, but {len(titles)} titles"):
        charts.images(WALL, titles)


def test_images_stand_in_rows_each_on_its_own_scale_in_grey():
    figure = charts.images(WALL, "abc", columns=2)
    assert [ax.get_title() for ax in figure.axes] == ["a", "b", "c", ""]
    assert figure.axes[0].get_gridspec().get_geometry() == (2, 2)
    *shown, empty = [ax.get_images() for ax in figure.axes]
    assert empty == []
    for (image,), array in zip(shown, WALL, strict=True):
        np.testing.assert_array_equal(image.get_array(), array)
        assert image.get_clim() == (array.min(), array.max())
        assert image.get_cmap().name == "gray"
    assert not any(ax.axison for ax in figure.axes)


def test_a_row_is_eight_images_unless_told():
    geometry = charts.images(np.zeros((9, 1, 1))).axes[0].get_gridspec().get_geometry()
    assert geometry == (2, 8)
    assert charts.images(WALL[:1]).alt == "1 small picture."


def test_signed_images_share_one_scale_with_white_in_the_middle():
    *walls, bar = charts.images(WALL, signed=True).axes
    scales = [ax.get_images()[0] for ax in walls]
    assert [scale.get_clim() for scale in scales] == [(-6, 6)] * 3
    red, white, blue = scales[0].to_rgba([[4, 0, -4]])[0, :, :3]
    assert red[0] > red[2] + 0.3  # positive is red
    assert blue[2] > blue[0] + 0.3  # negative is blue
    assert white.min() > 0.95
    assert bar.get_xlim() == (-6, 6)


def test_signed_images_of_nothing_but_zero_are_white():
    image = charts.images(np.zeros((1, 2, 2)), signed=True).axes[0].get_images()[0]
    assert image.to_rgba([[0.0]]).min() > 0.95


# --- sheet -------------------------------------------------------------------


def test_a_sheet_has_each_group_in_rows_of_its_own_on_one_scale():
    groups = {"a": WALL, "none": np.zeros((0, 2, 2)), 7: WALL[:1]}
    (ax,) = charts.sheet(groups, columns=2).axes
    (shown,) = ax.get_images()
    paper = shown.get_array()
    assert paper.shape == (4 * 3, 2 * 3)
    first, second, third, again = (
        paper[row : row + 2, column : column + 2]
        for row, column in ((0, 0), (0, 3), (3, 0), (9, 0))
    )
    for part, array in ((first, 0), (second, 1), (third, 2), (again, 0)):
        np.testing.assert_array_equal(part, WALL[array])
    assert paper.count() == 4 * 4  # the rest is left out
    assert shown.get_clim() == (WALL.min(), WALL.max())
    assert texts(ax.yaxis) == ["a", "none", "7"]
    assert ax.get_yticks().tolist() == [1.5, 7.5, 10.5]


def test_on_a_sheet_digits_are_at_least_as_large_as_their_pixels():
    figure = charts.sheet({k: np.zeros((16, 28, 28)) for k in range(10)})
    figure.png()  # lays it out
    (ax,) = figure.axes
    width = ax.get_window_extent().width / figure.dpi * 96  # pixels of a page
    assert width / 15 >= 28


# --- points ------------------------------------------------------------------


def test_every_point_is_drawn_as_its_digit():
    places = np.arange(10).reshape(5, 2)
    figure = charts.points(places, [3, 8, 3, 0, 3], **AXES)
    zero, three, eight = groups = figure.axes[0].collections
    np.testing.assert_array_equal(three.get_offsets(), places[[0, 2, 4]])
    np.testing.assert_array_equal(eight.get_offsets(), places[[1]])
    np.testing.assert_array_equal(zero.get_offsets(), places[[3]])
    outlines = {group.get_paths()[0].vertices.tobytes() for group in groups}
    assert len(outlines) == 3  # not the colour alone
    assert len({to_hex(group.get_facecolor()[0]) for group in groups}) == 3
    ax = figure.axes[0]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("day", "rain")
    assert texts(ax.xaxis) == texts(ax.yaxis) == []
    assert charts.points(np.zeros((1234, 2)), np.zeros(1234, int)).alt[:5] == "1,234"


# --- table -------------------------------------------------------------------


def test_a_table_has_its_numbers_in_its_cells():
    figure = charts.table([[1234, 0, 3], [4, 5.4, 1000]], rows=("no", "yes"), **AXES)
    ax = figure.axes[0]
    cells = {text.get_position(): text.get_text() for text in ax.texts}
    assert cells == {
        (0.5, 0.5): "1,234", (1.5, 0.5): "0", (2.5, 0.5): "3",
        (0.5, 1.5): "4", (1.5, 1.5): "5", (2.5, 1.5): "1,000",
    }  # fmt: skip
    assert texts(ax.xaxis) == ["0", "1", "2"]
    assert texts(ax.yaxis) == ["no", "yes"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("day", "rain")
    found = "A table, 2 by 3. The largest number is 1,234, in row no, column 0."
    assert figure.alt == found


def test_a_table_is_shaded_from_paper_to_the_colour_of_the_largest():
    (cells,) = charts.table([[0, 50, 100]]).axes[0].collections
    shades = [to_hex(shade) for shade in cells.to_rgba([0, 100])]
    assert shades == [LIGHT.background, LIGHT.count]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_number_in_a_table_can_be_read_in_every_cell(theme):
    """By WCAG 2: 4.5 to 1."""
    light = relative_luminance(theme.ink)
    for paper in (theme.background, theme.count):
        pair = sorted([light, relative_luminance(paper)])
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5


def relative_luminance(colour):
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_a_cell_without_a_number_stays_empty():
    figure = charts.table([[np.nan, 2], [7, np.nan]], columns=iter("ab"), rows="cd")
    ax = figure.axes[0]
    assert sorted(text.get_text() for text in ax.texts) == ["2", "7"]
    assert np.isnan(ax.collections[0].get_array().filled(np.nan)).sum() == 2
    assert figure.alt.endswith("The largest number is 7, in row d, column a.")
    assert figure.png()
