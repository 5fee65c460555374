"""Which task a public check belongs to: `test_TASK` and `test_TASK_what` are checks of TASK.

One rule for the terminal and for the notebook. It needs nothing but Python, as a notebook may run
in a browser.
"""

import ast
from collections.abc import Callable, Collection, Iterable
from typing import Any


def owner(check: str, tasks: Iterable[str]) -> str | None:
    """The task with the longest name that fits: `test_adam_w_values` is adam_w's, not adam's."""
    name = check.partition("[")[0]
    fitting = [task for task in tasks if f"{name}_".startswith(f"test_{task}_")]
    return max(fitting, key=len, default=None)


def is_part(check: str, task: str, part: str) -> bool:
    """Whether a check is of a part of a task: `test_adam_w_values` is of the part w of adam.

    Without a part every check of the task is.
    """
    return not part or f"{check}_".startswith(f"test_{task}_{part}_")


def title_of(check: Callable[..., Any]) -> str:
    """What a check says of itself: the first line of its docstring, or its name."""
    return (check.__doc__ or check.__name__).strip().partition("\n")[0]


def tasks_of(checks: Iterable[str], functions: Collection[str]) -> list[str]:
    """The tasks of the checks, in their order, where no course names them.

    A check that is named after none of the functions belongs to a task of one word.
    """
    tasks = (owner(check, functions) or check.split("_")[1] for check in checks)
    return list(dict.fromkeys(tasks))


def checked_functions(test_source: str, module: str) -> set[str]:
    """The names of a module (without `.py`) that its public checks use.

    A learner's own helper is never one of them. Empty where the checks can't be parsed.
    """
    try:
        nodes = list(ast.walk(ast.parse(test_source)))
    except (SyntaxError, ValueError):
        return set()
    modules, names = set(), set()
    for node in nodes:
        match node:
            case ast.Import():
                modules |= {a.asname or a.name for a in node.names if a.name == module}
            case ast.ImportFrom(module=source) if source == module:
                names |= {alias.name for alias in node.names}
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=name)) if name in modules:
                names.add(node.attr)
    return names
