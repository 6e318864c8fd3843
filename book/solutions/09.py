"""Chapter 9, Why it works. Names such as ``np`` are those of the notebook."""


def count(hidden):
    """Weights and biases of a 784-hidden-10 network."""
    return 784 * hidden + hidden + hidden * 10 + 10


def fewest_bits():
    """The smallest number of bits, from 1 up, that keeps 95%."""
    bits = 1
    while score(coarse(bits)) < 0.95:
        bits += 1
    return bits


def reordered(network, order):
    """A copy whose second hidden layer stands in this order (64,)."""
    other = copy.deepcopy(network)
    with torch.no_grad():
        other.fc2.weight.copy_(network.fc2.weight[order])
        other.fc2.bias.copy_(network.fc2.bias[order])
        other.fc3.weight.copy_(network.fc3.weight[:, order])
    return other


def limit(image, label):
    """The smallest turn, 0 to 180, that changes the prediction."""
    for degrees in range(181):
        if mc.read(model, mc.Nudge(degrees=degrees)(image)).prediction != label:
            return degrees
    return None


def moved_back(images):
    """The digits (N, 28, 28), each moved to the middle of its picture."""
    steps = (14 - centre(images)).round().int().tolist()
    return torch.cat(
        [
            shifted(image[None], right, down)
            for image, (right, down) in zip(images, steps, strict=True)
        ]
    )
