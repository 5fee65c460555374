"""Public checks from inside a notebook: what passes, what is still to do, never a traceback.

The checks are those of the `test_*.py` beside the notebook; `check("task")` runs its functions
named `test_task` or `test_task_*`, on the module as it is saved at this moment.
"""

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.message_parts import joined
from autograder.notebook.report import Line, Note, Report, show
from autograder.notebook.trouble import describe, is_in, waiting_for
from autograder.public_checks import checked_functions, owner, tasks_of

NBGRADER_RUNS = "NBGRADER_EXECUTION"  # nbgrader sets it while it executes a notebook


def check(task: str) -> None:
    """Run the public checks of `task` on what is saved now, and show how far it is.

    Whatever the learner's code does is told and not raised, except to nbgrader, as in
    `nbgrader validate`: it takes a cell that doesn't raise for a right one.
    """
    report = _report(task, Path.cwd())
    show(report)
    if report.state != "passed" and NBGRADER_RUNS in os.environ:
        raise AssertionError(f"{task}: {report.headline()}")


@contextmanager
def when_ready() -> Iterator[None]:
    """Run the lines of a cell if the functions they lean on are written; else say what is missing.

        with when_ready():
            params, losses = network.train(X, y, start, lr=2.0, epochs=1000)
            plot_losses(losses)

    What the learner's own module raises is told in a line. Anything else is raised as ever.
    """
    try:
        yield
    except NotImplementedError as todo:
        show(Note(f"This part comes to life later. {waiting_for(todo, Path.cwd())}"))
    except Exception as error:
        if not is_in(error, Path.cwd()):
            raise
        show(Note(f"This needs a working function first. {joined(describe(error, Path.cwd()))}"))


def _report(task: str, folder: Path) -> Report:
    try:
        tests = _load_tests(task, folder)
    except _NoTests as missing:
        return Report(task, [], trouble=str(missing))
    except NotImplementedError as todo:
        return Report(task, [], trouble=waiting_for(todo, folder))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return Report(
            task, [], trouble=f"The file can't be read yet. {joined(describe(error, folder))}"
        )
    lines, advice = [], list[str]()
    for function in tests:
        line, warned = _run(function, folder)
        lines.append(line)
        advice += [text for text in warned if text not in advice]
    return Report(task, lines, advice=advice)


def _run(function: Callable[[], Any], folder: Path) -> tuple[Line, list[str]]:
    """What became of one check, and what NumPy warned of meanwhile."""
    title = (function.__doc__ or function.__name__).strip().partition("\n")[0]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", RuntimeWarning)
        try:
            function()
            line = Line("passed", title)
        except NotImplementedError as todo:
            line = Line("waiting", title, (("", waiting_for(todo, folder)),))
        except AssertionError as wrong:
            line = Line("failed", title, (("", str(wrong) or "This isn't so yet."),))
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            line = Line("failed", title, describe(error, folder))
    return line, [str(warning.message) for warning in caught]


class _NoTests(Exception):  # noqa: N818 - told, not raised to anybody
    """There are no checks to run, and why."""


def _load_tests(task: str, folder: Path) -> list[Callable[[], Any]]:
    """The checks of a task, on modules that are as new as their files. Raises _NoTests."""
    files = sorted(folder.glob("test_*.py"))
    if not files:
        raise _NoTests(
            f"There is no test_*.py in {folder}. "
            "The notebook needs its own folder, with the other files that came with it."
        )
    known: list[str] = []
    for file in files:
        checks = _checks(_fresh_module(file))
        source = file.read_text(encoding="utf-8", errors="replace")
        functions = checked_functions(source, file.stem.removeprefix("test_"))
        found = [checks[name] for name in checks if owner(name, {task, *functions}) == task]
        if found:
            return found
        known += tasks_of(checks, functions)
    raise _NoTests(f'There are no checks for "{task}". There are some for: {", ".join(known)}.')


def _checks(module: ModuleType) -> dict[str, Callable[[], Any]]:
    return {n: f for n, f in vars(module).items() if n.startswith("test_") and callable(f)}


def _fresh_module(test: Path) -> ModuleType:
    """The test file as a module, after everything beside it has been loaded anew."""
    folder = str(test.parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and Path(file).suffix == ".py" and Path(file).parent == test.parent:
            _reload(module, Path(file))
    fresh = ModuleType(test.stem)
    fresh.__file__ = str(test)
    _execute(fresh, test)
    return fresh


def _reload(module: ModuleType, file: Path) -> None:
    """Run a module's file again in its own namespace, where the notebook sees it.

    Unlike importlib's reload it reads no bytecode, which two saves within a second can share, and
    a function that the learner deleted is gone.
    """
    compile(file.read_bytes(), str(file), "exec")
    for name in [name for name in vars(module) if not name.startswith("__")]:
        delattr(module, name)
    _execute(module, file)


def _execute(module: ModuleType, file: Path) -> None:
    exec(compile(file.read_bytes(), str(file), "exec"), vars(module))
