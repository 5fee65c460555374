"""What a workspace remembers between commands: scores, hints taken, misconceptions met.

A small JSON file. It holds nothing that can't be earned again, so a damaged one is set aside
and a new one begun, rather than standing in the learner's way.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError


class TaskState(BaseModel):
    """One task, as it stood when it was checked last."""

    score: float = 0.0
    max_score: float = 0.0
    hints: int = 0
    """rungs of the hint ladder taken so far"""
    solution_asked: bool = False
    """the solution was asked for before the task passed: asking again shows it"""
    solution_seen: bool = False
    """the solution was shown before the task passed"""

    @property
    def passed(self) -> bool:
        """Whether it earned all its points."""
        return self.max_score > 0 and self.score >= self.max_score

    @property
    def standing(self) -> Literal["passed", "partly", "not begun"]:
        """How it stood, in a word; a task that never earned a point counts as not begun."""
        return "passed" if self.passed else "partly" if self.score else "not begun"


class SeenMisconception(BaseModel):
    """A misconception that was named to the learner."""

    task: str
    message: str
    times: int = 1
    """checks that found it"""
    solved: bool = False
    """its task has passed since"""


class AssignmentState(BaseModel):
    """One assignment's tasks and misconceptions, by name and by id."""

    tasks: dict[str, TaskState] = Field(default_factory=dict)
    misconceptions: dict[str, SeenMisconception] = Field(default_factory=dict)

    def task(self, name: str) -> TaskState:
        """The task's state, begun here where it was never checked."""
        return self.tasks.setdefault(name, TaskState())


class Solved(BaseModel):
    """A task that passed for the first time, and what help that took."""

    assignment: str
    task: str
    hints: int = 0
    solution_seen: bool = False


class State(BaseModel):
    """Everything a workspace remembers."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    assignments: dict[str, AssignmentState] = Field(default_factory=dict)
    solved: list[Solved] = Field(default_factory=list)
    """in the order in which they passed"""

    def assignment(self, name: str) -> AssignmentState:
        """The assignment's state, begun here where it was never checked."""
        return self.assignments.setdefault(name, AssignmentState())

    def streak(self) -> int:
        """How many tasks passed last without a hint and without a look at the solution."""
        count = 0
        for solved in reversed(self.solved):
            if solved.hints or solved.solution_seen:
                break
            count += 1
        return count


class StateFile:
    """The state on disk. With `path` None it is kept in memory only."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.set_aside: Path | None = None
        """where a damaged state was moved to, when one was met"""
        self._memory = State()

    def read(self) -> State:
        """The state as it stands; an empty one where there is none or it is damaged."""
        if self.path is None:
            return self._memory
        try:
            return State.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return State()
        except ValidationError:
            self.set_aside = self.path.with_name(f"{self.path.name}.damaged")
            self.path.replace(self.set_aside)
            return State()

    @contextmanager
    def edit(self) -> Iterator[State]:
        """The state, written back at the end. Nothing is written when the block raises."""
        state = self.read()
        yield state
        if self.path is None:
            self._memory = state
        else:
            write_atomically(self.path, state.model_dump_json(by_alias=True, indent=1) + "\n")


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that a reader, or a crash, sees the old text or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
