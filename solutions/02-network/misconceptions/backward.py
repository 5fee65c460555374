"""Wrong versions of `backward`, and what to tell whoever wrote them."""

import numpy as np
from network import sigmoid

from autograder.grading import misconception

# ── The factor in front ──────────────────────────────────────────────────────────────────────


@misconception(
    fails=["mean"],
    message="""Every gradient is too large by the number of entries in y: you differentiate the
    sum of the squares. The loss is their mean, and a factor in front of a function stays in front
    of its derivative.""",
)
def backward_missing_mean(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["mean"],
    message="""Every gradient is half of what it should be. Differentiate (a − y)² with respect to
    a once more, slowly.""",
)
def backward_missing_two(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 1 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["mean"],
    message="""Your gradient has the right direction, but nothing in front of it: neither what
    squaring brings down nor what averaging divides by. Write the loss out in full, and
    differentiate that.""",
)
def backward_missing_factor(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["mean"],
    message="""You average over the samples, but the loss averages over the outputs as well. With
    one output the two are the same, and with more your gradient is too large.""",
)
def backward_mean_over_samples(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / len(y) * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["mean"],
    message="""You average over the outputs, but the loss averages over the samples as well. So
    your gradient grows with the number of samples.""",
)
def backward_mean_over_outputs(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.shape[1] * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["mean"],
    message="""Your gradient belongs to another loss, the one with ½ in front that averages over
    the samples only. It must fit the loss that you wrote: check both the 2 and what you divide
    by.""",
)
def backward_of_half_the_square(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = (a2 - y) / len(y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["mean"],
    message="""The mean is in your gradients twice: once in the error and once more when you sum
    over the samples. It belongs to the loss alone; all later steps are plain sums.""",
)
def backward_mean_twice(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    N = len(y)
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    sums = {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}
    return {name: total / N for name, total in sums.items()}


@misconception(
    fails=["mean"],
    message="""You divide by four samples whatever came in, the number that XOR happens to have.
    Ask y for its size.""",
)
def backward_only_four_samples(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / (4 * y.shape[1]) * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


# ── The error and the slopes ─────────────────────────────────────────────────────────────────


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""All your gradients point the wrong way: following them against their direction
    would make the loss larger. Look at the order of the difference between what you predicted and
    what was true.""",
)
def backward_wrong_sign(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (y - a2) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""The step from the output back to z2 is missing: the error goes straight into the
    sums. With cross-entropy that slope cancels, but with the squared error the sigmoid of the
    output has to be walked through.""",
)
def backward_no_output_slope(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["hidden_layer"],
    message="""The output layer is right, but the hidden layer's own sigmoid is missing from its
    gradient. Between a1 and z1 lies a curve, and its slope is one link of the chain.""",
)
def backward_no_hidden_slope(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""Neither layer's sigmoid is in your gradient, as if the network were linear. Each
    activation that forward walks through has its slope as a link of the chain.""",
)
def backward_no_slopes(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y)
    d_z1 = d_z2 @ params["W2"].T
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""You put z into a formula for the slope that is made for the activation. a (1 − a)
    is σ′ when a has been squashed already; with z it can even turn negative.""",
)
def backward_slope_of_z(y, cache, params):
    X, z1, a1, z2, a2 = (cache[stage] for stage in ("X", "z1", "a1", "z2", "a2"))
    d_z2 = 2 / y.size * (a2 - y) * z2 * (1 - z2)
    d_z1 = d_z2 @ params["W2"].T * z1 * (1 - z1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["hidden_layer"],
    message="""The output layer is right, but in the hidden layer you put z into a formula for the
    slope that is made for the activation. Compare the two lines.""",
)
def backward_hidden_slope_of_z(y, cache, params):
    X, z1, a1, a2 = cache["X"], cache["z1"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * z1 * (1 - z1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""You squash the activations once more before you take the slope. What the cache
    calls a has been through the sigmoid already.""",
)
def backward_squashes_again(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * sigmoid(a2) * (1 - sigmoid(a2))
    d_z1 = d_z2 @ params["W2"].T * sigmoid(a1) * (1 - sigmoid(a1))
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""Where the slope should be, the activation itself is. The sigmoid is steepest in the
    middle and flat at both ends; your factor is largest at one end.""",
)
def backward_activation_for_slope(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2
    d_z1 = d_z2 @ params["W2"].T * a1
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["output_layer"],
    message="""Your slope of the sigmoid is negative, though the curve rises everywhere. In the
    hidden layer it comes in twice and the signs cancel; in the output layer they don't.""",
)
def backward_slope_upside_down(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (a2 - 1)
    d_z1 = d_z2 @ params["W2"].T * a1 * (a1 - 1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""Only the sign of the error is left in your gradient, as if the loss were the
    absolute error. The slope of a square grows with the error.""",
)
def backward_of_absolute_error(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * np.sign(a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


# ── From the output to the hidden layer ──────────────────────────────────────────────────────


@misconception(
    fails=["hidden_layer"],
    message="""The hidden layer is handed the bare error, without the output's own slope. What is
    sent back along W2 is the gradient at z2, the same that W2's gradient was made from.""",
)
def backward_hidden_uses_error(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    error = 2 / y.size * (a2 - y)
    d_z2 = error * a2 * (1 - a2)
    d_z1 = error @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["hidden_layer"],
    message="""Every hidden unit gets the same share of the blame. How much a unit contributed
    depends on the weight that carried its signal to the output.""",
)
def backward_hidden_without_weights(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2.sum(axis=1, keepdims=True) * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""A product is handed two arrays whose inner sizes don't match, and NumPy says so.
    Going back, a layer's weights are used in the other direction: write the shapes below each
    factor.""",
)
def backward_weights_not_turned(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"] * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["hidden_layer"],
    message="""You forced W2 into the shape that fits, and its numbers ended up in other places.
    Turning a table round and pouring its numbers into another shape are two different things.""",
)
def backward_reshapes_weights(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].reshape(params["W2"].shape[::-1]) * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["hidden_layer"],
    message="""You take the step for W2 first and then send the blame back along weights that
    forward never used. All gradients belong to the same moment; the step is update's affair.""",
)
def backward_steps_too_early(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_W2 = a1.T @ d_z2
    d_z1 = d_z2 @ (params["W2"] - d_W2).T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": d_W2, "b2": d_z2.sum(0)}


@misconception(
    fails=["hidden_layer"],
    message="""The first layer's gradients are zero, so it would never learn. The chain goes on
    from z2 to a1, to z1, and to W1 and b1.""",
)
def backward_stops_half_way(y, cache, params):
    a1, a2 = cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    zeros = {"W1": np.zeros_like(params["W1"]), "b1": np.zeros_like(params["b1"])}
    return {**zeros, "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


# ── From z to the parameters ─────────────────────────────────────────────────────────────────


@misconception(
    fails=["output_layer"],
    message="""For W2 you pair the blame with the hidden layer before its activation. A weight's
    gradient is made with what the weight was multiplied with in forward.""",
)
def backward_output_pairs_z1(y, cache, params):
    X, z1, a1, a2 = cache["X"], cache["z1"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": z1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["hidden_layer"],
    message="""For W1 you pair the blame with the hidden layer's own output. A weight's gradient
    is made with what the weight was multiplied with in forward, one stage further back.""",
)
def backward_hidden_pairs_a1(y, cache, params):
    a1, a2 = cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": a1.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""The gradients of your weights lie on their side: rows and columns are exchanged. A
    gradient has the shape of its parameter, and that tells you which factor has to be turned.""",
)
def backward_gradients_turned(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": d_z1.T @ X, "b1": d_z1.sum(0), "W2": d_z2.T @ a1, "b2": d_z2.sum(0)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""You return the gradients at z1 and z2, which have a row for every sample. One step
    of the chain is left: from z to the weights and the bias that made it.""",
)
def backward_returns_deltas(y, cache, params):
    a1, a2 = cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": d_z1, "b1": d_z1, "W2": d_z2, "b2": d_z2}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""The bias gradients are averaged over the samples, though the mean is in the blame
    already. A bias collects the blame of all samples just as a weight does.""",
)
def backward_bias_averaged(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.mean(0), "W2": a1.T @ d_z2, "b2": d_z2.mean(0)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""Your bias gradients have one number for each sample, but a bias has one for each
    unit. Check along which axis you add up.""",
)
def backward_bias_other_axis(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(1), "W2": a1.T @ d_z2, "b2": d_z2.sum(1)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""The bias gradients are right but for an axis too many. Here b1 has the shape (H,),
    and its gradient has the same.""",
)
def backward_bias_keeps_axis(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    b1, b2 = d_z1.sum(axis=0, keepdims=True), d_z2.sum(axis=0, keepdims=True)
    return {"W1": X.T @ d_z1, "b1": b1, "W2": a1.T @ d_z2, "b2": b2}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""Your bias gradients are a single number each, so all units of a layer would get the
    same step. Add up over the samples only.""",
)
def backward_bias_one_number(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": np.sum(d_z1), "W2": a1.T @ d_z2, "b2": np.sum(d_z2)}


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""There are gradients for the weights, but none for the biases. grads has the same
    keys as params.""",
)
def backward_forgets_biases(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "W2": a1.T @ d_z2}


# ── Habits ───────────────────────────────────────────────────────────────────────────────────


@misconception(
    fails=["output_layer", "hidden_layer"],
    message="""You ask the cache for something that is not among its five stages, and Python says
    which key it misses. Your own forward may keep more, but backward can rely on X, z1, a1, z2
    and a2 alone.""",
)
def backward_reads_other_key(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["y_hat"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["layouts"],
    message="""You take the stages in the order in which they lie in the cache, and that order is
    not promised. Ask for each one by its name.""",
)
def backward_unpacks_by_position(y, cache, params):
    X, _, a1, _, a2 = cache.values()
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["layouts"],
    message="""You take the parameters in the order in which they lie in the dict, and that order is
    not promised. Ask for the one that you need by its name.""",
)
def backward_unpacks_params_by_position(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    _, _, W2, _ = params.values()
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ W2.T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["single_sample"],
    message="""When there is one sample, or one output, an axis gets lost on the way and the
    products don't fit any more. A table with one row is still a table; look for what removes axes
    of length 1.""",
)
def backward_squeezes(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = np.squeeze(2 / y.size * (a2 - y) * a2 * (1 - a2))
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["pure"],
    message="""The gradients are right, but after the call the cached prediction has become an
    error. An operation such as -= works on the very array that lies in the cache; calculate into
    a new one.""",
)
def backward_changes_cache(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    slope = a2 * (1 - a2)
    error = a2
    error -= y
    d_z2 = 2 / y.size * error * slope
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}


@misconception(
    fails=["pure"],
    message="""The gradients are right, but you also move the parameters, and so each step is
    taken twice. Finding the direction and taking the step are two functions, and this one is the
    first.""",
)
def backward_moves_params(y, cache, params):
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    grads = {"W1": X.T @ d_z1, "b1": d_z1.sum(0), "W2": a1.T @ d_z2, "b2": d_z2.sum(0)}
    for name, gradient in grads.items():
        params[name] -= gradient
    return grads
