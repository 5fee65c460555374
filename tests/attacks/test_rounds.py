"""An attacker who submits again and again gets no point for a function that he did not write."""

from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.grading import Submission, marking
from autograder.grading.batch import Plan
from autograder.grading.secret import rng_for
from autograder.grading.session import run_session
from autograder.sandbox import Sandbox, WorkerLimits, choose_isolation
from tests.attacks.rounds import Attacker, play

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_process")]

ROOT = Path(__file__).parents[2]
TARGETS = [
    *(("01-neuron", name) for name in ("sigmoid", "forward", "loss", "backward", "update")),
    *(("02-network", name) for name in ("sigmoid", "forward", "loss", "backward", "update")),
    *(("03-deep", name) for name in ("softmax", "initialize", "forward", "loss", "backward")),
    *(("04-training", name) for name in ("minibatches", "dropout", "l2_penalty", "momentum")),
]


def attack(name, target, isolation, rounds):
    course = load_course(ROOT)
    assignment = course.assignment(name)
    reference = (course.solution_dir(assignment) / assignment.module).read_text()
    functions = tuple(f for task in assignment.tasks for f in task.functions)
    plan = Plan.of(course, assignment, isolation)
    points = []

    def judge(suite):
        marker = plan.marker(suite)
        with Sandbox(isolation, WorkerLimits(plan.limits.memory_mib)) as sandbox:

            def start_worker(submission, substitutes):
                return sandbox.worker(submission.source, assignment.module, substitutes)

            def grade(source):
                result = marker.mark(Submission("eve", source), start_worker)
                assert result.status == "graded", result.message
                return result

            points.append(play(Attacker(reference, functions, target), grade, rounds))

    run_session(plan.folder, assignment, judge)
    return points[0]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        (name, target)
        if name == "02-network"
        else pytest.param(name, target, marks=pytest.mark.thorough)
        for name, target in TARGETS
    ],
)
def test_rounds_earn_nothing(name, target, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "of the rounds")
    assert attack(name, target, choose_isolation(), rounds=6) == 0


def test_rounds_earn_nothing_in_each_tier(isolation, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "of the rounds")
    assert attack("02-network", "backward", isolation, rounds=6) == 0


@pytest.mark.thorough
@pytest.mark.parametrize("target", ["update", "backward"])
def test_the_attacker_is_a_strong_one(target, monkeypatch):
    """Where the data stay the same from one submission to the next, he succeeds."""
    monkeypatch.setenv("AUTOGRADER_SECRET", "of the rounds")
    monkeypatch.setattr(
        marking, "rng_for", lambda secret, digest, *words: rng_for(secret, "always", *words)
    )
    assert attack("02-network", target, choose_isolation(), rounds=30) > 0
