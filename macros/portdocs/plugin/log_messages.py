"""Messages of mkdocs and its plugins: the names of files and the links in them control no terminal and no workflow."""

from __future__ import annotations

import logging

from portdocs.registry.findings import inert_lines


class _InertMessages(logging.Filter):
    """Passes every record, with U+FFFD for what is not visible in its message and traceback."""

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
