"""Pictures: the learner's network beside the reference, drawn from nothing but checked data."""

import json
import re
import shutil
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest

from autograder.course import load_course
from autograder.errors import CourseError
from autograder.learn.checks.checking import check_once
from autograder.learn.show.progress_page import write_page
from autograder.learn.show.training_data import (
    Picture,
    PictureError,
    run_trainings,
    titles,
    training_from,
)
from autograder.learn.show.training_figure import figure_of, save_png
from autograder.learn.workspace.progress_file import SeenMisconception, StateFile
from autograder.learn.workspace.workspace import Workspace, find_workspace
from autograder.palette import colours_of
from tests.learn.toy_modules import ENDLESS, HALF_DONE, RIGHT, SQUARED, UNPARSABLE

CURVES = {"loss": np.array([2.0, 1.0])}
BOUNDARY = {
    "points": np.zeros((3, 2)),
    "labels": np.array([0, 1, 1]),
    "extent": (0.0, 1.0, 0.0, 1.0),
    "steps": np.array([0, 5]),
    "field": np.full((2, 4, 4), 0.25),
}


def test_mine_and_the_reference_are_trained_apart(workspace, assignment, write):
    write(SQUARED)
    (picture,) = run_trainings(workspace, assignment)
    assert picture.title == "A line that is doubled"
    assert picture.reference.curves["loss"].tolist() == [6, 4, 2]
    assert picture.mine is not None
    assert picture.mine.curves["loss"].tolist() == [9, 4, 1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "why"),
    [(UNPARSABLE, "SyntaxError"), (ENDLESS, "still running"), ("", "double")],
)
def test_a_network_that_does_not_run_leaves_the_reference(
    workspace, assignment, write, course_root, source, why
):
    description = course_root / "course.yml"
    text = description.read_text().replace("submission_seconds: 20", "submission_seconds: 3")
    description.write_text(text)
    write(source)
    (picture,) = run_trainings(find_workspace(workspace.root), assignment)
    assert picture.mine is None
    assert why in picture.why_not
    assert picture.reference.boundary is not None


def test_an_assignment_without_pictures_says_so(workspace, assignment, course_root):
    (course_root / "solutions" / "01-toy" / "pictures.py").unlink()
    with pytest.raises(CourseError, match="no pictures"):
        run_trainings(workspace, assignment)


def test_a_script_with_a_mistake_is_reported_with_its_name(workspace, assignment, course_root):
    script = course_root / "solutions" / "01-toy" / "pictures.py"
    script.write_text('def nothing(module):\n    """No picture"""\n')
    with pytest.raises(CourseError, match=r"pictures\.py: nothing: it returned no dict"):
        run_trainings(workspace, assignment)


def test_titles_are_the_docstrings_first_lines():
    script = (
        'def a(m):\n    """One\n\n    more"""\n\ndef _helper():\n    pass\n\ndef b(m):\n    pass\n'
    )
    assert titles(script) == {"a": "One", "b": "b"}


def test_one_probability_becomes_two_classes():
    boundary = training_from({"curves": CURVES, "boundary": BOUNDARY}).boundary
    assert boundary is not None
    field = boundary.field
    assert field.shape == (2, 4, 4, 2)
    assert field[0, 0, 0].tolist() == [0.75, 0.25]


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {},
        {"curves": {}},
        {"curves": {"loss": [1.0]}},
        {"curves": {"loss": np.array(["a"])}},
        {"curves": {"loss": np.zeros((2, 2))}},
        {"curves": CURVES, "boundary": 3},
        {"curves": CURVES, "boundary": BOUNDARY | {"field": np.zeros((3, 4, 4))}},
        {"curves": CURVES, "boundary": BOUNDARY | {"field": np.zeros(3)}},
        {
            "curves": CURVES,
            "boundary": BOUNDARY | {"field": np.zeros((0, 4, 4)), "steps": np.zeros(0)},
        },
        {"curves": CURVES, "boundary": BOUNDARY | {"labels": np.zeros(2)}},
        {"curves": CURVES, "boundary": BOUNDARY | {"labels": np.array([0, -1, np.nan])}},
        {"curves": CURVES, "boundary": BOUNDARY | {"points": np.zeros((3, 1))}},
        {"curves": CURVES, "boundary": BOUNDARY | {"extent": (0.0, 1.0)}},
        {"curves": CURVES, "boundary": BOUNDARY | {"extent": (0.0, 0.0, 1.0, 1.0)}},
        {"curves": CURVES, "boundary": BOUNDARY | {"steps": np.array([0.0, np.inf])}},
    ],
)
def test_what_is_no_picture_is_refused(wrong):
    with pytest.raises(PictureError):
        training_from(wrong)


def test_colours_stand_even_what_is_no_probability():
    colours = colours_of(np.array([[[np.nan, 7.0], [-1.0, np.inf]]]))
    assert np.isfinite(colours).all()
    assert colours.min() >= 0
    assert colours.max() <= 1


@pytest.mark.parametrize("source", [RIGHT, UNPARSABLE])
def test_the_png_is_written(workspace, assignment, write, source):
    write(source)
    file = save_png(workspace, assignment)
    assert file == workspace.root / "pictures" / "01-toy.png"
    assert matplotlib.image.imread(file).shape[2] == 4


@pytest.mark.parametrize("boundary", [BOUNDARY, None])
def test_a_reason_why_there_is_no_network_takes_no_room_from_the_others(boundary):
    why_not = r"NotImplementedError: shift costs $\frac$, see the TODO here. " * 3
    reference = training_from({"curves": CURVES, "boundary": boundary})
    title = "Two Gaussian classes, 100 samples each"
    figure = figure_of([Picture(title, None, why_not, reference)] * 2, "One neuron")
    figure.draw_without_rendering()
    assert len({round(axes.get_window_extent().width) for axes in figure.axes}) == 1
    for axes in figure.axes:
        left_title = axes._left_title  # type: ignore[attr-defined]
        words = [axes.title, left_title, axes.xaxis.label, *axes.texts]
        left, right = axes.get_window_extent().intervalx
        for text in filter(lambda text: text.get_text(), words):
            assert left - 1 <= text.get_window_extent().x0
            assert text.get_window_extent().x1 <= right + 1


@pytest.mark.slow
def test_a_network_that_diverges_is_still_drawn(workspace, assignment, write, tmp_path):
    write(RIGHT.replace("2.0 * x", "x * float('nan')"))
    check_once(workspace, assignment)
    save_png(workspace, assignment, tmp_path / "nan.png")
    write(RIGHT.replace("2.0 * x", "x * float('inf')"))
    save_png(workspace, assignment, tmp_path / "inf.png")
    for name in ("nan.png", "inf.png"):
        assert matplotlib.image.imread(tmp_path / name).shape[2] == 4


class TestPage:
    @pytest.fixture
    def page(self, workspace, assignment, write):
        write(SQUARED)
        check_once(workspace, assignment)
        write(HALF_DONE)
        check_once(workspace, assignment)
        file = workspace.root / "progress.html"
        write_page(workspace, file)
        return file.read_text(encoding="utf-8")

    def test_it_needs_no_other_file(self, page):
        assert not re.search(r"(src|href)=.(?!data:)", page)
        assert "http" not in page.replace("http://www.w3.org", "")

    def test_it_shows_tasks_and_misconceptions(self, page):
        assert "1 of 2 tasks" in page
        assert "The square is not the double." in page
        assert "✓ solved" in page

    def test_it_has_a_film_of_each_network(self, page):
        assert len(re.findall(r'src="data:image/png;base64,[A-Za-z0-9+/=]+"', page)) == 2
        (steps,) = re.findall(r'data-steps="([^"]*)"', page)
        assert json.loads(steps) == [0, 2]

    def test_hostile_names_are_escaped(self, workspace, assignment):
        with workspace.state.edit() as state:
            state.assignment("01-toy").misconceptions["x"] = SeenMisconception(
                task="double", message="</script><script>alert(1)</script>"
            )
        write_page(workspace, workspace.root / "p.html")
        assert "<script>alert" not in (workspace.root / "p.html").read_text(encoding="utf-8")

    def test_an_assignment_not_begun_gives_nothing_away(self, workspace):
        write_page(workspace, workspace.root / "p.html")
        assert "base64" not in (workspace.root / "p.html").read_text(encoding="utf-8")

    def test_a_students_install_has_its_tables(self, workspace, assignment, write, course_root):
        write(RIGHT)
        check_once(workspace, assignment)
        shutil.rmtree(course_root / "solutions")
        write_page(workspace, workspace.root / "p.html")
        assert "2 of 2 tasks" in (workspace.root / "p.html").read_text(encoding="utf-8")


REAL = load_course(Path(__file__).parents[2])
DRAWN = [a for a in REAL.assignments if (REAL.solution_dir(a) / "pictures.py").is_file()]


@pytest.mark.slow
@pytest.mark.parametrize("assignment", DRAWN, ids=[a.name for a in DRAWN])
def test_the_courses_own_pictures_can_be_drawn(assignment, tmp_path):
    """With the reference in the learner's place, both are the same and the loss has fallen."""
    folder = tmp_path / assignment.name
    shutil.copytree(REAL.solution_dir(assignment), folder)
    pictures = run_trainings(Workspace(tmp_path, REAL, StateFile(None)), assignment)
    assert pictures
    for picture in pictures:
        assert picture.mine is not None
        for name, curve in picture.reference.curves.items():
            assert np.array_equal(curve, picture.mine.curves[name])
            assert curve[-1] < 0.9 * curve[0]
