"""Chapter 4, How it learns. Names such as ``np`` are those of the notebook."""


def friend_slopes(bulbs, opinions, mood, goal):
    """(slopes of the opinions, slope of the mood)."""
    z = bulbs @ opinions + mood
    delta = (max(0, z) - goal) * (z > 0)
    return delta * bulbs, delta


def blame_of(opinions, blames, brightness):
    """The blame of a friend, about whom others have these opinions."""
    if brightness == 0:  # the lamp was off: nothing was his doing
        return 0
    return sum(w * d for w, d in zip(opinions, blames, strict=True))


def slope_along(gradients, direction):
    """The slope of the loss when all dials turn at once."""
    return sum((gradients[k] * direction[k]).sum() for k in gradients)


def sigmoid_delta(next_delta, next_weights, a):
    """delta (N, in) from next_delta (N, out), next_weights (out, in)."""
    return (next_delta @ next_weights) * a * (1 - a)
