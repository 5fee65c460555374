"""The JSON Schema of `course.yml`, generated from the typed objects.

`python -m autograder.course > course.schema.json` writes the file that editors read.
"""

import json
from functools import cache
from typing import Any

from autograder.course.model import Course


@cache
def course_schema() -> dict[str, Any]:
    """The schema as a dictionary."""
    schema = Course.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """What `course.schema.json` holds."""
    return json.dumps(course_schema(), indent=2, ensure_ascii=False) + "\n"


def subschema(location: tuple[str | int, ...]) -> dict[str, Any]:
    """The part of the schema that describes the value at `location`, e.g. ("late", "cap_percent").

    Where it refers to a definition, it has its own description and the other keys from there.
    """
    schema = course_schema()
    for step in location:
        schema = _resolved(schema)
        schema = (
            schema.get("items", {}) if isinstance(step, int) else schema["properties"].get(step, {})
        )
    return _resolved(schema)


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    for option in schema.get("anyOf", ()):  # a section that may be left out
        schema = {**option, **schema} if "$ref" in option else schema
    if "$ref" not in schema:
        return schema
    definition = course_schema()["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    return {**definition, **schema}
