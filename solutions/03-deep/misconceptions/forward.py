"""Wrong versions of `forward`, and what to tell whoever wrote them."""

import numpy as np
from deep import relu, softmax

from autograder.grading import misconception


def _network(X, params, hidden=relu, last=softmax, product=None):
    """The right program, with one part replaced."""
    product = product or (lambda a, W, b, i: a @ W + b)
    L = len(params) // 2
    cache = {"X": X}
    a = X
    for i in range(1, L + 1):
        z = product(a, params[f"W{i}"], params[f"b{i}"], i)
        a = hidden(z) if i < L else last(z)
        cache[f"z{i}"], cache[f"a{i}"] = z, a
    return a, cache


@misconception(
    fails=["hidden_layers", "prediction"],
    message="""Your layers never use their biases, so every hidden unit's boundary runs through the
    origin. Look for what params holds besides the weights.""",
)
def forward_no_biases(X, params):
    return _network(X, params, product=lambda a, W, b, i: a @ W)


@misconception(
    fails=["prediction"],
    message="""The hidden layers have their biases, but the last layer goes without. Every layer has
    one of its own.""",
)
def forward_no_last_bias(X, params):
    L = len(params) // 2
    return _network(X, params, product=lambda a, W, b, i: a @ W + b if i < L else a @ W)


@misconception(
    fails=["hidden_layers", "prediction"],
    message="""The bias comes in after the activation, where it can't move the corner of relu. It
    belongs to z, before the activation.""",
)
def forward_bias_after_activation(X, params):
    L = len(params) // 2
    cache = {"X": X}
    a = X
    for i in range(1, L + 1):
        z = a @ params[f"W{i}"]
        a = (relu(z) if i < L else softmax(z)) + params[f"b{i}"]
        cache[f"z{i}"], cache[f"a{i}"] = z, a
    return a, cache


@misconception(
    fails=["hidden_layers", "prediction"],
    message="""Your product is handed two arrays whose inner sizes don't match, and NumPy says so.
    Write the shapes below the formula: (N, fan_in) times (fan_in, fan_out) fits as it is.""",
)
def forward_weights_turned(X, params):
    return _network(X, params, product=lambda a, W, b, i: a @ W.T + b)


@misconception(
    fails=["hidden_layers", "prediction"],
    message="""Your hidden layers aren't activated, and linear layers in a row are no more than one.
    All the depth is for nothing without relu in between.""",
)
def forward_hidden_not_activated(X, params):
    return _network(X, params, hidden=lambda z: z.copy())


@misconception(
    fails=["hidden_layers", "prediction"],
    message="""Your hidden layers use the sigmoid of the assignments before. Here they have relu,
    whose slope doesn't wear out in depth.""",
)
def forward_hidden_sigmoid(X, params):
    return _network(X, params, hidden=lambda z: 1 / (1 + np.exp(-z)))


@misconception(
    fails=["hidden_layers", "prediction"],
    message="""You apply the softmax in every layer, so that hidden units compete with each other.
    It belongs to the last layer alone.""",
)
def forward_softmax_everywhere(X, params):
    return _network(X, params, hidden=softmax)


@misconception(
    fails=["prediction"],
    message="""Your last layer has relu like the others, and what comes out are no probabilities.
    The last layer has an activation of its own.""",
)
def forward_relu_everywhere(X, params):
    return _network(X, params, last=relu)


@misconception(
    fails=["prediction"],
    message="""Before the softmax you cut the scores of the last layer off below 0. A score may be
    negative: softmax alone is the activation there.""",
)
def forward_relu_before_softmax(X, params):
    return _network(X, params, last=lambda z: softmax(relu(z)))


@misconception(
    fails=["prediction"],
    message="""You return the scores of the last layer as they are. ŷ should be probabilities: the
    rows have to sum to 1.""",
)
def forward_last_not_activated(X, params):
    return _network(X, params, last=lambda z: z.copy())


@misconception(
    fails=["prediction"],
    message="""Your last layer squashes every score on its own, as in the networks before. Classes
    that exclude each other share one probability, and that takes a softmax.""",
)
def forward_last_sigmoid(X, params):
    return _network(X, params, last=lambda z: 1 / (1 + np.exp(-z)))


@misconception(
    fails=["prediction"],
    message="""Your predictions are far too even: the softmax is applied to what is a probability
    already. Follow a row from zL to what you return, and count the softmaxes.""",
)
def forward_softmax_twice(X, params):
    return _network(X, params, last=lambda z: softmax(softmax(z)))


@misconception(
    fails=["prediction"],
    message="""You return the number of the most probable class, where the probabilities themselves
    are asked. A choice has no slope; make it when you look at the result.""",
)
def forward_decides(X, params):
    y_hat, cache = _network(X, params)
    return y_hat.argmax(axis=1), cache


@misconception(
    fails=["hidden_layers", "depths"],
    message="""Your network has two layers whatever params holds. Count the layers, and let a loop
    go through all of them.""",
)
def forward_two_layers_only(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = relu(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = softmax(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layers", "depths"],
    message="""Every layer after the first reads the first layer's activation. What goes into a
    layer is what came out of the one before: that variable has to move on in the loop.""",
)
def forward_stuck_on_first_layer(X, params):
    L = len(params) // 2
    cache = {"X": X, "z1": X @ params["W1"] + params["b1"]}
    cache["a1"] = a = relu(cache["z1"]) if L > 1 else softmax(cache["z1"])
    for i in range(2, L + 1):
        z = cache["a1"] @ params[f"W{i}"] + params[f"b{i}"]
        a = relu(z) if i < L else softmax(z)
        cache[f"z{i}"], cache[f"a{i}"] = z, a
    return a, cache


@misconception(
    fails=["many_layers"],
    message="""With ten layers and more you take them in the wrong order, because as text W10 comes
    before W2. Count with numbers, and make the names from them.""",
)
def forward_sorts_names_as_text(X, params):
    names = sorted(params)
    biases, weights = names[len(names) // 2 :], names[: len(names) // 2]
    if names[0].startswith("b"):
        biases, weights = weights, biases
    cache, a = {"X": X}, X
    for i, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
        z = a @ params[W] + params[b]
        a = relu(z) if i < len(weights) else softmax(z)
        cache[f"z{i}"], cache[f"a{i}"] = z, a
    return a, cache


@misconception(
    fails=["many_layers"],
    message="""You go through the layers in the order in which they lie in the dict, and that order
    is not promised. Make the names W1, W2, … from a number that counts.""",
)
def forward_order_of_the_dict(X, params):
    numbers = [name[1:] for name in params if name.startswith("W")]
    cache, a = {"X": X}, X
    for i in numbers:
        z = a @ params["W" + i] + params["b" + i]
        a = relu(z) if i != numbers[-1] else softmax(z)
        cache["z" + i], cache["a" + i] = z, a
    return a, cache


@misconception(
    fails=["hidden_layers"],
    message="""Under the names z the cache holds what relu has cut already. Keep both stages of each
    layer, before and after the activation: did one overwrite the other?""",
)
def forward_caches_a_as_z(X, params):
    y_hat, cache = _network(X, params)
    for i in range(1, len(params) // 2):
        cache[f"z{i}"] = cache[f"a{i}"]
    return y_hat, cache


@misconception(
    fails=["cache"],
    message="""The cache remembers every layer, but not the samples that came in. The gradient of
    the first weights needs to know what they were multiplied with.""",
)
def forward_cache_without_inputs(X, params):
    y_hat, cache = _network(X, params)
    del cache["X"]
    return y_hat, cache


@misconception(
    fails=["cache"],
    message="""The stages of the last layer are missing in the cache. It is a layer like the others,
    and backward begins with it.""",
)
def forward_cache_without_last_layer(X, params):
    y_hat, cache = _network(X, params)
    L = len(params) // 2
    del cache[f"z{L}"], cache[f"a{L}"]
    return y_hat, cache


@misconception(
    fails=["hidden_layers"],
    message="""You count the layers from 0 in the cache: what belongs to the first layer is called
    z0. Their numbers are those of the weights, and begin with 1.""",
)
def forward_cache_counts_from_zero(X, params):
    y_hat, cache = _network(X, params)
    L = len(params) // 2
    stages = {f"{k}{i - 1}": cache[f"{k}{i}"] for i in range(1, L + 1) for k in "za"}
    return y_hat, {"X": X} | stages


@misconception(
    fails=["hidden_layers", "prediction"],
    message="""Both results are there, but the other way round. The prediction comes first, then the
    cache.""",
)
def forward_returns_cache_first(X, params):
    y_hat, cache = _network(X, params)
    return cache, y_hat


@misconception(
    fails=["hidden_layers", "prediction"],
    message="""Only the prediction comes back, and everything that led to it is forgotten. Return
    the stages too, in a dict beside the prediction: backward will need them.""",
)
def forward_returns_only_prediction(X, params):
    return _network(X, params)[0]


@misconception(
    fails=["layouts"],
    message="""With a single sample your prediction loses an axis. A table with one row is still a
    table; look for what removes axes of length 1.""",
)
def forward_squeezes(X, params):
    y_hat, cache = _network(X, params)
    return y_hat.squeeze(), cache


@misconception(
    fails=["pure"],
    message="""After the call, the biases in the caller's params have another shape. NumPy adds a
    bias of shape (H,) to every row by itself; and if you do reshape something, keep it under a name
    of your own.""",
)
def forward_reshapes_params(X, params):
    for name in params:
        if name.startswith("b"):
            params[name] = params[name].reshape(1, -1)
    return _network(X, params)


@misconception(
    fails=["pure"],
    message="""Every call hands out the same dict, so that the second call overwrites the cache of
    the first. Python makes the default value of a parameter only once: make the dict inside the
    function.""",
)
def forward_shares_one_cache(X, params, cache={}):  # noqa: B006 - the mistake itself
    y_hat, stages = _network(X, params)
    cache.update(stages)
    return y_hat, cache
