"""Open sockets: listings of ss, netstat and lsof, and the sockets of this host."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.scan import Scan, read_sources
from portdocs.scan.sockets import lsof, netstat, ss
from tests.operations import count_calls
from tests.scan.observed import errors, listeners, scan, unresolved

SS = """\
Netid State  Recv-Q Send-Q      Local Address:Port  Peer Address:PortProcess
udp   UNCONN 0      0           127.0.0.53%lo:53         0.0.0.0:*    users:(("systemd-resolve",pid=9,fd=13))
udp   ESTAB  0      0                10.0.0.4:40000     10.0.0.9:53
tcp   LISTEN 0      511               0.0.0.0:80         0.0.0.0:*    users:(("nginx",pid=1,fd=6),("nginx",pid=2,fd=6))
tcp   LISTEN 0      511                  [::]:80            [::]:*    users:(("nginx",pid=1,fd=7),("nginx",pid=2,fd=7))
tcp   LISTEN 0      128             127.0.0.1:631        0.0.0.0:*
tcp   LISTEN 0      128                 [::1]:631           [::]:*
tcp   LISTEN 0      50                      *:8080             *:*    users:(("a "b", c",pid=5,fd=1))
tcp   LISTEN 0      50                   [::]:8081          [::]:*    users:(("java",pid=5,fd=2))
tcp   LISTEN 0      50     [::ffff:127.0.0.1]:8005             *:*    users:(("java",pid=5,fd=3))
tcp   LISTEN 0      50      [fe80::1%eth0]:8006          [::]:*    users:(("java",pid=5,fd=3))
tcp   ESTAB  0      0                10.0.0.4:22        10.0.0.9:50000
"""
OF_SS = [
    "listing:2 udp 127.0.0.53:53 systemd-resolve",
    "listing:4 tcp *:80 nginx",
    "listing:6 tcp 127.0.0.1:631 None",
    "listing:7 tcp ::1:631 None",
    'listing:8 tcp *:8080 a "b", c',
    "listing:9 tcp :::8081 java",
    "listing:10 tcp 127.0.0.1:8005 java",
    "listing:11 tcp fe80::1:8006 java",
]


def listing(folder: Path, text: str) -> Scan:
    return scan("sockets", folder, {"listing": text})


def test_ss(tmp_path: Path) -> None:
    assert listeners(listing(tmp_path, SS)) == OF_SS


def test_ss_without_header(tmp_path: Path) -> None:
    found = listing(tmp_path, SS.split("\n", 1)[1])
    assert [line.split(" ", 1)[1] for line in listeners(found)] == [line.split(" ", 1)[1] for line in OF_SS]
    assert found.listeners[0].line == 1


def test_ss_of_one_protocol_lacks_the_first_column(tmp_path: Path) -> None:
    titles = "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
    text = titles + 'LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",1,3))\n'
    assert listeners(listing(tmp_path, text)) == ["listing:2 tcp 0.0.0.0:22 sshd"]


def test_ss_with_port_names(tmp_path: Path) -> None:
    text = "tcp LISTEN 0 128 0.0.0.0:ssh 0.0.0.0:*\ntcp LISTEN 0 1 *:http-alt *:*\ntcp LISTEN 0 1 *:no-such *:*\n"
    found = listing(tmp_path, text)
    assert listeners(found) == ["listing:1 tcp 0.0.0.0:22 None"]
    assert unresolved(found) == ["listing:2 tcp *:http-alt", "listing:3 tcp *:no-such"]


NETSTAT = {
    "linux": (
        """\
Active Internet connections (servers and established)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      12/nginx: master pr
tcp        0      0 10.0.0.4:22             10.0.0.9:50000          ESTABLISHED 14/sshd: jo
tcp6       0      0 :::80                   :::*                    LISTEN      12/nginx: master pr
tcp6       0      0 :::8080                 :::*                    LISTEN      -
tcp6       0      0 ::1:631                 :::*                    LISTEN      15/cupsd
tcp6       0      0 fe80::5054:ff:fe12:8006 :::*                    LISTEN      16/java
udp        0      0 0.0.0.0:68              0.0.0.0:*                           17/Network Manager
udp        0      0 10.0.0.4:40000          10.0.0.9:53             ESTABLISHED 17/x
raw6       0      0 :::58                   :::*                    7           18/x
Active UNIX domain sockets (only servers)
unix  2      [ ACC ]     STREAM     LISTENING     20812    1/init               /run/udev/control
""",
        [
            "listing:3 tcp *:80 nginx",
            "listing:6 tcp *:8080 None",
            "listing:7 tcp ::1:631 cupsd",
            "listing:9 udp 0.0.0.0:68 Network Manager",
        ],
        ["listing:8 tcp fe80::5054:ff:fe12:8006"],
    ),
    "bsd": (
        """\
Active Internet connections (including servers)
Proto Recv-Q Send-Q Local Address      Foreign Address    (state)
tcp4       0      0 192.168.1.2.22     192.168.1.1.56321  ESTABLISHED
tcp4       0      0 127.0.0.1.25       *.*                LISTEN
tcp46      0      0 *.80               *.*                LISTEN
tcp4       0      0 *.22               *.*                LISTEN
tcp6       0      0 *.22               *.*                LISTEN
tcp6       0      0 *.8080             *.*                LISTEN
udp4       0      0 *.*                *.*
udp4       0      0 192.168.1.221.5063 *.*
udp6       0      0 ::1.123            *.*
""",
        [
            "listing:4 tcp 127.0.0.1:25 None",
            "listing:5 tcp *:80 None",
            "listing:6 tcp *:22 None",
            "listing:8 tcp :::8080 None",
            "listing:11 udp ::1:123 None",
        ],
        ["listing:10 udp 192.168.1.221.5063"],
    ),
    "windows": (
        """\

Active Connections

  Proto  Local Address          Foreign Address        State           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN         1712
  RpcSs
 [svchost.exe]
  TCP    0.0.0.0:445            0.0.0.0:0              LISTENING       4
 Can not obtain ownership information
  TCP    [::]:135               [::]:0                 LISTENING       1712
  RpcSs
 [svchost.exe]
  TCP    127.0.0.1:1031         127.0.0.1:1032         ESTABLISHED     10
  TCP    [::1]:8307             [::]:0                 LISTENING       11
 [NVIDIA Web Helper.exe]
  UDP    0.0.0.0:5353           *:*                                    12
 [chrome.exe]
  UDP    [fe80::1%3]:1900       *:*                                    13
""",
        [
            "listing:5 tcp *:135 svchost.exe",
            "listing:8 tcp 0.0.0.0:445 None",
            "listing:14 tcp ::1:8307 NVIDIA Web Helper.exe",
            "listing:16 udp 0.0.0.0:5353 chrome.exe",
            "listing:18 udp fe80::1:1900 None",
        ],
        [],
    ),
}


@pytest.mark.parametrize("system", NETSTAT)
def test_netstat(tmp_path: Path, system: str) -> None:
    text, expected, unclear = NETSTAT[system]
    found = listing(tmp_path, text)
    assert listeners(found) == expected
    assert unresolved(found) == unclear


LSOF = """\
COMMAND     PID  TID    USER   FD      TYPE   DEVICE  SIZE/OFF  NODE NAME
sshd       1206         root    3u     IPv4    21598       0t0  TCP *:ssh (LISTEN)
sshd       1206         root    4u     IPv6    21607       0t0  TCP *:ssh (LISTEN)
node       1300         jo      4u     IPv6    21608       0t0  TCP *:3000 (LISTEN)
postgres   1301         jo      4u     IPv4    21609       0t0  TCP 127.0.0.1:5432 (LISTEN)
dnsmasq    1302         jo      4u     IPv4    21610       0t0  TCP localhost:domain (LISTEN)
My\\x20App  1303         jo      4u     IPv6    21611       0t0  UDP [::1]:5353
dhclient   1939         root    6u     IPv4    24214       0t0  UDP *:bootpc
avahi      1940         root    6u     IPv4    24215       0t0  UDP *:*
curl       1941         root    6u     IPv4    24216       0t0  TCP 10.0.0.4:50000->10.0.0.9:https (ESTABLISHED)
curl       1941         root    7u     IPv4    24217       0t0  UDP 10.0.0.4:50000->10.0.0.9:domain
"""


@pytest.mark.parametrize("skipped", [0, 1])
def test_lsof(tmp_path: Path, skipped: int) -> None:
    found = listing(tmp_path, "".join(LSOF.splitlines(keepends=True)[skipped:]))
    assert listeners(found) == [
        f"listing:{line - skipped} {rest}"
        for line, rest in [
            (2, "tcp *:22 sshd"),
            (4, "tcp *:3000 node"),
            (5, "tcp 127.0.0.1:5432 postgres"),
            (7, "udp ::1:5353 My App"),
            (8, "udp 0.0.0.0:68 dhclient"),
        ]
    ]
    assert unresolved(found) == [f"listing:{6 - skipped} tcp localhost:domain"]


def test_two_programs_on_the_wildcards_of_one_port_are_two_listeners(tmp_path: Path) -> None:
    line = 'tcp LISTEN 0 1 {}:80 {}:* users:(("{}",pid=1,fd=1))\n'
    text = line.format("0.0.0.0", "0.0.0.0", "a") + line.format("[::]", "[::]", "b")
    assert listeners(listing(tmp_path, text)) == ["listing:1 tcp 0.0.0.0:80 a", "listing:2 tcp :::80 b"]


@pytest.mark.parametrize(("text", "line"), [("", 1), ("hello\nworld\n", 1), ("tcp LISTEN 0 1 *:1 *:*\n\0\n", 2)])
def test_files_that_are_not_listings(tmp_path: Path, text: str, line: int) -> None:
    found = listing(tmp_path, text)
    assert [error.line for error in found.errors] == [line]
    assert found.listeners == ()


@pytest.mark.parametrize("name", ["folder", "fifo", "gone"])
def test_paths_that_are_not_files(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    found = scan("sockets", tmp_path, {}, name)
    assert (len(found.errors), found.readable) == (1, False)


NETSTAT_HEADER = "Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name\n"


def test_a_socket_that_one_tool_knows_to_be_dual_stack_is(tmp_path: Path) -> None:
    """netstat prints `:::80` for a socket of IPv6 only, too; a listing may contain the output of both."""
    lines = ("tcp LISTEN 0 1 *:80 *:*\n", f"{NETSTAT_HEADER}tcp6 0 0 :::80 :::* LISTEN 1/nginx\n")
    for text, may_be in ((lines[1], True), ("".join(lines), False)):
        assert [one.may_be_ipv6_only for one in listing(tmp_path, text).listeners] == [may_be]


def large_listing(lines: int) -> str:
    """Lines of two kilobytes, for a hundred sockets."""
    line = 'tcp LISTEN 0 511 127.0.0.1:{} 0.0.0.0:* users:(("nginx",pid=11,fd=6)) {}\n'
    return "".join(line.format(number % 100 + 1, "x" * 2000) for number in range(lines))


def test_a_large_listing_is_read_line_by_line(tmp_path: Path) -> None:
    text = large_listing(2000)
    (tmp_path / "large").write_text(text)
    scan("sockets", tmp_path, {"small": SS})  # loads the names of ports
    tracemalloc.start()
    try:
        found = scan("sockets", tmp_path, {}, "large")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found.listeners) == 100
    assert peak < len(text) / 4


def test_a_line_costs_the_same_in_a_listing_of_any_size(tmp_path: Path) -> None:
    (tmp_path / "small").write_text(large_listing(200))
    (tmp_path / "large").write_text(large_listing(1000))
    small, large = (count_calls(partial(scan, "sockets", tmp_path, {}, name)) for name in ("small", "large"))
    assert large < 6 * small


def test_an_endless_line_is_an_error(tmp_path: Path) -> None:
    found = listing(tmp_path, "tcp LISTEN 0 1 *:1 *:*\n" + "x" * 2_000_000)
    assert [error.line for error in found.errors] == [2]


def test_standard_input(tmp_path: Path) -> None:
    code = "from portdocs.scan import read_sources\nprint(*read_sources({'sockets': ['-']}).listeners, sep='\\n')"
    result = subprocess.run([sys.executable, "-c", code], input=SS, capture_output=True, text=True, check=True)
    assert len(result.stdout.splitlines()) == len(OF_SS)
    assert "file='-', line=2" in result.stdout


@given(st.text(max_size=200))
def test_readers_survive_any_line(line: str) -> None:
    ss.parse(line)
    lsof.parse(line)
    reader = netstat.Netstat()
    reader.header(line)
    reader.parse(line)


Opened = list[tuple[str, str, int]]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Sockets that this test opens on loopback: what any tool must show."""
    kinds = [("tcp", "127.0.0.1", socket.AF_INET), ("udp", "127.0.0.1", socket.AF_INET)]
    kinds += [("tcp", "::1", socket.AF_INET6), ("udp", "::1", socket.AF_INET6)] if _has_ipv6() else []
    sockets, expected = [], []
    for transport, address, family in kinds:
        one = socket.socket(family, socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM)
        sockets.append(one)
        one.bind((address, 0))
        if transport == "tcp":
            one.listen()
        expected.append((transport, address, one.getsockname()[1]))
    yield expected
    for one in sockets:
        one.close()


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


def _seen(found: Scan) -> set[tuple[str, str, int | None]]:
    return {(one.transport, one.address, one.port) for one in found.listeners}


def test_live_shows_sockets_of_this_test(opened: Opened) -> None:
    found = read_sources({"sockets": ["live"]})
    assert set(opened) <= _seen(found)
    assert {one.name for one in found.listeners if (one.transport, one.address, one.port) in opened} != {None}


@pytest.mark.parametrize(
    "command",
    [["ss", "-tulpn"], ["ss", "-Htulpn"], ["ss", "-tuan"], ["netstat", "-tulpnW"], ["lsof", "-nP", "-i"]],
    ids=" ".join,
)
def test_the_tools_show_sockets_of_this_test(tmp_path: Path, opened: Opened, command: list[str]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    found = listing(tmp_path, result.stdout)
    assert set(opened) <= _seen(found)


def test_an_old_ss_prints_ipv4_as_an_asterisk(tmp_path: Path) -> None:
    lines = "tcp LISTEN 0 9 *:22 *:*\ntcp LISTEN 0 9 :::22 :::*\nudp UNCONN 0 0 *:68 *:*\ntcp LISTEN 0 9 :::80 :::*\n"
    found = scan("sockets", tmp_path, {"ss.txt": lines})
    assert [(one.line, one.address, one.port, one.may_be_ipv6_only) for one in found.listeners] == [
        (1, "*", 22, False),
        (3, "0.0.0.0", 68, False),
        (4, "*", 80, True),
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_listings_of_powershell(encoding: str, tmp_path: Path) -> None:
    text = "\ufeff\r\n  TCP    0.0.0.0:135    0.0.0.0:0    LISTENING\r\n  TCP    [::]:80    [::]:0    LISTENING\r\n"
    (tmp_path / "n.txt").write_bytes(text.encode(encoding))
    found = read_sources({"sockets": [str(tmp_path / "n.txt")]}, tmp_path)
    assert (listeners(found), errors(found)) == (["n.txt:2 tcp 0.0.0.0:135 None", "n.txt:3 tcp *:80 None"], [])
