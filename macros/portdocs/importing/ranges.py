"""Whether a line with ports keeps them for something, or says what listens there."""

from __future__ import annotations

import re

from portdocs.importing.context import Setting
from portdocs.importing.entries import Entry
from portdocs.importing.words.status_words import RESERVED


def is_range(entry: Entry, setting: Setting) -> bool:
    """Whether ports are kept for something, or something listens on them."""
    runs = [use.ports for use in entry.uses if use.ports]
    if not runs or any(use.inside for use in entry.uses):
        return False
    if setting.reserved and re.match(r"(?:for|für|para|pour|для)\s", entry.name, re.IGNORECASE):
        return True
    if RESERVED.match(entry.name) or RESERVED.match(entry.rest):
        return True
    if re.search(r"\brange\b|диапазон|范围|범위|範囲|faixa|rango|plage|bereich", entry.name, re.IGNORECASE):
        return True
    spans = any(len(run) > 1 for run in runs)
    return spans and (
        setting.ranges
        or setting.reserved
        or (max(map(len, runs)) >= 10 and not any(use.transports for use in entry.uses))
    )
