"""Caddy: each form of a Caddyfile with the listeners and routes that it means."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.scan import Scan, read_sources
from tests.scan.observed import errors, listeners, routes, scan, unresolved

# An address, with what `respond ok` in its site is: names, port and TLS.
ADDRESSES = [
    ("a.org", "a.org on *:443 tls"),
    ("http://a.org", "a.org on *:80"),
    ("https://a.org", "a.org on *:443 tls"),
    ("a.org:8443", "a.org on *:8443 tls"),
    ("http://a.org:8080", "a.org on *:8080"),
    ("a.org:80", "a.org on *:80"),
    (":80", "- on *:80"),
    (":443", "- on *:443 tls"),
    (":8080", "- on *:8080"),
    ("http://", "- on *:80"),
    ("https://", "- on *:443 tls"),
    ("*.a.org", "*.a.org on *:443 tls"),
    ("localhost", "localhost on *:443 tls"),
    ("192.0.2.1:8443", "192.0.2.1 on *:8443 tls"),
    ("[::1]:8080", "::1 on *:8080 tls"),
    ("{$NAME:a.org}", "a.org on *:443 tls"),
    ("{$NAME:http://a.org:8080}", "a.org on *:8080"),
    (":{$PORT:8080}", "- on *:8080"),
    ("www.{$NAME:a.org}", "www.a.org on *:443 tls"),
    ("a.org, b.org", "a.org,b.org on *:443 tls"),
    ("a.org,\nb.org", "a.org,b.org on *:443 tls"),
    ("a.org b.org", "a.org,b.org on *:443 tls"),
]


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_an_address(tmp_path: Path, address: str, expected: str) -> None:
    found = scan("caddy", tmp_path, {"Caddyfile": f"{address} {{\n\trespond ok\n}}\n"})
    assert [one.split(" ", 1)[1] for one in routes(found)] == [f"{expected} None status -"]
    assert [one.split(" ")[2] for one in listeners(found)] == ["*:" + expected.split("*:")[1].split(" ")[0]]
    assert (errors(found), unresolved(found)) == ([], [])


UNKNOWN = [
    ("{$NAME}", "- on *:None tls?", []),
    ("http://{$NAME}", "- on *:None", []),
    ("{$NAME}:8443", "- on *:8443 tls", ["*:8443"]),
    (":{$PORT}", "- on *:None tls?", []),
    ("a.org:{$PORT}", "a.org on *:None tls?", []),
]


@pytest.mark.parametrize(("address", "expected", "sockets"), UNKNOWN)
def test_a_variable_without_a_default_is_not_guessed(
    tmp_path: Path, address: str, expected: str, sockets: list[str]
) -> None:
    found = scan("caddy", tmp_path, {"Caddyfile": f"{address} {{\n\trespond ok\n}}\n"})
    assert [one.split(" ", 1)[1] for one in routes(found)] == [f"{expected} None status -"]
    assert [one.split(" ")[2] for one in listeners(found)] == sockets
    assert unresolved(found) == [f"Caddyfile:1 {address}"]
    assert [one.is_default for one in found.said_routes] == [address == ":{$PORT}"]


# Directives of a site `a.org` from line 2 on, and the expected routes.
SITES: list[tuple[str, list[str]]] = [
    ("reverse_proxy app:8000", ["2 a.org None proxy app:8000"]),
    ("reverse_proxy app", ["2 a.org None proxy app:80"]),
    ("reverse_proxy :8000", ["2 a.org None proxy localhost:8000"]),
    ("reverse_proxy https://app", ["2 a.org None proxy app:443"]),
    ("reverse_proxy h2c://app:8000", ["2 a.org None proxy app:8000"]),
    ("reverse_proxy [::1]:8000", ["2 a.org None proxy [::1]:8000"]),
    ("reverse_proxy unix//run/app.sock", ["2 a.org None proxy unix:/run/app.sock"]),
    ("reverse_proxy a:1 b:2", ["2 a.org None proxy a:1,b:2"]),
    ("reverse_proxy a:1-3", ["2 a.org None proxy a:1,a:2,a:3"]),
    ("reverse_proxy {\nto a:1 b:2\nheader_up Host {upstream_hostport}\n}", ["2 a.org None proxy a:1,b:2"]),
    ("reverse_proxy a:1 {\nto b:2\n}", ["2 a.org None proxy a:1,b:2"]),
    ("reverse_proxy * a:1", ["2 a.org None proxy a:1"]),
    ("reverse_proxy /api/* a:1", ["2 a.org /api/* proxy a:1"]),
    ("@x path /a /b/*\nreverse_proxy @x a:1", ["3 a.org /a proxy a:1", "3 a.org /b/* proxy a:1"]),
    ("@x {\npath /a\nmethod GET\n}\nreverse_proxy @x a:1", ["6 a.org /a proxy a:1 ?"]),
    ("@x path_regexp name ^/[0-9]+$\nreverse_proxy @x a:1", ["3 a.org ^/[0-9]+$ proxy a:1 ?"]),
    ("@x host b.org c.org\nreverse_proxy @x a:1", ["3 b.org,c.org None proxy a:1"]),
    ("@x header X-A b\nreverse_proxy @x a:1", ["3 a.org None proxy a:1 ?"]),
    ("@x `path('/a')`\nreverse_proxy @x a:1", ["3 a.org None proxy a:1 ?"]),
    ("handle /api/* {\nreverse_proxy a:1\n}\nhandle {\nreverse_proxy b:2\n}",
     ["3 a.org /api/* proxy a:1", "6 a.org None proxy b:2"]),
    ("handle_path /api/* {\nhandle /v1/* {\nreverse_proxy a:1\n}\n}", ["4 a.org /v1/* proxy a:1"]),
    ("route {\nreverse_proxy a:1\n}", ["3 a.org None proxy a:1"]),
    ("@x path /a /b\nhandle @x {\nreverse_proxy a:1\n}", ["4 a.org /a proxy a:1", "4 a.org /b proxy a:1"]),
    ("redir https://b.org{uri}", ["2 a.org None redirect https://b.org{uri}"]),
    ("redir /old /new permanent", ["2 a.org /old redirect /new"]),
    ("redir https://b.org 301", ["2 a.org None redirect https://b.org"]),
    ("redir /new", ["2 a.org None redirect /new"]),
    ("root * /srv\nfile_server", ["3 a.org None files -"]),
    ("file_server /assets/* browse", ["2 a.org /assets/* files -"]),
    ("respond /health 200", ["2 a.org /health status -"]),
    ('respond "not here" 404', ["2 a.org None status -"]),
    ("respond <<HTML\n<b> { \"x\" } </b>\nHTML 200\nreverse_proxy a:1",
     ["2 a.org None status -", "5 a.org None proxy a:1"]),
    ("php_fastcgi localhost:9000", ["2 a.org None proxy localhost:9000"]),
    ("reverse_proxy \\\na:1", ["2 a.org None proxy a:1"]),
    ("# reverse_proxy a:1\nreverse_proxy b:2 # c:3", ["3 a.org None proxy b:2"]),
    ("forward_auth auth:9000 {\nuri /verify\ncopy_headers X\n}", []),
    ("header Location http://b.org:99\nencode gzip\ntry_files {path} /index.html", []),
    ("handle_errors {\nreverse_proxy a:1\n}", []),
    ("basic_auth {\nadmin hunter2\n}\nplugin x {\nreverse_proxy a:1\n}\nreverse_proxy b:2", ["8 a.org None proxy b:2"]),
    ("tls internal {\non_demand\n}\nlog {\noutput file /x\n}", []),
    ("import web 8000", ["8 a.org /x proxy app:8000"]),
    ("import both a:1 b:2", ["11 a.org None proxy a:1,b:2"]),
    ("import wrap {\nreverse_proxy a:1\n}", ["3 a.org /in/* proxy a:1"]),
]  # fmt: skip
SNIPPETS = """\
(unused) {
reverse_proxy unused:1
}
(web) {
reverse_proxy /x app:{args[0]}
}
(both) {
reverse_proxy {args[:]}
}
(wrap) {
handle /in/* {
{block}
}
}
"""


@pytest.mark.parametrize(("block", "expected"), SITES)
def test_a_site(tmp_path: Path, block: str, expected: list[str]) -> None:
    head = "a.org {\n" + indent(block, "\t" if "HTML" not in block else "") + "\n}\n"
    found = scan("caddy", tmp_path, {"Caddyfile": head + SNIPPETS})
    start = head.count("\n") - 3  # in the table snippets begin on line 4
    shown = []
    for one, text in zip(found.said_routes, routes(found), strict=True):
        line = one.line if one.line <= head.count("\n") else one.line - start
        assert " on *:443 tls " in text
        rest = text.split(" ", 1)[1].replace(" on *:443 tls", "")
        shown.append(f"{line} {rest}{' ?' if one.is_conditional else ''}")
    assert shown == expected
    assert (errors(found), unresolved(found)) == ([], [])
    assert "hunter2" not in str(found)


UNCLEAR = [
    "reverse_proxy {$UPSTREAM}", "reverse_proxy {$HOST}:8000", "reverse_proxy {env.UPSTREAM}", "reverse_proxy {path}:1",
    "reverse_proxy {\ndynamic srv _app._tcp.a.org\n}", "reverse_proxy srv+http://a.org", "reverse_proxy",
]  # fmt: skip


@pytest.mark.parametrize("block", UNCLEAR)
def test_an_upstream_that_only_caddy_knows_is_unresolved(tmp_path: Path, block: str) -> None:
    found = scan("caddy", tmp_path, {"Caddyfile": "a.org {\n" + block + "\n}\n"})
    assert routes(found) == ["Caddyfile:2 a.org on *:443 tls None proxy -"]
    assert [one.line for one in found.unresolved] == [2]


GLOBAL = """\
(log) {
	log
}
{
	email me@a.org
	http_port 8080
	https_port 8443
	admin localhost:2019
	auto_https off
	servers :80 {
		protocols h1
	}
	on_demand_tls {
		ask http://127.0.0.1:99/ask
	}
	layer4 {
		:5432 {
			proxy db:5432
		}
	}
}
a.org {
	import log
	reverse_proxy app:1
}
http://b.org {
	respond ok
}
:8080 {
	respond ok
}
"""


def test_global_options_are_no_site(tmp_path: Path) -> None:
    found = scan("caddy", tmp_path, {"Caddyfile": GLOBAL})
    assert listeners(found) == [
        "Caddyfile:8 tcp 127.0.0.1:2019 caddy", "Caddyfile:22 tcp *:8443 caddy", "Caddyfile:26 tcp *:8080 caddy",
    ]  # fmt: skip
    assert routes(found) == [
        "Caddyfile:24 a.org on *:8443 tls None proxy app:1",
        "Caddyfile:27 b.org on *:8080 None status -",
        "Caddyfile:30 - on *:8080 None status -",
    ]


ADMIN = [
    (":2019", ["tcp *:2019"]), ("127.0.0.1:2020", ["tcp 127.0.0.1:2020"]), ("off", []),
    ("unix//run/caddy.sock", ["unix unix:/run/caddy.sock"]), ("[::1]:2019", ["tcp ::1:2019"]),
    ("{$ADMIN:0.0.0.0:2019}", ["tcp 0.0.0.0:2019"]), ("{$ADMIN}", []),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), ADMIN)
def test_the_admin_endpoint(tmp_path: Path, value: str, expected: list[str]) -> None:
    found = scan("caddy", tmp_path, {"Caddyfile": f"{{\n\tadmin {value}\n}}\n"})
    assert [one.removeprefix("Caddyfile:2 ").removesuffix(" caddy") for one in listeners(found)] == expected
    assert len(found.unresolved) == (value == "{$ADMIN}")


def test_bind_decides_the_address(tmp_path: Path) -> None:
    text = "a.org {\n\tbind 127.0.0.1 [::1]\n\trespond ok\n}\nb.org {\n\tbind unix//run/b.sock\n\trespond ok\n}\n"
    found = scan("caddy", tmp_path, {"Caddyfile": text})
    assert [one.split(" ", 1)[1] for one in listeners(found)] == [
        "tcp 127.0.0.1:443 caddy", "tcp ::1:443 caddy", "unix unix:/run/b.sock caddy",
    ]  # fmt: skip
    assert len(found.said_routes) == 3
    default = scan("caddy", tmp_path, {"Caddyfile": "{\n\tdefault_bind 10.0.0.4\n}\na.org {\n\trespond ok\n}\n"})
    assert listeners(default) == ["Caddyfile:4 tcp 10.0.0.4:443 caddy"]


def test_names_with_other_ports_are_other_sites(tmp_path: Path) -> None:
    found = scan("caddy", tmp_path, {"Caddyfile": "a.org, http://a.org, b.org, :3000 {\n\trespond ok\n}\n"})
    assert sorted([one.split(" ", 1)[1] for one in routes(found)], reverse=True) == [
        "a.org,b.org on *:443 tls None status -", "a.org on *:80 None status -", "- on *:3000 None status -",
    ]  # fmt: skip
    assert [one.server for one in found.said_routes] == [("Caddyfile", 1)] * 3


def test_a_file_without_braces_is_one_site(tmp_path: Path) -> None:
    found = scan(
        "caddy",
        tmp_path,
        {"Caddyfile": "# my site\na.org, b.org\n\nhandle /x {\n\treverse_proxy a:1\n}\nfile_server\n"},
    )
    assert routes(found) == [
        "Caddyfile:5 a.org,b.org on *:443 tls /x proxy a:1", "Caddyfile:7 a.org,b.org on *:443 tls None files -",
    ]  # fmt: skip


def test_the_path_of_an_address_is_a_location(tmp_path: Path) -> None:
    found = scan("caddy", tmp_path, {"Caddyfile": "a.org/api/* {\n\treverse_proxy a:1\n}\n"})
    assert routes(found) == ["Caddyfile:2 a.org on *:443 tls /api/* proxy a:1"]


def test_tls_on_a_port_without_a_name(tmp_path: Path) -> None:
    found = scan("caddy", tmp_path, {"Caddyfile": ":8443 {\n\ttls internal\n\trespond ok\n}\n"})
    assert routes(found) == ["Caddyfile:3 - on *:8443 tls None status -"]
    text = "{\n\thttp_port {$H}\n\thttps_port {$S}\n}\n:{$H} {\n\trespond a\n}\n:{$S} {\n\trespond b\n}\n"
    assert [one.tls for one in scan("caddy", tmp_path, {"Caddyfile": text}).said_routes] == [False, True]


def test_imported_files_keep_their_names_and_lines(tmp_path: Path) -> None:
    files = {
        "caddy/Caddyfile": "import sites/*.caddy\nimport gone/*.caddy\nimport ../secret\n"
        "import /etc/x\nimport site b.org\n",
        "caddy/sites/a.caddy": "(site) {\n\t{args[0]} {\n\t\trespond ok\n\t}\n}\na.org {\n\timport ../more\n}\n",
        "caddy/more": "reverse_proxy a:1\n",
        "secret": "x.org {\n\trespond ok\n}\n",
    }
    found = scan("caddy", tmp_path, files)
    assert routes(found) == ["caddy/sites/a.caddy:3 b.org on *:443 tls None status -"]
    assert [(one.file, one.line) for one in found.unresolved] == [
        ("caddy/Caddyfile", 2), ("caddy/Caddyfile", 3), ("caddy/Caddyfile", 4), ("caddy/sites/a.caddy", 7),
    ]  # fmt: skip
    assert {one.file: one.sees for one in found.files} == {"caddy/Caddyfile": (), "caddy/sites/a.caddy": ()}
    whole = scan("caddy", tmp_path, {"whole/Caddyfile": "import more\n", "whole/more": "a.org {\n\trespond ok\n}\n"})
    assert routes(whole) == ["whole/more:2 a.org on *:443 tls None status -"]
    assert ("caddy",) in {one.sees for one in whole.files}


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "secret").write_text("x.org {\n\trespond ok\n}\n")
    (tmp_path / "c/link").symlink_to(tmp_path / "secret")
    found = scan("caddy", tmp_path, {"c/Caddyfile": "import link\n"})
    assert (routes(found), [one.line for one in found.unresolved]) == ([], [1])


BAD = {
    "an unclosed block": ("a.org {\n\trespond ok\n", 1),
    "a brace too many": ("a.org {\n}\n}\n", 3),
    "deep blocks": ("a.org {\n" * 200, 51),
    "binary": ("\0", 1),
    "json": ('{"apps": {}}', 1),
    "an invalid port": ("a.org:99999 {\n\trespond ok\n}\n", 1),
    "endless snippets": ("".join(f"(s{n}) {{\n{f'import s{n + 1}' + chr(10)}import s{n + 1}\n}}\n" for n in range(25))
                         + "a.org {\nimport s0\n}\n", None),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_broken_is_an_error_with_its_line(tmp_path: Path, name: str) -> None:
    text, line = BAD[name]
    found = scan("caddy", tmp_path, {"bad": text, "good": ":80\nrespond ok\n"}, "bad", "good")
    assert [one.file for one in found.errors] == ["bad"]
    assert line is None or found.errors[0].line == line
    assert routes(found) == ["good:2 - on *:80 None status -"]


WORDS = ["{", "}", "a.org", "\n", "reverse_proxy", "a:1", "(s)", "import", "s", "@x", "path", "/a", "handle", "#",
         '"', "`", "<<E", "E", ",", "{args[0]}", "{$X}", "{block}", "bind", "tls", "\\"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_no_order_of_words_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    folder = tmp_path_factory.mktemp("caddy")
    (folder / "Caddyfile").write_text(" ".join(words))
    assert isinstance(read_sources({"caddy": [str(folder / "Caddyfile")]}, folder), Scan)


CADDY = shutil.which("caddy")
ADAPTED = {
    "names and ports": GLOBAL.replace("\tlayer4 {\n\t\t:5432 {\n\t\t\tproxy db:5432\n\t\t}\n\t}\n", ""),
    "paths": "a.org, b.org:8443 {\n\thandle_path /api/* {\n\t\treverse_proxy a:1\n\t}\n\t@x path /c /d\n\t"
             "reverse_proxy @x b:2 c:3\n\tfile_server\n}\nhttp://c.org {\n\tredir https://c.org{uri}\n}\n",
    "snippets": "a.org {\n\timport web 8000\n}\n" + SNIPPETS.replace("(both) {\nreverse_proxy {args[:]}\n}\n", ""),
    "binds": "a.org {\n\tbind 127.0.0.1\n\treverse_proxy [::1]:8000 h2c://x:9\n}\n:80 :3170 {\n\trespond ok\n}\n",
    "wildcards": "*.a.org {\n\t@x host x.a.org\n\thandle @x {\n\t\treverse_proxy x:1\n\t}\n\thandle {\n\t\tabort\n"
                 "\t}\n}\n",
}  # fmt: skip


@pytest.mark.skipif(CADDY is None, reason="caddy is not installed")
@pytest.mark.parametrize("name", ADAPTED)
def test_caddy_adapt_says_the_same(tmp_path: Path, name: str) -> None:
    first, *snippets = ADAPTED[name].partition("(unused)")  # caddy wants snippets first
    text = dedent("".join(snippets) + first) if name == "snippets" else ADAPTED[name]
    found = scan("caddy", tmp_path, {"Caddyfile": text})
    run = subprocess.run(
        [str(CADDY), "adapt", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"],
        capture_output=True, check=True,
    )  # fmt: skip
    adapted = json.loads(run.stdout)["apps"]["http"]["servers"]
    listens = {listen for server in adapted.values() for listen in server["listen"]}
    ours = {f"{'' if one.address == '*' else one.address}:{one.port}" for one in found.listeners}
    assert ours - {"127.0.0.1:2019"} == listens
    dials = {upstream["dial"] for upstream in _values(adapted, "upstreams")}
    assert {target for one in found.said_routes if one.action == "proxy" for target in one.shown_targets} == dials
    hosts = set(_values(adapted, "host"))
    assert {name for one in found.said_routes for name in one.server_names} <= hosts


def _values(tree: Any, key: str) -> list[Any]:
    """The items of all lists under a key, anywhere in a tree."""
    if isinstance(tree, list):
        return [value for one in tree for value in _values(one, key)]
    if not isinstance(tree, dict):
        return []
    own = tree.get(key) if isinstance(tree.get(key), list) else []
    return [*(own or []), *(value for one in tree.values() for value in _values(one, key))]


def test_blocks_for_many_paths_in_each_other_end(tmp_path: Path) -> None:
    paths = " ".join(f"/{n}" for n in range(50))
    text = f"a.org {{\n@x path {paths}\n" + "handle @x {\n" * 10 + "}\n" * 11
    found = scan("caddy", tmp_path, {"Caddyfile": text})
    assert [one.message.split(";")[0] for one in found.errors] == ["more combinations of paths than can be followed"]


def test_heredocs_that_nothing_closes_end(tmp_path: Path) -> None:
    text = ":80 {\n\trespond ok\n}\n" + "".join(f"<<m{n}\n" for n in range(20_000))
    assert scan("caddy", tmp_path, {"Caddyfile": text}).readable
