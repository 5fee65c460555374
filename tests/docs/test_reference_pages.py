"""The reference pages say what the program does: those that are made from it, and the JSON's."""

import json
import re
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.grading.results import CheckResult, MisconceptionResult, ResultSet, TaskResult
from scripts.reference import EXAMPLE, pages

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "docs" / "reference" / "results.md"


def block(language, text):
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize(("path", "text"), pages().items(), ids=map(str, pages()))
def test_a_generated_page_is_up_to_date(path, text):
    assert (ROOT / path).read_text(encoding="utf-8") == text, "run: make reference"


def test_the_example_of_a_course_can_be_loaded(tmp_path):
    (tmp_path / "course.yml").write_text(block("yaml", EXAMPLE), encoding="utf-8")
    assert load_course(tmp_path).assignment("scaling").task("apply").needs == ("standardize",)


def test_the_example_of_results_is_one():
    example = json.loads(block("json", RESULTS.read_text(encoding="utf-8")))
    example["schema_version"] = example.pop("schema")
    assert json.loads(ResultSet.model_validate(example).to_json()) == json.loads(
        block("json", RESULTS.read_text(encoding="utf-8"))
    )


@pytest.mark.parametrize("record", [TaskResult, CheckResult, MisconceptionResult])
def test_every_field_of_a_result_is_explained(record):
    shown = {name for name, field in record.model_fields.items() if not field.exclude}
    text = RESULTS.read_text(encoding="utf-8")
    assert {name for name in shown if f"`{name}`" not in text} == set()
