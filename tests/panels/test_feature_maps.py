"""What the panels show of networks that are not dense."""

import json
from itertools import pairwise

import numpy as np
import pytest

from mnist_core import panels
from mnist_core.models import Ensemble, new_model
from mnist_core.panels import SevenPanels, draw_panel, draw_panels
from mnist_core.reading import FeatureMaps, Gallery, read, view_of


@pytest.fixture(scope="module")
def cnn():
    return new_model(0, "cnn").eval()


@pytest.fixture(scope="module")
def ensemble(cnn):
    return Ensemble([cnn, new_model(1).eval()]).eval()


def test_a_reading_of_a_cnn_holds_its_maps(cnn, sample):
    seen = read(cnn, sample.test.images[0])
    assert isinstance(seen.activity, FeatureMaps)
    names = [column.name for column in seen.activity.columns]
    assert names == ["input", "block1", "block2", "block3"]
    for column in seen.activity.columns[1:]:
        layer = seen.layers[column.name].clip(0)
        assert column.count == len(layer)
        assert len(column.shown) == 6
        assert list(column.shown) == sorted(column.shown)
        spread = layer.std((1, 2))
        assert spread[column.shown].min() >= np.sort(spread)[-6]
        expected = layer[column.shown] / layer.max()
        np.testing.assert_allclose(column.maps, expected, rtol=1e-5)
    assert seen.output_weights.shape == (64,)
    assert len(json.loads(seen.to_json())["activity"]["columns"]) == 4


def test_the_network_panel_shows_the_maps_and_says_so(cnn, sample):
    view = view_of(cnn, sample.test[:60], 3)
    picture = draw_panel(panels.NetworkActivity, view)
    assert picture.alt.startswith("This network is not dense, so its feature maps")
    assert "Block 2: 6 of 32" in picture.alt
    (ax,) = picture.axes
    shown = [image.get_array() for image in ax.get_images()]
    held = [m for c in view.reading.activity.columns for m in c.maps]
    assert len(shown) == len(held) == 1 + 3 * 6
    for ours, theirs in zip(shown, held, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_an_ensemble_shows_its_votes(ensemble, sample):
    view = view_of(ensemble, sample.test[:60], 3)
    picture = draw_panel(panels.NetworkActivity, view)
    labels = {text.get_text() for text in picture.axes[0].texts}
    assert {"Votes", "of 2 networks"} <= labels
    votes = picture.axes[0].get_images()[-1].get_array()
    assert votes.shape == (10, 2)


def test_from_dense_to_maps_and_back_the_panels_follow(cnn, trained, sample):
    """The same figure, as a dashboard has when another network is chosen."""
    figure = SevenPanels()
    walks = [Gallery(model, sample.test[:50]) for model in (trained[0], cnn)]
    for walk in (*walks, *walks):
        figure.draw(walk.view(1))
        network = figure.panels[panels.NetworkActivity]
        assert bool(network.ax.get_images()) == (walk is walks[1])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_seven_panels_of_a_cnn_are_a_picture(cnn, sample, theme, tmp_path):
    picture = draw_panels(cnn, sample.test[:60], 5, theme=theme)
    path = tmp_path / "panels.png"
    picture.save(path)
    assert path.stat().st_size > 20_000


def test_names_of_many_layers_do_not_touch(cnn, sample):
    picture = draw_panel(panels.LayerActivations, view_of(cnn, sample.test[:60], 0))
    picture.canvas.draw()
    boxes = [label.get_window_extent() for label in picture.axes[0].get_xticklabels()]
    assert all(a.x1 < b.x0 for a, b in pairwise(boxes))
