"""The sample class: made from an assignment's own material, the same every time."""

import ast
from collections import Counter
from typing import Any

import pytest

from autograder.demo.functions_in_source import function_text, renamed_function, with_functions_of
from autograder.demo.sample import Kind, Mistake, Sources, sample_class
from autograder.grading.edits import Edit

REFERENCE = '''"""Twice and thrice."""

import numpy as np


def twice(z):
    """Two times z."""
    return 2 * z


def thrice(z):
    return twice(z) + z


def both(z):
    return twice(z), thrice(z)
'''
STUB = REFERENCE.replace("return ", "raise NotImplementedError  # ")


def instead(place: str, new: str) -> tuple[Edit, ...]:
    start = REFERENCE.index(place)
    return (Edit(start, start + len(place), new),)


WRONG = instead("2 * z", "2 + z")
WORSE = instead("twice(z) + z", "twice(z) - z")


@pytest.fixture
def sources() -> Sources:
    return Sources(
        reference=REFERENCE,
        stub=STUB,
        wheats={"plain": REFERENCE.encode(), "windows": REFERENCE.replace("\n", "\r\n").encode()},
        mistakes=[
            Mistake("twice-adds", "twice", WRONG),
            Mistake("thrice-minus", "thrice", WORSE),
            Mistake("twice-adds-again", "twice", WRONG),
            Mistake("twice-adds-once-more", "twice", WRONG),
        ],
        tasks=[("twice",), ("thrice",), ("both",), ()],
    )


def test_the_usual_class_has_at_least_24_and_some_of_each_kind(sources: Sources) -> None:
    members = sample_class(sources)
    assert len(members) >= 24
    assert set(Counter(member.kind for member in members)) == set(Kind)


@pytest.mark.parametrize("size", [1, 5, 24, 200])
def test_any_size_every_student_once_and_the_same_again(sources: Sources, size: int) -> None:
    members = sample_class(sources, size)
    assert len(members) == size
    assert len({member.student for member in members}) == size
    assert members == sample_class(sources, size)


def test_where_nothing_isolates_nobody_is_hostile(sources: Sources) -> None:
    members = sample_class(sources, 40, hostile_too=False)
    assert {member.kind for member in members} == set(Kind) - {Kind.HOSTILE}
    assert len(members) == 40


def test_five_are_one_of_each_kind(sources: Sources) -> None:
    assert [member.kind for member in sample_class(sources, 5)] == list(Kind)


def test_a_large_class_has_no_more_hostile_members_and_no_two_equal_programs(
    sources: Sources,
) -> None:
    sample, large = sample_class(sources, 60), sample_class(sources, 600)
    hostile = [m.tried for m in large if m.kind is Kind.HOSTILE]
    assert len(hostile) == len(set(hostile))
    added = [m.module for m in large if m.module not in {s.module for s in sample}]
    assert len(added) == len(set(added)) >= 500


def test_unfinished_work_has_the_first_functions_and_no_further(sources: Sources) -> None:
    done = {m.tried: m.module for m in sample_class(sources) if m.kind is Kind.PARTLY}
    program = done["done up to twice"]
    assert program is not None
    assert function_text(program.decode(), "twice") == function_text(REFERENCE, "twice")
    assert function_text(program.decode(), "thrice") == function_text(STUB, "thrice")


def test_two_mistakes_are_both_in_the_program(sources: Sources) -> None:
    [member] = [m for m in sample_class(sources) if m.kind is Kind.MISTAKEN and ", " in m.tried]
    assert member.tried == "thrice minus, twice adds once more"
    assert member.module is not None
    module: dict[str, Any] = {}
    exec(member.module, module)
    assert (module["twice"](5.0), module["thrice"](5.0)) == (7.0, 2.0)


def test_programs_that_should_load_are_python_and_the_broken_ones_are_not(
    sources: Sources,
) -> None:
    members = {m.tried: m for m in sample_class(sources, 60)}
    for member in members.values():
        if member.kind is not Kind.BROKEN:
            assert member.module is not None
            ast.parse(member.module)
    for tried in ("a syntax error", "NUL bytes in the text", "saved as UTF-16"):
        with pytest.raises((SyntaxError, ValueError)):
            ast.parse(members[tried].module or b"")


def test_a_function_is_taken_from_the_last_definition_that_counts() -> None:
    twice_defined = REFERENCE + "\n\n@staticmethod\ndef twice(z):\n    return z + z\n"
    assert function_text(twice_defined, "twice") == "def twice(z):\n    return z + z\n"
    merged = with_functions_of(STUB, twice_defined, ("twice", "absent"))
    assert function_text(merged, "twice") == "def twice(z):\n    return z + z\n"
    assert merged.count("def twice") == 1
    assert function_text(renamed_function(merged, "both", "boht"), "boht")
