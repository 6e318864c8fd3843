"""Chapter 4b, How far to turn. Names such as ``np`` are those of the notebook."""


def harmless_beta2():
    """The beta2 for which (1 - 0.9) / sqrt(1 - beta2) is 1."""
    return 0.99  # sqrt(1 - 0.99) is 0.1


def running_average(slopes, beta=0.9):
    """The corrected running average after the last of the slopes."""
    m = 0
    for g in slopes:
        m = beta * m + (1 - beta) * g
    return m / (1 - beta ** len(slopes))


def momentum_step(theta, g, u, alpha=0.1, beta=0.9):
    """(new theta, new u) after one step with gradient g."""
    u = beta * u + g
    return theta - alpha * u, u
