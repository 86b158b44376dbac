"""The mkdocs side: what mkdocs calls while it builds. It hands on to `macros.site`, which knows more.

mkdocs runs this file once, by its path and outside of its package; `macros.site` is looked up at each call, since it is
loaded anew after an edit.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from mkdocs.plugins import event_priority

# This project's package, and not one of another checkout that is installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from macros.session import SESSION


def on_startup(command: str, dirty: bool, **_: Any) -> None:
    """Once in a run: whether mistakes stop it (build) or are shown (serve)."""
    SESSION.serving = command == "serve"
    SESSION.keeps = SESSION.serving and not dirty
    # Byte code written beside the sources would look like an edit to whoever watches them.
    sys.dont_write_bytecode = SESSION.serving


def on_config(config: Any) -> Any:
    """Fits the settings to a copy of the site that is read from a disk."""
    return _site().on_config(config=config)


def on_serve(server: Any, config: Any, **_: Any) -> Any:
    """Watches the data. Not by `watch:` in mkdocs.yml: a folder that is missing is a problem of ours to explain."""
    data = Path(config.config_file_path).resolve().parent / "data"
    if data.is_dir():
        server.watch(str(data))
    # A page asks for more files at once than the five that Python lets wait, and the rest would be turned away.
    server.request_queue_size = 128
    return server


def on_pre_build(config: Any) -> None:
    """Saves the pages of the last build from being deleted."""
    _site().on_pre_build(config=config)


def on_files(files: Any, config: Any) -> Any:
    """Adds the pages that the registry makes."""
    return _site().on_files(files, config=config)


def on_page_content(html: str, page: Any, config: Any, files: Any) -> Any:
    """Puts words on a page, and what the search shall read."""
    return _site().on_page_content(html, page=page, config=config)


def on_template_context(context: Any, template_name: str, config: Any) -> Any:
    """Tells the map of the site of all pages."""
    return _site().on_template_context(context)


# After the search has read it.
@event_priority(-100)
def on_page_context(context: Any, page: Any, config: Any, nav: Any) -> None:
    """Notes what the search read of a page."""
    _site().on_page_context(page=page, config=config)


def on_post_page(output: str, page: Any, config: Any) -> Any:
    """Puts tables and drawings on a page."""
    return _site().on_post_page(output, page=page, config=config)


# Before the search writes its index.
@event_priority(100)
def on_post_build(config: Any) -> None:
    """Ships what the drawings show, and completes the search."""
    _site().on_post_build(config=config)


def on_build_error(error: Exception) -> None:
    """Keeps nothing of a build that failed."""
    _forget()


def on_shutdown() -> None:
    """Leaves nothing behind."""
    _forget()


def _forget() -> None:
    # Code that did not even load has nothing to forget.
    if "macros.site" in sys.modules:
        _site().forget()


def _site() -> ModuleType:
    return import_module("macros.site")
