"""What was verified on the machines, and when: the records in `data/verified/*.json`, taken together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portdocs.registry.drift_key import DriftKey
from portdocs.registry.findings import Finding

if TYPE_CHECKING:
    from portdocs.registry.verification_records import Entry, HostVerification, Observation

FOLDER = "verified"
SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Verification:
    """The records of all hosts, and what is wrong with their files."""

    hosts: Mapping[str, HostVerification] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    entries: Mapping[tuple[str, DriftKey], Entry] = field(default_factory=dict)
    """By host and key."""

    def seen(self, host: str, key: DriftKey) -> Mapping[str, Observation]:
        """What the sources said of a key on a host; nothing where it was never verified."""
        entry = self.entries.get((host, key))
        return {str(source): one for source, one in entry.seen.items()} if entry else {}


NEVER = Verification()
"""Of a registry without any record."""


def is_record(name: str) -> bool:
    """Whether a file of the data is a record and no YAML."""
    return name.endswith(SUFFIX)
