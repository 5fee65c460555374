"""Wrong versions of `forward`, and what to tell whoever wrote them."""

import numpy as np
from neuron import sigmoid

from autograder.grading import misconception


@misconception(
    fails=["prediction", "cache"],
    message="""Your neuron never uses its bias, so its boundary always runs through the origin.
    Look for the parameter in params that your code doesn't mention.""",
)
def forward_no_bias(X, params):
    z1 = X @ params["W1"]
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["prediction", "cache"],
    message="""You add the bias to the inputs, so it is weighed like them. It belongs to the
    weighted sum, after the product.""",
)
def forward_bias_before_product(X, params):
    z1 = (X + params["b1"]) @ params["W1"]
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["prediction", "cache"],
    message="""The bias comes in after the activation, so your outputs can leave the range from 0
    to 1. It belongs to z, before z is squashed.""",
)
def forward_bias_after_activation(X, params):
    z1 = X @ params["W1"]
    a1 = sigmoid(z1) + params["b1"]
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["prediction", "cache"],
    message="""You subtract the bias, as if it were a threshold. In this course it is added; a
    threshold is a bias with the other sign.""",
)
def forward_bias_as_threshold(X, params):
    z1 = X @ params["W1"] - params["b1"]
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["prediction", "cache"],
    message="""Your product is handed two arrays whose inner sizes don't match, and NumPy says so.
    Write the shapes below the formula: (N, D) times (D, 1) fits as it is.""",
)
def forward_weights_transposed(X, params):
    z1 = X @ params["W1"].T + params["b1"]
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["prediction", "cache"],
    message="""You use only the first two inputs, and a neuron can have any number of them. A
    matrix product weighs all inputs of all samples at once.""",
)
def forward_two_inputs_only(X, params):
    W1 = params["W1"]
    z1 = X[:, 0:1] * W1[0] + X[:, 1:2] * W1[1] + params["b1"]
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["prediction", "cache"],
    message="""You multiply inputs and weights, but each product stays by itself. What the neuron
    needs is one number for each sample: their sum.""",
)
def forward_products_without_sum(X, params):
    z1 = X * params["W1"].T + params["b1"]
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["prediction", "cache"],
    message="""You average the weighted inputs where a sum is asked, so with more inputs your
    neuron becomes less sure. The matrix product adds them up and divides by nothing.""",
)
def forward_mean_of_inputs(X, params):
    z1 = X @ params["W1"] / X.shape[1] + params["b1"]
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["prediction", "cache"],
    message="""Your prediction leaves the range from 0 to 1: the weighted sum is returned without
    its activation. Which function have you written for that?""",
)
def forward_not_activated(X, params):
    z1 = X @ params["W1"] + params["b1"]
    return z1, {"X": X, "z1": z1, "a1": z1}


@misconception(
    fails=["prediction"],
    message="""Your cache is right, but the prediction that you return is the stage before the
    last one. ŷ is what comes out of the activation.""",
)
def forward_returns_z1(X, params):
    z1 = X @ params["W1"] + params["b1"]
    return z1, {"X": X, "z1": z1, "a1": sigmoid(z1)}


@misconception(
    fails=["prediction", "cache"],
    message="""All your predictions lie between 0.5 and 0.73, as they do when the output is
    squashed a second time. Follow a number from z1 to what you return, and count the sigmoids.""",
)
def forward_activated_twice(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(sigmoid(z1))
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["prediction"],
    message="""You return decisions, 0 or 1, where a probability is asked. A decision has no
    slope, so nothing could be learned from it; make it when you look at the result.""",
)
def forward_decides(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    return (a1 > 0.5).astype(float), {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["prediction", "cache"],
    message="""Your output runs from −1 to 1: it uses tanh, a relative of the sigmoid. A
    probability lies between 0 and 1, and that is what the sigmoid gives.""",
)
def forward_tanh(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = np.tanh(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["cache"],
    message="""Under the name z1 the cache holds what has been squashed already. Keep both stages,
    before and after the sigmoid, each under its own name.""",
)
def forward_caches_a_as_z(X, params):
    a1 = sigmoid(X @ params["W1"] + params["b1"])
    return a1, {"X": X, "z1": a1, "a1": a1}


@misconception(
    fails=["cache"],
    message="""The prediction is right, but under the name a1 the cache holds a stage that has not
    been squashed yet. Look at what stands beside each key of the cache.""",
)
def forward_caches_z_as_a(X, params):
    z1 = X @ params["W1"] + params["b1"]
    return sigmoid(z1), {"X": X, "z1": z1, "a1": z1}


@misconception(
    fails=["cache"],
    message="""The cache remembers what came out, but not the samples that came in. The gradient
    of the weights needs to know what they were multiplied with.""",
)
def forward_cache_without_inputs(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    return a1, {"z1": z1, "a1": a1}


@misconception(
    fails=["prediction", "cache"],
    message="""Both results are there, but the other way round. The prediction comes first, then
    the cache.""",
)
def forward_returns_cache_first(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    return {"X": X, "z1": z1, "a1": a1}, a1


@misconception(
    fails=["prediction", "cache"],
    message="""Only the prediction comes back, and what led to it is forgotten. Return the stages
    too, in a dict beside the prediction: backward will need them.""",
)
def forward_returns_only_prediction(X, params):
    return sigmoid(X @ params["W1"] + params["b1"])


@misconception(
    fails=["prediction"],
    message="""Your prediction is one long line of numbers where a table with one column is
    expected. Later (N,) and (N, 1) would meet and broadcast to (N, N), so keep the column.""",
)
def forward_flattens_prediction(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    return a1.ravel(), {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["prediction", "cache"],
    message="""You shift and scale the samples by their own mean before you use them. That can be
    a good preparation of data, but it isn't part of the neuron: the same sample would get another
    answer in other company.""",
)
def forward_standardises(X, params):
    X = (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8)
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["sizes"],
    message="""When there is only one sample, your prediction loses an axis. A table with one row
    is still a table; look for what removes axes of length 1.""",
)
def forward_squeezes_single_samples(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    return np.squeeze(a1, axis=0) if len(a1) == 1 else a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["layouts"],
    message="""You take the parameters in the order in which they lie in the dict, and that order
    is not promised. Ask for each one by its name.""",
)
def forward_unpacks_by_position(X, params):
    W1, b1 = params.values()
    z1 = X @ W1 + b1
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["pure"],
    message="""After the call, the bias in the caller's params has another shape. NumPy adds a
    bias of shape (1,) to every row by itself; and if you do reshape something, keep it under a
    name of your own.""",
)
def forward_reshapes_params(X, params):
    params["b1"] = params["b1"].reshape(1, -1)
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


@misconception(
    fails=["pure"],
    message="""Every call hands out the same dict, so that the second call overwrites the cache of
    the first. Python makes the default value of a parameter only once: make the dict inside the
    function.""",
)
def forward_shares_one_cache(X, params, cache={}):  # noqa: B006 - the mistake itself
    cache["X"] = X
    cache["z1"] = X @ params["W1"] + params["b1"]
    cache["a1"] = sigmoid(cache["z1"])
    return cache["a1"], cache
