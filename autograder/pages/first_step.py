"""What a student should do first, in one or two sentences."""

from collections.abc import Sequence

from autograder.course import Assignment
from autograder.grading.results import CheckResult, TaskResult
from autograder.message_parts import NEXT, TO_DO, WHERE, gist, has
from autograder.pages.facts import Facts
from autograder.pages.notebook_part import NotebookPart


def first_step(assignment: Assignment, facts: Facts, notebook: NotebookPart) -> list[str]:
    """The sentences; code is between backticks."""
    result = facts.result
    if result and result.status == "invalid":
        verb = f"Make `{assignment.module}` run" if result.sha256 else "Submit your work again"
        return [f"{verb}: as it is, nothing can be checked. What is wrong is below."]
    for task in result.tasks if result else ():
        mark = facts.marks.get(task.task)
        if mark is None or mark.score < mark.max_score:
            return [f"Begin with `{task.task}`.", *_about(task)]
    open_questions = [q for q in notebook.questions if not q.answered]
    if open_questions:
        return ["Answer the question in the notebook: nothing is written there yet."]
    if any(mark.waits for mark in facts.marks.values()):
        return ["Nothing. A person still reads your answer."]
    if facts.score + facts.penalty >= facts.max_score:
        return ["Nothing: there is no point left to get."]
    return ["Read the comment on your answer." if facts.comments else "Read your answer again."]


def _about(task: TaskResult) -> Sequence[str]:
    """The most useful sentence about a task that has lost points."""
    failed = [check for check in task.checks if check.outcome not in ("passed", "skipped")]
    if not failed:
        return []
    if all(has(check.parts, TO_DO) for check in failed):
        return ["It is not written yet."]
    if task.misconceptions:
        return task.mistakes_told[:1]
    return _advice(failed[0])


def _advice(check: CheckResult) -> list[str]:
    for wanted in (WHERE, NEXT):
        for label, text in check.parts:
            if label == wanted:
                return [text[:1].upper() + text[1:]]
    return [gist(check.parts)]
