"""A network of any depth, from scratch, for K classes.

Samples go in on the left, one probability for each class comes out on the right::

    X ──(W1, b1)──► z1 ──relu──► a1 ──(W2, b2)──► z2 ──relu──► a2 ── … ──► zL ──softmax──► aL = ŷ

N samples, L layers, K classes. Rows are samples. Every array is float64, except y.

    X   (N, D)      zi, ai  (N, width of layer i)      W{i}  (width before, width of layer i)
    y   (N,)        zL, aL  (N, K)                     b{i}  (width of layer i,)

y holds integers: the class of every sample, 0 … K − 1.
The parameters are a dict: ``{"W1": W1, "b1": b1, …, "WL": WL, "bL": bL}``. Each function finds
the number of layers from this dict.

Rules for every function here, because others rely on them, the checks too:

- It may be called alone, at any time, with arguments that your other functions have not made.
- It changes none of its arguments, and every call returns new arrays in new dicts.
- There may be any number of samples, layers, units and classes, also one sample or one layer.
- The keys of a dict may be in any order. Ask for each one by its name.
- An array may lie in memory in any way, by rows, by columns or with gaps. `@`, `*` and `.sum` don't
  care; `.ravel("K")` and `.data` do.
- Arrays that you return are float64. Six digits count; for a gradient nearly five.
- Random numbers come from the `rng` that you get, and from nothing else.
"""

from itertools import pairwise

import numpy as np


def relu(z):
    """Keep the positive numbers and set the others to 0: the activation of the hidden layers.

        relu(z) = max(0, z)

    z: an array of any shape, with one axis or more. It stays as it is.
    Returns a new array of the same shape.
    """
    # TODO: compare each entry with 0, and make a new array
    raise NotImplementedError("relu is waiting for you: see the TODO here.")


def softmax(z):
    """Turn K logits into K probabilities: the activation of the last layer.

        softmax(z)_k = e^(z_k) / Σ_j e^(z_j)        j runs over the classes, the last axis of z

    z: (N, K), each row holds the logits of one sample. It stays as it is.
    Returns a new array (N, K): all entries are from 0 to 1, and each row adds up to 1.

    It must be right for large logits, too: e^1000 is too large for a float, but the row
    (1000, 1000) has a simple result, (½, ½).
    """
    # TODO: first find what to subtract from each row, so no exponent is above 0
    raise NotImplementedError("softmax is waiting for you: see the TODO here.")


def initialize(sizes, rng):
    """Draw initial parameters from which even a deep network learns (He et al., 2015).

        W{i} ~ N(0, 2 / fan_in)        a normal distribution with mean 0 and *variance* 2 / fan_in
        b{i} = 0

    fan_in is the number of inputs of the layer. With this variance the activations keep their
    size from layer to layer. The 2 is there because relu sets half of them to 0.

    sizes: [D, H1, …, K], the widths from the input to the output.
    rng: an np.random.Generator. Draw W1, then W2, and so on, each in the shape (fan_in, fan_out),
    with `rng.normal` or `rng.standard_normal`, and nothing else. So the same rng gives everybody
    the same start.
    Returns params: exactly the keys W1, b1, …, WL, bL, with new arrays in each call.
    """
    # TODO: first write down fan_in and fan_out of each layer for sizes = [5, 4, 3]
    raise NotImplementedError("initialize is waiting for you: see the TODO here.")


def forward(X, params):
    """Predict: send the samples through all layers, and keep every stage of the calculation.

        z1 = X      · W1 + b1        a1 = relu(z1)
        z2 = a1     · W2 + b2        a2 = relu(z2)
        …
        zL = a{L−1} · WL + bL        aL = softmax(zL)        the output layer, ŷ = aL

    X: (N, D). params: W1, b1, …, WL, bL, in any order. L may be 1, and it may be more than 9.
    Returns (y_hat, cache): the prediction (N, K), and a dict with the stages that `backward`
    needs: "X", "z1", "a1", …, "zL", "aL", a new one in each call. It may hold more than these.
    """
    # TODO: first count the layers in params; then a loop over their numbers
    raise NotImplementedError("forward is waiting for you: see the TODO here.")


def loss(y_hat, y):
    """Measure how wrong the prediction is: the mean cross-entropy, one number.

        loss = −1/N · Σ ln ŷ[n, y_n]        ŷ[n, y_n]: the probability of the true class of sample n

    y_hat: (N, K), each row adds up to 1. y: (N,) integers; a class may be missing. Both stay as
    they are.
    Returns a float, not an array: 0 is perfect; ln K is the loss if all classes get the same
    probability.

    The loss must be finite, also where a probability is exactly 0. There ln 0 would be −∞, so
    use a tiny number (at most 1e-7) in place of every smaller probability. A larger guard makes the
    loss wrong where a probability is small: the larger it is, the more it costs.
    """
    # TODO: first pick the probability of the true class from each row: N numbers
    raise NotImplementedError("loss is waiting for you: see the TODO here.")


def backward(y, cache, params):
    """Find out how the loss depends on each parameter: the gradient, by the chain rule.

        loss  ──►  ∂loss/∂zL         of the shape (N, K), through softmax in one step
        in each layer i, from the last to the first:
            ∂loss/∂z{i}  ──►  ∂loss/∂W{i}, ∂loss/∂b{i}
            ∂loss/∂z{i}  ──►  ∂loss/∂z{i−1}     if there is a layer before it

    Each entry of the gradient is the slope of `loss` along one parameter. It is exact: `loss` is a
    mean over the samples, and the gradient is that of this mean. The slope of relu where z is
    exactly 0 is not asked for. Derive it on paper, from the loss back to the input. Section 6 of
    the notebook leads you, with a check after each step.

    y: (N,) integers; a class may be missing. cache: a dict with "X", "z1", "a1", …, "zL", "aL" as
    `forward` returns it, though not always from your own `forward`: use no other key. params: as in
    `forward`. All three stay as they are.
    Returns grads, a dict with exactly the keys and shapes of params: b{i} has one axis, so its
    gradient has. grads points to where the loss grows; `update` goes the other way.
    One such pass gives all gradients. A new loss for each parameter would take far too long.
    """
    # TODO: first derive ∂loss/∂zL on paper, of the shape (N, K); the loop comes last
    raise NotImplementedError("backward is waiting for you: see the TODO here.")


def update(params, grads, lr):
    """Take one step downhill: gradient descent.

        p  ←  p − lr · ∂loss/∂p        for every parameter p

    params, grads: dicts with the same keys and shapes. lr: the learning rate, a float.
    Returns a new dict of new arrays. The arguments stay as they are, so that you can compare before
    and after.
    """
    # TODO: yours of 02 works here as it is, if it takes the names from the dict
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
