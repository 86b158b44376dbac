"""Firewalls: which ports a machine lets in, from where and on which interface.

FILE is what `ufw status`, `iptables-save`, `ip6tables-save` or `nft list ruleset` (with `-j` too) printed, or a file
that iptables-restore or `nft -f` takes. Only rules for what comes in to the machine itself count: not those for what
goes out or through it, for connections that are there already, for the loopback interface or for ICMP. What depends on
a mark, or on a set that changes while the machine runs, is unresolved.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from portdocs.progress import track
from portdocs.scan.firewall.iptables import is_iptables, read_iptables
from portdocs.scan.firewall.nft import is_nft, read_nft
from portdocs.scan.firewall.nft_json import is_nft_json, read_nft_json
from portdocs.scan.firewall.ufw import is_ufw, read_ufw
from portdocs.scan.observations import Observation
from portdocs.scan.result import Scan, build_scan, not_read
from portdocs.scan.safe_files import MAX_BYTES, Broken, Unreadable, decoded, read_text, shown

METAVAR = "FILE|-"
HELP = "Firewall rules: the output of `ufw status`, iptables-save or `nft list ruleset`, - for stdin."


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """The openings of all listings."""
    return build_scan(observation for name in track("Firewalls", given) for observation in _read(name, relative_to))


def _read(given: str, relative_to: Path) -> Iterator[Observation]:
    path = Path(given)
    name = "-" if given == "-" else shown(path, relative_to)
    try:
        text = decoded(sys.stdin.buffer.read(MAX_BYTES + 1)) if given == "-" else read_text(path)
        yield from list(_listing(text, name, path, relative_to))
    except Unreadable as error:
        yield from not_read("firewall", name, error)


def _listing(text: str, name: str, path: Path, relative_to: Path) -> Iterator[Observation]:
    """Parse a listing by the tool that printed it. Raises Unreadable."""
    if is_nft_json(text):
        yield from read_nft_json(text, name)
    elif is_ufw(text):
        yield from read_ufw(text, name)
    elif is_nft(text):
        yield from read_nft(text, name, path, relative_to)
    elif is_iptables(text):
        yield from read_iptables(text, name)
    else:
        raise Broken("no rules of ufw, iptables or nftables, expected a listing; create it with `ufw status`, "
                     "`iptables-save` or `nft list ruleset`, as root")  # fmt: skip
