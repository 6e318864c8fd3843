"""Chapter 7, Seven panels. Names such as ``np`` are those of the notebook."""


def last_blue_bar():
    """The mean of ten probabilities."""
    return 1 / 10  # they add up to 1, and there are ten


def layer_bars(reading):
    """(four means, four maxima), from the input to the output."""
    layers = reading.layers.values()
    return [layer.mean() for layer in layers], [layer.max() for layer in layers]


def dashed_lines(reading):
    """How many lines of panel 3 are both strong and negative."""
    return sum(int((gap.strong & gap.negative).sum()) for gap in reading.activity.edges)


def closest_race(probabilities):
    """The row in which the two largest numbers differ least."""
    ordered = np.sort(probabilities, axis=1)
    return int((ordered[:, -1] - ordered[:, -2]).argmin())


def panel_in_text(probabilities):
    """Panel 2 as ten lines of text."""
    lines = []
    for digit, probability in enumerate(probabilities):
        line = f"{digit} " + "#" * round(40 * float(probability))
        if digit == np.argmax(probabilities):
            line += f" {probability:.2f}"
        lines.append(line.strip())
    return "\n".join(lines)
