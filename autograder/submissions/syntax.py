"""The syntax tree of a student's module, within bounds: it is read in the trusted process.

Nothing of the module runs. Python's parser refuses what is nested too deeply for it, and a worker
has compiled the same bytes before.
"""

import ast
import warnings

LARGEST_READ = 1 << 16
"""bytes; a module of a course has a few thousand"""
DEEPEST = 100
"""nodes inside of each other, so that a function that walks the tree may call itself"""


def syntax_tree(source: bytes) -> tuple[str, ast.Module] | None:
    """The text with plain line ends, and its tree; None where it is no program, or a huge one."""
    if len(source) > LARGEST_READ:
        return None
    try:
        text = source.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return (text, tree) if _is_flat_enough(tree) else None


def _is_flat_enough(tree: ast.Module) -> bool:
    level: list[ast.AST] = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return True
    return False
