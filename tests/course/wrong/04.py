"""Wrong solutions of chapter 4, each of which its check must refuse."""


def friend_slopes__forgets_the_dimmer(bulbs, opinions, mood, goal):
    error = max(0, bulbs @ opinions + mood) - goal
    return error * bulbs, error


def friend_slopes__of_this_goal_only(bulbs, opinions, mood, goal):
    z = bulbs @ opinions + mood
    delta = (max(0, z) - 2) * (z > 0)
    return delta * bulbs, delta


def friend_slopes__times_the_opinions(bulbs, opinions, mood, goal):
    z = bulbs @ opinions + mood
    delta = (max(0, z) - goal) * (z > 0)
    return delta * opinions, delta


def friend_slopes__downhill(bulbs, opinions, mood, goal):
    z = bulbs @ opinions + mood
    delta = (goal - max(0, z)) * (z > 0)
    return delta * bulbs, delta


def friend_slopes__one_for_all(bulbs, opinions, mood, goal):
    z = bulbs @ opinions + mood
    delta = (max(0, z) - goal) * (z > 0)
    return delta, delta


def blame_of__forgets_the_dimmer(opinions, blames, brightness):
    return sum(w * d for w, d in zip(opinions, blames, strict=True))


def blame_of__times_brightness(opinions, blames, brightness):
    return brightness * sum(w * d for w, d in zip(opinions, blames, strict=True))


def blame_of__the_mean(opinions, blames, brightness):
    shares = [w * d for w, d in zip(opinions, blames, strict=True)]
    return (brightness > 0) * sum(shares) / len(shares)


def blame_of__no_opinions(opinions, blames, brightness):
    return (brightness > 0) * sum(blames)


def blame_of__two_answers_only(opinions, blames, brightness):
    both = opinions[0] * blames[0] + opinions[1] * blames[1]
    return (brightness > 0) * both


def sigmoid_delta__the_slope_of_relu(next_delta, next_weights, a):
    return (next_delta @ next_weights) * (a > 0)


def sigmoid_delta__takes_a_for_z(next_delta, next_weights, a):
    e = np.exp(-a)
    return (next_delta @ next_weights) * e / (1 + e) ** 2


def sigmoid_delta__half_a_slope(next_delta, next_weights, a):
    return (next_delta @ next_weights) * (1 - a)


def sigmoid_delta__one_for_all_digits(next_delta, next_weights, a):
    return ((next_delta @ next_weights) * a * (1 - a)).mean(axis=0)


def slope_along__without_biases(gradients, direction):
    return sum((gradients[k] * direction[k]).sum() for k in ("W1", "W2", "W3"))


def slope_along__the_first_table(gradients, direction):
    return (gradients["W1"] * direction["W1"]).sum()


def slope_along__the_mean(gradients, direction):
    return sum((gradients[k] * direction[k]).mean() for k in gradients)


def slope_along__a_sum_for_each_table(gradients, direction):
    return [(gradients[k] * direction[k]).sum() for k in gradients]


def slope_along__never_negative(gradients, direction):
    return abs(sum((gradients[k] * direction[k]).sum() for k in gradients))
