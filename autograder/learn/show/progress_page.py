"""Progress as one web page that needs no other file: tables, and pictures that move.

The networks were trained in workers. Here their numbers become an image with all frames of a
boundary below each other (PNG), curves (SVG) and dots. A few lines of script on the page play them.
"""

import base64
import io
from pathlib import Path
from typing import Any

import matplotlib.image
import numpy as np

from autograder.atomic import replace_file
from autograder.course import Assignment
from autograder.html_template import template_environment
from autograder.learn.progress import summarize
from autograder.learn.show.training_data import Boundary, Picture, Training, run_trainings
from autograder.learn.show.verdict_panel import MARKS
from autograder.learn.workspace.progress_file import State
from autograder.learn.workspace.workspace import Workspace
from autograder.palette import Array, class_style, colours_of, curve_colours
from autograder.text import score_text

POINTS_OF_A_CURVE = 400


def write_page(workspace: Workspace, file: Path) -> None:
    """Write the page. It has no pictures of an assignment that is not begun."""
    state = workspace.state.read()
    environment = template_environment(Path(__file__).parent)
    text = environment.get_template("progress_page.html").render(
        course=workspace.course.title,
        summary=str(summarize(workspace, state)),
        assignments=[_assignment(workspace, state, a) for a in workspace.assignments()],
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_file(file, text.encode())


def _assignment(workspace: Workspace, state: State, assignment: Assignment) -> dict[str, Any]:
    known = state.assignments.get(assignment.name)
    rows = [_task(state, assignment, task.name) for task in assignment.tasks]
    begun = any(row["mark"] != MARKS["not begun"] for row in rows)
    return {
        "name": assignment.name,
        "title": assignment.title,
        "tasks": rows,
        "misconceptions": list(known.misconceptions.values()) if known else [],
        "written_answer": known.written_answer if known else "",
        "pictures": [_picture(p) for p in _pictures(workspace, assignment)] if begun else [],
    }


def _task(state: State, assignment: Assignment, name: str) -> dict[str, Any]:
    known = state.known(assignment.name, name)
    points = assignment.task(name).points
    return {
        "name": name,
        "passed": known.passed,
        "mark": MARKS[known.status],
        "points": score_text(known.earned(points), points),
        "hints": known.hints or "",
        "saw": known.solution_seen,
    }


def _pictures(workspace: Workspace, assignment: Assignment) -> list[Picture]:
    if not (workspace.course.solution_dir(assignment) / "pictures.py").is_file():
        return []
    return run_trainings(workspace, assignment)


def _picture(picture: Picture) -> dict[str, Any]:
    runs = [("reference", picture.reference)]
    runs += [("mine", picture.mine)] if picture.mine else []
    curves = [(whose, name, c) for whose, run in runs for name, c in run.curves.items()]
    highest = max((float(np.nanmax(c)) for _, _, c in curves if np.isfinite(c).any()), default=1.0)
    last = max(len(c) for _, _, c in curves) - 1
    boundary = picture.reference.boundary
    names = list(picture.reference.curves)
    several = {name: curve_colours(n, len(names))[0] for n, name in enumerate(names)}
    colours = several if len(names) > 1 else {}
    return {
        "title": picture.title,
        "steps": boundary.steps.astype(int).tolist() if boundary else [],
        "last": max(last, 1),
        "legend": [{"name": name, "colour": colours.get(name)} for name in names],
        "highest": f"{highest:.3g}",
        "curves": [
            {
                "whose": whose,
                "name": f"{name}, {whose}",
                "colour": colours.get(name),
                "points": _line(c, max(last, 1), highest),
            }
            for whose, name, c in curves
        ],
        "planes": [
            _plane("yours", picture.mine, picture.why_not),
            _plane("the reference", picture.reference, ""),
        ],
    }


def _line(curve: Array, last: int, highest: float) -> str:
    """A curve as SVG in a square of 100 by 100, with no more points than a screen can show."""
    at = np.unique(np.linspace(0, len(curve) - 1, POINTS_OF_A_CURVE).astype(int))
    heights = np.clip(np.nan_to_num(curve[at], nan=highest, posinf=highest), 0, highest)
    return " ".join(
        f"{100 * x / last:.2f},{100 * (1 - y / (highest or 1)):.2f}"
        for x, y in zip(at, heights, strict=True)
    )


def _plane(whose: str, training: Training | None, why_not: str) -> dict[str, Any]:
    if training is None:
        return {"caption": f"{whose}: not yet. {why_not}", "strip": "", "frames": 0, "points": []}
    boundary = training.boundary
    if boundary is None:
        return {"caption": "", "strip": "", "frames": 0, "points": []}
    return {
        "caption": whose,
        "strip": _strip(boundary),
        "frames": len(boundary.field),
        "points": list(_dots(boundary)),
    }


def _strip(boundary: Boundary) -> str:
    """All frames below each other, as a PNG in base64."""
    frames = colours_of(boundary.field)[:, ::-1]  # an image begins at the top
    png = io.BytesIO()
    matplotlib.image.imsave(png, np.concatenate(list(frames)), format="png")
    return base64.b64encode(png.getvalue()).decode("ascii")


def _dots(boundary: Boundary) -> Any:
    left, right, bottom, top = boundary.extent
    for (x, y), label in zip(boundary.points, boundary.labels, strict=True):
        yield {
            "x": f"{100 * (x - left) / (right - left):.2f}",
            "y": f"{100 * (top - y) / (top - bottom):.2f}",
            "colour": class_style(int(label))[0],
        }
