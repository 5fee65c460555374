"""Many variants of one module at once: its source has all of them, and a number chooses one."""

import sys
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from autograder.sandbox.wire.flat import Leaf, flat

CHOSEN = "__variant__"
"""the name in the module that chooses; 0 is the module as it was"""
_MAY_NOT_END = ("while", "itertools", "iter(")
_SPARE_LINES = 1000


def results_of(
    module: ModuleType, source: str, numbers: list[int], answer: Callable[[], list[Any]]
) -> list[list[Any]]:
    """What `answer` says for each of these variants, those of one form together.

    A form is `[leaves, numbers of the variants, a row of numbers for each]`. A variant that raises,
    takes far more steps than the module as it was, or gives no plain numbers is left out.
    """
    forms: dict[str, tuple[list[Leaf], list[int], list[np.ndarray]]] = {}
    steps = Steps(str(module.__file__)) if any(w in source for w in _MAY_NOT_END) else None
    with np.errstate(all="ignore"):
        for number in [0, *numbers] if steps else numbers:
            vars(module)[CHOSEN] = number
            try:
                word, value = steps.counted(answer) if steps else answer()
                if word != "value" or number == 0:
                    continue
                leaves, row = flat(value)
            except Exception:
                continue
            _, chosen, rows = forms.setdefault(repr(leaves), (leaves, [], []))
            chosen.append(number)
            rows.append(row)
    return [[leaves, chosen, np.stack(rows)] for leaves, chosen, rows in forms.values()]


class _TooManySteps(Exception):  # noqa: N818 - nobody sees it
    """A variant goes on where the module as it was had ended long before."""


class Steps:
    """Counts the lines of a file that run, and ends what runs far longer than its first time.

    So a loop that a change made endless costs no time limit, and the same program is ended at the
    same place on a fast and on a slow machine.
    """

    def __init__(self, filename: str) -> None:
        self._filename = filename
        self._most = sys.maxsize
        self._count = 0

    def counted(self, answer: Callable[[], list[Any]]) -> list[Any]:
        """The answer. Raises _TooManySteps."""
        self._count = 0
        before = sys.gettrace()
        sys.settrace(self._frame)
        try:
            return answer()
        finally:
            sys.settrace(before)
            if self._most == sys.maxsize:
                self._most = 3 * self._count + _SPARE_LINES

    def _frame(self, frame: FrameType, event: str, arg: Any) -> Any:
        return self._line if frame.f_code.co_filename == self._filename else None

    def _line(self, frame: FrameType, event: str, arg: Any) -> Any:
        self._count += 1
        if self._count > self._most:
            raise _TooManySteps
        return self._line


def fresh(value: Any) -> Any:
    """A copy that shares no array, container or generator with the original."""
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if isinstance(value, dict):
        return {key: fresh(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(fresh(item) for item in value)
    if isinstance(value, np.random.Generator):
        twin = type(value.bit_generator)()
        twin.state = value.bit_generator.state
        return np.random.Generator(twin)
    return value
