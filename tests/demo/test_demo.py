"""`autograder demo`, run as a person runs it, and what it leaves behind."""

import csv
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from autograder.demo.course import copy_course, ready_assignments
from autograder.demo.sample import Kind
from autograder.errors import CourseError
from tests.support.autograder_command import autograder
from tests.support.shared import Share

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str
    folder: Path

    @classmethod
    def of(cls, scratch: Path, code: int, out: str, err: str) -> "Ran":
        folders = list(scratch.glob("autograder-demo-*"))
        return cls(code, out, err, folders[0] if folders else scratch)


SECRET = {"AUTOGRADER_SECRET": "the same"}


def run_demo(root: Path, scratch: Path, *options: str) -> Ran:
    """The demo in this process, with `scratch` for temporary files."""
    with mock.patch("tempfile.tempdir", str(scratch)):
        done = autograder(root, " ".join(["demo", *options]), SECRET)
    return Ran.of(scratch, done.exit_code, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def demo(tiny_course: Path, share: Share) -> Ran:
    """The demo in a program of its own."""

    def make(scratch: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "autograder", "demo"],
            cwd=tiny_course,
            env={**os.environ, "TMPDIR": str(scratch)} | SECRET,
            capture_output=True,
            text=True,
            check=False,
        )
        said = [done.returncode, done.stdout, done.stderr]
        (scratch / "said.json").write_text(json.dumps(said))

    scratch = share("demo", make)
    ran = Ran.of(scratch, *json.loads((scratch / "said.json").read_text()))
    assert ran.code == 0, ran.err
    return ran


@pytest.fixture(scope="module")
def table(demo: Ran) -> str:
    """The table of the whole class, at the path that the demo prints."""
    [path] = re.findall(r"^Whole table +(/\S+)$", demo.out, re.MULTILINE)
    return Path(path).read_text()


def row_of(tried: str, table: str) -> str:
    [line] = [line for line in table.splitlines() if line[12:].startswith(f"{tried} ")]
    return line


def listed(kind: Kind, text: str) -> list[str]:
    """The first words of what a table says of a kind: the students, and an … where some miss."""
    lines = text.partition(f"{kind}\n")[2].partition("\n\n")[0].splitlines()
    return [line.split()[0] for line in lines[1:] if not line.startswith(" ")]


def test_a_few_of_each_kind_are_shown_and_the_others_are_counted(demo: Ran, table: str) -> None:
    left_out = [int(count) for count in re.findall(r"… and (\d+) more like these", demo.out)]
    for kind in Kind:
        everyone = listed(kind, table)
        more = ["…"] if len(everyone) > 3 else []
        assert listed(kind, demo.out) == everyone[:3] + more
    assert sum(left_out) == sum(max(len(listed(kind, table)) - 3, 0) for kind in Kind)
    assert len(demo.out.splitlines()) < 75 < len(table.splitlines())


def test_there_are_at_least_24_submissions_and_right_gets_all_and_stub_nothing(
    demo: Ran, table: str
) -> None:
    rows = list(csv.DictReader((demo.folder / "05-scaling.csv").open()))
    assert len(rows) >= 24
    scores = {row["student_id"]: float(row["score"]) for row in rows}
    for tried, score in (("loops", 10), ("nothing done yet", 0), ("an empty file", 0)):
        row = row_of(tried, table)
        assert int(row.split()[1 + len(tried.split())]) == score
        assert scores[row.split()[0]] == score


def test_it_says_what_each_tried_and_what_was_seen(demo: Ran, table: str) -> None:
    assert "standardize-over-everything" in row_of("standardize over", table).split()
    assert "SyntaxError" in table
    assert "still running after 1 s" in " ".join(demo.out.split())
    assert max(map(len, demo.out.splitlines())) <= 80 + len(str(demo.folder))


def test_every_file_is_where_it_says(demo: Ran) -> None:
    named = [Path(path) for path in re.findall(r"  (/\S+)$", demo.out, re.MULTILINE)]
    assert {path.suffix for path in named} == {".txt", ".png", ".csv", ".html", ".db", ""}
    for path in named:
        assert path.exists()
        assert path.is_relative_to(demo.folder)


def test_the_feedback_page_is_of_somebody_whose_mistake_was_named(demo: Ran) -> None:
    [page] = re.findall(r"^Feedback, e\.g\. +(/\S+\.html)$", demo.out, re.MULTILINE)
    assert "Each column has its own" in Path(page).read_text()


def test_hostile_code_gets_no_point_and_leaves_nothing(demo: Ran, table: str) -> None:
    for tried in ("endless loop at import", "os._exit at import", "reads /etc/passwd", "fork bomb"):
        assert row_of(tried, table)[12 + 23 :].split()[0] == "0"
    assert not list(demo.folder.rglob("grade.txt"))


def test_the_same_class_gives_the_same_table_and_the_same_picture(
    demo: Ran, tiny_course: Path, tmp_path: Path
) -> None:
    again = run_demo(tiny_course, tmp_path)
    where = str(demo.folder), str(again.folder)
    assert again.out.replace(where[1], where[0]) == demo.out
    pictures = [(ran.folder / "05-scaling.png").read_bytes() for ran in (demo, again)]
    assert pictures[0] == pictures[1]


def test_results_can_be_had_again_without_grading(demo: Ran) -> None:
    done = autograder(demo.folder, "grade 05 --json -", SECRET)
    assert done.exit_code == 0
    assert "0 to grade" in done.stderr
    results = json.loads(done.stdout)
    assert [r["student"] for r in results["results"]] == sorted(
        r["student"] for r in results["results"]
    )


def test_a_small_class_is_as_large_as_asked_for(tiny_course: Path, tmp_path: Path) -> None:
    ran = run_demo(tiny_course, tmp_path, "--students", "3")
    assert ran.code == 0
    assert ran.out.count("\nada ") == 1
    assert "3 scores" in ran.out


def test_a_course_without_a_secret_side_is_refused_and_leaves_nothing(
    tiny_course: Path, tmp_path: Path
) -> None:
    (tmp_path / "course.yml").write_bytes((tiny_course / "course.yml").read_bytes())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    ran = run_demo(tmp_path, scratch)
    assert ran.code == 2
    assert "solutions: there is no such folder" in ran.err
    assert not list(scratch.iterdir())


def test_an_assignment_that_has_no_reference_yet_is_left_out(
    tiny_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    course = copy_course(tiny_course)
    assert [a.name for a in ready_assignments(course)] == ["05-scaling"]
    (course.root / "solutions" / "05-scaling" / "scaling.py").unlink()
    with pytest.raises(CourseError, match="no assignment has a reference"):
        ready_assignments(course)
