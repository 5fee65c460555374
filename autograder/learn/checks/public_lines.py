"""The line that alone decides, where there are only public checks: they are run on each change.

This happens in the process of the public checks, after their outcome has been sent.
"""

import inspect
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from autograder.grading.small_changes import small_changes
from autograder.grading.variants import Variants
from autograder.public_checks import owner
from autograder.sandbox.inside.variants import CHOSEN, Steps

SECONDS = 1.0
"""of processor time: an emergency stop; what is tried is bounded by numbers"""

Check = Callable[[], object]


def deciding_lines(
    module: Path, test: Path, tasks: Mapping[str, Sequence[str]], failed: Collection[str]
) -> dict[str, int]:
    """For each task with failed checks the one line on which a change makes all its checks pass.

    `tasks` has the functions of each task, `failed` the names of the checks that failed. A task
    without such a line, or with several, is left out.
    """
    until = time.process_time() + SECONDS
    found: dict[str, int] = {}
    for task, functions in tasks.items():
        wrong = [name for name in failed if owner(name, tasks) == task]
        others = [name for names in tasks.values() for name in names if name not in functions]
        variants = small_changes(module.read_bytes(), functions, others) if wrong else None
        if functions and variants is not None:
            varied = _varied(module, variants)
            checks = _checks_of(task, tasks, _loaded(test, test.read_text(encoding="utf-8")))
            checks.sort(key=lambda check: check.__name__ not in wrong)
            line = _line(variants, varied, checks, until) if checks else None
            if line is not None:
                found[task] = line
    return found


def _line(
    variants: Variants, varied: ModuleType, checks: Sequence[Check], until: float
) -> int | None:
    """The one line whose changes pass; None where the time is up."""
    steps = Steps(str(varied.__file__))
    lines: set[int | None] = set()
    for number in (0, *variants.edits):
        if time.process_time() > until:
            return None
        vars(varied)[CHOSEN] = number
        try:
            steps.counted(lambda: [check() for check in checks])
        except Exception:
            continue
        if number == 0:
            return None
        lines.add(variants.edits[number].line)
    return lines.pop() if len(lines) == 1 else None


def _varied(module: Path, variants: Variants) -> ModuleType:
    """The learner's module with all its variants, in the place of the module itself."""
    varied = ModuleType(module.stem)
    vars(varied).update({"__file__": str(module), CHOSEN: 0})
    sys.modules[module.stem] = varied
    exec(compile(variants.text, str(module), "exec", dont_inherit=True), vars(varied))
    return varied


def _loaded(test: Path, source: str) -> ModuleType:
    checks = ModuleType(test.stem)
    vars(checks)["__file__"] = str(test)
    exec(compile(source, str(test), "exec", dont_inherit=True), vars(checks))
    return checks


def _checks_of(task: str, tasks: Mapping[str, Sequence[str]], test: ModuleType) -> list[Check]:
    """The checks of a task; none where one of them needs pytest."""
    own = [
        check
        for name, check in vars(test).items()
        if name.startswith("test_") and callable(check) and owner(name, tasks) == task
    ]
    plain = [c for c in own if not hasattr(c, "pytestmark") and not inspect.signature(c).parameters]
    return plain if len(plain) == len(own) else []
