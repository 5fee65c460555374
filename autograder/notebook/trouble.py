"""An exception of the learner's own code in words, with its file and line."""

from pathlib import Path
from types import ModuleType

from autograder.examples.telling import fault_of
from autograder.grading.feedback.explain import explain_fault
from autograder.message_parts import Part

NO_MODULE = ModuleType("unknown")


def own_files(folder: Path) -> list[Path]:
    """The learner's files; in the public checks an error has its place only if in no other."""
    files = sorted(folder.glob("*.py"))
    return [file for file in files if not file.name.startswith("test_")]


def is_in(error: BaseException, folder: Path) -> bool:
    """Whether an exception comes from a file of this folder, or from reading one."""
    return fault_of(error, own_files(folder)).line is not None


def describe(error: BaseException, folder: Path) -> tuple[Part, ...]:
    """What was raised and where, the lines that led to it, and what to look at."""
    return explain_fault(fault_of(error, own_files(folder)), [], NO_MODULE)


def waiting_for(todo: NotImplementedError, folder: Path) -> str:
    """What a stub says, and where it is."""
    fault = fault_of(todo, own_files(folder))
    text = fault.text or "There is still something to write."
    return text if fault.line is None else f"{text} ({fault.filename}, line {fault.line})"
