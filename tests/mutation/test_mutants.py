"""No small change of a reference goes unnoticed, and what it costs does not depend on the data."""

import ast
import os
import zlib
from pathlib import Path

import pytest
import yaml

from autograder.course import load_course
from tests.mutation.mutants import mutants
from tests.mutation.survivors import mutants_of, scores, survivors

COURSE = load_course(Path(__file__).parents[2])
EQUIVALENT = yaml.safe_load(Path(__file__).with_name("equivalent.yml").read_text())
PRESENT = [a for a in COURSE.assignments if (COURSE.solution_dir(a) / a.module).is_file()]
FUNCTIONS = [(a, task, f) for a in PRESENT for task in a.tasks for f in task.functions]
MARKS = {"05-autograd": pytest.mark.thorough}
"""a mutant of a long graph takes its whole time"""
ONE_OF = int(os.environ.get("ONE_MUTANT_OF", "4"))
"""how many of the mutants are graded on several draws: 1 takes all, which takes some minutes"""


@pytest.mark.parametrize(
    ("assignment", "task", "function"),
    [
        pytest.param(a, t, f, marks=MARKS.get(a.name, pytest.mark.slow), id=f"{a.name}-{f}")
        for a, t, f in FUNCTIONS
    ],
)
def test_every_mutant_that_differs_is_caught(assignment, task, function, tmp_path):
    made = mutants_of(COURSE, assignment, function)
    assert len(made) > 5
    alive = survivors(COURSE, assignment, task, made, tmp_path)
    known = [k for k in EQUIVALENT.get(assignment.name, []) if k["function"] == function]
    assert {m.change for m in alive} == {k["change"] for k in known}
    assert all(k["reason"] for k in known)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("assignment", "task", "function"), FUNCTIONS, ids=[f"{a.name}-{f}" for a, _, f in FUNCTIONS]
)
def test_no_score_of_a_mutant_depends_on_the_draw(assignment, task, function, tmp_path):
    made = mutants_of(COURSE, assignment, function)
    sample = [m for m in made if zlib.crc32(m.change.encode()) % ONE_OF == 0]
    found = scores(COURSE, assignment, task, sample, tmp_path, [b"one", b"another", b"a third"])
    assert {change: points for change, points in found.items() if len(points) > 1} == {}


def test_every_equivalent_mutant_belongs_to_a_function_that_is_there():
    listed = {(name, k["function"]) for name, known in EQUIVALENT.items() for k in known}
    assert listed <= {(a.name, f) for a, _, f in FUNCTIONS}


SOURCE = """
def given(x):
    return x + 1

def f(x, y):
    z = x - y
    if z > 0:
        z = np.exp(z)
    return {"W1": z.T, "b1": z.sum(axis=0)}
"""


def test_the_mutator_changes_one_place_of_the_asked_functions():
    made = mutants(SOURCE, {"f"})
    changes = {m.change for m in made}
    assert {
        "z = x - y → z = x + y",
        "z = x - y → z = y - x",
        "z = x - y → z = y",
        "z = x - y → z = x - x",
        "z = x - y → pass",
        "if z > 0: z = np.exp(z) → if z >= 0: z = np.exp(z)",
        "if z > 0: z = np.exp(z) → if z > 1: z = np.exp(z)",
        "z = np.exp(z) → z = z",
        "z = np.exp(z) → z = np.abs(z)",
        "return {'W1': z.T, 'b1': z.sum(axis=0)} → return {'b1': z.T, 'b1': z.sum(axis=0)}",
        "return {'W1': z.T, 'b1': z.sum(axis=0)} → return {'W1': z, 'b1': z.sum(axis=0)}",
        "return {'W1': z.T, 'b1': z.sum(axis=0)} → return {'W1': z.T, 'b1': z.sum(axis=1)}",
        "return {'W1': z.T, 'b1': z.sum(axis=0)} → return {'W1': z.T, 'b1': z.sum()}",
        "return {'W1': z.T, 'b1': z.sum(axis=0)} → return {'W1': z.T, 'b1': z.mean(axis=0)}",
        "return {'W1': z.T, 'b1': z.sum(axis=0)} → return",
    } <= changes
    programs = {m.source for m in made}
    assert len(programs) == len(made)
    assert all("return x + 1" in program for program in programs)
    assert ast.unparse(ast.parse(SOURCE)) not in programs
