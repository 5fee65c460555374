"""nbgrader's settings for this course. All of them come from course.yml."""

try:  # after any other exception, nbgrader would go on with its own defaults
    from autograder.nbgrader_plugins.config import configure
except ImportError as error:
    raise SystemExit(
        f"nbgrader_config.py: {error}; install the kit where nbgrader is installed"
    ) from error

configure(get_config(), __file__)  # noqa: F821 (nbgrader defines it)
