"""Wrong versions of `relu`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception


@misconception(
    fails=["values"],
    message="""You return the slope of relu, which is 1 or 0. Here the activation itself is asked;
    its slope has its place later, in backward.""",
)
def relu_returns_slope(z):
    return (z > 0).astype(float)


@misconception(
    fails=["values"],
    message="""You let the negative numbers through and stop the positive ones. Compare max and
    min, or the direction of your comparison.""",
)
def relu_keeps_the_negative(z):
    return np.minimum(z, 0)


@misconception(
    fails=["values"],
    message="""Negative numbers come out positive: you take the absolute value. They should become
    0.""",
)
def relu_absolute_value(z):
    return np.abs(z)


@misconception(
    fails=["values"],
    message="""A part of the negative numbers still gets through: this is the leaky ReLU, a
    relative. In this network they become exactly 0.""",
)
def relu_leaky(z):
    return np.where(z > 0, z, 0.01 * z)


@misconception(
    fails=["values"],
    message="""Large numbers are cut off at 1. relu has no upper limit, and that is what keeps its
    slope from vanishing.""",
)
def relu_clips_at_one(z):
    return np.clip(z, 0, 1)


@misconception(
    fails=["values"],
    message="""You use the sigmoid of the assignments before. In a deep network its small slope
    wears the gradient out, and so the hidden layers have relu here.""",
)
def relu_is_sigmoid(z):
    return 1 / (1 + np.exp(-z))


@misconception(
    fails=["values"],
    message="""Your curve bends gently round the corner: this is softplus, a smooth relative. relu
    has a sharp corner at 0.""",
)
def relu_is_softplus(z):
    return np.logaddexp(0, z)


@misconception(
    fails=["values"],
    message="""You return a single number, the largest of all. NumPy has two functions with nearly
    the same name: one looks for the largest entry of an array, the other compares two arrays entry
    by entry.""",
)
def relu_largest_entry(z):
    return np.max(z)


@misconception(
    fails=["values"],
    message="""You throw the negative numbers out, and what is left is shorter than z. Every place
    keeps its number, or gets a 0.""",
)
def relu_drops_entries(z):
    return z[z > 0]


@misconception(
    fails=["values"],
    message="""You decide for a whole row at once: if its sum is negative, all of it becomes 0.
    Every entry is decided on its own.""",
)
def relu_whole_rows(z):
    return z * (z.sum(axis=-1, keepdims=True) > 0)


@misconception(
    fails=["values"],
    message="""Python's max wants to know whether a whole array is larger than 0, and that has no
    answer. NumPy compares entry by entry with a function of its own.""",
)
def relu_builtin_max(z):
    return max(z, 0)


@misconception(
    fails=["values"],
    message="""Your function ends without giving anything back. What you worked out has to be
    returned.""",
)
def relu_returns_nothing(z):
    np.maximum(z, 0)


@misconception(
    fails=["shapes"],
    message="""You expect a table with rows and columns, and z may have one axis, or three. What
    works on every entry at once needs to know nothing of the shape.""",
)
def relu_wants_a_table(z):
    rows, columns = z.shape
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = max(z[i, j], 0.0)
    return out


@misconception(
    fails=["pure"],
    message="""The values are right, but z itself is different after the call: you write the zeros
    into the array that came in. backward will ask where z was negative, and find nothing.""",
)
def relu_in_place(z):
    z[z < 0] = 0
    return z


@misconception(
    fails=["pure"],
    message="""You copy the result, but only after the zeros were written into the array that came
    in. Copy first.""",
)
def relu_copies_too_late(z):
    z *= z > 0
    return z.copy()
