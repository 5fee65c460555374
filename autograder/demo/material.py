"""What a class is made from: the reference, the stub, the wheats and the misconceptions."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.demo.programs import with_function
from autograder.demo.sample import Mistake, Sources

MARKER_LINE = re.compile(r"^\s*### (BEGIN|END) SOLUTION.*\n", re.MULTILINE)


def read_sources(course: Course, assignment: Assignment) -> Sources:
    """The material of a released assignment. Raises CourseError where there is no reference."""
    folder = course.require_solution_dir(assignment)
    reference = MARKER_LINE.sub("", (folder / assignment.module).read_text(encoding="utf-8"))
    wheats = sorted((folder / "wheats").glob("*.py"))
    mistakes = sorted((folder / "misconceptions").glob("*.py"))
    return Sources(
        reference=reference,
        stub=(course.release_dir(assignment) / assignment.module).read_text(encoding="utf-8"),
        wheats={path.stem: path.read_bytes() for path in wheats},
        mistakes=[m for path in mistakes for m in mistakes_in(path, reference, assignment.stem)],
        tasks=[task.functions for task in assignment.tasks],
    )


def mistakes_in(path: Path, reference: str, stem: str) -> Iterator[Mistake]:
    """The misconceptions of `misconceptions/FUNCTION.py`, each put into the reference.

    What else stands in the file comes along; its imports of the reference are names there already.
    """
    source = path.read_text(encoding="utf-8")
    nodes = ast.parse(source).body
    wrong = [node for node in nodes if _is_misconception(node)]
    around = [
        ast.get_source_segment(source, node) or ""
        for node in nodes
        if node not in wrong and not _is_about_the_course(node, stem)
    ]
    for node in wrong:
        assert isinstance(node, ast.FunctionDef)
        text = ast.get_source_segment(source, node) or ""  # a segment leaves decorators out
        text = text.replace(f"def {node.name}(", f"def {path.stem}(", 1)
        program = with_function(reference, path.stem, "\n\n\n".join([*around, text]))
        yield Mistake(node.name.replace("_", "-"), path.stem, program)


def _is_misconception(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "misconception"
        for decorator in node.decorator_list
    )


def _is_about_the_course(node: ast.stmt, stem: str) -> bool:
    """Docstring, and imports of the engine and of the reference."""
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] in ("autograder", stem)
    if isinstance(node, ast.Import):
        return all(name.name in (stem, "numpy") for name in node.names)
    return isinstance(node, ast.Expr)
