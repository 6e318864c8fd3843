"""Which neurons and connections the network panel shows, to the number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mnist_core.reading import activity
from mnist_core.reading.activity import Column, choose
from mnist_core.reading.reading import read_many

SIZES = (784, 128, 64, 10)
NAMES = ("input", "hidden1", "hidden2", "output")


@pytest.fixture
def seen(trained, sample):
    """Readings of the first 50 test digits of the sample by the shipped network."""
    return read_many(trained[0], sample.test.images[:50])


def made_up(seed):
    """Layers and matrices of a network that never was; many of its levels tie."""
    random = np.random.default_rng(seed)
    layers = tuple(random.integers(0, 4, n) / 4 for n in SIZES[:3])
    odds = random.random(10)
    pairs = zip(SIZES[1:], SIZES, strict=False)
    matrices = [random.integers(-3, 4, pair) / 3 for pair in pairs]
    layers = (*layers, odds / odds.sum())
    return dict(zip(NAMES, layers, strict=True)), matrices


def test_the_columns_are_as_the_design_says(seen):
    for one in seen:
        columns = one.activity.columns
        assert [c.name for c in columns] == list(NAMES)
        assert [c.size for c in columns] == [784, 128, 64, 10]
        assert [len(c.shown) for c in columns] == [15, 15, 12, 10]
        for column in columns:
            assert (np.diff(column.shown) > 0).all()  # index order, none twice
            assert column.levels.min() >= 0
            assert column.levels.max() <= 1
        np.testing.assert_allclose(columns[3].levels, one.probabilities)


@pytest.mark.parametrize(("layer", "most"), [(1, 12), (2, 9)])
def test_the_most_active_and_three_of_the_least_active_are_shown(seen, layer, most):
    for one in seen:
        activations = list(one.layers.values())[layer]
        shown = one.activity.columns[layer].shown
        ranked = np.lexsort((np.arange(len(activations)), -activations))
        assert set(ranked[:most]) <= set(shown)
        least = sorted(set(shown) - set(ranked[:most]))
        rest = sorted(ranked[most:], key=lambda i: (activations[i], i))
        assert least == sorted(rest[:3])
        assert one.activity.columns[layer].levels.max() == 1


def test_there_is_always_a_white_neuron_to_see(seen):
    for one in seen:
        assert not one.activity.columns[1].active.all()


def test_the_inputs_shown_are_those_with_the_strongest_connections(trained, seen):
    model, _ = trained
    weight = np.abs(model.fc1.weight.detach().numpy().astype(np.float64))
    for one in seen[:20]:
        inputs, hidden, *_ = one.activity.columns
        brightness = one.pixels.ravel() / one.pixels.max()
        sums = np.zeros(784)
        for neuron, level in zip(hidden.shown, hidden.levels, strict=True):
            sums += weight[neuron] * brightness * level
        ranked = np.lexsort((np.arange(784), -sums))
        assert sorted(ranked[:15]) == list(inputs.shown)


def test_edges_are_weight_times_both_levels(trained, seen):
    model, _ = trained
    matrices = [fc.weight.detach().numpy() for fc in (model.fc1, model.fc2, model.fc3)]
    for one in seen[:20]:
        for k, edges in enumerate(one.activity.edges):
            before, after = one.activity.columns[k : k + 2]
            for i in range(len(before.shown)):
                for j in range(len(after.shown)):
                    w = float(matrices[k][after.shown[j], before.shown[i]])
                    expected = abs(w) * before.levels[i] * after.levels[j]
                    assert edges.strength[i, j] == pytest.approx(expected, rel=1e-9)
                    assert edges.negative[i, j] == (w < 0)


def test_a_quarter_of_the_connections_that_carry_anything_is_strong(seen):
    for one in seen:
        for edges in one.activity.edges:
            carrying = np.count_nonzero(edges.strength)
            assert edges.strong.sum() == -(-carrying // 4)
            assert edges.strength[edges.strong].min() >= edges.strength[
                ~edges.strong
            ].max(initial=0)


def test_active_means_above_a_tenth_and_for_outputs_above_a_hundredth():
    levels = np.zeros(784)
    levels[:4] = 1, 0.1, 0.101, 0.099
    odds = np.array([0.01, 0.0101, 0.0099, 0.97, *np.zeros(6)])
    layers = [levels, levels[:128], levels[:64], odds]
    matrices = [np.ones(pair) for pair in zip(SIZES[1:], SIZES, strict=False)]
    columns = choose(dict(zip(NAMES, layers, strict=True)), matrices).columns
    for column in columns[:3]:
        assert column.shown[:4].tolist() == [0, 1, 2, 3]
        assert np.flatnonzero(column.active).tolist() == [0, 2]
    assert np.flatnonzero(columns[3].active).tolist() == [1, 3]


@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
def test_of_the_first_hidden_layer_more_is_shown_than_of_each_later_one(hidden):
    random = np.random.default_rng(hidden)
    sizes = [784, *[40] * hidden, 10]
    layers = {f"layer{k}": random.random(n) for k, n in enumerate(sizes)}
    pairs = zip(sizes[1:], sizes, strict=False)
    made = choose(layers, [random.normal(size=pair) for pair in pairs])
    assert [len(c.shown) for c in made.columns] == [15, 15, *[12] * (hidden - 1), 10]
    assert len(made.edges) == hidden + 1


@given(hnp.arrays(np.float64, 20, elements=st.sampled_from([0.0, 0.25, 0.5, 1.0])))
def test_ties_between_neurons_go_to_the_lower_index(levels):
    shown = activity.most_and_least(levels, 9)
    order = sorted(range(20), key=lambda i: (-levels[i], i))
    rest = sorted(order[9:], key=lambda i: (levels[i], i))
    assert list(shown) == sorted(order[:9] + rest[:3])


@given(hnp.arrays(np.float64, (4, 5), elements=st.sampled_from([-1.0, 0.0, 0.5, 1.0])))
def test_ties_between_connections_go_to_the_one_listed_first(weights):
    before, after = (
        Column("a layer", n, np.arange(n), np.ones(n), np.ones(n, bool))
        for n in weights.shape
    )
    strong = activity.edges_between(weights, before, after).strong.ravel()
    negative = activity.edges_between(weights, before, after).negative
    np.testing.assert_array_equal(negative, weights < 0)
    strength = np.abs(weights).ravel()
    order = sorted(range(20), key=lambda i: (-strength[i], i))
    carrying = np.count_nonzero(strength)
    assert set(np.flatnonzero(strong)) == set(order[: -(-carrying // 4)])


@pytest.mark.parametrize("seed", range(5))
def test_any_network_has_its_columns_and_its_quarter(seed):
    layers, matrices = made_up(seed)
    made = choose(layers, matrices)
    for column, whole in zip(made.columns[:3], list(layers.values())[:3], strict=True):
        np.testing.assert_allclose(column.levels, whole[column.shown] / whole.max())
    for edges in made.edges:
        assert edges.strong.sum() == -(-np.count_nonzero(edges.strength) // 4)
        assert not edges.strong[edges.strength == 0].any()


def test_where_nothing_is_active_nothing_is_strong_and_nothing_is_not_a_number():
    _, matrices = made_up(0)
    silent = [*(np.zeros(n) for n in SIZES[:3]), np.full(10, 0.1)]
    silent = dict(zip(NAMES, silent, strict=True))
    made = choose(silent, matrices)
    for column in made.columns[:3]:
        assert not column.active.any()
        assert not column.levels.any()
        np.testing.assert_array_equal(column.shown, np.arange(len(column.shown)))
    assert made.columns[3].active.all()
    assert not any(edges.strong.any() for edges in made.edges)


def test_choosing_changes_nothing_it_was_given():
    layers, matrices = made_up(1)
    before = [array.copy() for array in (*layers.values(), *matrices)]
    choose(layers, matrices)
    for array, copy in zip((*layers.values(), *matrices), before, strict=True):
        np.testing.assert_array_equal(array, copy)
