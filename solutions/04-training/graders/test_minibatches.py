"""Hidden checks of `minibatches`: every sample once, in the order drawn, every epoch anew."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("minibatches")


def deal(module, X, y, batch_size, rng):
    """All batches of one epoch: a list of X_batch, and one of y_batch."""
    pairs = list(module.minibatches(X, y, batch_size, rng))
    return [X_batch for X_batch, _ in pairs], [y_batch for _, y_batch in pairs]


def draw(rng, N, D):
    """Samples, their answers, and a generator to deal them with."""
    return rng.normal(size=(N, D)), rng.permutation(N)


def generators(rng):
    """The same generator twice: one for the learner, one for the reference."""
    seed = int(rng.integers(2**31))
    return np.random.default_rng(seed), np.random.default_rng(seed)


@pytest.mark.check(weight=4)
def test_sizes(student, reference, rng):
    """Every batch has batch_size samples; what is left over makes a smaller last one"""
    X, y = draw(rng, N=14, D=3)
    theirs, ours = generators(rng)
    got = student.run(deal, X, y, 4, theirs)
    expect(got, deal(reference, X, y, 4, ours), atol=np.inf, name="X_batch, y_batch")


@pytest.mark.check(weight=4)
def test_pairs(student, reference, rng):
    """Every sample comes once in an epoch, and each with its own answer"""

    def epoch(module, X, y, batch_size, rng):
        pairs = list(module.minibatches(X, y, batch_size, rng))
        samples = np.concatenate([X_batch for X_batch, _ in pairs])
        return samples, np.concatenate([y_batch for _, y_batch in pairs])

    X, y = draw(rng, N=14, D=3)
    theirs, ours = generators(rng)
    samples, answers = epoch(reference, X, y, 5, ours)
    got = student.run(epoch, X, y, 5, theirs)
    expect(got, (samples, answers), atol=np.inf, name="all X_batch together, all y_batch together")
    order = np.lexsort(np.round(got[0], 6).T)
    expect(
        got[0][order],
        samples[np.lexsort(np.round(samples, 6).T)],
        name="all X_batch together, sorted",
    )
    answer_of = {tuple(np.round(sample, 6)): answer for sample, answer in zip(X, y, strict=True)}
    want = np.array([answer_of[tuple(np.round(sample, 6))] for sample in got[0]])
    expect(got[1], want, name="all y_batch together")


@pytest.mark.check(weight=3, after=["sizes", "pairs"])
def test_order(student, reference, rng):
    """The order is rng.permutation(N), cut into consecutive pieces"""
    X, y = draw(rng, N=11, D=2)
    theirs, ours = generators(rng)
    got = student.run(deal, X, y, 3, theirs)
    expect(got, deal(reference, X, y, 3, ours), name="X_batch, y_batch")


@pytest.mark.check(weight=3, after=["sizes", "pairs"])
def test_epochs(student, reference, rng):
    """A new order every epoch, and nothing else is drawn from rng"""

    def three_epochs(module, X, y, rng):
        epochs = [
            np.concatenate([y_batch for _, y_batch in module.minibatches(X, y, 4, rng)])
            for _ in range(3)
        ]
        return {"the answers, epoch by epoch": epochs, "the next number of rng": rng.random()}

    X, y = draw(rng, N=13, D=2)
    theirs, ours = generators(rng)
    expect(student.run(three_epochs, X, y, theirs), three_epochs(reference, X, y, ours))


@pytest.mark.check(weight=2, after="order")
def test_any_size(student, reference, rng):
    """Batches of one, of all, of more than there are, and sizes that divide N; y with columns"""

    def epochs(module, X, y, table, rng):
        found = {}
        for batch_size in (1, 4, 12, 50):
            pairs = list(module.minibatches(X, y, batch_size, rng))
            found[f"batches of {batch_size}"] = [list(pair) for pair in pairs]
        pairs = list(module.minibatches(X[::-1], table, 5, rng))
        return found | {"y with columns": [list(pair) for pair in pairs]}

    X, y = draw(rng, N=12, D=2)
    table = np.asfortranarray(rng.normal(size=(12, 3)))
    theirs, ours = generators(rng)
    expect(student.run(epochs, X, y, table, theirs), epochs(reference, X, y, table, ours))


@pytest.mark.check(weight=2, after="order")
def test_pure(student, reference, rng):
    """minibatches changes no argument, and a batch that was kept stays what it was"""

    def two_epochs(module, X, y, rng):
        kept = []
        for pair in module.minibatches(X, y, 4, rng):
            kept.append(list(pair))
        second = [list(pair) for pair in module.minibatches(X, y, 4, rng)]
        return {
            "X, afterwards": X,
            "y, afterwards": y,
            "the batches of the first epoch, afterwards": kept,
            "the batches of the second epoch": second,
        }

    X, y = draw(rng, N=10, D=3)
    theirs, ours = generators(rng)
    expect(student.run(two_epochs, X, y, theirs), two_epochs(reference, X, y, ours))
