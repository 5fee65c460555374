"""The notebook is built from text, the same each time, and agrees with course.yml."""

import os

import pytest

from autograder.errors import CourseError
from autograder.release.notebook import build_notebook, write_notebook

TEXT = "solutions/09-line/line.md"


def graded_cells(notebook):
    return {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}


def refusal(course, assignment):
    with pytest.raises(CourseError) as error:
        build_notebook(course, assignment)
    return str(error.value)


def test_a_check_is_a_locked_cell_worth_its_tasks_points(course, line):
    cells = graded_cells(build_notebook(course, line))
    assert list(cells) == ["predict", "slope", "why"]
    assert cells["slope"].metadata.nbgrader == {
        "grade": True,
        "grade_id": "slope",
        "locked": True,
        "points": 4,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    assert not cells["why"].metadata.nbgrader.locked


def test_the_same_text_gives_the_same_bytes(course, line):
    first = write_notebook(course, line).read_bytes()
    assert write_notebook(course, line).read_bytes() == first


def test_a_cells_id_does_not_change_when_another_is_added(course, line, rewrite):
    before = {cell.id for cell in build_notebook(course, line).cells}
    rewrite(TEXT, "```python\nimport", "```python\nx = 1\n```\n\n```python\nimport")
    after = {cell.id for cell in build_notebook(course, line).cells}
    assert before < after
    assert len(after) == len(before) + 1


def test_equal_cells_have_ids_of_their_own(course, line, rewrite):
    rewrite(TEXT, "Why does", "```python\nx = 1\n```\n\n```python\nx = 1\n```\n\nWhy does")
    ids = [cell.id for cell in build_notebook(course, line).cells]
    assert len(set(ids)) == len(ids)


def test_nothing_of_this_machine_is_in_it(course, line):
    notebook = build_notebook(course, line)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.language_info == {"name": "python"}
    assert all(
        not c.outputs and c.execution_count is None for c in notebook.cells if "outputs" in c
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"slope"}', '"slope", "points": 5}', "14: task 'slope' has 5 points here and 4 in course"),
        (
            '"slope"}',
            '"slop", "grade": true}',
            "14: no task 'slop' in course.yml, did you mean 'sl",
        ),
        ('"slope"}', '"predict"}', "14: grade_id 'predict' is used twice"),
        ('"slope"}', '"slope", "locked": false}', "14: the check of task 'slope' must be a locked"),
        ('"slope"}', '"slope", "solution": true}', "14: the check of task 'slope' must be a lock"),
        ('"slope"}', '"slope"', "these options of a cell can't be read"),
        (', "points": 5', "", "20: the cell 'why', which is marked by hand, has no points"),
    ],
)
def test_a_mistake_is_reported_with_file_and_line(course, line, rewrite, old, new, expected):
    rewrite(TEXT, old, new)
    message = refusal(course, line)
    assert message.startswith(f"{TEXT}:")
    assert expected in message


def test_each_task_needs_its_check(course, line, rewrite):
    rewrite(TEXT, ' nbgrader={"grade_id": "slope"}', "")
    assert "task 'slope' has no check; add a cell ```python nbgrader=" in refusal(course, line)


def test_no_text_no_notebook(course, line):
    (course.root / TEXT).unlink()
    assert f"{TEXT}: the notebook's text can't be read" in refusal(course, line)


def test_a_notebook_that_was_edited_is_not_overwritten(course, line):
    path = write_notebook(course, line)
    text = path.with_suffix(".md")
    os.utime(text, ns=(0, 0))
    path.write_text(path.read_text().replace("# A line", "# Another line"))
    with pytest.raises(CourseError, match=r"line\.ipynb: was edited, but only line\.md counts"):
        write_notebook(course, line)
    assert "# Another line" in path.read_text()


def test_a_notebook_that_was_only_run_is_built_again(course, line):
    path = write_notebook(course, line)
    built = path.read_text()
    os.utime(path.with_suffix(".md"), ns=(0, 0))
    path.write_text(built.replace('"outputs": []', '"outputs": [{"output_type": "stream"}]'))
    write_notebook(course, line)
    assert path.read_text() == built


def test_a_text_that_is_younger_counts(course, line, rewrite):
    path = write_notebook(course, line)
    os.utime(path, ns=(0, 0))
    rewrite(TEXT, "# A line", "# Another line")
    assert "# Another line" in write_notebook(course, line).read_text()
