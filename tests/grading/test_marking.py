"""Marks: points, gates, follow-through, faults, and the mistake's name."""

from dataclasses import replace
from functools import partialmethod

import pytest

from autograder.course import load_course
from autograder.grading.marking import Marker
from autograder.grading.results import Result, TaskResult
from autograder.grading.worker_slot import Worker
from tests.grading.conftest import InProcessWorker
from tests.support.measured import UNMEASURED

DOUBLE = "def double(x):\n    return x + x\n"
QUADRUPLE = "def quadruple(x):\n    return 4 * x, {'half': 2 * x}\n"
LEANING = "def quadruple(x):\n    return double(double(x)), {'half': double(x)}\n"
SQUARE = "def double(x):\n    return x**2\n"
RIGHT = DOUBLE + QUADRUPLE


def task(result: Result, name: str) -> TaskResult:
    return next(t for t in result.tasks if t.task == name)


def outcomes(result: Result) -> dict[str, list[str]]:
    return {t.task: [c.outcome for c in t.checks] for t in result.tasks}


def test_the_reference_earns_everything(tiny):
    [result] = tiny.mark((tiny.folder / "double.py").read_text())
    assert (result.status, result.score, result.max_score) == ("graded", 35.0, 35.0)
    assert [c.points for c in task(result, "double").checks] == [6.0, 4.0]
    assert [c.title for c in task(result, "double").checks] == [
        "double(x) is twice x",
        "double leaves x as it was",
    ]
    assert not any(t.follow_through or t.misconceptions for t in result.tasks)


def test_an_empty_module_earns_nothing_and_hears_what_is_missing(tiny):
    [result] = tiny.mark("pass")
    assert result.score == 0
    first = task(result, "double").checks[0]
    assert first.message.endswith("Got: double.py has no function `double`.")
    assert task(result, "double").checks[1].message == (
        "Not run yet: “double(x) is twice x” must pass first."
    )


def test_a_wrong_function_costs_its_own_points_alone(tiny):
    [result] = tiny.mark(SQUARE + LEANING)
    assert outcomes(result) == {
        "double": ["failed", "skipped"],
        "quadruple": ["passed"],
        "both": ["passed"],
    }
    assert result.score == 25
    assert [t.follow_through for t in result.tasks] == [False, True, True]
    message = task(result, "quadruple").checks[0].message
    assert "It counts" in message
    assert "`double`" in message


def test_of_several_wrong_functions_none_is_replaced_where_all_are_judged_together(tiny):
    [result] = tiny.mark(SQUARE + "def quadruple(x):\n    return x")
    assert outcomes(result)["both"] == ["failed"]
    message = task(result, "both").checks[0].message
    assert message.startswith("First fix `double`, `quadruple`: ")
    assert result.score == 0


def test_right_by_itself_needs_no_substitute(tiny):
    [result] = tiny.mark(SQUARE + QUADRUPLE)
    assert task(result, "quadruple").score == 20
    assert not task(result, "quadruple").follow_through


def test_a_function_that_holds_its_own_wrong_copy_is_judged_as_it_is(tiny):
    [result] = tiny.mark("""
        def double(x):
            return x

        def quadruple(x, twice=double):
            return twice(twice(x)), {"half": twice(x)}
        """)
    assert outcomes(result)["quadruple"] == ["failed"]


AGAIN = "      - {name: again, title: Once more, points: 8, needs: [%s]}\n"
AGAIN_REFERENCE = """

def again(x):
    ### BEGIN SOLUTION
    return 4 * x
    ### END SOLUTION
"""
AGAIN_GRADER = '''
    import pytest
    from autograder.grading import expect

    pytestmark = pytest.mark.task("again")

    def test_values(student, reference, rng):
        """again(x) is four times x"""
        x = rng.normal(size=(3, 2))
        expect(student.again(x), reference.again(x))
    '''


@pytest.fixture
def three(tiny, write):
    """`three(needs)`: the tiny course with a third function, `again`, whose task needs these."""

    def make(needs):
        root = tiny.folder.parents[1]
        text = (root / "course.yml").read_text()
        together = "      - {name: both,"
        (root / "course.yml").write_text(text.replace(together, AGAIN % needs + together))
        reference = tiny.folder / "double.py"
        reference.write_text(reference.read_text() + AGAIN_REFERENCE)
        write(tiny.folder / "graders", {"test_again.py": AGAIN_GRADER})
        course = load_course(root)
        return replace(tiny, course=course, assignment=course.assignment("01-double"))

    return make


def test_a_wrong_function_is_replaced_also_where_it_is_not_declared(three):
    [result] = three("").mark("""
        def double(x):
            return x**2

        def quadruple(x):
            return 3 * x, {"half": x}

        def again(x):
            return quadruple(x)[0]
        """)
    [check] = task(result, "again").checks
    assert check.outcome == "passed"
    assert check.message.startswith("It counts: it passes with our `quadruple` in place of yours.")
    assert task(result, "again").follow_through


def test_what_agrees_with_the_learner_s_own_functions_may_keep_them(three):
    """`quadruple` is wrong for the contract, and `again` expects it as it is."""
    [result] = three("double").mark("""
        def double(x):
            return x**2

        def quadruple(x):
            return double(double(x))

        def again(x):
            return quadruple(x) + 0
        """)
    assert outcomes(result)["quadruple"] == ["failed"]
    assert outcomes(result)["again"] == ["passed"]
    assert "our `double` in place of yours" in task(result, "again").checks[0].message


def test_a_later_function_never_does_the_work_of_an_earlier_one(tiny):
    [result] = tiny.mark("""
        def double(x):
            return quadruple(x)[0] / 2

        def quadruple(x):
            return None
        """)
    assert result.score == 0


def test_what_was_never_called_is_not_claimed(tiny):
    [result] = tiny.mark("def double(x):\n    return x\ndef quadruple(x):\n    return x\n")
    [check] = task(result, "quadruple").checks
    assert "in place of yours" not in check.message
    assert not task(result, "quadruple").follow_through


def test_a_second_attempt_without_our_function_is_no_follow_through(tiny, in_process):
    """A program that passes only with luck has no second chance because another task is wrong."""
    source = (
        "def double(x):\n    return x\ndef quadruple(x):\n    return {} * x, {{'half': 2 * x}}\n"
    )

    def start_worker(submission, substitutes):
        source_now = source.format(4 if substitutes else 3)
        submission = replace(submission, source=source_now.encode())
        return in_process(submission, substitutes)

    [result] = tiny.mark(source, start_worker=start_worker)
    assert outcomes(result)["quadruple"] == ["failed"]


def test_the_learner_s_own_function_gets_further_arguments(tiny):
    [result] = tiny.mark("""
        def double(x, times=1):
            return 2 * x * times + (times == 1)

        def quadruple(x):
            return double(x, times=2), {"half": double(x)}
        """)
    [check] = task(result, "quadruple").checks
    assert check.outcome == "passed"
    assert "our `double` in place of yours" in check.message
    assert check.message.endswith("Note: A call with further arguments still uses your `double`.")


def test_a_task_that_is_not_fully_right_is_replaced_too(tiny):
    """`double` gives the right values but changes its argument, and `quadruple` stumbles on it."""
    [result] = tiny.mark("def double(x):\n    x *= 2\n    return x\n" + LEANING)
    assert outcomes(result)["double"] == ["passed", "failed"]
    assert task(result, "quadruple").follow_through
    assert result.score == 6 + 20 + 5


@pytest.mark.parametrize(
    ("last_words", "outcome"), [("hang()", "timeout"), ("die()", "crashed"), ("1 / 0", "failed")]
)
def test_a_fault_has_its_outcome_and_the_rest_is_graded(tiny, last_words, outcome):
    [result] = tiny.mark(f"def double(x):\n    {last_words}\n{QUADRUPLE}")
    assert outcomes(result) == {
        "double": [outcome, "skipped"],
        "quadruple": ["passed"],
        "both": ["passed"],
    }


def test_a_lost_worker_is_replaced_for_the_next_check(tiny, write):
    write(
        tiny.folder / "graders",
        {
            "test_both.py": (
                "import pytest\n"
                "pytestmark = pytest.mark.task('both')\n"
                "def test_first(student): student.double(None)\n"
                "def test_second(student): assert student.double(1.0) == 2.0\n"
            )
        },
    )
    [result] = tiny.mark(
        "def double(x):\n    return x + x if x is not None else die()\n" + QUADRUPLE
    )
    assert outcomes(result)["both"] == ["crashed", "passed"]


def test_a_task_begins_in_a_fresh_worker(tiny):
    """What `double` keeps in its module is gone when `quadruple` is judged."""
    [result] = tiny.mark("""
        calls = []

        def double(x):
            calls.append(x)
            return 2 * x

        def quadruple(x):
            return 4 * x, {"half": 2 * x + len(calls)}
        """)
    assert result.score == 35


@pytest.mark.parametrize(("keeps", "workers"), [("", 1), ("calls = []\n", 3)])
def test_a_program_that_cannot_remember_needs_one_worker(tiny, in_process, keeps, workers):
    hired = []

    def start_worker(submission, substitutes):
        hired.append(submission)
        return in_process(submission, substitutes)

    [result] = tiny.mark(keeps + RIGHT, start_worker=start_worker)
    assert result.score == 35
    assert len(hired) == workers


def test_a_function_that_hangs_is_waited_for_once_in_a_task(tiny, write, in_process):
    checks = "".join(f"def test_{n}(student): student.quadruple(1.0)\n" for n in "abc")
    write(
        tiny.folder / "graders",
        {
            "test_quadruple.py": (
                f"import pytest\npytestmark = pytest.mark.task('quadruple')\n{checks}"
            )
        },
    )
    asked = []
    program = "def double(x):\n    hang()\ndef quadruple(x):\n    return double(x)"

    def start_worker(submission, substitutes):
        worker = in_process(submission, substitutes)
        plain_call = worker.call

        def call(name, args, seconds):
            asked.append((name, list(substitutes)))
            return plain_call(name, args, seconds)

        worker.call = call
        return worker

    [result] = tiny.mark(program, start_worker=start_worker)
    assert outcomes(result)["quadruple"] == ["passed"] * 3
    assert asked == [("double", []), ("quadruple", []), *[("quadruple", ["double"])] * 3]


def test_what_cannot_be_loaded_is_invalid_with_the_reason(tiny):
    results = tiny.mark("1 / 0", "hang()", "die()")
    assert [r.status for r in results] == ["invalid"] * 3
    assert [r.score for r in results] == [0.0] * 3
    assert results[0].message.startswith("double.py cannot be loaded: ZeroDivisionError")
    assert "__main__" in results[1].message
    assert [t.task for t in results[0].tasks] == ["double", "quadruple", "both"]


def test_the_mistake_is_named(tiny):
    results = tiny.mark(
        "def double(x):\n    return x * x",
        "def double(x):\n    x[:] = x + x\n    return x",
        "def double(x):\n    return 2 * x + 1",
        RIGHT,
    )
    named = [[m.id for m in task(r, "double").misconceptions] for r in results]
    assert named == [["double-squared"], ["double-in-place"], [], []]
    assert task(results[0], "double").misconceptions[0].message == (
        "You square. Twice a number is not its square."
    )


def test_an_exception_names_a_mistake_only_by_its_own_words(tiny, write):
    write(
        tiny.folder / "misconceptions",
        {
            "double.yml": """
        uses-math:
          fails: values
          before: import math
          body: return math.fsum(x) + math.exp(x)
          message: One number only. Look at the shapes.
        """
        },
    )
    same, other = tiny.mark(
        "import math\ndef double(x):\n    return math.fsum(x)",
        "def double(x, y):\n    return 2 * x",
    )
    assert [m.id for m in task(same, "double").misconceptions] == ["double-uses-math"]
    assert not task(other, "double").misconceptions


def test_the_mistake_is_looked_for_with_the_substitute_in_place(tiny, write):
    write(
        tiny.folder / "misconceptions",
        {
            "quadruple.yml": """
        once:
          fails: values
          edit: {double(double(x)): double(x)}
          message: Only doubled once. Look again.
        """
        },
    )
    [result] = tiny.mark("""
        def double(x):
            return x

        def quadruple(x):
            return double(x), {"half": double(x)}
        """)
    assert [m.id for m in task(result, "quadruple").misconceptions] == ["quadruple-once"]
    message = task(result, "quadruple").checks[0].message
    assert "half as large as it should be" in message
    assert message.endswith("Note: This is the result with our `double` in place of yours.")


@pytest.mark.parametrize(
    "edit",
    ["2 *", "double(x)", "[0 for _ in iter(int, 1)]", "sum(double(x) for _ in range(10**9))"],
    ids=["not Python", "endless recursion", "never ends", "takes hours"],
)
def test_a_search_that_fails_costs_only_the_name(tiny, write, monkeypatch, edit):
    """`validate` tells what is wrong with the misconception; the marks don't depend on it."""
    monkeypatch.setattr("autograder.grading.diagnosis.emergency_stop.TRIAL_SECONDS", 0.05)
    text = f"typo:\n  fails: values\n  edit: {{2 * x: '{edit}'}}\n  message: No. Yes.\n"
    write(tiny.folder / "misconceptions", {"double.yml": text})
    [result] = tiny.mark("import numpy as np\ndef double(x):\n    return np.exp(x)\n" + QUADRUPLE)
    assert (result.status, result.score) == ("graded", 25)
    assert not task(result, "double").misconceptions


def test_the_marks_are_there_before_the_names(tiny, monkeypatch):
    told: list[Result] = []
    monkeypatch.setattr(Marker, "mark", partialmethod(Marker.mark, early=told.append))
    [right] = tiny.mark(RIGHT)
    assert (right.score, told) == (35, [])
    [result] = tiny.mark(SQUARE + QUADRUPLE, line_hints=True)
    [first] = told
    assert first.score == result.score == 25
    assert not any(t.misconceptions for t in first.tasks)
    assert [m.id for m in task(result, "double").misconceptions] == ["double-squared"]


@pytest.mark.parametrize("place", ["task_marking.diagnose", "deciding_lines.deciding_line"])
def test_an_exception_in_a_search_costs_only_what_it_would_have_found(tiny, monkeypatch, place):
    def fails(*_):
        raise ValueError("a fault of ours")

    monkeypatch.setattr(f"autograder.grading.{place}", fails)
    [result] = tiny.mark("def double(x):\n    return x + 2\n" + QUADRUPLE, line_hints=True)
    assert (result.status, result.score) == ("graded", 25)
    assert not task(result, "double").checks[0].lines


def test_the_same_submission_gives_the_same_bytes(tiny):
    program = "def double(x):\n    return x * 3\n"
    first, second = tiny.mark(program)[0], tiny.mark(program)[0]
    assert first.model_copy(update=UNMEASURED) == second.model_copy(update=UNMEASURED)


def test_the_submission_s_own_time_is_bounded(tiny, monkeypatch):
    """A clock that has run out after loading leaves every check with the outcome timeout."""
    now = iter([0.0, 0.0, 0.0])
    monkeypatch.setattr("autograder.grading.clock.monotonic", lambda: next(now, 1000.0))
    [result] = tiny.mark(RIGHT)
    assert result.status == "graded"
    assert result.score == 0
    assert outcomes(result)["double"] == ["timeout", "skipped"]
    assert "120 seconds were used up" in task(result, "double").checks[0].message


def test_the_processor_time_of_all_workers_together_is_bounded(tiny, in_process):
    started: list[Worker] = []

    def start_worker(submission, substitutes):
        worker = in_process(submission, substitutes)
        worker.cpu_seconds, worker.peak_memory_mib = 7.0, 30.0 + len(started)
        started.append(worker)
        return worker

    [result] = tiny.mark("def double(x):\n    hang()\n" + LEANING, start_worker=start_worker)
    assert len(started) == 3  # 14 of 20 seconds leave time for a third, 21 for nothing more
    assert "20 seconds of processor time were used up" in task(result, "both").checks[0].message
    assert (result.cpu_seconds, result.peak_memory_mib) == (21.0, 32.0)


def prints(tiny, program, *, public, own_work=False):
    """What is told of the prints, in workers in which every call prints."""

    class Prints(InProcessWorker):
        def printed(self, seconds):
            return [("double", "secret\n")]

    grader = tiny.folder / "graders" / "test_double.py"
    weight = "weight=3, public=True" if public else "weight=3"
    grader.write_text(grader.read_text().replace("weight=3", weight))
    [result] = tiny.mark(program, start_worker=Prints, own_work=own_work)
    return [check.printed for check in result.tasks[0].checks][:1]


WRONG = RIGHT.replace("return x + x", "return 3 * x")
KEEPS = "kept = []\n" + WRONG.replace("return 3 * x", "kept.append(x)\n    return 3 * x")


def test_in_a_class_a_hidden_check_tells_nothing_of_what_a_program_prints(tiny):
    """It could print what the check called it with."""
    assert prints(tiny, WRONG, public=False) == [()]


def test_a_public_check_tells_it_where_nothing_can_have_been_kept(tiny):
    assert prints(tiny, WRONG, public=True) == [(("double(x (3, 2))", "| secret"),)]


def test_a_program_that_can_keep_what_hidden_checks_gave_it_is_not_heard(tiny):
    assert prints(tiny, KEEPS, public=True) == [()]


def test_a_learner_reads_it_from_every_check(tiny):
    told = [(("double(x (3, 2))", "| secret"),)]
    assert prints(tiny, KEEPS, public=False, own_work=True) == told


def test_numbers_are_shown_of_public_checks_and_of_ones_own_work(tiny):
    [hidden] = tiny.mark(WRONG)
    [own] = tiny.mark(WRONG, own_work=True)
    assert hidden.tasks[0].checks[0].numbers == ()
    roles = [table.role for table in own.tasks[0].checks[0].numbers]
    assert roles == ["input", "yours", "expected"]


def test_functions_of_ours_are_named_where_a_task_has_none_of_its_own(tiny):
    [result] = tiny.mark(WRONG)
    assert [task.borrowed for task in result.tasks] == [(), (), ("double",)]
    assert result.tasks[2].follow_through
