"""Chapter 4b, How far to turn. Names such as ``np`` are those of the notebook."""


def rates(c):
    """(the rate that lands at 0, the rate that lands at -w)."""
    return 1 / c, 2 / c  # w - alpha c w is 0 at 1/c, and -w at 2/c


def adam_turn(slopes, beta1=0.9, beta2=0.999):
    """m-hat over the root of v-hat, after the last of the slopes."""
    t = len(slopes)
    m_hat = kept(slopes, beta1) / (1 - beta1**t)
    v_hat = kept(np.square(slopes), beta2) / (1 - beta2**t)
    return m_hat / np.sqrt(v_hat)


def momentum_step(theta, g, u, alpha=0.1, beta=0.9):
    """(new theta, new u) after one step with gradient g."""
    u = beta * u + g
    return theta - alpha * u, u
