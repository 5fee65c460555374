"""Wrong versions of `l2_penalty`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception


def _weights(params):
    return [name for name in params if name.startswith("W")]


def _squares(params, names):
    return sum(float(np.sum(params[name] ** 2)) for name in names)


def _slopes(params, factor, names):
    return {n: factor * p if n in names else np.zeros_like(p) for n, p in params.items()}


@misconception(
    fails=["penalty"],
    message="""Your penalty is twice as large as it should be. Compare the factor in front of the
    sum; it is there so that the gradient comes out simple.""",
)
def l2_penalty_missing_half(params, strength):
    W = _weights(params)
    return strength * _squares(params, W), _slopes(params, strength, W)


@misconception(
    fails=["weights"],
    message="""Your gradient is half of what it should be: the ½ of the penalty stands in it too.
    Differentiate W² once more, and see where the ½ goes.""",
)
def l2_penalty_half_in_gradient(params, strength):
    W = _weights(params)
    return strength / 2 * _squares(params, W), _slopes(params, strength / 2, W)


@misconception(
    fails=["weights"],
    message="""Your gradient is twice as large as it should be: the 2 that comes down from the
    square has met no ½. Take it of the whole penalty, factor and all.""",
)
def l2_penalty_double_gradient(params, strength):
    W = _weights(params)
    return strength / 2 * _squares(params, W), _slopes(params, 2 * strength, W)


@misconception(
    fails=["penalty", "weights"],
    message="""Penalty and gradient are both twice what they should be. The penalty here has
    strength divided by 2 in front.""",
)
def l2_penalty_without_half(params, strength):
    W = _weights(params)
    return strength * _squares(params, W), _slopes(params, 2 * strength, W)


@misconception(
    fails=["penalty", "biases"],
    message="""You put a price on the biases as well. A large bias does no harm, it only moves a
    boundary: it is the weights that are to stay small.""",
)
def l2_penalty_biases_too(params, strength):
    return strength / 2 * _squares(params, params), _slopes(params, strength, list(params))


@misconception(
    fails=["biases"],
    message="""Biases pay nothing in your penalty, but their gradient isn't zero. Both have to tell
    the same.""",
)
def l2_penalty_bias_gradient(params, strength):
    W = _weights(params)
    return strength / 2 * _squares(params, W), _slopes(params, strength, list(params))


@misconception(
    fails=["biases"],
    message="""The biases are missing in the gradients. Whoever adds them to those of the loss
    needs every key: a bias gets zeros.""",
)
def l2_penalty_no_bias_keys(params, strength):
    W = _weights(params)
    return strength / 2 * _squares(params, W), {name: strength * params[name] for name in W}


@misconception(
    fails=["biases"],
    message="""The gradient of a bias is the bare number 0 in what you return. A gradient has the
    shape of its parameter, also where it is zero.""",
)
def l2_penalty_bias_gradient_number(params, strength):
    W = _weights(params)
    grads = {name: strength * p if name in W else 0.0 for name, p in params.items()}
    return strength / 2 * _squares(params, W), grads


@misconception(
    fails=["penalty", "weights"],
    message="""You add up absolute values: that is the L1 penalty, a relative that pushes weights
    to exactly 0. L2 adds up squares.""",
)
def l2_penalty_is_l1(params, strength):
    W = _weights(params)
    penalty = strength * sum(float(np.abs(params[name]).sum()) for name in W)
    signs = {n: np.sign(p) for n, p in params.items()}
    return penalty, _slopes(signs, strength, W)


@misconception(
    fails=["penalty"],
    message="""You take the root of the sum of squares. The penalty has the squares themselves;
    with the root it would have another gradient.""",
)
def l2_penalty_root(params, strength):
    W = _weights(params)
    return strength / 2 * np.sqrt(_squares(params, W)), _slopes(params, strength, W)


@misconception(
    fails=["penalty"],
    message="""You take the mean of the squares of each weight table, where their sum is asked. A
    large table should pay more than a small one.""",
)
def l2_penalty_mean(params, strength):
    W = _weights(params)
    penalty = strength / 2 * sum(float(np.mean(params[name] ** 2)) for name in W)
    return penalty, _slopes(params, strength, W)


@misconception(
    fails=["penalty"],
    message="""You add up the weights and square the sum, so that positive and negative ones pay
    for each other. Square first.""",
)
def l2_penalty_square_of_sum(params, strength):
    W = _weights(params)
    penalty = strength / 2 * sum(float(params[name].sum()) ** 2 for name in W)
    return penalty, _slopes(params, strength, W)


@misconception(
    fails=["penalty"],
    message="""Only the last weight table pays in your penalty: in the loop each one replaces the
    sum of those before. Add up.""",
)
def l2_penalty_last_table_only(params, strength):
    W = _weights(params)
    last = max(W, key=lambda name: int(name[1:]))
    return strength / 2 * _squares(params, [last]), _slopes(params, strength, W)


@misconception(
    fails=["penalty", "weights"],
    message="""Only W1 pays. Every key that begins with W is a weight.""",
)
def l2_penalty_first_table_only(params, strength):
    return strength / 2 * _squares(params, ["W1"]), _slopes(params, strength, ["W1"])


@misconception(
    fails=["weights"],
    message="""Your gradient has no strength in it: it is the weight itself. A factor in front of a
    function stays in front of its derivative.""",
)
def l2_penalty_gradient_without_strength(params, strength):
    W = _weights(params)
    return strength / 2 * _squares(params, W), _slopes(params, 1.0, W)


@misconception(
    fails=["weights"],
    message="""Your gradient has the other sign, so that a step would make the weights larger. The
    gradient points to where the penalty grows; update turns it round.""",
)
def l2_penalty_negative_gradient(params, strength):
    W = _weights(params)
    return strength / 2 * _squares(params, W), _slopes(params, -strength, W)


@misconception(
    fails=["weights"],
    message="""Your gradient is as large as the square of the weight. Where a square is
    differentiated, its exponent comes down.""",
)
def l2_penalty_gradient_not_derived(params, strength):
    W = _weights(params)
    squared = {name: p**2 for name, p in params.items()}
    return strength / 2 * _squares(params, W), _slopes(squared, strength / 2, W)


@misconception(
    fails=["weights", "biases"],
    message="""You return the new weights, already made smaller. What is asked is the gradient; the
    step is taken elsewhere, together with the gradient of the loss.""",
)
def l2_penalty_shrinks_weights(params, strength):
    W = _weights(params)
    shrunk = {n: p * (1 - strength) if n in W else p.copy() for n, p in params.items()}
    return strength / 2 * _squares(params, W), shrunk


@misconception(
    fails=["penalty", "weights", "biases"],
    message="""Only one thing comes back, and two are asked: the penalty, and its gradients in a
    dict beside it.""",
)
def l2_penalty_returns_penalty_alone(params, strength):
    return strength / 2 * _squares(params, _weights(params))


@misconception(
    fails=["penalty"],
    message="""Your penalty is a list of prices, one for each weight table. What is added to the
    loss is one number.""",
)
def l2_penalty_one_for_each(params, strength):
    W = _weights(params)
    prices = np.array([strength / 2 * _squares(params, [name]) for name in sorted(W)])
    return prices, _slopes(params, strength, W)


@misconception(
    fails=["depths"],
    message="""You count on two layers, W1 and W2. The keys of params tell how many there are.""",
)
def l2_penalty_two_layers_only(params, strength):
    W = ["W1", "W2"]
    return strength / 2 * _squares(params, W), _slopes(params, strength, W)


@misconception(
    fails=["pure"],
    message="""The result is right, but the caller's weights have been multiplied with the
    strength. An operation such as *= works on the very array that came in.""",
)
def l2_penalty_in_place(params, strength):
    W = _weights(params)
    penalty = strength / 2 * _squares(params, W)
    for name in W:
        params[name] *= strength
    return penalty, {n: p.copy() if n in W else np.zeros_like(p) for n, p in params.items()}
