"""Hidden checks of all functions together: the gradients of 01 and 02, and steps of training.

The graphs are recorded by the given Tensor of the reference. What the gradients should be is
written by hand here, as learners wrote it in 01 and 02.
"""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("train")


def graph(loss):
    """The arguments of `backward` for a tensor, and the number of each tensor."""
    number, waiting = {}, [loss]
    while waiting:
        tensor = waiting.pop()
        if tensor not in number:
            number[tensor] = len(number)
            waiting.extend(tensor.parents)
    parents = [tuple(number[p] for p in tensor.parents) for tensor in number]
    lists = [t.operation for t in number], parents, [t.value for t in number]
    return (*lists, number[loss]), number


def gradients(module, arguments, places):
    """The gradients of the parameters, by name."""
    grads = module.backward(*arguments)
    return {name: grads[place] for name, place in places.items()}


def ask(student, params, loss):
    """The gradients of the parameters of a loss, as the student's functions calculate them."""
    arguments, number = graph(loss)
    return student.run(gradients, arguments, {name: number[p] for name, p in params.items()})


def tensors(reference, arrays):
    """Each array as a tensor."""
    return {name: reference.Tensor(array) for name, array in arrays.items()}


def sigmoid(z):
    """As in 01 and 02."""
    return 1 / (1 + np.exp(-z))


def network_by_hand(X, y, p):
    """The gradients of 02, for its mean squared error."""
    a1 = sigmoid(X @ p["W1"] + p["b1"])
    a2 = sigmoid(a1 @ p["W2"] + p["b2"])
    d2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d1 = d2 @ p["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d1, "b1": d1.sum(axis=0), "W2": a1.T @ d2, "b2": d2.sum(axis=0)}


def network_loss(X, y, p):
    """The mean squared error of a network with one hidden layer, as a tensor."""
    error = ((X @ p["W1"] + p["b1"]).sigmoid() @ p["W2"] + p["b2"]).sigmoid() - y
    return (error * error).mean()


@pytest.mark.check(weight=3)
def test_neuron(student, reference, rng):
    """The gradients of 01-neuron, with cross-entropy, to nine digits"""
    X, y = rng.normal(size=(7, 3)), rng.integers(2, size=(7, 1)).astype(float)
    params = {"W1": rng.normal(size=(3, 1)), "b1": rng.normal(size=1)}
    error = (sigmoid(X @ params["W1"] + params["b1"]) - y) / 7
    p = tensors(reference, params)
    y_hat = (X @ p["W1"] + p["b1"]).sigmoid()
    loss = -(y * y_hat.log() + (1 - y) * (1 - y_hat).log()).mean()
    want = {"W1": X.T @ error, "b1": error.sum(axis=0)}
    expect(ask(student, p, loss), want, rtol=1e-9, atol=1e-9, name="grads")


@pytest.mark.check(weight=3)
def test_network(student, reference, rng):
    """The gradients of 02-network, with the mean squared error, to nine digits"""
    X, y = rng.normal(size=(7, 3)), rng.uniform(size=(7, 2))
    shapes = {"W1": (3, 5), "b1": (5,), "W2": (5, 2), "b2": (2,)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    p = tensors(reference, params)
    got = ask(student, p, network_loss(X, y, p))
    expect(got, network_by_hand(X, y, params), rtol=1e-9, atol=1e-9, name="grads")


@pytest.mark.check(weight=4, after="network")
def test_training(student, reference, rng):
    """Twenty steps on XOR: the gradients stay right while the network learns"""
    table = rng.permutation(np.array([[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]], dtype=float))
    X, y = table[:, :2], table[:, 2:]
    shapes = {"W1": (2, 4), "b1": (4,), "W2": (4, 1), "b2": (1,)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    for _ in range(20):
        p = tensors(reference, params)
        grads = ask(student, p, network_loss(X, y, p))
        want = network_by_hand(X, y, params)
        expect(grads, want, rtol=1e-9, atol=1e-9, name="grads")
        params = {name: params[name] - 5.0 * want[name] for name in params}
