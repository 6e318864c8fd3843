"""Chapter 8, Drag it yourself. Names such as ``mc`` are those of the notebook."""


def pixels_to_the_right():
    """Largest shift that the first 7 survives."""
    seven = digits.images[np.flatnonzero(digits.labels == 7)[0]]
    pixels = 0
    while mc.read(model, mc.Nudge(right=pixels + 1)(seven)).prediction == 7:
        pixels += 1
    return pixels


def least_sure(model, digits, count=500):
    """Index of the lowest confidence: the largest of ten probabilities."""
    return int(probabilities(digits.images[:count]).max(1).values.argmin())


def half_lost(model, digits, strengths, count=100):
    """First of the strengths at which fewer than half are right, or None.

    mc.Nudge(noise=0.3)(image) adds noise.
    """
    for strength in strengths:
        noisy = [
            mc.Nudge(noise=strength, seed=k)(image)
            for k, image in enumerate(digits.images[:count])
        ]
        answers = probabilities(torch.stack(noisy)).argmax(1)
        if (answers == digits.labels[:count]).float().mean() < 0.5:
            return strength
    return None


def fooled(model, image, label, most=40):
    """Change one pixel after the other until the label is lost.

    image: (28, 28) in [0, 1]. Try each of the 784 pixels at 1 minus its
    rounded value, all at once; lead(pictures, label) is a help.
    """
    original, image = image.reshape(784), image.reshape(784).clone()
    for _ in range(most):
        if mc.read(model, image.reshape(28, 28)).prediction != label:
            break
        tries = image.repeat(784, 1)
        tries.fill_diagonal_(0)
        tries += torch.diag(1 - original.round())
        left = lead(tries.reshape(784, 28, 28), label)
        left[image != original] = torch.inf  # never the same pixel twice
        image = tries[left.argmin()]
    return image.reshape(28, 28)
