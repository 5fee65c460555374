"""Wrong versions of `loss`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception


def _clipped(y_hat):
    return np.clip(y_hat, 1e-12, 1 - 1e-12)


@misconception(
    fails=["values"],
    message="""Samples of class 0 cost nothing, whatever your neuron says of them. The formula has
    a second term, which counts exactly where y is 0.""",
)
def loss_missing_second_term(y_hat, y):
    return float(-np.mean(y * np.log(_clipped(y_hat))))


@misconception(
    fails=["values"],
    message="""Your loss is negative, and grows when the prediction gets better. The logarithm of
    a probability is negative, and the minus in front of the formula makes up for it.""",
)
def loss_missing_minus(y_hat, y):
    p = _clipped(y_hat)
    return float(np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@misconception(
    fails=["values"],
    message="""The two terms have different signs, so that a good answer for one class pays for a
    bad one for the other. The minus in front holds for the whole bracket.""",
)
def loss_minus_for_one_term(y_hat, y):
    p = _clipped(y_hat)
    return float(np.mean(-y * np.log(p) + (1 - y) * np.log(1 - p)))


@misconception(
    fails=["values"],
    message="""You add up over the samples where their mean is asked, so twice the data would be
    twice as wrong. Divide by the number of samples.""",
)
def loss_sum(y_hat, y):
    p = _clipped(y_hat)
    return float(-np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)))


@misconception(
    fails=["values"],
    message="""Your loss has a factor of ½ in front. That is a habit from the squared error; the
    cross-entropy has no square that would need it.""",
)
def loss_half(y_hat, y):
    p = _clipped(y_hat)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) / 2)


@misconception(
    fails=["values"],
    message="""You measure the mean of the squared errors, which is the loss of the next
    assignment. Here certain mistakes should cost far more than 1, and for that it takes a
    logarithm.""",
)
def loss_is_squared_error(y_hat, y):
    return float(np.mean((y_hat - y) ** 2))


@misconception(
    fails=["values"],
    message="""You measure the mean distance between prediction and truth. The formula asks for
    the logarithm of the probability that the true class was given.""",
)
def loss_is_absolute_error(y_hat, y):
    return float(np.mean(np.abs(y_hat - y)))


@misconception(
    fails=["values"],
    message="""Your loss counts the wrong decisions. A count has no slope, so the neuron would
    never learn in which direction to go.""",
)
def loss_counts_mistakes(y_hat, y):
    return float(np.mean((y_hat > 0.5) != (y == 1)))


@misconception(
    fails=["values"],
    message="""Your logarithm has another base: everything is off by one constant factor. In this
    course ln is the natural logarithm, and NumPy calls it log.""",
)
def loss_log_base_two(y_hat, y):
    p = _clipped(y_hat)
    return float(-np.mean(y * np.log2(p) + (1 - y) * np.log2(1 - p)))


@misconception(
    fails=["values"],
    message="""Your two arguments have changed places: you take the logarithm of the truth, which
    is 0 or 1, and weigh it with the prediction. Look at which of them the formula puts inside
    the ln.""",
)
def loss_arguments_swapped(y_hat, y):
    p = _clipped(y)
    return float(-np.mean(y_hat * np.log(p) + (1 - y_hat) * np.log(1 - p)))


@misconception(
    fails=["values"],
    message="""Each class is weighed with the other one's logarithm. Where y is 1, the price is
    −ln ŷ: check that a good answer is cheap.""",
)
def loss_classes_swapped(y_hat, y):
    p = _clipped(y_hat)
    return float(-np.mean((1 - y) * np.log(p) + y * np.log(1 - p)))


@misconception(
    fails=["values"],
    message="""In the second term you subtract from the logarithm instead of inside it: 1 − ln ŷ is
    not ln(1 − ŷ). Mind where the bracket stands.""",
)
def loss_one_minus_log(y_hat, y):
    p = _clipped(y_hat)
    return float(-np.mean(y * np.log(p) + (1 - y) * (1 - np.log(p))))


@misconception(
    fails=["values"],
    message="""You return the price of every sample instead of one number for all of them. Average
    over the samples.""",
)
def loss_of_each_sample(y_hat, y):
    p = _clipped(y_hat)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


@misconception(
    fails=["values"],
    message="""The number is right, but it comes wrapped in an array with an axis. A mean along
    one axis leaves the other one standing; what is asked is a single number.""",
)
def loss_keeps_an_axis(y_hat, y):
    p = _clipped(y_hat)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p), axis=0)


@misconception(
    fails=["values"],
    message="""Every prediction is compared with every answer, because a column and a line of
    numbers broadcast to a square. Give both the same shape before you combine them.""",
)
def loss_broadcasts(y_hat, y):
    p = _clipped(y_hat).ravel()
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@misconception(
    fails=["values"],
    message="""Your function ends without giving anything back. The number that you worked out has
    to be returned.""",
)
def loss_returns_nothing(y_hat, y):
    p = _clipped(y_hat)
    -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@misconception(
    fails=["sizes", "nearly_certain", "pure"],
    message="""You divide by a number of samples that is written into the code. The arrays know
    how many samples there are.""",
)
def loss_fixed_count(y_hat, y):
    p = _clipped(y_hat)
    return float(-np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / 9)


@misconception(
    fails=["values"],
    message="""You average over each class by itself, so that a class with few samples counts as
    much as one with many. The mean is one over all samples.""",
)
def loss_mean_of_each_class(y_hat, y):
    p = _clipped(y_hat)
    return float(-np.log(p[y == 1]).mean() / 2 - np.log(1 - p[y == 0]).mean() / 2)


@misconception(
    fails=["sizes", "certain_and_wrong"],
    message="""Your loss needs samples of both classes, and becomes nan when one class has none.
    Choose with y itself, which is 1 or 0, instead of cutting the samples in two groups.""",
)
def loss_needs_both_classes(y_hat, y):
    p = _clipped(y_hat)
    ones, zeros = y == 1, y == 0
    total = np.log(p[ones]).mean() * ones.sum() + np.log(1 - p[zeros]).mean() * zeros.sum()
    return float(-total / len(y))


@misconception(
    fails=["nearly_certain", "certain_and_right"],
    message="""Your guard against ln 0 is too large: you change probabilities that are harmless,
    and the loss comes out too small where a sample is badly wrong. Something like a ten-millionth
    is enough.""",
)
def loss_large_guard(y_hat, y):
    p = np.clip(y_hat, 1e-3, 1 - 1e-3)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@misconception(
    fails=["certain_and_right", "certain_and_wrong"],
    message="""Where ŷ is exactly 0 or 1 you take the logarithm of 0, and the loss becomes nan or
    infinite. Keep ŷ a tiny bit away from both ends first.""",
)
def loss_no_guard(y_hat, y):
    return float(-np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)))


@misconception(
    fails=["certain_and_right", "certain_and_wrong"],
    message="""You guard ŷ near 0, but not near 1, where it is ln(1 − ŷ) that runs away. Both ends
    need the same care.""",
)
def loss_guard_on_one_side(y_hat, y):
    p = np.maximum(y_hat, 1e-12)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@misconception(
    fails=["certain_and_wrong"],
    message="""You leave out every sample where the logarithm is not finite. Those are the answers
    that are certain and wrong, the worst of all, and they should be dear instead of free.""",
)
def loss_skips_infinities(y_hat, y):
    with np.errstate(all="ignore"):
        price = -np.log(np.where(y == 1, y_hat, 1 - y_hat))
    return float(np.where(np.isfinite(price), price, 0).mean())


@misconception(
    fails=["pure"],
    message="""The number is right, but after the call the caller's predictions have been clipped.
    Clip into an array of your own.""",
)
def loss_clips_in_place(y_hat, y):
    np.clip(y_hat, 1e-7, 1 - 1e-7, out=y_hat)
    return float(-np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)))
