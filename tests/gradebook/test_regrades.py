"""A regrade explains itself: tried before it counts, asked about, and kept."""

import json
import sqlite3

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.errors import CourseError
from autograder.gradebook.history import MOST_OF_A_SUBMISSION, read_history
from tests.gradebook.tiny_course import Notes


def everything(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def command(course):
    """`autograder …` on the tiny course."""

    def run(*words):
        return CliRunner().invoke(main, [*words, "--course", str(course.root)])

    return run


@pytest.fixture
def small_class(run, grader, submit):
    """Twenty students with a score, and a grader that is another one now."""
    names = [f"s{number:02}" for number in range(20)]
    for name in names:
        submit(name)
    run()
    grader.graded.clear()
    grader.version = "2"
    return names


@pytest.fixture
def lose(monkeypatch, grader):
    """From now on the grader takes these students' points for `halve`."""
    from tests.gradebook import conftest

    stock = conftest.fake_result

    def begin(students):
        def strict(submission):
            result = stock(submission)
            if submission.student not in students:
                return result
            tasks = (result.tasks[0], conftest.fake_task("halve", 0.0))
            return result.model_copy(update={"tasks": tasks, "score": tasks[0].score})

        monkeypatch.setattr(conftest, "fake_result", strict)

    return begin


def test_a_dry_run_says_whose_marks_would_move_and_writes_nothing(
    run, submit, course, assignment, small_class, lose
):
    lose({"s03"})
    submit("s05", double=1)
    submit("zoe")
    before = everything(course.root)
    tried = run(dry_run=True)
    assert everything(course.root) == before
    assert [(m.student, m.before, m.after, m.changed) for m in tried.moved] == [
        ("s03", 10, 6, "grader"),
        ("s05", 10, 5, "file and grader"),
    ]
    [task] = tried.moves["s03"].tasks
    assert (task.task, [check.check for check in task.checks]) == ("halve", ["values"])
    assert tried.moves["zoe"].changed == "first"
    told = json.loads(tried.to_json(course, assignment))
    assert told["dry_run"]
    assert told["moved"][0]["tasks"] == [
        {
            "task": "halve",
            "before": 4.0,
            "after": 0.0,
            "checks": [{"check": "values", "before": 4.0, "after": 0.0, "reweighted": False}],
        }
    ]
    real = run()
    assert [m.model_dump() for m in real.moved] == [m.model_dump() for m in tried.moved]


def test_a_dry_run_in_a_new_course_makes_no_secret_no_gradebook_and_no_folder(
    run, grader, submit, course
):
    submit("ada")
    (course.root / ".course-secret").unlink()
    before = everything(course.root)
    assert run(dry_run=True).results[0].score == 10
    assert everything(course.root) == before
    assert not (course.root / "autograded").exists()
    assert run(dry_run=True, new_secret=True).graded == 1
    assert everything(course.root) == before


def test_a_dry_run_names_the_marks_by_hand_that_cover_a_score(run, submit, mark, grader):
    submit("ada", double=0)
    run()
    mark("ada", "double", 2.5)
    submit("ada")
    notes = Notes()
    [move] = run(dry_run=True, progress=notes).moved
    assert "ada, double: 2.5 by hand covers 6 given automatically" in notes.said
    assert move.covered_by_hand == ("double",)


def test_many_marks_that_move_without_a_new_file_are_refused(
    run, course, assignment, grader, small_class, lose
):
    """The others are recorded, so the next run has only those to grade."""
    lose({"s01", "s07", "s19"})
    asked: list[str] = []

    def refuse(many):
        asked.append(str(many))
        return False

    with pytest.raises(CourseError, match=r"3 of 20 so far \(s01 10 -> 6") as refused:
        run(allow=refuse)
    assert "autograder grade 01-double --dry-run" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(asked) == 1
    assert not grader.runs_open  # the grader processes have ended
    tried = run(dry_run=True)
    assert [move.student for move in tried.moved] == ["s01", "s07", "s19"]
    allowed = run(allow=lambda many: True)
    assert [move.after for move in allowed.moved] == [6, 6, 6]


def test_a_tenth_of_the_marks_moves_unasked_and_so_does_every_new_file(
    run, submit, small_class, lose
):
    lose({"s01", "s07"})
    for name in small_class[10:]:
        submit(name, double=3)

    def never(many):
        raise AssertionError(many)

    assert len(run(allow=never).moved) == 12


def test_the_command_asks_or_ends_with_exit_code_2(command, small_class, lose, monkeypatch):
    lose(set(small_class))
    refused = command("grade", "01")
    assert refused.exit_code == 2
    [line] = [line for line in refused.stderr.splitlines() if line.startswith("autograder: ")]
    assert "more than a tenth of the marks move" in line
    assert "--yes" in line
    done = command("grade", "01", "--dry-run")
    assert "20 of 20 marks would move, 20 of them with the same file" in done.stdout
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["s00", "10", "6", "grader", "halve", "-4", "(values)"] in rows
    assert command("grade", "01", "--yes").exit_code == 0


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2)])
def test_a_person_at_a_terminal_is_asked(course, small_class, lose, monkeypatch, answer, code):
    lose(set(small_class))
    monkeypatch.setattr("autograder.cli.grading_run.a_person_is_there", lambda: True)
    done = CliRunner().invoke(main, ["grade", "01", "--course", str(course.root)], input=answer)
    assert "Record them? [y/N]" in done.stderr
    assert done.exit_code == code


def test_every_grading_is_kept_with_its_reason(run, grader, submit, course, assignment):
    submit("ada", double=1)
    submit("bob")
    run()
    submit("ada")
    run()
    grader.version = "2"
    run()
    kept = [grading.move for grading in read_history(course, assignment, "ada")]
    assert [(move.before, move.after, move.changed) for move in kept] == [
        (None, 5, "first"),
        (5, 10, "file"),
        (10, 10, "grader"),
    ]
    assert kept[1].tasks[0].checks[0].check == "values"
    graders = [grading.grader for grading in read_history(course, assignment, "ada")]
    assert graders[0] == graders[1] != graders[2]
    assert len(read_history(course, assignment)) == 5


def test_the_command_lists_the_history(command, run, submit, course):
    submit("ada", double=1)
    run()
    submit("ada")
    run()
    shown = command("history", "01", "--student", "ada").stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert " ada     5" not in shown.splitlines()[0]
    assert shown.splitlines()[-1].split()[2:6] == ["ada", "5", "10", "file"]
    told = json.loads(command("history", "01", "--json", "-").stdout)
    assert [row["after"] for row in told["gradings"]] == [5.0, 10.0]
    unknown = command("history", "01", "--student", "adaa")
    assert unknown.exit_code == 2
    assert "did you mean 'ada'?" in unknown.stderr


def test_a_failure_of_the_grader_is_in_the_history(run, submit, course, assignment):
    folder = submit("ada")
    run()
    (folder / "double.py").write_text("error")
    assert [(m.before, m.after) for m in run().moved] == [(10, None)]
    submit("ada")
    run()
    kept = [grading.move for grading in read_history(course, assignment)]
    assert [(m.before, m.after) for m in kept] == [(None, 10), (10, None), (None, 10)]


def test_a_gradebook_of_an_older_version_begins_a_history(run, grader, course, assignment, submit):
    submit("ada")
    run()
    with sqlite3.connect(course.gradebook_path) as book:
        book.execute("DROP TABLE autograder_history")
    assert read_history(course, assignment) == []
    grader.version = "2"
    run()
    [kept] = read_history(course, assignment)
    assert (kept.move.before, kept.move.after) == (10, 10)


def test_a_submission_has_a_bounded_history_that_goes_with_it(
    run, course, assignment, submit, nbgrader_book
):
    submit("ada")
    submit("bob")
    run()
    with sqlite3.connect(course.gradebook_path) as book:
        rows = "submission_id, graded_at, grader, module, before, after, changed, tasks"
        for _ in range(MOST_OF_A_SUBMISSION + 10):
            book.execute(
                f"INSERT INTO autograder_history ({rows}) SELECT {rows} FROM autograder_history "
                "WHERE id = 1"
            )
    run(force=True)
    kept = [grading.move.student for grading in read_history(course, assignment)]
    assert (kept.count("ada"), kept.count("bob")) == (MOST_OF_A_SUBMISSION, 2)
    with nbgrader_book() as book:
        book.remove_submission("01-double", "ada")
    run(students=["bob"])
    assert {grading.move.student for grading in read_history(course, assignment)} == {"bob"}
