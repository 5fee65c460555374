"""A tiny course with a real reference, real graders and nbgrader's own commands."""

from pathlib import Path

from autograder.course import Course
from autograder.gradebook.database import create_gradebook
from tests.gradebook.tiny_course import LATE, write_description
from tests.support import nbgrader_command
from tests.support.course_builder import NBGRADER_CONFIG, grader, reference, write_files

CHECKS = '''
    @pytest.mark.check(weight=2)
    def test_values(student, reference, rng):
        """the values"""
        x = rng.normal(size=(3, 2))
        expect(student.{task}(x), reference.{task}(x))


    @pytest.mark.check(weight=1)
    def test_number(student, reference, rng):
        """one number"""
        x = float(rng.normal())
        expect(student.{task}(x), reference.{task}(x))
    '''
SOLUTION = {
    "README.md": "# Twice and half",
    "double.py": reference({"double(x)": "return 2.0 * x", "halve(x)": "return x / 2.0"}),
    "test_double.py": """
        import double


        def test_double():
            assert double.double(2.0) == 4.0
        """,
    "double.md": """
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
    "graders/test_double.py": grader("double", CHECKS.format(task="double")),
    "graders/test_halve.py": grader("halve", CHECKS.format(task="halve")),
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
    write_files(root, {"nbgrader_config.py": NBGRADER_CONFIG})
    settings = f"limits: {{call_seconds: 1}}\n{LATE}"
    return write_description(root, settings=settings, solution=SOLUTION)


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
