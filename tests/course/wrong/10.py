"""Wrong solutions of chapter 10, each of which its check must refuse."""


def pooled__first_of_four(maps):
    return maps[:, ::2, ::2]


def pooled__of_rows_only(maps):
    return maps.reshape(len(maps), 14, 2, 28).amax(2)


def pooled__of_28_only(maps):
    return maps.reshape(-1, 14, 2, 14, 2).amax((2, 4))


def majority__lowest_that_anybody_names(votes):
    return votes.argmax(1).min(1).values


def weights_of__one_map(before, after, size, width):
    return after * size * size, before * after * width**4


def majority__mean(votes):
    return votes.mean(2).argmax(1)


CHANGED = {
    "pooled__mean": ("fours.amax((2, 4))", "fours.mean((2, 4))"),
    "weights_of__the_same_map": ("(after * width * width)", "after"),
    "majority__first_judge": ("votes.argmax(1)", "votes[:, :, :1].argmax(1)"),
    "majority__higher_of_equals": (
        "named.sum(1).argmax(1)",
        "9 - named.sum(1).flip(1).argmax(1)",
    ),
}
