"""nbgrader's settings for a course. `nbgrader_config.py` calls `configure` and does nothing else.

It runs at the start of every nbgrader command and of the formgrader, so it imports little.
"""

import glob
import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Any

from autograder.course import Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.release.files import released_as_is
from autograder.release.notebook import build_stale_notebooks
from autograder.submissions.contents import NBGRADER_IGNORES

PLUGINS = "autograder.nbgrader_plugins.autograde"
FILTERS = "autograder.nbgrader_plugins.page_filters"


def configure(c: Any, config_file: str | Path) -> None:
    """Set everything that nbgrader needs to know about the course of `config_file`.

    A mistake in course.yml ends the program with exit code 2. nbgrader ignores an exception in its
    configuration: it would go on with its defaults and run learners' code without a sandbox.
    """
    try:
        course = load_course(Path(config_file).absolute().parent)
    except CourseError as error:
        print(f"nbgrader: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    _find_alembic()
    _configure_folders(c, course)
    _configure_release(c, course)
    _configure_grading(c, course)
    configure_pages(c, [assignment.name for assignment in course.assignments])


def _find_alembic() -> None:
    """Put it on PATH: nbgrader runs `alembic` when it creates a gradebook."""
    if shutil.which("alembic") is None:
        scripts = sysconfig.get_path("scripts")
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)])


def _configure_folders(c: Any, course: Course) -> None:
    c.CourseDirectory.course_id = course.id
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "assignments"
    # Autograding replaces the student's files by those of the source, but never the module.
    c.Autograde.exclude_overwriting = {a.name: [a.module] for a in course.assignments}
    c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".py"]
    c.ZipCollectApp.extractor_plugin = "autograder.nbgrader_plugins.collect.GuardedExtractor"


def _configure_release(c: Any, course: Course) -> None:
    """Release stubs and notebooks, and never a secret.

    Secret files are named by their absolute paths: nbgrader's `ignore` takes globs, and a name
    alone would be ignored in students' folders, too. The module is one of them, because the
    exporter writes the stub; so the solution isn't copied even for a moment.
    """
    secret = [path for a in course.assignments for path in _unreleased(course, a)]
    c.CourseDirectory.ignore = [*NBGRADER_IGNORES, *map(glob.escape, secret)]
    c.GenerateAssignment.exporter_class = "autograder.nbgrader_plugins.release.ReleaseExporter"
    c.ExchangeFactory.release_assignment = "autograder.nbgrader_plugins.release.GuardedRelease"
    build_stale_notebooks(course)


def _unreleased(course: Course, assignment: Assignment) -> list[str]:
    """The paths in the solution's folder that aren't copied, as nbgrader writes them."""
    folder = os.path.join(course.root, "solutions", os.curdir, assignment.name)
    if not os.path.isdir(folder):
        return []
    return sorted(
        os.path.join(folder, n) for n in {*os.listdir(folder)} - released_as_is(assignment)
    )


def _configure_grading(c: Any, course: Course) -> None:
    """Use our classes instead of nbgrader's; the rest of its list stays the same."""
    for name in (
        *("SubmissionExporter", "GradeModule", "CourseLatePolicy"),
        *("GradesSoFar", "UpToDateExport"),
    ):
        c[name].course_root = str(course.root)
    c.Autograde.exporter_class = f"{PLUGINS}.SubmissionExporter"
    c.Autograde.autograde_preprocessors = [
        f"{PLUGINS}.GradeModule",  # instead of nbgrader.preprocessors.Execute
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "autograder.nbgrader_plugins.save_grades.SaveGrades",  # for nbgrader's SaveAutoGrades
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.AssignLatePenalties.plugin_class = f"{PLUGINS}.CourseLatePolicy"
    c.ExportApp.plugin_class = "autograder.nbgrader_plugins.up_to_date.UpToDateExport"


def configure_pages(c: Any, assignments: list[str]) -> None:
    """Make all that a student wrote harmless on a feedback page and in the formgrader.

    A feedback page of these assignments also says which points are not given yet.
    """
    c.GradesSoFar.assignments = assignments
    c.GenerateFeedback.preprocessors = [
        "autograder.nbgrader_plugins.pending_points.GradesSoFar",  # instead of nbgrader's GetGrades
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {
        "clean_html": f"{FILTERS}.clean_html",
        "markdown2html": f"{FILTERS}.markdown_to_clean_html",
        "highlight_code": f"{FILTERS}.highlight_code",
        "strip_files_prefix": f"{FILTERS}.unchanged",
    }
