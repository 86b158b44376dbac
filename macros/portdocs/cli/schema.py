"""`portdocs schema`: what a data file may hold, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from portdocs.cli._options import exit_code
from portdocs.cli._output import deliver, force_option, output_option


@click.command()
@output_option("The file to write; stdout without it.")
@force_option
@exit_code
def command(output: Path | None, force: bool) -> int:
    """The JSON Schema (draft 2020-12) of a data file.

    The data files name docs/api/schema.json in their first line, where editors look for it. What is at --output is not
    overwritten without --force.
    """
    from portdocs.registry.schema import data_file_schema

    deliver(json.dumps(data_file_schema(), indent=2, ensure_ascii=False) + "\n", output, force=force)
    return 0
