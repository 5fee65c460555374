"""`validate` finds everything that is off in an assignment's own material."""

import pytest
from click.testing import CliRunner
from rich.console import Console

from autograder.cli import main
from autograder.course import load_course
from autograder.errors import CourseError
from autograder.sandbox import choose_isolation
from autograder.validation import report_view, validate
from tests.support.course_builder import grader, reference, write_course, write_files

TASKS = [
    "name: double, title: Twice, points: 10",
    "name: quadruple, title: Four times, points: 20, needs: [double]",
]
CHECKS = """
    def test_values(student, reference, rng):
        x = rng.normal(size=(3, 2))
        expect(student.{0}(x), reference.{0}(x))


    @pytest.mark.check(after="values")
    def test_pure(student, reference, rng):
        def afterwards(module, x):
            module.{0}(x)
            return x
        x = rng.normal(size=(3, 2))
        expect(student.run(afterwards, x), afterwards(reference, x))
    """
MISCONCEPTIONS = """\
# Wrong versions of double.
tripled:
  fails: values
  before: |
    THREE = 3

    def times(x, factor):
        return x * factor
  body: return times(x, THREE)
  message: Three times. Count again.

halved:
  fails: values
  body: |
    import math
    return 2 * x / math.sqrt(16)
  message: Half of it. Turn it round.

twice:
  fails: values
  edit: {2 *: 2 * 2 *}
  message: Twice is not four times. Once is enough.

in-place:
  fails: pure
  edit: {return 2 * x: "x *= 2\\nreturn x"}
  message: Your x is changed. Make a new one.
"""


pytestmark = pytest.mark.usefixtures("one_process")


SOLUTION = {
    "double.py": reference(
        {"double(x)": "return 2 * x", "quadruple(x)": "return double(double(x))"}
    ),
    **{
        f"graders/test_{task}.py": grader(task, CHECKS.format(task))
        for task in ("double", "quadruple")
    },
    "misconceptions/double.yml": MISCONCEPTIONS,
    "wheats/sums.py": "def double(x): return x + x\ndef quadruple(x): return x + x + x + x\n",
}


@pytest.fixture
def folder(tmp_path):
    limits = "limits: {call_seconds: 1, submission_seconds: 10}"
    course = write_course(tmp_path, TASKS, settings=limits, solution=SOLUTION)
    return course.solution_dir(course.assignments[0])


@pytest.fixture(scope="module")
def isolation():
    return choose_isolation()


@pytest.fixture
def report_of(isolation):
    def run(folder, secrets=1):
        course = load_course(folder.parents[1])
        assignment = course.assignment("double")
        return validate(course, assignment, isolation=isolation, secrets=secrets)

    return run


def test_what_is_as_it_should_be(folder, report_of):
    report = report_of(folder)
    assert report.problems == ()
    assert (report.count("wheat"), report.count("misconception")) == (1, 4)
    assert {p.name: set(killed) for p, killed in report.kills["double"].items()} == {
        "double-tripled": {"values"},
        "double-halved": {"values"},
        "double-twice": {"values"},
        "double-in-place": {"pure"},
    }
    assert report.idle_checks == [("quadruple", "values"), ("quadruple", "pure")]
    gaps = {(gap.task, gap.check): gap for gap in report.gaps}
    assert gaps["double", "values"].largest_right < 1 < gaps["double", "values"].smallest_wrong


OFF = [
    ("wheats/sums.py", "x + x\n", "x * x\n", "wheat sums: double: values failed: Called: double"),
    ("wheats/sums.py", "x + x\n", "(\n", "wheat sums: invalid: double.py cannot be loaded"),
    ("wheats/sums.py", "x + x + x + x", "double(x)", "wheat sums: quadruple: values failed"),
    (
        "double.py",
        "    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\n",
        "    return 2 * x\n",
        "stub double.py: gets points for double: values passes",
    ),
    (
        "misconceptions/double.yml",
        "fails: pure",
        "fails: values",
        "misconception double-in-place: fails pure, but its file says values",
    ),
    (
        "misconceptions/double.yml",
        "x *= 2\\n",
        "x = 2 * x\\n",
        "misconception double-in-place: fails nothing, but its file says pure",
    ),
    (
        "misconceptions/double.yml",
        'return x"',
        'return 1 / 0"',
        "misconception double-in-place: fails values, but its file says pure",
    ),
    (
        "misconceptions/double.yml",
        "2 * 2 *",
        "3 *",
        "misconception double-twice: is not named: no check tells it from another one",
    ),
    (
        "graders/test_double.py",
        "    x = rng",
        "    student.double(object())\n    x = rng",
        "stub double.py: error: ",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "problem"), OFF)
def test_what_is_off_is_told(folder, report_of, name, old, new, problem):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    report = report_of(folder)
    assert not report.ok
    assert any(line.startswith(problem) for line in report.problems), report.problems


def test_a_misconception_that_shows_in_another_task_is_told(folder, report_of):
    """`quadruple` holds its own copy of `double`, so no substitute can take its place."""
    path = folder / "double.py"
    path.write_text(
        path.read_text().replace("def quadruple(x):", "def quadruple(x, double=double):")
    )
    write_files(folder, {"misconceptions/quadruple.yml": """
        spoils-double:
          fails: values
          before: "double = lambda x: x"
          body: return x
          message: Not so. But so.
        """})  # fmt: skip
    report = report_of(folder)
    assert any("quadruple-spoils-double: double: values failed" in p for p in report.problems)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"misconceptions/double.yml": (
            "tripled:\n  fails: values\n  edit: {2 * x: 3 *}\n  message: No. Yes.\n")},
         r"double.yml:1: this isn't Python: invalid syntax: return 3 \*"),
        ({"misconceptions/double.yml": (
            "tripled:\n  fails: values\n  edit: {2 * y: 3 * x}\n  message: No. Yes.\n")},
         r"double.yml:3: tripled: in double of double.py, `2 \* y` isn't there"),
        ({"double.py": "def double(x): return x\n"}, "no ### BEGIN SOLUTION"),
    ],
)  # fmt: skip
def test_what_cannot_be_proven_at_all(folder, report_of, files, words):
    write_files(folder, files)
    with pytest.raises(CourseError, match=words):
        report_of(folder)


def test_the_report_fits_80_columns_and_says_what_was_proven(folder, report_of):
    screen = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    for part in report_view(report_of(folder)):
        screen.print(part)
    text = screen.export_text()
    assert max(map(len, text.splitlines())) <= 80
    assert "double-in-place  ·  x" in text
    idle = "Checks that no misconception fails, so nothing here shows what they find:\n"
    assert f"{idle}quadruple.values, quadruple.pure" in text
    assert "wheats (1), misconceptions (4): all as they" in " ".join(text.split())
    assert "Misconceptions named as themselves: 4 of 4" in text


@pytest.mark.slow
def test_the_command_s_exit_code(folder):
    root = str(folder.parents[1])
    good = CliRunner().invoke(main, ["validate", "double", "--course", root])
    assert (good.exit_code, "all as they should be" in " ".join(good.stdout.split())) == (0, True)
    (folder / "wheats" / "wrong.py").write_text("def double(x): return x\n")
    bad = CliRunner().invoke(main, ["validate", "--course", root, "-j", "1"])
    assert bad.exit_code == 1
    assert "wheat wrong: double: values failed" in bad.stdout


@pytest.mark.slow
def test_a_score_that_depends_on_the_secret_is_a_problem(folder, report_of, monkeypatch):
    """A check whose data reach the case that it speaks of for one secret and not for another."""
    monkeypatch.setenv("AUTOGRADER_SECRET", "any")
    assert report_of(folder, secrets=3).problems == ()
    one_number = SOLUTION["graders/test_double.py"].replace("size=(3, 2))", "size=(1, 1))", 1)
    write_files(folder, {"graders/test_double.py": one_number})
    source = "def double(x): return 2 * x if x[0, 0] > 0 else x\n"
    write_files(folder, {"wheats/sums.py": source + "def quadruple(x): return 4 * x\n"})
    moved = [p for p in report_of(folder, secrets=12).problems if "depends on the data" in p]
    assert moved == [
        "wheat sums: its score depends on the data (20, 30): double: values failed or passed",
        "wheat sums: its score depends on the data (20, 30): double: pure passed or skipped",
    ]


def test_pairs_are_graded_as_well_and_told(folder, isolation):
    path = folder / "misconceptions" / "double.yml"
    path.write_text(
        path.read_text().replace("{2 *: 2 * 2 *}", "{return 2: return 4}")
        + '\nkeeps-x:\n  fails: values\n  edit: {"* x": "* x.T"}\n  message: It is turned.\n'
    )
    course = load_course(folder.parents[1])
    report = validate(course, course.assignment("double"), isolation=isolation, pairs=None)
    assert report.problems == ()
    assert [pair.student for pair in report.pairs.of("both")] == [
        "pair double-twice and double-keeps-x"
    ]
    screen = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    for part in report_view(report):
        screen.print(part)
    assert "Pairs named: 100.0% of 1 (both 1," in screen.export_text()
