"""Wrong versions of `initialize`, and what to tell whoever wrote them."""

from itertools import pairwise

import numpy as np

from autograder.grading import misconception


def _start(sizes, draw, bias=np.zeros):
    """Params with weights from draw(fan_in, fan_out) and biases from bias(fan_out)."""
    params = {}
    for i, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        params[f"W{i}"] = draw(fan_in, fan_out)
        params[f"b{i}"] = bias(fan_out)
    return params


@misconception(
    fails=["spread"],
    message="""All weights are 0, so that all units of a layer stay the same for ever, and relu
    lets nothing through. The start has to be random.""",
)
def initialize_zeros(sizes, rng):
    return _start(sizes, lambda m, n: np.zeros((m, n)))


@misconception(
    fails=["spread"],
    message="""All your weights are positive, because they are drawn evenly between 0 and 1. A
    normal distribution around 0 is asked, and rng can draw from it.""",
)
def initialize_uniform_positive(sizes, rng):
    return _start(sizes, lambda m, n: rng.random((m, n)))


@misconception(
    fails=["spread"],
    message="""Your weights are all about 0.01 in size, whatever the layer. In a deep network the
    signal then shrinks with every layer: the spread has to follow the number of inputs.""",
)
def initialize_hundredth(sizes, rng):
    return _start(sizes, lambda m, n: 0.01 * rng.normal(size=(m, n)))


@misconception(
    fails=["spread"],
    message="""Your weights have a standard deviation of 1, whatever the layer, and the signal grows
    with every layer. The spread has to follow the number of inputs.""",
)
def initialize_not_scaled(sizes, rng):
    return _start(sizes, lambda m, n: rng.normal(size=(m, n)))


@misconception(
    fails=["spread"],
    message="""You use 2 / fan_in as the standard deviation, and it is the variance. One is the
    square of the other, and normal takes the standard deviation.""",
)
def initialize_variance_for_deviation(sizes, rng):
    return _start(sizes, lambda m, n: rng.normal(0, 2 / m, size=(m, n)))


@misconception(
    fails=["spread"],
    message="""Your variance is half of what is asked, as in the start that is named after Xavier
    Glorot. relu cuts half of the signal off, and the 2 makes up for it.""",
)
def initialize_xavier(sizes, rng):
    return _start(sizes, lambda m, n: rng.normal(0, np.sqrt(1 / m), size=(m, n)))


@misconception(
    fails=["spread"],
    message="""Your variance takes inputs and outputs into account, as in the start of Glorot and
    Bengio. He's counts the inputs of the layer alone.""",
)
def initialize_glorot(sizes, rng):
    return _start(sizes, lambda m, n: rng.normal(0, np.sqrt(2 / (m + n)), size=(m, n)))


@misconception(
    fails=["spread"],
    message="""Your spread follows the number of units of a layer, and it should follow the number
    of its inputs. What adds up in z is one term for each input.""",
)
def initialize_fan_out(sizes, rng):
    return _start(sizes, lambda m, n: rng.normal(0, np.sqrt(2 / n), size=(m, n)))


@misconception(
    fails=["spread"],
    message="""The root is drawn of the 2 alone, and then divided by fan_in. It belongs over the
    whole fraction.""",
)
def initialize_root_of_two_only(sizes, rng):
    return _start(sizes, lambda m, n: rng.normal(0, np.sqrt(2) / m, size=(m, n)))


@misconception(
    fails=["spread"],
    message="""All layers have the spread of the first one. fan_in is the number of inputs of each
    layer, and it changes from layer to layer.""",
)
def initialize_first_fan_in(sizes, rng):
    return _start(sizes, lambda m, n: rng.normal(0, np.sqrt(2 / sizes[0]), size=(m, n)))


@misconception(
    fails=["draws"],
    message="""The variance is right, but your numbers are drawn evenly from an interval. What is
    asked are draws from a normal distribution.""",
)
def initialize_he_uniform(sizes, rng):
    return _start(sizes, lambda m, n: rng.uniform(-np.sqrt(6 / m), np.sqrt(6 / m), size=(m, n)))


@misconception(
    fails=["draws"],
    message="""You make a generator of your own and leave the one that you were given aside. Whoever
    hands you rng wants to decide what is drawn, and to repeat it.""",
)
def initialize_own_generator(sizes, rng):
    rng = np.random.default_rng(0)
    return _start(sizes, lambda m, n: rng.normal(0, np.sqrt(2 / m), size=(m, n)))


@misconception(
    fails=["draws"],
    message="""The spread is right, but the table is drawn the other way round and then turned, so
    that the numbers land in other places. Draw it in the shape that it has.""",
)
def initialize_draws_turned(sizes, rng):
    return _start(sizes, lambda m, n: rng.normal(0, np.sqrt(2 / m), size=(n, m)).T)


@misconception(
    fails=["draws"],
    message="""The numbers of the first layer are not the first ones that rng gives: you begin with
    the last layer. Draw W1, then W2, and so on.""",
)
def initialize_last_layer_first(sizes, rng):
    params = {}
    for i in range(len(sizes) - 1, 0, -1):
        params[f"W{i}"] = rng.normal(0, np.sqrt(2 / sizes[i - 1]), size=(sizes[i - 1], sizes[i]))
        params[f"b{i}"] = np.zeros(sizes[i])
    return params


@misconception(
    fails=["draws"],
    message="""Something else is drawn from rng between one layer and the next, so that only W1 has
    the expected numbers. The weights are all that is drawn.""",
)
def initialize_draws_too_much(sizes, rng):
    def bias(n):
        rng.normal(size=n)
        return np.zeros(n)

    return _start(sizes, lambda m, n: rng.normal(0, np.sqrt(2 / m), size=(m, n)), bias)


@misconception(
    fails=["shapes"],
    message="""Your biases are random. Only the weights need to differ for the units to become
    different; the biases start at 0.""",
)
def initialize_random_biases(sizes, rng):
    def draw(m, n):
        return rng.normal(0, np.sqrt(2 / m), size=(m, n))

    return _start(sizes, draw, lambda n: rng.normal(size=n))


@misconception(
    fails=["shapes"],
    message="""Your biases start at 1. A bias moves all units of its layer in the same direction,
    and there is no reason for that at the start: let them be 0.""",
)
def initialize_biases_of_one(sizes, rng):
    return _start(sizes, lambda m, n: rng.normal(0, np.sqrt(2 / m), size=(m, n)), np.ones)


@misconception(
    fails=["shapes"],
    message="""Your biases are tables of one row, and they should be lines: b1 has the shape (H,).
    NumPy adds a line to every row of a table.""",
)
def initialize_biases_as_rows(sizes, rng):
    def draw(m, n):
        return rng.normal(0, np.sqrt(2 / m), size=(m, n))

    return _start(sizes, draw, lambda n: np.zeros((1, n)))


@misconception(
    fails=["shapes"],
    message="""Your weights lie on their side: rows and columns have changed places. W{i} has a row
    for each input and a column for each unit.""",
)
def initialize_weights_turned(sizes, rng):
    return _start(sizes, lambda m, n: rng.normal(0, np.sqrt(2 / m), size=(n, m)))


@misconception(
    fails=["shapes"],
    message="""You count the layers from 0, so that the first weights are called W0. In this course
    the first layer has the number 1.""",
)
def initialize_counts_from_zero(sizes, rng):
    params = {}
    for i, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        params[f"W{i}"] = rng.normal(0, np.sqrt(2 / fan_in), size=(fan_in, fan_out))
        params[f"b{i}"] = np.zeros(fan_out)
    return params


@misconception(
    fails=["shapes"],
    message="""The last layer is missing: a network of n sizes has n − 1 layers. Look at where your
    loop ends.""",
)
def initialize_last_layer_missing(sizes, rng):
    return _start(sizes[:-1], lambda m, n: rng.normal(0, np.sqrt(2 / m), size=(m, n)))


@misconception(
    fails=["shapes"],
    message="""The layers come as a list, where a dict with the names W1, b1, W2, … is asked. Every
    other function looks for them by name.""",
)
def initialize_returns_list(sizes, rng):
    return [(rng.normal(0, np.sqrt(2 / m), size=(m, n)), np.zeros(n)) for m, n in pairwise(sizes)]


@misconception(
    fails=["draws"],
    message="""Your start has two layers, or three, but no more. The number of layers is told by
    sizes, and may be any.""",
)
def initialize_three_layers_at_most(sizes, rng):
    return _start(sizes[:4], lambda m, n: rng.normal(0, np.sqrt(2 / m), size=(m, n)))


@misconception(
    fails=["pure"],
    message="""Every call hands out the same arrays, filled anew, so that an earlier start changes
    under the hands of whoever has it. Make new arrays in every call.""",
)
def initialize_reuses_its_arrays(sizes, rng, before={}):  # noqa: B006 - the mistake itself
    params = _start(sizes, lambda m, n: rng.normal(0, np.sqrt(2 / m), size=(m, n)))
    kept = before.setdefault(tuple(sizes), params)
    for name, array in params.items():
        kept[name][...] = array
    return kept


@misconception(
    fails=["pure"],
    message="""The zeros of your biases are made once and handed out in every call. Whoever writes
    into one network's biases then changes another's, so make new arrays in every call.""",
)
def initialize_shares_its_zeros(sizes, rng, before={}):  # noqa: B006 - the mistake itself
    params = _start(sizes, lambda m, n: rng.normal(0, np.sqrt(2 / m), size=(m, n)))
    return {
        name: array if name[0] == "W" else before.setdefault((name, array.shape), array)
        for name, array in params.items()
    }


@misconception(
    fails=["pure"],
    message="""After the call the caller's list of sizes is shorter: pop takes its items away. Read
    the sizes without removing them.""",
)
def initialize_empties_sizes(sizes, rng):
    params = {}
    fan_in, i = sizes.pop(0), 0
    while sizes:
        i, fan_out = i + 1, sizes.pop(0)
        params[f"W{i}"] = rng.normal(0, np.sqrt(2 / fan_in), size=(fan_in, fan_out))
        params[f"b{i}"] = np.zeros(fan_out)
        fan_in = fan_out
    return params
