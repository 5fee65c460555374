"""Wrong versions of `dropout`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception


@misconception(
    fails=["mask", "out"],
    message="""You keep what should go, and drop what should stay: with rate 0.2, four fifths of
    the activations are silent. rate is the probability of being dropped.""",
)
def dropout_reversed(a, rate, rng):
    mask = (rng.random(a.shape) < rate) / (1 - rate)
    return a * mask, mask


@misconception(
    fails=["mask", "out"],
    message="""The right activations are silent, but the others stay as they were, so the next
    layer hears less than it is used to. What is kept has to make up for what is dropped.""",
)
def dropout_not_scaled(a, rate, rng):
    mask = (rng.random(a.shape) >= rate) * 1.0
    return a * mask, mask


@misconception(
    fails=["mask", "out"],
    message="""What is kept becomes quieter instead of louder: you multiply where a division is
    asked. On average the signal should keep its size.""",
)
def dropout_multiplies_scale(a, rate, rng):
    mask = (rng.random(a.shape) >= rate) * (1 - rate)
    return a * mask, mask


@misconception(
    fails=["mask", "out"],
    message="""You divide by the rate, which is the share that is dropped. On average the signal
    keeps its size if you divide by the share that is kept.""",
)
def dropout_divides_by_rate(a, rate, rng):
    mask = (rng.random(a.shape) >= rate) / (rate or 1)
    return a * mask, mask


@misconception(
    fails=["mask"],
    message="""out is right, but the mask that you return has no factor in it: only 0 and 1. The
    backward pass multiplies with the mask alone, so all of it has to be there.""",
)
def dropout_mask_without_scale(a, rate, rng):
    mask = (rng.random(a.shape) >= rate) * 1.0
    return a * mask / (1 - rate), mask


@misconception(
    fails=["out"],
    message="""The mask is right, but it meets a twice. Follow one number from a to out.""",
)
def dropout_masks_twice(a, rate, rng):
    mask = (rng.random(a.shape) >= rate) / (1 - rate)
    return a * mask * mask, mask


@misconception(
    fails=["out"],
    message="""The mask is right, but out is what came in. The mask has to be applied.""",
)
def dropout_mask_not_applied(a, rate, rng):
    mask = (rng.random(a.shape) >= rate) / (1 - rate)
    return a.copy(), mask


@misconception(
    fails=["mask"],
    message="""Your mask holds true and false, no numbers. Calculated as numbers, with the factor,
    it is ready for the backward pass.""",
)
def dropout_boolean_mask(a, rate, rng):
    mask = rng.random(a.shape) >= rate
    return np.where(mask, a / (1 - rate), 0.0), mask


@misconception(
    fails=["mask", "out"],
    message="""Whole rows are dropped, that is whole samples. Every activation has a draw of its
    own.""",
)
def dropout_whole_rows(a, rate, rng):
    draws = rng.random((len(a), *[1] * (a.ndim - 1)))
    mask = np.broadcast_to((draws >= rate) / (1 - rate), a.shape).copy()
    return a * mask, mask


@misconception(
    fails=["mask", "out"],
    message="""Whole columns are dropped: a unit is silent for all samples at once. That is a
    relative of dropout; here every activation has a draw of its own.""",
)
def dropout_whole_columns(a, rate, rng):
    mask = np.broadcast_to((rng.random(a.shape[-1]) >= rate) / (1 - rate), a.shape).copy()
    return a * mask, mask


@misconception(
    fails=["mask", "out"],
    message="""One draw decides for all activations: now everything is silent, now nothing is. Draw
    an array in the shape of a.""",
)
def dropout_one_draw(a, rate, rng):
    mask = np.full(a.shape, float(rng.random() >= rate) / (1 - rate))
    return a * mask, mask


@misconception(
    fails=["mask", "out"],
    message="""You draw from a normal distribution and compare that with the rate, so the share
    that is dropped is another one. rng.random gives numbers that are spread evenly from 0 to
    1.""",
)
def dropout_normal_draws(a, rate, rng):
    mask = (rng.normal(size=a.shape) >= rate) / (1 - rate)
    return a * mask, mask


@misconception(
    fails=["mask", "out"],
    message="""The share that you drop is right on average, but you ask rng in another way than it
    is written, so other activations are silent. An activation is kept where rng.random(a.shape) >=
    rate.""",
)
def dropout_other_draws(a, rate, rng):
    mask = rng.binomial(1, 1 - rate, size=a.shape) / (1 - rate)
    return a * mask, mask


@misconception(
    fails=["mask", "out"],
    message="""You make a generator of your own, so that the same activations are silent in every
    call. Draw from the rng that you are given.""",
)
def dropout_own_generator(a, rate, rng):
    mask = (np.random.default_rng(0).random(a.shape) >= rate) / (1 - rate)
    return a * mask, mask


@misconception(
    fails=["mask", "out"],
    message="""You silence what is small and keep what is large. Dropout doesn't look at the
    activations at all: chance decides.""",
)
def dropout_drops_small(a, rate, rng):
    mask = (np.abs(a) >= np.quantile(np.abs(a), rate)) / (1 - rate)
    return a * mask, mask


@misconception(
    fails=["mask", "out"],
    message="""Only one thing comes back, and two are asked: what is left of the activations, and
    the mask that the backward pass will need.""",
)
def dropout_returns_out_alone(a, rate, rng):
    return a * ((rng.random(a.shape) >= rate) / (1 - rate))


@misconception(
    fails=["mask", "out"],
    message="""Both results are there, but the other way round. out comes first, then the mask.""",
)
def dropout_returns_mask_first(a, rate, rng):
    mask = (rng.random(a.shape) >= rate) / (1 - rate)
    return mask, a * mask


@misconception(
    fails=["rate_zero"],
    message="""With rate 0 there is no mask in what you return. Nothing is dropped then, and the
    mask is an array of ones like any other.""",
)
def dropout_no_mask_at_rate_zero(a, rate, rng):
    if rate == 0:
        return a, None
    mask = (rng.random(a.shape) >= rate) / (1 - rate)
    return a * mask, mask


@misconception(
    fails=["rates"],
    message="""You expect a table with rows and columns, and a may have one axis, or three. The
    shape of a is all that the draw needs to know.""",
)
def dropout_wants_a_table(a, rate, rng):
    rows, columns = a.shape
    mask = (rng.random((rows, columns)) >= rate) / (1 - rate)
    return a * mask, mask


@misconception(
    fails=["pure"],
    message="""The result is right, but a itself is different after the call. An operation such as
    *= works on the very array that came in.""",
)
def dropout_in_place(a, rate, rng):
    mask = (rng.random(a.shape) >= rate) / (1 - rate)
    a *= mask
    return a, mask


@misconception(
    fails=["pure"],
    message="""You keep the mask of the first call and use it again. Every call draws anew: it is
    the change from batch to batch that makes the units independent.""",
)
def dropout_keeps_its_mask(a, rate, rng, masks={}):  # noqa: B006 - the mistake itself
    key = a.shape, rate, rng.bit_generator.state["state"]["inc"]
    if key not in masks:
        masks[key] = (rng.random(a.shape) >= rate) / (1 - rate)
    return a * masks[key], masks[key].copy()
