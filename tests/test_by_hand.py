"""Each formula against PyTorch, in float64, on whatever hypothesis comes up with."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from torch.nn import functional as F

from mnist_core import by_hand
from mnist_core.models import MLP

TIGHT = {"rtol": 1e-10, "atol": 1e-12}

numbers = st.floats(-50, 50, width=64)
logits = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=12), elements=numbers
)
seeds = st.integers(0, 2**32 - 1)


def small_network(rng, sizes=(7, 5, 4, 3), n=6):
    parameters = {}
    for i, (fan_in, fan_out) in enumerate(pairwise(sizes), 1):
        parameters[f"W{i}"] = rng.normal(size=(fan_out, fan_in))
        parameters[f"b{i}"] = rng.normal(size=fan_out)
    return parameters, rng.normal(size=(n, sizes[0])), rng.integers(0, sizes[-1], n)


def torch_loss(parameters, x, labels):
    a = torch.tensor(x)
    layers = len(parameters) // 2
    for i in range(1, layers + 1):
        a = F.linear(a, parameters[f"W{i}"], parameters[f"b{i}"])
        a = torch.relu(a) if i < layers else a
    return F.cross_entropy(a, torch.tensor(labels))


@given(logits)
def test_softmax_equals_torch_and_sums_to_one(z):
    p = by_hand.softmax(z)
    np.testing.assert_allclose(p, torch.tensor(z).softmax(1), **TIGHT)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)


@given(hnp.arrays(np.float64, (2, 3, 4), elements=numbers))
def test_softmax_runs_along_the_last_axis(z):
    np.testing.assert_allclose(by_hand.softmax(z), torch.tensor(z).softmax(-1), **TIGHT)
    one = z[0, 0]
    np.testing.assert_allclose(by_hand.softmax(one), torch.tensor(one).softmax(0))


def test_softmax_of_huge_logits_does_not_overflow():
    p = by_hand.softmax(np.array([[1000.0, 0.0], [-1000.0, -1000.0]]))
    np.testing.assert_allclose(p, [[1, 0], [0.5, 0.5]])


@given(logits, st.data())
def test_cross_entropy_equals_torch(z, data):
    labels = data.draw(hnp.arrays(int, len(z), elements=st.integers(0, z.shape[1] - 1)))
    expected = F.cross_entropy(torch.tensor(z), torch.tensor(labels))
    assert by_hand.cross_entropy(z, labels) == pytest.approx(expected.item(), abs=1e-10)


def test_each_digit_has_its_own_scale_in_the_loss():
    """A row a thousand below another one underflows if they share their largest."""
    z = np.array([[1000.0, 1001.0], [0.0, 1.0]])
    expected = F.cross_entropy(torch.tensor(z), torch.tensor([0, 1]))
    assert by_hand.cross_entropy(z, np.array([0, 1])) == pytest.approx(expected.item())


def test_cross_entropy_of_the_chapter_s_numbers():
    """A 7 seen with probability 0.80 costs 0.223; with 0.99, 0.010."""
    for p, loss in ((0.80, 0.223), (0.99, 0.010)):
        z = np.log(np.array([[p, 1 - p]]))
        assert by_hand.cross_entropy(z, np.array([0])) == pytest.approx(loss, abs=5e-4)


@given(hnp.arrays(np.float64, 9, elements=numbers))
def test_relu_and_its_derivative_equal_torch(z):
    t = torch.tensor(z, requires_grad=True)
    torch.relu(t).sum().backward()
    np.testing.assert_array_equal(by_hand.relu(z), torch.relu(t).detach())
    np.testing.assert_array_equal(by_hand.relu_derivative(z), t.grad)
    assert by_hand.relu_derivative(z.astype(np.float32)).dtype == np.float32


def test_forward_is_the_course_s_network():
    model = MLP().double()
    parameters = {
        f"{kind}{i}": getattr(getattr(model, f"fc{i}"), name).detach().numpy()
        for i in (1, 2, 3)
        for kind, name in (("W", "weight"), ("b", "bias"))
    }
    x = np.random.default_rng(0).random((5, 784))
    seen = by_hand.forward(parameters, x)
    layers = model.layers(torch.tensor(x))
    for ours, theirs in zip(
        [*seen.activations, seen.logits], layers.values(), strict=True
    ):
        np.testing.assert_allclose(ours, theirs.detach(), **TIGHT)


@settings(max_examples=30)
@given(seeds)
def test_backward_equals_autograd(seed):
    parameters, x, labels = small_network(np.random.default_rng(seed))
    ours = by_hand.backward(parameters, by_hand.forward(parameters, x), labels)
    tensors = {k: torch.tensor(v, requires_grad=True) for k, v in parameters.items()}
    torch_loss(tensors, x, labels).backward()
    assert ours.keys() == parameters.keys()
    for name, gradient in ours.items():
        np.testing.assert_allclose(gradient, tensors[name].grad, **TIGHT)


@settings(max_examples=10)
@given(seeds)
def test_backward_equals_finite_differences(seed):
    parameters, x, labels = small_network(np.random.default_rng(seed))
    ours = by_hand.backward(parameters, by_hand.forward(parameters, x), labels)
    for name in parameters:

        def loss(theta, name=name):
            changed = {**parameters, name: theta}
            return by_hand.cross_entropy(by_hand.forward(changed, x).logits, labels)

        numeric = by_hand.numerical_gradient(loss, parameters[name], step=1e-6)
        # Where a step crosses a ReLU's corner the two rightly differ a little.
        np.testing.assert_allclose(ours[name], numeric, rtol=1e-5, atol=2e-6)


@settings(max_examples=30)
@given(
    seeds,
    st.floats(1e-4, 0.5),
    st.floats(0, 0.99),
    st.floats(0, 0.9999),
    st.floats(1e-10, 1e-2),
)
def test_adam_equals_torch_step_by_step(seed, rate, beta1, beta2, epsilon):
    rng = np.random.default_rng(seed)
    theta = {"W1": rng.normal(size=(3, 4)), "b1": rng.normal(size=3)}
    tensors = {k: torch.tensor(v, requires_grad=True) for k, v in theta.items()}
    adam = torch.optim.Adam(
        tensors.values(), lr=rate, betas=(beta1, beta2), eps=epsilon
    )
    memory = by_hand.adam_start(theta)
    for t in range(1, 8):
        gradients = {k: rng.normal(size=v.shape) for k, v in theta.items()}
        for name, tensor in tensors.items():
            tensor.grad = torch.tensor(gradients[name])
        adam.step()
        theta, memory = by_hand.adam_step(
            theta,
            gradients,
            memory,
            learning_rate=rate,
            beta1=beta1,
            beta2=beta2,
            epsilon=epsilon,
        )
        assert memory.step == t
        for name, tensor in tensors.items():
            np.testing.assert_allclose(
                theta[name], tensor.detach(), rtol=1e-9, atol=1e-11
            )


def test_adam_s_settings_are_torch_s_unless_said_otherwise():
    theta = {"W1": np.array([[1.0, -2.0]])}
    tensor = torch.tensor(theta["W1"], requires_grad=True)
    adam = torch.optim.Adam([tensor])
    memory = by_hand.adam_start(theta)
    assert memory.m["W1"].shape == memory.v["W1"].shape == (1, 2)
    for gradient in ([[0.3, -1e-9]], [[-0.1, 2e-9]]):  # the latter of epsilon's size
        tensor.grad = torch.tensor(gradient, dtype=torch.float64)
        adam.step()
        theta, memory = by_hand.adam_step(theta, {"W1": np.array(gradient)}, memory)
    np.testing.assert_allclose(theta["W1"], tensor.detach(), rtol=1e-10)


def test_adam_changes_nothing_in_place():
    theta = {"b1": np.ones(3)}
    before = by_hand.adam_start(theta)
    by_hand.adam_step(theta, {"b1": np.ones(3)}, before)
    np.testing.assert_array_equal(theta["b1"], 1)
    np.testing.assert_array_equal(before.m["b1"], 0)
    assert before.step == 0


def test_numerical_gradient_of_a_known_function():
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    gradient = by_hand.numerical_gradient(lambda a: float((a**3).sum()), x)
    np.testing.assert_allclose(gradient, 3 * x**2, rtol=1e-8)
