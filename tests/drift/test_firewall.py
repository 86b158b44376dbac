"""Drift of firewalls: `firewall.open` compared with the rules of a machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from portdocs.drift import Drift, compare
from portdocs.drift.verification_file import merged, text_of
from portdocs.registry.verification_reader import read_record
from portdocs.scan import read_sources
from tests.data import registry_of, write_data

HEAD = "Status: active\nDefault: deny (incoming), allow (outgoing)\n\nTo   Action   From\n--   ------   ----\n"


def drift(folder: Path, firewall: str, rules: str, head: str = HEAD) -> Drift:
    """Compare a host's firewall with rows of ufw, the first on line 6."""
    write_data(folder, {"ufw.txt": head + rules})
    registry = registry_of(f"hosts:\n  web:\n    {firewall}\nservices: {{}}\n")
    return compare(registry, registry.hosts["web"], read_sources({"firewall": [str(folder / "ufw.txt")]}, folder))


CASES: list[tuple[str, str, str, list[str]]] = [
    ("the same", "[22, 80/tcp]", "22 ALLOW Anywhere\n80/tcp ALLOW Anywhere\n", []),
    ("one transport of two", "[22]", "22/tcp ALLOW Anywhere\n", []),
    ("both families", "[22]", "22/tcp ALLOW Anywhere\n22/tcp (v6) ALLOW Anywhere (v6)\n", []),
    ("limited is open", "[22]", "22/tcp LIMIT Anywhere\n", []),
    ("a range", "[8000-8009]", "8000:8009/tcp ALLOW Anywhere\n", []),
    ("part of a range", "[8000-8009]", "8000/tcp ALLOW Anywhere\n", []),
    ("declared and closed", "[22, 80]", "22/tcp ALLOW Anywhere\n", ["web 80"]),
    ("declared and denied", "[22, 80]", "22/tcp ALLOW Anywhere\n80 DENY Anywhere\n", ["web 80"]),
    ("denied before it is allowed", "[22]", "22 DENY Anywhere\n22 ALLOW Anywhere\n", ["web 22"]),
    ("open to some", "[22]", "22/tcp ALLOW 10.0.0.0/8\n", ["web 22"]),
    ("open on an interface", "[22]", "22/tcp on eth0 ALLOW Anywhere\n", ["web 22"]),
    ("denied to some", "[22]", "22 DENY 203.0.113.7\n22 ALLOW Anywhere\n", []),
    ("open and not declared", "[22]", "22/tcp ALLOW Anywhere\n80/tcp ALLOW Anywhere\n", ["web tcp 80"]),
    ("another transport", "[53/tcp]", "53/tcp ALLOW Anywhere\n53/udp ALLOW Anywhere\n", ["web udp 53"]),
    ("never reached", "[22]", "22 ALLOW Anywhere\n80 DENY Anywhere\n80/tcp ALLOW Anywhere\n", []),
    ("everything from a network", "[22]", "22 ALLOW Anywhere\nAnywhere ALLOW 10.0.0.0/8\n",
     ["web every port from 10.0.0.0/8"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "declared", "rules", "expected"), CASES)
def test_openings(tmp_path: Path, name: str, declared: str, rules: str, expected: list[str]) -> None:
    found = drift(tmp_path, f"firewall: {{open: {declared}}}", rules)
    assert [(one.kind, one.subject) for one in found.drift] == [("firewall-differs", one) for one in expected], name


ZONES = (
    "zones:\n  lan: {name: Office, addresses: [10.0.0.0/8]}\n  tail: {name: Tailscale, addresses: [100.64.0.0/10]}\n"
)
ZONED: list[tuple[str, str, list[str]]] = [
    ("{ports: 22, from: lan}", "22/tcp ALLOW 10.0.0.0/8\n", []),
    ("{ports: 22, from: lan}", "22/tcp ALLOW 10.1.0.0/16\n", ["web 22 from lan"]),
    ("{ports: 22, from: lan}", "22/tcp ALLOW 192.0.2.0/24\n", ["web 22 from lan", "web tcp 22 from 192.0.2.0/24"]),
    ("{ports: 22, from: lan}", "22/tcp ALLOW Anywhere\n", ["web tcp 22"]),
    ("{ports: 22, from: tail}", "22 on tailscale0 ALLOW Anywhere\n", []),
    ("{ports: 22, from: [lan, tail]}", "22 ALLOW 10.0.0.0/8\n", ["web 22 from lan and tail"]),
    ("{ports: 22, from: lan}", "22 DENY 10.0.0.0/8\n", ["web 22 from lan"]),
    ("22", "22 ALLOW 10.0.0.0/8\n", ["web 22"]),
]


@pytest.mark.parametrize(("declared", "rules", "expected"), ZONED)
def test_openings_for_zones(tmp_path: Path, declared: str, rules: str, expected: list[str]) -> None:
    write_data(tmp_path, {"ufw.txt": HEAD + rules})
    registry = registry_of(f"{ZONES}hosts:\n  web:\n    firewall: {{open: [{declared}]}}\nservices: {{}}\n")
    scan = read_sources({"firewall": [str(tmp_path / "ufw.txt")]}, tmp_path)
    assert sorted(one.subject for one in compare(registry, registry.hosts["web"], scan).drift) == sorted(expected)


def test_a_difference_has_both_places(tmp_path: Path) -> None:
    (one,) = drift(tmp_path, "firewall: {open: [22, 80]}", "22 ALLOW Anywhere\n80 DENY Anywhere\n").drift
    assert (one.declared and one.declared.line, one.observed and (one.observed.file, one.observed.line)) == (
        3, ("ufw.txt", 7),
    )  # fmt: skip
    assert one.source == "firewall"
    assert one.message == (
        "80 is declared as open on `web`, but the firewall does not let it in; correct one of the two"
    )


def test_what_could_not_be_resolved_closes_nothing(tmp_path: Path) -> None:
    assert drift(tmp_path, "firewall: {open: [22]}", "OpenSSH ALLOW Anywhere\n").drift == ()
    plain = HEAD.replace("Default: deny (incoming), allow (outgoing)\n", "")
    assert drift(tmp_path, "firewall: {open: [22]}", "80 DENY Anywhere\n", plain).drift == ()


def test_a_machine_without_a_declared_firewall(tmp_path: Path) -> None:
    (one,) = drift(tmp_path, "addresses: [10.0.0.4]", "22/tcp ALLOW Anywhere\n443 ALLOW 10.0.0.0/8\n").drift
    assert "lets in only tcp 22, 443 from 10.0.0.0/8" in one.message


def test_a_firewall_outside_is_another_one(tmp_path: Path) -> None:
    found = drift(tmp_path, "firewall: {outside: true, open: [22]}", "80 ALLOW Anywhere\n")
    assert (found.drift, len(found.unresolved)) == ((), 1)


@pytest.mark.parametrize("head", ["Status: inactive\n", HEAD.replace("deny (incoming)", "allow (incoming)")])
def test_a_firewall_that_lets_everything_in(tmp_path: Path, head: str) -> None:
    found = drift(tmp_path, "firewall: {open: [22]}", "", head)
    assert [one.subject for one in found.drift] == ["web any"]
    assert drift(tmp_path, "addresses: [10.0.0.4]", "", head).drift == ()


def test_thousands_of_rules(tmp_path: Path) -> None:
    rules = "".join(f"{port}/tcp ALLOW Anywhere\n" for port in range(1, 5001))
    assert drift(tmp_path, "firewall: {open: [1-5000]}", rules).drift == ()


def test_iptables_and_nft_are_compared_alike(tmp_path: Path) -> None:
    rules = "*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 22 -j ACCEPT\n-A INPUT -p tcp --dport 81 -j ACCEPT\n"
    found = drift(tmp_path, "firewall: {open: [22, 80]}", rules, "")
    assert {one.subject for one in found.drift} == {"web 80", "web tcp 81"}
    nft = "table inet f { chain in { type filter hook input priority 0; tcp dport 22 accept; drop; } }\n"
    assert [one.subject for one in drift(tmp_path, "firewall: {open: [22, 80]}", nft, "").drift] == ["web 80"]


@pytest.mark.parametrize(
    ("rules", "openings"),
    [
        ("22/tcp ALLOW Anywhere\n53 ALLOW Anywhere\n", ["22/tcp", "53"]),
        ("22 DENY Anywhere\n22 ALLOW Anywhere\n80/tcp LIMIT Anywhere\n", ["80/tcp"]),
        ("22/tcp ALLOW 10.0.0.0/8\n", ["22/tcp from lan"]),
        ("22/tcp ALLOW 10.1.0.0/16\n", ["22/tcp from lan"]),
        ("22/tcp ALLOW 203.0.113.7\n", None),
        ("Nginx Full ALLOW Anywhere\n", None),
    ],
)
def test_what_a_firewall_lets_in_is_recorded(tmp_path: Path, rules: str, openings: list[str] | None) -> None:
    write_data(tmp_path, {"ufw.txt": HEAD + rules})
    registry = registry_of("zones: {lan: {addresses: [10.0.0.0/8]}}\nhosts: {web: {}}\nservices: {}\n")
    scan = read_sources({"firewall": [str(tmp_path / "ufw.txt")]}, tmp_path)
    found = compare(registry, registry.hosts["web"], scan)
    assert (None if found.openings is None else [str(one) for one in found.openings]) == openings
    record = merged(None, registry, found, "2026-11-25T08:00:00Z")
    again = read_record(text_of(record).encode(), "web.json")
    assert again == record
    other = compare(registry, registry.hosts["web"], read_sources({}, tmp_path))
    later = merged(record, registry, other, "2026-11-26T08:00:00Z")
    assert later.hosts["web"].firewall == record.hosts["web"].firewall
