"""Wrong solutions of chapter 9b, each of which its check must refuse."""


def fewest_bits__as_in_the_text():
    return 4


def fewest_bits__one():
    return 1


def rescaled__the_other_way_round(network, factors):
    other = copy.deepcopy(network)
    with torch.no_grad():
        other.fc1.weight.div_(factors[:, None])
        other.fc1.bias.div_(factors)
        other.fc2.weight.mul_(factors)
    return other


def rescaled__changes_the_network_itself(network, factors):
    with torch.no_grad():
        network.fc1.weight.mul_(factors[:, None])
        network.fc1.bias.mul_(factors)
        network.fc2.weight.div_(factors)
    return network


def rescaled__nothing(network, factors):
    return copy.deepcopy(network)


def limit__halves_the_range(image, label):
    low, high = 0, 180
    if mc.read(model, mc.Nudge(degrees=high)(image)).prediction == label:
        return None
    while low < high:
        middle = (low + high) // 2
        if mc.read(model, mc.Nudge(degrees=middle)(image)).prediction != label:
            high = middle
        else:
            low = middle + 1
    return low


def moved_back__a_constant(images):
    return shifted(images, -4, 1)


def moved_back__the_mean_of_all(images):
    right, down = (14 - centre(images).mean(dim=0)).round().int().tolist()
    return shifted(images, right, down)


def moved_back__wrong_sign(images):
    steps = (centre(images) - 14).round().int().tolist()
    return torch.cat([shifted(i[None], *s) for i, s in zip(images, steps, strict=True)])


def moved_back__rows_for_columns(images):
    steps = (14 - centre(images)).round().int().tolist()
    return torch.cat(
        [shifted(i[None], *s[::-1]) for i, s in zip(images, steps, strict=True)]
    )


def moved_back__not_at_all(images):
    return images.clone()


def moved_back__rounds_down(images):
    steps = (14 - centre(images)).int().tolist()
    return torch.cat([shifted(i[None], *s) for i, s in zip(images, steps, strict=True)])


def moved_back__the_middle_of_the_ink(images):
    moved = []
    for image in images:
        rows, columns = image.nonzero(as_tuple=True)
        right = 14 - int(columns.max() + columns.min()) // 2
        down = 14 - int(rows.max() + rows.min()) // 2
        moved.append(shifted(image[None], right, down))
    return torch.cat(moved)


# The right solution, but for so much.
CHANGED = {
    "fewest_bits__the_last_that_fails": ("return bits", "return bits - 1"),
    "rescaled__only_in": ("fc2.weight / factors", "fc2.weight"),
    "rescaled__forgets_the_bias": ("fc1.bias * factors", "fc1.bias"),
    "rescaled__multiplies_twice": ("fc2.weight / factors", "fc2.weight * factors"),
    "limit__the_last_that_is_right": ("return degrees", "return max(0, degrees - 1)"),
    "limit__in_steps_of_five": ("range(181)", "range(0, 181, 5)"),
    "limit__never_looks_at_zero": ("range(181)", "range(1, 181)"),
}
