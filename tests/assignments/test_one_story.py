"""Stub, notebook, public checks and hints tell the same story, each its own part of it."""

import ast
import re

import numpy as np
import pytest
from tests.assignments.notebooks import released
from tests.assignments.oracles import ROOT, load

from autograder.course import load_course
from autograder.learn.hints import read_ladders
from autograder.release import strip_solution

COURSE = load_course(ROOT)
each_assignment = pytest.mark.parametrize("assignment", COURSE.assignments, ids=lambda a: a.name)


def text(assignment, name):
    return (COURSE.solution_dir(assignment) / name).read_text(encoding="utf-8")


def stub(assignment):
    return strip_solution(text(assignment, assignment.module))


def code_lines(markdown):
    """The lines in fenced blocks, without blanks and remarks."""
    blocks = re.findall(r"```\w*\n(.*?)```", markdown, re.DOTALL)
    lines = "\n".join(blocks).splitlines()
    return {re.sub(r"\s+", "", line) for line in lines if len(line.split()) > 2}


@each_assignment
def test_each_todo_says_in_its_own_words_what_to_do_first(assignment):
    todos = re.findall(r"# TODO: (.*)", stub(assignment))
    functions = [name for task in assignment.tasks for name in task.functions]
    assert len(todos) == len(functions)
    assert len(set(todos)) == len(todos)
    assert not [todo for todo in todos if "docstring says" in todo]


@each_assignment
def test_no_hint_repeats_a_formula_of_the_docstring(assignment):
    docs = {
        node.name: {re.sub(r"\s+", "", line) for line in (ast.get_docstring(node) or "").split("\n")}
        for node in ast.walk(ast.parse(stub(assignment)))
        if isinstance(node, ast.FunctionDef)
    }
    for task, ladder in read_ladders(text(assignment, "hints.md")).items():
        if task != "train":  # it is given, nothing has to be found out
            for rung in ladder:
                assert code_lines(rung.text).isdisjoint(docs[task]), (task, rung.title)


@pytest.mark.parametrize("name", ["01-neuron", "02-network", "03-deep"])
def test_the_gradient_is_derived_and_not_read(name):
    """Its lines are on a rung of the ladder; neither stub nor notebook has them."""
    assignment = COURSE.assignment(name)
    (rung,) = [
        rung
        for rung in read_ladders(text(assignment, "hints.md"))["backward"]
        if rung.title == "Line by line"
    ]
    formulas = re.findall(r"^(∂loss/∂\S+ = .*?)(?:  |$)", rung.text, re.MULTILINE)
    assert len(formulas) >= 4
    notebook = "\n".join(cell.source for cell in released(name).cells)
    for formula in formulas:
        assert formula not in stub(assignment)
        assert formula not in notebook
    assert not re.search(r"(X|a_1|W_\w+)\^\{\\top", notebook)  # which factor is transposed is found by the shapes


@each_assignment
def test_the_steps_of_the_notebook_have_checks_in_the_order_of_the_public_ones(assignment):
    tests = re.findall(r"^def (test_\w+)", text(assignment, f"test_{assignment.stem}.py"), re.M)
    sources = [cell.source for cell in released(assignment.name).cells]
    asked = re.findall(r'^check\("(\w+)\.(\w+)"\)', "\n".join(sources), re.MULTILINE)
    places = [tests.index(f"test_{task}_{part}") for task, part in asked]
    assert places == sorted(places)
    if any(task.name == "backward" for task in assignment.tasks) and "05" not in assignment.name:
        assert len(places) >= 2


def test_the_examples_of_the_hints_are_right():
    neuron, network = load("solutions/01-neuron/neuron.py"), load("solutions/02-network/network.py")
    deep, training = load("solutions/03-deep/deep.py"), load("solutions/04-training/training.py")
    a = np.array
    assert neuron.sigmoid(a([0.0, 1, -1, -0.5])) == pytest.approx([0.5, 0.731, 0.269, 0.378], abs=6e-4)
    assert neuron.loss(a([[0.9], [0.2]]), a([[1.0], [0]])) == pytest.approx(0.164, abs=6e-4)
    params = {"W1": a([[1.0, 0], [0, -1]]), "b1": a([0.0, 1]), "W2": a([[2.0], [1]]), "b2": a([-1.0])}
    y_hat, cache = network.forward(a([[1.0, 2]]), params)
    assert cache["z1"].tolist() == [[1, -1]]
    assert (cache["z2"].item(), y_hat.item()) == pytest.approx((0.731, 0.675), abs=6e-4)
    y_hat, y = a([[0.5, 1.0], [0.0, 0.9]]), a([[0.0, 1], [1, 1]])
    assert network.loss(y_hat, y) == pytest.approx(0.315)
    y_hat = a([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
    assert deep.loss(y_hat, a([0, 1])) == pytest.approx(0.780, abs=6e-4)
    p, v, places = {"W1": a([1.0])}, {"W1": a([0.0])}, []
    for _ in range(3):
        p, v = training.momentum(p, {"W1": a([2.0])}, v, 0.1, 0.9)
        places.append((v["W1"].item(), p["W1"].item()))
    assert places == pytest.approx(a([(2, 0.8), (3.8, 0.42), (5.42, -0.122)]))
    state = {"t": 0, "m": {"W1": a([0.0])}, "v": {"W1": a([0.0])}}
    p, state = training.adam({"W1": a([1.0])}, {"W1": a([0.5])}, state, 0.1, 0.9, 0.999, 1e-8)
    assert (state["m"]["W1"].item(), state["v"]["W1"].item()) == pytest.approx((0.05, 0.00025))
    assert p["W1"].item() == pytest.approx(0.9)
