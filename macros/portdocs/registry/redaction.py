"""Facts that a public site leaves out: addresses, files and commands.

Everything that is derived, such as findings and exposure, comes from the complete registry. What is redacted here is
only what nothing is derived from; `pages.file_redaction` removes the rest from the finished site.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from portdocs.registry.registry import Registry
from portdocs.registry.verification import DeclaredItem, HostVerification, Verification

ADDRESSES, FILES, COMMANDS = "addresses", "files", "commands"
REDACTABLE = (ADDRESSES, FILES, COMMANDS)
HIDDEN = "hidden"
"""The word in place of a redacted value."""


@lru_cache(maxsize=2)
def redact(registry: Registry, kinds: frozenset[str]) -> Registry:
    """The registry to publish: without configuration files and the names of scanned files, if files are redacted."""
    if not kinds:
        return registry
    if FILES not in kinds:
        return replace(registry, redacted=kinds)
    services = {id: one.model_copy(update={"files": ()}) if one.files else one for id, one in registry.services.items()}
    verification = _without_file_names(registry.verification)
    return replace(registry, redacted=kinds, services=services, verification=verification)


def _without_file_names(verification: Verification) -> Verification:
    hosts = {id: _host(one) for id, one in verification.hosts.items()}
    entries = {(id, item.key): item for id, host in hosts.items() for item in host.entries}
    return replace(verification, hosts=hosts, entries=entries)


def _host(host: HostVerification) -> HostVerification:
    return host.model_copy(
        update={
            "sources": {name: read.model_copy(update={"files": ()}) for name, read in host.sources.items()},
            "entries": tuple(_item(item) for item in host.entries),
            "undeclared": tuple(item.model_copy(update={"file": HIDDEN}) for item in host.undeclared),
        }
    )


def _item(item: DeclaredItem) -> DeclaredItem:
    seen = {source: one.model_copy(update={"file": None, "line": None}) for source, one in item.seen.items()}
    return item.model_copy(update={"seen": seen})
