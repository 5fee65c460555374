"""Wrong versions of `adam`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception


def _means(grads, state, beta1, beta2):
    """The right running means of the gradient and of its square."""
    m = {n: beta1 * state["m"][n] + (1 - beta1) * g for n, g in grads.items()}
    v = {n: beta2 * state["v"][n] + (1 - beta2) * g**2 for n, g in grads.items()}
    return m, v


def _moved(params, lr, m, v, eps):
    """The step with what is already corrected."""
    return {n: p - lr * m[n] / (np.sqrt(v[n]) + eps) for n, p in params.items()}


def _divided(arrays, factor):
    return {name: array / factor for name, array in arrays.items()}


@misconception(
    fails=["first_step"],
    message="""You use t before it is counted up, so at the first step the correction divides 0 by
    0. Counting comes first: the first step has t = 1.""",
)
def adam_t_counted_too_late(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"]
    m, v = _means(grads, state, beta1, beta2)
    with np.errstate(all="ignore"):
        m_hat, v_hat = (_divided(x, np.float64(1 - b**t)) for x, b in ((m, beta1), (v, beta2)))
        moved = _moved(params, lr, m_hat, v_hat, eps)
    return moved, {"t": t + 1, "m": m, "v": v}


@misconception(
    fails=["state"],
    message="""The step is right, but the state says that it never happened: t stays as it was.
    With it, the correction would never fade.""",
)
def adam_t_not_counted(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    return _moved(params, lr, m_hat, v_hat, eps), {"t": state["t"], "m": m, "v": v}


@misconception(
    fails=["first_step"],
    message="""The first steps are wrong, and later ones nearly right: m and v start at 0, and
    nothing makes up for it. That is what m̂ and v̂ are for.""",
)
def adam_no_correction(params, grads, state, lr, beta1, beta2, eps):
    m, v = _means(grads, state, beta1, beta2)
    return _moved(params, lr, m, v, eps), {"t": state["t"] + 1, "m": m, "v": v}


@misconception(
    fails=["first_step"],
    message="""m is corrected, but v is not. Both start at 0, so both are too small at first.""",
)
def adam_v_not_corrected(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    return _moved(params, lr, _divided(m, 1 - beta1**t), v, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["later_step"],
    message="""Your correction divides by 1 − β at every step, as if each were the first. In the
    formula β is raised to the power of t, so that the correction fades.""",
)
def adam_beta_without_power(params, grads, state, lr, beta1, beta2, eps):
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 - beta1), _divided(v, 1 - beta2)
    return _moved(params, lr, m_hat, v_hat, eps), {"t": state["t"] + 1, "m": m, "v": v}


@misconception(
    fails=["later_step"],
    message="""Your correction multiplies β with t where it should be raised to the power of t. In
    Python that takes two stars.""",
)
def adam_beta_times_t(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 - beta1 * t), _divided(v, 1 - beta2 * t)
    with np.errstate(invalid="ignore"):
        return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["first_step"],
    message="""In the correction β1 and β2 have changed places. Each running mean is corrected with
    the β that it was made with.""",
)
def adam_corrections_swapped(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 - beta2**t), _divided(v, 1 - beta1**t)
    return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["first_step"],
    message="""You multiply with the correction where you should divide. m and v are too small at
    first, and have to become larger.""",
)
def adam_multiplies_correction(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 / (1 - beta1**t)), _divided(v, 1 / (1 - beta2**t))
    return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["state"],
    message="""The step is right, but the state keeps the corrected m̂ and v̂, and at the next step
    they would be corrected once more. Keep m and v as they are; the correction is for the step
    alone.""",
)
def adam_keeps_corrected(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m_hat, "v": v_hat}


@misconception(
    fails=["eps"],
    message="""eps stands under the root, where a tiny number becomes a much larger one. Add it to
    the root.""",
)
def adam_eps_under_root(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    moved = {n: p - lr * m_hat[n] / np.sqrt(v_hat[n] + eps) for n, p in params.items()}
    return moved, {"t": t, "m": m, "v": v}


@misconception(
    fails=["eps"],
    message="""eps is missing below the fraction bar. Where a gradient has been 0 from the
    beginning, you divide 0 by 0.""",
)
def adam_no_eps(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    with np.errstate(all="ignore"):
        moved = _moved(params, lr, _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t), 0.0)
    return moved, {"t": t, "m": m, "v": v}


@misconception(
    fails=["eps"],
    message="""eps is a number of your own, written into the code. It is the last argument, and the
    caller decides.""",
)
def adam_fixed_eps(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    moved = _moved(params, lr, _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t), 1e-8)
    return moved, {"t": t, "m": m, "v": v}


@misconception(
    fails=["state", "later_step", "first_step"],
    message="""v is a running mean of the gradient itself, and not of its square. So it can be
    negative, and then it has no root.""",
)
def adam_gradient_not_squared(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, _ = _means(grads, state, beta1, beta2)
    v = {n: beta2 * state["v"][n] + (1 - beta2) * g for n, g in grads.items()}
    with np.errstate(invalid="ignore"):
        moved = _moved(params, lr, _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t), eps)
    return moved, {"t": t, "m": m, "v": v}


@misconception(
    fails=["later_step", "first_step"],
    message="""You divide by v̂ without its root. v̂ has the size of a squared gradient; only its
    root can be compared with m̂.""",
)
def adam_no_root(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    moved = {n: p - lr * m_hat[n] / (v_hat[n] + eps) for n, p in params.items()}
    return moved, {"t": t, "m": m, "v": v}


@misconception(
    fails=["later_step"],
    message="""The step is taken with the gradient itself and not with its running mean m̂. Then it
    is RMSprop, an older relative of Adam.""",
)
def adam_is_rmsprop(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    return _moved(params, lr, grads, _divided(v, 1 - beta2**t), eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["later_step", "first_step"],
    message="""You walk uphill: the step is added. m̂ points to where the loss grows.""",
)
def adam_adds(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    return _moved(params, -lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["state", "later_step"],
    message="""β1 and β2 have changed places everywhere. β1 belongs to m, the mean of the gradient,
    and β2 to v, the mean of its square.""",
)
def adam_betas_swapped(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta2, beta1)
    m_hat, v_hat = _divided(m, 1 - beta2**t), _divided(v, 1 - beta1**t)
    return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["state", "later_step"],
    message="""v is made with β1, like m. It has a β of its own, which is nearer to 1: the mean of
    the squares has a longer memory.""",
)
def adam_one_beta_for_both(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta1)
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta1**t)
    return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["state", "later_step", "first_step"],
    message="""The gradient goes into the running means whole, without the factor 1 − β. A mean of
    things of one size has that size again.""",
)
def adam_means_without_share(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m = {n: beta1 * state["m"][n] + g for n, g in grads.items()}
    v = {n: beta2 * state["v"][n] + g**2 for n, g in grads.items()}
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["state", "later_step"],
    message="""Your running means begin anew at every step: the m and v of the state aren't used.
    They are Adam's memory.""",
)
def adam_without_memory(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m = {n: (1 - beta1) * g for n, g in grads.items()}
    v = {n: (1 - beta2) * g**2 for n, g in grads.items()}
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["state", "later_step", "first_step"],
    message="""m and v are one and the same dict in your version, so that writing one overwrites
    the other. Each needs arrays of its own.""",
)
def adam_m_is_v(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m = v = {}
    for name, g in grads.items():
        m[name] = beta1 * state["m"][name] + (1 - beta1) * g
        v[name] = beta2 * state["v"][name] + (1 - beta2) * g**2
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["later_step", "first_step"],
    message="""The learning rate is a number of your own, 0.001. It is an argument, and the caller
    decides.""",
)
def adam_fixed_lr(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    return _moved(params, 0.001, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["later_step", "first_step"],
    message="""You average v̂ over each array, so that all its numbers share one pace. In Adam
    every single number has a pace of its own.""",
)
def adam_one_pace_for_each_array(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat = _divided(m, 1 - beta1**t)
    v_hat = {n: np.mean(x) / (1 - beta2**t) for n, x in v.items()}
    return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["state", "later_step", "first_step"],
    message="""The parameters come back alone, without the state. The next step needs both.""",
)
def adam_returns_params_alone(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    return _moved(params, lr, _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t), eps)


@misconception(
    fails=["steps"],
    message="""You pair parameters and gradients by their position, and dicts need not have the
    same order. Pair them by name.""",
)
def adam_pairs_by_position(params, grads, state, lr, beta1, beta2, eps):
    grads = dict(zip(params, grads.values(), strict=True))
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["pure"],
    message="""The result is right, but the caller's state is different after the call: t is
    counted up in it, and m and v are replaced. Build a new state, and leave the old one alone.""",
)
def adam_changes_state(params, grads, state, lr, beta1, beta2, eps):
    state["t"] += 1
    state["m"], state["v"] = _means(grads, state, beta1, beta2)
    m_hat = _divided(state["m"], 1 - beta1 ** state["t"])
    v_hat = _divided(state["v"], 1 - beta2 ** state["t"])
    return _moved(params, lr, m_hat, v_hat, eps), state


@misconception(
    fails=["pure"],
    message="""The new state is a new dict, but its m and v are the caller's own arrays, changed in
    place. Whoever keeps an earlier state sees it move.""",
)
def adam_means_in_place(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    for name, g in grads.items():
        state["m"][name] *= beta1
        state["m"][name] += (1 - beta1) * g
        state["v"][name] *= beta2
        state["v"][name] += (1 - beta2) * g**2
    m, v = dict(state["m"]), dict(state["v"])
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    return _moved(params, lr, m_hat, v_hat, eps), {"t": t, "m": m, "v": v}


@misconception(
    fails=["pure"],
    message="""The state is new, but the step is taken in the caller's own parameters. Whoever
    wants to compare before and after has lost the before.""",
)
def adam_params_in_place(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m, v = _means(grads, state, beta1, beta2)
    m_hat, v_hat = _divided(m, 1 - beta1**t), _divided(v, 1 - beta2**t)
    for name in params:
        params[name] -= lr * m_hat[name] / (np.sqrt(v_hat[name]) + eps)
    return params, {"t": t, "m": m, "v": v}
