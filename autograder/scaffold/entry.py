"""Add an assignment's entry to the text of course.yml, whose comments and layout stay.

ruamel.yaml can write a file with its comments, too, but it puts a comment that follows the list
before the new entry, and breaks lines in its own way.
"""

import textwrap

import yaml

from autograder.errors import CourseError


def with_entry(text: str, entry: str) -> str:
    """The text with `entry`, one item of a YAML list, after the last assignment.

    Raises CourseError where the assignments aren't a list with a dash before each.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)  # the course was read before
    items = next(value for key, value in root.value if key.value == "assignments")
    if not isinstance(items, yaml.SequenceNode) or (items.flow_style and items.value):
        raise CourseError(
            f"course.yml:{items.start_mark.line + 1}: write the assignments as a list with a dash "
            "before each, so that another can be added"
        )
    if not items.value:
        start, end = items.start_mark.index, items.end_mark.index
        return text[:start].rstrip() + "\n" + textwrap.indent(entry, "  ") + text[end:].lstrip("\n")
    lines = text.splitlines(keepends=True)
    last = _last_line(items)
    if not lines[last].endswith("\n"):
        lines[last] += "\n"
    indent = " " * items.start_mark.column
    return "".join([*lines[: last + 1], textwrap.indent(entry, indent), *lines[last + 1 :]])


def _last_line(node: yaml.Node) -> int:
    """The line, from 0, on which a node's text ends; a block ends where its last part ends."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(node, yaml.MappingNode) else last)
    end = node.end_mark
    return end.line if end.column else end.line - 1
