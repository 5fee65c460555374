"""Hidden checks of `minibatches`: every sample once, in the order drawn, every epoch anew."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("minibatches")


def draw(rng, N, D):
    """Samples, their answers, and a seed for the generator to deal them with."""
    return rng.normal(size=(N, D)), rng.permutation(N), int(rng.integers(2**31))


@pytest.mark.check(weight=4)
def test_sizes(student, reference, rng):
    """Every batch has batch_size samples; what is left over makes a smaller last one"""

    def sizes(module, X, y, batch_size, seed):
        batches = module.minibatches(X, y, batch_size, np.random.default_rng(seed))
        return [[len(part) for part in pair] for pair in batches]

    X, y, seed = draw(rng, N=13, D=3)
    want = sizes(reference, X, y, 5, seed)
    got = student.run(sizes, X, y, 5, seed)
    expect(got, want, name="the lengths of X_batch and y_batch, batch by batch")


@pytest.mark.check(weight=4)
def test_pairs(student, reference, rng):
    """Every sample comes once in an epoch, and each with its own answer"""

    def epoch(module, X, y, batch_size, seed):
        samples, answers = [], []
        for X_batch, y_batch in module.minibatches(X, y, batch_size, np.random.default_rng(seed)):
            samples.append(X_batch.copy())
            answers.append(y_batch.copy())
        samples, answers = np.concatenate(samples), np.concatenate(answers)
        rows = np.lexsort(samples.T)  # whatever the order was
        return {"all samples, sorted": samples[rows], "their answers": answers[rows]}

    X, y, seed = draw(rng, N=14, D=3)
    want = epoch(reference, X, y, 4, seed)
    expect(student.run(epoch, X, y, 4, seed), want, name="an epoch")


@pytest.mark.check(weight=3, after=["sizes", "pairs"])
def test_order(student, reference, rng):
    """The order is rng.permutation(N), cut into consecutive pieces"""

    def deal(module, X, y, batch_size, seed):
        X_batches, y_batches = [], []
        for X_batch, y_batch in module.minibatches(X, y, batch_size, np.random.default_rng(seed)):
            X_batches.append(X_batch.copy())
            y_batches.append(y_batch.copy())
        return X_batches, y_batches

    X, y, seed = draw(rng, N=11, D=2)
    want = deal(reference, X, y, 3, seed)
    expect(student.run(deal, X, y, 3, seed), want, name="X_batch, y_batch")


@pytest.mark.check(weight=3, after=["sizes", "pairs"])
def test_epochs(student, reference, rng):
    """A new order every epoch, and nothing else is drawn from rng"""

    def three_epochs(module, X, y, seed):
        rng = np.random.default_rng(seed)
        epochs = []
        for _ in range(3):
            batches = module.minibatches(X.copy(), y.copy(), 4, rng)
            epochs.append(np.concatenate([y_batch.copy() for _, y_batch in batches]))
        return {"the answers, epoch by epoch": epochs, "the next number of rng": rng.random()}

    arguments = draw(rng, N=13, D=2)
    expect(student.run(three_epochs, *arguments), three_epochs(reference, *arguments))


@pytest.mark.check(weight=2, after="order")
def test_any_size(student, reference, rng):
    """Batches of one, of all, of more than there are, and sizes that divide N; y with columns"""

    def epochs(module, X, y, table, seed):
        found = {}
        for batch_size in (1, 4, 12, 50):
            rng = np.random.default_rng([seed, batch_size])
            batches = module.minibatches(X.copy(), y.copy(), batch_size, rng)
            found[f"batches of {batch_size}"] = [[part.copy() for part in pair] for pair in batches]
        rng = np.random.default_rng(seed)
        batches = module.minibatches(X[::-1].copy()[::-1], table.copy(order="F"), 5, rng)
        found["y with columns"] = [[part.copy() for part in pair] for pair in batches]
        return found

    X, y, seed = draw(rng, N=12, D=2)
    arguments = X, y, rng.normal(size=(12, 3)), seed
    expect(student.run(epochs, *arguments), epochs(reference, *arguments))


@pytest.mark.check(weight=2, after="order")
def test_pure(student, reference, rng):
    """minibatches changes no argument, and a batch that was kept stays what it was"""

    def two_epochs(module, X, y, seed):
        kept = []
        for pair in module.minibatches(X, y, 4, np.random.default_rng(seed)):
            kept.append(list(pair))
        batches = module.minibatches(X, y, 4, np.random.default_rng(seed + 1))
        return {
            "X, afterwards": X,
            "y, afterwards": y,
            "the batches of the second epoch": [[part.copy() for part in p] for p in batches],
            "the batches of the first epoch, afterwards": kept,
        }

    arguments = draw(rng, N=10, D=3)
    expect(student.run(two_epochs, *arguments), two_epochs(reference, *arguments))
