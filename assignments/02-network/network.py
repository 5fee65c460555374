"""A network with one hidden layer, from scratch.

Samples go in on the left, a prediction comes out on the right::

    X  ──(W1, b1)──►  z1  ──σ──►  a1  ──(W2, b2)──►  z2  ──σ──►  a2 = ŷ
    inputs            hidden layer                   output layer

N samples, D inputs, H hidden units, K outputs. Rows are samples, and every array is float64.

    X   (N, D)      z1, a1  (N, H)      W1  (D, H)      W2  (H, K)
    y   (N, K)      z2, a2  (N, K)      b1  (H,)        b2  (K,)

The parameters are a dict: ``{"W1": W1, "b1": b1, "W2": W2, "b2": b2}``.

Rules for every function here, because others rely on them, the checks too:

- It may be called alone, at any time, with arguments that your other functions have not made.
- It changes none of its arguments, and every call returns new arrays in new dicts.
- There may be any number of samples, inputs, hidden units and outputs, also one.
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
    # TODO: yours of 01 works here as it is; look at z = −1000 and z = 1000 once more
    raise NotImplementedError("sigmoid is waiting for you: see the TODO here.")


def forward(X, params):
    """Predict: send the samples through both layers, and keep every stage of the calculation.

        z1 = X  · W1 + b1        a1 = σ(z1)        the hidden layer
        z2 = a1 · W2 + b2        a2 = σ(z2)        the output layer, ŷ = a2

    X: (N, D). params: W1 (D, H), b1 (H,), W2 (H, K), b2 (K,).
    Returns (y_hat, cache): the prediction (N, K), and a dict with the stages that `backward`
    needs: "X", "z1", "a1", "z2" and "a2", a new one in each call. It may hold more than these.
    """
    # TODO: first the hidden layer, z1 and a1; what are the inputs of the output layer?
    raise NotImplementedError("forward is waiting for you: see the TODO here.")


def loss(y_hat, y):
    """Measure how wrong the prediction is: the mean squared error, one number.

        loss = 1/(N·K) · Σ (ŷ − y)²        the sum runs over all N·K entries

    y_hat: (N, K). y: (N, K). Both stay as they are.
    Returns a float, not an array: 0 is perfect; 0.25 is the loss if y is 0 or 1 and every
    prediction is ½.
    """
    # TODO: first the errors, an array (N, K); then their squares; then one mean of all
    raise NotImplementedError("loss is waiting for you: see the TODO here.")


def backward(y, cache, params):
    """Find out how the loss depends on each parameter: the gradient, by the chain rule.

        loss  ──►  ∂loss/∂a2  ──►  ∂loss/∂z2  ──►  ∂loss/∂W2, ∂loss/∂b2
                    (N, K)          (N, K)          (H, K)     (K,)
                                        │
                                        ▼
                   ∂loss/∂a1  ──►  ∂loss/∂z1  ──►  ∂loss/∂W1, ∂loss/∂b1
                    (N, H)          (N, H)          (D, H)     (H,)

    Each entry of the gradient is the slope of `loss` along one parameter. It is exact: `loss` is a
    mean over all N·K entries, and the gradient is that of this mean. Derive it on paper, from the
    loss back to the input. Section 4 of the notebook leads you, with a check after each step.

    y: (N, K). cache: a dict with "X", "z1", "a1", "z2" and "a2" as `forward` returns it, though not
    always from your own `forward`: use no other key. params: as in `forward`. All stay as they are.
    Returns grads, a dict with exactly the keys and shapes of params: b1 is (H,), and so is its
    gradient. It points to where the loss grows; `update` goes the other way.
    One such pass gives all gradients. A new loss for each parameter would take far too long.
    """
    # TODO: first derive ∂loss/∂z2 on paper, (N, K); then b2, W2, the hidden layer
    raise NotImplementedError("backward is waiting for you: see the TODO here.")


def update(params, grads, lr):
    """Take one step downhill: gradient descent.

        p  ←  p − lr · ∂loss/∂p        for every parameter p

    params, grads: dicts with the same keys and shapes. lr: the learning rate, a float.
    Returns a new dict of new arrays. The arguments stay as they are, so that you can compare before
    and after.
    """
    # TODO: yours of 01 works here as it is, if it takes the names from the dict
    raise NotImplementedError("update is waiting for you: see the TODO here.")


# ── Everything below is given. It works as soon as your functions work. ──────────────────────


def initialize(sizes, rng, scale=1.0):
    """Draw a random start: weights from a normal distribution, and biases of zero.

    sizes: (D, H, K). rng: an np.random.Generator. scale: the standard deviation of the weights.
    Returns params.
    """
    D, H, K = sizes
    return {
        "W1": scale * rng.normal(size=(D, H)),
        "b1": np.zeros(H),
        "W2": scale * rng.normal(size=(H, K)),
        "b2": np.zeros(K),
    }


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
