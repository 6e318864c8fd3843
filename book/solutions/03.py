"""Chapter 3, The network. Names such as ``np`` are those of the notebook."""


def parameters_of_a_thin_network():
    """The number of parameters of 784-32-64-10."""
    return (784 * 32 + 32) + (32 * 64 + 64) + (64 * 10 + 10)


def share_of(loss):
    """The share that the label got, if the loss was this."""
    return np.exp(-loss)


def best_confidence(right):
    """The confidence, in steps of 0.01, with the smallest mean loss."""
    tried = [percent / 100 for percent in range(1, 100)]
    return min(tried, key=lambda confidence: mean_loss(confidence, right))


def build(sizes):
    """An nn.Sequential with these layer sizes."""
    parts = []
    for i in range(len(sizes) - 1):
        parts += [nn.Linear(sizes[i], sizes[i + 1]), nn.ReLU()]
    return nn.Sequential(*parts[:-1])


def safe_cross_entropy(z, label):
    """The loss of one digit from its logits z (K,), always finite."""
    top = z.max()
    return np.log(np.exp(z - top).sum()) + top - z[label]
