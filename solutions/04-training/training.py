"""What makes a network learn well on real data: five techniques, from scratch.

The network itself is the one that you wrote in assignment 03, `deep.py`. This module trains it::

    samples ──minibatches──► X, y of one batch ──forward, with dropout──► ŷ
                                                                         │
    params ◄──momentum or adam── grads, plus those of the l2_penalty ◄───┘ backward

The parameters are the dict of 03: ``{"W1": W1, "b1": b1, …, "WL": WL, "bL": bL}``. A formula
"for every parameter p" is for each array of this dict. Every array is float64.

Rules for every function here, because others rely on them, the checks too:

- It may be called alone, at any time, with arguments that your other functions have not made.
- It changes none of its arguments, and every call returns new arrays in new dicts.
- There may be any number of layers and of samples. Keys of dicts may be in any order.
- An array may lie in memory in any way, by rows, by columns or with gaps.
- Random numbers come from the `rng` that you get, and from nothing else.
- Arrays that you return are float64. Six digits count.
"""

import importlib.util
from pathlib import Path

import numpy as np


def minibatches(X, y, batch_size, rng):
    """Return all samples in a new random order, in small batches.

        order = a random permutation of 0 … N − 1
        the batches are the samples order[0 : B], order[B : 2B], order[2B : 3B], …

    X: (N, D). y: (N,) or (N, K); row n of y belongs to row n of X. Both stay as they are.
    batch_size: B, a positive int. It may be larger than N: then there is one batch.
    rng: an np.random.Generator. Draw `rng.permutation(N)` from it, once, and nothing else. So every
    epoch has a new order, and everybody gets the same one from the same rng.
    Returns an iterator over pairs (X_batch, y_batch), or a list of them. The last batch may be
    smaller, but none is empty.
    """
    ### BEGIN SOLUTION: first draw one permutation of the row numbers; then cut it into pieces
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]  # a slice may end early: the last batch
        yield X[rows], y[rows]  # the same rows of both, or samples lose their labels
    ### END SOLUTION


def dropout(a, rate, rng):
    """Set each activation to 0 with probability `rate`, and make the others larger.

        mask = 0                    with probability rate
        mask = 1 / (1 − rate)       otherwise
        out  = a * mask             entry by entry

    On average the mask is 1, so the next layer gets inputs of the usual size. When the trained
    network is used, without dropout, nothing needs to be scaled. This is called *inverted* dropout.

    a: an array of any shape, with one axis or more. It stays as it is. rate: a float, 0 ≤ rate < 1.
    rng: an np.random.Generator. Keep an activation where `rng.random(a.shape) >= rate`, and draw
    nothing else. There are other ways that keep as many, such as `rng.random(a.shape) < 1 - rate`;
    they keep other activations. With one way for all, the same rng gives everybody the same mask,
    and you can compare it number by number.
    Returns (out, mask), both new arrays in the shape of a. `backward` needs the mask.
    """
    ### BEGIN SOLUTION: first draw one number for each entry of a; which of them decide to keep it?
    mask = (rng.random(a.shape) >= rate) / (1 - rate)
    return a * mask, mask
    ### END SOLUTION


def l2_penalty(params, strength):
    """Return a penalty on large weights, and its gradient: to add to the loss and its gradient.

        penalty = strength/2 · Σ W²        the sum runs over all entries of all weights

    Biases have no penalty. Derive the gradient on paper: it is short.

    params: the keys that begin with W are weights. It stays as it is. strength: a float, 0 or more.
    Returns (penalty, grads): a float, not an array, and a dict with exactly the keys and shapes of
    params.
    """
    ### BEGIN SOLUTION: first find the names of the weights; what is the slope of ½ · w²?
    weights = [name for name in params if name.startswith("W")]
    penalty = strength / 2 * sum(float(np.sum(params[name] ** 2)) for name in weights)

    grads = {name: np.zeros_like(params[name]) for name in params}
    grads |= {name: strength * params[name] for name in weights}
    return penalty, grads
    ### END SOLUTION


def momentum(params, grads, velocity, lr, beta):
    """Take one step downhill like a ball that rolls: it keeps a part of its velocity.

        v  ←  β · v + g
        p  ←  p − lr · v        for every parameter p, with its gradient g and velocity v

    Books and libraries define v in several ways. This one is PyTorch's: v collects whole gradients,
    and only the step has the learning rate. Others have lr or the minus in v, or take a running
    mean, β · v + (1 − β) · g. Then v is another number, and if lr changes from step to step, the
    path is another one, too. So use the formulas above.

    params, grads, velocity: dicts with the same keys and shapes; velocity is zero at first.
    lr: the learning rate. beta: β, how much of the velocity is left after a step, 0 ≤ β < 1.
    Returns (params, velocity), both new dicts of new arrays. The arguments stay as they are.
    """
    ### BEGIN SOLUTION: first the new velocity of every parameter; the step uses the new one
    velocity = {name: beta * velocity[name] + grads[name] for name in params}
    params = {name: params[name] - lr * velocity[name] for name in params}
    return params, velocity
    ### END SOLUTION


def adam(params, grads, state, lr, beta1, beta2, eps):
    """Take one step downhill, with a step size for every parameter (Kingma & Ba, 2015).

        t  ←  t + 1
        m  ←  β1 · m + (1 − β1) · g         a running mean of the gradient g
        v  ←  β2 · v + (1 − β2) · g²        and of its square, entry by entry
        m̂  =  m / (1 − β1^t)                m and v are zero at first, so they are too small
        v̂  =  v / (1 − β2^t)                in the first steps: this corrects it
        p  ←  p − lr · m̂ / (√v̂ + eps)       for every parameter p

    params, grads: dicts with the same keys and shapes. lr: the learning rate.
    state: {"t": t, "m": m, "v": v}. t is an int, 0 at first; m and v are dicts like params, all
    zeros at first. beta1, beta2, eps: β1, β2 and eps of the formulas. t may be in the thousands.
    Returns (params, state), both new, with new dicts m and v. The arguments stay as they are. The
    new state may hold more than t, m and v.
    """
    ### BEGIN SOLUTION: first t, then m and v of every parameter; the hats are for the step only
    t = state["t"] + 1
    m = {name: beta1 * state["m"][name] + (1 - beta1) * grads[name] for name in params}
    v = {name: beta2 * state["v"][name] + (1 - beta2) * grads[name] ** 2 for name in params}

    stepped = {}
    for name in params:
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        stepped[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return stepped, {"t": t, "m": m, "v": v}
    ### END SOLUTION


# ── Everything below is given. It works as soon as your functions work. ──────────────────────


def fit(
    X,
    y,
    params,
    rng,
    *,
    epochs,
    batch_size=32,
    optimizer="sgd",
    lr=0.1,
    rate=0.0,
    strength=0.0,
    validation=None,
    network=None,
    after_epoch=None,
):
    """Learn, like `train`, but in mini-batches, and with the techniques that you choose.

    optimizer: "sgd" (the network's own update), "momentum" or "adam". lr: its learning rate.
    rate: the rate of dropout on hidden units. strength: that of the L2 penalty, 0 for none.
    validation: a pair (X, y) that is never trained on. Its accuracy is measured after each epoch.
    network: a module with forward, loss, backward and update; your own deep.py if not given.
    after_epoch: a function that is called after each epoch, for example to show the progress.
    Returns (params, history): the trained parameters, and a dict of lists with one entry for each
    epoch: "loss" on the training samples (without penalty), "accuracy" on the validation samples.
    """
    network = network or own_network()
    velocity, m, v = ({name: 0.0 * value for name, value in params.items()} for _ in range(3))
    state = {"t": 0, "m": m, "v": v}
    history = {"loss": [], "accuracy": []}

    for _ in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            grads = gradients(X_batch, y_batch, params, rate, rng, network)
            if strength:
                _, slopes = l2_penalty(params, strength)
                grads = {name: grads[name] + slopes[name] for name in grads}

            if optimizer == "adam":
                params, state = adam(params, grads, state, lr, 0.9, 0.999, 1e-8)
            elif optimizer == "momentum":
                params, velocity = momentum(params, grads, velocity, lr, 0.9)
            else:
                params = network.update(params, grads, lr)

        history["loss"].append(network.loss(network.forward(X, params)[0], y))
        if validation:
            history["accuracy"].append(accuracy(*validation, params, network))
        if after_epoch:
            after_epoch()
    return params, history


def gradients(X, y, params, rate, rng, network):
    """Find the gradients for one batch, with `dropout` on the activations of each hidden layer.

    Forward, your `dropout` comes after every relu. Backward, a unit that was dropped has the slope
    0, and each of the others 1 / (1 − rate) in place of 1. Your own `backward` knows the slopes 0
    and 1, by the sign of z. So the cache has a negative z for a dropped unit, and the factor is
    multiplied at the end: once for each hidden layer that the gradient has come back through.
    """
    if not rate:
        return network.backward(y, network.forward(X, params)[1], params)
    last = len(params) // 2
    a, cache = X, {"X": X}
    for i in range(1, last):
        z = a @ params[f"W{i}"] + params[f"b{i}"]
        a, mask = dropout(network.relu(z), rate, rng)
        cache |= {f"z{i}": np.where(mask == 0, -1.0, z), f"a{i}": a}
    _, end = network.forward(a, {"W1": params[f"W{last}"], "b1": params[f"b{last}"]})
    cache |= {f"z{last}": end["z1"], f"a{last}": end["a1"]}
    grads = network.backward(y, cache, params)
    return {name: g / (1 - rate) ** (last - int(name[1:])) for name, g in grads.items()}


def accuracy(X, y, params, network=None):
    """Return how often the most probable class is the true one, as a share from 0 to 1."""
    y_hat, _ = (network or own_network()).forward(X, params)
    return float(np.mean(y_hat.argmax(axis=1) == y))


def own_network():
    """Load your own deep.py of assignment 03, from this folder or from 03-deep next to it.

    A copy in this folder is used first. Raises NotImplementedError, and says what to do, if there
    is no deep.py or a part of it is not written yet.
    """
    here = Path(__file__).resolve().parent
    for path in (here / "deep.py", here.parent / "03-deep" / "deep.py"):
        if path.is_file():
            spec = importlib.util.spec_from_file_location("deep", path)
            deep = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(deep)
            return finished(deep)
    raise NotImplementedError(
        "Do 03-deep first, or copy your finished deep.py into the folder of training.py. If you "
        "study alone, `autograder solution 03-deep forward` shows the reference for forward, and "
        "so on for each function. Your own deep.py is trained here, and it is neither in "
        f"{here} nor in {here.parent / '03-deep'}."
    )


def finished(deep):
    """Take one step with a tiny network, to give a clear message if deep.py still has a TODO."""
    X, y = np.ones((1, 2)), np.array([0])
    try:
        params = deep.initialize([2, 2, 2], np.random.default_rng(0))
        y_hat, cache = deep.forward(X, params)
        deep.loss(y_hat, y)
        deep.update(params, deep.backward(y, cache, params), 0.1)
    except NotImplementedError as todo:
        raise NotImplementedError(
            f"Your own deep.py of assignment 03 is trained here, and something is still to be "
            f"written in {deep.__file__}: {todo} Finish 03-deep first."
        ) from todo
    return deep
