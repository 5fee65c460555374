"""One neuron, from scratch.

Samples go in on the left, a prediction comes out on the right::

    X  ──(W1, b1)──►  z1  ──σ──►  a1 = ŷ

N samples, D inputs, one output. Rows are samples, and every array is float64.

    X   (N, D)      z1, a1  (N, 1)      W1  (D, 1)
    y   (N, 1)                          b1  (1,)

The parameters are a dict: ``{"W1": W1, "b1": b1}``. The 1 in the names says "layer 1": in the
next assignment there will be two.
"""

import numpy as np


def sigmoid(z):
    """Squash every number into the range from 0 to 1: the activation σ.

        σ(z) = 1 / (1 + e^(−z))

    z: an array of any shape.
    Returns an array of the same shape.

    It should hold for every finite number: σ(1000) is 1, σ(−1000) is 0, and neither is nan.
    """
    # TODO: write it; the docstring says what goes in, what comes out and how.
    raise NotImplementedError("sigmoid is waiting for you: see the TODO here.")


def forward(X, params):
    """Predict: weigh the inputs of every sample, and remember every stage.

        z1 = X · W1 + b1        a1 = σ(z1)        ŷ = a1

    ŷ is read as a probability: how likely it is that the sample belongs to class 1.

    X: (N, D). params: W1 (D, 1), b1 (1,).
    Returns (y_hat, cache): the prediction (N, 1), and a dict with the stages that `backward`
    will need, "X", "z1" and "a1".
    """
    # TODO: write it; the docstring says what goes in, what comes out and how.
    raise NotImplementedError("forward is waiting for you: see the TODO here.")


def loss(y_hat, y):
    """Measure how wrong the prediction is: the mean binary cross-entropy, one number.

        L = −1/N · Σ [ y ln ŷ + (1 − y) ln(1 − ŷ) ]        the sum runs over the N samples

    Only one of the two terms counts, because y is 0 or 1: it is −ln of the probability that was
    given to the true class.

    y_hat: (N, 1), each from 0 to 1. y: (N, 1), each exactly 0 or 1.
    Returns a float: 0 is perfect; ln 2 ≈ 0.69 is what you get by answering ½ to every question.

    It should be finite also where ŷ is exactly 0 or 1. There ln 0 = −∞ lies in wait: keep ŷ a
    tiny bit (at most 1e-7) away from both ends.
    """
    # TODO: write it; the docstring says what goes in, what comes out and how.
    raise NotImplementedError("loss is waiting for you: see the TODO here.")


def backward(y, cache, params):
    """Find out how each parameter moved the loss: the gradient, by the chain rule.

    From the loss back to the input, one stage at a time; ∗ and ∕ work entry by entry:

        ∂L/∂a1 = 1/N · (a1 − y) ∕ (a1 ∗ (1 − a1))
        ∂L/∂z1 = ∂L/∂a1 ∗ σ′(z1) = 1/N · (a1 − y)        because σ′(z) = σ(z) ∗ (1 − σ(z))

        ∂L/∂W1 = Xᵀ · ∂L/∂z1        ∂L/∂b1 = Σ ∂L/∂z1, over the samples

    y: (N, 1). cache: what `forward` returned. params: as in `forward`.
    Returns grads, a dict with the same keys and shapes as params.
    """
    # TODO: write it; the docstring says what goes in, what comes out and how.
    raise NotImplementedError("backward is waiting for you: see the TODO here.")


def update(params, grads, lr):
    """Take one step downhill: gradient descent.

        p  ←  p − lr · ∂L/∂p        for every parameter p

    params, grads: dicts with the same keys and shapes. lr: the learning rate, a float.
    Returns a new dict. The arguments stay as they were, so that you can compare before and after.
    """
    # TODO: write it; the docstring says what goes in, what comes out and how.
    raise NotImplementedError("update is waiting for you: see the TODO here.")


# ── From here on everything is given. It starts to work when your functions do. ──────────────


def train(X, y, params, lr, epochs):
    """Learn: predict, measure, find the gradient, take a step; then again.

    X: the samples, one in each row. y: what the network should say. params: where to start.
    lr: the learning rate. epochs: how many steps, each one on all samples.
    Returns (params, losses): the trained parameters, and the loss before every step.
    """
    losses = []
    for _ in range(epochs):
        y_hat, cache = forward(X, params)
        losses.append(loss(y_hat, y))
        grads = backward(y, cache, params)
        params = update(params, grads, lr)
    return params, losses
