"""Chapter 2, The digits. Names such as ``np`` are those of the notebook."""


def place_of_pixel():
    """The place of row 20, column 5 in the unrolled picture."""
    return 20 * 28 + 5


def row_and_column(place):
    """(row, column) of a place in the unrolled picture."""
    return divmod(place, 28)


def most_alike(average):
    """The pair (i, j), i < j, of the two rows that are most alike."""
    pairs = [(i, j) for i in range(10) for j in range(i + 1, 10)]
    return min(pairs, key=lambda p: ((average[p[0]] - average[p[1]]) ** 2).sum())


def score_of_few(pixels, labels, new_pixels, new_labels, each=100):
    """Share of new digits that are nearest to the right average.

    The averages are of the first `each` training digits of every kind.
    """
    few = np.stack([pixels[labels == k][:each].mean(axis=0) for k in range(10)])
    distance = ((new_pixels[:, None] - few) ** 2).sum(axis=2)
    return (distance.argmin(axis=1) == new_labels).mean()
