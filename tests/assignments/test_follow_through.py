"""One mistake costs once: programs whose functions call each other, in the real assignments."""

import re
from pathlib import Path

import pytest
from tests.support.processes import no_new_processes

from autograder.course import load_course
from autograder.grading.grade import grade_submissions
from autograder.sandbox import choose_isolation
from autograder.submissions.submission import Submission

ROOT = Path(__file__).parents[2]


def grade(name, source):
    course = load_course(ROOT)
    submission = Submission("ada", source.encode())
    isolation = choose_isolation(unsafe=True)
    with no_new_processes():
        [result] = grade_submissions(
            course, course.assignment(name), [submission], isolation=isolation
        )
    assert result.status == "graded", result.message
    return result


def changed(name, **bodies):
    """The reference of an assignment with other bodies for some of its functions."""
    course = load_course(ROOT)
    source = (ROOT / "solutions" / name / course.assignment(name).module).read_text()
    for function, body in bodies.items():
        solution = rf"(def {function}\((?:.|\n)*?### BEGIN SOLUTION.*\n)(?:.|\n)*?(    ### END SOLUTION)"
        source, found = re.subn(solution, lambda m: m[1] + body + m[2], source)  # noqa: B023
        assert found == 1, function
    return source


def lost(result):
    """The points that each task has lost."""
    return {t.task: t.max_score - t.score for t in result.tasks if t.score < t.max_score}


BACKWARD_CALLS_FORWARD = {
    "01-neuron": """\
    a1 = forward(cache["X"], params)[0]
    d = (a1 - y) / len(y)
    return {"W1": cache["X"].T @ d, "b1": d.sum(axis=0)}
""",
    "02-network": """\
    X = cache["X"]
    a2, again = forward(X, params)
    a1 = again["a1"]
    d2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d1 = d2 @ params["W2"].T * a1 * (1 - a1)
    return {"W1": X.T @ d1, "b1": d1.sum(axis=0), "W2": a1.T @ d2, "b2": d2.sum(axis=0)}
""",
    "03-deep": """\
    X = cache["X"]
    p, again = forward(X, params)
    d = p.copy()
    d[np.arange(len(y)), y] -= 1
    d /= len(y)
    grads = {}
    for i in range(len(params) // 2, 0, -1):
        a = again[f"a{i - 1}"] if i > 1 else X
        grads[f"W{i}"], grads[f"b{i}"] = a.T @ d, d.sum(axis=0)
        d = (d @ params[f"W{i}"].T) * (again[f"z{i - 1}"] > 0) if i > 1 else d
    return grads
""",
}
FORWARD_IS_WRONG = {
    "01-neuron": """\
    z1 = X @ params["W1"] - params["b1"]
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}
""",
    "02-network": """\
    z1 = X @ params["W1"] - params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] - params["b2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}
""",
    "03-deep": """\
    cache, a = {"X": X}, X
    L = len(params) // 2
    for i in range(1, L + 1):
        z = cache[f"z{i}"] = a @ params[f"W{i}"] - params[f"b{i}"]
        a = cache[f"a{i}"] = softmax(z) if i == L else relu(z)
    return a, cache
""",
}


@pytest.mark.parametrize("name", BACKWARD_CALLS_FORWARD)
def test_backward_may_call_forward_again(name):
    right = grade(name, changed(name, backward=BACKWARD_CALLS_FORWARD[name]))
    assert lost(right) == {}
    forward, backward = FORWARD_IS_WRONG[name], BACKWARD_CALLS_FORWARD[name]
    wrong = grade(name, changed(name, forward=forward, backward=backward))
    assert set(lost(wrong)) == {"forward"}
    told = [c.message for t in wrong.tasks if t.task == "backward" for c in t.checks if c.message]
    assert told
    assert all("our `forward` in place of yours" in message for message in told)


def test_another_name_of_a_wrong_function_is_replaced_too():
    """`softmax = Softmax`, and `forward` calls `Softmax`, which has forgotten its axis."""
    source = changed("03-deep", softmax="    e = np.exp(z)\n    return e / e.sum()\n")
    source = source.replace("def softmax(", "def Softmax(").replace("else softmax(z)", "else Softmax(z)")
    result = grade("03-deep", source + "\n\nsoftmax = Softmax\n")
    assert lost(result) == {"softmax": 10}


def test_a_table_of_functions_is_replaced_too():
    wrong = "    return np.abs(z)\n"
    source = changed("03-deep", relu=wrong).replace("relu(z) if i", 'ACTIVATIONS["hidden"](z) if i')
    result = grade("03-deep", source + '\n\nACTIVATIONS = {"hidden": relu, "last": softmax}\n')
    assert lost(result) == {"relu": 5}


def test_no_function_of_ours_is_claimed_that_was_never_called():
    """`forward` computes with a wrong sigmoid of its own, and never calls `sigmoid`."""
    wrong = "    return 1 / (1 + np.exp(z))\n"
    source = changed("02-network", sigmoid=wrong).replace(" = sigmoid(z", " = other(z")
    result = grade("02-network", source + "\n\ndef other(z):\n" + wrong)
    assert set(lost(result)) == {"sigmoid", "forward", "train"}
    assert "in place of yours" not in result.model_dump_json()


@pytest.mark.parametrize("derivative", ["deriv=True", "True"])
def test_a_function_with_further_arguments_keeps_those_calls(derivative):
    """`sigmoid` is wrong only in its brackets; what `backward` asks of it is right."""
    wrong = """\
    if deriv:
        return z * (1 - z)
    return 1 / (1 + np.exp(z))
"""
    source = changed("02-network", sigmoid=wrong).replace("sigmoid(z):", "sigmoid(z, deriv=False):")
    for a in ("a1", "a2"):
        source = source.replace(f"{a} * (1 - {a})", f"sigmoid({a}, {derivative})")
    result = grade("02-network", source)
    assert set(lost(result)) == {"sigmoid"}
    train = result.tasks[-1]
    assert train.follow_through
    assert "A call with further arguments still uses your `sigmoid`." in train.checks[0].message
