"""Chapter 11, Beyond one machine. Names such as ``np`` are those of the notebook."""


def bytes_of_a_step(parameters, ranks):
    """Bytes that each rank sends in one step of a ring."""
    return 2 * (ranks - 1) / ranks * 4 * parameters


def shared_mean(gradients, counts):
    """The gradient of the whole batch, from those of its shares."""
    there = [(g, n) for g, n in zip(gradients, counts, strict=True) if n]
    return sum(n * g for g, n in there) / sum(counts)


def digits_on_each(ranks, speed, link, width):
    """Digits for as much work as talk.

    ``speed`` in operations a second, ``link`` in bytes a second, ``width``
    in bytes of one number.
    """
    return width / 3 * (ranks - 1) / ranks * speed / link


def doubling(lists):
    """(everybody's sum, as a list of arrays; the number of rounds)."""
    ranks = range(len(lists))
    far, rounds = 1, 0
    while far < len(lists):
        lists = [lists[r] + lists[r ^ far] for r in ranks]
        far, rounds = 2 * far, rounds + 1
    return lists, rounds
