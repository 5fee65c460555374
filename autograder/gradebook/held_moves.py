"""Many marks that move although no file changed: a person decides before they are recorded.

A wrong grader would move them, and so does a corrected one. Results that move a mark in this way
are held back until they are more than a tenth of the class, or the run has ended. All others are
recorded as they come, so a run that stops in between loses little.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.gradebook.recorded import Graded
from autograder.grading.moves import Move
from autograder.text import number, one_line

MOST_SHARE = 0.1
EXAMPLES = 3


@dataclass(frozen=True)
class ManyMoves:
    """More marks than a person expects have moved without a changed file, so far."""

    moves: tuple[Move, ...]
    class_size: int

    def __str__(self) -> str:
        shown = ", ".join(
            f"{one_line(move.student, 40)} {_score(move.before)} -> {_score(move.after)}"
            for move in self.moves[:EXAMPLES]
        )
        return (
            f"more than a tenth of the marks move although the students' files are the same: "
            f"{len(self.moves)} of {self.class_size} so far ({shown})"
        )


Allow = Callable[[ManyMoves], bool]


def hold_back(
    graded: Iterable[Graded], assignment: Assignment, class_size: int, allow: Allow
) -> Iterator[Graded]:
    """The same results, held back where a person has to decide first.

    `class_size` is how many have a score. Raises CourseError where `allow` says no.
    """
    held: list[Graded] = []
    decided = False
    for one in graded:
        if decided or not one.move.without_new_file:
            yield one
            continue
        held.append(one)
        if len(held) > MOST_SHARE * class_size:
            many = ManyMoves(tuple(each.move for each in held), class_size)
            if not allow(many):
                raise CourseError(
                    f"{many}; they are not recorded. To see them all: autograder grade "
                    f"{assignment.name} --dry-run. To record them: --yes"
                )
            decided = True
            yield from held
            held.clear()
    yield from held


def _score(score: float | None) -> str:
    return "none" if score is None else number(score)
