"""The hint ladder of a task: one rung further each time.

`solutions/NAME/hints.md` holds a `## task` for each task, and in it one `### Title` for each
rung, from the symptom to almost the code. A `#` inside a fenced block of code is code.
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
    """A rung, where it stands on its ladder, and whether the ladder ended before it."""

    rung: Rung
    number: int
    count: int
    repeated: bool
    """the learner had seen the whole ladder already: this is its last rung again"""


def read_ladders(text: str) -> dict[str, list[Rung]]:
    """The rungs of each task, as a `hints.md` holds them."""
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
    """Where the ladder of an assignment lies. Raises CourseError in a student's install."""
    file = workspace.course.solution_dir(assignment) / "hints.md"
    if not file.is_file():
        raise CourseError(
            "The hints are not at hand: they lie on the course's solution side, which your "
            "instructor keeps until the deadline. If you learn alone, name the folder of the "
            "whole course with --course DIR"
        )
    return file


def next_hint(workspace: Workspace, assignment: Assignment, task: Task) -> Hint:
    """The next rung for a task; remembers that it was taken. The last one repeats."""
    file = hint_file(workspace, assignment)
    ladder = read_ladders(file.read_text(encoding="utf-8")).get(task.name, [])
    if not ladder:
        raise CourseError(f"{file}: there is no hint for {task.name}")
    with workspace.state.edit() as state:
        remembered = state.assignment(assignment.name).task(task.name)
        taken = min(remembered.hints, len(ladder))
        number = min(taken + 1, len(ladder))
        remembered.hints = number
    return Hint(ladder[number - 1], number, len(ladder), repeated=taken == len(ladder))
