"""Whatever the functions of a submission return or do, it is graded, and gets nothing for it."""

from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.grading import Submission, grade_submissions
from autograder.sandbox import choose_isolation

COURSE = load_course(Path(__file__).parents[2])
SHORT = COURSE.limits.model_copy(update={"call_seconds": 0.5})
PRESENT = [a for a in COURSE.assignments if (COURSE.solution_dir(a) / a.module).is_file()]
ODD = {
    "None": "None",
    "True": "True",
    "zero": "0.0",
    "nan": "float('nan')",
    "an infinite scalar": "np.float64('inf')",
    "a number beyond float": "10**400",
    "a complex number": "1j",
    "text": "'\\x1b[31m' + 'x' * 10_000",
    "bytes": "b'bytes'",
    "an empty list": "[]",
    "an empty tuple": "()",
    "an empty dict": "{}",
    "a pair of nothing": "(None, None)",
    "a pair of the wrong things": "({'X': None}, [1, 2])",
    "a dict of nothing": "{k: None for k in ('W1', 'b1', 'W2', 'b2', 't', 'm', 'v')}",
    "a deep list": "[[[[[[[[]]]]]]]]",
    "an empty array": "np.array([])",
    "a 0-d array": "np.array(0.5)",
    "an array of many dimensions": "np.zeros((1,) * 16)",
    "an object array": "np.array([None, {}], dtype=object)",
    "an array of text": "np.array(['a', 'b'])",
    "an array of dates": "np.array(['2020-01-01'], dtype='datetime64[D]')",
    "a structured array": "np.zeros(3, dtype=[('a', float), ('b', int)])",
    "an array of nans": "np.full((3, 2), np.nan)",
    "an array of bools": "np.ones((3, 2), dtype=bool)",
    "a view of 7 GB": "np.broadcast_to(np.float64(1), (30_000, 30_000))",
    "a matrix": "np.matrix([[1.0]])",
    "a masked array": "np.ma.masked_all((3, 2))",
    "a generator": "(n for n in range(3))",
    "an endless iterator": "iter(int, 1)",
    "the arguments": "args",
    "the first argument": "args[0] if args else None",
    "a function": "len",
    "the module": "np",
    "an exception": "(_ for _ in ()).throw(ValueError('\\x1b[2J' * 99))",
    "an exception without words": "(_ for _ in ()).throw(AssertionError())",
    "an early stop": "(_ for _ in ()).throw(KeyboardInterrupt())",
}


@pytest.mark.slow
@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("assignment", PRESENT, ids=lambda a: a.name)
def test_odd_values_are_graded(assignment):
    functions = [f for task in assignment.tasks for f in task.functions]
    programs = {
        name: "import numpy as np\n"
        + "".join(f"def {f}(*args):\n    return {expression}\n" for f in functions)
        for name, expression in ODD.items()
    }
    submissions = (Submission(name, source.encode()) for name, source in programs.items())
    course = COURSE.model_copy(update={"limits": SHORT})
    results = list(grade_submissions(course, assignment, submissions, isolation=choose_isolation()))
    assert len(results) == len(ODD)
    assert {r.student: r.message for r in results if r.status != "graded"} == {}
    assert {r.student: r.score for r in results if r.score} == {}
    told = [c.message for r in results for t in r.tasks for c in t.checks]
    assert all(told)
    assert all(line.isprintable() for message in told for line in message.splitlines())
