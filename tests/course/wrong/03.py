"""Wrong solutions of chapter 3, each of which its check must refuse."""


def parameters_of_a_thin_network__no_biases():
    return 784 * 32 + 32 * 64 + 64 * 10


def parameters_of_a_thin_network__second_layer_as_it_was():
    return (784 * 32 + 32) + (128 * 64 + 64) + (64 * 10 + 10)


def parameters_of_a_thin_network__of_the_thick_one():
    return 109_386


def parameters_of_a_thin_network__only_the_first_layer():
    return 784 * 32 + 32


def share_of__no_minus(loss):
    return np.exp(loss)


def share_of__powers_of_ten(loss):
    return 10.0**-loss


def share_of__what_is_left(loss):
    return 1 - loss


def share_of__the_loss_again(loss):
    return -np.log(loss) if loss else 1


def best_confidence__always_of_the_example(right):
    return min([c / 100 for c in range(1, 100)], key=mean_loss)


def best_confidence__always_sure(right):
    return 0.99


def best_confidence__largest_loss(right):
    tried = [c / 100 for c in range(1, 100)]
    return max(tried, key=lambda confidence: mean_loss(confidence, right))


def best_confidence__steps_too_long(right):
    tried = [c / 10 for c in range(1, 10)]
    return min(tried, key=lambda confidence: mean_loss(confidence, right))


def build__no_dimmers(sizes):
    return nn.Sequential(
        *(nn.Linear(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1))
    )


def build__always_three_layers(sizes):
    return nn.Sequential(
        nn.Linear(sizes[0], 128),
        nn.ReLU(),
        nn.Linear(128, 64),
        nn.ReLU(),
        nn.Linear(64, sizes[-1]),
    )


def safe_cross_entropy__as_before(z, label):
    e = np.exp(z - z.max())
    with np.errstate(divide="ignore"):
        return -np.log(e[label] / e.sum())


def safe_cross_entropy__a_little_more_than_zero(z, label):
    e = np.exp(z - z.max())
    return -np.log(e[label] / e.sum() + 1e-12)


def safe_cross_entropy__maximum_not_added_back(z, label):
    return np.log(np.exp(z - z.max()).sum()) - z[label]


def safe_cross_entropy__without_the_maximum(z, label):
    with np.errstate(over="ignore", divide="ignore"):
        return np.log(np.exp(z).sum()) - z[label]


def safe_cross_entropy__only_the_largest(z, label):
    return z.max() - z[label]


def safe_cross_entropy__never_above_two_hundred(z, label):
    return min(200.0, float(z.max() - z[label]))


# The right solution, but for so much.
CHANGED = {
    "build__dimmer_after_the_last": ("parts[:-1]", "parts"),
    "build__another_bend": ("nn.ReLU()", "nn.Sigmoid()"),
}
