"""Wrong versions of `momentum`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception


def _step(params, velocity, lr):
    return {name: params[name] - lr * velocity[name] for name in params}, velocity


@misconception(
    fails=["velocity", "params"],
    message="""Your velocity takes only the share 1 − β of the gradient, as a running mean does.
    Here the whole gradient is added, so that a steady slope makes the ball faster and faster.""",
)
def momentum_running_mean(params, grads, velocity, lr, beta):
    v = {name: beta * velocity[name] + (1 - beta) * grads[name] for name in params}
    return _step(params, v, lr)


@misconception(
    fails=["velocity"],
    message="""The parameters are right, but your velocity has the learning rate in it. Keep the
    velocity free of it, and multiply in the step: then the learning rate can change from step to
    step.""",
)
def momentum_lr_in_velocity(params, grads, velocity, lr, beta):
    step = {name: beta * velocity[name] + grads[name] for name in params}
    return _step(params, step, lr)[0], {name: lr * v for name, v in step.items()}


@misconception(
    fails=["velocity", "params"],
    message="""In your velocity the learning rate counts for the gradient, but not for the speed
    that is left from before. Multiply once, in the step.""",
)
def momentum_lr_for_gradient_only(params, grads, velocity, lr, beta):
    v = {name: beta * velocity[name] - lr * grads[name] for name in params}
    return {name: params[name] + v[name] for name in params}, v


@misconception(
    fails=["params"],
    message="""The new velocity is right, but the step is taken with the old one. From rest, the
    ball would not move at all.""",
)
def momentum_step_with_old_velocity(params, grads, velocity, lr, beta):
    v = {name: beta * velocity[name] + grads[name] for name in params}
    return _step(params, velocity, lr)[0], v


@misconception(
    fails=["params"],
    message="""The new velocity is right, but the step is taken with the gradient, as if there were
    none. The velocity has the gradient in it already.""",
)
def momentum_step_with_gradient(params, grads, velocity, lr, beta):
    v = {name: beta * velocity[name] + grads[name] for name in params}
    return _step(params, grads, lr)[0], v


@misconception(
    fails=["params"],
    message="""You look ahead, as Nesterov's variant does: the step has β times the new velocity
    and the gradient once more. Plain momentum steps with the velocity alone.""",
)
def momentum_nesterov(params, grads, velocity, lr, beta):
    v = {name: beta * velocity[name] + grads[name] for name in params}
    ahead = {name: beta * v[name] + grads[name] for name in params}
    return _step(params, ahead, lr)[0], v


@misconception(
    fails=["params"],
    message="""You walk uphill: the step is added. The velocity collects gradients, and they point
    to where the loss grows.""",
)
def momentum_adds(params, grads, velocity, lr, beta):
    v = {name: beta * velocity[name] + grads[name] for name in params}
    return {name: params[name] + lr * v[name] for name in params}, v


@misconception(
    fails=["velocity", "params"],
    message="""The gradient makes your ball slower: it is subtracted in the velocity. It is added
    there, and the step subtracts the whole.""",
)
def momentum_subtracts_gradient(params, grads, velocity, lr, beta):
    v = {name: beta * velocity[name] - grads[name] for name in params}
    return _step(params, v, lr)


@misconception(
    fails=["velocity", "params"],
    message="""β stands at the wrong term: the old velocity is kept whole, and the gradient is made
    smaller. Such a ball never slows down.""",
)
def momentum_beta_on_gradient(params, grads, velocity, lr, beta):
    v = {name: velocity[name] + beta * grads[name] for name in params}
    return _step(params, v, lr)


@misconception(
    fails=["velocity", "params"],
    message="""β and 1 − β have changed places: with β = 0.9 only a tenth of the speed is left
    after a step. β is what survives.""",
)
def momentum_one_minus_beta(params, grads, velocity, lr, beta):
    v = {name: (1 - beta) * velocity[name] + grads[name] for name in params}
    return _step(params, v, lr)


@misconception(
    fails=["velocity", "params"],
    message="""Your ball has no friction: β isn't used, and all speed survives. Then it rolls past
    every valley.""",
)
def momentum_without_beta(params, grads, velocity, lr, beta):
    v = {name: velocity[name] + grads[name] for name in params}
    return _step(params, v, lr)


@misconception(
    fails=["velocity", "params"],
    message="""Your ball forgets: the velocity that came in isn't used, and every step is one of
    plain gradient descent. What survives of the old velocity?""",
)
def momentum_forgets(params, grads, velocity, lr, beta):
    return _step(params, {name: grads[name].copy() for name in params}, lr)


@misconception(
    fails=["params"],
    message="""The learning rate isn't used: the step has the full length of the velocity. One of
    the arguments is left over.""",
)
def momentum_ignores_lr(params, grads, velocity, lr, beta):
    v = {name: beta * velocity[name] + grads[name] for name in params}
    return _step(params, v, 1.0)


@misconception(
    fails=["velocity"],
    message="""The parameters are right, but the velocity comes back as it went in. The next step
    needs the new one.""",
)
def momentum_returns_old_velocity(params, grads, velocity, lr, beta):
    v = {name: beta * velocity[name] + grads[name] for name in params}
    return _step(params, v, lr)[0], {name: velocity[name].copy() for name in params}


@misconception(
    fails=["velocity", "params"],
    message="""Only weights gain speed in your version, and the biases stay out. They are
    parameters like the others.""",
)
def momentum_weights_only(params, grads, velocity, lr, beta):
    v = {n: beta * velocity[n] + grads[n] if n[0] == "W" else grads[n].copy() for n in params}
    return _step(params, v, lr)


@misconception(
    fails=["velocity", "params"],
    message="""The parameters come back alone, without the velocity. The next step needs both.""",
)
def momentum_returns_params_alone(params, grads, velocity, lr, beta):
    v = {name: beta * velocity[name] + grads[name] for name in params}
    return _step(params, v, lr)[0]


@misconception(
    fails=["velocity", "params"],
    message="""Both results are there, but the other way round. The parameters come first, then the
    velocity.""",
)
def momentum_returns_velocity_first(params, grads, velocity, lr, beta):
    v = {name: beta * velocity[name] + grads[name] for name in params}
    return v, _step(params, v, lr)[0]


@misconception(
    fails=["velocity", "params"],
    message="""All parameters share one speed: you add up the lengths of the gradients. Every
    single number has a velocity of its own.""",
)
def momentum_one_speed_for_all(params, grads, velocity, lr, beta):
    v = {
        name: beta * velocity[name] + np.full_like(g, np.linalg.norm(g))
        for name, g in grads.items()
    }
    return _step(params, v, lr)


@misconception(
    fails=["steps"],
    message="""You pair parameters, gradients and velocities by their position, and dicts need not
    have the same order. Pair them by name.""",
)
def momentum_pairs_by_position(params, grads, velocity, lr, beta):
    new_v, new = {}, {}
    for (name, p), g, v in zip(params.items(), grads.values(), velocity.values(), strict=True):
        new_v[name] = beta * v + g
        new[name] = p - lr * new_v[name]
    return new, new_v


@misconception(
    fails=["pure"],
    message="""The result is right, but it is calculated in the caller's own arrays: velocity and
    params are different after the call. Make new ones.""",
)
def momentum_in_place(params, grads, velocity, lr, beta):
    for name in params:
        velocity[name] *= beta
        velocity[name] += grads[name]
        params[name] -= lr * velocity[name]
    return params, velocity


@misconception(
    fails=["pure"],
    message="""The new parameters are new, but the velocity is changed in the caller's own arrays.
    Whoever keeps an earlier velocity sees it move.""",
)
def momentum_velocity_in_place(params, grads, velocity, lr, beta):
    for name in params:
        velocity[name] *= beta
        velocity[name] += grads[name]
    return _step(params, velocity, lr)


@misconception(
    fails=["pure"],
    message="""The new arrays are right, but you put them into the dicts that came in. Put them
    into dicts of your own, so that the caller's stay as they were.""",
)
def momentum_refills_dicts(params, grads, velocity, lr, beta):
    for name in params:
        velocity[name] = beta * velocity[name] + grads[name]
        params[name] = params[name] - lr * velocity[name]
    return params, velocity
