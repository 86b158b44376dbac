"""The pages that mkdocs is rendering: how far it is, and about which of them something was logged."""

from __future__ import annotations

import logging
from io import StringIO

from mkdocs.structure.pages import Page

from portdocs.progress import Progress


class Rendering(logging.Handler):
    """Remembers pages about which something was logged: it is to be logged again by the next build."""

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
