"""The programs that prove a grader: stub, reference, wheats, misconceptions as whole programs."""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.grading.misconceptions import Misconception
from autograder.grading.suite import load_misconceptions, load_reference
from autograder.release import strip_solution

Kind = Literal["stub", "reference", "wheat", "misconception"]


@dataclass(frozen=True)
class Program:
    """A program whose result is known before it is graded."""

    kind: Kind
    name: str
    source: bytes
    misconception: Misconception | None = None

    @property
    def student(self) -> str:
        """The id that it is graded under."""
        return f"{self.kind} {self.name}"


def all_programs(course: Course, assignment: Assignment) -> list[Program]:
    """Every program of an assignment, wheats and misconceptions in the order of their files.

    Raises CourseError where one cannot be read or made.
    """
    folder = course.require_solution_dir(assignment)
    path = folder / assignment.module
    reference = path.read_text(encoding="utf-8")
    stub = strip_solution(reference, str(path))
    wheats = sorted((folder / "wheats").glob("*.py"))
    wrong = wrong_versions(folder, assignment)
    return [
        Program("stub", assignment.module, stub.encode()),
        Program("reference", assignment.module, reference.encode()),
        *(Program("wheat", wheat.stem, wheat.read_bytes()) for wheat in wheats),
        *(
            Program("misconception", m.id, with_mistakes(reference, addition).encode(), m)
            for m, addition in wrong
        ),
    ]


def wrong_versions(folder: Path, assignment: Assignment) -> list[tuple[Misconception, str]]:
    """The misconceptions of a solution's folder, each with the lines that make a program have it.

    Raises CourseError where one cannot be read or made.
    """
    reference = load_reference(folder, assignment)
    misconceptions = load_misconceptions(folder, assignment, reference)
    _refuse_twins(misconceptions, folder)
    files = (folder / "misconceptions" / f"{m.replaces}.py" for m in misconceptions)
    return [
        (m, _wrong_version(file, m, assignment.stem))
        for m, file in zip(misconceptions, files, strict=True)
    ]


def with_mistakes(program: str, *additions: str) -> str:
    """A program with the lines that make it wrong at its end, where they count."""
    return "\n\n\n".join([program.rstrip(), *additions]) + "\n"


def _refuse_twins(misconceptions: tuple[Misconception, ...], folder: Path) -> None:
    ids = [m.id for m in misconceptions]
    if twins := {id for id in ids if ids.count(id) > 1}:
        raise CourseError(f"{folder / 'misconceptions'}: there are two named {', '.join(twins)}")


def _wrong_version(path: Path, misconception: Misconception, reference: str) -> str:
    """The lines that turn a program into one with this misconception, when they are added to it.

    They are the misconception's function, whatever else of its file it may lean on, and the
    assignment of the function to the name that it replaces. A name imported from the reference
    keeps meaning the reference's.
    """
    name = misconception.function.__name__
    imported: dict[str, str] = {}
    body: list[ast.stmt] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module == reference:
            imported |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.Import) and any(a.name == reference for a in node.names):
            raise CourseError(f"{path}:{node.lineno}: write `from {reference} import …` instead")
        elif not _is_other(node, name):
            body.append(node)
    renaming = _Renaming({local: f"_right_{right}" for local, right in imported.items()})
    lines = [f"_right_{right} = {right}" for right in dict.fromkeys(imported.values())]
    lines += [ast.unparse(renaming.visit(node)) for node in body]
    lines.append(f"{misconception.replaces} = {name}")
    return "\n".join(lines)


def _is_other(node: ast.stmt, name: str) -> bool:
    """Whether a statement is the docstring, of the autograder, or another misconception."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder"):
        return True
    if isinstance(node, ast.FunctionDef) and any(map(_is_mark, node.decorator_list)):
        node.decorator_list = [d for d in node.decorator_list if not _is_mark(d)]
        return node.name != name
    return False


def _is_mark(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Name) and called.id == "misconception"


class _Renaming(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if isinstance(node.ctx, ast.Load):
            node.id = self._names.get(node.id, node.id)
        return node
