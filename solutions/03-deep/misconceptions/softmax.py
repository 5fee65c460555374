"""Wrong versions of `softmax`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception


def _powers(z):
    return np.exp(z - z.max(axis=-1, keepdims=True))


@misconception(
    fails=["large_scores"],
    message="""Large scores give nan, because e^1000 is infinity and infinity divided by infinity
    is nothing. What can be subtracted from all scores of a row without changing the result?""",
)
def softmax_unstable(z):
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    fails=["large_scores"],
    message="""You subtract the largest score of the whole table, and in a row that lies far below
    it every power becomes 0. Each row needs its own maximum.""",
)
def softmax_one_maximum_for_all(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    fails=["large_scores"],
    message="""You subtract the mean of each row, which helps against overflow only while the
    scores of a row are close together. Which number of the row leaves no positive exponent?""",
)
def softmax_subtracts_mean(z):
    e = np.exp(z - z.mean(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    fails=["large_scores"],
    message="""You cut the scores off before you use them, so that large ones can't be told apart.
    There is a way around overflow that changes nothing: a common factor above and below the
    fraction bar.""",
)
def softmax_clips_scores(z):
    e = np.exp(np.clip(z, -500, 500))
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    fails=["values"],
    message="""Your columns sum to 1, not your rows: classes and samples have changed places. A row
    is one sample, and its probabilities belong together.""",
)
def softmax_over_samples(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


@misconception(
    fails=["values"],
    message="""Your whole table sums to 1, so that samples compete with each other. Each row has a
    sum of its own.""",
)
def softmax_over_everything(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@misconception(
    fails=["values"],
    message="""The sums of the rows are a line of N numbers, and NumPy lines it up with the
    columns. Keep the axis that you sum over, so that each row meets its own sum.""",
)
def softmax_sum_loses_axis(z):
    e = _powers(z)
    return e / e.sum(axis=-1)


@misconception(
    fails=["values"],
    message="""You squash every score on its own, so the classes of a row don't sum to 1. In a
    softmax they share what there is.""",
)
def softmax_is_sigmoid(z):
    return 1 / (1 + np.exp(-z))


@misconception(
    fails=["values"],
    message="""You divide the scores by their sum, and a score may be negative. The exponential
    comes first, and makes everything positive.""",
)
def softmax_without_exponential(z):
    return z / z.sum(axis=-1, keepdims=True)


@misconception(
    fails=["values"],
    message="""The powers are right, but they are never divided by their sum. Probabilities add up
    to 1.""",
)
def softmax_not_normalised(z):
    return _powers(z)


@misconception(
    fails=["values"],
    message="""You give everything to the winner and nothing to the others. A choice like that has
    no slope; softmax is its soft version, and that is where its name comes from.""",
)
def softmax_hard(z):
    return (z == z.max(axis=-1, keepdims=True)).astype(float)


@misconception(
    fails=["values"],
    message="""You return the logarithm of the probabilities. That has its uses, but here the
    probabilities themselves are asked.""",
)
def softmax_logarithm(z):
    return z - z.max(axis=-1, keepdims=True) - np.log(_powers(z).sum(axis=-1, keepdims=True))


@misconception(
    fails=["values"],
    message="""The class with the lowest score gets the highest probability. Look at the sign in
    the exponent.""",
)
def softmax_wrong_sign(z):
    e = np.exp(z.min(axis=-1, keepdims=True) - z)
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    fails=["values"],
    message="""Your powers have the base 2. The formula has the base e, and NumPy calls its powers
    exp.""",
)
def softmax_base_two(z):
    e = np.exp2(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    fails=["values"],
    message="""You divide every score by the largest of its row, where subtracting was meant: a
    quotient in the exponent changes the result. Only a difference cancels.""",
)
def softmax_divides_by_maximum(z):
    e = np.exp(z / np.abs(z).max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    fails=["values"],
    message="""Below the fraction bar you leave out the class itself, and sum over the others
    only. The sum runs over all classes.""",
)
def softmax_sum_of_the_others(z):
    e = _powers(z)
    return e / (e.sum(axis=-1, keepdims=True) - e)


@misconception(
    fails=["sizes"],
    message="""With a single row your result loses an axis. A table with one row is still a table;
    look for what removes axes of length 1.""",
)
def softmax_squeezes(z):
    e = _powers(z)
    return (e / e.sum(axis=-1, keepdims=True)).squeeze()


@misconception(
    fails=["pure"],
    message="""The values are right, but after the call the caller's scores have been shifted. An
    operation such as -= works on the very array that came in.""",
)
def softmax_in_place(z):
    z -= z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)
