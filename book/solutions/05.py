"""Chapter 5, Training. Names such as ``mc`` are those of the notebook."""


def steps_of_a_run():
    """Steps in 10 epochs of 50,000 digits, in batches of 128."""
    return 10 * math.ceil(50_000 / 128)


def faster_rate():
    """A learning rate that learns more than 0.001 does in one epoch."""
    return 0.005


def floor_of(answers):
    """The lowest loss when softmax is applied twice."""
    return -math.log(math.e / (math.e + answers - 1))


def train_patiently(learn, validate, patience=3, most=40):
    """(the best network, the validation loss after each epoch)."""
    images = mc.scale(learn.images).to(device)
    labels = learn.labels.to(device)
    network = mc.new_model(seed=0).to(device)
    adam = torch.optim.Adam(network.parameters(), lr=0.001)
    generator = torch.Generator().manual_seed(0)
    losses = []
    while len(losses) < most:
        order = torch.randperm(len(learn), generator=generator)
        one_epoch(network, adam, images, labels, order)
        losses.append(mc.evaluate(network, validate).loss)
        if losses[-1] == min(losses):
            best = copy.deepcopy(network)
        elif len(losses) - 1 - losses.index(min(losses)) >= patience:
            break
    return best, losses
