"""Wrong versions of `forward`, and what to tell whoever wrote them."""

import numpy as np
from network import sigmoid

from autograder.grading import misconception


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""Your layers never use their biases, so every hidden unit's boundary runs through
    the origin. Look for the two parameters in params that your code doesn't mention.""",
)
def forward_no_biases(X, params):
    z1 = X @ params["W1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""The output layer has its bias, but the hidden layer goes without. Each layer has
    one of its own.""",
)
def forward_no_hidden_bias(X, params):
    z1 = X @ params["W1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["prediction"],
    message="""The hidden layer is right, but the output layer goes without its bias. Each layer
    has one of its own.""",
)
def forward_no_output_bias(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""The bias comes in after the activation, so your outputs can leave the range from 0
    to 1. It belongs to z, before z is squashed.""",
)
def forward_bias_after_activation(X, params):
    z1 = X @ params["W1"]
    a1 = sigmoid(z1) + params["b1"]
    z2 = a1 @ params["W2"]
    a2 = sigmoid(z2) + params["b2"]
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""Your product is handed two arrays whose inner sizes don't match, and NumPy says so.
    Write the shapes below the formula: (N, D) times (D, H) fits as it is.""",
)
def forward_weights_transposed(X, params):
    z1 = X @ params["W1"].T + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"].T + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["prediction"],
    message="""Your prediction leaves the range from 0 to 1, because the output layer isn't
    activated. In this network both layers are squashed.""",
)
def forward_output_not_activated(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    return z2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": z2}


@misconception(
    fails=["prediction"],
    message="""All your predictions lie between 0.5 and 0.73, as they do when the output is
    squashed a second time. Follow a number from z2 to what you return, and count the sigmoids.""",
)
def forward_output_activated_twice(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(sigmoid(z2))
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""Your hidden layer isn't activated, and two linear layers in a row are no more than
    one. This is the very thing that keeps a single neuron from learning XOR.""",
)
def forward_hidden_not_activated(X, params):
    z1 = X @ params["W1"] + params["b1"]
    z2 = z1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": z1, "z2": z2, "a2": a2}


@misconception(
    fails=["prediction"],
    message="""Your a1 is right and in the cache, but the output layer reads something else. Check
    what the second product is fed with: it should be what the hidden layer says after its
    activation.""",
)
def forward_output_reads_z1(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = z1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["prediction"],
    message="""Your cache is right, but the prediction that you return is the stage before the
    last one. ŷ is what comes out of the activation.""",
)
def forward_returns_z2(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return z2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["prediction"],
    message="""You return decisions, 0 or 1, where the network's own numbers are asked. A decision
    has no slope, so nothing could be learned from it; make it when you look at the result.""",
)
def forward_decides(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return (a2 > 0.5).astype(float), {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""Your hidden layer gives values between −1 and 1: it uses tanh. That is a fine
    activation, but this network has the sigmoid on both layers.""",
)
def forward_hidden_tanh(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = np.tanh(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""Your hidden layer cuts off below zero and passes the rest: it uses ReLU. Its turn
    comes in the next assignment; this network has the sigmoid on both layers.""",
)
def forward_hidden_relu(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = np.maximum(0, z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["prediction"],
    message="""The outputs of a sample add up to 1, so they compete, as they do in a softmax. Here
    every output answers its own question, with a sigmoid of its own.""",
)
def forward_output_softmax(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    e = np.exp(z2)
    a2 = e / e.sum(axis=1, keepdims=True)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layer"],
    message="""The cache holds activations under the names z1 and z2. Keep both stages of each
    layer, before and after the sigmoid, each under its own name.""",
)
def forward_caches_a_as_z(X, params):
    a1 = sigmoid(X @ params["W1"] + params["b1"])
    a2 = sigmoid(a1 @ params["W2"] + params["b2"])
    return a2, {"X": X, "z1": a1, "a1": a1, "z2": a2, "a2": a2}


@misconception(
    fails=["hidden_layer"],
    message="""The prediction is right, but under the name a1 the cache holds a stage that has not
    been squashed yet. Look at what stands beside each key of the cache.""",
)
def forward_caches_z_as_a(X, params):
    z1 = X @ params["W1"] + params["b1"]
    z2 = sigmoid(z1) @ params["W2"] + params["b2"]
    return sigmoid(z2), {"X": X, "z1": z1, "a1": z1, "z2": z2, "a2": sigmoid(z2)}


@misconception(
    fails=["cache"],
    message="""The cache remembers both layers, but not the samples that came in. The gradient of
    the first weights needs to know what they were multiplied with.""",
)
def forward_cache_without_inputs(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""Both results are there, but the other way round. The prediction comes first, then
    the cache.""",
)
def forward_returns_cache_first(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}, a2


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""Only the prediction comes back, and everything that led to it is forgotten. Return
    the stages too, in a dict beside the prediction: backward will need them.""",
)
def forward_returns_only_prediction(X, params):
    a1 = sigmoid(X @ params["W1"] + params["b1"])
    return sigmoid(a1 @ params["W2"] + params["b2"])


@misconception(
    fails=["prediction"],
    message="""Your prediction has one column for each sample. Here samples are rows from
    beginning to end, so nothing needs to be turned round.""",
)
def forward_turns_prediction(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2.T, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""You shift and scale the samples by their own mean before you use them. That can be
    a good preparation of data, but it isn't part of the network: the same sample would get
    another answer in other company.""",
)
def forward_standardises(X, params):
    X = (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8)
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""Only the first four samples get an answer, the number that XOR happens to have. The
    arrays know their own sizes, so that none has to be written into the code.""",
)
def forward_only_four_samples(X, params):
    z1 = np.zeros((X.shape[0], params["W1"].shape[1]))
    z2 = np.zeros((X.shape[0], params["W2"].shape[1]))
    for n in range(min(4, len(X))):
        z1[n] = X[n] @ params["W1"] + params["b1"]
        z2[n] = sigmoid(z1[n]) @ params["W2"] + params["b2"]
    a1, a2 = sigmoid(z1), sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["hidden_layer", "prediction"],
    message="""Your hidden layer has four units whatever the parameters say. The number of hidden
    units is told by the shape of W1, and may be any.""",
)
def forward_only_four_units(X, params):
    z1 = X @ params["W1"][:, :4] + params["b1"][:4]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"][:4] + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["single_sample"],
    message="""When there is one sample, or one output, your prediction loses an axis. A table
    with one row is still a table; look for what removes axes of length 1.""",
)
def forward_squeezes(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2.squeeze(), {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["layouts"],
    message="""You take the parameters in the order in which they lie in the dict, and that order
    is not promised. Ask for each one by its name.""",
)
def forward_unpacks_by_position(X, params):
    W1, b1, W2, b2 = params.values()
    z1 = X @ W1 + b1
    a1 = sigmoid(z1)
    z2 = a1 @ W2 + b2
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@misconception(
    fails=["pure"],
    message="""After the call, a bias in the caller's params has another shape. NumPy adds a bias
    of shape (H,) to every row by itself; and if you do reshape something, keep it under a name of
    your own.""",
)
def forward_reshapes_params(X, params):
    params["b1"] = params["b1"].reshape(1, -1)
    params["b2"] = params["b2"].reshape(1, -1)
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


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
    cache["z2"] = cache["a1"] @ params["W2"] + params["b2"]
    cache["a2"] = sigmoid(cache["z2"])
    return cache["a2"], cache
