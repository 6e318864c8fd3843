"""Chapter 9b, What it knows. Names such as ``np`` are those of the notebook."""


def fewest_bits():
    """The smallest number of bits, from 1 up, that keeps 95%."""
    bits = 1
    while score(coarse(bits)) < 0.95:
        bits += 1
    return bits


def rescaled(network, factors):
    """A copy: hidden layer 1 is `factors` (128,) times as excited."""
    other = copy.deepcopy(network)
    with torch.no_grad():
        other.fc1.weight.copy_(network.fc1.weight * factors[:, None])  # in: rows
        other.fc1.bias.copy_(network.fc1.bias * factors)
        other.fc2.weight.copy_(network.fc2.weight / factors)  # out: columns
    return other


def limit(image, label):
    """The smallest turn, 0 to 180, at which the prediction is wrong."""
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
