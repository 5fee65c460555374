"""The commands. Thin: each finds the course, calls one part of the engine, prints what came.

Nothing heavier than click is imported until a command has been chosen, so that a learner's
commands start fast; a command imports what it needs when it runs.
"""

import click

from autograder.cli.group import CommandGroup

CONTEXT = {"help_option_names": ["-h", "--help"]}


@click.group(cls=CommandGroup, context_settings=CONTEXT)
@click.version_option(package_name="nn-autograder", prog_name="autograder")
def main() -> None:
    """Neural networks from scratch, graded: release, submit, autograde, report.

    NAME may be any unambiguous part of an assignment's name: network, or 02.
    """
