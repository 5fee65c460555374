"""Pairs of misconceptions: which there are, how they were named, and the share of the real ones."""

from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.grading.results import CheckResult, MisconceptionResult, TaskResult
from autograder.grading.suite import load_misconceptions, load_reference, reference_text
from autograder.sandbox import choose_isolation
from autograder.validation.pairs import LEAST_SHARE, PairReport, grade_pairs, outcome_of, pairs_of

ROOT = Path(__file__).parents[2]
PAIRS = 25


@pytest.fixture(scope="module")
def course():
    return load_course(ROOT)


def misconceptions(course, name):
    assignment = course.assignment(name)
    folder = course.require_solution_dir(assignment)
    text = reference_text(folder, assignment, load_reference(folder, assignment))
    return load_misconceptions(folder, assignment, text)


@pytest.fixture
def pairs(course):
    return pairs_of(misconceptions(course, "02"), 10)


def task(*named, outcome="failed"):
    check = CheckResult(name="values", outcome=outcome, points=0, max_points=1)
    found = tuple(MisconceptionResult(id=name, message="") for name in named)
    return TaskResult(task="t", score=0, max_score=1, checks=(check,), misconceptions=found)


def test_pairs_are_of_one_function_and_do_not_overlap(course, pairs):
    assert len(pairs) == 10
    for pair in pairs:
        assert pair.one.replaces == pair.other.replaces
        assert set(pair.one.version.edits) | set(pair.other.version.edits) == set(
            pair.version.edits
        )
        compile(pair.version.program, "pair", "exec")


def test_the_same_pairs_are_chosen_each_time(course):
    chosen = [pair.student for pair in pairs_of(misconceptions(course, "02"), 30)]
    assert chosen == [pair.student for pair in pairs_of(misconceptions(course, "02"), 30)]
    assert len(set(chosen)) == 30


def test_how_a_pair_was_named(pairs):
    pair = pairs[0]
    one, other = pair.one.id, pair.other.id
    assert outcome_of(pair, task(one, other)) == "both"
    assert outcome_of(pair, task(other)) == "one"
    assert outcome_of(pair, task("something-else")) == "another"
    assert outcome_of(pair, task()) == "nothing"
    assert outcome_of(pair, task(outcome="passed")) == "right"


def test_the_share_counts_only_pairs_that_are_wrong(pairs):
    named = [task(p.one.id, p.other.id) for p in pairs[:3]]
    results = dict(zip(pairs, [*named, task(), task(outcome="passed")], strict=False))
    report = PairReport(results)
    assert (report.wrong, report.share) == (4, 0.75)
    assert report.names(pairs[3]) == "nothing"
    assert PairReport({}).share == 1


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["01", "02", "03", "04"])
def test_pairs_of_the_real_course_are_named(course, name):
    assignment = course.assignment(name)
    chosen = pairs_of(misconceptions(course, name), PAIRS)
    report = grade_pairs(course, assignment, chosen, isolation=choose_isolation(), jobs=1)
    unnamed = [pair.student for pair in report.of("nothing")]
    assert report.share >= LEAST_SHARE, unnamed
