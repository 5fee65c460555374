"""What a workspace remembers between commands: scores, hints, misconceptions seen.

A small JSON file. Everything in it can be earned again. So a damaged file is moved to another name
and a new one begins: it never stops the learner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from autograder.atomic import replace_file


class TaskState(BaseModel):
    """One task, as it was when it was last checked."""

    score: float = 0.0
    max_score: float = 0.0
    hints: int = 0
    """rungs of the hint ladder seen so far"""
    solution_asked: bool = False
    """the learner asked for the solution before the task passed: asking again shows it"""
    solution_seen: bool = False
    """the solution was shown before the task passed"""

    @property
    def passed(self) -> bool:
        """Whether it earned all its points."""
        return self.max_score > 0 and self.score >= self.max_score

    @property
    def status(self) -> Literal["passed", "partly", "not begun"]:
        """How it was, in a word; a task that never earned a point counts as not begun."""
        return "passed" if self.passed else "partly" if self.score else "not begun"

    def earned(self, points: float) -> float:
        """Its part of the task's points. With public checks, the part of them that pass."""
        return points * self.score / self.max_score if self.max_score else 0.0


class SeenMisconception(BaseModel):
    """A misconception that was named to the learner."""

    task: str
    message: str
    times: int = 1
    """checks that found it"""
    solved: bool = False
    """its task has passed since"""


class AssignmentState(BaseModel):
    """One assignment's tasks by name, its misconceptions by id, and the written answer."""

    tasks: dict[str, TaskState] = Field(default_factory=dict)
    misconceptions: dict[str, SeenMisconception] = Field(default_factory=dict)
    ticked: list[int] = Field(default_factory=list)
    """the points that the learner's written answer makes, by their own judgement"""
    to_tick: int = 0
    """how many points there are; 0 where the learner has not seen them"""

    @property
    def written_answer(self) -> str:
        """What the learner ticked off, in words; empty where there is nothing."""
        ticked = f"{len(self.ticked)} of {self.to_tick} points ticked off in the written answer"
        return ticked if self.to_tick else ""

    def task(self, name: str) -> TaskState:
        """The task's state; a new one where the task was never checked."""
        return self.tasks.setdefault(name, TaskState())


class Solved(BaseModel):
    """A task that passed for the first time, and the help that it needed."""

    assignment: str
    task: str
    hints: int = 0
    solution_seen: bool = False


class State(BaseModel):
    """Everything that a workspace remembers."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    assignments: dict[str, AssignmentState] = Field(default_factory=dict)
    solved: list[Solved] = Field(default_factory=list)
    """in the order in which they passed"""

    def assignment(self, name: str) -> AssignmentState:
        """The assignment's state; a new one where it was never checked."""
        return self.assignments.setdefault(name, AssignmentState())

    def known(self, assignment: str, task: str) -> TaskState:
        """What is known of a task; unlike `assignment` and `task`, this begins nothing."""
        here = self.assignments.get(assignment)
        return (here and here.tasks.get(task)) or TaskState()

    def streak(self) -> int:
        """How many of the last tasks passed without a hint and without a look at the solution."""
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
        self.damaged: Path | None = None
        """where a damaged state was moved to, if there was one"""
        self.unwritten: OSError | None = None
        """why the state could not be written; from then on it is kept in memory"""
        self._memory = State()

    def read(self) -> State:
        """The state as it is now; an empty one where there is none or it is damaged."""
        if self.path is None or self.unwritten:
            return self._memory
        try:
            return State.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return State()
        except ValidationError:
            self._put_aside(self.path)
            return State()

    @contextmanager
    def edit(self) -> Iterator[State]:
        """The state, written to the file at the end. Nothing is written when the block raises.

        A full disk or a folder that is read-only is noted in `unwritten`: it never stops the
        learner.
        """
        state = self.read()
        yield state
        self._memory = state
        if self.path is None:
            return
        text = state.model_dump_json(by_alias=True, indent=1) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.path, text.encode())
            self.unwritten = None
        except OSError as error:
            self.unwritten = error

    def _put_aside(self, path: Path) -> None:
        """Move a damaged file away, if the workspace can be written."""
        damaged = path.with_name(f"{path.name}.damaged")
        try:
            path.replace(damaged)
            self.damaged = damaged
        except OSError as error:
            self.unwritten = error
