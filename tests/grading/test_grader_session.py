"""The pytest session: nothing outside has an effect; a wrong grader is reported with its line."""

import os
import sys

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from autograder.errors import CourseError
from autograder.grading.attempt import GraderError

RIGHT = "def double(x):\n    return 2 * x\ndef quadruple(x):\n    return 4 * x, {'half': 2 * x}\n"


def grader(tiny, write, body, marks="import pytest\npytestmark = pytest.mark.task('both')\n"):
    write(tiny.folder / "graders", {"test_both.py": f"{marks}{body}"})


def test_no_conftest_and_no_ini_file_takes_part(tiny, write, monkeypatch):
    explode = {
        "conftest.py": "raise SystemExit('conftest was run')",
        "pytest.ini": "[pytest]\naddopts=-x --boom",
    }
    for folder in (tiny.course.root, tiny.folder, tiny.folder / "graders"):
        write(folder, explode)
    monkeypatch.chdir(tiny.folder)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only --boom")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    [result] = tiny.mark(RIGHT)
    assert result.score == 35
    assert os.environ["PYTEST_ADDOPTS"] == "--collect-only --boom"
    assert os.environ["PYTEST_PLUGINS"] == "no_such_plugin"


def test_a_grader_computes_with_one_thread(tiny, write):
    grader(
        tiny,
        write,
        (
            "from threadpoolctl import threadpool_info\n"
            "def test_threads(student):\n"
            "    assert {pool['num_threads'] for pool in threadpool_info()} == {1}\n"
        ),
    )
    with threadpool_limits(limits=2):
        [result] = tiny.mark(RIGHT)
        assert 2 in {pool["num_threads"] for pool in threadpool_info()}
    assert {c.outcome for t in result.tasks for c in t.checks} == {"passed"}


def test_nothing_is_left_behind(tiny, capfd):
    before = set(tiny.folder.rglob("*"))
    modules = set(sys.modules)
    tiny.mark(RIGHT)
    assert set(tiny.folder.rglob("*")) == before
    assert {
        name for name in set(sys.modules) - modules if "test_" in name or name == "double"
    } == set()
    assert capfd.readouterr() == ("", "")


def test_graders_are_read_anew_in_each_session(tiny, write):
    assert tiny.mark(RIGHT)[0].score == 35
    grader(tiny, write, "def test_never(student): assert False, 'never'\n")
    assert tiny.mark(RIGHT)[0].score == 30


def test_checks_are_collected_once_for_all_submissions(tiny, write):
    grader(
        tiny,
        write,
        (
            "seen = []\n"
            "def test_counts(student, rng):\n"
            "    seen.append(float(rng.normal()))\n"
            "    assert len(seen) == 3 and len(set(seen)) == 3, len(seen)\n"
        ),
    )
    results = tiny.mark(RIGHT, RIGHT, RIGHT)
    assert [r.tasks[2].score for r in results] == [0, 0, 5]


def test_a_warning_is_no_failure(tiny, write):
    grader(
        tiny,
        write,
        (
            "import warnings, numpy as np\n"
            "def test_warns(student):\n"
            "    warnings.warn(DeprecationWarning('old'))\n"
            "    np.exp(1e6 * student.double(1.0))\n"
        ),
    )
    assert tiny.mark(RIGHT)[0].score == 35


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            "def test_a(student):\n    {}['missing']\n",
            "test_both.py:4: the check a .* KeyError: 'missing'",
        ),
        ("def test_a(student):\n    pytest.skip('not now')\n", "Skipped: not now"),
        ("def test_a(student, nothing): pass\n", "test_both.py:3: the check a asks for nothing"),
        (
            "def test_a(student):\n    student.run(lambda module: len(module.double(1.0)))\n",
            "looks at the result of a call",
        ),
        (
            "def test_a(student):\n    student.run(lambda module: 1.0)\n",
            "returns 1.0, which no call",
        ),
    ],
)
def test_a_check_that_is_wrong_itself_is_no_ones_lost_mark(tiny, write, body, words):
    grader(tiny, write, body)
    with pytest.raises(GraderError, match=words):
        tiny.mark(RIGHT)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"graders/test_both.py": "def f(:"}, r"test_both.py:1: SyntaxError"),
        ({"graders/test_both.py": "import nowhere"}, r"test_both.py:1: ModuleNotFoundError"),
        ({"graders/test_both.py": "x = 1"}, "the task both has no hidden check"),
        ({"graders/test_new.py": "def test_a(): pass"}, "test_new.py:1: mark it with"),
        ({"double.py": "def double(x:"}, r"double.py:1: SyntaxError"),
        ({"double.py": "x = 1\n1 / 0"}, r"double.py:2: ZeroDivisionError"),
        ({"misconceptions/double.yml": "#\nsquared: x**2"}, r"misconceptions/double.yml:2: here"),
        ({"misconceptions/treble.yml": ""}, "no task of 01-double has a function treble"),
    ],
)  # fmt: skip
def test_what_cannot_be_loaded_is_told_with_its_place(tiny, write, files, words):
    write(tiny.folder, files)
    with pytest.raises(CourseError, match=words) as caught:
        tiny.mark(RIGHT)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("weight=0", "its weight more than 0"),
        ("weight='3'", "its weight more than 0"),
        ("3", "is marked with check"),
        ("wait=3", "is marked with check"),
        ("after='later'", "after='later' is no earlier check of both"),
        ("after='a'", "after='a' is no earlier check of both"),
    ],
)
def test_a_mark_that_makes_no_sense_is_told_with_its_place(tiny, write, mark, words):
    grader(
        tiny,
        write,
        f"@pytest.mark.check({mark})\ndef test_a(student): pass\ndef test_later(): pass\n",
    )
    with pytest.raises(CourseError, match=rf"test_both.py:3: .*{words}"):
        tiny.mark(RIGHT)


def test_two_checks_of_one_name_are_told(tiny, write):
    write(tiny.folder / "graders", {"test_more.py": (
        "import pytest\n@pytest.mark.task('both')\ndef test_together(student): pass\n"
    )})  # fmt: skip
    with pytest.raises(CourseError, match="two checks named together"):
        tiny.mark(RIGHT)
