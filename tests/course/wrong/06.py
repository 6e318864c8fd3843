"""Wrong solutions of chapter 6, each of which its check must refuse."""


def digits_needed__error_not_squared(accuracy, error=0.0005):
    return accuracy * (1 - accuracy) / error


def digits_needed__three_times_as_many(accuracy, error=0.0005):
    return 3 * 10_000


def digits_needed__worst_accuracy(accuracy, error=0.0005):
    return 0.25 / error**2


def precision__reads_rows(confusion):
    return np.diag(confusion) / confusion.sum(axis=1)


def precision__zero_where_never_said(confusion):
    called = confusion.sum(axis=0)
    return np.diag(confusion) / np.maximum(called, 1)


def precision__of_all_digits(confusion):
    return np.diag(confusion) / confusion.sum()


def with_threshold__must_be_above(confidences, correct, threshold):
    answered = confidences > threshold
    return answered.mean(), correct[answered].mean()


def with_threshold__right_of_all(confidences, correct, threshold):
    answered = confidences >= threshold
    return answered.mean(), (answered & correct).mean()


def with_threshold__declines_the_sure_ones(confidences, correct, threshold):
    answered = confidences < threshold
    return answered.mean(), correct[answered].mean() if answered.any() else 0


def committee__one_network(networks, digits):
    return mc.logits_of(networks[0], digits).argmax(1).numpy()


def committee__the_surest_one(networks, digits):
    chances = torch.stack([mc.logits_of(n, digits).softmax(1) for n in networks])
    return chances.max(0).values.argmax(1).numpy()


def committee__one_vote_each(networks, digits):
    votes = [mc.logits_of(n, digits).argmax(1) for n in networks]
    return torch.stack(votes).mode(0).values.numpy()


def committee__adds_up_logits(networks, digits):
    return sum(mc.logits_of(n, digits) for n in networks).argmax(1).numpy()


def best_temperature__never_asks_the_labels(logits, labels):
    return 2.6


def best_temperature__most_right_answers(logits, labels):
    temperatures = [t / 10 for t in range(5, 51)]
    right = [((logits / t).argmax(1) == labels).sum() for t in temperatures]
    return temperatures[int(np.argmax(right))]


def best_temperature__multiplies(logits, labels):
    return min(
        (t / 10 for t in range(5, 51)),
        key=lambda t: nn.functional.cross_entropy(logits * t, labels).item(),
    )


def best_temperature__largest_loss(logits, labels):
    return max(
        (t / 10 for t in range(5, 51)),
        key=lambda t: nn.functional.cross_entropy(logits / t, labels).item(),
    )
