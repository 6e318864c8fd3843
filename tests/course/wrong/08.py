"""Wrong solutions of chapter 8, each of which its check must refuse."""


def pixels_to_the_right__not_at_all():
    return 0


def least_sure__the_surest(model, digits, count=500):
    return int(probabilities(digits.images[:count]).max(1).values.argmax())


def least_sure__of_all(model, digits, count=500):
    return int(probabilities(digits.images).max(1).values.argmin())


def least_sure__ignores_count(model, digits, count=500):
    return int(probabilities(digits.images[:500]).max(1).values.argmin())


def least_sure__smallest_probability(model, digits, count=500):
    return int(probabilities(digits.images[:count]).min(1).values.argmin())


def half_lost__always_the_same(model, digits, strengths, count=100):
    return 0.5


def half_lost__the_strongest(model, digits, strengths, count=100):
    return max(strengths)


def half_lost__fewer_than_half_wrong(model, digits, strengths, count=100):
    for strength in strengths:
        noisy = [mc.Nudge(noise=strength)(image) for image in digits.images[:count]]
        answers = probabilities(torch.stack(noisy)).argmax(1)
        if (answers != digits.labels[:count]).float().mean() < 0.5:
            return strength
    return None


def half_lost__at_the_first_mistake(model, digits, strengths, count=100):
    for strength in strengths:
        noisy = [mc.Nudge(noise=strength)(image) for image in digits.images[:count]]
        answers = probabilities(torch.stack(noisy)).argmax(1)
        if (answers != digits.labels[:count]).any():
            return strength
    return None


def fooled__a_white_sheet(model, image, label, most=40):
    return torch.ones_like(image)


def fooled__changes_nothing(model, image, label, most=40):
    return image


def fooled__any_pixels(model, image, label, most=40):
    changed = image.reshape(784).clone()
    for pixel in torch.randperm(784, generator=torch.Generator().manual_seed(0))[:most]:
        changed[pixel] = 1 - changed[pixel].round()
    return changed.reshape(28, 28)


def fooled__ignores_most(model, image, label, most=40):
    original, image = image.reshape(784), image.reshape(784).clone()
    while mc.read(model, image.reshape(28, 28)).prediction == label:
        tries = image.repeat(784, 1)
        tries.fill_diagonal_(0)
        tries += torch.diag(1 - original.round())
        left = lead(tries.reshape(784, 28, 28), label)
        left[image != original] = torch.inf
        image = tries[left.argmin()]
    return image.reshape(28, 28)


def fooled__keeps_the_largest_lead(model, image, label, most=40):
    original, image = image.reshape(784), image.reshape(784).clone()
    for _ in range(most):
        if mc.read(model, image.reshape(28, 28)).prediction != label:
            break
        tries = image.repeat(784, 1)
        tries.fill_diagonal_(0)
        tries += torch.diag(1 - original.round())
        left = lead(tries.reshape(784, 28, 28), label)
        left[image != original] = -torch.inf
        image = tries[left.argmax()]
    return image.reshape(28, 28)


def fooled__along_the_gradient(model, image, label, most=40):
    image = image.clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(model(image[None]), torch.tensor([label]))
    loss.backward()
    return (image + 0.1 * image.grad.sign()).clamp(0, 1).detach()


# The right solution, but for so much.
CHANGED = {
    "pixels_to_the_right__one_too_many": ("pixels + 1", "pixels"),
    "pixels_to_the_right__to_the_left": ("right=pixels + 1", "right=-pixels - 1"),
}
