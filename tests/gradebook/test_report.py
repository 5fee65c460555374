"""`autograder report` on a small class: everybody that a person may want to look at is there."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.gradebook.book import open_gradebook
from autograder.gradebook.database import INDEXES
from autograder.gradebook.reading import reading
from tests.support.browser import browser, needs_a_browser


@pytest.fixture
def command(course):
    def run(*words):
        return CliRunner().invoke(main, [*words, "--course", str(course.root)])

    return run


@pytest.fixture
def small_class(run, course, assignment, submit, mark, nbgrader_book):
    """One of each: right, wrong, late, extended, marked, unmarked, broken, failed, absent."""
    submit("ada")
    submit("bob", double=0, timestamp="2027-02-01 11:00:00 UTC")
    submit("cy", double=0, timestamp="2027-02-01 11:00:00 UTC")
    submit("dan", answer="Because.")
    (submit("eve") / "double.py").write_text("invalid: line 3")
    (submit("fay") / "double.py").write_text("error")
    run()
    with nbgrader_book() as book:
        for student in ("ada", "zoe"):
            book.update_or_create_student(student, first_name="Ada", last_name="<b>L</b>")
    mark("ada", "halve", 3)
    with open_gradebook(course) as book:
        book.extend(assignment, "cy", timedelta(days=3))


def test_everybody_is_where_a_person_looks_for_them(command, small_class):
    told = json.loads(command("report", "01", "--json", "-").stdout)
    people = {one["student"]: one for one in told["students"]}
    assert {s: one["standing"] for s, one in people.items()} == {
        **dict.fromkeys(("ada", "bob", "cy", "dan"), "graded"),
        **{"eve": "invalid", "fay": "ungraded", "zoe": "absent"},
    }
    assert people["ada"]["overridden"] == ["halve"]
    assert (people["ada"]["score"], people["ada"]["final"]) == (10.0, 9.0)
    assert (people["bob"]["late_seconds"], people["bob"]["penalty"]) == (86400.0, 0.4)
    assert (people["cy"]["late_seconds"], people["cy"]["extension_seconds"]) == (0.0, 259200.0)
    assert people["dan"]["to_mark"] == 1
    assert people["eve"]["tasks"] == [None, None]
    [named] = told["misconceptions"]
    assert (named["id"], named["students"]) == ("no-factor", ["bob", "cy"])
    assert [check["failed"] for check in told["checks"]] == [2, 0]
    assert (told["max_score"], told["final_max"]) == (10.0, 12.0)
    shown = command("report", "01").stdout
    for line in (
        "1 submitted nothing: zoe",
        "1 can't be loaded: eve",
        "1 without a result: fay",
        "1 marked over by hand: ada",
        "1 with an extension: cy",
    ):
        assert line in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_page_goes_where_it_is_asked_for_and_mistakes_are_one_line(
    command, small_class, tmp_path
):
    done = command("report", "01", "--output", str(tmp_path / "class.html"))
    assert done.exit_code == 0
    assert "<b>L" not in (tmp_path / "class.html").read_text()
    refused = command("report", "01", "--output", str(tmp_path / "nowhere" / "class.html"))
    assert refused.exit_code == 2
    assert "there is no folder" in refused.stderr


def test_before_anything_is_graded_there_is_nothing_to_report(command, course):
    refused = command("report", "01")
    assert refused.exit_code == 2
    assert "first run: autograder grade 01-double" in refused.stderr
    assert not course.gradebook_path.exists()


def test_the_sum_of_a_student_looks_at_no_other_student(run, submit, course):
    """nbgrader's tables have no index for it: ten thousand students took an hour."""
    submit("ada")
    run()
    plan = "EXPLAIN QUERY PLAN SELECT sum(auto_score) FROM grade WHERE notebook_id = 'x'"
    with reading(course.gradebook_path) as database:
        for name in INDEXES:
            database.execute(f"DROP INDEX {name}")
        assert "SCAN" in database.execute(plan).fetchone()[-1]
    with open_gradebook(course), reading(course.gradebook_path) as database:
        assert "USING INDEX" in database.execute(plan).fetchone()[-1]


@pytest.mark.slow
@needs_a_browser
@pytest.mark.xdist_group("pages in a browser")
def test_the_page_in_a_browser_is_sorted_filtered_and_open_to_everybody(
    command, small_class, tmp_path
):
    file = tmp_path / "class.html"
    assert command("report", "01", "--output", str(file)).exit_code == 0
    rows = "[...document.querySelectorAll('#class tbody tr')].map(row => row.cells[0].textContent)"

    def seen(page, script=""):
        return str(page.wait_for(f"({script} {rows}.join(' '))"))

    def choose(which, label):
        return (
            f"[...{which}.options].forEach(o => o.selected = o.text == '{label}'), "
            f"{which}.dispatchEvent(new Event('input')),"
        )

    by_id = "document.getElementById"
    with browser(tmp_path / "profile") as page:
        page.loaded(file.as_uri())
        assert seen(page) == "ada bob cy dan eve fay zoe"
        click = "document.querySelectorAll('#class th button')[2].click(),"
        assert seen(page, click).startswith("ada dan ")
        assert seen(page, choose(f"{by_id}('mistake')", "no-factor")) == "bob cy"
        assert seen(page, choose(f"{by_id}('group')", "late")) == "bob"
        assert page.wait_for("document.getElementById('count').textContent") == "1 of 7 students"
        for width, scheme in ((390, "dark"), (1200, "light")):
            page.looks_like(width, scheme)
            page.loaded(file.as_uri())
            assert page.barriers() == []
            assert page.value_of(f"document.documentElement.scrollWidth <= {width}")
