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


@dataclass(frozen=True)
class Family:
    """One kind of small change."""

    changes: Callable[[FunctionSource], Iterator[Change]]
    """what makes its changes of a function"""
    sentence: str
    """what a learner reads who has made one"""


FAMILIES = {
    "sign": Family(
        operators.sign,
        "One sign in your formula is wrong: a minus is missing, or there is one too many.",
    ),
    "operator": Family(
        operators.operator,
        "One operation in your formula is another one: look at each +, -, *, / and @.",
    ),
    "operands": Family(
        operators.operands,
        "In a difference, a quotient or a product the two sides have changed places.",
    ),
    "order": Family(
        calls.order,
        "Two steps of your formula come in the wrong order.",
    ),
    "pair": Family(
        operators.pair,
        "The two parts of a pair have changed places.",
    ),
    "transpose": Family(
        names.transpose,
        "A .T is missing, or there is one too many.",
    ),
    "axis": Family(
        calls.axis,
        "A sum, a mean or a maximum goes along another axis, or keeps an axis.",
    ),
    "reduction": Family(
        calls.reduction,
        "One reduction is another one, such as a mean in place of a sum.",
    ),
    "function": Family(
        calls.function,
        "One function is another one of the same family, such as log2 in place of log.",
    ),
    "draws": Family(
        calls.draws,
        "Some numbers are drawn from another generator than `rng`, or drawn where zeros belong.",
    ),
    "size": Family(
        names.size,
        "You count something else, such as the rows in place of all entries.",
    ),
    "comparison": Family(
        operators.comparison,
        "One comparison has another direction, or another limit.",
    ),
    "constant": Family(
        names.constant,
        "One number in your formula is another one.",
    ),
    "part-missing": Family(
        operators.part_missing,
        "A part of the formula is missing: a term or a factor.",
    ),
    "call-missing": Family(
        calls.call_missing,
        "One function of the formula is not used.",
    ),
    "key": Family(
        names.key,
        "In one place you use the array of another key.",
    ),
    "augmented": Family(
        statements.augmented,
        "One of +=, -=, *= and /= is another one.",
    ),
    "statement-missing": Family(
        statements.statement_missing,
        "One step of the calculation is missing.",
    ),
    "copy": Family(
        calls.copied,
        "A copy is missing, so something is changed that is still needed.",
    ),
    "index": Family(
        names.index,
        "An index or a slice begins or ends in another place.",
    ),
    "turns": Family(
        names.turns,
        "A loop has one turn too few or too many.",
    ),
    "variable": Family(
        names.variable,
        "In one place you use another array or number.",
    ),
    "part-doubled": Family(
        operators.part_doubled,
        "A part of the formula is there twice.",
    ),
    "clip": Family(
        calls.clip,
        "You cut off values that are too large or too small; the formula doesn't.",
    ),
    "call-added": Family(
        calls.call_added,
        "A function is used once too often, or where the formula has none.",
    ),
    "early-return": Family(
        statements.early_return,
        "You return too early, before the last steps.",
    ),
    "rounding": Family(
        calls.rounded,
        "You round, or use a type with fewer digits.",
    ),
    "part-added": Family(
        operators.part_added,
        "There is a term or a factor that doesn't belong to the formula.",
    ),
}
"""by name, the most usual ones first"""

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
        for change in FAMILIES[family].changes(f):
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
