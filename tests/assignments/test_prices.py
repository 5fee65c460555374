"""A mistake costs the same in every assignment, and two that belong together cost once."""

from pathlib import Path

import pytest
from tests.support.processes import no_new_processes

from autograder.course import load_course
from autograder.grading.grade import grade_submissions
from autograder.sandbox import choose_isolation
from autograder.submissions.submission import Submission

COURSE = load_course(Path(__file__).parents[2])
NEGATIVE = {
    "01": {"(a1 - y)": "(y - a1)"},
    "02": {"(a2 - y)": "(y - a2)"},
    "03": {"    return grads\n": "    return {k: -g for k, g in grads.items()}\n"},
}
ADDS = {"params[name] - lr": "params[name] + lr"}
KEEPS_AN_AXIS = {
    "01": {"d_z1.sum(axis=0)": "d_z1.sum(axis=0, keepdims=True)"},
    "02": {f"d_z{i}.sum(axis=0)": f"d_z{i}.sum(axis=0, keepdims=True)" for i in (1, 2)},
    "03": {"d_z.sum(axis=0)": "d_z.sum(axis=0, keepdims=True)"},
}
NO_MEAN = {"01": {" / len(y)": ""}, "02": {"2 / y.size * ": ""}, "03": {"    d_z /= len(y)\n": ""}}
GUARDS = ["1e-8", "1e-7", "1e-6", "1e-5", "1e-4", "1e-3", "1e-2"]
OLD, STEP = "beta * velocity[name] + grads[name]", "params[name] - lr * velocity[name]"
CONVENTIONS = {
    "v is a running mean": {OLD: "beta * velocity[name] + (1 - beta) * grads[name]"},
    "lr is in v": {
        OLD: "beta * velocity[name] + lr * grads[name]",
        STEP: "params[name] - velocity[name]",
    },
    "lr and the sign are in v": {
        OLD: "beta * velocity[name] - lr * grads[name]",
        STEP: "params[name] + velocity[name]",
    },
}
DRAW = "rng.random(a.shape) >= rate"

Changes = dict[str, str]
Prices = dict[str, tuple[Changes, dict[str, float]]]


def changed(name: str, changes: Changes) -> str:
    """The reference with these texts replaced."""
    assignment = COURSE.assignment(name)
    source = (COURSE.solution_dir(assignment) / assignment.module).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in source, old
        source = source.replace(old, new)
    return source


def with_guard(name: str, guard: str) -> Changes:
    if name == "01":
        return {"log(p)": f"log(y_hat + {guard})", "log(1 - p)": f"log(1 - y_hat + {guard})"}
    return {"np.maximum(p, 1e-12)": f"p + {guard}"}


def gradients_and_steps(name: str) -> Prices:
    """The same mistakes in 01, 02 and 03: in each they cost the same share of the task."""
    axis, mean, sign = (5.0, 6.0, 7.0) if name != "02" else (6.0, 7.0, 8.0)
    cases = 2.0  # the check that each of the three makes fail or skip
    all_three = KEEPS_AN_AXIS[name] | NO_MEAN[name] | NEGATIVE[name]
    step: float = {task.name: task.points for task in COURSE.assignment(name).tasks}["update"]
    prices: Prices = {
        "an axis too many in b": (KEEPS_AN_AXIS[name], {"backward": axis}),
        "no mean": (NO_MEAN[name], {"backward": mean}),
        "y - a": (NEGATIVE[name], {"backward": sign}),
        "y - a, and a step that adds": (NEGATIVE[name] | ADDS, {"backward": sign}),
        "a step that adds": (ADDS, {"update": step}),
        "all three": (all_three, {"backward": axis + mean + sign - 2 * cases}),
    }
    return prices


def guards(name: str) -> Prices:
    """The larger a guard against ln 0 is, the more it costs."""
    points = {task.name: task.points for task in COURSE.assignment(name).tasks}["loss"]
    shares = [0, 0, 0.1, 0.2, 0.3, 0.3, 1]
    return {
        f"a guard of {guard}": (with_guard(name, guard), {"loss": share * points} if share else {})
        for guard, share in zip(GUARDS, shares, strict=True)
    }


def conventions() -> Prices:
    """Another convention loses a part, not all."""
    own = "np.random.default_rng(0).random(a.shape) >= rate"
    return {name: (changes, {"momentum": 8.0}) for name, changes in CONVENTIONS.items()} | {
        "mirrored draws": ({DRAW: "rng.random(a.shape) < 1 - rate"}, {"dropout": 4.0}),
        "a generator of one's own": ({DRAW: own}, {"dropout": 9.0}),
    }


PRICES = {
    "01": gradients_and_steps("01") | guards("01"),
    "02": gradients_and_steps("02"),
    "03": gradients_and_steps("03") | guards("03"),
    "04": conventions(),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PRICES)
def test_what_each_mistake_costs(name: str) -> None:
    submissions = [
        Submission(label, changed(name, changes).encode())
        for label, (changes, _) in PRICES[name].items()
    ]
    isolation = choose_isolation(unsafe=True)
    with no_new_processes():
        results = grade_submissions(
            COURSE, COURSE.assignment(name), submissions, isolation=isolation
        )
        found = {
            result.student: {
                task.task: round(task.max_score - task.score, 6)
                for task in result.tasks
                if task.score < task.max_score
            }
            for result in results
        }
    assert found == {label: pytest.approx(lost) for label, (_, lost) in PRICES[name].items()}
