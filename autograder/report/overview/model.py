"""What a report on a class says: one object, which is the JSON, too."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Standing = Literal["graded", "invalid", "error", "absent", "ungraded"]
"""as a result's status; "absent": nothing submitted; "ungraded": submitted, without a result"""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Student(_Record):
    """One student of the class."""

    student: str
    name: str = ""
    standing: Standing
    score: float | None = None
    """the automatic score; None where there is none"""
    tasks: tuple[float | None, ...] = ()
    """the points of each task, in the order of the tasks; None where nothing was judged"""
    final: float | None = None
    """as exported: with marks by hand, without the late penalty"""
    penalty: float = 0.0
    late_seconds: float = 0.0
    extension_seconds: float = 0.0
    to_mark: int = 0
    """written questions that wait for a person"""
    overridden: tuple[str, ...] = ()
    """cells where a score by hand covers an automatic one"""
    misconceptions: tuple[str, ...] = ()
    cpu_seconds: float = 0.0
    peak_memory_mib: float = 0.0
    unusual: tuple[str, ...] = ()
    """what the program used more of than nearly all others"""
    shares: tuple[float | None, ...] = ()
    """the final share of the points in each assignment so far; None where there is no score"""
    behind: str = ""
    """why the student seems to fall behind; empty otherwise"""


class TaskSummary(_Record):
    """How the class did in one task."""

    task: str
    title: str
    max_score: float
    mean_share: float
    full: int
    """how many have all points"""
    none: int
    """how many have no point"""


class CheckSummary(_Record):
    """How hard a check is, and whether it goes with the rest."""

    task: str
    check: str
    title: str
    max_points: float
    mean_share: float
    """the mean share of its points, the classical difficulty: 1 is easy"""
    failed: int
    """how many don't have all of its points"""
    discrimination: float | None
    """the correlation with the rest of the score; None where one of them is the same for all"""
    remark: str = ""
    """what is suspicious about it"""


class MisconceptionSummary(_Record):
    """A mistake that was named, and everybody who made it."""

    id: str
    task: str
    message: str
    students: tuple[str, ...]


class Overview(_Record):
    """The class in one assignment."""

    schema_version: Literal[1] = Field(default=1, serialization_alias="schema")
    course: str
    assignment: str
    title: str
    max_score: float
    """given automatically"""
    final_max: float
    """with the points that a person gives"""
    mean: float | None
    median: float | None
    """of the automatic scores"""
    students: tuple[Student, ...]
    tasks: tuple[TaskSummary, ...]
    checks: tuple[CheckSummary, ...]
    misconceptions: tuple[MisconceptionSummary, ...]
    assignments: tuple[str, ...]
    """those that the shares of a student are of, this one last"""

    def to_json(self) -> str:
        """The report for a program."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"

    def absent(self) -> list[str]:
        """Who submitted nothing."""
        return [one.student for one in self.students if one.standing == "absent"]

    def behind(self) -> list[Student]:
        """Who falls behind, those without anything first, then the furthest."""
        found = [one for one in self.students if one.behind]
        return sorted(found, key=lambda one: (one.shares[-1] is not None, one.shares[-1] or 0.0))

    def groups(self) -> dict[str, list[str]]:
        """Whom a person may want to look at, by the reason; empty groups are left out."""
        found = {
            "submitted nothing": self.absent(),
            "can't be loaded": [s.student for s in self.students if s.standing == "invalid"],
            "without a result": [
                s.student for s in self.students if s.standing in ("error", "ungraded")
            ],
            "to be marked": [s.student for s in self.students if s.to_mark],
            "marked over by hand": [s.student for s in self.students if s.overridden],
            "with an extension": [s.student for s in self.students if s.extension_seconds],
            "late": [s.student for s in self.students if s.late_seconds],
            "unusual in time or memory": [s.student for s in self.students if s.unusual],
            "falling behind": [s.student for s in self.students if s.behind],
        }
        return {reason: students for reason, students in found.items() if students}
