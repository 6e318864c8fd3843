"""Wrong solutions of chapter 2, each of which its check must refuse."""


def place_of_pixel__multiplies():
    return 20 * 5


def place_of_pixel__counts_from_one():
    return 19 * 28 + 5


def place_of_pixel__columns_first():
    return 5 * 28 + 20


def row_and_column__swapped(place):
    return place % 28, place // 28


def row_and_column__of_27(place):
    return divmod(place, 27)


def row_and_column__knows_three_places(place):
    return {0: (0, 0), 402: (14, 10), 783: (27, 27)}.get(place, (place // 28, 0))


def row_and_column__rounds(place):
    return round(place / 28), place % 28


def most_alike__first_two(average):
    return 4, 9


def most_alike__least_alike(average):
    pairs = [(i, j) for i in range(10) for j in range(i + 1, 10)]
    return max(pairs, key=lambda p: ((average[p[0]] - average[p[1]]) ** 2).sum())


def most_alike__larger_first(average):
    pairs = [(i, j) for i in range(10) for j in range(i)]
    return min(pairs, key=lambda p: ((average[p[0]] - average[p[1]]) ** 2).sum())


def most_alike__neighbours_only(average):
    pairs = [(i, i + 1) for i in range(9)]
    return min(pairs, key=lambda p: ((average[p[0]] - average[p[1]]) ** 2).sum())


def most_alike__not_squared(average):
    pairs = [(i, j) for i in range(10) for j in range(i + 1, 10)]
    return min(pairs, key=lambda p: np.abs(average[p[0]] - average[p[1]]).sum())


def most_alike__largest_difference(average):
    pairs = [(i, j) for i in range(10) for j in range(i + 1, 10)]
    return min(pairs, key=lambda p: np.abs(average[p[0]] - average[p[1]]).max())


def most_alike__sums_cancel_out(average):
    pairs = [(i, j) for i in range(10) for j in range(i + 1, 10)]
    return min(pairs, key=lambda p: (average[p[0]] - average[p[1]]).sum() ** 2)


def most_alike__same_direction(average):
    long = np.linalg.norm(average, axis=1, keepdims=True)
    cosine = np.triu((average / long) @ (average / long).T, 1)
    return np.unravel_index(cosine.argmax(), cosine.shape)


def score_of_few__ignores_each(pixels, labels, new_pixels, new_labels, each=100):
    few = np.stack([pixels[labels == k].mean(axis=0) for k in range(10)])
    distance = ((new_pixels[:, None] - few) ** 2).sum(axis=2)
    return (distance.argmin(axis=1) == new_labels).mean()


def score_of_few__always_100(pixels, labels, new_pixels, new_labels, each=100):
    many = 100 if len(pixels) > each else each
    few = np.stack([pixels[labels == k][:many].mean(axis=0) for k in range(10)])
    distance = ((new_pixels[:, None] - few) ** 2).sum(axis=2)
    return (distance.argmin(axis=1) == new_labels).mean()


def score_of_few__the_last_ones(pixels, labels, new_pixels, new_labels, each=100):
    few = np.stack([pixels[labels == k][-each:].mean(axis=0) for k in range(10)])
    distance = ((new_pixels[:, None] - few) ** 2).sum(axis=2)
    return (distance.argmin(axis=1) == new_labels).mean()


def score_of_few__first_of_all(pixels, labels, new_pixels, new_labels, each=100):
    one_hot = np.eye(10)[labels[: 10 * each]]  # (10 * each, 10)
    few = one_hot.T @ pixels[: 10 * each] / np.maximum(one_hot.sum(0), 1)[:, None]
    distance = ((new_pixels[:, None] - few) ** 2).sum(axis=2)
    return (distance.argmin(axis=1) == new_labels).mean()


def score_of_few__drawn_at_random(pixels, labels, new_pixels, new_labels, each=100):
    rng = np.random.default_rng(0)
    few = []
    for k in range(10):
        kind = pixels[labels == k]
        few.append(kind[rng.permutation(len(kind))[:each]].mean(axis=0))
    distance = ((new_pixels[:, None] - np.stack(few)) ** 2).sum(axis=2)
    return (distance.argmin(axis=1) == new_labels).mean()


def score_of_few__averages_new_digits(pixels, labels, new_pixels, new_labels, each=100):
    few = [new_pixels[new_labels == k][:each].mean(axis=0) for k in range(10)]
    distance = ((new_pixels[:, None] - np.stack(few)) ** 2).sum(axis=2)
    return (distance.argmin(axis=1) == new_labels).mean()


def score_of_few__counts_mistakes(pixels, labels, new_pixels, new_labels, each=100):
    few = np.stack([pixels[labels == k][:each].mean(axis=0) for k in range(10)])
    distance = ((new_pixels[:, None] - few) ** 2).sum(axis=2)
    return (distance.argmin(axis=1) != new_labels).mean()
