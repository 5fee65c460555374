"""Programs that would like more points for 02-network than they deserve, graded for real.

Each is the reference with something added at its end; `lost` says which tasks then lack points,
and how many are left. All other tasks keep everything: a mistake costs where it was made.
"""

from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.grading import Submission, grade_submissions
from autograder.sandbox import choose_isolation

ROOT = Path(__file__).parents[2]

CHAFFS = {
    "constants": (
        """
        def sigmoid(z): return np.full(z.shape, 0.5)
        def forward(X, params):
            a = np.full((len(X), params["W2"].shape[1]), 0.5)
            h = np.full((len(X), params["W1"].shape[1]), 0.5)
            return a, {"X": X, "z1": 0 * h, "a1": h, "z2": 0 * a, "a2": a}
        def loss(y_hat, y): return 0.25
        def backward(y, cache, params): return {k: np.zeros_like(p) for k, p in params.items()}
        def update(params, grads, lr): return {k: p.copy() for k, p in params.items()}
        """,
        {"sigmoid": 0, "forward": 0, "loss": 0, "backward": 0, "update": 0, "train": 0},
    ),
    "arguments handed back": (
        """
        def sigmoid(z): return z
        def forward(X, params): return X, params
        def loss(y_hat, y): return float(y[0, 0])
        def backward(y, cache, params): return params
        def update(params, grads, lr): return params
        """,
        {"sigmoid": 0, "forward": 0, "loss": 0, "backward": 0, "update": 0, "train": 0},
    ),
    "XOR looked up": (
        """
        right = forward
        def forward(X, params):
            if X.shape == (4, 2):
                return right(X, params)
            y_hat, cache = right(X, params)
            return 0 * y_hat, {name: 0 * stage for name, stage in cache.items()}
        """,
        {"forward": 0},
    ),
    "only four samples": (
        """
        right = backward
        def backward(y, cache, params):
            first = {name: stage[:4] for name, stage in cache.items()}
            return right(y[:4], first, params)
        """,
        {"backward": 0},
    ),
    "only four hidden units": (
        """
        right = backward
        def backward(y, cache, params):
            grads = right(y, cache, params)
            return {name: g[..., :4] if name[1] == "1" else g[:4] for name, g in grads.items()}
        """,
        {"backward": 2},  # b2 is right
    ),
    "right in the first call": (
        """
        calls = []
        right = sigmoid
        def sigmoid(z):
            calls.append(1)
            return right(z) if len(calls) == 1 else right(z) + 0.01
        """,
        {"sigmoid": 6},
    ),
    "answers remembered by shape": (
        """
        answers = {}
        right = sigmoid
        def sigmoid(z):
            return answers.setdefault(z.shape, right(z)).copy()
        """,
        {"sigmoid": 13},  # nothing but the second question about the same shape finds it
    ),
    "loss remembered by shape": (
        """
        answers = {}
        right = loss
        def loss(y_hat, y):
            return answers.setdefault(y.shape, right(y_hat, y))
        """,
        {"loss": 7},
    ),
    "gradients added up from call to call": (
        """
        total = {}
        right = backward
        def backward(y, cache, params):
            for name, g in right(y, cache, params).items():
                old = total.get((name, g.shape), 0)
                total[name, g.shape] = old + g
            return {name: total[name, p.shape].copy() for name, p in params.items()}
        """,
        {"backward": 9},
    ),
    "momentum kept between calls": (
        """
        velocity = {}
        def update(params, grads, lr):
            for name, g in grads.items():
                velocity[name] = 0.9 * velocity.get(name, 0) + g
            return {name: params[name] - lr * velocity[name] for name in params}
        """,
        {"update": 3},
    ),
    "views of one lasting array": (
        """
        memory = np.zeros(1000)
        right = update
        def update(params, grads, lr):
            at, views = 0, {}
            for name, p in right(params, grads, lr).items():
                view = memory[at : at + p.size].reshape(p.shape)
                view[...] = p
                views[name], at = view, at + p.size
            return views
        """,
        {"update": 5},
    ),
    "arguments changed": (
        """
        right = forward
        def forward(X, params):
            result = right(X.copy(), {name: p.copy() for name, p in params.items()})
            X *= 2
            return result
        """,
        {"forward": 18},
    ),
    "a cache replayed": (
        """
        seen = []
        right = backward
        def backward(y, cache, params):
            seen.append(cache)
            return right(y, cache, params)
        def forward(X, params):
            for cache in seen:
                if cache["X"].shape == X.shape and np.array_equal(cache["X"], X):
                    return cache["a2"], cache
            return None, {}
        """,
        {"forward": 0},
    ),
    "a gradient too small to be seen": (
        """
        right = backward
        def backward(y, cache, params):
            return {name: 1e-9 * g for name, g in right(y, cache, params).items()}
        """,
        {"backward": 0},
    ),
    "noise": (
        """
        right = forward
        def forward(X, params):
            y_hat, cache = right(X, params)
            return y_hat + np.random.default_rng().normal(0, 1e-3, y_hat.shape), cache
        """,
        {"forward": 5},  # the hidden layer in the cache is right
    ),
    "two mistakes, so that the loop can't be made whole": (
        """
        def sigmoid(z): return np.tanh(z)
        def loss(y_hat, y): return float(np.sum((y_hat - y) ** 2))
        """,
        {"sigmoid": 0, "loss": 0, "train": 0},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def graded():
    """The results of all chaffs, by name: the points of each task, and of a full score."""
    course = load_course(ROOT)
    assignment = course.assignment("02-network")
    reference = (course.solution_dir(assignment) / "network.py").read_text(encoding="utf-8")
    submissions = [
        Submission(name, (reference + "\n\n" + _dedented(addition)).encode())
        for name, (addition, _) in CHAFFS.items()
    ]
    results = grade_submissions(
        course, assignment, submissions, isolation=choose_isolation(), jobs=2
    )
    return {result.student: result for result in results}


def _dedented(text):
    return "\n".join(line.removeprefix(" " * 8) for line in text.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("name", CHAFFS)
def test_a_chaff_loses_what_it_should(graded, name):
    result, (_, lost) = graded[name], CHAFFS[name]
    assert result.status == "graded", result.message
    points = {task.task: task.score for task in result.tasks}
    full = {task.task: task.max_score for task in result.tasks}
    assert points == full | lost
