"""Wrong versions of `backward`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception

# ── The factor in front ──────────────────────────────────────────────────────────────────────


@misconception(
    fails=["mean"],
    message="""Every gradient is too large by the number of samples: you differentiate the sum.
    The loss is a mean, and a factor in front of a function stays in front of its derivative.""",
)
def backward_missing_mean(y, cache, params):
    d_z1 = cache["a1"] - y
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["mean"],
    message="""Your gradients are divided by the number of samples twice. Once is enough, in z1 or
    in both results.""",
)
def backward_mean_twice(y, cache, params):
    N = len(y)
    d_z1 = (cache["a1"] - y) / N
    return {"W1": cache["X"].T @ d_z1 / N, "b1": d_z1.sum(axis=0) / N}


@misconception(
    fails=["mean"],
    message="""Your gradients are twice as large as they should be. A 2 comes from differentiating
    a square, and in the cross-entropy there is none.""",
)
def backward_factor_two(y, cache, params):
    d_z1 = 2 / len(y) * (cache["a1"] - y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["mean"],
    message="""You divide by the number of entries of X, which counts every input of every sample.
    The loss is a mean over the samples.""",
)
def backward_mean_over_inputs(y, cache, params):
    d_z1 = (cache["a1"] - y) / cache["X"].size
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0)}


# ── The slope at z1 ──────────────────────────────────────────────────────────────────────────


@misconception(
    fails=["weights", "bias"],
    message="""Your gradient points downhill already: prediction and truth have changed places in
    the difference. The gradient shows where the loss grows, and update turns it round.""",
)
def backward_wrong_sign(y, cache, params):
    d_z1 = (y - cache["a1"]) / len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["weights", "bias"],
    message="""You multiply with the slope of the sigmoid, as one does for squared errors. With
    the cross-entropy that slope cancels: write out ∂L/∂a1 times σ′, and simplify.""",
)
def backward_keeps_slope(y, cache, params):
    a1 = cache["a1"]
    d_z1 = (a1 - y) * a1 * (1 - a1) / len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["weights", "bias"],
    message="""You stop at ∂L/∂a1, the slope of the loss alone. Between a1 and z1 lies the sigmoid,
    and its slope is the next factor of the chain.""",
)
def backward_stops_at_a1(y, cache, params):
    a1 = cache["a1"]
    d_a1 = (a1 - y) / (a1 * (1 - a1)) / len(y)
    return {"W1": cache["X"].T @ d_a1, "b1": d_a1.sum(axis=0)}


@misconception(
    fails=["weights", "bias"],
    message="""Your chain has the sigmoid's slope in it, but you feed it with a1, which has been
    squashed already. σ′ belongs to z1; with a1 at hand it is a1 (1 − a1).""",
)
def backward_slope_of_a1(y, cache, params):
    a1 = cache["a1"]
    s = 1 / (1 + np.exp(-a1))
    d_a1 = (a1 - y) / (a1 * (1 - a1)) / len(y)
    d_z1 = d_a1 * s * (1 - s)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["weights", "bias"],
    message="""You subtract the truth from z1, the stage before the sigmoid. The error is the
    difference between the prediction and the truth.""",
)
def backward_error_of_z1(y, cache, params):
    d_z1 = (cache["z1"] - y) / len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["weights", "bias"],
    message="""You turn predictions into decisions first, so that samples that are right but
    unsure teach nothing. That is the rule of the old perceptron; the cross-entropy goes on where
    it stops.""",
)
def backward_perceptron(y, cache, params):
    d_z1 = ((cache["a1"] > 0.5) - y) / len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["weights", "bias"],
    message="""Your gradient doesn't care by how much a prediction is wrong, only in which
    direction. The error itself is what goes back, with its size.""",
)
def backward_sign_of_error(y, cache, params):
    d_z1 = np.sign(cache["a1"] - y) / len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0)}


# ── From z1 to the weights ───────────────────────────────────────────────────────────────────


@misconception(
    fails=["weights", "bias"],
    message="""In the product for W1 the inner sizes don't match. (D, N) times (N, 1) gives the
    (D, 1) that you need, so X has to be turned.""",
)
def backward_inputs_not_turned(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": cache["X"] @ d_z1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["weights"],
    message="""You multiply inputs and errors entry by entry, and each sample's product stays by
    itself. A matrix product does the same and adds up over the samples.""",
)
def backward_entry_by_entry(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": cache["X"] * d_z1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["weights"],
    message="""Your gradient for W1 lies on its side. A gradient has the shape of its parameter:
    look at which of the two factors carries the .T.""",
)
def backward_weights_lie_down(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": d_z1.T @ cache["X"], "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["weights"],
    message="""Your gradient for W1 has lost an axis: it is a line of D numbers. W1 is a table of
    D rows and one column, and its gradient has the same shape.""",
)
def backward_weights_flat(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": (cache["X"].T @ d_z1).ravel(), "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["weights"],
    message="""You pass the error on through the weights, but not to them. How much a weight moved
    z1 is told by the input that it was multiplied with.""",
)
def backward_error_times_weights(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": params["W1"] * d_z1.sum(), "b1": d_z1.sum(axis=0)}


# ── The bias ─────────────────────────────────────────────────────────────────────────────────


@misconception(
    fails=["bias"],
    message="""For the bias you take the mean over the samples, where the mean is in the error
    already. Add up, as the product for W1 does.""",
)
def backward_bias_mean(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.mean(axis=0)}


@misconception(
    fails=["bias"],
    message="""Your gradient for b1 has a number for every sample, so you added up along the wrong
    axis. There is one bias, and every sample has its share in it.""",
)
def backward_bias_wrong_axis(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=1)}


@misconception(
    fails=["bias"],
    message="""Your gradient for b1 is a table of one row, while b1 is a line of one number. An
    axis is kept that should go; look at how you add up.""",
)
def backward_bias_keepdims(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0, keepdims=True)}


@misconception(
    fails=["bias"],
    message="""Your gradient for b1 is a bare number without an axis. b1 has the shape (1,), and a
    gradient has the shape of its parameter.""",
)
def backward_bias_number(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum()}


@misconception(
    fails=["bias"],
    message="""The bias comes without a gradient. It is a parameter like the weights; its input is
    always 1.""",
)
def backward_no_bias(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": cache["X"].T @ d_z1}


@misconception(
    fails=["bias"],
    message="""The gradient of the bias is always 0, so the bias would never move. It is a
    parameter like the weights; its input is always 1.""",
)
def backward_bias_zero(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": np.zeros_like(params["b1"])}


# ── What comes back, and what stays ──────────────────────────────────────────────────────────


@misconception(
    fails=["weights", "bias"],
    message="""The gradients come back as a tuple, so nobody can ask for them by name. Return a
    dict with the keys of params.""",
)
def backward_returns_tuple(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return cache["X"].T @ d_z1, d_z1.sum(axis=0)


@misconception(
    fails=["single_sample", "layouts", "pure"],
    message="""The gradients are right, but the dict has entries that belong to no parameter. What
    you return has exactly the keys of params, because update walks through them.""",
)
def backward_extra_gradients(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0), "z1": d_z1}


@misconception(
    fails=["single_sample"],
    message="""With one sample, or one input, your gradient loses an axis. A table with one row is
    still a table; look for what removes axes of length 1.""",
)
def backward_squeezes(y, cache, params):
    d_z1 = (cache["a1"] - y) / len(y)
    W1 = cache["X"].T @ d_z1
    return {"W1": np.squeeze(W1, axis=0) if len(W1) == 1 else W1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["weights", "bias"],
    message="""You take the stages in the order in which they lie in the cache, and that order is
    not promised. Ask for each one by its name.""",
)
def backward_unpacks_by_position(y, cache, params):
    X, _, a1 = cache.values()
    d_z1 = (a1 - y) / len(y)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["pure"],
    message="""The gradients are right, but the subtraction takes place in the cache itself: after
    the call its a1 is no prediction any more. Calculate into an array of your own.""",
)
def backward_changes_cache(y, cache, params):
    d_z1 = cache["a1"]
    d_z1 -= y
    d_z1 /= len(y)
    return {"W1": cache["X"].T @ d_z1, "b1": d_z1.sum(axis=0)}


@misconception(
    fails=["mean"],
    message="""Every call hands out the same dict, so that the second call overwrites the gradients
    of the first. Python makes the default value of a parameter only once: make the dict inside the
    function.""",
)
def backward_shares_one_dict(y, cache, params, grads={}):  # noqa: B006 - the mistake itself
    d_z1 = (cache["a1"] - y) / len(y)
    grads["W1"] = cache["X"].T @ d_z1
    grads["b1"] = d_z1.sum(axis=0)
    return grads
