"""Wrong versions of `update`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception


@misconception(
    fails=["weights", "biases"],
    message="""You walk uphill: the gradient points to where the loss grows. To make the loss
    smaller, go the other way.""",
)
def update_adds(params, grads, lr):
    return {name: params[name] + lr * grads[name] for name in params}


@misconception(
    fails=["weights", "biases"],
    message="""Your step has the full length of the gradient, whatever the learning rate. One of
    the three arguments isn't used.""",
)
def update_ignores_lr(params, grads, lr):
    return {name: params[name] - grads[name] for name in params}


@misconception(
    fails=["weights", "biases"],
    message="""The smaller the learning rate, the longer your step. It should be the other way
    round: the learning rate scales the gradient.""",
)
def update_divides_by_lr(params, grads, lr):
    return {name: params[name] - grads[name] / lr for name in params}


@misconception(
    fails=["weights", "biases"],
    message="""Your step always has the length that belongs to a learning rate of 0.1. The
    learning rate is the third argument, and the caller decides.""",
)
def update_fixed_lr(params, grads, lr):
    return {name: params[name] - 0.1 * grads[name] for name in params}


@misconception(
    fails=["weights", "biases"],
    message="""Your step is twice as long as it should be. Whatever factors the loss has are in the
    gradient already, and the step adds nothing to them.""",
)
def update_double_step(params, grads, lr):
    return {name: params[name] - 2 * lr * grads[name] for name in params}


@misconception(
    fails=["weights", "biases"],
    message="""You return the step alone, and forget where it started. The new parameters are the
    old ones plus the step.""",
)
def update_returns_step(params, grads, lr):
    return {name: -lr * grads[name] for name in params}


@misconception(
    fails=["weights", "biases"],
    message="""The parameters come back as they went in. The step is missing, or it ends up in a
    variable that nobody returns.""",
)
def update_does_nothing(params, grads, lr):
    return {name: params[name].copy() for name in params}


@misconception(
    fails=["weights", "biases"],
    message="""Your function ends without giving anything back, so the training loop would go on
    with None. The new parameters have to be returned.""",
)
def update_returns_nothing(params, grads, lr):
    new = {name: params[name] - lr * grads[name] for name in params}  # noqa: F841 - the mistake


@misconception(
    fails=["biases"],
    message="""The weights take their step, but the biases stay where they were. They are
    parameters like the others, with a gradient of their own.""",
)
def update_keeps_biases(params, grads, lr):
    return {name: p - lr * grads[name] if p.ndim == 2 else p.copy() for name, p in params.items()}


@misconception(
    fails=["biases"],
    message="""The new dict has the weights, but the biases got lost. What you return has the same
    keys as params.""",
)
def update_drops_biases(params, grads, lr):
    return {name: params[name] - lr * grads[name] for name in ("W1", "W2", "W3")}


@misconception(
    fails=["weights", "biases"],
    message="""Only the output layer takes a step, and the hidden layers stay as they were drawn. A
    step moves every parameter in params.""",
)
def update_last_layer_only(params, grads, lr):
    new = {name: p.copy() for name, p in params.items()}
    for name in ("W3", "b3"):
        new[name] -= lr * grads[name]
    return new


@misconception(
    fails=["weights", "biases"],
    message="""Every number moves by the same distance, as if only the sign of the gradient
    counted. Where the loss is steeper, the step should be longer.""",
)
def update_by_sign(params, grads, lr):
    return {name: params[name] - lr * np.sign(grads[name]) for name in params}


@misconception(
    fails=["weights", "biases"],
    message="""You scale every gradient to length 1 before you step. That can help against huge
    steps, but plain gradient descent takes the gradient as it is, and so slows down near the
    goal.""",
)
def update_unit_length(params, grads, lr):
    return {name: params[name] - lr * g / np.linalg.norm(g) for name, g in grads.items()}


@misconception(
    fails=["weights", "biases"],
    message="""Your step is multiplied with the parameter itself, so a parameter that is zero can
    never move. The step depends on the gradient and the learning rate alone.""",
)
def update_multiplies(params, grads, lr):
    return {name: params[name] * (1 - lr * grads[name]) for name in params}


@misconception(
    fails=["weights", "biases"],
    message="""You mix the parameters with the gradient, as if the gradient were the place to go
    to. It is a direction; the old parameters stay whole, and a step is taken from them.""",
)
def update_mixes(params, grads, lr):
    return {name: (1 - lr) * params[name] - lr * grads[name] for name in params}


@misconception(
    fails=["weights", "biases"],
    message="""You round the new parameters, and in training most steps are smaller than what is
    lost by that. Keep all digits, and round only what you print.""",
)
def update_rounds(params, grads, lr):
    return {name: np.round(params[name] - lr * grads[name], 3) for name in params}


@misconception(
    fails=["layouts"],
    message="""You pair parameters and gradients by their position, and two dicts need not have
    the same order. Pair them by name.""",
)
def update_pairs_by_position(params, grads, lr):
    return {name: p - lr * g for (name, p), g in zip(params.items(), grads.values(), strict=True)}


@misconception(
    fails=["pure"],
    message="""The step is right, but it is taken in the caller's own arrays, and you return the
    dict that came in. Whoever wants to compare before and after has lost the before.""",
)
def update_in_place(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name]
    return params


@misconception(
    fails=["pure"],
    message="""You copy the dict, but a copied dict still holds the same arrays, and -= works on
    them. So the caller's parameters move as well.""",
)
def update_shallow_copy(params, grads, lr):
    new = dict(params)
    for name in new:
        new[name] -= lr * grads[name]
    return new


@misconception(
    fails=["pure"],
    message="""The new arrays are right, but you put them into the dict that came in. Put them
    into a dict of your own, so that the caller's stays as it was.""",
)
def update_refills_dict(params, grads, lr):
    for name in params:
        params[name] = params[name] - lr * grads[name]
    return params


@misconception(
    fails=["pure"],
    message="""The step is right, but after the call the gradients have been scaled by the
    learning rate. An operation such as *= works on the very array that came in.""",
)
def update_scales_gradients(params, grads, lr):
    for name in grads:
        grads[name] *= lr
    return {name: params[name] - grads[name] for name in params}
