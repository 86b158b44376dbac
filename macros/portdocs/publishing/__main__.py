"""`python -m portdocs.publishing`: what workflows and `make release` call.

Exit codes: 0 done; 1 a guard says no; 2 refused, with nothing published.
"""

from __future__ import annotations

import sys

import click

from portdocs.publishing import PublishError
from portdocs.publishing.cli import commands


def main() -> None:
    """Runs a command; what is refused is said in one line."""
    try:
        commands(standalone_mode=True)
    except PublishError as refused:
        click.echo(f"error: {refused}", err=True)
        sys.exit(2)


main()
