"""A tiny course of one assignment, written anew for each test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Assignment, Course
from tests.support.course_builder import NBGRADER_CONFIG, grader, write_course, write_files

TASKS = [
    "name: predict, title: The line, points: 6",
    "name: slope, title: Its slope, points: 4, needs: [predict]",
]
SOLUTION = {
    "line.py": '''
        """A straight line."""

        import numpy as np


        def predict(x, w, b):
            """w·x + b for each x.

                y_hat = w x + b
            """
            ### BEGIN SOLUTION
            scaled = np.multiply(w, x)  # elementwise
            return scaled + b
            ### END SOLUTION


        def slope(x, y, w, b):
            """The slope of the mean squared error along w."""
            ### BEGIN SOLUTION
            error = predict(x, w, b) - y
            return {
                "w": 2.0 * np.mean(error * x),
            }
            ### END SOLUTION


        def train(x, y, w, b, lr):
            """Given."""
            for _ in range(10):
                w = w - lr * slope(x, y, w, b)["w"]
            return w
        ''',
    "line.md": """
        # A line

        $$\\hat y = w x + b$$

        ```python
        import numpy as np
        from line import predict, slope
        ```

        ```python nbgrader={"grade_id": "predict"}
        assert predict(2.0, 3.0, 1.0) == 7.0, "predict(2, 3, 1) is 2·3 + 1"
        ```

        ```python nbgrader={"grade_id": "slope"}
        assert slope(np.ones(3), np.ones(3), 1.0, 0.0)["w"] == 0.0
        ```

        Why does the line stop moving?

        <!-- #region nbgrader={"grade_id": "why", "grade": true, "solution": true, "points": 5} -->
        Because at the minimum the slope of the loss is zero, so each step is zero too.
        <!-- #endregion -->
        """,
    "test_line.py": """
        from line import predict


        def test_predict():
            assert predict(0.0, 5.0, 2.0) == 2.0
        """,
    "README.md": """
        # A line

        Fill in `line.py`, top to bottom.
        """,
    "hints.md": """
        ## predict
        ### A picture
        A product stretches the line, a sum shifts it; draw both on paper before you write anything.
        """,
    "graders/test_predict.py": grader(
        "predict",
        """
        @pytest.mark.check(weight=1)
        def test_many(student, reference, rng):
            x = rng.normal(0, 3, size=(7,))
            expect(student.predict(x, 2.0, -1.0), reference.predict(x, 2.0, -1.0))
        """,
    ),
    "wheats/loops.py": """
        def predict(x, w, b):
            return [one * w + b for one in x]


        if __name__ == "__main__":
            x = np.array([0.0, 1.0, 2.0])
            y = np.array([1.0, 3.0, 5.0])
            print(predict(x, 2.0, 1.0), y)
        """,
    "misconceptions/predict.yml": """
        without-bias:
          fails: many
          edit: {" + b": ""}
          message: "The line goes through the origin for any w: look at where b should come in,
            and compare your result at x = 0 with b."
        """,
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    write_files(tmp_path, {"nbgrader_config.py": NBGRADER_CONFIG})
    line = {"name": "09-line", "title": "A straight line"}
    return write_course(tmp_path, TASKS, **line, solution=SOLUTION)


@pytest.fixture
def rewrite(course: Course) -> Callable[[str, str, str], None]:
    """Replace a piece of one of the course's files, which must be in it."""

    def replace(name: str, old: str, new: str) -> None:
        path = course.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def line(course: Course) -> Assignment:
    return course.assignment("line")
