"""One neuron, from scratch.

Samples go in on the left, a prediction comes out on the right::

    X  ──(W1, b1)──►  z1  ──σ──►  a1 = ŷ

N samples, D inputs, one output. Rows are samples, and every array is float64.

    X   (N, D)      z1, a1  (N, 1)      W1  (D, 1)
    y   (N, 1)                          b1  (1,)

The parameters are a dict: ``{"W1": W1, "b1": b1}``. The 1 in the names means "layer 1". In the
next assignment there are two layers.

Rules for every function here, because others rely on them, the checks too:

- It may be called alone, at any time, with arguments that your other functions have not made.
- It changes none of its arguments, and every call returns new arrays in new dicts.
- There may be any number of samples and inputs, also one.
- The keys of a dict may be in any order. Ask for each one by its name.
- An array may lie in memory in any way, by rows, by columns or with gaps. `@`, `*` and `.sum` don't
  care; `.ravel("K")` and `.data` do.
- Arrays that you return are float64. Six digits count; for a gradient nearly five.
"""

import numpy as np


def sigmoid(z):
    """Turn every number into a number from 0 to 1: the activation σ.

        σ(z) = 1 / (1 + e^(−z))

    z: an array of any shape, with one axis or more. It stays as it is.
    Returns a new array of the same shape.

    It must be right for every finite number: σ(1000) is 1, σ(−1000) is 0, and neither is nan.
    """
    # TODO: first e^(−z) for the whole array, with np.exp; then try z = ±1000
    raise NotImplementedError("sigmoid is waiting for you: see the TODO here.")


def forward(X, params):
    """Predict the class of every sample, and keep every stage of the calculation.

        z1 = X · W1 + b1        a1 = σ(z1)        ŷ = a1

    ŷ is a probability: how likely it is that the sample belongs to class 1.

    X: (N, D). params: W1 (D, 1), b1 (1,).
    Returns (y_hat, cache): the prediction (N, 1), and a dict with the stages that `backward`
    needs: "X", "z1" and "a1", a new one in each call. It may hold more than these.
    """
    # TODO: first z1, of the shape (N, 1); then a1; last the dict with all three stages
    raise NotImplementedError("forward is waiting for you: see the TODO here.")


def loss(y_hat, y):
    """Measure how wrong the prediction is: the mean binary cross-entropy, one number.

        loss = −1/N · Σ [ y ln ŷ + (1 − y) ln(1 − ŷ) ]        the sum runs over the N samples

    Only one of the two terms counts, because y is 0 or 1. The loss of one sample is −ln of the
    probability that the neuron gave to the true class.

    y_hat: (N, 1), each from 0 to 1. y: (N, 1), each exactly 0 or 1; one class may be missing. Both
    stay as they are.
    Returns a float, not an array: 0 is perfect; ln 2 ≈ 0.69 is the loss if every prediction is ½.

    The loss must be finite, also where ŷ is exactly 0 or 1. There ln 0 would be −∞, so keep ŷ a
    tiny bit (at most 1e-7) away from both ends. A larger guard makes the loss wrong where ŷ is near
    an end: the larger it is, the more it costs.
    """
    # TODO: first keep y_hat a tiny bit away from 0 and 1; then one loss for each sample
    raise NotImplementedError("loss is waiting for you: see the TODO here.")


def backward(y, cache, params):
    """Find out how the loss depends on each parameter: the gradient, by the chain rule.

        loss  ──►  ∂loss/∂a1  ──►  ∂loss/∂z1  ──►  ∂loss/∂W1, ∂loss/∂b1
                    (N, 1)          (N, 1)          (D, 1)     (1,)

    Each entry of the gradient is the slope of `loss` along one parameter. It is exact: `loss` is a
    mean over the samples, and the gradient is that of this mean. Derive it on paper, from the loss
    back to the input. Section 4 of the notebook leads you, with a check after each step.

    y: (N, 1). cache: a dict with "X", "z1" and "a1" as `forward` returns it, though not always from
    your own `forward`: use no other key. params: as in `forward`. All three stay as they are.
    Returns grads, a dict with exactly the keys and shapes of params: b1 is (1,), and so is its
    gradient. It points to where the loss grows; `update` goes the other way.
    One such pass gives all gradients. A new loss for each parameter would take far too long.
    """
    # TODO: first derive ∂loss/∂z1 on paper, (N, 1); both gradients come from it
    raise NotImplementedError("backward is waiting for you: see the TODO here.")


def update(params, grads, lr):
    """Take one step downhill: gradient descent.

        p  ←  p − lr · ∂loss/∂p        for every parameter p

    params, grads: dicts with the same keys and shapes. lr: the learning rate, a float.
    Returns a new dict of new arrays. The arguments stay as they are, so that you can compare before
    and after.
    """
    # TODO: first make a new dict; then decide which way is downhill
    raise NotImplementedError("update is waiting for you: see the TODO here.")


# ── Everything below is given. It works as soon as your functions work. ──────────────────────


def train(X, y, params, lr, epochs):
    """Learn: predict, measure the loss, find the gradient, take a step, again and again.

    X: the samples, one in each row. y: their true values. params: the parameters at the start.
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
