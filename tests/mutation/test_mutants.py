"""No small change of a reference goes unnoticed, unless it changes nothing."""

import ast
from pathlib import Path

import pytest
import yaml
from mutants import mutants
from survivors import mutants_of, survivors

from autograder.course import load_course
from autograder.sandbox import choose_isolation

COURSE = load_course(Path(__file__).parents[2])
EQUIVALENT = yaml.safe_load(Path(__file__).with_name("equivalent.yml").read_text())
PRESENT = [a for a in COURSE.assignments if (COURSE.solution_dir(a) / a.module).is_file()]


@pytest.mark.slow
@pytest.mark.parametrize("assignment", PRESENT, ids=lambda a: a.name)
def test_every_mutant_that_differs_is_caught(assignment):
    made = mutants_of(COURSE, assignment)
    assert len(made) > 100
    alive = survivors(COURSE, assignment, made, choose_isolation())
    known = EQUIVALENT.get(assignment.name, [])
    assert {(m.function, m.change) for m in alive} == {(k["function"], k["change"]) for k in known}
    assert all(k["reason"] for k in known)


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
