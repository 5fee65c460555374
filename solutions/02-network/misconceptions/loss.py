"""Wrong versions of `loss`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception


@misconception(
    fails=["values"],
    message="""Your loss is the sum of the squared errors, so it grows with the number of samples.
    A mean stays comparable when there are more of them.""",
)
def loss_sum(y_hat, y):
    return float(np.sum((y_hat - y) ** 2))


@misconception(
    fails=["values"],
    message="""You divide by the number of samples, but the table has a column for every output
    too. The mean runs over all entries of the table.""",
)
def loss_mean_over_samples(y_hat, y):
    return float(np.sum((y_hat - y) ** 2) / len(y))


@misconception(
    fails=["values"],
    message="""You divide by the number of outputs, but the table has a row for every sample too.
    The mean runs over all entries of the table.""",
)
def loss_mean_over_outputs(y_hat, y):
    return float(np.sum((y_hat - y) ** 2) / y.shape[1])


@misconception(
    fails=["values"],
    message="""Your loss is exactly half of what is asked. Some books put a ½ in front so that the
    gradient looks nicer; this course doesn't, and keeps the 2 in the gradient.""",
)
def loss_half(y_hat, y):
    return float(np.mean((y_hat - y) ** 2) / 2)


@misconception(
    fails=["values"],
    message="""Your loss is the mean of the absolute errors. The mean squared error punishes a
    large error more than two errors of half the size.""",
)
def loss_absolute(y_hat, y):
    return float(np.mean(np.abs(y_hat - y)))


@misconception(
    fails=["values"],
    message="""Your loss is the square root of the mean squared error. The root is good for
    reading, but here the loss is the mean itself, and the gradient will be that of the mean.""",
)
def loss_root(y_hat, y):
    return float(np.sqrt(np.mean((y_hat - y) ** 2)))


@misconception(
    fails=["values"],
    message="""Your loss is the cross-entropy, which you know from a single neuron. In this
    assignment it is the mean squared error.""",
)
def loss_cross_entropy(y_hat, y):
    p = np.clip(y_hat, 1e-12, 1 - 1e-12)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@misconception(
    fails=["values"],
    message="""Your errors have signs, so one that is too high makes up for one that is too low.
    Something must make every error positive before the mean is taken.""",
)
def loss_without_square(y_hat, y):
    return float(np.mean(y_hat - y))


@misconception(
    fails=["values"],
    message="""You square the prediction and the truth each for itself, and subtract then. It is
    the difference that has to be squared.""",
)
def loss_difference_of_squares(y_hat, y):
    return float(np.mean(y_hat**2 - y**2))


@misconception(
    fails=["values"],
    message="""You take the mean first and square it at the end, so that errors of opposite sign
    cancel out. Each error has to be squared before they are averaged.""",
)
def loss_square_of_mean(y_hat, y):
    return float(np.mean(y_hat - y) ** 2)


@misconception(
    fails=["values"],
    message="""You return one loss for each sample. Training needs one number for all of them
    together.""",
)
def loss_per_sample(y_hat, y):
    return np.mean((y_hat - y) ** 2, axis=1)


@misconception(
    fails=["values"],
    message="""You return one loss for each output. Training needs one number for all of them
    together.""",
)
def loss_per_output(y_hat, y):
    return np.mean((y_hat - y) ** 2, axis=0)


@misconception(
    fails=["values"],
    message="""The value is right, but it comes in an array of shape (1, 1). Let the mean run over
    all axes and drop them, so that a plain number is left.""",
)
def loss_keeps_axes(y_hat, y):
    return np.mean((y_hat - y) ** 2, keepdims=True)


@misconception(
    fails=["values"],
    message="""You round the prediction to 0 or 1 first, and so measure the share of mistakes.
    That number doesn't move when a weight moves a little, and then there is nothing to learn
    from.""",
)
def loss_counts_mistakes(y_hat, y):
    return float(np.mean((np.round(y_hat) - y) ** 2))


@misconception(
    fails=["values"],
    message="""Your loss looks at the first output only. The mean runs over all columns of the
    table.""",
)
def loss_first_output_only(y_hat, y):
    return float(np.mean((y_hat[:, 0] - y[:, 0]) ** 2))


@misconception(
    fails=["values"],
    message="""Your loss is negative, so the worse the prediction, the lower it gets. A loss is
    something to make small: a perfect prediction costs 0, every other one more.""",
)
def loss_negative(y_hat, y):
    return float(-np.mean((y_hat - y) ** 2))


@misconception(
    fails=["values"],
    message="""You measure the worst entry alone. Every entry should count, each as much as the
    others.""",
)
def loss_worst_entry(y_hat, y):
    return float(np.max((y_hat - y) ** 2))


@misconception(
    fails=["values"],
    message="""You divide by four times the number of outputs, and four is the number of samples
    that XOR happens to have. The arrays know their own sizes.""",
)
def loss_only_four_samples(y_hat, y):
    return float(np.sum((y_hat - y) ** 2) / (4 * y.shape[1]))


@misconception(
    fails=["values"],
    message="""You divide by one less than the number of entries, as one does to estimate a
    variance. Here a plain mean is meant.""",
)
def loss_like_a_variance(y_hat, y):
    return float(np.sum((y_hat - y) ** 2) / (y.size - 1))


@misconception(
    fails=["values"],
    message="""Your loss is rounded, so small progress can't be seen in it. Return what you
    measured, and round it only where you print it.""",
)
def loss_rounded(y_hat, y):
    return float(np.round(np.mean((y_hat - y) ** 2), 2))


@misconception(
    fails=["edges"],
    message="""You keep the prediction away from 0 and 1, a guard that a logarithm would need. A
    square is harmless everywhere, and a perfect prediction should cost nothing at all.""",
)
def loss_clips_prediction(y_hat, y):
    return float(np.mean((np.clip(y_hat, 0.01, 0.99) - y) ** 2))


@misconception(
    fails=["sizes"],
    message="""You line up both tables in the order in which their numbers happen to lie in
    memory, and two tables of the same shape need not lie alike. Subtract the tables as they are:
    NumPy pairs the entries by their place.""",
)
def loss_in_memory_order(y_hat, y):
    return float(np.mean((y_hat.ravel(order="K") - y.ravel(order="K")) ** 2))


@misconception(
    fails=["pure"],
    message="""After the call, the caller's prediction has become an error. An operation such as
    -= works on the very array that came in; calculate into a new one.""",
)
def loss_changes_prediction(y_hat, y):
    y_hat -= y
    return float(np.mean(y_hat**2))
