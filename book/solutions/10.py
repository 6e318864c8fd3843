"""Chapter 10, Better networks. Names such as ``torch`` are those of the notebook."""


def pooled(maps):
    """(N, H, W) to (N, H / 2, W / 2): the largest of each 2 by 2."""
    n, height, width = maps.shape
    fours = maps.reshape(n, height // 2, 2, width // 2, 2)
    return fours.amax((2, 4))


def weights_of(before, after, size, width):
    """(weights of the windows, weights of the dense layer)."""
    windows = before * after * size * size
    dense = (before * width * width) * (after * width * width)
    return windows, dense


def majority(votes):
    """(N,) the digit that most judges name; of equals, the lower."""
    named = F.one_hot(votes.argmax(1), 10)  # (N, judges, 10)
    return named.sum(1).argmax(1)
