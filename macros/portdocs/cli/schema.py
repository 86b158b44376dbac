"""`portdocs schema`: the JSON Schema of a data file, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from portdocs.cli._options import exit_code
from portdocs.cli._output import force_option, output_option, write_output


@click.command()
@output_option("File to write (default: stdout).")
@force_option
@exit_code
def command(output: Path | None, force: bool) -> int:
    """Print the JSON Schema (draft 2020-12) of a data file.

    Editors find it through the first line of a data file. An existing --output is not overwritten without --force.
    """
    from portdocs.registry.schema import data_file_schema

    write_output(json.dumps(data_file_schema(), indent=2, ensure_ascii=False) + "\n", output, force=force)
    return 0
