"""`check` names the line that decides, with hidden and with public checks, unless switched off."""

import shutil

import pytest

from autograder.course import load_course
from autograder.learn.checks.checking import check_once
from autograder.learn.show.verdict_panel import show_verdict
from autograder.learn.workspace.workspace import find_workspace
from tests.learn.toy_modules import RIGHT

TRIPLED = RIGHT.replace("return 2.0 * x", "y = 3.0 * x\n    return y").lstrip()
TOLD = "line 2 alone decides this: with one change there everything here passes"


@pytest.fixture(params=["hidden", "public"])
def either(request, workspace, course_root):
    if request.param == "public":
        shutil.rmtree(course_root / "solutions")
    return request.param


def told(verdict):
    return [
        (task.task, check.lines, text)
        for task in verdict.result.tasks
        for check in task.checks
        for label, text in check.parts
        if label == "Where"
    ]


@pytest.mark.usefixtures("either")
def test_the_line_is_named_and_shown(workspace, assignment, write, screen):
    write(TRIPLED)
    verdict = check_once(workspace, assignment)
    assert told(verdict)[0] == ("double", (2,), TOLD)
    show_verdict(verdict, screen, whole=True)
    assert "line 2 alone decides this" in " ".join(screen.export_text().split())


@pytest.mark.usefixtures("either")
def test_nothing_is_said_of_a_stub_and_of_two_wrong_lines(workspace, assignment, write):
    assert told(check_once(workspace, assignment)) == []
    write(TRIPLED.replace("return y", "return y * x"))
    assert told(check_once(workspace, assignment)) == []


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize("level", ["course", "assignment"])
def test_a_course_can_switch_it_off(workspace, course_root, write, assignment, level):
    path = course_root / "course.yml"
    text = path.read_text(encoding="utf-8")
    if level == "course":
        text = text.replace("assignments:", "line_hints: false\nassignments:", 1)
    else:
        text = text.replace("module: toy.py", "module: toy.py\n    line_hints: false", 1)
    path.write_text(text, encoding="utf-8")
    here = find_workspace(workspace.root)
    assert not load_course(course_root).names_lines(here.course.assignments[0])
    write(TRIPLED)
    assert told(check_once(here, here.course.assignments[0])) == []


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize(
    "prank", ["__import__('os')._exit(0)", "exit()", "__import__('sys').settrace(None)"]
)
def test_the_verdict_does_not_depend_on_the_search(workspace, assignment, write, prank):
    """The program does something else as soon as its variants are tried."""
    trap = f"    if '__variant__' in globals():\n        {prank}\n    y = 3.0"
    write(TRIPLED)
    before = check_once(workspace, assignment).result
    write(TRIPLED.replace("    y = 3.0", trap))
    after = check_once(workspace, assignment).result
    assert [t.score for t in after.tasks] == [t.score for t in before.tasks]
    assert [[c.outcome for c in t.checks] for t in after.tasks] == [
        [c.outcome for c in t.checks] for t in before.tasks
    ]
