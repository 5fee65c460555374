"""Print the JSON Schema of `course.yml`."""

from autograder.course.schema import schema_text

print(schema_text(), end="")
