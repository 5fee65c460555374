"""`nbgrader autograde` and nbgrader's other commands next to `autograder grade`."""

import csv
import json
import shutil
from importlib.resources import files

import pytest
from nbgrader.api import Gradebook

from autograder.course import load_course
from autograder.grade_class import grade_class
from autograder.gradebook.history import read_history
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from tests.gradebook.pages import page_of, text_of
from tests.gradebook.real_course import MODULES, lay_out, nbgrader, submit
from tests.gradebook.tiny_course import Notes, grade_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def released(share):
    """A released tiny course, to be copied."""

    def make(root):
        lay_out(root)
        nbgrader(root, "generate_assignment", "01-double")

    return share("released-tiny-course", make)


@pytest.fixture
def course(released, tmp_path):
    shutil.copytree(released, tmp_path / "course")
    return lay_out(tmp_path / "course")


def grades(root, assignment="01-double"):
    """What `nbgrader export` says of each student."""
    nbgrader(root, "export", "--to", "grades.csv")
    with (root / "grades.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == assignment]
        return {row["student_id"]: row for row in rows}


def kept(course):
    """The scores that the history has."""
    gradings = read_history(course, course.assignments[0])
    return {grading.move.student: grading.move.after for grading in gradings}


def graded_notebooks(root):
    found = {}
    for path in sorted(root.glob("autograded/*/*/*.ipynb")):
        notebook = json.loads(path.read_text())
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
            for output in cell.get("outputs", ()):
                for kind, text in output["data"].items():
                    output["data"][kind] = "".join(text)
        found[path.relative_to(root)] = notebook
    return found


def test_both_roads_lead_to_the_same_scores_and_feedback(course, tmp_path):
    for student in MODULES:
        submit(course, student)
    submitted = course.submitted_dir("bob", course.assignments[0])
    (submitted / "timestamp.txt").write_text("2027-02-02 10:00:00 UTC")
    (course.submitted_dir("fay", course.assignments[0]) / "double.ipynb").write_text("{broken")
    (course.submitted_dir("dan", course.assignments[0]) / "double.py").unlink()
    stock = lay_out(shutil.copytree(course.root, tmp_path / "stock"))

    grade_class(course, course.assignments[0], progress=Notes(), jobs=2)
    nbgrader(stock.root, "autograde", "01-double", "--no-execute")

    exported = grades(stock.root)
    assert grades(course.root) == exported
    assert {s: float(row["score"]) for s, row in exported.items()} == {
        "ada": 10,
        "bob": 4 - 0.8,
        "cy": 6,
        "dan": 0,
        "eve": 4,
        "fay": 4,
    }
    assert graded_notebooks(course.root) == graded_notebooks(stock.root)
    scores = {"ada": 10, "bob": 4, "cy": 6, "dan": 0, "eve": 4, "fay": 4}
    assert kept(course) == kept(stock) == scores
    for root in (course.root, stock.root):
        files = {p.name for p in (root / "autograded" / "ada" / "01-double").iterdir()}
        assert files == {"double.ipynb", "double.py", "test_double.py", "README.md"}

    write_feedback(course, course.assignments[0], jobs=1)
    nbgrader(stock.root, "generate_feedback", "01-double")
    for student in MODULES:
        page = page_of(course, student)
        assert page_of(stock, student) == page
        assert (f"{exported[student]['score']} of 12 points").replace(".0 ", " ") in text_of(page)


@pytest.mark.usefixtures("one_process")
def test_both_roads_add_extra_credit_to_the_score_and_not_to_the_maximum(course, tmp_path):
    text = (course.root / "course.yml").read_text()
    text = text.replace("title: Half", "title: Half, extra_credit: true")
    (course.root / "course.yml").write_text(text)
    nbgrader(course.root, "generate_assignment", "01-double", "--force")
    course = load_course(course.root)
    for student in ("ada", "bob"):
        submit(course, student)
    stock = shutil.copytree(course.root, tmp_path / "stock")
    grade_class(course, course.assignments[0], progress=Notes(), jobs=1)
    nbgrader(stock, "autograde", "01-double")
    exported = grades(stock)
    assert grades(course.root) == exported
    scores = {s: (float(row["score"]), float(row["max_score"])) for s, row in exported.items()}
    assert scores == {"ada": (10, 8), "bob": (4, 8)}
    notebooks = graded_notebooks(stock)
    assert graded_notebooks(course.root) == notebooks
    page = json.dumps(list(notebooks.values()))
    assert "Half (extra credit): 4 of 4 points" in page


@pytest.mark.usefixtures("one_process")
def test_both_roads_read_times_alike(course, tmp_path):
    text = (course.root / "course.yml").read_text()
    text = text.replace("2027-01-31T12:00:00+01:00", "2026-10-24T23:59:00+02:00")
    text = text.replace("late: {grace", "time_zone: Europe/Berlin\nlate: {grace")
    times = {
        "ada": "2026-10-25 23:58:00 +01:00",
        "bob": "2026-10-26 00:30:00 CET",
        "cy": "2026-10-28 00:10:00 PDT",
        "dan": "yesterday",
        "eve": "",
    }
    for student, time in times.items():
        folder = submit(course, student, MODULES["ada"])
        (folder / "timestamp.txt").write_text(time)
    (course.submitted_dir("fay", course.assignments[0]).parent / "01-Double").mkdir(parents=True)
    stock = shutil.copytree(course.root, tmp_path / "stock")
    for root in (course.root, stock):
        (root / "course.yml").write_text(text)
    grade_class(load_course(course.root), course.assignments[0], progress=Notes(), jobs=1)
    said = nbgrader(stock, "autograde", "01-double")
    assert "has a time zone that isn't understood, 'PDT'" in said
    assert "fay: The folder is named '01-Double' and not '01-double'" in said
    for root in (course.root, stock):
        scores = {s: float(row["score"]) for s, row in grades(root).items()}
        assert scores == {"ada": 9, "bob": 8, "cy": 10, "dan": 10, "eve": 10}


def test_where_the_grader_fails_stock_nbgrader_leaves_no_old_score(course):
    submit(course, "ada")
    nbgrader(course.root, "autograde", "01-double")
    assert grades(course.root)["ada"]["score"] == "10.0"
    grader = course.solution_dir(course.assignments[0]) / "graders" / "test_double.py"
    grader.write_text(grader.read_text().replace("expect(", "undefined("))
    said = nbgrader(course.root, "autograde", "01-double", "--force", succeeds=False)
    assert "error processing assignment" in said
    assert grades(course.root)["ada"]["score"] == "0.0"
    assert not (course.root / "autograded" / "ada" / "01-double").exists()


def test_where_the_reference_loses_a_point_stock_nbgrader_records_no_score(course):
    submit(course, "ada")
    submit(course, "bob")
    grader = course.solution_dir(course.assignments[0]) / "graders" / "test_double.py"
    grader.write_text(
        grader.read_text().replace("reference.double(x))", "reference.double(x) + 1)")
    )
    said = nbgrader(course.root, "autograde", "01-double", succeeds=False)
    assert "01-double/double.py is right and should get all 10 points" in said
    assert "double/values" in said
    assert {row["score"] for row in grades(course.root).values()} == {"0.0"}
    assert not (course.root / "autograded" / "ada" / "01-double").exists()


def test_an_ordinary_notebook_assignment_works_as_in_stock_nbgrader(course, tmp_path):
    guide = files("nbgrader") / "docs" / "source" / "user_guide"
    plain = tmp_path / "plain"
    shutil.copytree(str(guide / "source" / "ps1"), plain / "source" / "ps1")
    shutil.copytree(str(guide / "source" / "ps1"), course.root / "solutions" / "ps1")
    for root in (plain, course.root):
        shutil.copytree(str(guide / "submitted" / "hacker"), root / "submitted" / "hacker")
        nbgrader(root, "generate_assignment", "ps1")
        nbgrader(root, "autograde", "ps1")
        nbgrader(root, "generate_feedback", "ps1")
        page = (root / "feedback" / "hacker" / "ps1" / "problem1.html").read_text()
        assert "Not the final score" not in page
    ours = grades(course.root, "ps1")["hacker"]
    assert ours == grades(plain, "ps1")["hacker"]
    assert float(ours["score"]) > 0


@pytest.mark.usefixtures("one_process")
def test_nbgraders_autograde_asks_for_a_mark_again_only_where_the_answer_changed(course):
    def write(answer):
        path = submitted / "double.ipynb"
        notebook = json.loads(path.read_text())
        notebook["cells"][-1]["source"] = answer
        path.write_text(json.dumps(notebook))
        nbgrader(course.root, "autograde", "01-double", "--force")

    def flags():
        with Gradebook(f"sqlite:///{course.gradebook_path}", course.id) as book:
            grades = book.find_submission("01-double", "bob").notebooks[0].grades
            return {grade.name for grade in grades if grade.needs_manual_grade}

    submitted = submit(course, "bob")
    write("Because.")
    assert flags() == {"why"}
    with Gradebook(f"sqlite:///{course.gradebook_path}", course.id) as book:
        for name in ("why", "double"):
            grade = grade_of(book, "bob", name)
            grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    write("Because.")
    assert flags() == set()
    grade_class(course, course.assignments[0], progress=Notes(), jobs=1)  # the other road
    assert flags() == set()
    write("Because!")
    assert flags() == {"why"}
    (submitted / "double.py").write_text(MODULES["ada"])
    write("Because.")
    assert flags() == {"double"}
