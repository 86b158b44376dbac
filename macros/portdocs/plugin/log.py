"""Messages of a build: ours, those of mkdocs without control characters, and about which pages there are any."""

from __future__ import annotations

import logging
from io import StringIO

from mkdocs.structure.pages import Page

from portdocs.progress import Progress
from portdocs.registry.findings import inert_lines

log = logging.getLogger("mkdocs.plugins.portdocs")
"""Its warnings stop a strict build."""


class _InertMessages(logging.Filter):
    """Passes every record, with U+FFFD for what is not visible in its message and traceback.

    The names of files and the links in them control no terminal and no workflow.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record before a handler formats it."""
        record.msg, record.args = inert_lines(record.getMessage()), None
        if record.exc_info:
            record.exc_text = inert_lines(logging.Formatter().formatException(record.exc_info))
        return True


_FILTER = _InertMessages()


def make_log_inert() -> None:
    """Filter what the handlers of mkdocs print from now on."""
    # A filter of the logger itself would not see the messages of those below it.
    for handler in logging.getLogger("mkdocs").handlers:
        handler.addFilter(_FILTER)


class Rendering(logging.Handler):
    """Shows how many pages are rendered, and remembers those with messages: the next build is to log them again."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warned: set[str] = set()
        """The source paths of these pages."""
        self.page: Page | None = None
        self.progress = Progress("Pages", 0)

    def start(self, pages: int) -> None:
        """Set the number of pages that will be rendered."""
        self.progress = Progress("Pages", 2 * pages)  # each is read, and then written
        logging.getLogger("mkdocs").addHandler(self)

    def hide_progress(self) -> None:
        """Leave it to another process to show the progress."""
        self.progress = Progress("Pages", 0, StringIO(), in_ci=False)

    def finish(self) -> None:
        """End the progress: all pages are rendered, or the build failed."""
        self.progress.finish()
        logging.getLogger("mkdocs").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Remember the page that is being rendered."""
        if self.page:
            self.warned.add(self.page.file.src_uri)
