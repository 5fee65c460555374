"""Whatever happens in which order: screen, JSON, page, export and formgrader say the same."""

import csv
import json
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from nbconvert.exporters.templateexporter import TemplateExporter
from sqlalchemy import create_engine, event

from autograder.cli import main
from autograder.course import LatePolicy, load_course
from autograder.grade_class import grade_class
from autograder.gradebook.book import open_gradebook
from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from autograder.report.class_tables import class_table
from autograder.report.console import console
from autograder.text import number
from tests.gradebook.expected_gradebook import CELLS, TASKS, Entry, Expected, Handed
from tests.gradebook.pages import penalty_on, score_on
from tests.gradebook.tiny_course import POINTS, Notes, grade_of, lay_out_tiny, released_notebook

NAME = "01-double"
DUE = datetime(2027, 1, 31, 11, tzinfo=UTC)
SEQUENCES = 500
EVENTS = 8

students = st.sampled_from(["ada", "bob", "cy"])
modules = st.sampled_from(["6 4", "6 1.5", "0 4", "2.142858 0", "invalid", "error"])
answers = st.sampled_from(["", "Because.", "Why not?"])
days = st.integers(-2, 7)


class Events(RuleBasedStateMachine):
    """Random events in the tiny course; the same in `Expected`."""

    template: Path
    root: Path

    @initialize(graded=st.booleans(), on_top=st.booleans())
    def begin(self, graded, on_top):
        if self.root.exists():
            shutil.rmtree(self.root)
        shutil.copytree(self.template, self.root)
        self.course = load_course(self.root)
        self.expected = Expected(DUE, self.course.late)
        self.most = 12 - POINTS["halve"] * on_top
        if on_top:
            self.make_extra_credit("halve")
        self.known = False
        if graded:
            self.submit("ada", "6 1.5", "Because.", 2)
            self.submit("bob", "0 4", "", 0)
            self.grade(force=False)

    @rule(student=students, module=modules, answer=answers, late=days)
    def submit(self, student, module, answer, late):
        when = DUE + timedelta(days=late, minutes=30)
        folder = self.root / "submitted" / student / NAME
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "double.py").write_text(module)
        notebook = released_notebook()
        notebook["cells"][-1]["source"] = answer or notebook["cells"][-1]["source"]
        (folder / "double.ipynb").write_text(json.dumps(notebook))
        (folder / "timestamp.txt").write_text(f"{when:%Y-%m-%d %H:%M:%S} UTC")
        self.expected.folders[student] = Handed(module, answer, when)

    @precondition(lambda self: self.expected.folders)
    @rule(data=st.data())
    def remove_the_folder(self, data):
        student = data.draw(st.sampled_from(sorted(self.expected.folders)))
        shutil.rmtree(self.root / "submitted" / student / NAME)
        del self.expected.folders[student]

    @precondition(lambda self: self.expected.entries)
    @rule(data=st.data(), cell=st.sampled_from(CELLS), score=st.sampled_from([None, 0, 1, 2]))
    def mark_by_hand(self, data, cell, score):
        student = data.draw(st.sampled_from(sorted(self.expected.entries)))
        with self.book() as book:  # as the formgrader does
            grade = grade_of(book, student, cell)
            grade.manual_score = score
            grade.needs_manual_grade = score is None and grade.auto_score is None
            book.db.commit()
        self.expected.entries[student].cells[cell].mark(score)

    @precondition(lambda self: self.expected.entries)
    @rule(data=st.data(), cell=st.sampled_from(CELLS), points=st.sampled_from([None, 0.5]))
    def give_extra_credit(self, data, cell, points):
        student = data.draw(st.sampled_from(sorted(self.expected.entries)))
        with self.book() as book:
            grade_of(book, student, cell).extra_credit = points
            book.db.commit()
        self.expected.entries[student].cells[cell].extra = points

    @precondition(lambda self: self.expected.entries)
    @rule(data=st.data(), days=st.integers(0, 3))
    def extend(self, data, days):
        student = data.draw(st.sampled_from(sorted(self.expected.entries)))
        with self.book() as book:
            book.grant_extension(NAME, student, days=days)
        self.expected.entries[student].extension = timedelta(days=days)

    @precondition(lambda self: self.known and self.expected.students - set(self.expected.entries))
    @rule(data=st.data())
    def extend_in_advance(self, data):
        without = sorted(self.expected.students - set(self.expected.entries))
        student = data.draw(st.sampled_from(without))
        with self.book() as book:
            book.add_submission(NAME, student)
            book.grant_extension(NAME, student, days=1)
        self.expected.entries[student] = Entry(extension=timedelta(days=1))

    @rule(late=days)
    def move_the_due_date(self, late):
        self.expected.due = DUE + timedelta(days=late)
        self.change(lambda course: course["assignments"][0].update(due=str(self.expected.due)))

    @rule(percent=st.sampled_from([0, 10, 30]), cap=st.sampled_from([20, 100]), own=st.booleans())
    def change_the_policy(self, percent, cap, own):
        late = {"percent_per_day": percent, "cap_percent": cap}
        if own:
            self.change(lambda course: course["assignments"][0].update(late=late))
        else:
            self.change(lambda course: course.update(late=late | {"grace_minutes": 10}))
            self.change(lambda course: course["assignments"][0].pop("late", None))
        self.expected.policy = LatePolicy(**late, grace_minutes=10)

    @rule(student=students)
    def add_to_the_roster(self, student):
        with self.book() as book:
            book.update_or_create_student(student, first_name="A")
        self.expected.students.add(student)

    @precondition(lambda self: self.expected.students)
    @rule(data=st.data())
    def remove_from_the_roster(self, data):
        student = data.draw(st.sampled_from(sorted(self.expected.students)))
        with self.book() as book:
            book.remove_student(student)
        self.expected.students.remove(student)
        self.expected.entries.pop(student, None)

    @precondition(lambda self: self.expected.folders)
    @rule(force=st.booleans())
    def grade(self, force):
        before = self.roster_lines()
        notes = Notes()
        run = grade_class(
            self.course, self.course.assignments[0], progress=notes, jobs=1, force=force
        )
        self.expected.grade()
        self.known = True
        said = ("by hand covers", "new in", "nothing submitted", "folder no longer")
        wanted = [*self.override_lines(), *before]
        assert [line for line in notes.said if any(w in line for w in said)] == wanted
        self.compare_results(run)

    @precondition(lambda self: self.known and self.pages())
    @rule(data=st.data())
    def write_a_page(self, data):
        self.compare_page(data.draw(st.sampled_from(self.pages())))

    @precondition(lambda self: self.known)
    @rule()
    def look(self):
        self.compare_export()
        self.compare_formgrader()

    def teardown(self):
        """At the end all five say the same, whatever happened before."""
        if sys.exc_info()[0]:
            return  # a sequence that failed was told already
        if self.known:
            self.look()
        if not self.expected.folders:
            return
        self.grade(force=False)
        if students := self.pages():
            entries = self.expected.entries
            self.compare_page(max(students, key=lambda who: len(entries[who].overrides())))
        self.look()

    def compare_page(self, student):
        write_feedback(self.course, self.course.assignments[0], students=[student], jobs=1)
        page = (self.root / "feedback" / student / NAME / "double.html").read_text()
        entry, penalty = self.expected.entries[student], self.expected.penalty(student)
        assert score_on(page) == (float(number(entry.raw - penalty)), self.most)
        assert penalty_on(page) == float(number(penalty))
        covering = {
            number(h) for cell, (h, a) in entry.overrides().items() if h != a and cell in TASKS
        }
        found = re.findall(r"A person gave (\S+) points? by hand. This counts, not the", page)
        assert set(found) == covering
        points = {"double": 6, "halve": self.most - 8, "why": 2}
        waiting = sum(points[name] for name, cell in entry.cells.items() if not cell.has_score)
        found = re.findall(r"(\d+) of the (\d+) points are given by a person", page)
        assert found == ([(f"{waiting:g}", f"{self.most:g}")] if waiting else [])

    def compare_results(self, run):
        written = json.loads(run.to_json(self.course, self.course.assignments[0]))
        results = written["results"]
        assert written["max_score"] == self.most - 2
        assert [result["student"] for result in results] == sorted(self.expected.folders)
        screen = console()
        with screen.capture() as shown:
            screen.print(class_table(screen, self.course.assignments[0], run.results))
        rows = {line.split()[0]: line.split()[1] for line in shown.get().splitlines()}
        for result in results:
            student = result["student"]
            entry = self.expected.entries[student]
            scores: list[Any] = [entry.cells[task].automatic for task in TASKS]
            score = None if None in scores else sum(scores)
            assert result["score"] == score
            assert rows[student] == ("none" if score is None else number(score))
            assert result["late_seconds"] == self.expected.late_seconds(student)
            assert result["covered_by_hand"] == [t for t in TASKS if t in entry.overrides()]

    def compare_export(self):
        words = ["export", NAME, "--format", "csv", "--course", str(self.root)]
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
        found = {row["student_id"]: row for row in csv.DictReader(done.stdout.splitlines())}
        assert set(found) == self.expected.students
        columns = ("raw_score", "late_submission_penalty", "score")
        for student, row in found.items():
            shown = [float(row[name]) if row[name] else None for name in columns]
            assert float(row["max_score"]) == self.most
            if not self.expected.is_final(student):
                assert shown == [None, None, None]
            else:
                raw, penalty = self.expected.entries[student].raw, self.expected.penalty(student)
                assert shown == [round(n, 2) for n in (raw, penalty, max(0, raw - penalty))]
        count = sum(map(self.expected.to_mark, self.expected.students))
        assert (f"warning: {count} written question" in done.stderr) is (count > 0)
        count = sum(map(self.expected.absent, self.expected.students))
        assert (re.search(rf"^{count} students? submitted nothing", done.stderr, re.M) is None) is (
            count == 0
        )

    def compare_formgrader(self):
        """The numbers that nbgrader's formgrader asks its own interface for."""
        rows = {row["student"]: row for row in self.formgrader().get_submissions(NAME)}
        ungraded = set(filter(self.expected.is_ungraded, self.expected.folders))
        assert set(rows) == set(self.expected.entries) | ungraded
        for student, row in rows.items():
            entry = Entry() if student in ungraded else self.expected.entries[student]
            flagged = entry.flagged and student not in ungraded
            assert (round(row["score"], 9), row["needs_manual_grade"]) == (
                round(entry.raw, 9),
                flagged,
            )

    def override_lines(self):
        return [
            f"{student}, {cell}: {number(by_hand)} by hand covers {number(automatic)} given "
            "automatically"
            for student in sorted(self.expected.folders)
            for cell, (by_hand, automatic) in self.expected.entries[student].overrides().items()
            if by_hand != automatic
        ]

    def roster_lines(self):
        expected = self.expected
        folders, missing = set(expected.folders), expected.students - set(expected.folders)
        gone = {student for student in missing if expected.scored(student)}
        lines = {
            "new in the gradebook": folders - expected.students,
            "nothing submitted": missing - gone,
            "folder no longer in submitted/, score left as it is": gone,
        }
        return [
            f"{what}: {', '.join(sorted(who))}"
            for what, who in lines.items()
            if who and expected.students
        ]

    def pages(self):
        return sorted(self.expected.notebooks & set(self.expected.entries))

    def make_extra_credit(self, task):
        [of_task] = [n for n, name in enumerate(TASKS) if name == task]
        self.change(
            lambda course: course["assignments"][0]["tasks"][of_task].update(extra_credit=True)
        )
        path = self.course.release_dir(self.course.assignments[0]) / "double.ipynb"
        notebook = json.loads(path.read_text())
        [cell] = [cell for cell in notebook["cells"] if cell["id"] == task]
        cell["metadata"]["nbgrader"]["points"] = 0
        path.write_text(json.dumps(notebook))

    def change(self, update):
        path = self.root / "course.yml"
        content = yaml.safe_load(path.read_text())
        content["assignments"][0]["due"] = str(self.expected.due)
        update(content)
        path.write_text(yaml.safe_dump(content))
        self.course = load_course(self.root)

    def book(self):
        return nbgrader_api().Gradebook(f"sqlite:///{self.course.gradebook_path}", "tiny")

    def formgrader(self):
        from nbgrader.apps.api import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory

        api = NbGraderAPI.__new__(NbGraderAPI)
        api.coursedir = CourseDirectory(root=str(self.root), course_id="tiny")
        api.course_id = "tiny"
        return api


@pytest.fixture
def template(tmp_path, monkeypatch):
    """The course with an empty gradebook, to be copied.

    Most of the time would go into translating the same queries and the same templates of pages
    again and again, and into looking whether tables and course are there.
    """
    root = tmp_path / "template"
    api: Any = nbgrader_api()
    with open_gradebook(lay_out_tiny(root)):
        pass  # the course is in it, too
    monkeypatch.setattr(api.Gradebook, "check_course", lambda *_, **__: None)
    monkeypatch.setattr(api, "create_engine", lambda url, **_: engine_of(str(url)))
    monkeypatch.setattr(api.Base.metadata, "create_all", lambda bind: None)
    monkeypatch.setattr(TemplateExporter, "_create_environment", first_of(_create_environment))
    yield root
    engine_of.cache_clear()


@cache
def engine_of(url):
    engine = create_engine(url, future=True)
    event.listen(engine, "connect", without_waiting_for_the_disk)
    return engine


def without_waiting_for_the_disk(connection, _):
    connection.execute("PRAGMA synchronous = OFF")


_create_environment = TemplateExporter._create_environment


def first_of(make):
    """What `make` makes of the first argument, for every other, too."""
    made: list[Any] = []

    def first(argument):
        if not made:
            made.append(make(argument))
        return made[0]

    return first


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's add_submission
@pytest.mark.usefixtures("grader", "one_process")
def test_five_views_agree_after_every_sequence_of_events(tmp_path, template):
    class Here(Events):
        pass

    Here.template, Here.root = template, tmp_path / "course"
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=EVENTS,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # shrinking takes minutes
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
