"""A sample class for any assignment, made from its reference, wheats and misconceptions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, zip_longest
from random import Random
from typing import NamedTuple

from autograder.demo import hostile
from autograder.demo.functions_in_source import with_functions_of
from autograder.demo.names import student_id
from autograder.grading.edits import Edit, edited

DEFAULT_SIZE = 40
SEED = 1958  # the year of Rosenblatt's perceptron


class Kind(StrEnum):
    """A kind of submission; the value is its heading in the table."""

    RIGHT = "right, in several styles"
    PARTLY = "partly right"
    MISTAKEN = "classic mistakes"
    BROKEN = "broken files"
    HOSTILE = "hostile code"


ORDER = list(Kind)


class Mistake(NamedTuple):
    """A known wrong version of one function."""

    id: str
    function: str
    edits: tuple[Edit, ...]
    """the edits of the reference that make the mistake"""


@dataclass(frozen=True)
class Sources:
    """Everything a class is made from, as text."""

    reference: str
    stub: str
    wheats: Mapping[str, bytes]
    mistakes: Sequence[Mistake]
    tasks: Sequence[tuple[str, ...]]
    """the functions of each task, in order; empty for a task that has none of its own"""

    @property
    def functions(self) -> list[str]:
        """All functions of the assignment, in order."""
        return list(dict.fromkeys(chain.from_iterable(self.tasks)))


@dataclass(frozen=True)
class Member:
    """One member of the class, and the submission."""

    kind: Kind
    tried: str
    module: bytes | None
    """the module's bytes; None without a module"""
    notebook: bytes | None = None
    """the notebook's bytes, where it is not the released one"""
    has_notebook: bool = True
    student: str = ""


def sample_class(
    sources: Sources, size: int | None = None, *, hostile_too: bool = True
) -> list[Member]:
    """A class of that size; the same sources and size give the same class.

    A small class has some of each kind. In a large one there are more right, wrong and unfinished
    submissions; the number of broken and hostile ones stays the same. Without `hostile_too` nothing
    in it would harm the machine.
    """
    makers = [_right, _partly, _mistaken, _broken, *([_hostile] if hostile_too else [])]
    pools = [list(make(sources)) for make in makers]
    turns = chain.from_iterable(zip_longest(*pools))
    members = [member for member in turns if member is not None]
    count = min(DEFAULT_SIZE, len(members)) if size is None else size
    varied = varied_members(sources)
    members = members[:count] + [next(varied) for _ in range(count - len(members))]
    members.sort(key=lambda member: ORDER.index(member.kind))
    return [replace(m, student=student_id(place)) for place, m in enumerate(members)]


def _right(sources: Sources) -> Iterator[Member]:
    for name, program in sources.wheats.items():
        yield Member(Kind.RIGHT, name.replace("_", " "), program)
    yield Member(
        Kind.RIGHT, "module without the notebook", sources.reference.encode(), has_notebook=False
    )


def _partly(sources: Sources) -> Iterator[Member]:
    functions = sources.functions
    yield Member(Kind.PARTLY, "nothing done yet", sources.stub.encode())
    for count in range(1, len(functions)):
        done = with_functions_of(sources.stub, sources.reference, tuple(functions[:count]))
        yield Member(Kind.PARTLY, f"done up to {functions[count - 1]}", done.encode())


def _mistaken(sources: Sources) -> Iterator[Member]:
    """One mistake of each function, then the next of each; sometimes two at once."""
    of_function = [
        [m for m in sources.mistakes if m.function == function] for function in sources.functions
    ]
    turns = [m for m in chain.from_iterable(zip_longest(*of_function)) if m is not None]
    for place, mistake in enumerate(turns):
        yield _with_mistakes(sources, mistake)
        others = [m for m in turns[:place] if m.function != mistake.function]
        if place % 4 == 3 and others:
            yield _with_mistakes(sources, others[-1], mistake)


def _with_mistakes(sources: Sources, *mistakes: Mistake) -> Member:
    tried = ", ".join(mistake.id.replace("-", " ") for mistake in mistakes)
    program = edited(sources.reference, [edit for mistake in mistakes for edit in mistake.edits])
    return Member(Kind.MISTAKEN, tried, program.encode())


def _broken(sources: Sources) -> Iterator[Member]:
    yield Member(Kind.BROKEN, "notebook without the module", None)
    damaged = b'{"cells": [{"cell_type": "co'
    yield Member(Kind.BROKEN, "a damaged notebook", sources.reference.encode(), damaged)
    for tried, make in hostile.BROKEN.items():
        yield Member(Kind.BROKEN, tried, make(_material(sources)))


def _hostile(sources: Sources) -> Iterator[Member]:
    for tried, make in hostile.HOSTILE.items():
        yield Member(Kind.HOSTILE, tried, make(_material(sources)))


def _material(sources: Sources) -> hostile.Material:
    return hostile.Material(sources.reference, sources.stub, sources.functions)


def varied_members(sources: Sources) -> Iterator[Member]:
    """Any number of honest members without a name, each with a different program."""
    random = Random(SEED)
    right, partly = list(_right(sources)), list(_partly(sources))
    pools, weights = [right, partly], [4, 1]
    if sources.mistakes:
        pools, weights = [right, list(_mistaken(sources)), partly], [4, 5, 1]
    number = 0
    while True:
        number += 1
        member = random.choice(random.choices(pools, weights)[0])
        note = f"\n# version {number}\n".encode()
        yield replace(member, module=(member.module or b"") + note)
