"""The contract's JSON."""

import json

from autograder.grading.results import (
    CheckResult,
    MisconceptionResult,
    Result,
    ResultSet,
    TaskResult,
    points_of,
    total,
)

CHECK = CheckResult(
    name="mean",
    title="The mean",
    outcome="failed",
    points=0.0,
    max_points=5.0,
    lines=(30,),
    parts=(("Got", "a sum"), ("Line 30", "return x.sum()")),
    error=2.5,
)
TASK = TaskResult(
    task="backward",
    score=10.0,
    max_score=25.0,
    checks=(CHECK,),
    misconceptions=(MisconceptionResult(id="backward-missing-mean", message="Divide."),),
)


def result(student, status="graded", score=10.0):
    return Result(
        student=student,
        status=status,
        score=score,
        max_score=25.0,
        seconds=0.031,
        sha256="ab",
        isolation="none",
        tasks=(TASK,),
    )


def test_the_object_is_the_contract_s():
    results = [result("eve", "error", None), result("ada")]
    text = ResultSet.of("course", "02-network", 25.0, results).to_json()
    assert text.endswith("}\n")
    told = json.loads(text)
    assert list(told) == ["schema", "course", "assignment", "max_score", "results"]
    assert (told["schema"], told["course"], told["assignment"]) == (1, "course", "02-network")
    assert [r["student"] for r in told["results"]] == ["ada", "eve"]
    assert [r["score"] for r in told["results"]] == [10.0, None]
    ada = told["results"][0]
    assert list(ada) == [
        "student",
        "status",
        "score",
        "max_score",
        "late_seconds",
        "seconds",
        "cpu_seconds",
        "peak_memory_mib",
        "sha256",
        "isolation",
        "tasks",
        "covered_by_hand",
        "parts",
        "message",
    ]
    assert ada["tasks"][0]["follow_through"] is False
    assert ada["tasks"][0]["misconceptions"] == [
        {"id": "backward-missing-mean", "message": "Divide."}
    ]
    assert ada["tasks"][0]["checks"] == [
        {
            "name": "mean",
            "title": "The mean",
            "outcome": "failed",
            "points": 0.0,
            "max_points": 5.0,
            "lines": [30],
            "parts": [["Got", "a sum"], ["Line 30", "return x.sum()"]],
            "numbers": [],
            "printed": [],
            "message": "Got: a sum\nLine 30: return x.sum()",
        }
    ]


def test_a_result_comes_back_from_its_json():
    stored = result("ada").model_dump_json()
    assert Result.from_json(stored).model_dump_json() == stored


def test_a_result_without_parts_as_earlier_versions_stored_it_still_loads():
    stored = json.loads(result("ada").model_dump_json())
    check = stored["tasks"][0]["checks"][0]
    stored["message"] = "The notebook is missing."
    for record in (stored, check):
        del record["parts"]
    loaded = Result.from_json(json.dumps(stored))
    assert loaded.message == "The notebook is missing."
    assert loaded.tasks[0].checks[0].message == check["message"]
    assert loaded.tasks[0].misconceptions == TASK.misconceptions


def test_students_of_any_name_survive_json():
    names = ["line\nbreak", "größe", '"quoted"', "\x1b[31m", "=1+1"]
    text = ResultSet.of("c", "a", 25.0, map(result, names)).to_json()
    assert {r["student"] for r in json.loads(text)["results"]} == set(names)


def test_points_add_up():
    assert points_of([1.0, 1.0, 1.0], 10.0) == [10 / 3] * 3
    assert total(points_of([1.0, 1.0, 1.0], 10.0)) == 10.0
    assert total([0.1] * 10) == 1.0


def test_several_mistakes_are_counted_and_told_in_order():
    def told(*messages):
        found = tuple(MisconceptionResult(id=f"m{n}", message=m) for n, m in enumerate(messages))
        return TASK.model_copy(update={"misconceptions": found}).mistakes_told

    assert told() == ()
    assert told("Divide.") == ("Divide.",)
    assert told("Turn it.", "Divide.") == ("Two things differ. First: Turn it.", "Then: Divide.")
    assert told("a", "b", "c")[0] == "Three things differ. First: a"
    assert told(*"abcdef")[0] == "Several things differ. First: a"
