"""A course of two toys, double and shift, released."""

from pathlib import Path

from autograder.course import Course
from tests.support.course_builder import grader, reference, write_course, write_release

SOLUTION = {
    "toy.py": reference({
        "double(x)": "return 2.0 * np.asarray(x)",
        "shift(x, by)": "return double(x) + by",
    }),
    "test_toy.py": '''
        """Public checks."""

        import numpy as np
        import toy


        def test_double_values():
            """double(3) is 6"""
            assert np.allclose(toy.double(np.array([3.0])), [6.0]), "double(3) should be 6."


        def test_double_shape():
            """The shape stays"""
            assert np.shape(toy.double(np.zeros((2, 3)))) == (2, 3), "The shape should stay (2, 3)."


        def test_shift():
            """shift(1, 5) is 7"""
            assert np.allclose(toy.shift(np.array([1.0]), 5.0), [7.0]), "shift(1, 5) should be 7."
        ''',
    "README.md": "# A toy\n",
    "hints.md": """
        # Hints

        ## double

        ### Symptom

        What comes back is not twice what went in.

        ### Formula
            # not a heading, but code
        2x

        ## shift

        ### Concept

        First twice, then more.
        """,
    "graders/test_double.py": grader("double", '''
        @pytest.mark.check(weight=1)
        def test_values(student, reference, rng):
            """double(x) is 2x"""
            x = rng.normal(size=(4, 3))
            expect(student.double(x), reference.double(x))


        @pytest.mark.check(weight=1)
        def test_one_number(student, reference, rng):
            """It works for one sample, too"""
            x = rng.normal(size=(1, 1))
            expect(student.double(x), reference.double(x))
        '''),
    "graders/test_shift.py": grader("shift", '''
        @pytest.mark.check
        def test_values(student, reference, rng):
            """shift(x, by) is 2x + by"""
            x = rng.normal(size=(4, 3))
            expect(student.shift(x, 0.5), reference.shift(x, 0.5))
        '''),
    "misconceptions/double.yml": """
        squared:
          fails: [values, one_number]
          body: return x * x
          message: The square is not the double. Look at what 3 becomes.
        """,
    "pictures.py": '''
        """One picture: what is learned is a line."""

        import numpy as np


        def line(module):
            """A line that is doubled"""
            grid = np.linspace(0, 1, 5)
            field = np.array([np.outer(grid, grid) / 2, module.double(np.outer(grid, grid)) / 2])
            return {
                "curves": {"loss": np.asarray(module.double(np.array([3.0, 2.0, 1.0])))},
                "boundary": {
                    "points": np.array([[0.25, 0.25], [0.75, 0.75]]),
                    "labels": np.array([0, 1]),
                    "extent": (0.0, 1.0, 0.0, 1.0),
                    "steps": np.array([0, 2]),
                    "field": field,
                },
            }
        ''',
}  # fmt: skip


def write_toys(root: Path) -> Course:
    """The course, and what a learner receives."""
    course = write_course(
        root,
        [
            "name: double, title: Twice as much, points: 10",
            "name: shift, title: A little more, points: 20, needs: [double]",
        ],
        name="01-toy",
        title="Two lines of arithmetic",
        id="toys",
        settings="limits: {call_seconds: 1, submission_seconds: 20, memory_mib: 1024}",
        solution=SOLUTION,
    )
    write_release(root, "01-toy")
    return course
