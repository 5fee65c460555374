"""The page that a student gets: one file that needs no other, whatever the student wrote."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from autograder.course import Assignment, Course
from autograder.gradebook.notebooks.released import (
    Cell,
    grade_id_of,
    read_released,
    source_of,
)
from autograder.gradebook.rows import NO_RESPONSE
from autograder.grading.unexplained import unexplained
from autograder.html_template import template_environment
from autograder.pages.facts import Facts, Mark
from autograder.pages.first_step import first_step
from autograder.pages.late_words import late_sentences
from autograder.pages.notebook_part import (
    NotebookPart,
    Question,
    questions_of,
    read_notebook_part,
    title_of,
)
from autograder.pages.plain_text import plain
from autograder.pages.renderer import shared_renderer
from autograder.pages.task_part import LINE, Line, ModuleCode, extra_credit, rows_of, task_part
from autograder.text import number

LARGEST_PAGE = 390_000
"""bytes"""
LARGEST_TEXT = 180_000
"""bytes of the HTML of one answer"""
LARGEST_NOTEBOOK = 120_000
"""bytes of the HTML of all other cells"""
LONGEST_PLAIN = 20_000
"""characters of a text that is shown as it is"""
PARTS_THAT_CAN_GO = ("cells", "code", "texts", "printed", "rows")
"""what a page that is too large does without, in this order"""
CODE_SPAN = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class AnswerPart:
    """A written answer, as the page shows it."""

    title: str
    points: str
    max_points: str
    waits: bool
    answered: bool
    notes: Sequence[str]
    question: Markup
    answer: Markup
    comment: Markup


@dataclass(frozen=True)
class CellPart:
    """A cell of the notebook, and what a person wrote about it."""

    html: Markup
    comment: Markup


class StudentPages:
    """Writes the pages of one assignment. Raises CourseError."""

    def __init__(self, course: Course, assignment: Assignment) -> None:
        self._course = course
        self._assignment = assignment
        self._released = read_released(course, assignment)
        self._renderer = shared_renderer()
        self._questions = {
            grade_id: self._text(self, text)
            for grade_id, text in questions_of(self._released).items()
        }
        self._template = _environment().get_template("student_page.html")

    def page(self, facts: Facts, folder: Path) -> str:
        """The page of a submission, whose graded files are in `folder`.

        Raises OSError, ValueError where the graded notebook can't be read.
        """
        notebook = read_notebook_part(folder / self._assignment.notebook, self._released)
        if facts.result and self._assignment.why_unexplained:
            facts = replace(facts, result=unexplained(facts.result))
        parts = self._parts(facts, folder, notebook)
        shown = dict.fromkeys(PARTS_THAT_CAN_GO, True)
        html = self._template.render(parts, shown=shown)
        for part in PARTS_THAT_CAN_GO:
            if len(html.encode(errors="replace")) <= LARGEST_PAGE:
                break
            shown[part] = False
            html = self._template.render(parts, shown=shown)
        return html

    def _parts(self, facts: Facts, folder: Path, notebook: NotebookPart) -> dict[str, Any]:
        assignment, result = self._assignment, facts.result
        code = ModuleCode(folder / assignment.module, result, self._renderer, facts)
        tasks = [task_part(task, facts, code) for task in assignment.tasks]
        answers = [self._answer(facts, question) for question in notebook.questions]
        cells = list(self._cells(facts, notebook.own))
        problem = result.parts if result and result.status != "graded" else ()
        note = result.message if result and result.status == "graded" else ""
        if notebook.note not in note:  # nbgrader's own autograde doesn't put it into the result
            note = f"{note} {notebook.note}".strip()
        waiting = sum(mark.max_score for mark in facts.marks.values() if mark.waits)
        policy = self._course.late_policy(assignment)
        exam = assignment.why_unexplained
        first = [exam] if exam else first_step(assignment, facts, notebook)
        return {
            "course": self._course.title,
            "assignment": assignment,
            "student": facts.student,
            "name": facts.name,
            "score": number(facts.score),
            "max_score": number(facts.max_score),
            "waiting": number(waiting) if waiting else "",
            "penalty": number(facts.penalty) if facts.penalty else "",
            "late": late_sentences(facts, self._course, policy),
            "first": first,
            "recorded": result is not None,
            "problem": rows_of(problem),
            "problem_code": code.excerpt([], _lines_in(problem)),
            "note": note,
            "tasks": tasks,
            "answers": answers,
            "cells": cells,
            "more_cells": len(cells) < len(notebook.own),
        }

    def _answer(self, facts: Facts, question: Question) -> AnswerPart:
        mark = facts.marks.get(question.grade_id, Mark(0.0))
        comment = facts.comments.get(question.grade_id, "")
        return AnswerPart(
            title=title_of(question.grade_id),
            points=number(mark.score),
            max_points=number(mark.max_score),
            waits=mark.waits,
            answered=question.answered,
            notes=list(extra_credit(mark)),
            question=self._questions[question.grade_id],
            answer=self._cell(facts, question.answer),
            comment=self._text(facts, "" if comment == NO_RESPONSE else comment),
        )

    def _cells(self, facts: Facts, cells: Sequence[Cell]) -> Iterator[CellPart]:
        """As many cells as a page has room for."""
        left = LARGEST_NOTEBOOK
        for cell in cells:
            comment = facts.comments.get(grade_id_of(cell), "")
            part = CellPart(
                self._cell(facts, cell),
                self._text(facts, "" if comment == NO_RESPONSE else comment),
            )
            left -= len(part.html) + len(part.comment)
            if left < 0:
                return
            yield part

    def _cell(self, page: object, cell: Cell) -> Markup:
        if cell["cell_type"] == "markdown":
            return self._text(page, source_of(cell), cell.get("attachments") or {})
        source = source_of(cell)
        if cell["cell_type"] != "code":
            return Markup(plain(source[:LONGEST_PLAIN]))
        return self._rendered(page, source, kind="code", language="python3")

    def _text(self, page: object, source: str, attachments: dict[str, Any] | None = None) -> Markup:
        """Markdown as HTML; empty for an empty text."""
        if not source.strip():
            return Markup("")
        return self._rendered(page, source, kind="answer", attachments=attachments or {})

    def _rendered(self, page: object, source: str, **request: Any) -> Markup:
        """HTML that is safe and not too long. A page is any object of its own."""
        html = self._renderer.render(page, {"text": source, **request})
        if len(html.encode(errors="replace")) <= LARGEST_TEXT:
            return Markup(html)
        more = len(source) - LONGEST_PLAIN
        rest = f"\n({more} more characters are in your notebook)" if more > 0 else ""
        return Markup(plain(source[:LONGEST_PLAIN] + rest))


def with_code(text: str) -> Markup:
    """A sentence in which what stands between backticks is code."""
    return Markup(CODE_SPAN.sub(r"<code>\1</code>", str(escape(text))))


def _lines_in(parts: Sequence[tuple[str, str]]) -> list[int]:
    """The lines that a message names in its labels."""
    numbers = (label.removeprefix(LINE) for label, _ in parts if label.startswith(LINE))
    return [int(text) for text in numbers if text.isdecimal()]


def _environment() -> Environment:
    environment = template_environment(Path(__file__).parent)
    environment.filters["with_code"] = with_code
    environment.filters["line"] = _line_html
    return environment


def _line_html(line: Line) -> Markup:
    """The line's own HTML, which the renderer has cleaned."""
    return Markup(line.html)
