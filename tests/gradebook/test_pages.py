"""Feedback pages and exports; nothing that a student wrote acts on a page."""

import csv
import io
import re
import shutil

import pytest

from autograder.errors import CourseError
from autograder.gradebook.book import open_gradebook
from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from tests.gradebook.pages import page_of, penalty_on, points_of, score_on
from tests.gradebook.real_course import nbgrader
from tests.gradebook.tiny_course import released_notebook
from tests.support.course_builder import NBGRADER_CONFIG

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "event": '<img src="a.png" onerror="alert(1)">',
    "svg": "<svg onload=alert(1)>",
    "iframe": '<iframe src="javascript:alert(1)"></iframe>',
    "link": "[x](javascript:alert(1)) <a href=' jAvascript:alert(1)'>x</a>",
    "data link": "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "data link in HTML": '<a href=" Data:text/html,x">x</a><a href="data\n:text/html,x">x</a>',
    "style": '<div style="position:fixed;background:url(javascript:alert(1))">x</div>',
    "style sheet": "<style>* { display: none }</style>",
    "form": '<form action="/formgrader/api"><input name="score"><button>go</button></form>',
    "meta": '<meta http-equiv="refresh" content="0; url=https://example.org">',
    "tracker": '<img src="https://example.org/pixel.png">![x](https://example.org/p.png)',
    "id": '<div id="formgrade" name="x">x</div>',
    "comment": "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "math": "<math><mtext></table><img src=x onerror=alert(1)></mtext></math>",
}
ACTIVE = re.compile(
    r"<(script|iframe|svg|style|form|input|button|meta|object|embed|base|link)\b"
    r"|\son\w+\s*=|javascript:|https?://example\.org|data\s*:text|\sid=|position|url\(",
    re.IGNORECASE,
)


def shown(source):
    """A text cell as it comes onto a page."""
    nbgrader_api()
    from jinja2 import Environment

    from autograder.nbgrader_plugins.page_filters import markdown_to_clean_html

    page = Environment()
    page.filters["md"] = markdown_to_clean_html
    return page.from_string("{{ source | md }}").render(source=source, cell={})


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_nothing_in_a_text_cell_acts(source):
    assert not ACTIVE.search(re.sub(r"&lt;.*?&gt;", "", shown(source)))


def test_an_honest_answer_is_shown_as_it_is_meant():
    page = shown(
        "# Why\n\nThe *hidden* layer, see `forward`:\n\n$$a_1 = \\sigma(z_1)$$\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n\n![plot](plot.png)\n\n"
        "[source](https://numpy.org)"
    )
    for part in (
        "<h1",
        "<p>The <em>hidden</em> layer, see <code>forward</code>",
        '<math display="block"><msub><mi>a</mi><mn>1</mn></msub><mo>=</mo>',
        "<td",
        "<th",
        "<li>one</li>",
        '<img src="plot.png" alt="plot"',
        '<a href="https://numpy.org"',
    ):
        assert part in page


def test_a_pasted_picture_is_shown():
    nbgrader_api()
    from jinja2 import Environment

    from autograder.nbgrader_plugins.page_filters import markdown_to_clean_html

    page = Environment()
    page.filters["md"] = markdown_to_clean_html
    cell = {"attachments": {"a.png": {"image/png": "iVBORw0KGgo="}}}
    html = page.from_string("{{ '![](attachment:a.png)' | md }}").render(cell=cell)
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in html


class Bar:
    total = done = 0

    def expect(self, total):
        self.total = total

    def advance(self, count):
        self.done += count


@pytest.mark.slow
def test_feedback_pages_show_score_and_reasons_and_do_no_harm(run, course, assignment, submit):
    submitted = released_notebook()
    submitted["cells"][-1]["source"] = "Because. " + " ".join(HOSTILE.values())
    submit("ada", double=1.5, notebook=submitted, timestamp="2027-02-01 10:00:00 UTC")
    submit("Zoë [x] *", double=6)
    run()
    bar = Bar()
    write_feedback(course, assignment, jobs=1, progress=bar)
    assert (bar.total, bar.done) == (2, 2)
    page = page_of(course, "ada")
    assert score_on(page) == (4.95, 12)
    assert penalty_on(page) == 0.55
    assert points_of(page, "Twice") == "1.5 of 6"
    assert "<dd>got $x$ &lt;script&gt;alert(1)&lt;/script&gt;</dd>" in page
    body = page[page.index("<body") :]
    assert "alert(1)</script" not in body.replace("&lt;", "")
    assert not re.search(r"<(iframe|svg|form)\b|\sonerror=|<script>alert", body)
    assert (course.feedback_dir("Zoë [x] *", assignment) / "double.html").is_file()


@pytest.mark.usefixtures("one_process")
@pytest.mark.slow
def test_what_a_student_submits_under_the_name_of_the_page_is_not_in_its_way(
    run, course, assignment, submit
):
    folder = submit("ada")
    (folder / "double.html").write_text("mine")
    folder = submit("bob")
    (folder / "double.html").mkdir()
    (folder / "double.html" / "x").write_text("mine")
    run()
    for student in ("ada", "bob"):  # as nbgrader's own autograde leaves them
        copied = course.autograded_dir(student, assignment) / "double.html"
        assert not copied.exists()
        shutil.copytree(folder / "double.html", copied)
    write_feedback(course, assignment, jobs=1)
    for student in ("ada", "bob"):
        assert points_of(page_of(course, student), "Twice") == "6 of 6"


@pytest.mark.usefixtures("one_process")
@pytest.mark.slow
def test_a_page_says_what_is_not_marked_yet_and_only_while_it_is_not(
    run, course, assignment, submit, nbgrader_book
):
    def said(student):
        page = page_of(course, student)
        return score_on(page), "2 of the 12 points are given by a person" in page

    submit("ada", answer="Because.")
    submit("bob")
    run()
    write_feedback(course, assignment, jobs=1)
    assert said("ada") == ((10, 12), True)
    assert said("bob") == ((10, 12), False)
    (course.root / "nbgrader_config.py").write_text(NBGRADER_CONFIG)
    nbgrader(course.root, "generate_feedback", "01-double", "--force")
    assert said("ada") == ((10, 12), True)
    with nbgrader_book() as book:
        grades = book.find_submission("01-double", "ada").notebooks[0].grades
        next(grade for grade in grades if grade.name == "why").manual_score = 0
        book.db.commit()
    write_feedback(course, assignment, jobs=1)
    assert said("ada") == ((10, 12), False)


@pytest.mark.usefixtures("one_process")
@pytest.mark.slow
def test_nbgraders_exchange_releases_our_pages(run, course, assignment, submit, tmp_path):
    folder = submit("ada", timestamp="2027-01-30 10:00:00 UTC")
    (folder / "submission_secret.txt").write_text("the secret of ada")
    run()
    write_feedback(course, assignment, jobs=1)
    (course.root / "nbgrader_config.py").write_text(NBGRADER_CONFIG)
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    nbgrader(course.root, "release_feedback", "01-double", f"--Exchange.root={exchange}")
    [released] = exchange.rglob("*.html")
    assert released.read_text() == page_of(course, "ada")


@pytest.mark.usefixtures("one_process")
@pytest.mark.slow
def test_feedback_after_a_regrade_is_not_the_old_one(run, course, assignment, submit):
    submit("ada", double=1.5)
    run()
    write_feedback(course, assignment)
    submit("ada", double=6)
    run()
    write_feedback(course, assignment, students=["ada"])
    assert points_of(page_of(course, "ada"), "Twice") == "6 of 6"


@pytest.mark.usefixtures("one_process")
@pytest.mark.slow
def test_one_whose_page_fails_is_named_and_the_others_get_theirs(run, course, assignment, submit):
    submit("ada")
    submit("bob")
    run()
    path = course.autograded_dir("ada", assignment) / "double.ipynb"
    path.chmod(0o644)
    path.write_text("{")
    with pytest.raises(CourseError, match="could not write the feedback of ada;"):
        write_feedback(course, assignment, jobs=1)
    assert (course.feedback_dir("bob", assignment) / "double.html").is_file()


def test_no_feedback_and_no_grades_before_anything_is_graded(course, assignment):
    with pytest.raises(CourseError, match="autograder grade 01-double"):
        write_feedback(course, assignment)
    with (
        open_gradebook(course) as book,
        pytest.raises(CourseError, match="autograder grade 01-double"),
    ):
        book.rows(assignment)


@pytest.mark.slow
def test_exported_rows_are_those_of_nbgrader(run, course, assignment, submit, nbgrader_book):
    submit("ada", double=1.5, timestamp="2027-02-01 10:00:00 UTC", answer="Because.")
    submit("bob")
    run()
    with nbgrader_book() as book:
        book.update_or_create_student("cy", first_name="Cy", last_name="Young")
        [grade] = [
            g
            for g in book.find_submission("01-double", "ada").notebooks[0].grades
            if g.name == "why"
        ]
        grade.manual_score = 2
        book.db.commit()
    with open_gradebook(course) as book:
        rows = book.rows(assignment)
    nbgrader(course.root, "export", "--to", "grades.csv")
    theirs = list(csv.DictReader(io.StringIO((course.root / "grades.csv").read_text())))
    ours = [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]
    for row in ours:
        del row["lms_user_id"]
    by_id = lambda row: row["student_id"]  # noqa: E731
    assert sorted(ours, key=by_id) == sorted(theirs, key=by_id)
    assert len(ours) == 3
