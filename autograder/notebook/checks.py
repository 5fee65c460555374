"""Public checks in a notebook: what passes and what is still to do, never a traceback.

The checks are those of the `test_*.py` in the notebook's folder. `check("task")` runs the functions
`test_task` and `test_task_*` of that file, on the module as it is saved now. `check("task.part")`
runs only `test_task_part` and `test_task_part_*`: while a function grows, one part after the other.
"""

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.examples.recording import Recorder, recording
from autograder.examples.telling import tell
from autograder.graded_imports import note_on_imports
from autograder.grading.feedback.printed import printed_parts
from autograder.message_parts import joined
from autograder.notebook.report import Line, Note, Report, show
from autograder.notebook.saved_files import execute, loaded_from, reload
from autograder.notebook.trouble import describe, is_in, own_files, waiting_for
from autograder.notebook_scripts import is_script_of_notebook
from autograder.public_checks import checked_functions, is_part, owner, tasks_of, title_of

NBGRADER_RUNS = "NBGRADER_EXECUTION"  # nbgrader sets it while it executes a notebook


def check(task: str) -> None:
    """Run the public checks of `task` on what is saved now, and show what passes.

    task: its name, or "name.part" for those of a part.
    An error in the learner's code is shown and not raised. Only nbgrader gets an exception, e.g. in
    `nbgrader validate`: for it a cell that doesn't raise is right.
    """
    report = replace(_report(task, Path.cwd()), notes=list(_notes(Path.cwd())))
    show(report)
    if report.state != "passed" and NBGRADER_RUNS in os.environ:
        raise AssertionError(f"{task}: {report.headline()}")


@contextmanager
def when_ready() -> Iterator[None]:
    """Run a cell's lines if the functions that they call are written; else say what is missing.

        with when_ready():
            params, losses = network.train(X, y, start, lr=2.0, epochs=1000)
            plot_losses(losses)

    An error in the learner's own module is shown in a line. Any other error is raised.
    """
    try:
        yield
    except NotImplementedError as todo:
        show(Note(f"This part works later. {waiting_for(todo, Path.cwd())}"))
    except Exception as error:
        if not is_in(error, Path.cwd()):
            raise
        show(Note(f"This needs a working function first.\n{joined(describe(error, Path.cwd()))}"))


def _report(task: str, folder: Path) -> Report:
    try:
        module, tests = _load_tests(task, folder)
    except _NoTests as missing:
        return Report(task, [], trouble=str(missing))
    except NotImplementedError as todo:
        return Report(task, [], trouble=waiting_for(todo, folder))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return Report(
            task, [], trouble=f"The file can't be read yet.\n{joined(describe(error, folder))}"
        )
    lines, advice = [], list[str]()
    with recording(module) as recorder:
        for function in tests:
            line, warned = _run(function, recorder, folder)
            lines.append(line)
            advice += [text for text in warned if text not in advice]
    return Report(task, lines, advice=advice)


def _notes(folder: Path) -> Iterator[str]:
    """What public checks can't see: the packages that a graded program doesn't have."""
    for test in sorted(folder.glob("test_*.py")):
        module = folder / test.name.removeprefix("test_")
        with suppress(OSError):
            source = module.read_bytes()
            if note := note_on_imports(source, module.name):
                yield note
            checks = test.read_text(encoding="utf-8", errors="replace")
            if is_script_of_notebook(source, checked_functions(checks, module.stem)):
                yield (
                    f"{module.name} is now a script of the notebook: jupytext or nbconvert wrote "
                    "it over your functions. Take your own file back from your editor, from git or "
                    "from a backup."
                )


def _run(function: Callable[[], Any], recorder: Recorder, folder: Path) -> tuple[Line, list[str]]:
    """The outcome of one check, and NumPy's warnings during it."""
    title = title_of(function)
    recorder.forget()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", RuntimeWarning)
        try:
            function()
            line = Line("passed", title, printed=printed_parts(recorder.calls, recorder.module))
        except NotImplementedError as todo:
            line = Line("waiting", title, (("", waiting_for(todo, folder)),))
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            told = tell(error, recorder, title, own_files(folder))
            line = Line("failed", title, told.parts, told.numbers, told.printed)
    return line, [str(warning.message) for warning in caught]


class _NoTests(Exception):  # noqa: N818 (it is shown, nobody else sees it)
    """There are no checks to run; the text says why."""


def _load_tests(task: str, folder: Path) -> tuple[ModuleType, list[Callable[[], Any]]]:
    """The module and the checks of a task or a part; all modules are loaded anew.

    Raises _NoTests.
    """
    files = sorted(folder.glob("test_*.py"))
    if not files:
        raise _NoTests(
            f"There is no test_*.py in {folder}. "
            "Keep the notebook in one folder with the other files of the assignment."
        )
    task, _, part = task.partition(".")
    known: list[str] = []
    for file in files:
        checks = _checks(_fresh_module(file))
        source = file.read_text(encoding="utf-8", errors="replace")
        functions = checked_functions(source, file.stem.removeprefix("test_"))
        found = [checks[name] for name in checks if owner(name, {task, *functions}) == task]
        if found:
            return _module_of(file), _of_part(found, task, part)
        known += tasks_of(checks, functions)
    raise _NoTests(f'There are no checks for "{task}". There are some for: {", ".join(known)}.')


def _of_part(checks: list[Callable[[], Any]], task: str, part: str) -> list[Callable[[], Any]]:
    """The checks of a part of a task. Raises _NoTests where it has none."""
    found = [check for check in checks if is_part(check.__name__, task, part)]
    if found:
        return found
    parts = ", ".join(check.__name__.removeprefix(f"test_{task}_") for check in checks)
    raise _NoTests(f'{task} has no checks for "{part}". There are some for: {parts}.')


def _checks(module: ModuleType) -> dict[str, Callable[[], Any]]:
    return {n: f for n, f in vars(module).items() if n.startswith("test_") and callable(f)}


def _module_of(test: Path) -> ModuleType:
    """The module that a test file is named after; one without functions where it uses none."""
    stem = test.stem.removeprefix("test_")
    return sys.modules.get(stem) or ModuleType(stem)


def _fresh_module(test: Path) -> ModuleType:
    """The test file as a module, after all modules of its folder have been loaded again."""
    folder = str(test.parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    for module, file in loaded_from(test.parent):
        reload(module, file)
    fresh = ModuleType(test.stem)
    fresh.__file__ = str(test)
    execute(fresh, test)
    return fresh
