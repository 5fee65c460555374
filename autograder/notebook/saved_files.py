"""The modules of the notebook's folder as they were saved last, before every cell.

IPython's own `autoreload` does the same, but a file that can't be read makes it print a traceback
of its own code before each cell. So it is switched off here.
"""

import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.message_parts import joined
from autograder.notebook.report import Note, show
from autograder.notebook.trouble import describe

_seen: dict[Path, bytes] = {}
"""what each file held when it was looked at last"""


def follow_saves() -> None:
    """Load what was saved before each cell, from now on; does nothing where there is no IPython."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell: Any = get_ipython()
    if shell is None or before_cell in shell.events.callbacks["pre_run_cell"]:
        return
    with suppress(Exception):  # it is not loaded
        shell.run_line_magic("autoreload", "0")
    shell.events.register("pre_run_cell", before_cell)


def before_cell(info: Any) -> None:
    """Load each changed module again; say in a line why one can't be, but not before a check."""
    folder = Path.cwd()
    for module, file in loaded_from(folder):
        try:
            now = file.read_bytes()
            if _seen.get(file) == now:
                continue
            _seen[file] = now
            reload(module, file)
        except Exception as error:
            if "check(" not in info.raw_cell:  # which says it itself
                show(Note(f"{file.name} can't be read yet.\n{joined(describe(error, folder))}"))


def loaded_from(folder: Path) -> list[tuple[ModuleType, Path]]:
    """The imported modules of a folder, with their files."""
    files = [(module, getattr(module, "__file__", None)) for module in list(sys.modules.values())]
    return [
        (module, Path(file))
        for module, file in files
        if file and Path(file).suffix == ".py" and Path(file).parent == folder
    ]


def reload(module: ModuleType, file: Path) -> None:
    """Run a module's file again in its own namespace, so that the notebook sees what is new.

    Unlike importlib's reload it reads no bytecode: two saves within a second can have the same. And
    a function that the learner deleted is gone.
    """
    compile(file.read_bytes(), str(file), "exec")
    for name in [name for name in vars(module) if not name.startswith("__")]:
        delattr(module, name)
    execute(module, file)


def execute(module: ModuleType, file: Path) -> None:
    """Run a file in a module's namespace."""
    exec(compile(file.read_bytes(), str(file), "exec"), vars(module))
