"""The entries of `baseline:`."""

from __future__ import annotations

from portdocs.registry.fields import DateField, Id, Text
from portdocs.registry.model.entry import Entry


class KnownFinding(Entry):
    """A finding that is accepted for now; `portdocs check --baseline` writes it."""

    check: Id
    """The id of the check."""
    subject: Text | None = None
    """Everything that the finding is about, such as `service:api port:8000`."""
    message: Text
    """The message of the finding, with or without its advice; a finding with a different message is new."""
    date: DateField
    """The day on which it was accepted."""
    reason: Text | None = None
    """The reason to accept it for now, which the site shows."""

    @property
    def shown_reason(self) -> str:
        """The reason with the date of the baseline."""
        since = f"baseline of {self.date}"
        return f"{self.reason} ({since})" if self.reason else since
