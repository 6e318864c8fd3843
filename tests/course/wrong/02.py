"""Wrong solutions of chapter 2, each of which its check must refuse."""


def place_of_pixel__multiplies():
    return 20 * 5


def place_of_pixel__counts_from_one():
    return 19 * 28 + 5


def row_and_column__swapped(place):
    return place % 28, place // 28


def row_and_column__of_27(place):
    return divmod(place, 27)


def most_alike__first_two(average):
    return 4, 9


def most_alike__least_alike(average):
    pairs = [(i, j) for i in range(10) for j in range(i + 1, 10)]
    return max(pairs, key=lambda p: ((average[p[0]] - average[p[1]]) ** 2).sum())


def score_of_few__ignores_each(pixels, labels, new_pixels, new_labels, each=100):
    few = np.stack([pixels[labels == k].mean(axis=0) for k in range(10)])
    distance = ((new_pixels[:, None] - few) ** 2).sum(axis=2)
    return (distance.argmin(axis=1) == new_labels).mean()
