"""Ports of a row: what the headings of their columns say of them, and those of the host with those inside."""

from __future__ import annotations

import re
from dataclasses import replace

from portdocs.importing.ports import PortUse, transports_in
from portdocs.importing.words.port_words import PROTOCOLS


def called(use: PortUse, name: str) -> PortUse:
    """A use in a column that has a name of its own."""
    if not name:
        return use
    if name.lower() in ("tcp", "udp"):
        return replace(use, transports=use.transports or transports_in(name))
    if transports := transports_in(name) if re.search(r"\b(?:tcp|udp)\b", name, re.IGNORECASE) else ():
        use = replace(use, transports=use.transports or transports)
        name = " ".join(re.sub(r"\b(?:tcp|udp)\b|[()\[\]/]", " ", name, flags=re.IGNORECASE).split())
    if name.lower() in PROTOCOLS:
        return replace(use, protocol=use.protocol or name.lower())
    return replace(use, label=use.label or name) if name else use


def joined(outside: list[PortUse], inside: list[PortUse]) -> list[PortUse]:
    """Ports of the host, each with the one inside the container that stands in the other column."""
    left = list(inside)
    result = []
    for use in outside:
        match = next(
            (one for one in left if use.ports and not use.inside and one.inside and len(one.inside) == len(use.ports)),
            None,
        )
        if match:
            left.remove(match)
            result.append(replace(use, inside=match.inside, transports=use.transports or match.transports))
        else:
            result.append(use)
    known = [use.inside for use in outside if use.inside]
    return result + [use for use in left if use.inside not in known]
