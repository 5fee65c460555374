"""The commands. Each is short: it finds the course, calls one part of the engine, and prints.

A command imports what it needs when it runs. Before that only click is imported, so that a
learner's commands start fast.
"""

import click

from autograder.cli.group import CommandGroup

CONTEXT = {"help_option_names": ["-h", "--help"]}


@click.group(cls=CommandGroup, context_settings=CONTEXT)
@click.version_option(package_name="nn-autograder", prog_name="autograder")
def main() -> None:
    """Neural networks from scratch, graded: release, submit, autograde, report.

    NAME is an assignment's name, or a part that only one has: network, or 02.
    """
