"""Firewalls: each form of ufw, iptables and nftables with the openings that it means."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.reports import scan_json
from portdocs.scan import read_sources
from tests.scan.observed import errors, openings, scan, unresolved

HEAD = "Status: active\n\nTo                         Action      From\n--                         ------      ----\n"

# A row of `ufw status` and what it means; each stands on line 5.
UFW = [
    ("22/tcp                     ALLOW       Anywhere", ["5 allow tcp 22"]),
    ("22/tcp                     ALLOW IN    Anywhere", ["5 allow tcp 22"]),
    ("[ 1] 22/tcp                     ALLOW IN    Anywhere", ["5 allow tcp 22"]),
    ("[12] 22/tcp (v6)                ALLOW IN    Anywhere (v6)", ["5 allow tcp 22"]),
    ("22/tcp (OpenSSH)           ALLOW IN    Anywhere", ["5 allow tcp 22"]),
    ("80,443/tcp (Nginx Full)    ALLOW IN    Anywhere", ["5 allow tcp 80", "5 allow tcp 443"]),
    ("80,443/tcp (Nginx Full (v6)) ALLOW IN    Anywhere (v6)", ["5 allow tcp 80", "5 allow tcp 443"]),
    ("22/tcp (OpenSSH (v6))      ALLOW IN    Anywhere (v6)", ["5 allow tcp 22"]),
    ("53                         ALLOW       Anywhere", ["5 allow any 53"]),
    ("60000:61000/udp            ALLOW       Anywhere", ["5 allow udp 60000-61000"]),
    ("22/tcp                     LIMIT       Anywhere", ["5 limit tcp 22"]),
    ("25                         DENY        Anywhere", ["5 deny any 25"]),
    ("25/tcp                     REJECT IN   203.0.113.7", ["5 reject tcp 25 from 203.0.113.7"]),
    ("Anywhere                   ALLOW       10.0.0.0/8", ["5 allow any any from 10.0.0.0/8"]),
    ("Anywhere/tcp               ALLOW       10.0.0.5/tcp", ["5 allow tcp any from 10.0.0.5"]),
    ("5432/tcp                   ALLOW       10.0.0.0/8   # database", ["5 allow tcp 5432 from 10.0.0.0/8"]),
    ("10.0.0.4 5432/tcp          ALLOW       10.0.0.5", ["5 allow tcp 5432 from 10.0.0.5"]),
    ("2001:db8::4 443/tcp        ALLOW       2001:db8::/32", ["5 allow tcp 443 from 2001:db8::/32"]),
    ("10.0.0.4                   ALLOW       10.0.0.5 8080", ["5 allow any any from 10.0.0.5"]),
    ("8080 on eth0               ALLOW       Anywhere", ["5 allow any 8080 on eth0"]),
    ("8080 (v6) on eth0          ALLOW       Anywhere (v6)", ["5 allow any 8080 on eth0"]),
    ("8080 on eth0 (v6)          ALLOW       Anywhere (v6)", ["5 allow any 8080 on eth0"]),
    ("Anywhere on tailscale0     ALLOW IN    Anywhere", ["5 allow any any on tailscale0"]),
    ("Anywhere on lo             ALLOW IN    Anywhere", []),
    ("22/tcp                     ALLOW IN    Anywhere                   (log)", ["5 allow tcp 22"]),
    ("53                         ALLOW OUT   Anywhere", []),
    ("53                         ALLOW OUT   Anywhere                   (out)", []),
    ("Anywhere on docker0        ALLOW FWD   Anywhere on eth0", []),
    ("10.0.0.1/esp               ALLOW IN    Anywhere", []),
]  # fmt: skip


@pytest.mark.parametrize(("row", "expected"), UFW)
def test_a_row_of_ufw(tmp_path: Path, row: str, expected: list[str]) -> None:
    found = scan("firewall", tmp_path, {"ufw.txt": HEAD + row + "\n"})
    assert openings(found) == expected
    assert (errors(found), unresolved(found)) == ([], [])


@pytest.mark.parametrize("profile", ["OpenSSH", "Apache Full", "Nginx Full (v6)", "224.0.0.251 mDNS"])
def test_a_profile_without_its_ports_is_not_guessed(tmp_path: Path, profile: str) -> None:
    found = scan("firewall", tmp_path, {"ufw.txt": f"{HEAD}{profile:26} ALLOW       Anywhere\n22 ALLOW Anywhere\n"})
    assert openings(found) == ["6 allow any 22"]
    assert [one.line for one in found.unresolved] == [5]


def test_the_order_of_ufw_is_kept_and_its_default_is_known(tmp_path: Path) -> None:
    verbose = "Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing), disabled (routed)\n"
    rows = "22/tcp DENY IN 203.0.113.7\n22/tcp ALLOW IN Anywhere\n"
    found = scan("firewall", tmp_path, {"ufw.txt": verbose + "\nTo   Action   From\n--   ------   ----\n" + rows})
    assert openings(found) == ["7 deny tcp 22 from 203.0.113.7", "8 allow tcp 22"]
    assert [one.sees for one in found.files] == [("incoming deny",)]


def test_ufw_that_is_off_opens_everything_and_says_so(tmp_path: Path) -> None:
    found = scan("firewall", tmp_path, {"ufw.txt": "Status: inactive\n"})
    assert (openings(found), unresolved(found)) == ([], ["ufw.txt:1 Status: inactive"])


# Rules of the chain INPUT, from line 3 on, and what they mean.
IPTABLES: list[tuple[str, list[str], list[int]]] = [
    ("-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT", ["3 allow tcp 22"], []),
    ("[12:720] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT", ["3 allow tcp 22"], []),
    ("-A INPUT -p tcp --dport ssh -j ACCEPT", ["3 allow tcp 22"], []),
    ("-A INPUT -p 17 --dport 53 -j ACCEPT", ["3 allow udp 53"], []),
    ("-A INPUT -p tcp -m multiport --dports 80,443,8000:8009 -j ACCEPT",
     ["3 allow tcp 80", "3 allow tcp 443", "3 allow tcp 8000-8009"], []),
    ("-A INPUT -p tcp --dport 1024: -j ACCEPT", ["3 allow tcp 1024-65535"], []),
    ("-A INPUT -s 10.0.0.0/8 -p tcp --dport 5432 -j ACCEPT", ["3 allow tcp 5432 from 10.0.0.0/8"], []),
    ("-A INPUT -s 10.0.0.0/255.0.0.0 -j ACCEPT", ["3 allow any any from 10.0.0.0/8"], []),
    ("-A INPUT -m iprange --src-range 10.0.0.4-10.0.0.7 -j ACCEPT", ["3 allow any any from 10.0.0.4/30"], []),
    ("-A INPUT -i eth0 -p tcp --dport 80 -j ACCEPT", ["3 allow tcp 80 on eth0"], []),
    ("-A INPUT ! -i lo -p tcp --dport 80 -j DROP", ["3 deny tcp 80"], []),
    ("-A INPUT -p tcp --dport 25 -j REJECT --reject-with tcp-reset", ["3 reject tcp 25"], []),
    ("-A INPUT -p tcp --dport 22 -m limit --limit 3/min -j ACCEPT", ["3 limit tcp 22"], []),
    ('-A INPUT -p tcp --dport 22 -m comment --comment "a -j b" -j ACCEPT', ["3 allow tcp 22"], []),
    ("-A INPUT -i lo -j ACCEPT", [], []),
    ("-A INPUT -p icmp -j ACCEPT", [], []),
    ("-A INPUT -p ipv6-icmp -j ACCEPT", [], []),
    ("-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT", [], []),
    ("-A INPUT -m conntrack ! --ctstate NEW -j ACCEPT", [], []),
    ("-A INPUT -m conntrack --ctstate INVALID -j DROP", [], []),
    ("-A INPUT -p tcp ! --syn -j DROP", [], []),
    ("-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j DROP", [], []),
    ("-A INPUT ! -i lo -d 127.0.0.0/8 -j REJECT", [], []),
    ("-A INPUT -j LOG --log-prefix \"dropped: \"", [], []),
    ("-A INPUT -p tcp --dport 80", [], []),
    ("-A FORWARD -p tcp --dport 80 -j ACCEPT\n-A OUTPUT -p tcp --dport 81 -j ACCEPT", [], []),
    ("-A INPUT -m mark --mark 0x1 -p tcp --dport 22 -j ACCEPT", [], [3]),
    ("-A INPUT -m set --match-set friends src -p tcp --dport 22 -j ACCEPT", [], [3]),
    ("-A INPUT ! -s 10.0.0.0/8 -p tcp --dport 22 -j DROP", [], [3]),
    ("-A INPUT -p udp --sport 53 -j ACCEPT", [], [3]),
    ("-A INPUT -p udp --sport 67 --dport 68 -j ACCEPT", ["3 allow udp 68"], []),
    ("-A INPUT -j gone", [], [3]),
    ("-A INPUT -j DROP\n-A INPUT -p tcp --dport 22 -j ACCEPT", ["3 deny any any"], []),
    ("-A INPUT -p tcp --dport 80 -j ACCEPT\n-I INPUT 1 -p tcp --dport 22 -j ACCEPT",
     ["4 allow tcp 22", "3 allow tcp 80"], []),
    ("-A INPUT -p tcp --dport 80 -j ACCEPT\n-F INPUT", [], []),
    (":a - [0:0]\n:b - [0:0]\n-A INPUT -i eth0 -j a\n-A a -s 10.0.0.0/8 -j b\n-A b -p tcp --dport 22 -j ACCEPT",
     ["7 allow tcp 22 from 10.0.0.0/8 on eth0"], []),
    (":a - [0:0]\n-A INPUT -p tcp --dport 22 -j a\n-A a -s 10.0.0.0/8 -j ACCEPT\n-A a -j DROP",
     ["5 allow tcp 22 from 10.0.0.0/8", "4 deny tcp 22"], []),
    (":a - [0:0]\n-A INPUT -s 10.0.0.0/8 -j a\n-A a -s 192.0.2.0/24 -p tcp --dport 22 -j ACCEPT", [], []),
    (":a - [0:0]\n-A INPUT -j a\n-A a -p tcp --dport 1 -j RETURN\n-A a -j DROP", ["6 deny any any"], [5]),
    (":a - [0:0]\n-A INPUT -j a\n-A a -j a", [], []),
    (":ul - [0:0]\n:ula - [0:0]\n-A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --set --name x\n"
     "-A INPUT -p tcp --dport 22 -m recent --update --seconds 30 --hitcount 6 --name x -j ul\n"
     "-A INPUT -p tcp --dport 22 -j ula\n-A ul -m limit --limit 3/min -j LOG\n-A ul -j REJECT\n-A ula -j ACCEPT",
     ["7 limit tcp 22"], []),
    ("-A INPUT -p tcp --dport 0:1023 -j ACCEPT", ["3 allow tcp 1-1023"], []),
    (":a - [0:0]\n-A INPUT -p tcp --dport 1:100 -j a\n-A a -p tcp --dport 22:200 -j ACCEPT",
     ["5 allow tcp 22-100"], []),
    ("-N a\n-A INPUT -i eth+ -j a\n-A a -i eth0 -p tcp --dport 22 -j ACCEPT", ["5 allow tcp 22 on eth0"], []),
    (":a - [0:0]\n-A INPUT -i eth0 -j a\n-A a -i wg+ -p tcp --dport 22 -j ACCEPT", [], []),
    ("-A INPUT -m addrtype --dst-type LOCAL -p tcp --dport 22 -j ACCEPT", ["3 allow tcp 22"], []),
    ("-A INPUT -m addrtype ! --dst-type LOCAL -j DROP\n-A INPUT -m addrtype --dst-type BROADCAST -j DROP", [], []),
    ("-A INPUT -s ! 10.0.0.0/8 -p tcp --dport 22 -j DROP", [], [3]),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "expected", "unclear"), IPTABLES)
def test_rules_of_iptables(tmp_path: Path, rules: str, expected: list[str], unclear: list[int]) -> None:
    text = f"*filter\n:INPUT DROP [0:0]\n{rules}\nCOMMIT\n*nat\n-A INPUT -p tcp --dport 9 -j ACCEPT\n"
    found = scan("firewall", tmp_path, {"rules.v4": text})
    assert openings(found) == expected
    assert [one.line for one in found.unresolved] == unclear
    assert [one.sees for one in found.files] == [("incoming deny",)]
    assert bool(found.errors) == ("-A a -j a" in rules)


# Rules in the chain `input` from line 4 on, and the expected openings.
NFT: list[tuple[str, list[str], list[int]]] = [
    ("tcp dport 22 accept", ["4 allow tcp 22"], []),
    ("tcp dport ssh counter packets 1 bytes 2 accept comment \"x accept\"", ["4 allow tcp 22"], []),
    ("tcp dport { 80, 443, 8000-8009 } accept", ["4 allow tcp 80", "4 allow tcp 443", "4 allow tcp 8000-8009"], []),
    ("tcp dport {\n80, # web\n443\n} accept", ["4 allow tcp 80", "4 allow tcp 443"], []),
    ("udp dport 53 log prefix \"dns: \" level info accept", ["4 allow udp 53"], []),
    ("meta l4proto { tcp, udp } th dport 53 accept", ["4 allow tcp 53", "4 allow udp 53"], []),
    ("ip saddr { 10.0.0.0/8, 192.0.2.7 } tcp dport 22 accept",
     ["4 allow tcp 22 from 10.0.0.0/8", "4 allow tcp 22 from 192.0.2.7"], []),
    ("ip saddr 10.0.0.4-10.0.0.7 accept", ["4 allow any any from 10.0.0.4/30"], []),
    ("ip6 saddr fe80::/10 udp dport 546 accept", ["4 allow udp 546 from fe80::/10"], []),
    ("iifname \"eth0\" tcp dport 80 accept", ["4 allow tcp 80 on eth0"], []),
    ("iifname { \"lo\", \"eth0\" } accept", ["4 allow any any on eth0"], []),
    ("iif != lo tcp dport 80 drop", ["4 deny tcp 80"], []),
    ("tcp dport 22 limit rate 10/minute burst 5 packets accept", ["4 limit tcp 22"], []),
    ("tcp dport 22 ct state new limit rate over 10/minute drop\ntcp dport 22 accept", ["5 limit tcp 22"], []),
    ("tcp dport 22 ct state new add @seen { ip saddr limit rate 3/minute } accept", ["4 limit tcp 22"], []),
    ("reject with icmpx type port-unreachable", ["4 reject any any"], []),
    ("ct state established,related accept", [], []),
    ("ct state { established, related } accept", [], []),
    ("ct state vmap { established : accept, related : accept, invalid : drop }", [], []),
    ("ct state new tcp dport 22 accept", ["4 allow tcp 22"], []),
    ("iif lo accept\niifname \"lo\" accept", [], []),
    ("ip protocol icmp accept\nmeta l4proto ipv6-icmp accept\nicmpv6 type { nd-router-advert } accept", [], []),
    ("tcp flags & (fin | syn | rst | ack) != syn drop", [], []),
    ("tcp flags syn tcp dport 22 accept", ["4 allow tcp 22"], []),
    ("tcp dport vmap { 22 : accept, 25 : drop, 80 : jump web }",
     ["4 allow tcp 22", "4 deny tcp 25", "4 allow tcp 80"], []),
    ("iifname vmap { \"lo\" : accept, \"eth0\" : jump web }", ["10 allow any any on eth0"], []),
    ("ip saddr . tcp dport { 10.0.0.5 . 22, 10.0.0.6 . 5432 } accept",
     ["4 allow tcp 22 from 10.0.0.5", "4 allow tcp 5432 from 10.0.0.6"], []),
    ("ip saddr . tcp dport @pairs accept", ["4 allow tcp 22 from 10.0.0.5"], []),
    ("tcp dport @ports accept", ["4 allow tcp 80", "4 allow tcp 443"], []),
    ("tcp dport $WEB accept", ["4 allow tcp 80", "4 allow tcp 443"], []),
    ("ip saddr @office tcp dport 22 jump web", ["4 allow tcp 22 from 192.0.2.0/24"], []),
    ("tcp dport 22 goto web\naccept", ["4 allow tcp 22", "5 allow any any"], []),
    ("ip saddr @banned drop", [], [4]),
    ("ip saddr $GONE accept", [], [4]),
    ("ip saddr { 10.0.0.1, $GONE } accept", ["4 allow any any from 10.0.0.1"], [4]),
    ("meta mark 0x1 accept", [], [4]),
    ("ip saddr != 10.0.0.0/8 tcp dport 22 drop", [], [4]),
    ("udp sport 53 accept", [], [4]),
    ("tcp dport > 1024 accept", [], [4]),
    ("jump gone", [], [4]),
    ("accept\ntcp dport 22 accept", ["4 allow any any"], []),
    ("oifname \"eth0\" accept", [], []),
    ("tcp dport 0-1023 accept", ["4 allow tcp 1-1023"], []),
    ("tcp dport ssh-smtp accept", ["4 allow tcp 22-25"], []),
    ("tcp dport 25-22 accept", [], [4]),
    ("ip6 saddr fe80::4-fe80::7 accept", ["4 allow any any from fe80::4/126"], []),
    ("ip saddr 10.0.0.1-fe80::1 accept", [], [4]),
    ("fib daddr type local tcp dport 80 accept", ["4 allow tcp 80"], []),
    ("fib daddr type broadcast drop", [], []),
    ("tcp dport 80 meta mark set 1 accept", ["4 allow tcp 80"], []),
    ("tcp dport 22 ct count over 10 reject\ntcp dport 22 accept", ["5 limit tcp 22"], []),
    ("tcp dport vmap @gone", [], [4]),
    ("queue", [], [4]),
]  # fmt: skip
RULESET = """\
define WEB = {{ 80, 443 }}
table inet filter {{
chain input {{ type filter hook input priority 0; policy drop;
{rules}
}}
set ports {{ type inet_service; elements = {{ 80, 443 }} }}
set office {{ type ipv4_addr; flags interval; elements = {{ 192.0.2.0/24 }} }}
set banned {{ type ipv4_addr; flags timeout; elements = {{ 203.0.113.1 timeout 1h }} }}
set pairs {{ type ipv4_addr . inet_service; elements = {{ 10.0.0.5 . 22 }} }}
chain web {{ counter accept; }}
chain forward {{ type filter hook forward priority 0; tcp dport 9 accept; }}
chain output {{ type filter hook output priority 0; tcp dport 9 accept; }}
chain unused {{ tcp dport 9 accept; }}
}}
table ip nat {{ chain input {{ type nat hook input priority 0; tcp dport 9 accept; }} }}
"""


@pytest.mark.parametrize(("rules", "expected", "unclear"), NFT)
def test_rules_of_nft(tmp_path: Path, rules: str, expected: list[str], unclear: list[int]) -> None:
    more = rules.count("\n")
    found = scan("firewall", tmp_path, {"nft.conf": RULESET.format(rules=rules)})
    moved = [f"{10 + more}{one[2:]}" if one.startswith("10 ") else one for one in expected]
    assert openings(found) == moved
    assert [one.line for one in found.unresolved] == unclear
    assert found.errors == ()
    assert [one.sees for one in found.files] == [("incoming deny",)]


def test_nft_commands_make_the_same_rules(tmp_path: Path) -> None:
    text = """\
    flush ruleset
    add table inet f
    add chain inet f in { type filter hook input priority 0 ; policy drop ; }
    add set inet f open { type inet_service ; }
    add element inet f open { 80, 443 }
    add rule inet f in tcp dport @open accept
    insert rule inet f in tcp dport 22 accept
    """
    found = scan("firewall", tmp_path, {"rules.nft": text})
    assert openings(found) == ["7 allow tcp 22", "6 allow tcp 80", "6 allow tcp 443"]


def test_nft_reads_what_it_includes_from_its_own_folder_only(tmp_path: Path) -> None:
    files = {
        "etc/nftables.conf": 'include "nft.d/*.nft"\ninclude "../secret.nft"\ninclude "/etc/gone.nft"\n',
        "etc/nft.d/ssh.nft": "table ip f { chain input { type filter hook input priority 0; tcp dport 22 accept; } }\n",
        "secret.nft": "table ip f { chain input { type filter hook input priority 0; tcp dport 23 accept; } }\n",
    }
    # Without `table` in the first file its kind is told by what `nft -f` starts with.
    files["etc/nftables.conf"] = "flush ruleset\ntable ip x {}\n" + files["etc/nftables.conf"]
    found = scan("firewall", tmp_path, files)
    assert [(one.file, one.line, one.shown_ports) for one in found.openings] == [("etc/nft.d/ssh.nft", 1, "22")]
    assert [one.line for one in found.unresolved] == [4, 5]


def _json_rule(*expressions: object) -> dict[str, object]:
    return {"rule": {"family": "inet", "table": "f", "chain": "in", "handle": 1, "expr": [*expressions]}}


def _match(protocol: str, name: str, right: object, op: str = "==") -> dict[str, object]:
    return {"match": {"op": op, "left": {"payload": {"protocol": protocol, "field": name}}, "right": right}}


def test_nft_json_says_the_same(tmp_path: Path) -> None:
    chain = {
        "family": "inet",
        "table": "f",
        "name": "in",
        "type": "filter",
        "hook": "input",
        "prio": 0,
        "policy": "drop",
    }
    interface = {"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}
    state = {"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": ["established", "related"]}}
    ports = {"family": "inet", "name": "open", "table": "f", "elem": [80, {"range": [8000, 8009]}]}
    ruleset = {"nftables": [
        {"metainfo": {"version": "1.0.6", "json_schema_version": 1}},
        {"table": {"family": "inet", "name": "f", "handle": 1}},
        {"chain": chain},
        {"set": ports},
        _json_rule(state, {"accept": None}),
        _json_rule(_match("tcp", "dport", 22), {"counter": {"packets": 0, "bytes": 0}}, {"accept": None}),
        _json_rule(interface, _match("tcp", "dport", "@open"), {"accept": None}),
        _json_rule(_match("ip", "saddr", {"prefix": {"addr": "10.0.0.0", "len": 8}}),
                   _match("udp", "dport", {"set": [53, 67]}), {"drop": None}),
        _json_rule(_match("tcp", "dport", 23), {"limit": {"rate": 3, "per": "minute"}}, {"accept": None}),
        _json_rule({"vmap": {"key": {"payload": {"protocol": "tcp", "field": "dport"}},
                             "data": {"set": [[24, {"accept": None}], [25, {"jump": {"target": "gone"}}]]}}}),
        _json_rule({"xt": None}, {"accept": None}),
    ]}  # fmt: skip
    found = scan("firewall", tmp_path, {"nft.json": json.dumps(ruleset)})
    assert openings(found) == [
        "1 allow tcp 22", "1 allow tcp 80 on eth0", "1 allow tcp 8000-8009 on eth0", "1 deny udp 53 from 10.0.0.0/8",
        "1 deny udp 67 from 10.0.0.0/8", "1 limit tcp 23", "1 allow tcp 24",
    ]  # fmt: skip
    assert len(found.unresolved) == 2
    pretty = scan("firewall", tmp_path, {"nft.json": json.dumps(ruleset, indent="\t")})
    assert [one.split(" ", 1)[1] for one in openings(pretty)] == [one.split(" ", 1)[1] for one in openings(found)]
    assert len({one.line for one in pretty.openings}) > 3


_FIB = {"fib": {"result": "type", "flags": ["daddr"]}}
_PAIR = {
    "concat": [{"payload": {"protocol": "ip", "field": "saddr"}}, {"payload": {"protocol": "tcp", "field": "dport"}}]
}
_FLAGS = {"&": [{"payload": {"protocol": "tcp", "field": "flags"}}, ["fin", "syn", "rst", "ack"]]}
# A rule as text, and the parts that `nft -j` prints for it before `accept`.
SAME_RULES: list[tuple[str, list[object]]] = [
    ("tcp dport 22", [_match("tcp", "dport", 22)]),
    ("tcp dport > 1024", [_match("tcp", "dport", 1024, ">")]),
    ("ip saddr != 10.0.0.1 tcp dport 22", [_match("ip", "saddr", "10.0.0.1", "!="), _match("tcp", "dport", 22)]),
    ("ip saddr @office", [_match("ip", "saddr", "@office")]),
    ("ip saddr @banned", [_match("ip", "saddr", "@banned")]),
    ("ip saddr . tcp dport { 10.0.0.5 . 22, 10.0.0.6 . 5432 }",
     [{"match": {"op": "==", "left": _PAIR, "right": {
         "set": [{"concat": ["10.0.0.5", 22]}, {"concat": ["10.0.0.6", 5432]}]}}}]),
    ("ip saddr . tcp dport @pairs", [{"match": {"op": "==", "left": _PAIR, "right": "@pairs"}}]),
    ("fib daddr type local tcp dport 80",
     [{"match": {"op": "==", "left": _FIB, "right": "local"}}, _match("tcp", "dport", 80)]),
    ("tcp flags & (fin | syn | rst | ack) != syn", [{"match": {"op": "!=", "left": _FLAGS, "right": "syn"}}]),
    ("ct count over 10 tcp dport 22", [{"ct count": {"val": 10, "inv": True}}, _match("tcp", "dport", 22)]),
    ("tcp dport 22 add @seen { ip saddr limit rate 3/minute }",
     [_match("tcp", "dport", 22), {"set": {"op": "add", "elem": {"payload": {"protocol": "ip", "field": "saddr"}},
                                           "set": "@seen", "stmt": [{"limit": {"rate": 3, "per": "minute"}}]}}]),
    ("tcp dport 22 notrack", [_match("tcp", "dport", 22), "notrack"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "parts"), SAME_RULES)
def test_a_rule_in_json_means_what_it_means_as_text(tmp_path: Path, rule: str, parts: list[object]) -> None:
    def named(name: str, **more: object) -> dict[str, object]:
        return {"family": "inet", "table": "f", "name": name, **more}

    ruleset = {"nftables": [
        {"chain": named("in", type="filter", hook="input", prio=0, policy="drop")},
        {"set": named("office", flags=["interval"], elem=[{"prefix": {"addr": "192.0.2.0", "len": 24}}])},
        {"set": named("banned", flags=["timeout"], elem=[{"elem": {"val": "203.0.113.1", "timeout": 3600}}])},
        {"set": named("pairs", elem=[{"concat": ["10.0.0.5", 22]}])},
        _json_rule(*parts, {"accept": None}),
    ]}  # fmt: skip
    text = scan("firewall", tmp_path, {"text.conf": RULESET.format(rules=f"{rule} accept")})
    found = scan("firewall", tmp_path, {"nft.json": json.dumps(ruleset)})
    assert [one.split()[1:] for one in openings(found)] == [one.split()[1:] for one in openings(text)]
    assert len(found.unresolved) == len(text.unresolved)
    assert found.errors == ()


def test_the_json_of_a_scan_names_what_the_design_names(tmp_path: Path) -> None:
    found = scan("firewall", tmp_path, {"ufw.txt": HEAD + "443/tcp on eth0  ALLOW  10.0.0.0/8\n"})
    assert scan_json.render(found)["openings"] == [
        {"transport": "tcp", "ports": "443", "from": "10.0.0.0/8", "interface": "eth0", "action": "allow",
         "file": "ufw.txt", "line": 5},
    ]  # fmt: skip


BAD = {
    "no rules": ("hello\n", 1),
    "an unclosed brace": ("table ip f {\nchain input {\n", 2),
    "a brace too many": ("table ip f {\n}\n}\n", 3),
    "deep braces": ("table ip f " + "{" * 500, 1),
    "a wrong port": ("*filter\n-A INPUT -p tcp --dport 99999 -j ACCEPT\n", 2),
    "a wrong address": ("*filter\n-A INPUT -s nowhere -j ACCEPT\n", 2),
    "a cut row": (HEAD + "22/tcp     ALL\n", 5),
    "binary": ("\0", 1),
    "json of something else": ('{"nftables": 1}', 1),
    "broken json": ('{"nftables": [\n', 2),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_broken_is_an_error_with_its_line(tmp_path: Path, name: str) -> None:
    text, line = BAD[name]
    found = scan("firewall", tmp_path, {"bad": text, "good": HEAD + "22 ALLOW Anywhere\n"}, "bad", "good")
    assert [(one.file, one.line) for one in found.errors] == [("bad", line)]
    assert openings(found) == ["5 allow any 22"]


def test_endless_rules_end(tmp_path: Path) -> None:
    chains = "".join(f":c{n} - [0:0]\n-A c{n} -j c{n + 1}\n-A c{n} -j c{n + 1}\n" for n in range(30))
    found = scan("firewall", tmp_path, {"rules": f"*filter\n-A INPUT -j c0\n{chains}:c30 - [0:0]\n"})
    assert [one.message.split(";")[0] for one in found.errors] == ["more rules than can be followed from here"]
    ports = ",".join(map(str, range(1, 1500)))
    many = "".join(f"-A INPUT -p tcp -m multiport --dports {ports} -s 10.0.0.{n} -j ACCEPT\n" for n in range(30))
    found = scan("firewall", tmp_path, {"rules": "*filter\n" + many})
    assert len(found.errors) == 1
    assert len(found.openings) < 25_000


def test_thousands_of_rows(tmp_path: Path) -> None:
    rows = "".join(f"{port}/tcp ALLOW 10.0.0.0/8\n" for port in range(1, 20_001))
    found = scan("firewall", tmp_path, {"ufw.txt": HEAD + rows})
    assert len(found.openings) == 20_000


@given(st.lists(st.sampled_from([
    "tcp", "udp", "dport", "22", "{", "}", "accept", "drop", "ip", "saddr", "10.0.0.0/8", "vmap", ":", ",", "@ports",
    "$WEB", "jump", "web", "\n", ";", ".", "ct", "state", "new", "!=", "limit", "rate", "set", "add", "fib", "flags",
]), max_size=25))  # fmt: skip
def test_no_order_of_words_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    folder = tmp_path_factory.mktemp("nft")
    (folder / "x.nft").write_text(dedent(RULESET.format(rules=" ".join(words))))
    found = read_sources({"firewall": [str(folder / "x.nft")]}, folder)
    assert found.readable or found.errors


@given(st.lists(st.sampled_from([
    "-A", "INPUT", "-p", "tcp", "--dport", "22", "-j", "ACCEPT", "!", "-s", "10.0.0.0/8", "-m", "multiport", "--dports",
    "1,2", "-i", "lo", "--state", "NEW", "a", "-g", "RETURN", "\n", ":a -", "--src-range", "1.1.1.1-1.1.1.9", '"',
]), max_size=25))  # fmt: skip
def test_no_order_of_options_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    folder = tmp_path_factory.mktemp("iptables")
    (folder / "x").write_text("*filter\n" + " ".join(words))
    found = read_sources({"firewall": [str(folder / "x")]}, folder)
    assert found.readable or found.errors


def test_ufws_own_rules_begin_where_input_would_jump_to(tmp_path: Path) -> None:
    text = "*filter\n:ufw-user-input - [0:0]\n### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n"
    text += "-A ufw-user-input -p tcp --dport 22 -j ACCEPT\n-A ufw-user-input -j RETURN\nCOMMIT\n"
    assert openings(scan("firewall", tmp_path, {"user.rules": text})) == ["4 allow tcp 22"]


def test_long_sets_in_each_other_end(tmp_path: Path) -> None:
    sources = ",".join(f"10.{a}.{b}.0/24" for a in range(4) for b in range(250))
    inner = f"-A c -s {sources} -p tcp --dport 1 -j ACCEPT\n" * 12
    found = scan("firewall", tmp_path, {"rules.v4": f"*filter\n:c - [0:0]\n-A INPUT -s {sources} -j c\n{inner}"})
    assert found.errors or found.unresolved
    elements = ", ".join(f"10.0.{a}.{b}" for a in range(40) for b in range(250))
    table = f"table ip f {{\nset s {{ type ipv4_addr; elements = {{ {elements} }} }}\n"
    chain = "chain c { type filter hook input priority 0;\n" + "ip saddr @s drop\n" * 11 + "}\n}\n"
    found = scan("firewall", tmp_path, {"x.nft": table + chain})
    assert [one.message.split(";")[0] for one in found.errors] == ["sets of more than 100000 elements"]
