"""A tiny course with a real reference, real graders and nbgrader's own commands."""

from pathlib import Path
from textwrap import dedent

from autograder.course import Course, load_course
from autograder.gradebook.database import create_gradebook
from tests.gradebook.tiny_course import COURSE
from tests.support import nbgrader_command

GRADER = """
import pytest
from autograder.grading import expect

pytestmark = pytest.mark.task("{task}")


@pytest.mark.check(weight=2)
def test_values(student, reference, rng):
    \"\"\"the values\"\"\"
    x = rng.normal(size=(3, 2))
    expect(student.{task}(x), reference.{task}(x))


@pytest.mark.check(weight=1)
def test_number(student, reference, rng):
    \"\"\"one number\"\"\"
    x = float(rng.normal())
    expect(student.{task}(x), reference.{task}(x))
"""

FILES = {
    "course.yml": COURSE.replace("late:", "limits: {call_seconds: 1}\nlate:"),
    "nbgrader_config.py": """
        from autograder.nbgrader_plugins.config import configure

        configure(get_config(), __file__)
        """,
    "solutions/01-double/README.md": "# Twice and half",
    "solutions/01-double/double.py": '''
        """Twice and half."""


        def double(x):
            """2 x."""
            ### BEGIN SOLUTION
            return 2.0 * x
            ### END SOLUTION


        def halve(x):
            """x / 2."""
            ### BEGIN SOLUTION
            return x / 2.0
            ### END SOLUTION
        ''',
    "solutions/01-double/test_double.py": """
        import double


        def test_double():
            assert double.double(2.0) == 4.0
        """,
    "solutions/01-double/double.md": """
        # Twice and half

        ```python
        import double
        ```

        ```python nbgrader={"grade_id": "double"}
        assert double.double(2.0) == 4.0
        ```

        ```python nbgrader={"grade_id": "halve"}
        assert double.halve(2.0) == 1.0
        ```

        <!-- #region nbgrader={"grade_id": "why", "grade": true, "solution": true, "points": 2} -->
        Because it is so.
        <!-- #endregion -->
        """,
    "solutions/01-double/graders/test_double.py": GRADER.format(task="double"),
    "solutions/01-double/graders/test_halve.py": GRADER.format(task="halve"),
}

RIGHT = "def double(x): return 2 * x\n\ndef halve(x): return x / 2\n"
MODULES = {
    "ada": RIGHT,
    "bob": RIGHT.replace("2 * x", "3 * x"),
    "cy": RIGHT.replace("return x / 2", "\n    while True: pass"),
    "dan": "def double(x) return 2",
    "eve": RIGHT.replace("return 2 * x", "__import__('os')._exit(0)"),
    "fay": RIGHT.replace("2 * x", "x[0]"),
}


def lay_out(root: Path) -> Course:
    """The course's own files."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return load_course(root)


def submit(course: Course, student: str, module: str | None = None) -> Path:
    """A submission with the released notebook."""
    assignment = course.assignments[0]
    folder = course.submitted_dir(student, assignment)
    folder.mkdir(parents=True)
    (folder / "double.py").write_text(MODULES[student] if module is None else module)
    released = course.release_dir(assignment) / "double.ipynb"
    (folder / "double.ipynb").write_bytes(released.read_bytes())
    return folder


def nbgrader(root: Path, *words: str, succeeds: bool = True) -> str:
    """Run one of nbgrader's commands in the course; what it printed.

    An empty gradebook is there before: nbgrader takes seconds to make one.
    """
    if not (root / "gradebook.db").exists():
        create_gradebook(root / "gradebook.db")
    done = nbgrader_command.nbgrader(root, *words)
    text = done.stdout + done.stderr
    assert (done.returncode == 0) is succeeds, text
    return text
