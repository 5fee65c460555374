"""Wrong versions of `minibatches`, and what to tell whoever wrote them."""

import numpy as np

from autograder.grading import misconception


@misconception(
    fails=["pairs"],
    message="""Samples and answers are shuffled apart: you draw one order for X and another for y.
    One permutation has to serve both.""",
)
def minibatches_shuffled_apart(X, y, batch_size, rng):
    X, y = X[rng.permutation(len(X))], y[rng.permutation(len(y))]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@misconception(
    fails=["pairs"],
    message="""The samples are shuffled, but their answers stay where they were. A sample without
    its own answer teaches nonsense.""",
)
def minibatches_answers_not_shuffled(X, y, batch_size, rng):
    X = X[rng.permutation(len(X))]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@misconception(
    fails=["sizes", "pairs"],
    message="""What is left over after the full batches is thrown away. Those samples belong to the
    epoch too: the last batch may be smaller.""",
)
def minibatches_drop_last(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for i in range(len(X) // batch_size):
        rows = order[i * batch_size : (i + 1) * batch_size]
        yield X[rows], y[rows]


@misconception(
    fails=["any_size"],
    message="""When batch_size divides the number of samples, you deal out one more batch, with
    nothing in it. Count the batches anew for that case.""",
)
def minibatches_empty_last(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for i in range(len(X) // batch_size + 1):
        rows = order[i * batch_size : (i + 1) * batch_size]
        yield X[rows], y[rows]


@misconception(
    fails=["sizes", "pairs"],
    message="""Your last batch is filled up with samples from the beginning, which are then learned
    twice. The last batch may be smaller.""",
)
def minibatches_wrap_around(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order.take(range(start, start + batch_size), mode="wrap")
        yield X[rows], y[rows]


@misconception(
    fails=["sizes", "pairs"],
    message="""Your last batch is pulled back so that it is full, and overlaps with the one before.
    Every sample comes once, and the last batch may be smaller.""",
)
def minibatches_overlap_at_the_end(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for begin in range(0, len(X), batch_size):
        start = max(0, min(begin, len(X) - batch_size))
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


@misconception(
    fails=["sizes"],
    message="""You take batch_size for the number of batches. It is the number of samples in each
    of them.""",
)
def minibatches_size_as_count(X, y, batch_size, rng):
    for rows in np.array_split(rng.permutation(len(X)), batch_size):
        yield X[rows], y[rows]


@misconception(
    fails=["sizes"],
    message="""You spread the samples evenly over the batches. All batches but the last have
    exactly batch_size samples.""",
)
def minibatches_even_batches(X, y, batch_size, rng):
    count = -(-len(X) // batch_size)
    for rows in np.array_split(rng.permutation(len(X)), count):
        yield X[rows], y[rows]


@misconception(
    fails=["sizes", "pairs"],
    message="""Your batches overlap: each begins one sample after the one before. The next batch
    begins where the last one ended.""",
)
def minibatches_sliding(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X) - batch_size + 1):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


@misconception(
    fails=["sizes", "pairs"],
    message="""Only the first batch comes out. Look at what ends the loop: a return ends the whole
    function, where a yield goes on.""",
)
def minibatches_first_only(X, y, batch_size, rng):
    rows = rng.permutation(len(X))[:batch_size]
    return [(X[rows], y[rows])]


@misconception(
    fails=["order", "epochs"],
    message="""The samples come in the order in which they lie, and nothing is drawn. In data that
    is sorted by class, a batch would then hold one class only.""",
)
def minibatches_not_shuffled(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@misconception(
    fails=["order", "epochs"],
    message="""You make a generator of your own with a fixed seed, so every epoch comes in the same
    order. Draw from the rng that you are given.""",
)
def minibatches_same_order_every_epoch(X, y, batch_size, rng):
    order = np.random.default_rng(0).permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


@misconception(
    fails=["pairs"],
    message="""You draw the rows of each batch by chance, so some samples come twice and others not
    at all. A permutation has every sample once.""",
)
def minibatches_with_replacement(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        rows = rng.integers(0, len(X), size=min(batch_size, len(X) - start))
        yield X[rows], y[rows]


@misconception(
    fails=["order", "epochs"],
    message="""Each batch draws its samples anew from those that are left. The batches are
    consecutive pieces of one permutation, drawn once.""",
)
def minibatches_draw_for_each_batch(X, y, batch_size, rng):
    left = np.arange(len(X))
    while len(left):
        left = rng.permutation(left)
        rows, left = left[:batch_size], left[batch_size:]
        yield X[rows], y[rows]


@misconception(
    fails=["order", "epochs"],
    message="""You shuffle the batches, but not the samples in them: neighbours stay together for
    ever. Permute the samples, and cut afterwards.""",
)
def minibatches_shuffle_batches(X, y, batch_size, rng):
    starts = np.arange(0, len(X), batch_size)
    last = starts[-1]
    for start in [*rng.permutation(starts[:-1]), last]:
        yield X[start : start + batch_size], y[start : start + batch_size]


@misconception(
    fails=["order", "epochs"],
    message="""You use the permutation the wrong way round: it tells where each sample goes, not
    which one comes next. Batch j holds the samples order[j·B], order[j·B + 1] and so on.""",
)
def minibatches_inverse_permutation(X, y, batch_size, rng):
    order = np.argsort(rng.permutation(len(X)))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


@misconception(
    fails=["sizes", "pairs"],
    message="""You give each batch as one table with the answers as its last column. Two arrays are
    asked for each batch: the samples, and their answers.""",
)
def minibatches_one_table(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield np.column_stack([X[rows], y[rows]])


@misconception(
    fails=["sizes", "pairs"],
    message="""All samples come first, and then all answers: two lists of batches. What is asked is
    one list of pairs.""",
)
def minibatches_lists_apart(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    cut = [order[start : start + batch_size] for start in range(0, len(X), batch_size)]
    return [X[rows] for rows in cut], [y[rows] for rows in cut]


@misconception(
    fails=["sizes", "pairs"],
    message="""Your function ends without giving anything back. Yield the batches one by one, or
    collect them in a list and return it.""",
)
def minibatches_returns_nothing(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        X[rows], y[rows]


@misconception(
    fails=["epochs"],
    message="""More is drawn from rng than the one permutation. Whoever counts on what comes next
    gets something else.""",
)
def minibatches_draw_too_much(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]
    rng.random()


@misconception(
    fails=["pure"],
    message="""The batches are right, but afterwards the caller's own X and y lie in another order.
    Shuffle an array of row numbers, and leave the samples where they are.""",
)
def minibatches_shuffle_in_place(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[...], y[...] = X[order], y[order]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size].copy(), y[start : start + batch_size].copy()


@misconception(
    fails=["pure"],
    message="""All batches share the same memory, so that a new one overwrites those that came
    before. Give every batch arrays of its own.""",
)
def minibatches_reuse_their_arrays(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X_batch, y_batch = X[order[:batch_size]], y[order[:batch_size]]
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        X_batch[: len(rows)], y_batch[: len(rows)] = X[rows], y[rows]
        yield X_batch[: len(rows)], y_batch[: len(rows)]
