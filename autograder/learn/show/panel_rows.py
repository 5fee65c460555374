"""What the panel about a check says, row by row, and which rows go first where there is no room."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.grading.results import CheckResult, TaskResult
from autograder.learn.checks.verdict import Verdict, first_failed, is_stub
from autograder.message_parts import CALLED, EXPECTED, NEXT, NOTE, TO_DO, WHERE, Part
from autograder.number_tables import NumberTable
from autograder.text import clean

LONGEST_CALL = 140
"""characters; a check may call a program of its own with many arrays"""
LONGEST_LABEL = 14
"""characters; a longer label is put before its text, in the same column"""
LINE = "Line "
PRINTED = "Printed"
FIRST_PRINTED = 4
"""lines; the others are less useful than all that we say"""


@dataclass(frozen=True)
class Row:
    """A label and a text, or the numbers of an example; `rank` 0 is the most useful."""

    label: str = ""
    text: str = ""
    rank: int = 0
    numbers: tuple[NumberTable, ...] = ()
    code: bool = False
    """its lines are the learner's: none of them is wrapped"""


INPUTS, HELP, ON_THE_WAY, CALL, RESULTS, GENERAL, OUTPUT = 9, 8, 7, 5, 4, 3, 2
"""the ranks of rows that can be left out, first the ones that go first"""


def rows_of_task(verdict: Verdict, task: TaskResult, commands: Sequence[Part]) -> Iterator[Row]:
    """The parts of the first check that failed, the misconception that explains it, what to do."""
    check = first_failed(task)
    if check is None:
        return
    if is_stub(check):
        yield from (Row(label, text) for label, text in as_rows(check.parts) if label == TO_DO)
        for line in check.lines[:1]:  # editors and terminals make it a link
            yield Row(WHERE, f"{verdict.assignment.name}/{verdict.assignment.module}:{line}")
        yield from (Row(label, text, HELP) for label, text in commands if label != "Debug")
        return
    named = task.mistakes_told
    yield from _what_happened(check)
    for label, told in zip(("Perhaps", *([""] * len(named))), named, strict=False):
        yield Row(label, clean(told))
    yield from (Row(label, text) for label, text in as_rows(check.parts) if label == WHERE)
    if check.outcome == "timeout":
        yield Row(NEXT, "Look for a loop that never ends: does its condition ever become false?")
    if not named:
        yield from (Row(label, text) for label, text in as_rows(check.parts) if label == NEXT)
    yield from (Row(label, text, HELP) for label, text in commands)


def rows_of_prints(check: CheckResult) -> Iterator[Row]:
    """What the learner's functions printed, beside the calls."""
    for number, (call, text) in enumerate(check.printed):
        said = clean(text)
        alone = len(check.printed) == 1 and (CALLED, call) in check.parts
        lines = said.split("\n") if alone else [f"{clean(call, LONGEST_CALL)}:", *said.split("\n")]
        first, others = lines[:FIRST_PRINTED], lines[FIRST_PRINTED:]
        yield Row(PRINTED, "\n".join(first), ON_THE_WAY if number else OUTPUT, code=True)
        if others:
            yield Row("", "\n".join(others), ON_THE_WAY, code=True)


def as_rows(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts as they fit into two columns."""
    for label, shown in parts:
        text = clean(shown)
        if len(label) > LONGEST_LABEL:
            yield "", f"{label}: {text}"
        elif label == CALLED and len(text) > LONGEST_CALL:
            yield label, f"{text[: LONGEST_CALL - 1]}…"
        else:
            yield label, text


def _what_happened(check: CheckResult) -> Iterator[Row]:
    parts = [part for part in as_rows(check.parts) if part[0] not in (NEXT, WHERE)]
    last_line = next((label for label, _ in reversed(parts) if label.startswith(LINE)), "")
    ranks = {CALLED: CALL, EXPECTED: GENERAL, NOTE: GENERAL}
    for label, text in parts:
        is_line = label.startswith(LINE)
        on_the_way = is_line and label != last_line
        yield Row(label, text, ON_THE_WAY if on_the_way else ranks.get(label, 0), code=is_line)
        if label == CALLED:
            yield from rows_of_prints(check)
    if all(label != CALLED for label, _ in parts):
        yield from rows_of_prints(check)
    for is_input in (True, False):
        tables = tuple(t for t in check.numbers if (t.role == "input") == is_input)
        if tables:
            yield Row(rank=INPUTS if is_input else RESULTS, numbers=tables)
