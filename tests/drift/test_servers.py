"""The server and location that answer a request: as the real nginx did when it was asked the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from portdocs.drift.nginx_matching import matches
from portdocs.drift.nginx_servers import Servers
from tests.scan.observed import scan


def servers(folder: Path, text: str) -> Servers:
    return Servers(scan("nginx", folder, {"nginx.conf": f"events {{}}\nhttp {{\n{text}\n}}\n"}).routes)


def server(names: str, port: int, listen: str = "80") -> str:
    """A server that hands all on to a port."""
    return f"server {{ listen {listen}; server_name {names}; location / {{ proxy_pass http://h:{port}; }} }}\n"


# Two servers, 1 and 2, and 3 by default; who answers for a name.
NAMES = [
    ("www.ex.*", "*.ex.org", "www.ex.org", 2),
    ("www.ex.*", "*.ex.org", "www.ex.co.uk", 1),
    ("*.org", "*.ex.org", "a.ex.org", 2),
    ("*.org", ".ex.org", "ex.org", 2),
    (".ex.org", "ex.org", "ex.org", 1),
    ("mail.*", "mail.ex.*", "mail.ex.org", 2),
    ("mail.*", "mail.ex.*", "mail.a.b.c", 1),
    ("~^w", "www.*", "www.ex", 2),
    ("~^w", "www.ex", "www.ex", 2),
    ("~^www\\d+\\.ex$", "b.ex", "www1.ex", 1),
    ("~^www\\d+\\.ex$", "b.ex", "www.ex", 3),
    ("~^(?<sub>.+)\\.ex$", "~^a\\.", "a.ex", 1),
    ("~^(?<sub>.+)\\.ex$", "~^a\\.", "a.org", 2),
    ("~^WWW\\.", "b.ex", "www.ex", 1),
]


@pytest.mark.parametrize(("one", "two", "host", "port"), NAMES)
def test_the_server_of_a_name(tmp_path: Path, one: str, two: str, host: str, port: int) -> None:
    found = servers(tmp_path, server(one, 1) + server(two, 2) + server("_", 3, "80 default_server"))
    answering = found.named(host, 80) or found.default(80)
    assert not found.is_undecided(host, 80)
    assert answering
    assert answering.answers[0].shown_targets == (f"h:{port}",)


@pytest.mark.parametrize("pattern", ["~^\\Qa.ex\\E$", "~^(a+)+$", "~(?P<x", "$hostname", "~^[[:alpha:]]+$"])
def test_unsupported_patterns_are_undecided(tmp_path: Path, pattern: str) -> None:
    found = servers(tmp_path, server(f'"{pattern}"', 1) + server("_", 2, "80 default_server"))
    assert (found.named("a.ex", 80), found.is_undecided("a.ex", 80)) == (None, True)


def test_a_port_range_matches_each_port(tmp_path: Path) -> None:
    found = servers(tmp_path, server("a.ex", 1, "8000-8009") + server("b.ex", 2, "8010"))
    assert [bool(found.named("a.ex", port)) for port in (7999, 8000, 8005, 8009, 8010)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert found.addresses(8005) == {"0.0.0.0"}


def test_the_default_of_a_unix_socket(tmp_path: Path) -> None:
    found = servers(tmp_path, server("a.ex", 1, "unix:/s") + server("b.ex", 2, "unix:/s default_server"))
    assert [one and one.names for one in (found.on_path("/s", "a.ex"), found.on_path("/s", "c.ex"))] == [
        ("a.ex",),
        ("b.ex",),
    ]


def at(location: str, port: int, inner: str = "") -> str:
    return f"location {location} {{ proxy_pass http://h:{port}; {inner} }}\n"


ROOT = at("/", 9)
LOCATIONS = [
    (at("= /health", 1) + ROOT, {"/health": 1, "/health/x": 9, "/healthz": 9}),
    (at("= /", 1) + ROOT, {"": 9, "/": 9}),
    (at("= /", 1), {"/": 1, "/x": None}),
    (at("=/a", 1) + at("^~/b", 2) + at("~/c$", 3) + ROOT, {"/a": 1, "/ax": 9, "/bx": 2, "/x/c": 3}),
    (at("~ ^/api/", 1) + ROOT, {"/api/x": 1, "/api": 1, "/x/api/": 9}),
    (at("~ /$", 1) + ROOT, {"/api": 9, "/api/": 1}),
    (at("~* \\.(PNG|jpg)$", 1) + ROOT, {"/a.png": 1, "/a.pngx": 9}),
    (at("~ ^/a", 1) + at("~ ^/a/b", 2) + ROOT, {"/a/b": 1}),
    (at("^~ /api/", 1) + at("~ ^/api/v", 2) + ROOT, {"/api/v1": 1}),
    (at("^~ /api/", 1) + at("/api/v2/", 3) + at("~ /v2/", 2), {"/api/v1": 1, "/api/v2/": 2}),
    (
        at("/a/", 1, at("/a/b/", 2) + at("~ \\.php$", 3)) + ROOT,
        {"/a/b/c": 2, "/a/x.php": 3, "/a/b/x.php": 3, "/x.php": 9},
    ),
    (at("~ ^/a/", 1, at("~ x$", 2)) + ROOT, {"/a/x": 2, "/a/y": 1, "/x": 9}),
    (at("/a", 1) + at("/a/", 2) + ROOT, {"/a": 1, "/a/": 2}),
    (at('"/a b"', 1) + ROOT, {"/a%20b": 1}),
    (at("/i/", 1, "internal;") + ROOT, {"/i/x": None}),
    (at("/s/", 1, "location ~ ^/s/(a+)+$ { return 204; }") + ROOT, {"/s/a": None, "/x": 9}),
]


@pytest.mark.parametrize(("text", "expected"), LOCATIONS)
def test_the_location_of_a_path(tmp_path: Path, text: str, expected: dict[str, int | None]) -> None:
    (found,) = servers(tmp_path, f"server {{ listen 80;\n{text}\n}}").all
    answers = {path: found.answer(path) for path in expected}
    assert {path: one.shown_targets if one else () for path, one in answers.items()} == {
        path: (f"h:{port}",) if port else () for path, port in expected.items()
    }


IFS = [
    ("root /srv; if ($host = www.ex) { return 301 https://ex; }", "files"),
    ("location / { root /srv; if ($arg_x) { return 301 https://ex; } }", "files"),
    ("if ($host = ex) { return 301 https://ex; } return 404;", "redirect"),
    ("if ($host = ex) { return 301 https://ex; }", "redirect"),
    ("location / { if ($arg_x) { return 301 https://ex; } proxy_pass http://h; }", "proxy"),
]


@pytest.mark.parametrize(("text", "action"), IFS)
def test_conditional_answers_rank_after_unconditional_ones(tmp_path: Path, text: str, action: str) -> None:
    (found,) = servers(tmp_path, f"server {{ listen 80;\n{text}\n}}").all
    answer = found.answer("/")
    assert answer
    assert answer.action == action


WWW = "if ($host = www.ex) { return 301 https://ex; } "
HOSTS = [
    (WWW + ROOT, {"www.ex": "redirect", "ex": "proxy", "*": "proxy"}),
    (WWW + "root /srv;", {"www.ex": "redirect", "ex": "files"}),
    (WWW + "return 404;", {"www.ex": "redirect", "ex": "status"}),
    (WWW, {"www.ex": "redirect", "ex": None}),
    ("location / { " + WWW + "proxy_pass http://h; }", {"www.ex": "redirect", "ex": "proxy"}),
]


@pytest.mark.parametrize(("text", "expected"), HOSTS)
def test_an_if_of_a_name_is_for_that_name(tmp_path: Path, text: str, expected: dict[str, str | None]) -> None:
    (found,) = servers(tmp_path, f"server {{ listen 80; server_name ex www.ex;\n{text}\n}}").all
    answers = {host: found.answer("/", host) for host in expected}
    assert {host: one.action if one else None for host, one in answers.items()} == expected


PATTERNS = [
    ("^/(?<v>v[12])/", "/v1/x", True),
    ("(?i)^/A", "/a", None),
    ("^/a{2}$", "/aa", True),
    ("\\.php$", "/x.php5", False),
    ("(", "x", None),
    ("^(a|a)*$", "a" * 60 + "b", None),
    ("^(a*)*$", "a" * 60 + "b", None),
    ("(?<!x)y", "ay", True),
    ("((a?)a){30}a{30}", "a" * 60, None),
    ("^.*.*.*.*.*z$", "a" * 500, None),
    ("a?" * 30 + "a" * 30, "a" * 30, None),
    ("(a|a)" * 30 + "b", "a" * 31, None),
    ("^/(?:index|core/.+)\\.php(?:$|/)", "/core/x.php/y", True),
    ("^(?:www\\.)?a-?b\\.(org|com|net)$", "www.ab.net", True),
    ("cut off…", "cut off", None),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), PATTERNS)
def test_a_pattern(pattern: str, text: str, expected: bool | None) -> None:
    assert matches(pattern, text, any_case=False) is expected
