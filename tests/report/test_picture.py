"""The class picture: the same bytes for the same class, for any class, with what it must show."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from autograder.course import Assignment
from autograder.grading.results import Result
from autograder.report.picture import COLUMNS, _columns, draw_class

MakeResult = Callable[..., Result]
YELLOW, NAVY, LIGHT_GREY = (253, 231, 55), (0, 34, 77), (217, 217, 217)


def pixels(path: Path) -> np.ndarray:
    return np.rint(imread(path)[:, :, :3] * 255).astype(int)


def share_of(image: np.ndarray, colour: tuple[int, int, int]) -> float:
    return float(np.mean(np.all(np.abs(image - np.array(colour)) <= 4, axis=2)))


def test_the_same_class_gives_the_same_bytes(
    assignment: Assignment, results: list[Result], picture: Path
) -> None:
    first = draw_class(assignment, results, picture).read_bytes()
    assert draw_class(assignment, list(reversed(results)), picture).read_bytes() == first


@pytest.mark.slow
def test_points_are_yellow_and_missing_ones_dark_and_what_did_not_load_grey(
    assignment: Assignment, results: list[Result], picture: Path
) -> None:
    ada, eve, fay = results[0], results[4], results[5]
    all_right = pixels(draw_class(assignment, [ada], picture))
    half = pixels(draw_class(assignment, [eve], picture))
    unloaded = pixels(draw_class(assignment, [fay], picture))
    assert share_of(all_right, YELLOW) > 0.2 > 0.02 > share_of(all_right, NAVY)
    assert share_of(half, YELLOW) > 0.1
    assert share_of(half, NAVY) > 0.1
    assert share_of(unloaded, LIGHT_GREY) > 0.2 > 0.02 > share_of(unloaded, YELLOW)


@pytest.mark.parametrize("size", [0, 1, 61, 500])
def test_any_size_of_class_is_drawn_without_a_warning(
    assignment: Assignment,
    make_result: MakeResult,
    picture: Path,
    size: int,
    recwarn: pytest.WarningsRecorder,
) -> None:
    results = [make_result(f"s{i:03}", 40, 60 * (i % 3) / 2) for i in range(size)]
    assert pixels(draw_class(assignment, results, picture)).shape[1] == 1540
    assert not [warning for warning in recwarn if "deprecated" not in str(warning.message).lower()]


def test_a_large_class_is_drawn_as_means_of_neighbours(make_result: MakeResult) -> None:
    size = 3 * COLUMNS
    results = [make_result(f"s{i:03}", 40, 60 if i < size // 2 else 0) for i in range(size)]
    columns = _columns(["cast_on", "knit"], results, 3)
    assert columns.shape == (2, COLUMNS)
    assert columns[0].tolist() == [1.0] * COLUMNS
    assert columns[1].tolist() == [1.0] * (COLUMNS // 2) + [0.0] * (COLUMNS // 2)


def test_a_mathematical_name_is_shown_and_not_typeset(
    assignment: Assignment, make_result: MakeResult, picture: Path
) -> None:
    draw_class(assignment, [make_result("$\\frac{$", 40, 0, "knit-$^$")], picture)
    assert picture.stat().st_size > 10_000
