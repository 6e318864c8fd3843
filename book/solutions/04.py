"""Chapter 4, How it learns. Names such as ``np`` are those of the notebook."""


def harmless_beta2():
    """The beta2 for which (1 - 0.9) / sqrt(1 - beta2) is 1."""
    return 0.99  # sqrt(1 - 0.99) is 0.1


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


def momentum_step(theta, g, u, alpha=0.1, beta=0.9):
    """(new theta, new u) after one step with gradient g."""
    u = beta * u + g
    return theta - alpha * u, u
