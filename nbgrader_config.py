"""nbgrader's settings for this course. All of them come from course.yml."""

c = get_config()  # noqa: F821 (nbgrader defines it)
try:
    from autograder.nbgrader_plugins.config import configure
except ImportError as error:
    # With its own defaults, nbgrader would run students' code unguarded. Its commands end here.
    # A Jupyter server lives on, and can't load these classes: their name says why.
    from traitlets.config import Application

    if Application.initialized() and Application.instance().name.startswith("nbgrader"):
        raise SystemExit(
            f"nbgrader_config.py: {error}; install the kit where nbgrader is installed"
        ) from error
    for action in ("Autograde", "GenerateAssignment", "GenerateFeedback", "GenerateSolution"):
        c[action].exporter_class = "install_the_kit_where_nbgrader_is_installed.Exporter"
else:
    configure(c, __file__)
