"""Chapter 4, How it learns. Names such as ``np`` are those of the notebook."""


def friend_slopes(bulbs, opinions, mood, goal):
    """(slopes of the opinions, slope of the mood)."""
    z = bulbs @ opinions + mood
    delta = (max(0, z) - goal) * (z > 0)
    return delta * bulbs, delta


def sigmoid_delta(next_delta, next_weights, a):
    """delta (N, in) from next_delta (N, out), next_weights (out, in)."""
    return (next_delta @ next_weights) * a * (1 - a)


def slope_along(gradients, direction):
    """The slope of the loss when all dials turn at once."""
    return sum((gradients[k] * direction[k]).sum() for k in gradients)
