"""The page of an exam says what was earned; why something failed it says after the exam."""

import pytest

from autograder.course import load_course
from autograder.grading.unexplained import unexplained
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from autograder.platforms.gradescope import results_json
from tests.gradebook.pages import page_of, score_on, text_of

DUE = "due: 2027-01-31T12:00:00+01:00\n"
TOLD = ("The factor is missing.", "alert(1)")


@pytest.fixture
def page(run, submit, course):
    """The page of a student with a mistake, when the assignment is an exam until then."""
    submit("ada", double=0)
    run()
    file = course.root / "course.yml"
    text = file.read_text()
    assert DUE in text

    def write(until):
        file.write_text(text.replace(DUE, f"{DUE}    exam: {{until: {until}}}\n"))
        now = load_course(course.root)
        write_feedback(now, now.assignments[0], jobs=1)
        return page_of(now, "ada")

    return write


@pytest.mark.usefixtures("one_process")
def test_a_page_explains_nothing_before_the_end_and_all_after_it(page):
    during = page("2999-01-01T00:00:00+01:00")
    assert not [words for words in TOLD if words in during]
    assert "Nothing is explained before 2999-01-01 00:00 +0100" in text_of(during)
    assert score_on(during) == (4.0, 12.0)
    assert "0 of 6" in text_of(during)
    after = page("2001-01-01T00:00:00+01:00")
    assert all(words in after for words in TOLD)
    assert score_on(after) == (4.0, 12.0)


def test_what_is_kept_of_an_unexplained_result_are_outcomes_and_points(
    run, submit, course, assignment
):
    submit("ada", double=0)
    [result] = run().results
    shown = results_json(unexplained(result), assignment, 0.0)
    assert [(test["status"], test["score"]) for test in shown["tests"]] == [
        ("failed", 0.0),
        ("passed", 4.0),
    ]
    assert not [test["output"] for test in shown["tests"] if test["output"]]
    assert unexplained(result).score == result.score


def test_that_an_earlier_function_is_wrong_is_an_explanation(run, submit):
    submit("ada")
    [result] = run().results
    borrowed = [t.model_copy(update={"follow_through": True}) for t in result.tasks]
    told = unexplained(result.model_copy(update={"tasks": tuple(borrowed)}))
    assert not any(task.follow_through for task in told.tasks)
