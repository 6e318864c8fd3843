"""The explorer under a mouse and a keyboard: digits, panels, the matrix."""

import re

import numpy as np
from helpers_explorer import PANELS
from playwright.sync_api import expect

from mnist_core.models import evaluate

COUNT = 1000  # digits of the sample's test set, all on board


# --- look -----------------------------------------------------------------------------


def test_it_says_what_python_says(explorer, trained, sample):
    seen = evaluate(trained[0], sample.test)
    for k in (0, 1, 2, 3):
        sure = f"{100 * seen.confidences[k]:.1f}% confidence"
        expect(explorer.said).to_contain_text(sure)
        expect(explorer.answer).to_have_text(str(seen.predictions[k]))
        explorer.slider().press("ArrowRight")
        explorer.shows(k + 1)


def test_dragging_the_slider_moves_every_panel(explorer):
    names = ["probabilities", "network", "activations", "weights"]
    looks = [explorer.panel(name).locator(".drawing svg").first for name in names]
    before = [look.inner_html() for look in looks]
    box = explorer.slider().bounding_box()
    middle = box["y"] + box["height"] / 2
    mouse = explorer.page.mouse
    mouse.move(box["x"] + 8, middle)
    mouse.down()
    mouse.move(box["x"] + 0.8 * box["width"], middle, steps=30)
    mouse.move(box["x"] + 0.3 * box["width"], middle, steps=30)
    mouse.up()
    place = int(explorer.slider().input_value())
    assert abs(place - 0.3 * COUNT) < 30
    explorer.shows(place)  # the last position wins
    assert all(
        look.inner_html() != old for look, old in zip(looks, before, strict=True)
    )
    explorer.linked(f"digit={place}")


def test_keys_go_to_both_ends(explorer):
    explorer.slider().press("End")
    explorer.shows(COUNT - 1)
    explorer.slider().press("Home")
    explorer.shows(0)


def test_play_goes_on_until_it_is_stopped(explorer):
    explorer.page.get_by_role("combobox", name="Speed").select_option("5 a second")
    explorer.page.get_by_role("button", name="Play").click()
    explorer.shows(r"([3-9]|\d\d)")
    explorer.page.get_by_role("button", name="Pause").click()
    place = explorer.slider().input_value()
    explorer.page.wait_for_timeout(600)
    assert explorer.slider().input_value() == place


def test_a_thumbnail_is_a_click_or_an_arrow_away(explorer):
    thumbs = explorer.page.locator(".look .thumb")
    thumbs.nth(4).click()
    explorer.shows(4)
    thumbs.nth(4).press("ArrowRight")
    explorer.page.keyboard.press("Enter")
    explorer.shows(5)


def test_filters_choose_and_order(mistaken, shaky, sample):
    seen = evaluate(shaky, sample.test)
    mistakes = np.flatnonzero(~seen.correct)
    mistaken.page.get_by_label("mistakes only").check()
    mistaken.shows(mistakes[0])
    expect(mistaken.slider()).to_have_attribute("max", str(len(mistakes) - 1))
    mistaken.page.get_by_label("least sure first").check()
    mistaken.shows(mistakes[seen.confidences[mistakes].argmin()])
    mistaken.linked("mistakes=1&unsure=1")
    mistaken.page.get_by_label("mistakes only").uncheck()
    mistaken.page.get_by_label("least sure first").uncheck()
    true, predicted = seen.most_confused(1)[0][:2]
    mistaken.page.get_by_role("combobox", name="True").select_option(str(true))
    predictions = mistaken.page.get_by_role("combobox", name="Predicted")
    predictions.select_option(str(predicted))
    both = np.flatnonzero((seen.labels == true) & (seen.predictions == predicted))
    mistaken.shows(both[0])


def test_two_wishes_between_two_frames_both_count(mistaken, shaky, sample):
    """As on a slow phone, where a hand is faster than the page."""
    seen = evaluate(shaky, sample.test)
    mistaken.page.evaluate(
        """() => document.querySelectorAll(".filters input[type=checkbox]")
            .forEach((box) => box.click())"""
    )
    mistaken.linked("mistakes=1&unsure=1")
    mistakes = np.flatnonzero(~seen.correct)
    mistaken.shows(mistakes[seen.confidences[mistakes].argmin()])


def test_where_no_digit_is_like_that_it_says_so(explorer):
    explorer.page.get_by_role("combobox", name="True").select_option("0")
    explorer.page.get_by_role("combobox", name="Predicted").select_option("1")
    expect(explorer.message).to_contain_text("No digit on board is like that")


# --- linked ---------------------------------------------------------------------------


def test_what_is_pointed_at_is_marked_everywhere(explorer):
    explorer.panel("probabilities").locator(".area").nth(3).hover()
    heads = explorer.page.locator(".matrix th.marked")
    expect(heads).to_have_text(["3", "3"])
    expect(explorer.panel("network").locator(".neuron.marked")).to_have_count(1)
    expect(explorer.said).to_have_text(re.compile(r"^The network gives 3 a probab"))
    explorer.panel("network").locator(".neuron").last.hover()  # output 9
    expect(explorer.panel("probabilities").locator(".marked")).to_have_count(1)
    expect(heads).to_have_text(["9", "9"])
    expect(explorer.panel("activations").locator(".area.marked")).to_have_count(1)
    explorer.page.mouse.move(2, 2)
    expect(heads).to_have_count(0)
    explorer.shows(0)


def test_a_pixel_and_its_neuron_are_marked_together(explorer):
    explorer.panel("network").locator(".neuron").first.hover()
    cross = explorer.panel("input_digit").locator(".pixel")
    expect(cross).to_have_attribute("visibility", "visible")
    x, y = (int(cross.get_attribute(name)) for name in "xy")
    expect(explorer.said).to_contain_text(f"row {y}, column {x}")


def test_arrow_keys_walk_where_a_pointer_goes(explorer):
    explorer.panel("probabilities").locator("svg").focus()
    explorer.page.keyboard.press("ArrowRight")
    expect(explorer.page.locator(".matrix th.marked")).to_have_text(["1", "1"])
    explorer.page.keyboard.press("Escape")
    expect(explorer.page.locator(".matrix th.marked")).to_have_count(0)
    explorer.panel("network").locator("svg").first.focus()
    explorer.page.keyboard.press("ArrowDown")
    expect(explorer.panel("network").locator(".neuron.marked")).to_have_count(1)


def test_every_panel_has_its_numbers_in_a_table(explorer):
    for name in set(PANELS) - {"confusion"}:  # which is a table
        panel = explorer.panel(name)
        panel.locator("summary").click()
        expect(panel.locator("tbody tr").first).to_be_visible()
        panel.locator("summary").click()
    assert explorer.page.locator(".matrix td button").count() == 100


# --- confusion first ------------------------------------------------------------------


def test_a_cell_opens_its_digits_the_surest_mistake_first(mistaken, shaky, sample):
    seen = evaluate(shaky, sample.test)
    true, predicted = seen.most_confused(1)[0][:2]
    inside = np.flatnonzero((seen.labels == true) & (seen.predictions == predicted))
    first, second = inside[seen.confidences[inside].argsort()[::-1]][:2]
    mistaken.cell(true, predicted).focus()
    mistaken.page.keyboard.press("Enter")
    thumbs = mistaken.page.locator(".cell-strip .thumb")
    expect(thumbs).to_have_count(len(inside))
    expect(thumbs.first).to_be_focused()
    mistaken.page.keyboard.press("Enter")
    mistaken.shows(first)
    expect(mistaken.said).to_contain_text("It is wrong")
    mistaken.page.keyboard.press("ArrowRight")
    mistaken.page.keyboard.press("Enter")
    mistaken.shows(second)
    mistaken.linked(f"cell={true},{predicted}")
    mistaken.page.get_by_role("button", name="close").click()
    expect(mistaken.page.locator(".cell-strip")).to_be_hidden()
    expect(mistaken.cell(true, predicted)).to_be_focused()
