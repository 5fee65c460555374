"""The commands. Each is short: it finds the course, calls one part of the engine, and prints.

A command imports what it needs when it runs. Before that only click is imported, so that a
learner's commands start fast.
"""

import click

from autograder.cli.group import CommandGroup

CONTEXT = {"help_option_names": ["-h", "--help"]}


BEGIN = """\b
Where to begin:
  to learn alone       autograder start my-nn && cd my-nn && autograder watch
  as a student         autograder check, in the folder of your assignment
  to teach a class     autograder init my-course
  to see it at work    autograder demo
"""


@click.group(cls=CommandGroup, context_settings=CONTEXT, epilog=BEGIN)
@click.version_option(package_name="nn-autograder", prog_name="autograder")
def main() -> None:
    """Neural networks from scratch, graded: release, submit, autograde, report.

    NAME is an assignment's name, or a part that only one has: network, or 02.
    """
