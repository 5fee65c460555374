"""A class compared: the pairs that are worth a look. Never a verdict."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.similar.fingerprints import Fingerprints, fingerprints_of, require_copydetect
from autograder.similar.likeness import (
    FEWEST_OWN,
    Bound,
    Likeness,
    bound_of,
    likenesses,
    natural_likeness,
    own_fingerprints,
)
from autograder.similar.programs import (
    NaturalPrograms,
    Program,
    class_programs,
    programs_against,
)
from autograder.text import one_line

MOST_PAIRS = 500
NO_VERDICT = (
    "A likeness is no proof that somebody copied: two people can have learned from the same book, "
    "or worked together where that is allowed. Read both programs, then talk to both people."
)


@dataclass(frozen=True)
class Side:
    """One program of a pair."""

    name: str
    shared_lines: Sequence[int]
    """numbers of the lines with something that the other program has, too"""
    source: str = field(repr=False)


@dataclass(frozen=True)
class Pair:
    """Two programs that are worth a look."""

    likeness: float
    """from 0 to 1"""
    sides: tuple[Side, Side]


@dataclass(frozen=True)
class Comparison:
    """The outcome for an assignment."""

    course: str
    assignment: str
    compared: int
    """programs of the class that could be compared"""
    against: int
    """programs of the other folder"""
    bound: Bound
    pairs: Sequence[Pair]
    """most alike first, at most MOST_PAIRS"""
    more: int
    """how many pairs there are besides"""
    little_own: Sequence[str]
    """whose program is nearly all as the course itself or many others have it"""
    not_compared: Sequence[tuple[str, str]]
    """name and reason"""

    def to_json(self) -> str:
        """For another program; the sources are left out."""
        bound = self.bound
        found: dict[str, Any] = {
            "schema": 1,
            "course": self.course,
            "assignment": self.assignment,
            "note": NO_VERDICT,
            "compared": self.compared,
            "against": self.against,
            "bound": round(bound.bound, 3),
            "likeness_of_right_programs": round(bound.natural, 3),
            "likeness_usual_in_class": round(bound.usual, 3),
            "pairs": [
                {
                    "programs": [side.name for side in pair.sides],
                    "likeness": round(pair.likeness, 3),
                    "shared_lines": [list(side.shared_lines) for side in pair.sides],
                }
                for pair in self.pairs
            ],
            "more_pairs": self.more,
            "little_own": list(self.little_own),
            "not_compared": [{"program": name, "why": why} for name, why in self.not_compared],
        }
        return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def compare_class(
    course: Course,
    assignment: Assignment,
    *,
    submitted: Path | None = None,
    against: Path | None = None,
) -> Comparison:
    """Compare everybody's program with everybody else's, and with those in `against`.

    Raises CourseError where there is nothing to compare, or copydetect isn't installed. A program
    that can't be compared never stops the others.
    """
    require_copydetect()
    programs = class_programs(course, assignment, submitted)
    programs += programs_against(against) if against else []
    natural = NaturalPrograms.of(course, assignment)
    known = [*natural.given, *natural.right]
    found = list(fingerprints_of([*known, *(one.source for one in programs)]))
    of_course = [one for one in found[: len(known)] if isinstance(one, Fingerprints)]
    if len(of_course) < len(known):
        raise CourseError(f"{course.solution_dir(assignment)}: a program in it can't be read")
    given, right = of_course[: len(natural.given)], of_course[len(natural.given) :]
    read = found[len(known) :]
    usable = [
        one if isinstance(one, Fingerprints) and not program.why_not else None
        for one, program in zip(read, programs, strict=True)
    ]
    always = frozenset[int]().union(*(one.values for one in of_course))
    own, weights = own_fingerprints(usable, always)
    alike = likenesses(own, weights, [program.elsewhere for program in programs])
    ours = [i for i, one in enumerate(usable) if one and not programs[i].elsewhere]
    bound = bound_of(alike, natural_likeness(given, right), len(ours))
    worth = [one for one in alike if one.likeness >= bound.bound]
    return Comparison(
        course=course.id,
        assignment=assignment.name,
        compared=len(ours),
        against=sum(1 for i, one in enumerate(usable) if one and programs[i].elsewhere),
        bound=bound,
        pairs=[_pair(one, programs, usable) for one in worth[:MOST_PAIRS]],
        more=max(0, len(worth) - MOST_PAIRS),
        little_own=[one_line(programs[i].name) for i in ours if len(own[i]) < FEWEST_OWN],
        not_compared=[
            (one_line(program.name), one_line(program.why_not or str(one)))
            for program, one in zip(programs, read, strict=True)
            if program.why_not or isinstance(one, str)
        ],
    )


def _pair(
    found: Likeness, programs: Sequence[Program], read: Sequence[Fingerprints | None]
) -> Pair:
    def side(place: int) -> Side:
        fingerprints, program = read[place], programs[place]
        assert fingerprints
        return Side(one_line(program.name), fingerprints.lines(found.shared), program.source)

    return Pair(found.likeness, (side(found.first), side(found.second)))
