"""What a learner's functions printed, as a person reads it: few short lines, each with a mark.

A program chooses every character of it. So each line begins with a bar: no line can look like a
label or a verdict of ours.
"""

from collections.abc import Sequence
from types import ModuleType

from autograder.grading.calls import Call, call_line
from autograder.grading.tracing import only_call
from autograder.message_parts import Part
from autograder.text import clean, one_line

MOST_LINES, LONGEST_LINE, MOST_CALLS = 12, 200, 4
BAR = "| "


def printed_lines(text: str) -> str:
    """The text of one call: its first lines, and how many more there are."""
    lines = clean(text, 4 * LONGEST_LINE * MOST_LINES).rstrip("\n").split("\n")
    shown = [BAR + clean(line, LONGEST_LINE) for line in lines[:MOST_LINES]]
    more = len(lines) - len(shown)
    return "\n".join([*shown, f"({more} more lines)"] if more else shown)


def printed_parts(calls: Sequence[Call], reference: ModuleType) -> tuple[Part, ...]:
    """Pairs of a call and what it printed; the first ones where there are many."""
    said: list[Part] = []
    for call in (only_call(call) for call in calls if call.printed):
        for name, text in call.printed:
            what = call_line(call, reference) if call.script is None else f"{one_line(name, 60)}(…)"
            said.append((what, printed_lines(text)))
    return tuple(said[:MOST_CALLS])
