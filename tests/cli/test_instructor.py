"""The instructor's commands, from release to export, on a course of one small assignment."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from autograder.scaffold import new_assignment
from tests.support.course_builder import write_course
from tests.support.shared import Share

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_process")]

NAME = "05-scaling"


@pytest.fixture(scope="module")
def released(share: Share) -> Path:
    def make(root: Path) -> None:
        limits = "limits: {call_seconds: 2, submission_seconds: 10}"
        new_assignment(write_course(root, tasks=(), settings=limits), NAME)
        assert run(root, "release", "05").exit_code == 0

    return share("released-scaffold", make)


@pytest.fixture
def course(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The released course, with three submissions: right, untouched, and a syntax error."""
    root = tmp_path / "course"
    shutil.copytree(released, root)
    monkeypatch.setenv("AUTOGRADER_SECRET", "the same")
    hand_in(root / "submitted", "ada", (root / "solutions" / NAME / "scaling.py").read_text())
    hand_in(root / "submitted", "bob", (root / "assignments" / NAME / "scaling.py").read_text())
    hand_in(root / "submitted", "cem", "def standardize(X)\n    return X\n")
    return root


def hand_in(submitted: Path, student: str, program: str) -> None:
    folder = submitted / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scaling.py").write_text(program)


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--course", str(root)])


def scores(done: Result) -> dict[str, float | None]:
    return {result["student"]: result["score"] for result in json.loads(done.stdout)["results"]}


def test_release_says_what_changed_and_then_that_nothing_did(released: Path) -> None:
    again = run(released, "release")
    assert again.exit_code == 0
    assert "05-scaling: nothing changed" in again.stderr
    assert {path.name for path in (released / "assignments" / NAME).iterdir()} == {
        *("README.md", "scaling.ipynb", "scaling.py", "test_scaling.py"),
    }


def test_a_leak_is_refused(released: Path, tmp_path: Path) -> None:
    root = tmp_path / "leaky"
    shutil.copytree(released, root)
    secret = (root / "solutions" / NAME / "scaling.py").read_text().partition("### BEGIN SOLUTION")
    line = next(line for line in secret[2].splitlines()[1:] if len(line.strip()) > 20)
    with (root / "solutions" / NAME / "README.md").open("a") as readme:
        readme.write(f"\n{line}\n")
    refused = run(root, "release", "05")
    assert refused.exit_code == 1
    assert "README.md" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_json_on_standard_output_is_alone_there_and_the_same_again(course: Path) -> None:
    first = run(course, "grade", "scaling", "--json", "-")
    assert first.exit_code == 0
    assert scores(first) == {"ada": 10.0, "bob": 0.0, "cem": 0.0}
    again = run(course, "grade", "scaling", "--json", "-")
    assert again.stdout == first.stdout
    assert "0 to grade, 3 unchanged" in again.stderr


def test_the_table_shows_everyone_and_why(course: Path) -> None:
    table = run(course, "grade", "05").stdout
    assert "ada            10  ●      everything passes" in table
    assert "bob             0  ○      standardize: not written yet" in table
    assert "cem             0  ·      invalid: SyntaxError: expected ':'" in table


def test_results_go_to_a_file_and_a_missing_folder_is_reported_first(
    course: Path,
) -> None:
    file = course / "results.json"
    done = run(course, "grade", "05", "--student", "ada", "--json", str(file))
    assert done.exit_code == 0
    assert "everything passes" in done.stdout
    assert [r["student"] for r in json.loads(file.read_text())["results"]] == ["ada"]
    refused = run(course, "grade", "05", "--json", str(course / "nowhere" / "r.json"))
    assert refused.exit_code == 2
    assert "there is no folder" in refused.stderr


def test_a_regrade_says_whose_marks_moved(course: Path) -> None:
    run(course, "grade", "05")
    hand_in(course / "submitted", "bob", (course / "solutions" / NAME / "scaling.py").read_text())
    moved = run(course, "grade", "05")
    assert "1 to grade, 2 unchanged" in moved.stderr
    row = next(line for line in moved.stdout.splitlines() if "standardize +10" in line)
    assert row.split()[:6] == ["bob", "0", "10", "file", "standardize", "+10"]
    assert "1 of 3 marks moved, 0 of them with the same file" in moved.stdout


def test_submissions_may_be_in_another_folder(course: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "inbox", "dora", "def standardize(X):\n    return X\n")
    done = run(course, "grade", "05", "--submitted", str(tmp_path / "inbox"), "--json", "-")
    assert scores(done).keys() == {"dora"}


def test_an_unknown_student_is_reported_with_the_nearest(course: Path) -> None:
    refused = run(course, "grade", "05", "--student", "adaa")
    assert refused.exit_code == 2
    assert "did you mean 'ada'?" in refused.stderr


def test_feedback_and_exports_show_the_same_scores(course: Path) -> None:
    assert run(course, "feedback", "05").exit_code == 2  # nothing is graded yet
    run(course, "grade", "05")
    assert run(course, "feedback", "05").exit_code == 0
    assert "SyntaxError" in (course / "feedback" / "cem" / NAME / "scaling.html").read_text()
    rows = list(csv.DictReader(io.StringIO(run(course, "export", "05", "--format", "csv").stdout)))
    assert {row["student_id"]: row["raw_score"] for row in rows} == {
        "ada": "10.0",
        "bob": "0.0",
        "cem": "0.0",
    }
    assert len(json.loads(run(course, "export", "05", "--format", "json").stdout)) == 3


def test_a_failure_of_the_grader_itself_is_exit_code_1_and_no_score(course: Path) -> None:
    change_grader(
        course, "expect(student", "got = student.standardize(X).shape\n    expect(student"
    )
    hand_in(course / "submitted", "ada", "def standardize(X):\n    return [1.0]\n")
    done = run(course, "grade", "05", "--student", "ada", "--json", "-")
    assert done.exit_code == 1
    assert scores(done) == {"ada": None}


def test_a_grader_that_fails_on_the_reference_is_exit_code_2_and_nothing_is_recorded(
    course: Path,
) -> None:
    change_grader(course, "student.standardize(", "no_such_name(")
    done = run(course, "grade", "05", "--student", "ada", "--json", "-")
    assert done.exit_code == 2
    assert "05-scaling/scaling.py" in done.stderr
    assert "no_such_name" in done.stderr
    assert not done.stdout


def change_grader(course: Path, old: str, new: str) -> None:
    grader = course / "solutions" / NAME / "graders" / "test_standardize.py"
    text = grader.read_text()
    assert old in text
    grader.write_text(text.replace(old, new, 1))
