"""Tables: everything said without colour, in 80 columns, and nothing that a terminal obeys."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console, RenderableType

from autograder.course import Assignment
from autograder.grading.results import CheckResult, Result
from autograder.report.class_tables import class_table, distribution, legend
from autograder.text import number


def printed(renderable: RenderableType, console: Console) -> str:
    console.print(renderable)
    assert isinstance(console.file, io.TextIOWrapper | io.StringIO)
    console.file.seek(0)
    return console.file.read()


def plain_console() -> Console:
    return Console(file=io.StringIO(), width=80, color_system=None)


def row_of(student: str, text: str) -> str:
    [line] = [line for line in text.splitlines() if line.startswith(student)]
    return line


def test_each_student_has_score_marks_and_findings(
    assignment: Assignment, results: list[Result]
) -> None:
    console = plain_console()
    text = printed(class_table(console, assignment, results), console)
    assert row_of("ada", text).split()[1:] == ["100", "●●", "everything", "passes"]
    assert row_of("bob", text).split()[1:3] == ["60", "○◉"]
    assert row_of("cem", text).split()[1:] == ["70", "●◐", "knit-purls"]
    assert "called knit(3)" in row_of("eve", text)
    assert "invalid: scarf.py, line 3" in row_of("fay", text)
    assert row_of("gus", text).split()[1:4] == ["none", "··", "error:"]


def test_an_earlier_mistake_without_a_name_comes_before_a_named_one(
    assignment: Assignment, make_result: Callable[..., Result]
) -> None:
    named = make_result("ada", 0, 0, "knit-purls")
    cast_on, knit = named.tasks
    failed = CheckResult(
        name="edge", outcome="failed", points=0, max_points=40, parts=(("Got", "no edge"),)
    )
    both = named.model_copy(
        update={"tasks": (cast_on.model_copy(update={"checks": (failed,)}), knit)}
    )
    console = plain_console()
    text = printed(class_table(console, assignment, [both]), console)
    assert row_of("ada", text).endswith("cast_on: no edge; knit-purls")


def test_the_legend_names_the_tasks_in_the_order_of_the_marks(assignment: Assignment) -> None:
    console = plain_console()
    assert printed(legend(console, assignment), console).startswith("tasks: cast_on, knit\n")


def test_the_submission_has_a_column_of_its_own(
    assignment: Assignment, results: list[Result]
) -> None:
    console = plain_console()
    tried = {"ada": "the right program"}
    text = printed(class_table(console, assignment, results, tried), console)
    assert "the right program" in row_of("ada", text)


def test_it_fits_80_columns_and_a_terminal_obeys_nothing(
    assignment: Assignment, results: list[Result]
) -> None:
    console = plain_console()
    text = printed(class_table(console, assignment, results), console)
    assert max(len(line) for line in text.splitlines()) <= 80
    assert not {"\x1b", "\u202e"} & set(text)
    assert "[red]" in text  # shown as it is, not taken for a colour


def test_a_terminal_without_unicode_gets_letters(
    assignment: Assignment, results: list[Result]
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    console = Console(file=stream, width=80, color_system=None)
    text = printed(distribution(console, results), console)
    assert "###" in text
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    console = Console(file=stream, width=80, color_system=None)
    assert "##" in row_of("ada", printed(class_table(console, assignment, results), console))


def test_the_distribution_counts_scores_and_leaves_failures_out(results: list[Result]) -> None:
    console = plain_console()
    text = printed(distribution(console, results), console)
    counts = {line.split(" %")[0].strip(): line.split()[-1] for line in text.splitlines()[:-1]}
    assert counts["90-100"] == "1"
    assert counts["70-79"] == "1"
    assert counts["60-69"] == "1"
    assert counts["40-49"] == "2"
    assert counts["0-9"] == "1"
    assert sum(map(int, counts.values())) == 6
    assert text.splitlines()[-1] == "6 scores, mean 51.7 %, median 50.0 %"


def test_the_distribution_of_nobody() -> None:
    console = plain_console()
    assert "no scores" in printed(distribution(console, []), console)


@pytest.mark.parametrize(
    ("value", "text"), [(85.0, "85"), (7.5, "7.5"), (100 / 3, "33.33"), (0.0, "0"), (100.0, "100")]
)
def test_scores_are_written_as_a_person_writes_them(value: float, text: str) -> None:
    assert number(value) == text
