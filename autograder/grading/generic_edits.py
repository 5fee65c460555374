"""Generic edits: the small changes that can be made of any function, from its syntax tree.

Made of the reference, they are wrong versions that nobody had to write. Made of a learner's own
function, they are tries at what is wrong in it.
"""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from autograder.grading.edits import Edit, SourceText
from autograder.grading.slips import calls, names, operators, statements
from autograder.grading.slips.function_source import Change, FunctionSource

MOST = 400
"""edits of one function"""

FAMILIES: dict[str, Callable[[FunctionSource], Iterator[Change]]] = {
    "sign": operators.sign,
    "operator": operators.operator,
    "operands": operators.operands,
    "order": calls.order,
    "transpose": names.transpose,
    "axis": calls.axis,
    "reduction": calls.reduction,
    "function": calls.function,
    "comparison": operators.comparison,
    "constant": names.constant,
    "part-missing": operators.part_missing,
    "call-missing": calls.call_missing,
    "key": names.key,
    "augmented": statements.augmented,
    "statement-missing": statements.statement_missing,
    "copy": calls.copied,
    "index": names.index,
    "turns": names.turns,
    "variable": names.variable,
    "part-doubled": operators.part_doubled,
    "clip": calls.clip,
    "call-added": calls.call_added,
    "early-return": statements.early_return,
    "rounding": calls.rounded,
    "part-added": operators.part_added,
}
"""what makes the edits of each family; the most usual families first"""

_NAME = re.compile(r"[^\W\d][\w.]*")
_TIGHT = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp, ast.Starred)


@dataclass(frozen=True)
class GenericEdit:
    """One small change of a function's text."""

    edit: Edit
    """the characters that are different"""
    family: str
    words: str
    """a clause that ends the sentence "The result is as if …"."""
    line: int | None
    """the number of the line that it changes; None where it changes several"""
    whole: Edit
    """the same change as another text for a whole expression or statement"""
    is_statement: bool


def generic_edits(
    source: str, function: ast.stmt, families: Sequence[str] = tuple(FAMILIES), most: int = MOST
) -> list[GenericEdit]:
    """The edits of a function, a class or another statement of this source, at most so many.

    `function` is a node of the tree of `source`. The most usual families come first, and each in
    the order of the text.
    """
    f = FunctionSource(SourceText(source), function)
    found: dict[Edit, GenericEdit] = {}
    for family in families:
        for change in FAMILIES[family](f):
            edit = _edit(f, change, family)
            if edit.edit.text != source[edit.edit.start : edit.edit.end]:
                found.setdefault(edit.edit, edit)
            if len(found) == most:
                return list(found.values())
    return list(found.values())


def _edit(f: FunctionSource, change: Change, family: str) -> GenericEdit:
    start, end = f.text.span(change.node)
    text = change.text
    if _needs_brackets(f, change):
        text = f"({text})"
    whole = Edit(start, end, text)
    edit = _smallest(f.text.source, whole)
    return GenericEdit(
        edit=edit,
        family=family,
        words=change.words,
        line=_line(f.text, edit),
        whole=whole,
        is_statement=isinstance(change.node, ast.stmt),
    )


def _needs_brackets(f: FunctionSource, change: Change) -> bool:
    """Whether the new text could fall apart beside what stands around it."""
    node, parent = change.node, f.parent(change.node)
    if change.binds_as_before or isinstance(node, ast.stmt) or _NAME.fullmatch(change.text):
        return False
    if "\n" in change.text:
        return True
    if isinstance(node, ast.Constant) and isinstance(parent, ast.BinOp):
        return change.text.startswith("-")
    if isinstance(parent, ast.Attribute | ast.Call | ast.Subscript):
        around = parent.func if isinstance(parent, ast.Call) else parent.value
        return around is node
    return isinstance(parent, _TIGHT)


def _smallest(source: str, whole: Edit) -> Edit:
    """The same edit without the words at both ends that stay."""
    old, new = source[whole.start : whole.end], whole.text
    first = _common(old, new)
    last = _common(old[first:][::-1], new[first:][::-1])
    return Edit(whole.start + first, whole.end - last, new[first : len(new) - last])


def _common(one: str, other: str) -> int:
    """How many characters the beginnings have in common; no word is cut in two."""
    size = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        size += 1
    rest = one[size : size + 1], other[size : size + 1]
    if any(letter.isalnum() or letter in "_." for letter in rest if letter):
        while size and (one[size - 1].isalnum() or one[size - 1] in "_."):
            size -= 1
    return size


def _line(text: SourceText, edit: Edit) -> int | None:
    """The line on which all that is different stands."""
    old = text.source[edit.start : edit.end]
    start = edit.start + len(old) - len(old.lstrip())
    end = edit.end - (len(old) - len(old.rstrip()))
    first, last = text.line(min(start, edit.end)), text.line(max(start, end - 1))
    return first if first == last else None
