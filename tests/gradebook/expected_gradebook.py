"""What the gradebook of the tiny course has to say after a sequence of events, by simple rules."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from autograder.course import LatePolicy

CELLS = ("double", "halve", "why")
TASKS = ("double", "halve")


@dataclass(frozen=True)
class Handed:
    """One submission."""

    module: str
    """the scores of the tasks, or "error", or "invalid" """
    answer: str
    when: datetime

    def automatic(self) -> dict[str, float | None]:
        """The automatic score of each cell; only of the written question where the grader fails."""
        why = {"why": None if self.answer else 0.0}
        if self.module == "error":
            return {"double": None, "halve": None}
        if self.module == "invalid":
            return {"double": 0.0, "halve": 0.0, **why}
        return {**dict(zip(TASKS, map(float, self.module.split()), strict=True)), **why}

    def about(self, cell: str) -> str:
        """What a mark for the cell is about."""
        return self.answer if cell == "why" else self.module


@dataclass
class Cell:
    """A cell of one student."""

    automatic: float | None = None
    by_hand: float | None = None
    extra: float | None = None
    flagged: bool = True
    seen: str | None = None
    marked: str | None = None

    @property
    def has_score(self) -> bool:
        return self.automatic is not None or self.by_hand is not None

    @property
    def score(self) -> float:
        if not self.has_score:
            return 0.0
        score = self.automatic if self.by_hand is None else self.by_hand
        assert score is not None
        return float(score) + (self.extra or 0.0)

    def grade(self, automatic: float | None, about: str) -> None:
        self.automatic = automatic
        self.seen = about
        self.flagged = automatic is None if self.by_hand is None else about != self.marked

    def fail(self) -> None:
        self.automatic = None
        self.flagged = self.flagged if self.by_hand is not None else True

    def mark(self, score: float | None) -> None:
        self.by_hand = score
        self.flagged = not self.has_score
        self.marked = self.seen


@dataclass
class Entry:
    """What the gradebook has of one student."""

    cells: dict[str, Cell] = field(default_factory=lambda: {name: Cell() for name in CELLS})
    when: datetime | None = None
    extension: timedelta = timedelta()

    def grade(self, handed: Handed) -> None:
        self.when = handed.when
        scores = handed.automatic()
        for name, cell in self.cells.items():
            if handed.module != "error":
                cell.grade(scores[name], handed.about(name))
            elif name in scores:
                cell.fail()

    @property
    def raw(self) -> float:
        return sum(cell.score for cell in self.cells.values())

    @property
    def flagged(self) -> bool:
        return any(cell.flagged for cell in self.cells.values())

    def overrides(self) -> dict[str, tuple[float, float]]:
        """By cell, the score by hand and the automatic one that it covers."""
        return {
            name: (cell.by_hand, cell.automatic)
            for name, cell in self.cells.items()
            if cell.by_hand is not None and cell.automatic is not None
        }


@dataclass
class Expected:
    """The whole course: folders, gradebook, due date and policy."""

    due: datetime
    policy: LatePolicy
    folders: dict[str, Handed] = field(default_factory=dict)
    students: set[str] = field(default_factory=set)
    entries: dict[str, Entry] = field(default_factory=dict)
    notebooks: set[str] = field(default_factory=set)
    """students who have a folder in `autograded/`"""

    def grade(self) -> None:
        for student, handed in self.folders.items():
            self.students.add(student)
            self.entries.setdefault(student, Entry()).grade(handed)
            (self.notebooks.discard if handed.module == "error" else self.notebooks.add)(student)

    def late_seconds(self, student: str) -> float:
        entry = self.entries[student]
        if entry.when is None:
            return 0
        return max(0, (entry.when - self.due - entry.extension).total_seconds())

    def penalty(self, student: str) -> float:
        raw = self.entries[student].raw
        return raw * self.policy.penalty_percent(self.late_seconds(student)) / 100

    def scored(self, student: str) -> bool:
        entry = self.entries.get(student)
        return entry is not None and any(cell.has_score for cell in entry.cells.values())

    def absent(self, student: str) -> bool:
        return student not in self.folders and not self.scored(student)

    def is_final(self, student: str) -> bool:
        """Whether each task has a score, automatic or by hand."""
        entry = self.entries.get(student)
        return entry is not None and all(entry.cells[task].has_score for task in TASKS)

    def to_mark(self, student: str) -> bool:
        return self.is_final(student) and not self.entries[student].cells["why"].has_score

    def is_ungraded(self, student: str) -> bool:
        """Whether the formgrader offers to grade it: never graded, or its time is another one."""
        entry = self.entries.get(student)
        if entry is None or student not in self.notebooks:
            return True
        return entry.when != self.folders[student].when
