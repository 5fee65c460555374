"""Write the pages of `docs/reference/` that come from the code: `make reference`.

The commands come from click's own objects and `course.yml` from its JSON schema, so neither page
can say what the program doesn't do. A test proves that the committed pages are up to date.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from autograder.cli import main
from autograder.cli.group import SECTIONS
from autograder.course.schema import course_schema, schema_text

ROOT = Path(__file__).parents[1]
WIDTH = 110

COMMANDS = """\
# Commands

This page is made from the program itself (`make reference`); `autograder COMMAND --help` prints
the same.

`NAME` may be any part of an assignment's name that fits only one: `network`, or `02`.
`python -m autograder` is the same as `autograder`.

| exit code | meaning |
|---|---|
| 0 | done; for `check` and `validate`: everything passes |
| 1 | something does not pass, or the grader itself failed on a submission |
| 2 | a mistake in the command or in `course.yml`, with one line that says which |

Progress and messages go to standard error. With `--json -` nothing but the JSON goes to standard
output.
"""

COURSE = """\
# course.yml

This page is made from the schema (`make reference`). `course.schema.json` is the same for editors:
with `# yaml-language-server: $schema=course.schema.json` in the first line of `course.yml` they
complete and check what you write. A field that is not listed here is a mistake, and the message
names its line.
"""

EXAMPLE = """\
## An example

```yaml
schema: 1
id: my-course
title: My course
limits: {call_seconds: 5, submission_seconds: 60, memory_mib: 1024}
late: {grace_minutes: 15, percent_per_day: 10, cap_percent: 50}
assignments:
  - name: 01-scaling
    title: Scaling
    module: scaling.py
    due: 2027-01-31T23:59:00+01:00
    tasks:
      - {name: standardize, title: Columns with mean 0, points: 10}
      - {name: apply, title: The same scale for new data, points: 10, needs: [standardize]}
```
"""


def pages() -> dict[Path, str]:
    """Every generated file, by its path from the repository's root."""
    return {
        Path("docs/reference/commands.md"): commands_page(),
        Path("docs/reference/course-yml.md"): course_page(),
        Path("course.schema.json"): schema_text(),
    }


def commands_page() -> str:
    """The commands, in the sections of `autograder --help`."""
    parts = [COMMANDS]
    context = click.Context(main, info_name="autograder")
    for section, (_, names) in SECTIONS.items():
        parts.append(f"## {section}\n")
        for name in names:
            command = main.get_command(context, name)
            assert command is not None
            parts += _command(command, click.Context(command, info_name=name, parent=context))
    return "\n".join(parts)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"### {context.info_name}\n"
    yield f"```text\n{context.command_path} {usage}\n```\n"
    for paragraph in re.split(r"\n\s*\n", command.help or ""):
        yield _wrapped(paragraph) + "\n"
    options = [option for option in command.params if isinstance(option, click.Option)]
    rows = [[_names(option, context), _meaning(option, context)] for option in options]
    yield _table(["option", "meaning"], rows)


def _names(option: click.Option, context: click.Context) -> str:
    names, _ = option.get_help_record(context) or ("", "")
    return f"`{names}`"


def _meaning(option: click.Option, context: click.Context) -> str:
    extra = option.get_help_extra(context)
    at_least = re.fullmatch(r"x>=(\d+)", extra.get("range", ""))
    notes = [
        option.help or "One of those listed.",
        "Required." if extra.get("required") else "",
        f"At least {at_least[1]}." if at_least else "",
        "May be given several times." if option.multiple else "",
    ]
    return " ".join(note for note in notes if note)


def course_page() -> str:
    """The fields of `course.yml`, one table for each part."""
    schema = course_schema()
    parts = [COURSE]
    tables = [
        ("The file", schema),
        ("limits", schema["$defs"]["Limits"]),
        ("late", schema["$defs"]["LatePolicy"]),
        ("assignments", schema["$defs"]["Assignment"]),
        ("exam", schema["$defs"]["Exam"]),
        ("tasks", schema["$defs"]["Task"]),
    ]
    for title, part in tables:
        parts.append(f"## {title}\n")
        if part is not schema:
            parts.append(_wrapped(part["description"]) + "\n")
        rows = [
            [f"`{name}`", _kind(field), _default(name, field, part), field["description"]]
            for name, field in part["properties"].items()
        ]
        parts.append(_table(["field", "type", "default", "meaning"], rows))
    return "\n".join([*parts, EXAMPLE])


def _kind(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_kind(choice) for choice in field["anyOf"])
    if "$ref" in field:
        return "section"
    if "const" in field:
        return f"`{field['const']}`"
    if field.get("format") == "date-time":
        return "date and time"
    names = {"string": "text", "integer": "whole number", "array": "list", "null": "nothing"}
    kind: str = field["type"]
    return names.get(kind, kind)


def _default(name: str, field: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    if name in part.get("required", ()):
        return "required"
    default = field.get("default")
    if isinstance(default, float) and default.is_integer():
        default = int(default)
    return "" if default is None or isinstance(default, dict | list) else f"`{default}`"


def _wrapped(paragraph: str) -> str:
    return textwrap.fill(" ".join(paragraph.split()), WIDTH, break_on_hyphens=False)


def _table(head: list[str], rows: list[list[str]]) -> str:
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in [head, *rows]]
    first, *others = [f"| {' | '.join(row)} |" for row in escaped]
    return "\n".join([first, "|" + "---|" * len(head), *others]) + "\n"


def write() -> None:
    """Write every page that is not up to date."""
    for path, text in pages().items():
        file = ROOT / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            print(f"{path}: written")


if __name__ == "__main__":
    write()
