"""What nbgrader reads in this course. Everything of it comes from course.yml."""

try:  # nbgrader would go on with its defaults after an exception here, so it is told to stop
    from autograder.nbgrader_plugins.config import configure
except ImportError as error:
    raise SystemExit(f"nbgrader_config.py: {error}; install the kit beside nbgrader") from error

configure(get_config(), __file__)  # noqa: F821 (nbgrader defines it)
