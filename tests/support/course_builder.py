"""Tiny courses as files: a test writes down what is special in its own, and gets the rest."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent, indent
from types import MappingProxyType

from autograder.course import Course, load_course
from autograder.release import strip_solution

NO_FILES: Mapping[str, str] = MappingProxyType({})

NBGRADER_CONFIG = """\
from autograder.nbgrader_plugins.config import configure

configure(get_config(), __file__)
"""


def write_course(
    root: Path,
    tasks: Sequence[str] = ("name: double, title: Twice, points: 1",),
    *,
    name: str = "01-double",
    title: str = "Twice and more",
    due: str = "",
    id: str = "tiny",
    settings: str = "",
    solution: Mapping[str, str] = NO_FILES,
) -> Course:
    """Write course.yml with one assignment, or none if there is no task, and its `solution`.

    A task is what course.yml says of it; so are `settings`, for the whole course. `solution` holds
    the texts of files, by their names in solutions/NAME/.
    """
    assignment = "\n".join([
        f"\n  - name: {name}",
        f"    title: {title}",
        f"    module: {stem(name)}.py",
        *([f"    due: {due}"] if due else []),
        "    tasks:",
        *(f"      - {{{task}}}" for task in tasks),
    ])  # fmt: skip
    course = ["schema: 1", f"id: {id}", "title: A tiny course", *settings.splitlines()]
    course.append(f"assignments:{assignment if tasks else ' []'}\n")
    write_files(root, {"course.yml": "\n".join(course)})
    write_files(root / "solutions" / name, solution)
    return load_course(root)


def write_release(root: Path, name: str) -> None:
    """What a learner receives, but for the notebook: that takes nbgrader, and seconds."""
    module, checks = f"{stem(name)}.py", f"test_{stem(name)}.py"
    texts = {n: (root / "solutions" / name / n).read_text() for n in (module, checks, "README.md")}
    write_files(root / "assignments" / name, texts | {module: strip_solution(texts[module])})


def stem(name: str) -> str:
    """The module of an assignment, without `.py`."""
    return name.partition("-")[2]


def reference(functions: Mapping[str, str], head: str = "import numpy as np\n") -> str:
    """A reference module: for each function, `name(parameters)` and the lines of its solution."""
    texts = [
        f'def {signature}:\n    """{signature}."""\n    ### BEGIN SOLUTION\n'
        f"{indent(text_of(lines), '    ').rstrip()}\n    ### END SOLUTION\n"
        for signature, lines in functions.items()
    ]
    return "\n\n".join([head, *texts])


def grader(task: str, checks: str) -> str:
    """A file of hidden checks for a task: what each such file begins with, and these checks."""
    return (
        "import pytest\nfrom autograder.grading import expect\n\n"
        f'pytestmark = pytest.mark.task("{task}")\n\n\n{text_of(checks)}'
    )


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write each text, without its indentation, to the file of that name below the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(text), encoding="utf-8")


def text_of(text: str) -> str:
    """A text as it is indented in a test, without that, and without its empty first line."""
    return dedent(text).removeprefix("\n")
