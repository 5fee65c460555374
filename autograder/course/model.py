"""The typed objects that `course.yml` is read into.

The description of a field says what is allowed there. An editor shows it (through
`course.schema.json`), and so does the message about a wrong value.
"""

import difflib
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
)

from autograder.errors import CourseError

SECONDS_PER_DAY = 24 * 60 * 60
FIRST_YEAR, LAST_YEAR = 1970, 2999


class _Section(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )


def _only_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("not text")
    return value


def _in_our_time(moment: datetime) -> datetime:
    """A moment that can be moved by a time zone, or by years more, and stays a date."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("not in our time")
    return moment


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError):  # no such zone, or a folder of zones
        raise ValueError("no such time zone") from None
    return name


Title = Annotated[str, Field(pattern=r"\S")]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Positive = Annotated[float, Field(gt=0, strict=True)]
Percent = Annotated[float, Field(ge=0, le=100, strict=True)]
Moment = Annotated[AwareDatetime, BeforeValidator(_only_text), AfterValidator(_in_our_time)]


class LatePolicy(_Section):
    """What a late submission costs."""

    grace_minutes: Annotated[float, Field(ge=0, le=525_600, strict=True)] = 0.0
    """minutes after the due date that cost nothing, a number from 0 to 525600 (a year)"""
    percent_per_day: Percent = 0.0
    """percent of the score taken off for every started day, a number from 0 to 100"""
    cap_percent: Percent = 100.0
    """the most percent that lateness takes off, a number from 0 to 100"""

    def penalty_percent(self, late_seconds: float, started_days: int | None = None) -> float:
        """The percent of the score that a submission loses which is `late_seconds` late.

        Within the grace it loses nothing. After that, days count from the due date, and a started
        day counts as a whole one. `started_days` counts them by a calendar; else a day has 24
        hours.
        """
        if late_seconds <= self.grace_minutes * 60:
            return 0.0
        if started_days is None:
            started_days = math.ceil(late_seconds / SECONDS_PER_DAY)
        return min(started_days * self.percent_per_day, self.cap_percent)


class Task(_Section):
    """One thing to write, usually one function, with the points it is worth."""

    name: Identifier
    """the task's name: letters, digits and _, not starting with a digit, e.g. forward"""
    title: Title
    """what a person calls the task, e.g. "The forward pass\""""
    points: Positive
    """what the task is worth, a number more than 0"""
    extra_credit: Annotated[bool, Field(strict=True)] = False
    """true or false; true: its points come on top of the assignment's maximum"""
    needs: tuple[Identifier, ...] = ()
    """names of earlier tasks of this assignment, whose functions this task may call"""
    functions: tuple[Identifier, ...] = Field(
        default_factory=lambda data: (data["name"],) if "name" in data else ()
    )
    """names of the functions that this task judges; if left out, the task's own name"""

    @property
    def points_in_maximum(self) -> float:
        """What the task adds to the maximum of its assignment: its points, or 0 on top of it."""
        return 0.0 if self.extra_credit else self.points

    @property
    def label(self) -> str:
        """The title, as it stands beside points."""
        return f"{self.title} (extra credit)" if self.extra_credit else self.title


class Exam(_Section):
    """An exam: until its end a learner has the public checks alone, and no mistake is explained."""

    until: Moment
    """date, time and time zone from which on all is explained, e.g. 2027-02-10T18:00:00+01:00"""


class Assignment(_Section):
    """One assignment: a module to complete, in tasks."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    """the name of its folders: letters, digits, -, _ and ., e.g. 02-network"""
    title: Title
    """what a person calls the assignment, e.g. "A network with one hidden layer\""""
    module: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]*\.py$")]
    """the Python file that a learner completes: small letters, digits and _, e.g. network.py"""
    due: Moment | None = None
    """date, time and time zone, e.g. 2027-01-31T23:59:00+01:00; if left out, never late"""
    line_hints: Annotated[bool, Field(strict=True)] | None = None
    """whether feedback may name the line that decides; if left out, as the course says"""
    late: LatePolicy | None = None
    """what lateness costs here; a key that is left out is as in the course's own `late`"""
    exam: Exam | None = None
    """until: when an exam ends that explains nothing before; if left out, all is explained"""
    tasks: Annotated[tuple[Task, ...], Field(min_length=1)]
    """a list of at least one task, in the order in which they are solved"""

    @property
    def stem(self) -> str:
        """The module's name without `.py`; it names every file of the assignment."""
        return self.module.removesuffix(".py")

    @property
    def notebook(self) -> str:
        """The notebook's file name."""
        return f"{self.stem}.ipynb"

    @property
    def max_score(self) -> float:
        """The points of all tasks together, as graded automatically, without extra credit."""
        return math.fsum(task.points_in_maximum for task in self.tasks)

    @property
    def why_unexplained(self) -> str:
        """Why nothing is explained now, as a sentence; empty where all may be explained."""
        if self.exam is None or datetime.now(UTC) >= self.exam.until:
            return ""
        return f"This is an exam. Nothing is explained before {self.exam.until:%Y-%m-%d %H:%M %z}."

    def task(self, name: str) -> Task:
        """The task of that name, or the only one that has it in its name."""
        found = _named(name, [task.name for task in self.tasks], f"task of {self.name}")
        return next(task for task in self.tasks if task.name == found)


class Limits(_Section):
    """What a learner's program may use while it is graded; on the wall clock six times as much."""

    call_seconds: Positive = 5.0
    """seconds of processor time for one call of a learner's function, a number more than 0"""
    submission_seconds: Positive = 60.0
    """seconds of processor time for all calls of one submission together, a number more than 0"""
    memory_mib: Annotated[int, Field(ge=256, le=1_048_576, strict=True)] = 1024
    """address space of the process that runs a learner's code, in MiB, a whole number from 256"""


class Course(_Section):
    """A course: its assignments in order, its rules, and where its folders are."""

    schema_version: Literal[1] = Field(alias="schema")
    """the version of this file's format, 1"""
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    """a short name of the course: letters, digits, -, _ and ."""
    title: Title
    """what a person calls the course"""
    time_zone: Annotated[str, AfterValidator(_known_zone)] | None = None
    """an IANA name, e.g. Europe/Berlin; if left out, a day of lateness has 24 hours"""
    limits: Limits = Limits()
    """what a learner's program may use: call_seconds, submission_seconds, memory_mib"""
    late: LatePolicy = LatePolicy()
    """what lateness costs: grace_minutes, percent_per_day, cap_percent"""
    line_hints: Annotated[bool, Field(strict=True)] = True
    """whether feedback may name the line of a wrong function that decides; false in an exam"""
    assignments: tuple[Assignment, ...]
    """the list of assignments, in the order in which they are worked on"""

    _root: Path = PrivateAttr()

    def model_post_init(self, context: Any) -> None:
        """Keep the folder that `load_course` found the file in."""
        self._root = context["root"]

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone of the course, where it says one."""
        return ZoneInfo(self.time_zone) if self.time_zone else None

    @property
    def root(self) -> Path:
        """The folder that holds `course.yml`."""
        return self._root

    def assignment(self, name: str) -> Assignment:
        """The assignment of that name, or the only one that has it in its name.

        Raises CourseError when none fits, or several.
        """
        found = _named(name, [a.name for a in self.assignments], "assignment")
        return next(a for a in self.assignments if a.name == found)

    def names_lines(self, assignment: Assignment) -> bool:
        """Whether feedback on this assignment may name the line that decides."""
        own = assignment.line_hints
        return self.line_hints if own is None else own

    def shows_lines(self, assignment: Assignment) -> bool:
        """Whether a learner may see now which line decides."""
        return self.names_lines(assignment) and not assignment.why_unexplained

    def late_policy(self, assignment: Assignment) -> LatePolicy:
        """What lateness costs in this assignment: its own rules, else those of the course."""
        own = assignment.late
        if own is None:
            return self.late
        return self.late.model_copy(update={key: getattr(own, key) for key in own.model_fields_set})

    def solution_dir(self, assignment: Assignment) -> Path:
        """The secret side of an assignment; it is absent from a student's install."""
        return self._root / "solutions" / assignment.name

    def require_solution_dir(self, assignment: Assignment) -> Path:
        """The secret side of an assignment. Raises CourseError where it is absent."""
        folder = self.solution_dir(assignment)
        if not (folder / assignment.module).is_file():
            raise CourseError(
                f"{folder / assignment.module}: there is no such file, and this needs the "
                f"reference of {assignment.name}; write it, or take the assignment out of "
                "course.yml"
            )
        return folder

    def release_dir(self, assignment: Assignment) -> Path:
        """The public side of an assignment: what a learner receives."""
        return self._root / "assignments" / assignment.name

    def submitted_dir(self, student: str, assignment: Assignment) -> Path:
        """A student's submission."""
        return self._root / "submitted" / student / assignment.name

    def autograded_dir(self, student: str, assignment: Assignment) -> Path:
        """The graded notebook of a student, as nbgrader's own tools expect it."""
        return self._root / "autograded" / student / assignment.name

    def feedback_dir(self, student: str, assignment: Assignment) -> Path:
        """The feedback for a student, as nbgrader writes it."""
        return self._root / "feedback" / student / assignment.name

    @property
    def gradebook_path(self) -> Path:
        """Nbgrader's database."""
        return self._root / "gradebook.db"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown word: `, did you mean 'known'?`, or nothing."""
    by_lower = {k.lower(): k for k in known}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1)
    return f", did you mean '{by_lower[close[0]]}'?" if close else ""


def _named(name: str, known: Sequence[str], kind: str) -> str:
    if name in known:
        return name
    fitting = [k for k in known if name and name.lower() in k.lower()]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise CourseError(f"'{name}' may mean {' or '.join(fitting)}: give more of the name")
    guess = did_you_mean(name, known)
    raise CourseError(f"there is no {kind} '{name}'{guess} (known: {', '.join(known) or 'none'})")
