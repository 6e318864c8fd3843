"""Chapter 6, How good is it? Names such as ``np`` are those of the notebook."""


def digits_needed(accuracy, error=0.0005):
    """How many test digits make the standard error this small."""
    return accuracy * (1 - accuracy) / error**2


def precision(confusion):
    """(10,): of the digits called k, the share that are a k.

    NaN where no digit was called k.
    """
    called = confusion.sum(axis=0)
    right = np.diag(confusion)
    return np.array([right[k] / called[k] if called[k] else np.nan for k in range(10)])


def with_threshold(confidences, correct, threshold):
    """(share answered, accuracy on those)."""
    answered = confidences >= threshold
    return answered.mean(), correct[answered].mean()


def committee(networks, digits):
    """(N,) answers of several networks together, as a NumPy array."""
    total = sum(mc.logits_of(network, digits).softmax(1) for network in networks)
    return total.argmax(1).numpy()


def best_temperature(logits, labels):
    """The T for which logits / T have the smallest mean loss.

    logits (N, 10) and labels (N,) are tensors;
    nn.functional.cross_entropy(logits, labels) gives the loss.
    """
    return min(
        (t / 10 for t in range(5, 51)),
        key=lambda t: nn.functional.cross_entropy(logits / t, labels).item(),
    )
