"""Wrong solutions of chapter 7, each of which its check must refuse."""


def last_blue_bar__their_sum():
    return 1


def last_blue_bar__of_the_layer_before():
    return 1 / 64


def last_blue_bar__half():
    return 0.5


def layer_bars__asks_the_reading(reading):
    return list(reading.layer_means), list(reading.layer_maxima)


def layer_bars__sums(reading):
    layers = reading.layers.values()
    return [layer.sum() for layer in layers], [layer.max() for layer in layers]


def layer_bars__mean_of_the_active(reading):
    layers = reading.layers.values()
    means = [layer[layer > 0].mean() for layer in layers]
    return means, [layer.max() for layer in layers]


def layer_bars__without_the_input(reading):
    layers = list(reading.layers.values())[1:]
    return [layer.mean() for layer in layers], [layer.max() for layer in layers]


def dashed_lines__all_that_are_negative(reading):
    return sum(int(gap.negative.sum()) for gap in reading.activity.edges)


def dashed_lines__all_that_are_strong(reading):
    return sum(int(gap.strong.sum()) for gap in reading.activity.edges)


def dashed_lines__first_gap_only(reading):
    gap = reading.activity.edges[0]
    return int((gap.strong & gap.negative).sum())


def dashed_lines__strong_or_negative(reading):
    return sum(int((gap.strong | gap.negative).sum()) for gap in reading.activity.edges)


def closest_race__lowest_winner(probabilities):
    return int(probabilities.max(axis=1).argmin())


def closest_race__highest_second(probabilities):
    return int(np.sort(probabilities, axis=1)[:, -2].argmax())


def closest_race__clearest(probabilities):
    ordered = np.sort(probabilities, axis=1)
    return int((ordered[:, -1] - ordered[:, -2]).argmax())


def closest_race__by_ratio(probabilities):
    ordered = np.sort(probabilities, axis=1)
    return int((ordered[:, -1] / ordered[:, -2]).argmin())


def panel_in_text__number_on_every_line(probabilities):
    lines = []
    for digit, probability in enumerate(probabilities):
        bar = "#" * round(40 * float(probability))
        lines.append(f"{digit} {bar} {probability:.2f}")
    return "\n".join(lines)


# The right solution, but for so much.
CHANGED = {
    "panel_in_text__cuts_off": ("round(", "int("),
    "panel_in_text__space_at_the_end": ("line.strip()", "line"),
}
