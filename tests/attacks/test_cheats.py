"""Cheats (cheats.yml), graded as submissions to 02-network: no point, no word of the secret."""

import ast
import json
from pathlib import Path

import pytest
import yaml

from autograder.course import load_course
from autograder.grading import Submission
from autograder.grading.batch import Plan, grade_batch
from autograder.sandbox.channel import SocketChannel

CHEATS = yaml.safe_load(Path(__file__).with_name("cheats.yml").read_text())
ROOT = Path(__file__).parents[2]
COURSE_SECRET = "9b1d-the-course-secret-that-nobody-may-see"
PROLOGUE = f"""
import os, sys, types
import numpy as np
HINTS = [{str(ROOT)!r}]

def sigmoid(z):
    return cheat("sigmoid", z)

def forward(X, params):
    return cheat("forward", X, params)

def loss(y_hat, y):
    return cheat("loss", y_hat, y)

def backward(y, cache, params):
    return cheat("backward", y, cache, params)

def update(params, grads, lr):
    return cheat("update", params, grads, lr)

def shape(name, args):
    return args[0].shape if isinstance(args[0], np.ndarray) else (2, 2)

"""
LEFT_BEHIND = [Path("/tmp/autograder-attack"), Path("/dev/shm/autograder-attack")]


@pytest.fixture(scope="module")
def course():
    return load_course(ROOT)


@pytest.fixture(scope="module")
def assignment(course):
    return course.assignment("02-network")


@pytest.fixture(scope="module")
def reference(course, assignment):
    return (course.solution_dir(assignment) / assignment.module).read_bytes()


@pytest.fixture(scope="module")
def hidden(course, assignment, reference):
    """Lines that only the secret side has: of the graders, and of the reference's solutions."""
    stub = (course.release_dir(assignment) / assignment.module).read_text()
    folder = course.solution_dir(assignment)
    texts = [reference.decode(), *(p.read_text() for p in sorted(folder.glob("graders/*.py")))]
    lines = {line.strip() for text in texts for line in text.splitlines()}
    return {line for line in lines if len(line) > 20 and line not in stub and "import" not in line}


@pytest.fixture(scope="module")
def words(course, assignment):
    """Names and texts of the hidden checks, of which bytecode would keep each."""
    graders = course.solution_dir(assignment).glob("graders/*.py")
    nodes = [node for p in graders for node in ast.walk(ast.parse(p.read_text()))]
    names = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    found = {word for word in names | texts if len(word) > 6}
    assert {"three_calls", "training", "the first answer, a call later"} <= found
    return found - {"student", "reference", "backward", "strided"}  # not the checks' own


@pytest.fixture(scope="module")
def plan(course, assignment, isolation):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_SECRET", COURSE_SECRET)
        return Plan.of(course, assignment, isolation)


@pytest.mark.slow
@pytest.mark.parametrize("cheat", CHEATS, ids=[cheat["name"] for cheat in CHEATS])
def test_a_cheat_earns_nothing_and_learns_nothing(plan, reference, hidden, cheat):
    program = (PROLOGUE + cheat["source"]).encode()
    ada = Submission("ada", reference + b"\nLEFT = 'a-mark-of-ada'\n")
    first, cheated, last = grade_batch(plan, [ada, Submission("eve", program), ada])

    assert cheated.status == "graded"
    assert cheated.score == 0, [c for t in cheated.tasks for c in t.checks if c.points]
    assert first.score == last.score == 100
    told = cheated.model_dump_json()
    messages = [check.message for task in cheated.tasks for check in task.checks]
    assert all(len(message) <= 2000 for message in messages)
    assert all(line.isprintable() for message in messages for line in message.splitlines())
    assert "NameError" not in told  # a cheat that doesn't even run proves nothing
    assert COURSE_SECRET not in told
    assert "a-mark-of-ada" not in told
    assert not [line for line in hidden if json.dumps(line)[1:-1] in told]
    assert not any(path.exists() for path in LEFT_BEHIND)


def test_what_a_worker_is_told_holds_nothing_secret(plan, reference, hidden, words, monkeypatch):
    told = []

    honest = SocketChannel.send

    def send(channel, frame, deadline):
        told.append(frame)
        honest(channel, frame, deadline)

    monkeypatch.setattr(SocketChannel, "send", send)
    wrong = reference.replace(b"np.exp(", b"0.9 * np.exp(")
    grade_batch(plan, [Submission("ada", b"LEFT = 'a-mark-of-ada'\n"), Submission("eve", wrong)])
    heard = b"\n".join(told[1:])
    assert len(told) > 50
    assert COURSE_SECRET.encode() not in heard
    from_eve = wrong.decode()
    assert not [line for line in hidden if line not in from_eve and line.encode() in heard]
    assert not [word for word in words if word not in from_eve and word.encode() in heard]
