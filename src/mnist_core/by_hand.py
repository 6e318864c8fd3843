"""The whole network by hand, in NumPy, as the mathematics chapter derives it.

Nothing here is fast and nothing is hidden. Each function is one formula of the
chapter; each is tested to equal what PyTorch computes. N digits are N rows, so a
layer's z = W·a + b reads ``a @ W.T + b`` for all of them at once.

Parameters are a dict ``{"W1": (128, 784), "b1": (128,), "W2": ..., "b3": (10,)}``;
gradients have the same keys and shapes. The number of layers and their sizes are
whatever the dict says.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

Parameters = Mapping[str, np.ndarray]


def relu(z: np.ndarray) -> np.ndarray:
    """max(0, z), entry by entry."""
    return np.maximum(0, z)


def relu_derivative(z: np.ndarray) -> np.ndarray:
    """1 where z > 0, else 0."""
    return (z > 0).astype(z.dtype)


def softmax(z: np.ndarray) -> np.ndarray:
    """Logits (N, K) or (K,) to probabilities: e^z_i / Σ_j e^z_j along each row.

    The row's maximum is taken away first. That changes nothing (numerator and
    denominator shrink alike) and keeps e^z from overflowing.
    """
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cross_entropy(z: np.ndarray, labels: np.ndarray) -> float:
    """Mean of −log p(label) over N digits, in nats, from logits (N, K).

    Computed as log Σ_j e^z_j − z_label, which is the same and stays finite even
    where the probability rounds to zero.
    """
    top = z.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(z - top).sum(axis=1)) + top[:, 0]
    return float((log_sum - z[np.arange(len(z)), labels]).mean())


class Pass(NamedTuple):
    """What a forward pass leaves behind for the backward pass.

    Attributes:
        activations: a⁰ = x, a¹, a², ...: the input of each layer, (N, size).
        logits: the last layer's z, (N, 10).
    """

    activations: list[np.ndarray]
    logits: np.ndarray


def forward(parameters: Parameters, x: np.ndarray) -> Pass:
    """Layer by layer: z = W·a + b, then a = ReLU(z); the last layer stays z.

    Args:
        x: (N, 784).
    """
    layers = len(parameters) // 2
    activations = [x]
    for i in range(1, layers):
        z = activations[-1] @ parameters[f"W{i}"].T + parameters[f"b{i}"]
        activations.append(relu(z))
    logits = activations[-1] @ parameters[f"W{layers}"].T + parameters[f"b{layers}"]
    return Pass(activations, logits)


def backward(
    parameters: Parameters, seen: Pass, labels: np.ndarray
) -> dict[str, np.ndarray]:
    """Gradients of the mean cross-entropy, by the chain rule, last layer first.

    δ³ = p − y (softmax and cross-entropy together); δ = (Wᵀ·δ_next) ⊙ ReLU'(z);
    ∂L/∂W = δ·aᵀ and ∂L/∂b = δ, averaged over the N digits.
    (Rumelhart, Hinton & Williams, "Learning representations by back-propagating
    errors", Nature 323, 1986.)
    """
    n = len(labels)
    delta = softmax(seen.logits)  # (N, 10)
    delta[np.arange(n), labels] -= 1
    gradients = {}
    for i in range(len(parameters) // 2, 0, -1):
        a = seen.activations[i - 1]
        gradients[f"W{i}"] = delta.T @ a / n
        gradients[f"b{i}"] = delta.mean(axis=0)
        if i > 1:  # a > 0 exactly where z > 0
            delta = (delta @ parameters[f"W{i}"]) * relu_derivative(a)
    return gradients


def numerical_gradient(
    f: Callable[[np.ndarray], float], x: np.ndarray, step: float = 1e-5
) -> np.ndarray:
    """The gradient of f at x by finite differences: (f(x+h) − f(x−h)) / 2h.

    One entry at a time, so two calls of f for each number in x. Its error shrinks
    with h²; use float64.
    """
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += step
        down[i] -= step
        gradient[i] = (f(up) - f(down)) / (2 * step)
    return gradient


class AdamMemory(NamedTuple):
    """Adam's two running means for each parameter, and the count of steps."""

    step: int
    m: dict[str, np.ndarray]  # of gradients
    v: dict[str, np.ndarray]  # of squared gradients


def adam_start(parameters: Parameters) -> AdamMemory:
    """Before the first step: all zeros."""
    return AdamMemory(
        0,
        {name: np.zeros_like(p) for name, p in parameters.items()},
        {name: np.zeros_like(p) for name, p in parameters.items()},
    )


def adam_step(
    parameters: Parameters,
    gradients: Parameters,
    memory: AdamMemory,
    *,
    learning_rate: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[dict[str, np.ndarray], AdamMemory]:
    """One step of Adam, with bias correction; nothing is changed in place.

    m ← β₁·m + (1−β₁)·g and v ← β₂·v + (1−β₂)·g². Both start at zero, so early on
    they are too small; m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ) put that right. Then
    θ ← θ − α·m̂/(√v̂ + ε).
    (Kingma & Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015,
    algorithm 1.)

    Returns:
        The new parameters and the new memory.
    """
    t = memory.step + 1
    new, m, v = {}, {}, {}
    for name, theta in parameters.items():
        g = gradients[name]
        m[name] = beta1 * memory.m[name] + (1 - beta1) * g
        v[name] = beta2 * memory.v[name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new[name] = theta - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return new, AdamMemory(t, m, v)
