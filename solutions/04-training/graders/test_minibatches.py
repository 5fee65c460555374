"""Hidden checks of `minibatches`: every sample once, in the drawn order, new in each epoch."""

import numpy as np
import pytest

from autograder.grading import each, expect

pytestmark = pytest.mark.task("minibatches")


def draw(rng, N, D):
    """Samples, their labels, and a seed for the generator that shuffles them."""
    return rng.normal(size=(N, D)), rng.permutation(N), int(rng.integers(2**31))


def epoch(module, X, y, batch_size, seed):
    """All batches of one epoch."""
    return each(module.minibatches(X, y, batch_size, np.random.default_rng(seed)))


def in_pairs(batches, X, y):
    """The batches as they should be, if it only counts that they are pairs of arrays.

    These are the learner's own arrays where there are arrays; else arrays of the right kind.
    """

    def part(pair, place, like):
        mine = pair[place] if isinstance(pair, list | tuple) and len(pair) == 2 else None
        return mine if isinstance(mine, np.ndarray) and mine.ndim else like[:1]

    pairs = batches if isinstance(batches, list) else []
    return [(part(pair, 0, X), part(pair, 1, y)) for pair in pairs]


def together(batches, X, y):
    """All samples of an epoch, and all labels. Raises Mismatch where they are not arrays."""
    expect(batches, in_pairs(batches, X, y), name="the batches")
    for number, pair in enumerate(batches):
        for mine, like in zip(pair, (X, y), strict=True):
            if mine.shape[1:] != like.shape[1:]:
                expect(mine, like[: len(mine)], name=f"batch {number}")
    samples = [X[:0], *(pair[0][: 2 * len(X)] for pair in batches[: 2 * len(X)])]
    answers = [y[:0], *(pair[1][: 2 * len(X)] for pair in batches[: 2 * len(X)])]
    return np.concatenate(samples), np.concatenate(answers)


def by_sample(batches, X, y):
    """All samples, sorted, and the labels that came with them in the same order."""
    samples, answers = together(batches, X, y)
    order = np.lexsort(samples.T)
    paired = answers[order] if len(answers) == len(order) else answers
    return {"all samples, sorted": samples[order], "their answers": paired}


@pytest.mark.check(weight=4)
def test_sizes(student, reference, rng):
    """Every batch has batch_size samples; only the last one may be smaller"""

    def lengths(batches):
        expect(batches, in_pairs(batches, X, y), name="the batches")
        return [[len(part) for part in pair] for pair in batches]

    X, y, seed = draw(rng, N=13, D=3)
    want = lengths(epoch(reference, X, y, 5, seed))
    got = lengths(student.run(epoch, X, y, 5, seed))
    expect(got, want, name="the lengths of X_batch and y_batch by batch")


@pytest.mark.check(weight=4)
def test_pairs(student, reference, rng):
    """Every sample comes once in an epoch, with its own label"""
    X, y, seed = draw(rng, N=14, D=3)
    want = by_sample(epoch(reference, X, y, 4, seed), X, y)
    got = by_sample(student.run(epoch, X, y, 4, seed), X, y)
    expect(got, want, name="an epoch")


@pytest.mark.check(weight=3, after=["sizes", "pairs"])
def test_order(student, reference, rng):
    """The order is rng.permutation(N), cut into pieces one after the other"""
    X, y, seed = draw(rng, N=11, D=2)
    want = epoch(reference, X, y, 3, seed)
    expect(student.run(epoch, X, y, 3, seed), want, name="the batches")


@pytest.mark.check(weight=3, after=["sizes", "pairs"])
def test_epochs(student, reference, rng):
    """A new order in every epoch, and nothing else is drawn from rng"""

    def three_epochs(module, X, y, rng):
        epochs = [each(module.minibatches(X.copy(), y.copy(), 4, rng)) for _ in range(3)]
        return epochs, rng.random()

    def told(result):
        epochs, number = result
        answers = [together(batches, X, y)[1] for batches in epochs]
        return {"the answers, epoch by epoch": answers, "the next number of rng": number}

    X, y, seed = draw(rng, N=13, D=2)
    theirs, ours = np.random.default_rng(seed), np.random.default_rng(seed)
    got = told(student.run(three_epochs, X, y, theirs))
    expect(got, told(three_epochs(reference, X, y, ours)))


@pytest.mark.check(weight=2, after="order")
def test_any_size(student, reference, rng):
    """Batch sizes 1, N, more than N, and sizes that divide N; y with several columns, many rows"""

    def epochs(module, X, y, table, many, y_many, seed):
        found = {
            f"batches of {size}": epoch(module, X.copy(), y.copy(), size, [seed, size])
            for size in (1, 4, 12, 50)
        }
        strided, columns = X[::-1].copy()[::-1], table.copy(order="F")
        return found | {
            "y with columns": epoch(module, strided, columns, 5, seed),
            "many samples": epoch(module, many, y_many, 120, seed),
        }

    X, y, seed = draw(rng, N=12, D=2)
    many, y_many, _ = draw(rng, N=250, D=2)
    arguments = X, y, rng.normal(size=(12, 3)), many, y_many, seed
    expect(student.run(epochs, *arguments), epochs(reference, *arguments))


@pytest.mark.check(weight=2, after="order")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier batch"""

    def two_epochs(module, X, y, seed):
        first = module.minibatches(X, y, 4, np.random.default_rng(seed))
        kept = each(first, copies=False)
        second = epoch(module, X, y, 4, seed + 1)
        return {
            "X, afterwards": X,
            "y, afterwards": y,
            "the batches of the second epoch": second,
            "the batches of the first epoch, afterwards": kept,
        }

    arguments = draw(rng, N=10, D=3)
    expect(student.run(two_epochs, *arguments), two_epochs(reference, *arguments))
