"""Wrong versions of `loss`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception

GUARD = 1e-12


def _given(y_hat, y):
    """The probability that each true class was given."""
    return np.maximum(y_hat[np.arange(len(y)), y], GUARD)


@misconception(
    fails=["values"],
    message="""You add up over the samples where their mean is asked, so twice the data would be
    twice as wrong. Divide by the number of samples.""",
)
def loss_sum(y_hat, y):
    return float(-np.log(_given(y_hat, y)).sum())


@misconception(
    fails=["values"],
    message="""You average over samples and classes, although only one class of each sample counts:
    your loss is too small by the number of classes. Divide by the number of samples.""",
)
def loss_mean_over_classes(y_hat, y):
    return float(-np.mean(np.eye(y_hat.shape[1])[y] * np.log(np.maximum(y_hat, GUARD))))


@misconception(
    fails=["values"],
    message="""Your loss is negative, and grows when the prediction gets better. The logarithm of a
    probability is negative, and the minus in front of the formula makes up for it.""",
)
def loss_missing_minus(y_hat, y):
    return float(np.log(_given(y_hat, y)).mean())


@misconception(
    fails=["values"],
    message="""Your logarithm has another base: everything is off by one constant factor. In this
    course ln is the natural logarithm, and NumPy calls it log.""",
)
def loss_log_base_ten(y_hat, y):
    return float(-np.log10(_given(y_hat, y)).mean())


@misconception(
    fails=["values"],
    message="""You take the mean of the probabilities first and its logarithm afterwards. Every
    sample has a logarithm of its own, and the mean comes last.""",
)
def loss_log_of_the_mean(y_hat, y):
    return float(-np.log(_given(y_hat, y).mean()))


@misconception(
    fails=["values"],
    message="""You look up every true class in every row, not only in its own: the index picks whole
    columns. Each sample needs a pair of indices, its row and its class.""",
)
def loss_whole_columns(y_hat, y):
    return float(-np.log(np.maximum(y_hat[:, y], GUARD)).mean())


@misconception(
    fails=["values"],
    message="""You use the highest probability of each row, so a network that is sure and wrong
    looks good. Which class is the true one is told by y.""",
)
def loss_of_the_winner(y_hat, y):
    return float(-np.log(np.maximum(y_hat.max(axis=1), GUARD)).mean())


@misconception(
    fails=["values"],
    message="""Besides the true class you count all the others with ln(1 − ŷ), as if each were a
    question of its own. That is the loss of 01-neuron; with a softmax the true class says it
    all.""",
)
def loss_binary_for_each_class(y_hat, y):
    p, t = np.clip(y_hat, GUARD, 1 - GUARD), np.eye(y_hat.shape[1])[y]
    return float(-(t * np.log(p) + (1 - t) * np.log(1 - p)).sum(axis=1).mean())


@misconception(
    fails=["values"],
    message="""You measure the mean of the squared errors, as in the assignment before. Here the
    loss is −ln of the probability that the true class was given.""",
)
def loss_is_squared_error(y_hat, y):
    return float(np.mean((y_hat - np.eye(y_hat.shape[1])[y]) ** 2))


@misconception(
    fails=["values"],
    message="""Your loss counts the wrong decisions. A count has no slope, so the network would
    never learn in which direction to go.""",
)
def loss_counts_mistakes(y_hat, y):
    return float(np.mean(y_hat.argmax(axis=1) != y))


@misconception(
    fails=["values"],
    message="""You measure what is missing to 1, and not its logarithm. A sample that is badly wrong
    would then cost hardly more than one that is half right.""",
)
def loss_one_minus_p(y_hat, y):
    return float(np.mean(1 - _given(y_hat, y)))


@misconception(
    fails=["values"],
    message="""You take the logarithm of what is missing to 1: the better the prediction, the dearer
    it is. It is the probability of the true class that goes into the ln.""",
)
def loss_log_of_one_minus_p(y_hat, y):
    return float(-np.log(np.maximum(1 - _given(y_hat, y), GUARD)).mean())


@misconception(
    fails=["values"],
    message="""You apply the softmax once more, to what is a probability already. ŷ comes from
    forward, and has it in it.""",
)
def loss_softmax_again(y_hat, y):
    e = np.exp(y_hat)
    return float(-np.log(_given(e / e.sum(axis=1, keepdims=True), y)).mean())


@misconception(
    fails=["values"],
    message="""You return the price of every sample instead of one number for all of them. Average
    over the samples.""",
)
def loss_of_each_sample(y_hat, y):
    return -np.log(_given(y_hat, y))


@misconception(
    fails=["values"],
    message="""You multiply the class numbers with the logarithms, so that class 0 costs nothing and
    class 3 three times as much. The numbers are names of classes: use them to look up, not to
    calculate.""",
)
def loss_class_as_factor(y_hat, y):
    return float(-np.mean(y * np.log(_given(y_hat, y))))


@misconception(
    fails=["values"],
    message="""You count the classes from 1, and look up the neighbour's probability. In y they are
    0 … K − 1.""",
)
def loss_counts_from_one(y_hat, y):
    return float(-np.log(_given(y_hat, y - 1)).mean())


@misconception(
    fails=["sizes", "nearly_certain", "pure"],
    message="""You divide by a number of samples that is written into the code. The arrays know how
    many samples there are.""",
)
def loss_fixed_count(y_hat, y):
    return float(-np.log(_given(y_hat, y)).sum() / 7)


@misconception(
    fails=["nearly_certain", "certain_and_right"],
    message="""Your guard against ln 0 is too large: you change probabilities that are harmless, and
    the loss comes out wrong where a sample is nearly certain. Something like a ten-millionth is
    enough.""",
)
def loss_large_guard(y_hat, y):
    return float(-np.log(np.clip(y_hat, 1e-3, 1 - 1e-3)[np.arange(len(y)), y]).mean())


@misconception(
    fails=["certain_and_wrong"],
    message="""Where the true class was given a probability of 0, your loss is infinite. Let no
    probability be smaller than something tiny before you take its logarithm.""",
)
def loss_no_guard(y_hat, y):
    return float(-np.log(y_hat[np.arange(len(y)), y]).mean())


@misconception(
    fails=["certain_and_right", "certain_and_wrong"],
    message="""You multiply with the one-hot table after the logarithm, and 0 times infinity is
    nan. Guard the logarithm, or pick the entries that count first.""",
)
def loss_zero_times_infinity(y_hat, y):
    return float(-(np.eye(y_hat.shape[1])[y] * np.log(y_hat)).sum(axis=1).mean())


@misconception(
    fails=["certain_and_wrong"],
    message="""You leave out every sample where the logarithm is not finite. Those are the answers
    that are certain and wrong, the worst of all, and they should be dear instead of free.""",
)
def loss_skips_infinities(y_hat, y):
    with np.errstate(all="ignore"):
        price = -np.log(y_hat[np.arange(len(y)), y])
    return float(np.where(np.isfinite(price), price, 0).mean())


@misconception(
    fails=["pure"],
    message="""The number is right, but after the call the caller's probabilities have been clipped.
    Clip into an array of your own.""",
)
def loss_clips_in_place(y_hat, y):
    np.maximum(y_hat, 1e-8, out=y_hat)
    return float(-np.log(y_hat[np.arange(len(y)), y]).mean())
