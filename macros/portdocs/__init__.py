"""portdocs: port documentation that was checked.

`define_env` is the door from mkdocs-macros: it reads the registry and registers every table, card, drawing and word.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any


def define_env(env: Any) -> None:
    """Called by mkdocs-macros for each build. Raises PluginError, which stops it, where the data has errors."""
    # The command line imports this package too, and must not pay for mkdocs.
    from macros.session import SESSION, forget_edited_code, restore_code

    dropped = forget_edited_code(Path(__file__).parent)
    try:
        import_module("macros.site").define_env(env)
    except Exception as error:  # whatever an edit may do wrong: `mkdocs serve` would hang on it
        if not (SESSION.serving and dropped):
            raise
        restore_code(dropped, error)
        import_module("macros.site").define_env(env)
