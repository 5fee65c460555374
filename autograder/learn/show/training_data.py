"""Train the learner's network and the reference's, and check the data for their pictures.

Each assignment says what there is to see: `solutions/NAME/pictures.py` trains the functions of a
module and returns plain data (docs/reference/assignment-folder.md). It runs in a worker, for the
learner's module and for the reference. Here its data are only checked.
"""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.learn.workspace.workspace import Workspace
from autograder.palette import Array
from autograder.sandbox import Sandbox, WorkerFault, WorkerLimits, choose_isolation


class PictureError(ValueError):
    """What a picture's script returned is not a picture."""


@dataclass(frozen=True)
class Boundary:
    """Samples in the plane, and a network's predictions on the plane around them, as it learns."""

    points: Array
    """(N, 2)"""
    labels: Array
    """(N,), whole numbers from 0"""
    extent: tuple[float, float, float, float]
    """left, right, bottom, top"""
    steps: Array
    """(F,), the step of training at which each frame was taken"""
    field: Array
    """(F, G, G, K), the probability of each of K classes on a grid; row 0 is the bottom"""


@dataclass(frozen=True)
class Training:
    """The data of one training: curves over the steps, and maybe a boundary."""

    curves: dict[str, Array]
    boundary: Boundary | None


@dataclass(frozen=True)
class Picture:
    """One picture: the learner's network and the reference."""

    title: str
    mine: Training | None
    why_not: str
    """where `mine` is missing: why the learner's functions could not be trained"""
    reference: Training


def run_trainings(workspace: Workspace, assignment: Assignment) -> list[Picture]:
    """Train the learner's functions and the reference's, for every picture of an assignment.

    Raises CourseError where the assignment has no pictures, or its script has a mistake.
    """
    if assignment.why_unexplained:
        raise CourseError(assignment.why_unexplained)
    folder = workspace.course.solution_dir(assignment)
    file = folder / "pictures.py"
    if not file.is_file():
        raise CourseError(
            f"{assignment.name} has no pictures here: the course's solution side, or the "
            f"{file.name} in it, is missing. The notebook draws pictures, too"
        )
    script = file.read_text(encoding="utf-8")
    limits = workspace.course.limits
    seconds = limits.submission_seconds
    worker_limits = WorkerLimits(limits.memory_mib, 2 * seconds)  # to load, and to train
    with Sandbox(choose_isolation(unsafe=True), worker_limits) as sandbox:

        def run(module: Path, name: str) -> Training:
            worker = sandbox.worker(module.read_bytes(), filename=assignment.module)
            try:
                worker.load(seconds)
                return training_from(worker.run(script, name, (), seconds))
            finally:
                worker.close()

        pictures = []
        for name, title in titles(script).items():
            try:
                reference = run(folder / assignment.module, name)
            except (WorkerFault, PictureError) as fault:
                raise CourseError(f"{file}: {name}: {fault}") from fault
            mine, why_not = None, ""
            try:
                mine = run(workspace.module(assignment), name)
            except (WorkerFault, PictureError, OSError) as fault:
                why_not = str(fault)
            pictures.append(Picture(title, mine, why_not, reference))
    return pictures


def titles(script: str) -> dict[str, str]:
    """The pictures of a script, by the name of their function: the first line of its docstring."""
    functions = [node for node in ast.parse(script).body if isinstance(node, ast.FunctionDef)]
    return {
        f.name: (ast.get_docstring(f) or f.name).partition("\n")[0]
        for f in functions
        if not f.name.startswith("_")
    }


def training_from(data: Any) -> Training:
    """Check what a script returned. Nothing of it is trusted: the learner's functions made it.

    Raises PictureError.
    """
    _require(isinstance(data, dict), "it returned no dict")
    curves = data.get("curves")
    _require(isinstance(curves, dict) and len(curves) > 0, "it returned no curves")
    boundary = data.get("boundary")
    return Training(
        {
            str(name): _numbers(curve, f"the curve of the {name}", 1)
            for name, curve in curves.items()
        },
        None if boundary is None else _boundary(boundary),
    )


def _boundary(data: Any) -> Boundary:
    _require(isinstance(data, dict), "its boundary is not a dict")
    points = _numbers(data.get("points"), "points", 2, finite=True)
    labels = _numbers(data.get("labels"), "labels", 1, finite=True)
    _require(points.shape == (len(labels), 2), "its points and labels don't belong together")
    _require(bool((labels >= 0).all()), "its labels are not whole numbers from 0")
    extent = _numbers(np.asarray(data.get("extent")), "extent", 1, finite=True)
    _require(len(extent) == 4, "its extent is not (left, right, bottom, top)")
    left, right, bottom, top = extent.tolist()
    _require(left < right and bottom < top, "its extent is not (left, right, bottom, top)")
    steps = _numbers(data.get("steps"), "steps", 1, finite=True)
    field = data.get("field")
    if isinstance(field, np.ndarray) and field.ndim == 3:
        field = np.stack([1 - field, field], axis=-1)
    field = _numbers(field, "the predictions on the plane", 4)
    _require(len(field) == len(steps) > 0, "it does not have one step for each frame")
    return Boundary(points, labels.astype(int), (left, right, bottom, top), steps, field)


def _numbers(value: Any, name: str, ndim: int, *, finite: bool = False) -> Array:
    fits = isinstance(value, np.ndarray) and value.dtype.kind in "fiub" and value.ndim == ndim
    _require(fits, f"{name}: this should be an array of numbers of {ndim} dimensions")
    numbers: Array = np.asarray(value, dtype=np.float64)
    _require(not finite or bool(np.isfinite(numbers).all()), f"{name}: not all are finite")
    return numbers


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise PictureError(what)
