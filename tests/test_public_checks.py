"""Which task a public check belongs to; the terminal and the notebook say the same of it."""

import sys
from pathlib import Path

import pytest

from autograder.grading.results import Result
from autograder.learn.checks.checking import check_once
from autograder.learn.workspace.single_folder import single_folder
from autograder.notebook.checks import _report
from autograder.public_checks import checked_functions, owner, tasks_of

TASKS = ["adam", "adam_w"]
MODULE = """\
def adam(x):
    return x

def adam_w(x):
    return -x

def adam_w_values(x):
    return x
"""
CHECKS = '''\
import steps as own
from steps import adam_w

def test_adam():
    """adam keeps x"""
    assert own.adam(1) == 1

def test_adam_values():
    """adam keeps another x"""
    assert own.adam(2) == 2

def test_adam_w_values():
    """adam_w keeps x"""
    assert adam_w(1) == 1, "adam_w(1) should be 1."
'''


@pytest.mark.parametrize(
    ("check", "task"),
    [
        ("test_adam", "adam"),
        ("test_adam_values", "adam"),
        ("test_adam_w_values", "adam_w"),
        ("test_adam_w", "adam_w"),
        ("test_adam[0.9-0.999]", "adam"),
        ("test_adam_w_values[adam]", "adam_w"),
        ("test_adamant", None),
        ("test_other", None),
    ],
)
def test_the_longest_name_that_fits(check: str, task: str | None) -> None:
    assert owner(check, TASKS) == task
    assert owner(check, reversed(TASKS)) == task


def test_tasks_are_functions_or_else_a_word() -> None:
    checks = ["test_adam_w_values", "test_sizes_and_order", "test_adam", "test_adam_w"]
    assert tasks_of(checks, TASKS) == ["adam_w", "sizes", "adam"]


def test_only_what_the_checks_use_is_a_function_of_theirs() -> None:
    assert checked_functions(CHECKS, "steps") == {"adam", "adam_w"}
    assert checked_functions("import a.steps\na.steps.adam(1)\n", "steps") == set()
    assert checked_functions("def (", "steps") == set()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "steps"
    folder.mkdir()
    (folder / "steps.py").write_text(MODULE)
    (folder / "test_steps.py").write_text(CHECKS)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "steps", raising=False)
    return folder


def outcomes(result: Result) -> dict[str, list[bool]]:
    return {t.task: [check.outcome == "passed" for check in t.checks] for t in result.tasks}


def test_terminal_and_notebook_agree(folder: Path, tmp_path: Path) -> None:
    expected = {"adam": [True, True], "adam_w": [False]}
    alone = single_folder(folder)
    assert alone is not None
    assert outcomes(check_once(alone, alone.choose(None)).result) == expected
    reports = {task: _report(task, folder) for task in TASKS}
    assert {t: [x.state == "passed" for x in r.lines] for t, r in reports.items()} == expected
