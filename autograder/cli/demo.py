"""`autograder demo`."""

from typing import TYPE_CHECKING

import click

from autograder.cli.options import unsafe_option
