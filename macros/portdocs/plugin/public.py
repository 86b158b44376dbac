"""Public sites: warn about what they show to everyone, and remove what they leave out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

from portdocs.diff.timeline import History
from portdocs.pages.file_redaction import SUFFIXES, Redaction, redaction
from portdocs.plugin.config import PortdocsConfig
from portdocs.registry import Location, Registry
from portdocs.registry.redaction import ADDRESSES
from portdocs.topology.internal_details import internal_addresses, unpublished_ports

# Not below `mkdocs`: a strict build counts those warnings, but publishing internal ports may be what a team wants.
log = logging.getLogger("portdocs.public")
MAX_WARNINGS = 20
"""Warnings of one kind; the others are counted."""


def prepare_publication(
    registry: Registry, history: History, sources: Mapping[str, bytes], options: PortdocsConfig
) -> Redaction:
    """Warn about what a public site shows, and collect the values that a site leaves out."""
    if options.public:
        warn_about_public_site(registry, options.redact)
    if not options.redact:
        return Redaction()
    texts = (*(content.decode(errors="replace") for content in sources.values()), repr(history))
    return redaction(registry, options.redact, texts)


def warn_about_public_site(registry: Registry, redacted: frozenset[str]) -> None:
    """Log what a public site shows of the network behind it."""
    if ADDRESSES not in redacted:
        remedy = "this site is public; add `addresses` to the option `redact` of the plugin, or remove it"
        _warn("internal address", internal_addresses(registry), remedy)
    _warn("unpublished port", unpublished_ports(registry), "this site is public; remove it if it should stay private")


def _warn(kind: str, found: Iterable[tuple[Location, str]], remedy: str) -> None:
    lines = [f"{location}: warning: {kind} {text}; {remedy} [public]" for location, text in found]
    for line in lines[:MAX_WARNINGS]:
        log.warning(line)
    if len(lines) > MAX_WARNINGS:
        log.warning(f"{len(lines) - MAX_WARNINGS} more like the last one ({kind})")


def redact_site(folder: Path, redaction: Redaction) -> None:
    """Remove the redacted values from all files of a finished site."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in SUFFIXES and path.is_file() and not path.is_symlink():
            text = path.read_bytes().decode("utf-8", "surrogateescape")
            cleaned = redaction.clean(text)
            if cleaned != text:
                path.write_bytes(cleaned.encode("utf-8", "surrogateescape"))
