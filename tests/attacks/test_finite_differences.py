"""`backward` by finite differences of one's own loss isn't backpropagation: one check says so."""

from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.grading import Submission
from autograder.grading.batch import Plan, grade_batch
from autograder.sandbox import choose_isolation

ROOT = Path(__file__).parents[2]
BACKWARD = '''

def backward(y, cache, params):
    """One loss for each parameter, in its fastest form: nothing is copied, and only one side."""
    X, grads = cache["X"], {}
    moved = {name: np.array(p) for name, p in params.items()}
    here = loss(forward(X, moved)[0], y)
    for name, p in moved.items():
        slopes, entries = np.zeros(p.size), p.reshape(-1)
        for i in range(p.size):
            before = entries[i]
            entries[i] += 1e-7
            slopes[i] = (loss(forward(X, moved)[0], y) - here) / 1e-7
            entries[i] = before
        grads[name] = slopes.reshape(p.shape)
    return grads
'''


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "02-network",
        pytest.param("01-neuron", marks=pytest.mark.thorough),
        pytest.param("03-deep", marks=pytest.mark.thorough),
    ],
)
def test_finite_differences_run_out_of_time(name, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "of the differences")
    course = load_course(ROOT)
    assignment = course.assignment(name)
    source = (course.solution_dir(assignment) / assignment.module).read_bytes()
    plan = Plan.of(course, assignment, choose_isolation())
    (result,) = grade_batch(plan, [Submission("eve", source + BACKWARD.encode())])
    (backward,) = [task for task in result.tasks if task.task == "backward"]
    outcomes = {check.name: check.outcome for check in backward.checks}
    assert outcomes["many_weights"] == "timeout"
    assert backward.score <= 0.8 * backward.max_score
