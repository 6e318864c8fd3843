"""Chapter 9, Why it works. Names such as ``np`` are those of the notebook."""


def count(hidden):
    """Weights and biases of a 784-hidden-10 network."""
    return 784 * hidden + hidden + hidden * 10 + 10


def collapsed(layers):
    """One (W, b) that does what all layers do in turn, without ReLU."""
    matrix, bias = layers[0]
    for w, b in layers[1:]:
        matrix, bias = w @ matrix, w @ bias + b
    return matrix, bias


def first_weights(inputs, outputs, chance):
    """A random table (outputs, inputs) that keeps a signal's size."""
    return chance.normal(size=(outputs, inputs)) * (2 / inputs) ** 0.5


def better_rate():
    """A learning rate for batches of 1,024."""
    return 0.01
