"""Wrong solutions of chapter 9, each of which its check must refuse."""


def count__no_biases(hidden):
    return 784 * hidden + hidden * 10


def count__biases_of_the_outputs_forgotten(hidden):
    return 784 * hidden + hidden + hidden * 10


def count__only_for_the_sizes_above(hidden):
    return {1: 805, 8: 6370, 32: 25450, 256: 203530}.get(hidden, 0)


def collapsed__no_biases(layers):
    matrix = layers[0][0]
    for w, _ in layers[1:]:
        matrix = w @ matrix
    return matrix, np.zeros(len(matrix))


def collapsed__last_bias_only(layers):
    matrix = layers[0][0]
    for w, _ in layers[1:]:
        matrix = w @ matrix
    return matrix, layers[-1][1]


def collapsed__with_relu(layers):
    matrix, bias = layers[0]
    for w, b in layers[1:]:
        matrix, bias = w @ np.maximum(matrix, 0), w @ np.maximum(bias, 0) + b
    return matrix, bias


def first_weights__as_pytorch(inputs, outputs, chance):
    return chance.uniform(-1, 1, size=(outputs, inputs)) / inputs**0.5


def first_weights__by_outputs(inputs, outputs, chance):
    return chance.normal(size=(outputs, inputs)) * (2 / outputs) ** 0.5


def first_weights__no_root(inputs, outputs, chance):
    return chance.normal(size=(outputs, inputs)) * 2 / inputs


def first_weights__bound_for_spread(inputs, outputs, chance):
    return chance.uniform(-1, 1, size=(outputs, inputs)) * (2 / inputs) ** 0.5


def first_weights__all_neurons_alike(inputs, outputs, chance):
    row = chance.normal(size=(1, inputs)) * (2 / inputs) ** 0.5
    return np.repeat(row, outputs, axis=0)


def better_rate__the_usual():
    return 0.001


def better_rate__smaller():
    return 0.0001


def better_rate__far_too_large():
    return 0.3


# The right solution, but for so much.
CHANGED = {
    "collapsed__at_most_three_layers": ("layers[1:]", "layers[1:3]"),
}
