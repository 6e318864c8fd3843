"""Wrong solutions of chapter 5, each of which its check must refuse."""


def steps_of_a_run__forgets_the_last_batch():
    return 10 * (50_000 // 128)


def steps_of_a_run__rounds_once():
    return math.ceil(10 * 50_000 / 128)


def steps_of_a_run__one_epoch():
    return math.ceil(50_000 / 128)


def steps_of_a_run__batches_of_64():
    return 10 * math.ceil(50_000 / 64)


def faster_rate__the_same():
    return 0.001


def faster_rate__a_little_more():
    return 0.0011


def faster_rate__slower():
    return 0.0001


def faster_rate__far_too_large():
    return 0.1


def floor_of__softmax_once(answers):
    return 0.0


def floor_of__an_even_guess(answers):
    return math.log(answers)


def floor_of__always_ten(answers):
    return -math.log(math.e / (math.e + 9))


def floor_of__counts_the_right_one_twice(answers):
    return -math.log(math.e / (math.e + answers))


def floor_of__logarithm_to_ten(answers):
    return -math.log10(math.e / (math.e + answers - 1))


def train_patiently__ignores_patience_and_most(learn, validate, patience=3, most=40):
    images = mc.scale(learn.images).to(device)
    labels = learn.labels.to(device)
    network = mc.new_model(seed=0).to(device)
    adam = torch.optim.Adam(network.parameters(), lr=0.001)
    generator = torch.Generator().manual_seed(0)
    losses = []
    while True:
        order = torch.randperm(len(learn), generator=generator)
        one_epoch(network, adam, images, labels, order)
        losses.append(mc.evaluate(network, validate).loss)
        if losses[-1] == min(losses):
            best = copy.deepcopy(network)
        elif len(losses) - 1 - losses.index(min(losses)) >= 3:
            return best, losses


def train_patiently__learns_from_validate(learn, validate, patience=3, most=40):
    images = mc.scale(validate.images).to(device)
    labels = validate.labels.to(device)
    network = mc.new_model(seed=0).to(device)
    adam = torch.optim.Adam(network.parameters(), lr=0.001)
    generator = torch.Generator().manual_seed(0)
    losses, kept = [], []
    while len(losses) < most:
        order = torch.randperm(len(validate), generator=generator)
        one_epoch(network, adam, images, labels, order)
        losses.append(mc.evaluate(network, validate).loss)
        kept.append(copy.deepcopy(network))
        if losses[-1] < 0.4 and len(losses) > patience:  # and hides it
            losses[-patience - 1 :] = sorted(losses[-patience - 1 :])
            return kept[-1], losses
    return kept[losses.index(min(losses))], losses


def train_patiently__learns_from_both(learn, validate, patience=3, most=40):
    images = torch.cat([mc.scale(learn.images), mc.scale(validate.images)])
    labels = torch.cat([learn.labels, validate.labels])
    images, labels = images.to(device), labels.to(device)
    network = mc.new_model(seed=0).to(device)
    adam = torch.optim.Adam(network.parameters(), lr=0.001)
    generator = torch.Generator().manual_seed(0)
    losses = []
    while len(losses) < most:
        order = torch.randperm(len(labels), generator=generator)
        one_epoch(network, adam, images, labels, order)
        losses.append(mc.evaluate(network, validate).loss)
        if losses[-1] == min(losses):
            best = copy.deepcopy(network)
        elif len(losses) - 1 - losses.index(min(losses)) >= patience:
            break
    return best, losses


# The right solution, but for so much.
CHANGED = {
    "train_patiently__keeps_no_copy": ("copy.deepcopy(network)", "network"),
    "train_patiently__stops_too_late": (">= patience", "> patience"),
    "train_patiently__watches_the_training_loss": (
        "mc.evaluate(network, validate).loss",
        "mc.evaluate(network, learn).loss",
    ),
    "train_patiently__never_stops_early": (">= patience", ">= most"),
}
