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
    ### BEGIN SOLUTION: yours of 01 works here as it is; look at z = −1000 and z = 1000 once more
    # e^(−z) overflows far on the left, and e^z far on the right. e^(−|z|) never overflows. With
    # σ(z) = 1 / (1 + e^(−z)) = e^z / (e^z + 1), both sides can be written with e^(−|z|).
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    ### END SOLUTION


def forward(X, params):
    """Predict: send the samples through both layers, and keep every stage of the calculation.

        z1 = X  · W1 + b1        a1 = σ(z1)        the hidden layer
        z2 = a1 · W2 + b2        a2 = σ(z2)        the output layer, ŷ = a2

    X: (N, D). params: W1 (D, H), b1 (H,), W2 (H, K), b2 (K,).
    Returns (y_hat, cache): the prediction (N, K), and a dict with the stages that `backward`
    needs: "X", "z1", "a1", "z2" and "a2", a new one in each call. It may hold more than these.
    """
    ### BEGIN SOLUTION: first the hidden layer, z1 and a1; what are the inputs of the output layer?
    z1 = X @ params["W1"] + params["b1"]  # (N, D) · (D, H) = (N, H); each row gets the bias
    a1 = sigmoid(z1)

    z2 = a1 @ params["W2"] + params["b2"]  # (N, H) · (H, K) = (N, K)
    a2 = sigmoid(z2)

    cache = {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}
    return a2, cache
    ### END SOLUTION


def loss(y_hat, y):
    """Measure how wrong the prediction is: the mean squared error, one number.

        loss = 1/(N·K) · Σ (ŷ − y)²        the sum runs over all N·K entries

    y_hat: (N, K). y: (N, K). Both stay as they are.
    Returns a float, not an array: 0 is perfect; 0.25 is the loss if y is 0 or 1 and every
    prediction is ½.
    """
    ### BEGIN SOLUTION: first the errors, an array (N, K); then their squares; then one mean of all
    return float(np.mean((y_hat - y) ** 2))
    ### END SOLUTION


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
    ### BEGIN SOLUTION: first derive ∂loss/∂z2 on paper, (N, K); then b2, W2, the hidden layer
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]

    # The output layer: the slope of the square, then the slope of the sigmoid, σ′ = a (1 − a).
    d_a2 = 2 / y.size * (a2 - y)  # the mean runs over all N·K entries, so each counts 1/(N·K)
    d_z2 = d_a2 * a2 * (1 - a2)

    # The hidden layer changes the loss only through W2. So its gradient goes back along W2, and
    # then through its own sigmoid.
    d_a1 = d_z2 @ params["W2"].T  # (N, K) · (K, H) = (N, H)
    d_z1 = d_a1 * a1 * (1 - a1)

    # z = a · W + b is linear. So W's gradient is the input times the gradient at z, summed over
    # the samples. b acts like a weight whose input is always 1.
    return {
        "W1": X.T @ d_z1,  # (D, N) · (N, H) = (D, H)
        "b1": d_z1.sum(axis=0),
        "W2": a1.T @ d_z2,  # (H, N) · (N, K) = (H, K)
        "b2": d_z2.sum(axis=0),
    }
    ### END SOLUTION


def update(params, grads, lr):
    """Take one step downhill: gradient descent.

        p  ←  p − lr · ∂loss/∂p        for every parameter p

    params, grads: dicts with the same keys and shapes. lr: the learning rate, a float.
    Returns a new dict of new arrays. The arguments stay as they are, so that you can compare before
    and after.
    """
    ### BEGIN SOLUTION: yours of 01 works here as it is, if it takes the names from the dict
    return {name: params[name] - lr * grads[name] for name in params}
    ### END SOLUTION


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
