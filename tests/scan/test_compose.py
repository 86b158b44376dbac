"""Compose files: what containers publish on the host."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.registry.ports import Ports
from portdocs.scan import Scan, read_sources
from portdocs.scan.compose.interpolate import Unset, interpolate, read_env
from portdocs.scan.compose.ports import parse_short
from tests.scan.observed import errors, listeners, scan, unresolved


def ports(folder: Path, *entries: str, **files: str) -> Scan:
    text = "services:\n  app:\n    ports:\n" + "".join(f"      - {entry}\n" for entry in entries)
    return scan(
        "compose", folder, {"compose.yml": text, **{name.replace("env", ".env"): t for name, t in files.items()}}
    )


ENTRIES = [
    ("8080:80", "tcp *:8080 -> 80"),
    ("22:22", "tcp *:22 -> 22"),  # 1342 in YAML 1.1
    ('"8080:80"', "tcp *:8080 -> 80"),
    ("8080:80/udp", "udp *:8080 -> 80"),
    ("8080:80/TCP", "tcp *:8080 -> 80"),
    ("3000", "tcp *:random -> 3000"),
    ("3000/udp", "udp *:random -> 3000"),
    ("127.0.0.1:8001:80", "tcp 127.0.0.1:8001 -> 80"),
    ("127.0.0.1::80", "tcp 127.0.0.1:random -> 80"),
    ("127.0.0.1:0:80", "tcp 127.0.0.1:random -> 80"),
    ('{target: 80, published: "0"}', "tcp *:random -> 80"),
    ("0.0.0.0:8001:80", "tcp 0.0.0.0:8001 -> 80"),
    ("'::1:6000:6001'", "tcp ::1:6000 -> 6001"),
    ("'[::1]:6000:6001'", "tcp ::1:6000 -> 6001"),
    ("'[::]:6000:6001'", "tcp :::6000 -> 6001"),
    ("9090-9091:8080-8081", "tcp *:9090-9091 -> 8080"),
    ("8000-8009:80", "tcp *:8000-8009 -> 80 app ?"),
    ("{target: 80, published: 8080}", "tcp *:8080 -> 80"),
    ('{target: 80, published: "8080", host_ip: 127.0.0.1, protocol: udp, mode: host}', "udp 127.0.0.1:8080 -> 80"),
    ('{target: 80, published: "8080-8089"}', "tcp *:8080-8089 -> 80 app ?"),
    ("{target: 80}", "tcp *:random -> 80"),
    ('"${PORT:-8080}:80"', "tcp *:8080 -> 80"),
    ('"${WHERE:-127.0.0.1:13306}:3306"', "tcp 127.0.0.1:13306 -> 3306"),
    ('"${SET}:80"', "tcp *:9000 -> 80"),
    ('"${EMPTY:-1}:80"', "tcp *:1 -> 80"),
    ('"${EMPTY-1}${SET}:80"', "tcp *:9000 -> 80"),
    ('"${A:-${B:-81}}:80"', "tcp *:81 -> 80"),
    ('"${SET:+82}:80"', "tcp *:82 -> 80"),
    ('"$SET:80"', "tcp *:9000 -> 80"),
]


@pytest.mark.parametrize(("entry", "expected"), ENTRIES)
def test_an_entry(tmp_path: Path, entry: str, expected: str) -> None:
    found = ports(tmp_path, entry, env="SET=9000\nEMPTY=\n")
    assert listeners(found) == [f"compose.yml:4 {expected}" + ("" if "app" in expected else " app")]
    assert (errors(found), unresolved(found)) == ([], [])


def test_container_only_ports_get_random_host_ports(tmp_path: Path) -> None:
    found = ports(tmp_path, "3000-3001", "3000")
    assert [(one.line, one.port, one.container_port) for one in found.listeners] == [
        (4, None, 3000),
        (4, None, 3001),
        (5, None, 3000),
    ]


@pytest.mark.parametrize(
    "entry", ['"${PORT}:80"', '"$PORT:80"', '"${PORT:?say which}:80"', "{target: 80, published: '${PORT}'}"]
)
def test_a_variable_without_value_is_unresolved(tmp_path: Path, entry: str) -> None:
    found = ports(tmp_path, entry, "1:1")
    assert listeners(found) == ["compose.yml:5 tcp *:1 -> 1 app"]
    assert [one.line for one in found.unresolved] == [4]


@pytest.mark.parametrize(
    "entry",
    ["99999:80", "80:0", "80:x", "8000-8002:80-81", "9-8:80", "localhost:80:80", "127.0.0.1:80", "80/icmp",
     "{published: 1}", "[80]", "1-65535", "08:80", "٨٠:80"],
)  # fmt: skip
def test_an_invalid_entry_is_one_error(tmp_path: Path, entry: str) -> None:
    found = ports(tmp_path, entry, "1:1")
    assert listeners(found) == ["compose.yml:5 tcp *:1 -> 1 app"]
    assert [error.line for error in found.errors] == [4]


@pytest.mark.parametrize(("value", "expected"), [("80", 1), ("{80: 80}", 1), ("null", 0), ("", 0), ("[]", 0)])
def test_ports_that_are_not_a_list_are_one_error(tmp_path: Path, value: str, expected: int) -> None:
    found = scan("compose", tmp_path, {"compose.yml": f"services:\n  app:\n    ports: {value}\n"})
    assert [error.line for error in found.errors] == [3] * expected


def test_sctp_is_unresolved(tmp_path: Path) -> None:
    found = ports(tmp_path, "80/sctp", "1:1")
    assert listeners(found) == ["compose.yml:5 tcp *:1 -> 1 app"]
    assert (unresolved(found), errors(found)) == (["compose.yml:4 80/sctp"], [])


QUIET = """\
x-common: &common
  image: a:80
  environment: {PORT: 80, PASSWORD: hunter2}
services:
  a:
    <<: *common
    expose: [5432]
    command: --port 9000
    labels: [traefik.port=8008]
  b:
    network_mode: service:a
  c:
"""


def test_services_that_publish_nothing(tmp_path: Path) -> None:
    found = scan("compose", tmp_path, {"compose.yml": QUIET})
    assert (found.listeners, found.errors, found.unresolved) == ((), (), ())


def test_host_networking_is_unresolved(tmp_path: Path) -> None:
    text = "services:\n  a:\n    network_mode: host\n    ports: ['80:80']\n"
    found = scan("compose", tmp_path, {"compose.yml": text})
    assert found.listeners == ()
    assert unresolved(found) == ["compose.yml:3 network_mode: host"]


def test_anchors_and_merge_keys(tmp_path: Path) -> None:
    text = """\
    x-a: &a {ports: ["1:1"]}
    x-b: &b {ports: ["2:2"], network_mode: host}
    x-ports: &ports ["3:3"]
    services:
      first: {<<: [*a, *b], network_mode: bridge}
      second: {<<: *b, network_mode: none}
      third: {ports: *ports}
    """
    found = scan("compose", tmp_path, {"compose.yml": text})
    assert listeners(found) == [
        "compose.yml:1 tcp *:1 -> 1 first",
        "compose.yml:2 tcp *:2 -> 2 second",
        "compose.yml:3 tcp *:3 -> 3 third",
    ]


def test_files_of_one_folder_merge_by_service(tmp_path: Path) -> None:
    files = {
        "compose.yml": "services:\n  a: {ports: ['1:1']}\n  b: {ports: ['2:2']}\n  c: {ports: ['3:3']}\n",
        "compose.prod.yml": "services:\n  a: {ports: ['4:4']}\n  b: {network_mode: host}\n"
        "  c: {ports: !override ['5:5']}\n",
        "compose.test.yml": "services:\n  a: {ports: !reset []}\n",
        "other/compose.yml": "services:\n  a: {network_mode: host}\n",
    }
    given = ("compose.yml", "compose.prod.yml", "other/compose.yml")
    assert listeners(scan("compose", tmp_path, files, *given)) == [
        "compose.prod.yml:2 tcp *:4 -> 4 a",
        "compose.prod.yml:4 tcp *:5 -> 5 c",
        "compose.yml:2 tcp *:1 -> 1 a",
    ]
    assert listeners(scan("compose", tmp_path, files, "compose.yml", "compose.test.yml")) == [
        "compose.yml:3 tcp *:2 -> 2 b",
        "compose.yml:4 tcp *:3 -> 3 c",
    ]


def test_reset_discards_earlier_values(tmp_path: Path) -> None:
    files = {
        "compose.yml": """\
services:
  host: {network_mode: host, ports: ["1:1"]}
  named: {container_name: old, ports: ["2:2"]}
  gone: {ports: ["3:3"]}
  anew: {container_name: old, ports: ["4:4"]}
  base: {ports: ["5:5"]}
  alone: {extends: base, ports: ["6:6"]}
""",
        "later.yml": """\
services:
  host: {network_mode: !reset null}
  named: {container_name: !reset }
  gone: !reset null
  anew: !override {ports: ["7:7"]}
  alone: {ports: !reset {}}
""",
        "none.yml": "services: !reset {}\n",
    }
    found = scan("compose", tmp_path, files, "compose.yml", "later.yml")
    assert listeners(found) == [
        "compose.yml:2 tcp *:1 -> 1 host",
        "compose.yml:3 tcp *:2 -> 2 named",
        "compose.yml:6 tcp *:5 -> 5 base",
        "later.yml:5 tcp *:7 -> 7 anew",
    ]
    assert {one.aliases for one in found.listeners} == {()}
    assert (errors(found), unresolved(found)) == ([], [])
    assert listeners(scan("compose", tmp_path, files, "compose.yml", "none.yml")) == []


def test_extends(tmp_path: Path) -> None:
    text = """\
    services:
      base: {ports: ["1:1"]}
      app: {extends: {service: base}, ports: ["2:2"]}
      far: {extends: {file: common.yml, service: x}}
      loop: {extends: loop}
    """
    found = scan("compose", tmp_path, {"compose.yml": text})
    assert [(one.port, one.name) for one in found.listeners] == [(1, "app"), (1, "base"), (2, "app")]
    assert unresolved(found) == ["compose.yml:4 extends x", "compose.yml:5 extends loop"]


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
)
MERGES = "a: &a {x: 1}\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} {{<<: [{', '.join([f'*{chr(97 + n)}'] * 9)}]}}\n" for n in range(20)
)
BROKEN = [
    ("services:\n  a: [\n", 3),
    ("services:\n\ta: 1\n", 2),
    ("services:\n  a: {}\n  a: {}\n", 3),
    ("- a\n", 1),
    ("hello", 1),
    ("a: 1\n---\nb: 2\n", 3),
    ("services:\n  a: &a\n    b: *a\n", 2),
    ("services:\n  a: *nobody\n", 2),
    (BOMB, 17),
    (MERGES, 7),
    ("[" * 900, 1),
    ("a: 1\nb: \0\n", 2),
    ("services: {? [a] : 1}", 1),
]


@pytest.mark.parametrize(("text", "line"), BROKEN)
def test_a_broken_file_is_one_error_and_the_rest_is_read(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "broken.yml").write_text(text, encoding="utf-8")
    found = scan("compose", tmp_path, {"compose.yml": "services: {a: {ports: ['1:1']}}"}, "broken.yml", "compose.yml")
    assert [one.port for one in found.listeners] == [1]
    assert [error.file for error in found.errors] == ["broken.yml"]
    assert found.errors[0].line == line


@pytest.mark.parametrize("name", ["folder", "fifo", "gone"])
def test_paths_that_are_not_files(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    found = scan("compose", tmp_path, {}, name)
    assert (len(found.errors), found.readable) == (1, False)


def test_passwords_are_not_repeated(tmp_path: Path) -> None:
    found = ports(tmp_path, '"${PASSWORD}:80"', '"80:${PASSWORD}"', env='PASSWORD="hunter2"\n')
    assert [error.line for error in found.errors] == [4, 5]
    assert "hunter2" not in str(found)


def test_the_env_file() -> None:
    text = "# no\nA=1 # one\nexport B='2 #'\nC=\"x${A}y\"\nnothing\nD = 4\nE=$UNKNOWN\nF=\n"
    assert read_env(text) == {"A": "1", "B": "2 #", "C": "x1y", "D": "4", "E": None, "F": ""}


@pytest.mark.parametrize("use", ["$E", "${E}", "${E:-2}", "${E-2}", "${E:+2}"])
def test_values_from_elsewhere_are_unresolved(use: str) -> None:
    values = read_env("E=1\nE=8$UNKNOWN\n")
    with pytest.raises(Unset, match="E"):
        interpolate(use, values)


def test_a_doubled_dollar_is_literal() -> None:
    assert interpolate("a$$b$${C}", {}) == "a$b${C}"


@given(st.text(alphabet="${}:-?+aA1 ", max_size=60))
def test_interpolation_survives_any_text(text: str) -> None:
    with suppress(Unset):
        interpolate(text, {"A": "$a", "a": "1"})


@given(st.sampled_from(["", "127.0.0.1", "::1", "[2001:db8::1]"]), st.integers(1, 65535), st.integers(1, 65535))
def test_short_syntax_splits_at_the_right_colons(address: str, host: int, container: int) -> None:
    published = parse_short(f"{address}:{host}:{container}" if address else f"{host}:{container}")
    assert published.address == (address.strip("[]") or "*")
    assert (published.host, published.container) == (Ports.one(host), Ports.one(container))


def test_endless_ports_are_one_error(tmp_path: Path) -> None:
    ports = "".join(f'      - "{number}:80"\n' for number in range(1, 3001))
    (tmp_path / "compose.yml").write_text(f"services:\n  a:\n    ports:\n{ports}")
    found = read_sources({"compose": [str(tmp_path / "compose.yml")]}, tmp_path)
    assert len(found.listeners) == 2000
    assert [(one.line, one.message) for one in found.errors] == [
        (2004, "more than 2000 ports of `a`; the rest is left out")
    ]
