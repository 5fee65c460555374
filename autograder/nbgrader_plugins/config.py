"""nbgrader's settings for a course. `nbgrader_config.py` calls `configure` and does nothing else.

It runs at the start of every nbgrader command, and in a Jupyter server whenever the formgrader does
something, so it imports little.
"""

import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Any

from traitlets.config import Application
from traitlets.log import get_logger

from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.nbgrader_plugins.secret_files import own_modules, secret_patterns
from autograder.release.notebook import build_stale_notebooks
from autograder.submissions.contents import NBGRADER_IGNORES

PLUGINS = "autograder.nbgrader_plugins"
FILTERS = f"{PLUGINS}.page_filters"
_shown: set[str] = set()


def configure(c: Any, config_file: str | Path) -> None:
    """Set everything that nbgrader needs to know about the course of `config_file`.

    A mistake in course.yml ends an nbgrader command with exit code 2. A Jupyter server reads the
    same file, and must go on: there the mistake is logged, and our classes, which read course.yml
    when they act, refuse every action. No exception may leave this function: nbgrader swallows it
    and goes on with its defaults, which run learners' code unguarded.
    """
    root = Path(config_file).absolute().parent
    _configure_folders(c)
    _configure_classes(c, root)
    course = None
    try:
        course = load_course(root)
        _configure_from(c, course)
    except CourseError as error:
        _cannot_configure(str(error), error.exit_code)
    except Exception as error:
        _cannot_configure(f"{type(error).__name__}: {error}", CourseError.exit_code)
    c.CourseDirectory.ignore = [*NBGRADER_IGNORES, *secret_patterns(root, course)]


def _cannot_configure(reason: str, exit_code: int) -> None:
    """End an nbgrader command; in a server, log the reason once."""
    if _is_nbgrader_command():
        print(f"nbgrader: {reason}", file=sys.stderr)
        raise SystemExit(exit_code)
    if reason not in _shown:
        _shown.add(reason)
        get_logger().error("nbgrader's actions are refused until this is corrected: %s", reason)


def _is_nbgrader_command() -> bool:
    """Whether this program is one of nbgrader's, and not a server or a program of its own."""
    return Application.initialized() and str(Application.instance().name).startswith("nbgrader")


def _find_alembic() -> None:
    """Put it on PATH: nbgrader runs `alembic` when it creates a gradebook."""
    if shutil.which("alembic") is None:
        scripts = sysconfig.get_path("scripts")
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)])


def _configure_folders(c: Any) -> None:
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "assignments"
    c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".py"]


def _configure_classes(c: Any, root: Path) -> None:
    """Use our classes instead of nbgrader's; the rest of its lists stays the same."""
    c.GenerateAssignment.exporter_class = f"{PLUGINS}.release.ReleaseExporter"
    c.GenerateSolution.exporter_class = f"{PLUGINS}.guard.SolutionExporter"
    c.GenerateFeedback.exporter_class = f"{PLUGINS}.feedback_exporter.FeedbackExporter"
    c.ExchangeFactory.release_assignment = f"{PLUGINS}.exchange.GuardedRelease"
    c.ExchangeFactory.collect = f"{PLUGINS}.exchange.GuardedCollect"
    c.ExchangeFactory.release_feedback = f"{PLUGINS}.exchange.GuardedFeedback"
    c.ZipCollectApp.extractor_plugin = f"{PLUGINS}.collect.GuardedExtractor"
    c.ZipCollectApp.collector_plugin = f"{PLUGINS}.collect_lms.LmsCollector"
    c.Autograde.exporter_class = f"{PLUGINS}.autograde.SubmissionExporter"
    c.Autograde.autograde_preprocessors = [
        f"{PLUGINS}.autograde.GradeModule",  # instead of nbgrader.preprocessors.Execute
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "autograder.nbgrader_plugins.save_grades.SaveGrades",  # for nbgrader's SaveAutoGrades
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.AssignLatePenalties.plugin_class = f"{PLUGINS}.autograde.CourseLatePolicy"
    c.ExportApp.plugin_class = f"{PLUGINS}.up_to_date.UpToDateExport"
    for name in ("BesideTheQuestion", "CourseLatePolicy", "UpToDateExport"):
        c[name].course_root = str(root)
    _configure_pages(c)


def _configure_from(c: Any, course: Course) -> None:
    """Set what course.yml says."""
    c.CourseDirectory.course_id = course.id
    # Autograding replaces the student's files by those of the source, but never the module.
    c.Autograde.exclude_overwriting = own_modules(course)
    _find_alembic()
    build_stale_notebooks(course)


def _configure_pages(c: Any) -> None:
    """Make all that a student wrote harmless in the formgrader, and on an ordinary page."""
    c.HTMLExporter.preprocessors = [f"{PLUGINS}.marking_page.BesideTheQuestion"]
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {
        "clean_html": f"{FILTERS}.clean_html",
        "markdown2html": f"{FILTERS}.markdown_to_clean_html",
        "highlight_code": f"{FILTERS}.highlight_code",
        "strip_files_prefix": f"{FILTERS}.unchanged",
    }
