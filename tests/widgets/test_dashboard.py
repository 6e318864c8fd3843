"""The dashboard, moved as a page would move it: by its widgets' traits, no kernel."""

import asyncio
import io
from contextlib import contextmanager

import matplotlib
import numpy as np
import pytest
import torch
from helpers_data import picture
from matplotlib import pyplot as plt
from PIL import Image

from mnist_core.data import Nudge, scale
from mnist_core.drawing import DARK, LIGHT
from mnist_core.models import MLP, new_model
from mnist_core.panels import Confidence
from mnist_core.reading import SEEN_BEFORE, Wanted, describe
from mnist_core.training import TrainConfig, train
from mnist_core.widgets import thumbnails
from mnist_core.widgets.controls import AROUND
from mnist_core.widgets.dashboard import Dashboard
from mnist_core.widgets.live import PATIENCE, WIDGET_VIEW
from mnist_core.widgets.state import State


@pytest.fixture(scope="module")
def digits(sample):
    return sample.test[:200]


@pytest.fixture(scope="module")
def own(sample):
    """A network of our own that still makes some mistakes."""
    config = TrainConfig(epochs=1, device="cpu")
    return train(sample.train, config=config, progress=False).model


@pytest.fixture(scope="module")
def answers(own, digits):
    """What it says to each digit, and how sure it is."""
    with torch.no_grad():
        confidences, predictions = own(scale(digits.images)).softmax(1).max(1)
    return predictions.tolist(), confidences.tolist()


@pytest.fixture(scope="module")
def made(own, digits):
    return Dashboard(own, digits)


@pytest.fixture
def dashboard(made):
    """As it was when it was made, but for the confidences."""
    yield made
    made.state = State()
    assert (made.index, made.controls.slider.value) == (0, 0)


def words(dashboard):
    return dashboard.controls.words.value


def note(dashboard):
    return dashboard.controls.note.value


def by_page(control, value):
    """Move a control as ipywidgets does when the page has news."""
    control.set_state({"value": value})


@contextmanager
def changes(widget, name):
    """A list that grows with every new value of a trait."""
    seen = []

    def remember(change):
        seen.append(change["new"])

    widget.observe(remember, name)
    try:
        yield seen
    finally:
        widget.unobserve(remember, name)


def pixels(jpeg):
    return np.asarray(Image.open(io.BytesIO(jpeg)))


def visited(dashboard):
    """Every digit the slider goes over, in order. Drawn is only the last."""

    async def walk():
        slider, found = dashboard.controls.slider, []
        for place in range(slider.max + 1):
            by_page(slider, place)
            found.append(dashboard.index)
        await asyncio.sleep(3 * PATIENCE)
        return found

    return asyncio.run(walk())


def never(dashboard):
    """Two digits of which the first is never taken for the second."""
    true, predicted = np.argwhere(dashboard.gallery.evaluation.confusion == 0)[0]
    return int(true), int(predicted)


# One digit after another.


def test_it_starts_with_the_first_digit_of_all(dashboard, digits, answers):
    assert (dashboard.index, dashboard.controls.slider.value) == (0, 0)
    assert dashboard.controls.slider.max == len(digits) - 1
    assert dashboard.reading.label == digits.labels[0]
    assert dashboard.reading.prediction == answers[0][0]


def test_the_slider_moves_the_index(dashboard, digits, answers):
    dashboard.controls.slider.value = 17
    assert dashboard.index == 17
    assert dashboard.reading.label == digits.labels[17]
    assert dashboard.reading.prediction == answers[0][17]
    assert dashboard.reading.confidence == pytest.approx(answers[1][17], rel=1e-4)


def test_the_index_moves_the_slider(dashboard):
    dashboard.index = 30
    assert dashboard.controls.slider.value == dashboard.controls.play.value == 30


def test_index_and_reading_can_be_observed(dashboard):
    with changes(dashboard, "index") as indices, changes(dashboard, "reading") as read:
        dashboard.controls.slider.value = 4
        dashboard.index = 9
    assert indices == [4, 9]
    assert [reading.label for reading in read] == [4, 9]


@pytest.mark.parametrize("wrong", [-1, 200, 10**9])
def test_a_digit_that_is_not_there_is_refused_and_nothing_changes(dashboard, wrong):
    dashboard.controls.filters["mistakes_only"].value = True
    before = (dashboard.index, dashboard.controls.slider.value, words(dashboard))
    with pytest.raises(IndexError, match=f"digits 0 to 199, but no {wrong}"):
        dashboard.index = wrong
    assert before == (
        dashboard.index,
        dashboard.controls.slider.value,
        words(dashboard),
    )
    assert dashboard.controls.filters["mistakes_only"].value


@pytest.mark.parametrize("place", [np.int64(7), np.uint8(7), torch.tensor(7)])
def test_the_index_may_come_from_an_array(dashboard, place):
    dashboard.index = place
    assert dashboard.index == 7
    assert type(dashboard.index) is int


@pytest.mark.parametrize("place", [2.5, "7", None])
def test_the_index_is_a_whole_number(dashboard, place):
    with pytest.raises(Exception, match="index"):
        dashboard.index = place
    assert dashboard.index == 0


def test_the_picture_is_a_jpeg_of_the_whole_figure(dashboard):
    dashboard.controls.slider.value = 6
    shown = dashboard.controls.picture
    assert shown.format == "jpeg"
    assert shown.value == dashboard.panels.figure.jpeg()
    assert pixels(shown.value).shape == (760, 1200, 3)
    assert shown.layout.max_width == "1200px"
    assert dashboard.panels.figure.alt == describe(dashboard.reading)


def test_picture_words_and_thumbnails_change_with_the_digit(dashboard):
    controls = dashboard.controls
    shown = controls.picture, controls.words, controls.neighbours
    before = [widget.value for widget in shown]
    controls.slider.value = 12
    after = [widget.value for widget in shown]
    assert all(old != new for old, new in zip(before, after, strict=True))
    controls.slider.value = 0
    assert before[1:] == [widget.value for widget in shown][1:]


def test_the_words_tell_what_the_picture_shows(dashboard):
    dashboard.controls.slider.value = 12
    reading = dashboard.reading
    awake = int((reading.layers["hidden1"] > 0).sum())
    assert 'aria-live="polite"' in words(dashboard)
    assert "<b>Digit 12.</b>" in words(dashboard)
    assert describe(reading) in words(dashboard)
    assert f"Awake: {awake} of 128 neurons in hidden layer 1" in words(dashboard)


def test_a_network_of_one_s_own_has_nothing_to_be_warned_of(dashboard):
    assert note(dashboard) == ""


def test_play_and_slider_are_one(dashboard):
    dashboard.controls.play.value = 7
    assert (dashboard.controls.slider.value, dashboard.index) == (7, 7)
    dashboard.controls.slider.value = 9
    assert dashboard.controls.play.value == 9


def test_speed_is_the_time_between_two_digits(dashboard):
    before = dashboard.controls.speed.label
    dashboard.controls.speed.label = "5 a second"
    assert dashboard.controls.play.interval == 200
    dashboard.controls.speed.label = before
    assert dashboard.controls.play.interval == dashboard.controls.speed.value


# Which digits.


@pytest.mark.parametrize(
    "filters",
    [
        {"true": 0},
        {"predicted": 8},
        {"mistakes_only": True},
        {"least_sure_first": True},
        {"mistakes_only": True, "true": 5, "least_sure_first": True},
    ],
    ids=" and ".join,
)
def test_the_slider_goes_over_what_the_filters_choose(dashboard, filters):
    for name, value in filters.items():
        dashboard.controls.filters[name].value = value
    wanted = dashboard.gallery.choose(Wanted(**filters))
    assert len(wanted) > 1
    assert dashboard.controls.slider.value == (wanted == dashboard.index).argmax()
    assert visited(dashboard) == wanted.tolist()


def test_a_filter_keeps_the_digit_on_screen_if_it_may(dashboard, digits):
    dashboard.index = 23
    dashboard.controls.filters["true"].value = int(digits.labels[23])
    assert dashboard.index == 23
    assert dashboard.controls.slider.value == (digits.labels[:23] == 3).sum() == 2
    dashboard.controls.filters["true"].value = 5
    assert dashboard.index == 5
    assert dashboard.controls.slider.value == 0


def test_slider_and_play_end_where_the_chosen_digits_end(dashboard):
    dashboard.index = 199
    dashboard.controls.filters["true"].value = 4
    assert dashboard.controls.slider.max == dashboard.controls.play.max == 19
    dashboard.state = State()
    assert dashboard.controls.slider.max == dashboard.controls.play.max == 199


def test_the_words_tell_which_of_the_chosen_digits_it_is(dashboard, digits):
    dashboard.controls.filters["true"].value = 4
    dashboard.controls.slider.value = 2
    assert f"<b>Digit {dashboard.index}, number 3 of 20.</b>" in words(dashboard)


def test_a_filter_that_fits_no_digit_says_so_and_changes_nothing(dashboard):
    dashboard.index = 33
    true, predicted = never(dashboard)
    dashboard.controls.filters["true"].value = true
    before = dashboard.index
    dashboard.controls.filters["predicted"].value = predicted
    assert "No digit is like that" in note(dashboard)
    assert f"<b>Digit {before}.</b>" in words(dashboard)
    assert visited(dashboard) == [before]
    dashboard.controls.filters["predicted"].value = -1  # any
    assert note(dashboard) == ""
    assert len(visited(dashboard)) > 1


def test_a_digit_that_the_filters_leave_out_clears_them(dashboard, digits):
    dashboard.controls.filters["true"].value = 3
    dashboard.controls.filters["least_sure_first"].value = True
    dashboard.index = 4
    assert digits.labels[4] == 4
    assert dashboard.state.wanted == Wanted()
    assert dashboard.controls.slider.max == len(digits) - 1
    assert dashboard.controls.slider.value == 4


def test_a_digit_that_the_filters_let_through_keeps_them(dashboard, digits):
    dashboard.controls.filters["true"].value = 3
    dashboard.index = 43
    assert dashboard.state.wanted == Wanted(true=3)
    assert dashboard.controls.slider.value == 4


# The most confused pairs.


def test_the_most_confused_pairs_have_buttons(dashboard):
    most = dashboard.gallery.evaluation.most_confused()
    assert len(most) == 5
    assert list(dashboard.controls.pairs) == [pair[:2] for pair in most]


def test_a_pair_is_shown_from_the_first_to_the_last_and_again(
    dashboard, digits, answers
):
    (true, predicted), *_ = dashboard.controls.pairs
    wanted = [
        k
        for k, said in enumerate(answers[0])
        if said == predicted and digits.labels[k] == true
    ]
    assert len(wanted) > 1
    for index in [*wanted, wanted[0]]:
        dashboard.show_pair(true, predicted)
        assert dashboard.index == index
    assert dashboard.state.wanted == Wanted(true, predicted)


def test_each_button_shows_its_pair(dashboard):
    for (true, predicted), button in dashboard.controls.pairs.items():
        button.click()
        assert dashboard.reading.label == true
        assert dashboard.reading.prediction == predicted


def test_a_pair_of_mistakes_only_is_the_same_pair(dashboard):
    (pair, button), *_ = dashboard.controls.pairs.items()
    dashboard.controls.filters["mistakes_only"].value = True
    button.click()
    first = dashboard.index
    button.click()
    assert dashboard.index != first
    assert dashboard.state.wanted == Wanted(*pair)


def test_a_pair_that_never_happened_is_said_to_be_none(dashboard):
    pair = never(dashboard)
    for _ in range(2):
        dashboard.show_pair(*pair)
        assert "No digit is like that" in note(dashboard)
        assert dashboard.index == 0


# Neighbours.


@pytest.mark.parametrize("index", [0, 2, 60, 199])
def test_neighbours_are_the_digits_before_and_after(dashboard, digits, answers, index):
    dashboard.index = index
    near = range(index - AROUND, index + AROUND + 1)
    there = [k if 0 <= k < len(digits) else None for k in near]
    row = thumbnails.strip(
        [None if k is None else digits.images[k] for k in there],
        [k is not None and answers[0][k] != digits.labels[k] for k in there],
        AROUND,
        LIGHT,
    )
    assert dashboard.controls.neighbours.value == thumbnails.encode(row)


def test_a_click_on_a_neighbour_goes_there(dashboard):
    dashboard.index = 60
    for step, index in ((-5, 55), (3, 58), (0, 58), (1, 59)):
        dashboard.controls.neighbour_buttons[step].click()
        assert dashboard.index == dashboard.controls.slider.value == index


def test_neighbours_end_where_the_digits_end(dashboard):
    dashboard.controls.neighbour_buttons[-3].click()
    assert dashboard.index == 0
    dashboard.index = 198
    dashboard.controls.neighbour_buttons[5].click()
    assert dashboard.index == 199


def test_neighbours_are_chosen_digits_too(dashboard):
    dashboard.controls.filters["true"].value = 6
    dashboard.controls.neighbour_buttons[1].click()
    assert dashboard.index == 16


# Nudges.


def test_a_nudge_is_what_the_network_reads(dashboard, digits):
    still = dashboard.reading
    dashboard.controls.nudges["degrees"].value = 40
    dashboard.controls.nudges["right"].value = -3
    wanted = Nudge(degrees=40, right=-3)(digits.images[0])
    np.testing.assert_array_equal(dashboard.reading.pixels, wanted.numpy())
    assert dashboard.reading.confidence != still.confidence
    assert "Digit 0, turned 40° clockwise, 3 pixels left." in words(dashboard)


def test_each_digit_has_grains_of_its_own_that_come_back(dashboard, digits):
    dashboard.controls.nudges["noise"].value = 0.5
    for index in (0, 5, 0):
        dashboard.controls.slider.value = index
        assert dashboard.state.nudge == Nudge(noise=0.5, seed=index)
        wanted = Nudge(noise=0.5, seed=index)(digits.images[index])
        np.testing.assert_array_equal(dashboard.reading.pixels, wanted.numpy())


def test_the_seed_of_a_state_is_its_index_whatever_it_was_given():
    assert State(index=5, nudge=Nudge(noise=0.5, seed=9)).nudge.seed == 5


def test_a_nudged_digit_is_still_one_digit_in_the_confidences(dashboard):
    curve = dashboard.panels.panels[Confidence].curve
    dashboard.controls.slider.value = 8
    before = curve.get_ydata()
    dashboard.controls.nudges["degrees"].value = 70
    dashboard.controls.nudges["degrees"].value = 90
    after = curve.get_ydata()
    assert len(after) == len(before)
    np.testing.assert_array_equal(after[:-1], before[:-1])
    assert after[-1] == pytest.approx(dashboard.reading.confidence)
    assert after[-1] != before[-1]


def test_undo_takes_every_nudge_back(dashboard, digits):
    for control in dashboard.controls.nudges.values():
        control.value = control.max
    dashboard.controls.reset.click()
    assert not dashboard.state.nudge
    assert {control.value for control in dashboard.controls.nudges.values()} == {0}
    np.testing.assert_array_equal(
        dashboard.reading.pixels, scale(digits.images[0]).numpy()
    )
    assert "<b>Digit 0.</b>" in words(dashboard)


# A digit of one's own.


def test_an_array_of_one_s_own_is_shown(dashboard, digits):
    before = dashboard.controls.picture.value
    dashboard.show_own(digits.images[77].numpy() / 255)
    assert "<b>Your digit.</b>" in words(dashboard)
    np.testing.assert_allclose(
        dashboard.reading.pixels, scale(digits.images[77]).numpy(), rtol=1e-6
    )
    assert dashboard.reading.label is None
    assert dashboard.controls.picture.value != before


@pytest.mark.parametrize("kind", [str, lambda path: path], ids=["str", "Path"])
def test_a_photo_of_one_s_own_is_shown(dashboard, digits, tmp_path, kind):
    path = tmp_path / "seven.png"
    Image.fromarray(digits.images[77].numpy()).save(path)
    dashboard.show_own(kind(path))
    assert "<b>Your digit.</b>" in words(dashboard)
    np.testing.assert_array_equal(
        dashboard.reading.pixels, scale(digits.images[77]).numpy()
    )


def test_a_photo_of_one_s_own_is_shown_with_the_digit_framed(
    dashboard, digits, tmp_path
):
    dashboard.show_own(picture(tmp_path / "seven.png", digits.images[77]))
    (beside,) = dashboard.panels.figure.axes[7:]
    assert all(artist.get_visible() for artist in beside.images + beside.patches)
    dashboard.index = 3
    assert not any(artist.get_visible() for artist in beside.images + beside.patches)


def test_a_digit_of_one_s_own_can_be_nudged(dashboard, digits):
    dashboard.show_own(digits.images[77])
    dashboard.controls.nudges["down"].value = 4
    wanted = Nudge(down=4)(digits.images[77])
    np.testing.assert_array_equal(dashboard.reading.pixels, wanted.numpy())
    assert "Your digit, 4 pixels down." in words(dashboard)


def move_slider(dashboard):
    dashboard.controls.slider.value = 3


def click_here(dashboard):
    dashboard.controls.neighbour_buttons[0].click()


def set_index(dashboard):
    dashboard.index = 3


def set_the_same_index(dashboard):
    dashboard.index = dashboard.state.index


@pytest.mark.parametrize(
    "move", [move_slider, click_here, set_index, set_the_same_index]
)
def test_going_to_a_digit_leaves_one_s_own(dashboard, digits, move):
    dashboard.show_own(digits.images[77])
    move(dashboard)
    assert f"<b>Digit {dashboard.index}.</b>" in words(dashboard)
    assert dashboard.reading.label == digits.labels[dashboard.index]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (torch.zeros(27, 28), "(28, 28)"),
        (np.zeros((28, 28, 3)), "(28, 28)"),
        (3, "(28, 28)"),
        ([], "(28, 28)"),
        (torch.full((28, 28), float("nan")), "0 to 1"),
        (torch.full((28, 28), 255.0), "0 to 1"),
        (torch.zeros(28, 28, dtype=torch.int64), "int64"),
        ([[1, 2], [3]], "length"),
        (None, "None"),
        (object(), "object"),
        ("no such file.png", "no such file.png"),
        (__file__, "not a whole picture"),
    ],
)
def test_what_cannot_be_shown_is_explained(dashboard, wrong, said):
    before = words(dashboard)
    dashboard.show_own(wrong)
    assert said in note(dashboard)
    assert words(dashboard) == before
    dashboard.controls.slider.value = 3
    assert note(dashboard) == ""


def test_while_one_s_own_digit_is_on_screen_none_of_the_set_is(dashboard, digits):
    dashboard.index = 4
    with changes(dashboard, "index") as seen:
        dashboard.show_own(digits.images[77])
        dashboard.index = 4
    assert seen == [None, 4]


def test_a_filter_that_fits_no_digit_leaves_one_s_own_on_screen(dashboard, digits):
    dashboard.show_own(digits.images[77])
    true, predicted = never(dashboard)
    dashboard.show_pair(true, predicted)
    assert "No digit is like that" in note(dashboard)
    assert "<b>Your digit.</b>" in words(dashboard)


def test_a_pair_begins_with_its_first_wherever_one_was(dashboard):
    (pair, _), *_ = dashboard.controls.pairs.items()
    first, last = dashboard.gallery.choose(Wanted(*pair))[[0, -1]]
    assert first != last
    dashboard.index = last
    dashboard.show_pair(*pair)
    assert dashboard.index == first


def test_a_state_is_all_there_is_to_set(dashboard):
    with changes(dashboard.controls.picture, "value") as pictures:
        dashboard.state = State(Wanted(true=3), index=43, nudge=Nudge(degrees=30))
    assert len(pictures) == 1
    assert dashboard.controls.filters["true"].value == 3
    assert dashboard.controls.nudges["degrees"].value == 30
    assert dashboard.controls.slider.value == 4
    assert "Digit 43, number 5 of 20, turned 30° clockwise." in words(dashboard)


def test_a_state_whose_digit_its_filters_leave_out_has_no_filters(dashboard):
    dashboard.state = State(Wanted(true=3), index=4)
    assert dashboard.state == State(index=4)


def test_the_same_state_again_draws_nothing(dashboard):
    with changes(dashboard.controls.picture, "value") as pictures:
        dashboard.state = State()
        dashboard.index = 0
        dashboard.controls.reset.click()
    assert pictures == []


def test_a_message_is_text_and_never_a_page(dashboard):
    dashboard.show_own("<img src=x onerror=alert(1)>.png")
    assert "&lt;img src=x onerror=alert(1)&gt;.png" in note(dashboard)
    assert "<img" not in note(dashboard)


# Networks that know nothing.


def usable(dashboard):
    """Whether the slider still leads to every digit."""
    dashboard.controls.slider.value = 5
    assert (dashboard.index, dashboard.controls.slider.value) == (5, 5)
    assert dashboard.controls.slider.max == len(dashboard.gallery) - 1
    return True


def test_a_network_of_zeros_is_shown_and_said_to_be_constant(digits):
    zeros = new_model(0)
    with torch.no_grad():
        for parameter in zeros.parameters():
            parameter.zero_()
    dashboard = Dashboard(zeros, digits)
    assert "says 0 to every digit" in note(dashboard)
    assert usable(dashboard)
    assert dashboard.reading.confidence == pytest.approx(0.1)
    assert "Awake: 0 of 128" in words(dashboard)


@pytest.fixture
def broken(own):
    model = new_model(0)
    with torch.no_grad():
        model.fc2.weight[3, 3] = float("nan")
    return model


def test_a_broken_network_is_explained_and_the_slider_stays_usable(broken, digits):
    dashboard = Dashboard(broken, digits)
    assert "answer is not a number" in note(dashboard)
    assert (dashboard.reading, words(dashboard)) == (None, "")
    assert usable(dashboard)
    assert "answer is not a number" in note(dashboard)
    assert dashboard.controls.picture.layout.display == "none"  # of no digit before
    data, _ = dashboard._repr_mimebundle_()
    assert WIDGET_VIEW in data
    assert "answer is not a number" in data["text/plain"]


def test_a_broken_network_that_was_mended_is_shown(broken, own, digits):
    dashboard = Dashboard(broken, digits)
    broken.load_state_dict(own.state_dict())
    dashboard.controls.slider.value = 6
    assert dashboard.reading.label == 6
    assert "<b>Digit 6.</b>" in words(dashboard)
    assert pixels(dashboard.controls.picture.value).shape == (760, 1200, 3)
    assert dashboard.controls.picture.layout.display is None
    assert "not a number" not in note(dashboard)


@pytest.mark.parametrize("wrong", [torch.nn.Linear(784, 10), "mlp", MLP])
def test_another_network_is_refused_with_the_reason(digits, wrong):
    with pytest.raises(TypeError, match=r"mnist_core\.MLP \(784-128-64-10\), not"):
        Dashboard(wrong, digits)


def test_one_digit_is_enough(own, digits):
    dashboard = Dashboard(own, digits[:1])
    dashboard.controls.neighbour_buttons[1].click()
    assert dashboard.index == 0
    assert dashboard.reading.label == 0


# With nothing given.


def test_by_itself_it_shows_the_shipped_network_on_the_test_digits(
    monkeypatch, trained, sample
):
    monkeypatch.setenv("MNIST_CORE_SOURCE", "sample")
    dashboard = Dashboard()
    assert len(dashboard.gallery) == len(sample.test)
    assert dashboard.gallery.digits.digest == sample.test.digest
    assert SEEN_BEFORE in note(dashboard)
    assert usable(dashboard)
    assert SEEN_BEFORE in note(dashboard)
    _, card = trained
    np.testing.assert_array_equal(dashboard.gallery.confusion, card.confusion)


def test_it_can_be_dark(own, digits):
    dark = Dashboard(own, digits[:50], theme="dark")
    assert dark.panels.theme is DARK
    assert pixels(dark.controls.picture.value)[:9, :9].max() < 60
    assert pixels(dark.controls.neighbours.value)[:, :9].max() < 60


# With a kernel, whose event loop runs.


def test_a_fast_hand_sees_the_last_digit_and_no_stale_one(dashboard):
    async def drag():
        for place in range(1, 51):
            by_page(dashboard.controls.slider, place)
            await asyncio.sleep(0)  # as for the next message
            assert dashboard.index == place
        await asyncio.sleep(3 * PATIENCE)

    with changes(dashboard.controls.picture, "value") as pictures:
        asyncio.run(drag())
    assert len(pictures) < 10
    assert "<b>Digit 50.</b>" in words(dashboard)
    assert dashboard.panels.figure.jpeg() == pictures[-1]
    assert dashboard.reading.label == dashboard.gallery.label(50)


def test_moves_that_come_at_once_are_drawn_once(dashboard):
    controls = dashboard.controls

    async def drag():
        for place in range(1, 51):
            by_page(controls.slider, place)
            by_page(controls.nudges["degrees"], place)
            by_page(controls.play, place + 10)
        await asyncio.sleep(3 * PATIENCE)

    with changes(controls.picture, "value") as pictures:
        asyncio.run(drag())
    assert len(pictures) == 1
    assert "Digit 60, turned 50° clockwise." in words(dashboard)


def from_index(dashboard):
    dashboard.index = 44


def from_slider(dashboard):
    dashboard.controls.slider.value = 44


def from_play(dashboard):
    dashboard.controls.play.value = 44


def from_nudge(dashboard):
    dashboard.controls.nudges["down"].value = 4


def from_click(dashboard):
    dashboard.controls.neighbour_buttons[1].click()


@pytest.mark.parametrize(
    "move", [from_index, from_slider, from_play, from_nudge, from_click]
)
def test_python_sees_what_it_asked_for_at_once(dashboard, move):
    async def cell():
        before = words(dashboard)
        move(dashboard)
        assert len(pictures) == 1
        assert words(dashboard) != before
        assert dashboard.reading.label == dashboard.gallery.label(dashboard.index)

    with changes(dashboard.controls.picture, "value") as pictures:
        asyncio.run(cell())


# What it leaves behind.


def test_a_page_without_a_kernel_gets_the_picture_and_its_words(dashboard):
    dashboard.controls.slider.value = 21
    data, metadata = dashboard._repr_mimebundle_()
    assert data[WIDGET_VIEW]["model_id"] == dashboard.model_id
    assert data["text/plain"] == describe(dashboard.reading)
    assert metadata["image/svg+xml"]["alt"] == describe(dashboard.reading)
    assert dashboard.still().png().startswith(b"\x89PNG")


def test_matplotlib_is_left_as_it_was(own, digits):
    before = matplotlib.get_backend()
    matplotlib.use("svg")
    try:
        settings = dict(matplotlib.rcParams)
        dashboard = Dashboard(own, digits)
        dashboard.controls.slider.value = 3
        assert matplotlib.get_backend() == "svg"
        assert dict(matplotlib.rcParams) == settings
        assert plt.get_fignums() == []
    finally:
        matplotlib.use(before)
