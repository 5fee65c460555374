"""A verdict fits one screen of 80 columns, reads without colour, and says what to look at first."""

import io

import numpy as np
import pytest
from rich.console import Console

from autograder.grading.results import CheckResult, MisconceptionResult, Result, TaskResult
from autograder.learn.checks.verdict import Verdict, status_of
from autograder.learn.show.help_panels import show_solution
from autograder.learn.show.verdict_panel import show_verdict
from autograder.learn.solution import SideBySide
from autograder.number_tables import compared_tables, input_table


def check_result(*parts, outcome="failed", title="double(x) is 2x", points=0.0, lines=()):
    return CheckResult(
        name="values",
        title=title,
        outcome=outcome,
        points=points,
        max_points=10,
        parts=parts,
        lines=lines,
    )


def task_result(name, *checks, score=0.0, **more):
    return TaskResult(task=name, score=score, max_score=10, checks=checks, **more)


def verdict_of(assignment, *tasks, status="graded", parts=()):
    score = sum(t.score for t in tasks)
    result = Result(
        student="learner", status=status, score=score, max_score=30, tasks=tasks, parts=parts
    )
    return Verdict(assignment, result, hidden=True)


def shown(verdict, screen, **how):
    show_verdict(verdict, screen, **how)
    return screen.export_text()


PASSED = check_result(outcome="passed", points=10)
GOT = ("Got", "the result is twice what is expected")
MISMATCH = (("Called", "double(x (4, 3))"), GOT, ("Next", "Look again."))


def test_the_panel_is_about_the_first_task_that_does_not_pass(assignment, screen):
    verdict = verdict_of(
        assignment,
        task_result("double", PASSED, score=10),
        task_result("shift", check_result(*MISMATCH, title="shift is 2x + by")),
    )
    text = shown(verdict, screen)
    assert "✓ double" in text
    assert "✗ shift" in text
    assert "the result is twice what is expected" in text.splitlines()[2]
    assert "shift: shift is 2x + by" in text
    assert "Called    double(x (4, 3))" in text
    assert "Next      Look again." in text


@pytest.mark.parametrize("title", ["double(x) is 2x", f"double(x) {'is 2x ' * 12}and no more"])
def test_what_is_expected_is_said_once_and_whole(assignment, screen, title):
    check = check_result(GOT, ("Expected", title), title=title)
    verdict = verdict_of(assignment, task_result("double", check))
    text = " ".join(line.strip("│ ") for line in shown(verdict, screen).splitlines())
    assert " ".join(text.split()).count(title) == 1


def test_an_expectation_beside_the_title_is_shown(assignment, screen):
    check = check_result(("Got", "the result has the shape (4, 3)"), ("Expected", "(3, 4)"))
    verdict = verdict_of(assignment, task_result("double", check))
    assert "Expected  (3, 4)" in shown(verdict, screen)


def test_when_all_passes_there_is_no_panel(assignment, screen):
    text = shown(verdict_of(assignment, task_result("double", PASSED, score=10)), screen)
    assert "╭" not in text
    assert "10 of 30 points" in text


def test_a_named_misconception_takes_the_place_of_general_advice(assignment, screen):
    named = (MisconceptionResult(id="double-squared", message="The square is not the double."),)
    task = task_result("double", check_result(*MISMATCH), misconceptions=named)
    text = shown(verdict_of(assignment, task), screen)
    assert "Perhaps   The square is not the double." in text
    assert "Look again" not in text
    assert "The square is not the double." in text.splitlines()[1]


def test_two_mistakes_are_both_told(assignment, screen):
    named = (
        MisconceptionResult(id="double-adds", message="The sign is wrong."),
        MisconceptionResult(id="double-halved", message="It is half of it."),
    )
    task = task_result("double", check_result(*MISMATCH), misconceptions=named)
    text = shown(verdict_of(assignment, task), screen)
    assert "Perhaps   Two things differ. First: The sign is wrong." in text
    assert text.index("Two things differ") < text.index("Then: It is half of it.")


def test_the_learners_own_line_is_shown_when_it_raised(assignment, screen):
    parts = ("Got", "NameError: y (toy.py, line 2)"), ("Line 2", "return y * x")
    task = task_result("double", check_result(*parts))
    text = shown(verdict_of(assignment, task), screen)
    assert "Line 2    return y * x" in text
    assert text.count("return y * x") == 1


def test_a_file_that_cannot_be_parsed_is_shown_with_a_caret(assignment, screen):
    parts = (
        ("toy.py cannot be loaded", "SyntaxError: '(' was never closed (toy.py, line 3)"),
        ("Line 3", "return (2.0 * x\n       ^"),
    )
    verdict = verdict_of(assignment, status="invalid", parts=parts)
    text = shown(verdict, screen)
    assert "toy.py cannot be loaded: SyntaxError: '(' was never closed" in text
    lines = text.splitlines()
    (at,) = [i for i, line in enumerate(lines) if "Line 3" in line]
    assert lines[at].index("(2.0") == lines[at + 1].index("^")


def test_a_stub_is_a_thing_to_do_with_its_place(assignment, screen):
    parts = (("Called", "double(x (4, 3))"), ("To do", "double waits."), ("Line 9", "raise …"))
    task = task_result("double", check_result(*parts, lines=(9,)))
    text = shown(verdict_of(assignment, task), screen)
    assert "· double           0/10  not begun" in text
    assert "To do     double waits." in text
    assert "01-toy/toy.py:9" in text


def test_partial_and_borrowed_points_are_marked(assignment, screen):
    text = shown(
        verdict_of(
            assignment,
            task_result("double", PASSED, check_result(*MISMATCH), score=5),
            task_result("shift", PASSED, score=10, follow_through=True),
            task_result("both", PASSED, check_result(*MISMATCH), score=5, follow_through=True),
        ),
        screen,
    )
    assert "◐ double           5/10" in text
    assert text.count("counts: passes with our function") == 1
    assert "✓ shift           10/10  counts: passes with our function" in text


@pytest.mark.parametrize("tasks", [1, 6, 9])
def test_it_stays_one_screen_of_80_columns(assignment, screen, tasks):
    long = ("Called", "double(x)"), *[("Got", "very long " * 40)] * 20
    failing = [task_result(f"task{i}", check_result(*long)) for i in range(tasks)]
    lines = shown(verdict_of(assignment, *failing), screen).splitlines()
    assert len(lines) <= 24 - 2  # a line for what was passed, and one for the keys
    assert max(map(len, lines)) <= 80
    assert "all of it: autograder check 01 --task task0" in "\n".join(lines)


LONG = "The slope of the hidden layer is missing: multiply by a1 · (1 − a1). " * 3
EVERYTHING = (
    ("Called", "double(x (4, 3), params {W1 (3, 4), b1 (4,), W2 (4, 2), b2 (2,)})"),
    ("Got", "the result is wrong in all its entries"),
    ("Expected", "double(x) is 2x, entry by entry, for every array x"),
    ("Line 12", "        first = double(x)"),
    ("Line 3", "    return 2 * x"),
)


@pytest.mark.parametrize("height", [20, 24])
def test_on_a_small_screen_the_most_useful_rows_stay(assignment, height):
    """40 columns: what came and what may be the cause are there; the inputs are the first to go."""
    screen = Console(width=40, height=height, record=True, force_terminal=True, color_system=None)
    array = np.arange(12.0).reshape(4, 3)
    numbers = input_table("x", array), *compared_tables("the result", array, 2 * array, array > 0)
    check = check_result(*EVERYTHING).model_copy(update={"numbers": numbers})
    named = (MisconceptionResult(id="double-slope", message=LONG),)
    failing = task_result("double", check, misconceptions=named)
    others = [task_result(f"task{i}", PASSED, score=10) for i in range(5)]
    verdict = verdict_of(assignment, *others, failing)
    text = shown(verdict, screen, commands=[("Hint", "autograder hint 01 double")])
    lines = text.splitlines()
    assert len(lines) <= height - 2
    assert max(map(len, lines)) <= 40
    words = " ".join(line.strip("│ ") for line in lines)
    assert "Got: the result is wrong in all its entries" in words
    assert " ".join(LONG.split()) in words
    assert "Line 3" in words
    assert "Line 12" not in words
    assert "x (4, 3)" not in words
    assert words.endswith("all of it: autograder check 01 --task double")


def test_a_long_error_leaves_the_advice_on_the_screen(assignment, screen):
    check = check_result(("Got", "a very long error " * 80), ("Next", "Look again."))
    lines = shown(verdict_of(assignment, task_result("double", check)), screen).splitlines()
    assert len(lines) <= 22
    assert any("Next      Look again." in line for line in lines)
    assert any(line.rstrip("│ ").endswith("…") for line in lines)


def test_numbers_stand_side_by_side_and_below_each_other_where_it_is_narrow(assignment, screen):
    array = np.arange(6.0).reshape(2, 3)
    wanted = array + np.array([0, 1, 0])
    numbers = compared_tables("the result", array, wanted, array != wanted)
    check = check_result(GOT).model_copy(update={"numbers": tuple(numbers)})
    verdict = verdict_of(assignment, task_result("double", check))
    wide = shown(verdict, screen)
    assert "│ yours (* wrong): the result (2, 3)  expected" in wide
    assert "│   0  1* 2                             0  2  2" in wide
    narrow = Console(width=40, height=24, record=True, force_terminal=True, color_system=None)
    lines = [line.strip("│ ") for line in shown(verdict, narrow).splitlines()]
    at = lines.index("yours (* wrong): the result (2, 3)")
    assert lines[at + 1 : at + 6] == ["0  1* 2", "3  4* 5", "expected", "0  2  2", "3  5  5"]


def test_prints_stand_below_their_call_and_each_line_has_a_bar(assignment, screen):
    call = "double(x (4, 3))"
    printed = ((call, "| x is here\n| ✓ double 10/10"),)
    check = check_result(("Called", call), GOT).model_copy(update={"printed": printed})
    lines = shown(verdict_of(assignment, task_result("double", check)), screen).splitlines()
    at = next(i for i, line in enumerate(lines) if "Called" in line)
    assert lines[at + 1].startswith("│ Printed   | x is here")
    assert lines[at + 2].startswith("│           | ✓ double 10/10")


def test_a_long_print_leaves_the_rest_of_the_panel_alone(assignment, screen):
    """Its first lines stay; what we say comes before the others."""
    call = "double(x (4, 3))"
    printed = ((call, "\n".join(f"| line {i}" for i in range(12))),)
    rows = ("Called", call), GOT, ("Next", "Look again. " * 40)
    check = check_result(*rows).model_copy(update={"printed": printed})
    text = shown(verdict_of(assignment, task_result("double", check)), screen)
    assert "| line 3" in text
    assert "| line 4" not in text
    assert "the result is twice what is expected" in text
    assert text.count("again.") == 40
    whole = shown(verdict_of(assignment, task_result("double", check)), screen, whole=True)
    assert "| line 11" in whole


def test_what_is_printed_is_shown_although_all_passes(assignment, screen):
    passed = PASSED.model_copy(update={"printed": (("double(x (4, 3))", "| here"),)})
    text = shown(verdict_of(assignment, task_result("double", passed, score=10)), screen)
    assert "double prints" in text
    assert "| here" in text


def test_all_together_is_not_passed_as_long_as_one_function_is_ours(assignment, screen):
    """In a class it counts; to a learner it would be untrue that the own program learns."""
    verdict = verdict_of(
        assignment,
        task_result("shift", check_result(*MISMATCH)),
        task_result("double", PASSED, score=10, follow_through=True, borrowed=("shift",)),
    )
    text = shown(verdict, screen)
    assert "◐ double          10/10  passes with our shift; yours still has to" in text
    assert status_of(verdict.result.tasks[1]) == "partly"


def test_asked_for_one_task_it_shows_all(assignment, screen):
    long = [("Got", f"line {i}") for i in range(60)]
    verdict = verdict_of(assignment, task_result("double", check_result(*long)))
    text = shown(verdict, screen, whole=True)
    assert "line 59" in text


def test_no_colour_and_no_unicode_where_there_is_none(assignment, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii", errors="replace")
    screen = Console(file=file, force_terminal=True, width=80)
    show_verdict(verdict_of(assignment, task_result("double", PASSED, score=10)), screen)
    file.flush()
    text = raw.getvalue().decode("ascii")
    assert " + double" in text
    assert "?" not in text
    assert "\x1b[32m" not in text


def test_a_call_with_many_arrays_is_cut_short(assignment, screen):
    call = f"double({', '.join(f'x{i} (4, 3)' for i in range(60))})"
    check = check_result(("Called", call), ("Got", "nan"))
    text = shown(verdict_of(assignment, task_result("double", check)), screen)
    assert "x0 (4, 3)" in text
    assert "x59" not in text
    assert "…" in text


def test_hostile_text_stays_text(assignment, screen):
    task = task_result("double", check_result(("Got", "[red]\x1b[2J[/red] [bold")))
    text = shown(verdict_of(assignment, task), screen)
    assert "[red]" in text
    assert "\x1b" not in text


def test_code_is_never_wrapped(screen):
    """What is copied from the terminal must still be the same program."""
    long = f"return {' + '.join(f'x{i}' for i in range(30))}"
    both = SideBySide("return x", f"def double(x):\n    {long}\n")
    show_solution(screen, both)
    assert long in screen.export_text()


def test_short_code_is_framed(screen):
    show_solution(screen, SideBySide("return x", "return 2 * x"))
    text = screen.export_text()
    assert "╭─ yours" in text
    assert "return 2 * x" in text
