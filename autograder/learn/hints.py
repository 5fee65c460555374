"""The hint ladder of a task: the next rung each time.

`solutions/NAME/hints.md` has a `## task` for each task, and below it a `### Title` for each rung,
from the symptom to almost the code. A `#` inside a fenced block of code is code.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment, Task
from autograder.errors import CourseError
from autograder.learn.workspace.workspace import Workspace

FENCE = re.compile(r"\s*(```|~~~)")


@dataclass(frozen=True)
class Rung:
    """One hint, as markdown."""

    title: str
    text: str


@dataclass(frozen=True)
class Hint:
    """A rung, its number on the ladder, and whether the learner has seen it before."""

    rung: Rung
    number: int
    count: int
    repeated: bool
    """the learner has seen the whole ladder already, and this is its last rung again"""


def read_ladders(text: str) -> dict[str, list[Rung]]:
    """The rungs of each task of a `hints.md`."""
    ladders: dict[str, list[Rung]] = {}
    ladder: list[Rung] = []
    title, lines, fenced = "", list[str](), False

    def finish() -> None:
        if title:
            ladder.append(Rung(title, "\n".join(lines).strip()))
        lines.clear()

    for line in text.splitlines():
        fenced ^= bool(FENCE.match(line))
        heading = "" if fenced else line.partition(" ")[0]
        if heading == "##":
            finish()
            title, ladder = "", ladders.setdefault(line[2:].strip().strip("`"), [])
        elif heading == "###":
            finish()
            title = line[3:].strip()
        else:
            lines.append(line)
    finish()
    return ladders


def hint_file(workspace: Workspace, assignment: Assignment) -> Path:
    """The file of an assignment's ladders. Raises CourseError in a student's install."""
    file = workspace.course.solution_dir(assignment) / "hints.md"
    if assignment.why_unexplained or not file.is_file():
        why = workspace.why_no_solutions(assignment)
        raise CourseError(f"The hints are not here: {why}")
    return file


def next_hint(workspace: Workspace, assignment: Assignment, task: Task) -> Hint:
    """The next rung for a task, and remember it. After the last rung the last one comes again."""
    file = hint_file(workspace, assignment)
    ladder = read_ladders(file.read_text(encoding="utf-8")).get(task.name, [])
    if not ladder:
        raise CourseError(f"{file}: there is no hint for {task.name}")
    with workspace.state.edit() as state:
        known = state.assignment(assignment.name).task(task.name)
        seen = min(known.hints, len(ladder))
        number = min(seen + 1, len(ladder))
        known.hints = number
    return Hint(ladder[number - 1], number, len(ladder), repeated=seen == len(ladder))
