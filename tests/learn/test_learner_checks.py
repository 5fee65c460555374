"""Public and hidden checks on a learner's own file: right, wrong, endless, hungry, broken."""

import shutil
import subprocess
import sys
import threading

import pytest

from autograder.errors import CourseError
from autograder.learn.checks import time_limits
from autograder.learn.checks.checking import check_once, open_checks
from autograder.learn.checks.helper_process import Interrupted
from autograder.learn.checks.verdict import first_failed, status_of
from autograder.learn.show.verdict_panel import show_verdict
from autograder.learn.workspace.single_folder import single_folder
from autograder.learn.workspace.workspace import find_workspace
from tests.learn.toy_modules import (
    EATS_MEMORY,
    ENDLESS,
    ENDS_THE_PROGRAM,
    HALF_DONE,
    RAISES,
    RIGHT,
    SQUARED,
    UNPARSABLE,
    WAITS,
)


@pytest.fixture(params=["hidden", "public"])
def either(request, workspace, course_root):
    """Hidden and public checks must report the same about a mistake."""
    if request.param == "public":
        shutil.rmtree(course_root / "solutions")
    return request.param


def statuses(verdict):
    return {task.task: status_of(task) for task in verdict.result.tasks}


def failed_in(verdict, task):
    (result,) = [t for t in verdict.result.tasks if t.task == task]
    check = first_failed(result)
    assert check is not None
    return check


def message_of(verdict, task):
    return failed_in(verdict, task).message


@pytest.mark.usefixtures("real_helpers")
def test_right_passes(workspace, assignment, write, either):
    write(RIGHT)
    verdict = check_once(workspace, assignment)
    assert verdict.passed
    assert verdict.hidden == (either == "hidden")
    assert statuses(verdict) == {"double": "passed", "shift": "passed"}


def test_the_stub_is_not_begun(workspace, assignment, either):
    verdict = check_once(workspace, assignment)
    assert statuses(verdict) == {"double": "not begun", "shift": "not begun"}
    assert not verdict.passed


def test_half_done(workspace, assignment, write, either):
    write(HALF_DONE)
    assert statuses(check_once(workspace, assignment)) == {
        "double": "passed",
        "shift": "not begun",
    }


def test_an_exception_is_reported_with_its_line(workspace, assignment, write, either):
    write(RAISES)
    verdict = check_once(workspace, assignment)
    assert "NameError: name 'y' is not defined" in message_of(verdict, "double")
    assert "(toy.py, line 3)" in message_of(verdict, "double")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (UNPARSABLE, "SyntaxError"),
        ("", "empty"),
        ("import nothing_of_that_name\n", "ModuleNotFoundError"),
        ("x = 1\nraise SystemExit\n", "SystemExit"),
        ("x = input()\n", "EOFError"),
    ],
)
def test_a_module_that_cannot_be_loaded(workspace, assignment, write, either, source, message):
    write(source)
    verdict = check_once(workspace, assignment)
    assert verdict.result.status == "invalid"
    assert message in verdict.result.message
    assert verdict.result.score == 0
    assert not verdict.passed


def test_a_missing_module(workspace, assignment, either):
    workspace.module(assignment).unlink()
    verdict = check_once(workspace, assignment)
    assert verdict.result.status == "invalid"
    assert "There is no toy.py" in verdict.result.message


@pytest.mark.slow
def test_an_endless_loop_is_stopped_and_waited_for_once(workspace, assignment, write, either):
    write(ENDLESS)
    verdict = check_once(workspace, assignment)
    assert "still running after 1 s of processor time" in message_of(verdict, "double")
    assert verdict.result.tasks[0].checks[0].outcome == "timeout"
    assert sum(c.outcome == "timeout" for c in verdict.result.tasks[0].checks) == 1


@pytest.mark.slow
def test_a_program_that_waits_is_stopped_and_told_so(workspace, assignment, write, either):
    write(WAITS)
    verdict = check_once(workspace, assignment)
    assert "still waiting after 6 s, without computing," in message_of(verdict, "double")
    assert verdict.result.tasks[0].checks[0].outcome == "timeout"


@pytest.mark.slow
def test_all_checks_together_have_a_limit_on_processor_time(
    workspace, assignment, write, as_student, course_root, monkeypatch
):
    monkeypatch.setattr(time_limits, "WALL_FACTOR", 1000)
    description = course_root / "course.yml"
    text = description.read_text().replace("call_seconds: 1", "call_seconds: 100")
    description.write_text(text.replace("submission_seconds: 20", "submission_seconds: 1"))
    write(ENDLESS)
    message = message_of(check_once(find_workspace(workspace.root), assignment), "double")
    assert "Together with the checks before, the check was still running after 1 s of" in message
    assert "(toy.py, line 4)" in message


def test_a_result_says_what_was_used(workspace, assignment, write, either):
    write(RIGHT)
    result = check_once(workspace, assignment).result
    assert 0 < result.cpu_seconds < 20
    assert result.peak_memory_mib > 10


@pytest.mark.slow
def test_an_endless_loop_at_import(workspace, assignment, write, either):
    write("while True:\n    pass\n")
    verdict = check_once(workspace, assignment)
    assert verdict.result.status == "invalid"
    assert "still running" in verdict.result.message


@pytest.mark.slow
def test_the_public_checks_name_the_line_of_the_loop(workspace, assignment, write, as_student):
    write(ENDLESS)
    assert "(toy.py, line 4)" in message_of(check_once(workspace, assignment), "double")


@pytest.mark.skipif(sys.platform != "linux", reason="no limit on memory there")
def test_eating_memory_is_reported(workspace, assignment, write, either):
    write(EATS_MEMORY)
    assert "MemoryError" in message_of(check_once(workspace, assignment), "double")


def test_ending_the_program_is_reported(workspace, assignment, write, either):
    write(ENDS_THE_PROGRAM)
    verdict = check_once(workspace, assignment)
    assert verdict.result.tasks[0].checks[0].outcome in ("crashed", "failed")
    assert message_of(verdict, "double")


def test_hidden_checks_name_the_misconception(workspace, assignment, write):
    write(SQUARED)
    verdict = check_once(workspace, assignment)
    assert [m.id for m in verdict.result.tasks[0].misconceptions] == ["double-squared"]
    assert verdict.result.tasks[1].follow_through
    seen = workspace.state.read().assignment("01-toy").misconceptions
    assert list(seen) == ["double-squared"]


def test_public_checks_tell_the_sentence_of_the_check(workspace, assignment, write, as_student):
    write(SQUARED)
    verdict = check_once(workspace, assignment)
    assert message_of(verdict, "double") == ("Called: double(x (1,))\ndouble(3) should be 6.")
    assert verdict.result.max_score == 3


def test_one_task_alone(workspace, assignment, write):
    write(HALF_DONE)
    verdict = check_once(workspace, assignment, "double")
    assert verdict.passed
    assert (verdict.result.score, verdict.result.max_score) == (10, 10)
    assert workspace.state.read().assignment("01-toy").tasks["shift"].max_score == 20


def test_warm_checks_follow_every_save(workspace, assignment, write, either):
    checks = open_checks(workspace, assignment)
    try:
        for source, score in [(HALF_DONE, 1), (RIGHT, 2), (HALF_DONE, 1), (RIGHT, 2)]:
            write(source)
            passed = [status_of(t) for t in checks.run().tasks].count("passed")
            assert passed == score
    finally:
        checks.close()


@pytest.mark.slow
@pytest.mark.usefixtures("real_helpers")
def test_a_run_can_be_broken_off_and_the_next_one_works(workspace, assignment, write, either):
    write(ENDLESS)
    checks = open_checks(workspace, assignment)
    try:
        killer = threading.Timer(0.4, checks.kill)
        killer.start()
        with pytest.raises(Interrupted):
            checks.run()
        write(RIGHT)
        assert checks.run().score in (3, 30)
    finally:
        checks.close()


def test_a_mistake_in_the_graders_is_reported(workspace, assignment, write, course_root):
    grader = course_root / "solutions" / "01-toy" / "graders" / "test_double.py"
    grader.write_text("import nothing_of_that_name\n")
    with pytest.raises(CourseError, match=r"test_double\.py"):
        check_once(workspace, assignment)


def test_missing_public_checks_are_reported(workspace, assignment, as_student):
    (workspace.folder(assignment) / "test_toy.py").unlink()
    with pytest.raises(CourseError, match="public checks are missing"):
        check_once(workspace, assignment)


@pytest.mark.usefixtures("real_helpers")
def test_prints_and_neighbours_do_not_disturb(workspace, assignment, write, either, monkeypatch):
    monkeypatch.chdir(workspace.folder(assignment))
    write("import json\nprint('{}')\nprint(json.dumps({'check': 'x'}))\n" + RIGHT)
    (workspace.folder(assignment) / "json.py").write_text("raise RuntimeError\n")
    (workspace.folder(assignment) / "conftest.py").write_text("import pytest\n")
    assert check_once(workspace, assignment).passed


@pytest.mark.slow
def test_plain_pytest_runs_the_public_checks(workspace, assignment, write):
    write(RIGHT)
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        run, cwd=workspace.folder(assignment), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "3 passed" in done.stdout


def test_a_released_folder_without_workspace(course_root, tmp_path):
    folder = tmp_path / "my copy of it"
    shutil.copytree(course_root / "assignments" / "01-toy", folder)
    (folder / "toy.py").write_text(SQUARED)
    alone = single_folder(folder)
    assert alone is not None
    verdict = check_once(alone, alone.choose(None))
    assert statuses(verdict) == {"double": "partly", "shift": "failed"}
    assert sorted(p.name for p in folder.iterdir()) == ["README.md", "test_toy.py", "toy.py"]


def test_another_folder_is_no_assignment(tmp_path):
    assert single_folder(tmp_path) is None
    (tmp_path / "test_x.py").write_text("def test_y(): pass\n")
    assert single_folder(tmp_path) is None


SCRIPTS = {
    "jupytext": "# ---\n# jupyter:\n#   a: b\n# ---\n\n# %%\nimport toy\n\n# %%\ntoy.shift(2)\n",
    "nbconvert": "#!/usr/bin/env python\n# coding: utf-8\n\n# In[ ]:\n\n\nimport toy\n",
    "light": "# ---\n# jupyter: {}\n# ---\n\n# + [markdown]\n# Toys\n# -\n\nimport toy\n",
}


@pytest.mark.parametrize("program", SCRIPTS)
def test_a_script_of_the_notebook_over_the_module_is_told(
    workspace, assignment, write, either, program
):
    write(RIGHT)
    assert check_once(workspace, assignment).notes == ()
    write(SCRIPTS[program])
    (note,) = check_once(workspace, assignment).notes
    assert "toy.py is now a script of toy.ipynb" in note
    kept = workspace.private / "checked" / "01-toy" / "toy.py"
    assert str(kept) in note
    assert kept.read_text() == RIGHT


def test_cells_in_a_module_are_no_script_of_the_notebook(workspace, assignment, write, as_student):
    write("# %%\n" + RIGHT)
    assert check_once(workspace, assignment).notes == ()


def test_in_a_single_folder_nothing_is_kept(workspace, assignment, write, as_student):
    write(SCRIPTS["nbconvert"])
    alone = single_folder(workspace.folder(assignment))
    assert alone is not None
    before = set(alone.path.iterdir())
    (note,) = check_once(alone, alone.course.assignments[0]).notes
    assert "Take your own toy.py back from your editor" in note
    assert set(alone.path.iterdir()) == before


def test_public_checks_say_what_will_not_be_there(workspace, assignment, write, as_student, screen):
    (workspace.folder(assignment) / "special.py").write_text("two = 2\n")
    write("from special import two\n" + RIGHT)
    verdict = check_once(workspace, assignment)
    assert verdict.passed
    show_verdict(verdict, screen)
    shown = " ".join(screen.export_text().split())
    assert "toy.py imports special (line 1), which will not be there when it is graded" in shown


def test_what_the_functions_print_is_beside_the_call(workspace, assignment, write, either):
    write(SQUARED.replace("return x * x", "print('shape', x.shape)\n    return x * x"))
    verdict = check_once(workspace, assignment)
    check = failed_in(verdict, "double")
    shape = "(4, 3)" if either == "hidden" else "(1,)"
    assert check.printed == ((f"double(x {shape})", f"| shape {shape}"),)
    assert check.parts[0] == ("Called", f"double(x {shape})")


@pytest.mark.parametrize("question", ["input('how many? ')", "breakpoint()"])
def test_a_question_to_the_keyboard_is_told_and_never_waited_for(
    workspace, assignment, write, either, question
):
    write(RIGHT.replace("    return 2.0 * x", f"    {question}\n    return 2.0 * x"))
    verdict = check_once(workspace, assignment)
    check = failed_in(verdict, "double")
    assert check.outcome == "failed"
    assert "Nobody can type an answer while a check runs" in check.message
    assert f"    {question}" in check.message


def test_an_error_shows_all_lines_that_led_to_it(workspace, assignment, write, either):
    write("def double(x):\n    y = x,\n    return half(y)\n\ndef half(y):\n    return y / 2\n")
    check = failed_in(check_once(workspace, assignment), "double")
    assert ("Line 3", "    return half(y)") in check.parts
    assert ("Line 6", "    return y / 2") in check.parts
    assert tuple(check.lines) == (6, 3)


def test_a_wrong_indentation_is_told_as_it_is_written(workspace, assignment, write, either):
    write("def double(x):\n    y = x\n      return y\n")
    message = check_once(workspace, assignment).result.message
    assert "Line 2:     y = x\nLine 3:       return y" in message
    assert "further to the right" in message
