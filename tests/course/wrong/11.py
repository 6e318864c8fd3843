"""Wrong solutions of chapter 11, each of which its check must refuse."""


def bytes_of_a_step__to_one_and_back(parameters, ranks):
    return 4 * parameters * (ranks - 1)


def shared_mean__plain(gradients, counts):
    return np.mean(gradients, axis=0)


def shared_mean__plain_of_those_that_have_digits(gradients, counts):
    return np.mean([g for g, n in zip(gradients, counts, strict=True) if n], axis=0)


def shared_mean__nothing_times_nan(gradients, counts):
    return np.average(gradients, axis=0, weights=counts)


def shared_mean__hides_what_is_wrong(gradients, counts):
    pairs = zip(gradients, counts, strict=True)
    return sum(np.nan_to_num(g) * n for g, n in pairs) / sum(counts)


def shared_mean__always_64(gradients, counts):
    pairs = zip(gradients, counts, strict=True)
    return sum(g * n for g, n in pairs if n) / 64


def shared_mean__one_number(gradients, counts):
    return np.nanmean(gradients)


def doubling__only_to_one(lists):
    lists, far, rounds = list(lists), 1, 0
    while far < len(lists):
        for r in range(0, len(lists), 2 * far):
            lists[r] = lists[r] + lists[r + far]
        far, rounds = 2 * far, rounds + 1
    return lists, rounds


def doubling__one_after_the_other(lists):
    lists, far, rounds = list(lists), 1, 0
    while far < len(lists):
        for r in range(len(lists)):
            lists[r] = lists[r] + lists[r ^ far]
        far, rounds = 2 * far, rounds + 1
    return lists, rounds


def doubling__as_many_rounds_as_a_ring(lists):
    return [sum(lists)] * len(lists), 2 * (len(lists) - 1)


# The right solution, but for so much.
CHANGED = {
    "bytes_of_a_step__numbers": ("4 * parameters", "parameters"),
    "bytes_of_a_step__one_lap": ("2 * (ranks", "(ranks"),
    "bytes_of_a_step__without_the_share": ("(ranks - 1) / ranks", "1"),
    "shared_mean__not_divided": (" / sum(counts)", ""),
    "shared_mean__divided_by_the_shares": ("sum(counts)", "len(counts)"),
    "digits_on_each__always_float32": ("width / 3", "4 / 3"),
    "digits_on_each__one_lap": ("width / 3", "width / 6"),
    "digits_on_each__the_link_upside_down": ("speed / link", "link / speed"),
    "digits_on_each__any_number_of_ranks": ("(ranks - 1) / ranks", "1"),
    "doubling__always_neighbours": ("2 * far", "len(lists)"),
    "doubling__steps_by_one": ("2 * far", "1 + far"),
}
