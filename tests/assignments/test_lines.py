"""The line that decides, in programs of every style: one slip is planted in a right program."""

import ast
import random
from collections import Counter
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.grading import Submission
from autograder.grading.batch import Plan
from autograder.grading.edits import edited
from autograder.grading.generic_edits import FAMILIES, GenericEdit, generic_edits
from autograder.grading.session import run_session
from autograder.sandbox import Sandbox, WorkerLimits, choose_isolation

pytestmark = [pytest.mark.thorough, pytest.mark.usefixtures("one_process")]

ROOT = Path(__file__).parents[2]
STYLES = {
    "01-neuron": ("matrices", "logits", "greek"),
    "02-network": ("transposed", "einsum", "recomputes"),
    "03-deep": ("transposed", "greek", "naive"),
    "04-training": ("copies", "greek", "naive"),
}
# what is gone can't be named: the line that would bring it back is another one
PLANTED = [f for f in FAMILIES if f not in ("early-return", "statement-missing")]
SEED = 20261127


def slips(source, functions, each):
    """For each function some edits, no two of one family."""
    draw = random.Random(SEED)
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name in functions:
            by_family: dict[str, list[GenericEdit]] = {}
            for edit in generic_edits(source, node, families=PLANTED, most=5000):
                if edit.line is not None:
                    by_family.setdefault(edit.family, []).append(edit)
            for family in draw.sample(sorted(by_family), min(each, len(by_family))):
                yield node.name, draw.choice(by_family[family])


def graded(name, programs):
    """The results of programs, in order."""
    course = load_course(ROOT)
    assignment = course.assignment(name)
    plan = Plan.of(course, assignment, choose_isolation(), b"lines")
    results = []

    def judge(suite):
        marker = plan.marker(suite)
        with Sandbox(plan.isolation, WorkerLimits(plan.limits.memory_mib)) as sandbox:

            def start_worker(submission, substitutes):
                return sandbox.worker(submission.source, assignment.module, substitutes)

            for program in programs:
                results.append(marker.mark(Submission("ada", program.encode()), start_worker))

    run_session(plan.folder, assignment, judge)
    return assignment, results


def told(result):
    """The lines that a result names, by task."""
    return {
        task.task: int(text.split()[1])
        for task in result.tasks
        for check in task.checks
        for label, text in check.parts
        if label == "Where"
    }


def wheat(name, style):
    path = ROOT / "solutions" / name / "wheats" / f"{style}.py"
    return path.read_text(encoding="utf-8")


def functions_of(name):
    assignment = load_course(ROOT).assignment(name)
    return {f: task.name for task in assignment.tasks for f in task.functions}


@pytest.mark.parametrize("name", STYLES)
def test_the_line_of_a_slip_is_named_and_never_another(name):
    tasks = functions_of(name)
    planted = [
        (style, function, edit, edited(source, [edit.edit]))
        for style in STYLES[name]
        for source in [wheat(name, style)]
        for function, edit in slips(source, tasks, each=2)
    ]
    _, results = graded(name, [program for *_, program in planted])
    count, other = Counter[str](), []
    for (style, function, edit, _), result in zip(planted, results, strict=True):
        wrong = {t.task for t in result.tasks if t.score < t.max_score}
        line = told(result).get(tasks[function])
        if tasks[function] not in wrong:
            count["no slip at all"] += 1
        elif line == edit.line:
            count["named"] += 1
        elif line is None:
            count["nothing said"] += 1
        else:
            other.append((style, function, edit.words, edit.line, line))
    assert other == []
    assert count["named"] >= 0.6 * (count["named"] + count["nothing said"])


@pytest.mark.parametrize("name", STYLES)
def test_nothing_is_said_of_right_programs_and_of_two_slips(name):
    tasks = functions_of(name)
    right = [wheat(name, style) for style in STYLES[name]]
    pairs = []
    for source in right:
        by_function: dict[str, list[GenericEdit]] = {}
        for function, edit in slips(source, tasks, each=12):
            by_function.setdefault(function, []).append(edit)
        for edits in by_function.values():
            one = edits[0]
            apart = [e for e in edits if e.line != one.line]
            if apart:
                pairs.append((source, one, apart[0]))
    singles = [edited(source, [edit.edit]) for source, *two in pairs for edit in two]
    doubles = [edited(source, [one.edit, other.edit]) for source, one, other in pairs]
    _, results = graded(name, [*right, *singles, *doubles])
    for result in results[: len(right)]:
        assert result.score == result.max_score
        assert told(result) == {}
    both = 0
    alone = results[len(right) : len(right) + len(singles)]
    for number, result in enumerate(results[-len(doubles) :]):
        one, other = alone[2 * number : 2 * number + 2]
        if one.score < one.max_score and other.score < other.max_score:
            both += 1
            assert told(result) == {}, pairs[number][1:]
    assert both >= 2
