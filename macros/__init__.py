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
    from macros.session import forget_edited_code

    forget_edited_code(Path(__file__).parent)
    import_module("macros.site").define_env(env)
