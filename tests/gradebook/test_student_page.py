"""What the page of a student shows, and what it never holds."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")

from autograder.course import LatePolicy
from autograder.gradebook.lateness import Late
from autograder.gradebook.notebooks.autograded import read_notebook, render
from autograder.gradebook.notebooks.released import read_released
from autograder.grading.results import CheckResult, Result, TaskResult
from autograder.pages.facts import Facts, Mark
from autograder.pages.first_step import first_step
from autograder.pages.late_words import late_sentences
from autograder.pages.notebook_part import read_notebook_part
from autograder.pages.student_page import StudentPages
from tests.gradebook.pages import points_of, score_on, text_of
from tests.gradebook.tiny_course import nbgrader_cell, plain_cell, released_notebook

MODULE = '''def double(x):
    """Twice."""
    return helper(x)


def helper(x):
    return 3 * x


def halve(x):
    return x / 2
'''
PASSED = CheckResult(name="values", title="the values", outcome="passed", points=4, max_points=4)
FAILED = CheckResult(
    name="values",
    title="the values",
    outcome="failed",
    points=0,
    max_points=6,
    lines=(7,),
    parts=(("Called", "double(x)"), ("Got", "3 <b>x</b>"), ("Next", "Look at `helper`.")),
)
LONG = "\n".join(f"def f{n}(x):\n    return x + {n}\n" for n in range(1500))


def result_of(module, wordy=1, **facts):
    """Failed checks of `double`; many of them also have much to say."""
    said = FAILED if wordy == 1 else FAILED.model_copy(update={"parts": (("Got", "<" * 1900),)})
    tasks = (
        TaskResult(task="double", score=0, max_score=6, checks=(said,) * wordy),
        TaskResult(task="halve", score=4, max_score=4, checks=(PASSED,)),
    )
    known = {"student": "ada", "status": "graded", "score": 4, "max_score": 10, "tasks": tasks}
    return Result(**known | {"sha256": hashlib.sha256(module.encode()).hexdigest()} | facts)


def facts_of(result, **changes):
    marks = {"double": Mark(6, 0.0), "halve": Mark(4, 4.0), "why": Mark(2, 0.0)}
    return replace(Facts("ada", "", None, None, Late(), 0.0, result, marks), **changes)


@pytest.fixture
def page(course, assignment, tmp_path):
    """A page: of a module, of cells that the notebook has in place of or beside its own."""

    def made(module=MODULE, *, result=None, answer="", cells=(), changed="", **facts):
        notebook = released_notebook()
        if answer:
            notebook["cells"][-1]["source"] = answer
        notebook["cells"] += cells
        released = read_released(course, assignment)
        (tmp_path / "submitted.ipynb").write_text(json.dumps(notebook))
        student = read_notebook(tmp_path / "submitted.ipynb", released)
        (tmp_path / "double.ipynb").write_bytes(render(student, {}, released))
        (tmp_path / "double.py").write_text(changed or module)
        shown = facts_of(result or result_of(module), **facts)
        return StudentPages(course, assignment).page(shown, tmp_path)

    return made


def test_it_needs_no_other_file_and_no_script(page):
    html = page(
        answer="Because $x$ ![](plot.png) <script>a</script> "
        "<img src='https://a.org/p'><img src='p.png'>"
    )
    assert not re.search(r"<(script|link|iframe|object|embed|form)\b|\ssrc=|url\(|@import", html)
    assert "default-src 'none'" in html
    assert '<html lang="en">' in html
    assert 'name="viewport" content="width=device-width' in html
    assert "the picture plot.png is in your own folder" in html


def test_headings_are_in_order_whatever_the_student_writes(page):
    html = page(answer="###### Deep\n\n<h1>Fake</h1>", cells=[plain_cell("markdown", "# A", "a")])
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert "<strong>Deep</strong>" in html


def test_the_own_code_is_beside_the_checks_with_the_named_line_marked(page):
    html = page()
    before, after = html.split("Your code", 1)
    assert "3 &lt;b&gt;x&lt;/b&gt;" in before
    code = text_of(f"<body{after.split('</article>')[0]}")
    assert code.endswith(
        'def double ( x ): 2 """Twice.""" 3 return helper ( x ) some lines '
        "are left out 6 def helper ( x ): 7 named above: return 3 * x"
    )
    assert points_of(html, "Twice") == "0 of 6"
    assert html.count('class="named"') == 1


def test_code_that_is_not_what_was_graded_is_not_shown(page):
    assert "helper" not in page(changed=MODULE + "# later\n").replace("`helper`", "").replace(
        "<code>helper</code>", ""
    )


def test_what_is_not_right_comes_first_and_what_is_right_is_folded(page):
    text = text_of(page())
    assert "What to do first Begin with double . Look at helper ." in text
    assert "Checks and code" in text


def test_a_broken_module_shows_the_lines_around_the_place(page):
    module = MODULE.replace("def halve(x):", "def halve(x)")
    parts = (("double.py cannot be loaded", "SyntaxError"), ("Line 10", "def halve(x)"))
    broken = result_of(module, status="invalid", score=0, tasks=(), parts=parts)
    html = page(module, result=broken)
    assert 'value="10" class="named"' in html
    assert "Tasks</h2>" not in html
    assert "Make double.py run" in text_of(html)


def test_without_a_recorded_result_the_points_are_still_there(page, course, assignment, tmp_path):
    page()
    html = StudentPages(course, assignment).page(facts_of(None), tmp_path)
    assert score_on(html) == (4, 12)
    assert "is not recorded" in html


def test_the_other_cells_that_the_student_wrote_are_below(page):
    own = plain_cell("code", "my_own = 'words'", "own")
    html = page(answer="Because.", cells=[own], comments={"why": "**Right**"})
    answer, rest = html.split('id="notebook"')
    assert "<p>Because.</p>" in answer
    assert "<p><strong>Right</strong></p>" in answer
    assert "my_own" in rest
    assert "import double" not in rest


def test_the_question_is_the_last_section_above_the_answer(course, assignment, page):
    path = course.release_dir(assignment) / "double.ipynb"
    notebook = json.loads(path.read_text())
    question = nbgrader_cell(
        "markdown", "Story.\n\n### The question\n\nWhy **so**?", "q", locked=True
    )
    notebook["cells"].insert(-1, question)
    path.write_text(json.dumps(notebook))
    html = page()
    assert "Why <strong>so</strong>?" in html
    assert "Story." not in html


@pytest.mark.parametrize(
    "large",
    [
        {"module": MODULE + LONG},
        {"answer": "**long** " * 40_000},
        {"answer": "<" * 150_000},
        {"cells": [plain_cell("markdown", "word & " * 9000, f"c{n}") for n in range(40)]},
        {"cells": [plain_cell("code", "a = [1, 2]\n" * 9000, f"c{n}") for n in range(9)]},
        {"comments": {"why": "<&>" * 60_000}},
        {"result": result_of(MODULE, wordy=100)},
    ],
    ids=["module", "answer", "entities", "texts", "programs", "comment", "checks"],
)
def test_a_page_stays_small_and_has_all_points(page, large):
    html = page(**large)
    assert len(html.encode()) < 400_000
    assert score_on(html) == (4, 12)
    assert points_of(html, "Twice") == "0 of 6"


POLICY = LatePolicy(grace_minutes=15, percent_per_day=10, cap_percent=50)


@pytest.mark.parametrize(
    ("late", "penalty", "extension", "said"),
    [
        (0, 0, None, []),
        (600, 0, None, ["Handed in 10 minutes late: this costs nothing."]),
        (97_200, 1.2, None, ["Handed in 1 day 3 hours late: 20 % off, 1.2 points."]),
        (0, 0, 2, ["You have an extension: 2 days, until 2027-02-02 11:00 UTC."]),
    ],
)
def test_lateness_is_told_with_its_rule(course, late, penalty, extension, said):
    due = course.assignments[0].due.astimezone(UTC).replace(tzinfo=None)
    more = timedelta(days=extension) if extension else None
    facts = facts_of(None, due=due, late=Late(late), penalty=penalty, extension=more)
    rule = "The rule: 10 % of the score for each started day, at most 50 %; the first 15 minutes"
    told = late_sentences(facts, course, POLICY)
    assert [one for one in told if not one.startswith(rule)] == said
    assert any(one.startswith(rule) for one in told) is (late > 0)


@pytest.mark.parametrize(
    ("marks", "first"),
    [
        ({"double": Mark(6, 0.0, 6.0)}, "Answer the question in the notebook"),
        ({"double": Mark(6, 0.0)}, "Begin with `double`."),
    ],
)
def test_a_mark_by_hand_decides_what_comes_first(page, course, assignment, tmp_path, marks, first):
    page()
    notebook = read_notebook_part(Path(tmp_path, "double.ipynb"), read_released(course, assignment))
    facts = facts_of(result_of(MODULE))
    facts = replace(facts, marks={**facts.marks, **marks})
    assert first_step(assignment, facts, notebook)[0].startswith(first)
