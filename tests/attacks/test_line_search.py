"""Programs that behave until their variants are tried: it changes no mark and names no line."""

import pytest

from autograder.course import load_course
from autograder.grading import Submission
from autograder.grading.batch import Plan, grade_batch
from tests.attacks.test_rounds import ROOT

SLOPE = "d_z1 = d_a1 * a1 * (1 - a1)"
pytestmark = pytest.mark.slow

WRONG = SLOPE.replace("1 - a1", "1 + a1")
TRAPS = {
    "ends the process": "__import__('os')._exit(0)",
    "never ends": "import sys; sys.settrace(None); forever()",
    "returns what is no number": "return object()",
    "returns too much": "return [np.zeros(10**6) for _ in range(1000)]",
    "returns itself, nested": "x = []; x.append(x); return x",
    "changes what copies its arguments": "np.ndarray = list; return {}",
    "forges a reply": (
        "import sys\n"
        "        frame = sys._getframe()\n"
        "        while 'self' not in frame.f_locals: frame = frame.f_back\n"
        "        program = frame.f_locals['self']\n"
        "        program.reply(['value', [[[[[], 'number', [1]]], [1], np.zeros((1, 1))]]])\n"
        "        return {}"
    ),
}


@pytest.fixture(scope="module")
def plan(isolation):
    course = load_course(ROOT)
    return Plan.of(course, course.assignment("02-network"), isolation, b"lines")


def program(reference, trap=""):
    source = reference.replace(SLOPE, WRONG)
    if trap:
        mark = "    # The output layer: the slope of the square"
        assert mark in source
        trapped = f"    if '__variant__' in globals():\n        {trap}\n{mark}"
        source = (
            source.replace(mark, trapped) + "\n\ndef forever():\n    while True:\n        pass\n"
        )
    return Submission("eve", source.encode())


def told(result):
    return [
        text
        for task in result.tasks
        for check in task.checks
        for label, text in check.parts
        if label == "Where"
    ]


def test_without_a_trap_the_line_is_named(plan):
    reference = (plan.folder / plan.assignment.module).read_text()
    [result] = grade_batch(plan, [program(reference)])
    line = program(reference).source.decode().splitlines().index(f"    {WRONG}") + 1
    assert told(result) == [
        f"line {line} alone decides this: with one change there everything here passes"
    ]


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS)
def test_a_trap_changes_no_mark(plan, trap):
    reference = (plan.folder / plan.assignment.module).read_text()
    ada = Submission("ada", reference.encode())
    plain, trapped, after = grade_batch(plan, [program(reference), program(reference, trap), ada])
    assert trapped.status == "graded"
    assert [t.score for t in trapped.tasks] == [t.score for t in plain.tasks]
    assert told(trapped) == []
    assert after.score == 100
