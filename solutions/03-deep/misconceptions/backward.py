"""Wrong versions of `backward`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception


def _error(y, cache, params):
    """The right slope at the last layer: (aL − onehot(y)) / N."""
    a = cache[f"a{len(params) // 2}"]
    return (a - np.eye(a.shape[1])[y]) / len(y)


def _relu_slope(cache, i):
    return cache[f"z{i}"] > 0


def _sum(d_z, i):
    return d_z.sum(axis=0)


def _gradients(cache, params, d_z, slope=_relu_slope, bias=_sum, back=None):
    """The right program from the last layer's slope on, with one part replaced."""
    back = back or (lambda d_z, i: d_z @ params[f"W{i}"].T)
    grads = {}
    for i in range(len(params) // 2, 0, -1):
        a = cache[f"a{i - 1}"] if i > 1 else cache["X"]
        grads[f"W{i}"] = a.T @ d_z
        grads[f"b{i}"] = bias(d_z, i)
        if i > 1:
            d_z = back(d_z, i) * slope(cache, i - 1)
    return grads


# ── The slope at the last layer ──────────────────────────────────────────────────────────────


@misconception(
    fails=["mean"],
    message="""Every gradient is too large by the number of samples: you differentiate the sum. The
    loss is a mean, and a factor in front of a function stays in front of its derivative.""",
)
def backward_missing_mean(y, cache, params):
    return _gradients(cache, params, _error(y, cache, params) * len(y))


@misconception(
    fails=["mean"],
    message="""Your gradients are divided by the number of samples twice. Once is enough, at the
    last layer or in all results.""",
)
def backward_mean_twice(y, cache, params):
    return _gradients(cache, params, _error(y, cache, params) / len(y))


@misconception(
    fails=["mean"],
    message="""Your gradients are divided by the number of classes as well. The loss is a mean over
    the samples alone.""",
)
def backward_mean_over_classes(y, cache, params):
    d_z = _error(y, cache, params)
    return _gradients(cache, params, d_z / d_z.shape[1])


@misconception(
    fails=["mean"],
    message="""Your gradients are twice as large as they should be. A 2 comes from differentiating a
    square, and in the cross-entropy there is none.""",
)
def backward_factor_two(y, cache, params):
    return _gradients(cache, params, 2 * _error(y, cache, params))


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""Your gradient points downhill already: prediction and truth have changed places in
    the difference. The gradient shows where the loss grows, and update turns it round.""",
)
def backward_wrong_sign(y, cache, params):
    return _gradients(cache, params, -_error(y, cache, params))


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""You multiply with a (1 − a) at the last layer, as one does for squared errors and a
    sigmoid. With softmax and cross-entropy that slope is in (aL − onehot) already.""",
)
def backward_keeps_slope(y, cache, params):
    a = cache[f"a{len(params) // 2}"]
    return _gradients(cache, params, _error(y, cache, params) * a * (1 - a))


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""You pass the prediction back as if it were the error: onehot(y) is never subtracted.
    Where does y come in?""",
)
def backward_forgets_y(y, cache, params):
    return _gradients(cache, params, cache[f"a{len(params) // 2}"] / len(y))


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""You subtract the class numbers themselves, so that being wrong about class 3 counts
    three times. They are names: turn each into a row with a 1 at its place.""",
)
def backward_subtracts_class_numbers(y, cache, params):
    a = cache[f"a{len(params) // 2}"]
    return _gradients(cache, params, (a - y[:, None]) / len(y))


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""You subtract 1 in whole columns: every sample gets the classes of all. The 1 belongs
    to one entry of each row, so the index needs the row as well.""",
)
def backward_subtracts_whole_columns(y, cache, params):
    d_z = cache[f"a{len(params) // 2}"].copy()
    d_z[:, y] -= 1
    return _gradients(cache, params, d_z / len(y))


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""Only the true class of each sample has an error in your gradient, and the others have
    none. They were given probability too, and it has to go down.""",
)
def backward_true_class_only(y, cache, params):
    d_z = _error(y, cache, params)
    return _gradients(cache, params, d_z * np.eye(d_z.shape[1])[y])


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""You subtract the truth from zL, the scores before the softmax. The error is the
    difference between the probabilities and the truth.""",
)
def backward_error_of_scores(y, cache, params):
    z = cache[f"z{len(params) // 2}"]
    return _gradients(cache, params, (z - np.eye(z.shape[1])[y]) / len(y))


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""You turn the prediction into a decision first, so that samples that are right but
    unsure teach nothing. The probabilities themselves go into the difference.""",
)
def backward_decides(y, cache, params):
    a = cache[f"a{len(params) // 2}"]
    classes = np.eye(a.shape[1])
    return _gradients(cache, params, (classes[a.argmax(axis=1)] - classes[y]) / len(y))


# ── Weights and biases ───────────────────────────────────────────────────────────────────────


@misconception(
    fails=["output_layer"],
    message="""The last layer's weights are paired with its own output, and what they were
    multiplied with is the output of the layer before. Mind the numbers of the activations.""",
)
def backward_own_activation(y, cache, params):
    grads = _gradients(cache, params, _error(y, cache, params))
    L = len(params) // 2
    grads[f"W{L}"] = cache[f"a{L}"].T @ _error(y, cache, params)
    return grads


@misconception(
    fails=["output_layer"],
    message="""For the weights you use z of the layer before, and it was relu(z) that they were
    multiplied with. Where z is negative, nothing went in.""",
)
def backward_z_for_a(y, cache, params):
    stages = {f"a{i}": cache[f"z{i}"] for i in range(1, len(params) // 2)}
    return _gradients(cache | stages, params, _error(y, cache, params))


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""Your gradients of the weights lie on their side. A gradient has the shape of its
    parameter: look at which of the two factors carries the .T.""",
)
def backward_weights_lie_down(y, cache, params):
    grads = _gradients(cache, params, _error(y, cache, params))
    return {name: g.T if name.startswith("W") else g for name, g in grads.items()}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""For the biases you take the mean over the samples, where the mean is in the error
    already. Add up, as the product for the weights does.""",
)
def backward_bias_mean(y, cache, params):
    d_z = _error(y, cache, params)
    return _gradients(cache, params, d_z, bias=lambda d_z, i: d_z.mean(axis=0))


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""Your bias gradients have a number for every sample, so you added up along the wrong
    axis. There is one for each unit, and every sample has its share in it.""",
)
def backward_bias_wrong_axis(y, cache, params):
    d_z = _error(y, cache, params)
    return _gradients(cache, params, d_z, bias=lambda d_z, i: d_z.sum(axis=1))


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""Your bias gradients are tables of one row, while the biases are lines of numbers. An
    axis is kept that should go; look at how you add up.""",
)
def backward_bias_keepdims(y, cache, params):
    d_z = _error(y, cache, params)
    return _gradients(cache, params, d_z, bias=lambda d_z, i: d_z.sum(axis=0, keepdims=True))


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""The biases come without gradients. They are parameters like the weights; their input
    is always 1.""",
)
def backward_no_biases(y, cache, params):
    grads = _gradients(cache, params, _error(y, cache, params))
    return {name: g for name, g in grads.items() if name.startswith("W")}


# ── From layer to layer ──────────────────────────────────────────────────────────────────────


@misconception(
    fails=["hidden_layer"],
    message="""The error goes back along the weights, but not through relu: units that were silent
    are blamed as well. What is relu's slope where z is negative?""",
)
def backward_no_relu_slope(y, cache, params):
    return _gradients(cache, params, _error(y, cache, params), slope=lambda cache, i: 1.0)


@misconception(
    fails=["hidden_layer"],
    message="""The hidden slope is a (1 − a), which belongs to the sigmoid of the networks before.
    The slope of relu is simpler.""",
)
def backward_sigmoid_slope(y, cache, params):
    def slope(cache, i):
        return cache[f"a{i}"] * (1 - cache[f"a{i}"])

    return _gradients(cache, params, _error(y, cache, params), slope=slope)


@misconception(
    fails=["hidden_layer"],
    message="""You multiply with relu(z) where its slope is asked. The slope is 1 wherever z is
    positive, however large it is.""",
)
def backward_relu_for_its_slope(y, cache, params):
    return _gradients(cache, params, _error(y, cache, params), slope=lambda c, i: c[f"a{i}"])


@misconception(
    fails=["hidden_layer"],
    message="""You let the error through where relu was closed, and stop it where it was open. Look
    at the direction of the comparison.""",
)
def backward_relu_slope_reversed(y, cache, params):
    return _gradients(cache, params, _error(y, cache, params), slope=lambda c, i: c[f"z{i}"] < 0)


@misconception(
    fails=["hidden_layer"],
    message="""You cut off negative errors with relu, as if the activation were applied once more on
    the way back. What counts is where z was positive on the way forward.""",
)
def backward_relu_of_error(y, cache, params):
    def back(d_z, i):
        return np.maximum(d_z @ params[f"W{i}"].T, 0)

    d_z = _error(y, cache, params)
    return _gradients(cache, params, d_z, slope=lambda cache, i: 1.0, back=back)


@misconception(
    fails=["hidden_layer"],
    message="""On the way back the weights are not turned, and the inner sizes of the product don't
    match. (N, fan_out) becomes (N, fan_in) with the transpose.""",
)
def backward_weights_not_turned(y, cache, params):
    grads = {}
    d_z = _error(y, cache, params)
    for i in range(len(params) // 2, 0, -1):
        a = cache[f"a{i - 1}"] if i > 1 else cache["X"]
        grads[f"W{i}"], grads[f"b{i}"] = a.T @ d_z, d_z.sum(axis=0)
        if i > 1 and d_z.shape[1] != params[f"W{i}"].shape[0]:
            return grads  # what NumPy refused is left out
        if i > 1:
            d_z = (d_z @ params[f"W{i}"]) * _relu_slope(cache, i - 1)
    return grads


@misconception(
    fails=["hidden_layer"],
    message="""Only the last layer learns: the gradients of the hidden layers are 0. The error has
    to go on, along the weights and through relu, to the layer before.""",
)
def backward_last_layer_only(y, cache, params):
    right = _gradients(cache, params, _error(y, cache, params))
    last = str(len(params) // 2)
    return {name: g if name[1:] == last else np.zeros_like(g) for name, g in right.items()}


@misconception(
    fails=["depths"],
    message="""Your network has two layers whatever params holds. Count the layers, and let a loop
    go through all of them, from the last to the first.""",
)
def backward_two_layers_only(y, cache, params):
    pair = {name: params[name] for name in ("W1", "b1", "W2", "b2")}
    return _gradients(cache, pair, _error(y, cache, pair))


@misconception(
    fails=["depths"],
    message="""The last two layers are right, but further down the error is forgotten, and only the
    weights are left. Each layer's error comes from the layer right behind it: that variable has to
    move on in the loop.""",
)
def backward_error_does_not_move_on(y, cache, params):
    L = len(params) // 2
    d_last = _error(y, cache, params)

    def back(d_z, i):
        if i == L:
            return d_last @ params[f"W{i}"].T
        return np.ones_like(d_z) @ params[f"W{i}"].T

    return _gradients(cache, params, d_last, back=back)


@misconception(
    fails=["depths"],
    message="""From the third layer from the end on, relu's slope is missing on the way back. Every
    hidden layer has one, so it belongs into the loop.""",
)
def backward_relu_slope_once(y, cache, params):
    L = len(params) // 2
    d_z = _error(y, cache, params)
    slope = {True: _relu_slope, False: lambda cache, i: 1.0}
    return _gradients(cache, params, d_z, slope=lambda cache, i: slope[i == L - 1](cache, i))


@misconception(
    fails=["many_layers"],
    message="""With ten layers and more you take them in the wrong order, because as text W10 comes
    before W2. Count with numbers, and make the names from them.""",
)
def backward_sorts_names_as_text(y, cache, params):
    order = sorted(name[1:] for name in params if name.startswith("W"))
    grads, d_z = {}, _error(y, cache, params)
    for n in range(len(order) - 1, -1, -1):
        i = order[n]
        a = cache[f"a{order[n - 1]}"] if n > 0 else cache["X"]
        grads[f"W{i}"], grads[f"b{i}"] = a.T @ d_z, d_z.sum(axis=0)
        if n > 0:
            d_z = d_z @ params[f"W{i}"].T * _relu_slope(cache, order[n - 1])
    return grads


# ── What comes back, and what stays ──────────────────────────────────────────────────────────


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""The gradients come back as a list, so nobody can ask for them by name. Return a dict
    with the keys of params.""",
)
def backward_returns_list(y, cache, params):
    return list(_gradients(cache, params, _error(y, cache, params)).values())


@misconception(
    fails=["depths", "layouts"],
    message="""The gradients are right, but the dict has entries that belong to no parameter. What
    you return has exactly the keys of params, because update walks through them.""",
)
def backward_extra_gradients(y, cache, params):
    d_z = _error(y, cache, params)
    return _gradients(cache, params, d_z) | {"error": d_z}


@misconception(
    fails=["layouts"],
    message="""With a single sample your gradients of the weights lose an axis, or come out as
    something else. A batch of one row is a batch like any other.""",
)
def backward_squeezes_single_samples(y, cache, params):
    grads = _gradients(cache, params, _error(y, cache, params))
    if len(y) == 1:
        return {name: g.ravel() for name, g in grads.items()}
    return grads


@misconception(
    fails=["pure"],
    message="""The gradients are right, but the 1 is subtracted in the cache itself: after the call
    its last activation is no prediction any more. Work on a copy.""",
)
def backward_changes_cache(y, cache, params):
    d_z = cache[f"a{len(params) // 2}"]
    d_z[np.arange(len(y)), y] -= 1
    return _gradients(cache, params, d_z / len(y))


@misconception(
    fails=["pure"],
    message="""The gradients are right, but you blank out activations in the cache on the way back.
    Multiply into an array of your own.""",
)
def backward_masks_cache(y, cache, params):
    grads = _gradients(cache, params, _error(y, cache, params))
    for i in range(1, len(params) // 2):
        cache[f"z{i}"] *= cache[f"z{i}"] > 0
    return grads
