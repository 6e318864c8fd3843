"""Wrong solutions of chapter 4b, each of which its check must refuse."""


def rates__of_one_valley(c):
    return 1, 2


def rates__swapped(c):
    return 2 / c, 1 / c


def rates__not_one_over(c):
    return c, 2 * c


def rates__stays(c):
    return 1 / c, 0


def rates__only_the_first(c):
    return 1 / c


def adam_turn__no_hats(slopes, beta1=0.9, beta2=0.999):
    return kept(slopes, beta1) / np.sqrt(kept(np.square(slopes), beta2))


def adam_turn__one_hat(slopes, beta1=0.9, beta2=0.999):
    m = kept(slopes, beta1) / (1 - beta1 ** len(slopes))
    return m / np.sqrt(kept(np.square(slopes), beta2))


def adam_turn__no_root(slopes, beta1=0.9, beta2=0.999):
    t = len(slopes)
    m = kept(slopes, beta1) / (1 - beta1**t)
    return m / (kept(np.square(slopes), beta2) / (1 - beta2**t))


def adam_turn__plain_means(slopes, beta1=0.9, beta2=0.999):
    return np.mean(slopes) / np.sqrt(np.mean(np.square(slopes)))


def adam_turn__square_of_the_mean(slopes, beta1=0.9, beta2=0.999):
    t = len(slopes)
    m = kept(slopes, beta1) / (1 - beta1**t)
    v = (kept(slopes, beta2) / (1 - beta2**t)) ** 2
    return m / np.sqrt(v)


def adam_turn__the_usual_shares_only(slopes, beta1=0.9, beta2=0.999):
    t = len(slopes)
    m = kept(slopes, 0.9) / (1 - 0.9**t)
    return m / np.sqrt(kept(np.square(slopes), 0.999) / (1 - 0.999**t))


def momentum_step__an_average(theta, g, u, alpha=0.1, beta=0.9):
    u = beta * u + (1 - beta) * g
    return theta - alpha * u, u


def momentum_step__forgets_nothing(theta, g, u, alpha=0.1, beta=0.9):
    u = u + g
    return theta - alpha * u, u


def momentum_step__never_learns_its_speed(theta, g, u, alpha=0.1, beta=0.9):
    return theta - alpha * (beta * u + g), u


def momentum_step__ignores_the_settings(theta, g, u, alpha=0.1, beta=0.9):
    u = 0.9 * u + g
    return theta - 0.1 * u, u


def momentum_step__the_step_before(theta, g, u, alpha=0.1, beta=0.9):
    return theta - alpha * u, beta * u + g
