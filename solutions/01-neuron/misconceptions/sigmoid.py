"""Wrong versions of `sigmoid`, and what to tell whoever wrote them."""

import math

import numpy as np

from autograder.grading import misconception


@misconception(
    fails=["values"],
    message="""Your result can be far larger than 1, because the division ends before the sum
    begins. Look at which part of the formula stands below the fraction bar, and what Python needs
    to see it.""",
)
def sigmoid_missing_parentheses(z):
    return 1 / 1 + np.exp(-z)


@misconception(
    fails=["values"],
    message="""Your curve falls where it should rise: large z should give nearly 1, and yours
    gives nearly 0. Compare the sign in the exponent with the formula.""",
)
def sigmoid_wrong_sign(z):
    return 1 / (1 + np.exp(z))


@misconception(
    fails=["values"],
    message="""What you return is largest at z = 0 and falls to both sides, and that is the slope
    of the sigmoid. Here the activation itself is asked; its slope has its place later, in
    backward.""",
)
def sigmoid_returns_slope(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)


@misconception(
    fails=["values"],
    message="""Your values run from −1 to 1, which is the hyperbolic tangent, a relative of the
    sigmoid. The sigmoid runs from 0 to 1 and is one half at z = 0.""",
)
def sigmoid_is_tanh(z):
    return np.tanh(z)


@misconception(
    fails=["values"],
    message="""You cut off at zero and let large numbers pass as they are, which is what ReLU
    does. The sigmoid squashes: not even z = 1000 gives more than 1.""",
)
def sigmoid_is_relu(z):
    return np.maximum(0, z)


@misconception(
    fails=["values"],
    message="""Your result jumps from 0 to 1 and has no values in between, so its slope is zero
    nearly everywhere. A network can only learn through a slope, and that is why the sigmoid rises
    smoothly.""",
)
def sigmoid_is_step(z):
    return (z > 0).astype(float)


@misconception(
    fails=["values"],
    message="""Your values depend on their neighbours and add up to 1 along a row, as in a
    softmax. The sigmoid treats every number on its own.""",
)
def sigmoid_is_softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    fails=["values"],
    message="""All your values are one half or more: negative z gives the same as positive z.
    Taking the absolute value is a good way around overflow, but then the left half needs its own
    formula.""",
)
def sigmoid_forgets_left_half(z):
    return 1 / (1 + np.exp(-np.abs(z)))


@misconception(
    fails=["values"],
    message="""Your result explodes near z = 0 and leaves the range from 0 to 1. Check what is
    done to 1 and the exponential below the fraction bar.""",
)
def sigmoid_minus_for_plus(z):
    return 1 / (1 - np.exp(-z))


@misconception(
    fails=["values"],
    message="""The functions of the math module take a single number, and z is a whole array.
    NumPy has functions of the same names that work on every entry at once.""",
)
def sigmoid_uses_math(z):
    return 1 / (1 + math.exp(-z))


@misconception(
    fails=["values"],
    message="""The values are right, but they come as one long line whatever the shape of z was.
    NumPy's own operations keep the shape, so a loop over single numbers is not needed at all.""",
)
def sigmoid_flattens(z):
    return np.array([1 / (1 + math.exp(-number)) for number in z.ravel()])


@misconception(
    fails=["values"],
    message="""The values are right, but they come as a Python list, with which the next layer
    cannot calculate. Leave them in the array that NumPy gave you.""",
)
def sigmoid_returns_list(z):
    return (1 / (1 + np.exp(-z))).tolist()


@misconception(
    fails=["values"],
    message="""Your result is rounded to 32 bits, about seven digits. This course uses NumPy's
    usual float64 throughout, so no conversion is needed.""",
)
def sigmoid_loses_precision(z):
    return (1 / (1 + np.exp(-z))).astype(np.float32)


@misconception(
    fails=["far_ends"],
    message="""For large positive z you divide infinity by infinity, and that gives nan. There are
    two ways to write the same fraction, and each is safe on one side.""",
)
def sigmoid_nan_far_out(z):
    return np.exp(z) / (1 + np.exp(z))


@misconception(
    fails=["far_ends"],
    message="""You stop the curve too early: beyond your limit the values no longer come nearer to
    0 and 1. Clipping against overflow is fine, but e^z only overflows when z is about 700.""",
)
def sigmoid_clipped_early(z):
    return 1 / (1 + np.exp(-np.clip(z, -10, 10)))


@misconception(
    fails=["shapes"],
    message="""Your function expects a table and asks for its rows and columns, so that a single
    line of numbers stops it. NumPy's own operations work on an array of any shape, without a
    loop.""",
)
def sigmoid_only_tables(z):
    rows, columns = z.shape
    out = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = 1 / (1 + np.exp(-z[i, j]))
    return out


@misconception(
    fails=["pure"],
    message="""The values are right, but z itself is different after the call. Whoever called you
    may still need z, so calculate into a new array instead of changing the one that came in.""",
)
def sigmoid_changes_z(z):
    z *= -1
    np.exp(z, out=z)
    z += 1
    np.reciprocal(z, out=z)
    return z


@misconception(
    fails=["pure"],
    message="""Two calls give back the very same array, so the second call overwrites the result
    of the first. Let every call make an array of its own.""",
)
def sigmoid_reuses_its_array(z, arrays={}):  # noqa: B006 - the mistake itself
    out = arrays.setdefault(z.shape, np.empty(z.shape))
    out[...] = 1 / (1 + np.exp(-z))
    return out
