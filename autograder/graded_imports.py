"""What a program can import while it is graded, and which of its imports will not be there then.

This list is the only one: the sandbox's fake packages come from it, too. It needs nothing but
Python, as a notebook may run in a browser.
"""

import ast
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PACKAGES = ("numpy",)
"""the packages that are there besides the standard library"""
FAKED = ("matplotlib", "mpl_toolkits")
"""the packages of which a fake is there, which does nothing"""
_NEEDED = {
    *("autograder", *PACKAGES, *FAKED, "msgpack", "pytest", "click", "rich", "pydantic", "yaml"),
    *("pydantic_core", "watchfiles", "prompt_toolkit", "jinja2", "pyseccomp", "pluggy"),
    *(
        "iniconfig",
        "packaging",
        "pygments",
        "markdown_it",
        "mdurl",
        "annotated_types",
        "typing_extensions",
    ),
    *("ipykernel", "jupyter", "jupyter_client", "jupyter_core", "jupyterlab", "notebook", "comm"),
    *("traitlets", "tornado", "zmq", "decorator", "matplotlib_inline", "nest_asyncio", "psutil"),
    *("nbgrader", "nbformat", "nbconvert", "jupytext", "sqlalchemy", "filelock", "nh3"),
    *("dateutil", "six", "pyparsing", "cycler", "kiwisolver", "contourpy", "sklearn", "scipy"),
}
"""what the kit, a notebook and the packages that they use import"""
_FAILURES = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


@dataclass(frozen=True)
class Absent:
    """An import of something that will not be there."""

    line: int
    name: str


def absent_when_graded(source: str | bytes) -> list[Absent]:
    """The imports of a program that fail while it is graded, each name once; none without a parse.

    An import is left out where the program is ready for its failure, and where it never runs.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an odd escape in a text
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    first: dict[str, Absent] = {}
    for line, module in sorted(_imports(tree.body)):
        name = module.partition(".")[0]
        if not _is_there(name):
            first.setdefault(name, Absent(line, name))
    return list(first.values())


def note_on_imports(source: str | bytes, module: str) -> str:
    """What a learner should know about the imports of `module`; empty where all will be there."""
    absent = absent_when_graded(source)
    if not absent:
        return ""
    names = ", ".join(dict.fromkeys(f"{one.name} (line {one.line})" for one in absent))
    return (
        f"{module} imports {names}, which will not be there when it is graded: then it gets no "
        f"points. Only NumPy and Python's standard library are there, and {module} alone, "
        "without your other files."
    )


def hides_a_package(module: str) -> bool:
    """Whether a module of this name (without `.py`) would hide a package that the kit needs.

    It would hide it in the public checks, in the notebook or while it is graded.
    """
    return module in _NEEDED


def _is_there(name: str) -> bool:
    return name in sys.stdlib_module_names or name in PACKAGES or name in FAKED


def _imports(statements: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """Line and name of each import that may run and whose failure is not caught."""
    for node in statements:
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom(module=str(name), level=0):
                yield node.lineno, name
            case ast.Try() if any(_catches_imports(handler) for handler in node.handlers):
                yield from _imports([*node.handlers, *node.orelse, *node.finalbody])
            case ast.If() if _is_never_true(node.test):
                yield from _imports(node.orelse)
            case _:
                if name := _imported_by_call(node):
                    yield getattr(node, "lineno", 1), name
                yield from _imports(ast.iter_child_nodes(node))


def _catches_imports(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return caught is None or any(isinstance(k, ast.Name) and k.id in _FAILURES for k in kinds)


def _is_never_true(test: ast.expr) -> bool:
    """Whether a condition is false while a module is graded: it is not run as a program."""
    match test:
        case ast.Compare(
            left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant("__main__")]
        ):
            return True
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return True
    return False


def _imported_by_call(node: ast.AST) -> str:
    """What `__import__("scipy")` and `importlib.import_module("scipy")` import; else nothing."""
    match node:
        case ast.Call(
            func=(
                ast.Name(id=("__import__" | "import_module")) | ast.Attribute(attr="import_module")
            ),
            args=[ast.Constant(str(name)), *_],
        ):
            return name
    return ""
