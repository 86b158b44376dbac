"""nginx: what a configuration listens on and where it leads."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from portdocs.reports import scan_json
from portdocs.scan import Scan, read_sources
from tests.scan.observed import errors, listeners, routes, scan, unresolved


def site(folder: Path, text: str) -> Scan:
    return scan("nginx", folder, {"site": text})


LISTENS = [
    ("listen 80;", ["tcp 0.0.0.0:80"]),
    ("listen *:81;", ["tcp 0.0.0.0:81"]),
    ("listen *;", ["tcp 0.0.0.0:80"]),
    ("", ["tcp 0.0.0.0:80"]),
    ("listen 10.0.0.4;", ["tcp 10.0.0.4:80"]),
    ("listen 127.0.0.1:8000 default_server backlog=512;", ["tcp 127.0.0.1:8000"]),
    ("listen [::]:80;", ["tcp :::80"]),
    ("listen [::]:80 ipv6only=on;", ["tcp :::80"]),
    ("listen [::]:80 ipv6only=off;", ["tcp *:80"]),
    ("listen [::1];", ["tcp ::1:80"]),
    ("listen [2001:DB8::1]:443 ssl;", ["tcp 2001:db8::1:443"]),
    ("listen 8000-8010;", ["tcp 0.0.0.0:8000-8010"]),
    ("listen 127.0.0.1:8000-8001;", ["tcp 127.0.0.1:8000-8001"]),
    ("listen unix:/run/site.sock;", ["unix unix:/run/site.sock"]),
    ("listen 443 quic reuseport; listen 443 ssl;", ["tcp 0.0.0.0:443", "udp 0.0.0.0:443"]),
    ("listen 80; listen 80 default_server;", ["tcp 0.0.0.0:80"]),
    ("listen 127.0.0.1:80; listen [::1]:80;", ["tcp 127.0.0.1:80", "tcp ::1:80"]),
    ("listen localhost:8080;", ["tcp unknown:8080"]),
    ("listen 0080; listen 127.0.0.1:081-082;", ["tcp 0.0.0.0:80", "tcp 127.0.0.1:81-82"]),
    ("listen 127.1:8080;", ["tcp unknown:8080"]),
    ("listen 80; listen 127.0.0.1:80 backlog=9;", ["tcp 0.0.0.0:80", "tcp 127.0.0.1:80"]),
    ("listen [::]:80 ipv6only=off; } server { listen [::]:80;", ["tcp *:80"]),
    ("listen [::]:80; } server { listen [::]:80 ipv6only=off;", ["tcp *:80"]),
]


@pytest.mark.parametrize(("listen", "expected"), LISTENS)
def test_listen(tmp_path: Path, listen: str, expected: list[str]) -> None:
    found = site(tmp_path, f"server {{ {listen} }}\n")
    assert listeners(found) == [f"site:1 {one} nginx" for one in expected]
    assert errors(found) == []


@pytest.mark.parametrize(
    "listen",
    [
        "listen 80\n server_name x;",
        "listen 70000;",
        "listen 0;",
        "listen 9-8;",
        "listen 127.0.0.1:x;",
        "listen :80;",
        "listen 80/;",
    ],
)
def test_an_invalid_listen_is_an_error(tmp_path: Path, listen: str) -> None:
    found = site(tmp_path, f"server {{\n  {listen}\n  return 404;\n}}\n")
    assert [error.line for error in found.errors] == [2]
    assert (found.listeners, found.routes) == ((), ())


def test_a_site(tmp_path: Path) -> None:
    found = site(
        tmp_path,
        """\
        upstream app {
            server 10.0.0.1;
            server 10.0.0.2:8000 weight=5;
            server [::1]:8001 backup;
            server unix:/run/app.sock;
            server 10.0.0.9:8000 down;
        }
        server {
            listen 80;
            server_name a.example.org b.example.org;
            return 301 https://$host$request_uri;
        }
        server {
            listen 443 ssl;
            server_name a.example.org;
            server_name b.example.org;
            location / {
                proxy_pass http://app;
            }
            location ^~ /api/ {
                proxy_pass https://10.1.0.1/v1/?key=hunter2;
                location ~ ^/api/(x|y)$ { grpc_pass grpc://10.1.0.2:50051; }
            }
            location = /health { return 200 "fine"; }
            location /static/ { alias /srv/static/; }
            location @fallback { fastcgi_pass unix:/run/php.sock; }
        }
        """,
    )
    names = "a.example.org,b.example.org"
    assert routes(found) == [
        f"site:11 {names} on 0.0.0.0:80 None redirect https://$host$request_uri",
        f"site:18 {names} on 0.0.0.0:443 tls / proxy 10.0.0.1:80,10.0.0.2:8000,[::1]:8001,unix:/run/app.sock",
        f"site:21 {names} on 0.0.0.0:443 tls ^~ /api/ proxy 10.1.0.1:443",
        f"site:22 {names} on 0.0.0.0:443 tls ~ ^/api/(x|y)$ proxy 10.1.0.2:50051",
        f"site:24 {names} on 0.0.0.0:443 tls = /health status -",
        f"site:25 {names} on 0.0.0.0:443 tls /static/ files -",
        f"site:26 {names} on 0.0.0.0:443 tls @fallback proxy unix:/run/php.sock",
    ]
    assert (unresolved(found), errors(found)) == ([], [])
    assert "hunter2" not in str(found)


PASSES = [
    ("proxy_pass http://127.0.0.1:8000;", "127.0.0.1:8000"),
    ("proxy_pass http://127.0.0.1:8000/path/;", "127.0.0.1:8000"),
    ("proxy_pass http://app.example.org;", "app.example.org:80"),
    ("proxy_pass HTTPS://app.example.org;", "app.example.org:443"),
    ("proxy_pass http://localhost:8080;", "localhost:8080"),
    ("proxy_pass http://[::1]:8080;", "[::1]:8080"),
    ("proxy_pass http://[::1];", "[::1]:80"),
    ("proxy_pass http://unix:/run/a.sock:/x/;", "unix:/run/a.sock"),
    ("proxy_pass $scheme://127.0.0.1:8000;", "127.0.0.1:8000"),
    ("proxy_pass http://127.0.0.1:8000$request_uri;", "127.0.0.1:8000"),
    ("set $p 8080; proxy_pass http://127.0.0.1:$p;", "127.0.0.1:8080"),
    ("set $to http://10.0.0.1:5000/x; proxy_pass $to;", "10.0.0.1:5000"),
    ("set $to 10.0.0.1; set $all http://$to:5000; proxy_pass ${all}/y;", "10.0.0.1:5000"),
    ("uwsgi_pass 127.0.0.1:3031;", "127.0.0.1:3031"),
    ("uwsgi_pass uwsgi://127.0.0.1:3031;", "127.0.0.1:3031"),
    ("scgi_pass unix:/run/s.sock;", "unix:/run/s.sock"),
    ("uwsgi_pass unix:///run/u.sock;", "unix:/run/u.sock"),
    ("uwsgi_pass uwsgi://unix:///run/u.sock;", "unix:/run/u.sock"),
    ("proxy_pass http://127.0.0.1:8000/go?to=http://other:9000/;", "127.0.0.1:8000"),
    ("set $to http://10.0.0.1:5000/go?to=http://other/; proxy_pass $to;", "10.0.0.1:5000"),
    ("memcached_pass 127.0.0.1:11211;", "127.0.0.1:11211"),
    ("grpc_pass grpcs://g.example.org:443;", "g.example.org:443"),
]


@pytest.mark.parametrize(("line", "target"), PASSES)
def test_a_pass(tmp_path: Path, line: str, target: str) -> None:
    found = site(tmp_path, f"server {{ location / {{ {line} }} }}\n")
    assert routes(found) == [f"site:1 - on 0.0.0.0:80 / proxy {target}"]
    assert unresolved(found) == []


@pytest.mark.parametrize(
    "line",
    [
        "proxy_pass http://$backend;",
        "proxy_pass http://$host:8080;",
        "proxy_pass $scheme://app.example.org;",
        "proxy_pass http://127.0.0.1:80$port;",
        "proxy_pass http://backend;",
        "proxy_pass http://127.0.0.1:99999;",
        "fastcgi_pass php-cgi;",
        "grpc_pass g.example.org;",
        "if ($x) { set $p 1; } set $p 2; proxy_pass http://127.0.0.1:$p;",
        "set $p $p; proxy_pass http://127.0.0.1:$p;",
    ],
)
def test_runtime_targets_are_unresolved(tmp_path: Path, line: str) -> None:
    found = site(tmp_path, f"server {{ location / {{ {line} }} }}\n")
    assert [(route.action, route.targets) for route in found.routes] == [("proxy", ())]
    assert [(one.line, bool(one.reason)) for one in found.unresolved] == [(1, True)]


def test_credentials_in_urls_are_not_repeated(tmp_path: Path) -> None:
    found = site(tmp_path, "server { location / { proxy_pass http://jo:hunter2@app:80/; } }\n")
    assert "hunter2" not in str(found)
    assert unresolved(found) == ["site:1 proxy_pass http://app:80/"]


def test_one_ssl_encrypts_a_socket_for_all_its_servers(tmp_path: Path) -> None:
    found = site(
        tmp_path,
        "server { listen 443 ssl; server_name a; return 204; }\n"
        "server { listen 443; server_name b; return 204; }\n"
        "server { listen 444; ssl on; server_name c; return 204; }\n"
        "server { listen 444; server_name d; return 204; }\n"
        "server { listen 445; server_name e; return 204; }\n"
        "server { listen 445; ssl on; server_name f; return 204; }\n",
    )
    assert [route.tls for route in found.routes] == [True, True, True, True, False, False]


def test_stream_and_mail(tmp_path: Path) -> None:
    conf = """\
    events {}
    stream {
        map $ssl_preread_server_name $name { a.example.org a; }
        upstream dns { server 10.0.0.1:53; server 10.0.0.2:53; }
        server { listen 53 udp; listen 53; proxy_pass dns; }
        server { listen 8443; ssl_preread on; proxy_pass $name; }
        server { listen 8444; ssl_preread on; proxy_pass 10.0.0.3:443; }
        server { listen 8445 ssl; proxy_pass unix:/run/db.sock; }
    }
    mail { server { listen 993 ssl; protocol imap; } }
    """
    found = scan("nginx", tmp_path, {"nginx.conf": conf})
    assert routes(found) == [
        "nginx.conf:5 - on 0.0.0.0:53 None proxy 10.0.0.1:53,10.0.0.2:53",
        "nginx.conf:5 - on udp 0.0.0.0:53 None proxy 10.0.0.1:53,10.0.0.2:53",
        "nginx.conf:6 - on 0.0.0.0:8443 passthrough None proxy -",
        "nginx.conf:7 - on 0.0.0.0:8444 passthrough None proxy 10.0.0.3:443",
        "nginx.conf:8 - on 0.0.0.0:8445 tls None proxy unix:/run/db.sock",
        "nginx.conf:10 - on 0.0.0.0:993 tls None proxy -",
    ]
    assert unresolved(found) == ["nginx.conf:6 proxy_pass $name", "nginx.conf:10 server"]


def test_a_stream_site_file_is_detected(tmp_path: Path) -> None:
    found = site(tmp_path, "upstream d { server 10.0.0.1:53; }\nserver { listen 5353 udp; proxy_pass d; }\n")
    assert routes(found) == ["site:2 - on udp 0.0.0.0:5353 None proxy 10.0.0.1:53"]


def test_a_conditional_redirect_and_what_follows_it(tmp_path: Path) -> None:
    found = site(
        tmp_path,
        "server {\n if ($host = a.example.org) {\n  return 301 https://$host$request_uri;\n }\n"
        " server_name a.example.org;\n return 404;\n}\n",
    )
    assert routes(found) == [
        "site:3 a.example.org on 0.0.0.0:80 None redirect https://$host$request_uri",
        "site:6 a.example.org on 0.0.0.0:80 None status -",
    ]


def test_files_where_nothing_else_answers(tmp_path: Path) -> None:
    found = site(tmp_path, "server {\n root /srv;\n location /a { expires 1d; }\n location /b { return 204; }\n}\n")
    assert routes(found) == ["site:2 - on 0.0.0.0:80 None files -", "site:4 - on 0.0.0.0:80 /b status -"]
    found = site(tmp_path, "server {\n root /srv;\n location / { proxy_pass http://10.0.0.1; }\n}\n")
    assert [route.action for route in found.routes] == ["proxy"]


TREE = {
    "nginx.conf": "events {}\nhttp {\n include conf.d/*.conf;\n include /etc/nginx/sites-enabled/*;\n}\n",
    "conf.d/up.conf": "upstream app { server 127.0.0.1:16532; }\n",
    "conf.d/.hidden.conf": "server { listen 1; }\n",
    "sites-enabled/video": "server {\n listen 80;\n include snippets/pass.conf;\n}\n",
    "snippets/pass.conf": "location / { proxy_pass http://app; }\n",
}


@pytest.mark.parametrize("below", ["", "etc/nginx/"])
@pytest.mark.parametrize("given", ["", "nginx.conf"])
def test_a_configuration_tree(tmp_path: Path, below: str, given: str) -> None:
    found = scan("nginx", tmp_path, {below + name: text for name, text in TREE.items()}, below + given if given else "")
    assert listeners(found) == [f"{below}sites-enabled/video:2 tcp 0.0.0.0:80 nginx"]
    assert routes(found) == [f"{below}snippets/pass.conf:1 - on 0.0.0.0:80 / proxy 127.0.0.1:16532"]
    assert (errors(found), unresolved(found)) == ([], [])


def test_enabled_sites_are_links(tmp_path: Path) -> None:
    (tmp_path / "sites-enabled").mkdir()
    (tmp_path / "sites-enabled/a").symlink_to("../sites-available/a")
    (tmp_path / "sites-enabled/b").symlink_to("/etc/nginx/sites-available/b")
    files = {
        "nginx.conf": "http { include sites-enabled/*; }\n",
        "sites-available/a": "server { listen 1; }\n",
        "sites-available/b": "server { listen 2; }\n",
    }
    found = scan("nginx", tmp_path, files)
    assert {one.port for one in found.listeners} == {1, 2}
    assert found.errors == ()


def test_includes_that_cannot_be_resolved(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("server { listen 9; }\n")
    files = {
        "n/nginx.conf": "http {\n include gone.conf;\n include gone/*.conf;\n include ../out;\n"
        " include /usr/share/nginx/*.conf;\n include loop.conf;\n include link.conf;\n server { listen 1; }\n}\n",
        "n/loop.conf": "include loop.conf;\nserver { listen 2; }\n",
    }
    (tmp_path / "n").mkdir()
    (tmp_path / "n/link.conf").symlink_to("../out")
    found = scan("nginx", tmp_path, files, "n")
    assert [one.port for one in found.listeners] == [2, 1]
    assert errors(found) == [
        "n/link.conf:1 a link that leads outside the given path",
        "n/loop.conf:1 `n/loop.conf` includes itself",
        "n/nginx.conf:2 `gone.conf` not found below the given path",
    ]
    assert unresolved(found) == ["n/nginx.conf:4 include ../out", "n/nginx.conf:5 include /usr/share/nginx/*.conf"]


def test_a_site_file_alone_is_incomplete(tmp_path: Path) -> None:
    found = site(
        tmp_path, "server {\n listen 80;\n location / { include fastcgi_params; fastcgi_pass unix:/run/p; }\n}\n"
    )
    assert errors(found) == []
    assert unresolved(found) == ["site:3 include fastcgi_params"]


BROKEN = [
    ("server {\n listen 80;\n", 2),
    ("server { }\n}\n", 2),
    ("server {\n proxy_pass;\n}\n", 2),
    ("server {\n location / { proxy_pass http://a proxy_buffering off; }\n}\n", 2),
    ("upstream a { server b; }\nlisten 80", 2),
    ("http {\n" * 3000 + "}" * 3000, 101),
    ("server {\n\0\n}", 2),
    ("\ufeffserver { listen 80; }", 1),
]


@pytest.mark.parametrize(("text", "line"), BROKEN)
def test_a_broken_file_is_one_error_and_the_rest_is_read(tmp_path: Path, text: str, line: int) -> None:
    files = {"nginx.conf": "http { include s/*; }\n", "s/a": "server { listen 1; }\n", "s/c": "server { listen 3; }\n"}
    (tmp_path / "s").mkdir()
    (tmp_path / "s/b").write_text(text, encoding="utf-8")
    found = scan("nginx", tmp_path, files)
    assert [one.port for one in found.listeners] == [1, 3]
    assert [(error.file, error.line) for error in found.errors] == [("s/b", line)]


def test_exponential_includes_are_bounded(tmp_path: Path) -> None:
    files = {f"{n}.conf": f"include {n + 1}.conf;\n" * 10 for n in range(12)}
    found = scan("nginx", tmp_path, {"nginx.conf": "http { include 0.conf; }\n", **files, "12.conf": ""})
    assert found.errors


def test_blocks_nested_through_includes_are_bounded(tmp_path: Path) -> None:
    files = {f"{n}.conf": "a {" * 90 + f"include {n + 1}.conf;" + "}" * 90 for n in range(15)}
    found = scan("nginx", tmp_path, {"nginx.conf": "http { include 0.conf; }\n", **files, "15.conf": ""})
    assert found.errors


@pytest.mark.parametrize("given", ["folder", "fifo", "gone", "folder/nginx.conf"])
def test_paths_that_are_not_files(tmp_path: Path, given: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    found = scan("nginx", tmp_path, {}, given)
    assert len(found.errors) == 1
    assert not found.readable


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_agrees_on_the_files_of_a_tree(tmp_path: Path) -> None:
    files = {name: text.replace("/etc/nginx/", f"{tmp_path}/") for name, text in TREE.items()}
    found = scan("nginx", tmp_path, files)
    result = subprocess.run(["nginx", "-T", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    named = {
        line.split()[-1].rstrip(":") for line in result.stdout.splitlines() if line.startswith("# configuration file")
    }
    assert {str(tmp_path / read.file) for read in found.files} == named


def located(folder: Path, text: str) -> list[str]:
    """`location action targets` of each route that requests reach."""
    return [
        f"{one.location} {one.action} {','.join(one.shown_targets) or '-'}"
        for one in site(folder, f"server {{\n{text}\n}}\n").routes
        if one.is_reached
    ]


P, Q = "proxy_pass http://10.0.0.1", "proxy_pass http://10.0.0.2"
REACHED = [
    # What a server or location returns comes before all else, wherever it stands.
    (f"return 301 https://b.ex; location / {{ {P}; }}", ["None redirect https://b.ex"]),
    (f"location / {{ {P}; }} return 404; location @b {{ {Q}; }}", ["None status -", "@b proxy 10.0.0.2:80"]),
    (f"rewrite ^(.*)$ https://b.ex$1 permanent; location / {{ {P}; }}", ["None redirect https://b.ex$1"]),
    (
        f"rewrite ^/a https://b.ex permanent; location / {{ {P}; }}",
        ["None redirect https://b.ex", "/ proxy 10.0.0.1:80"],
    ),
    (f"location / {{ {P}; return 503; }}", ["/ status -"]),
    (f"location / {{ if ($x) {{ {P}; }} return 503; }}", ["/ status -"]),
    # ... unless something before it ends the rewriting.
    (f"break; return 404; location / {{ {P}; }}", ["None status -", "/ proxy 10.0.0.1:80"]),
    (f"if ($x) {{ break; }} return 404; location / {{ {P}; }}", ["None status -", "/ proxy 10.0.0.1:80"]),
    (f"location / {{ rewrite ^/a /b break; return 404; {P}; }}", ["/ status -", "/ proxy 10.0.0.1:80"]),
    # The last of two handlers holds.
    (f"location / {{ {P}; fastcgi_pass 10.0.0.3:9000; }}", ["/ proxy 10.0.0.3:9000"]),
    # A pass is not inherited.
    (f"location / {{ {P}; location /s {{ expires 1d; }} }}", ["/ proxy 10.0.0.1:80", "/s files -"]),
    (f"location / {{ {P}; }} location = /r {{ log_not_found off; }}", ["/ proxy 10.0.0.1:80", "= /r files -"]),
    (f"location / {{ {P}; }} location ~ /\\.ht {{ deny all; }}", ["/ proxy 10.0.0.1:80", "~ /\\.ht status -"]),
    (f"location / {{ {P}; }} location /o {{ rewrite ^ /n last; }}", ["/ proxy 10.0.0.1:80", "/o proxy -"]),
    (f"location / {{ {P}; }} location /l {{ content_by_lua_block {{ x }} }}", ["/ proxy 10.0.0.1:80", "/l proxy -"]),
    ("location / { try_files $uri =404; } location ~ /\\.ht { deny all; }", ["/ files -"]),
]


@pytest.mark.parametrize(("text", "expected"), REACHED)
def test_reachable_routes(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert sorted(located(tmp_path, text)) == sorted(expected)


def test_a_scan_prints_one_route_per_line(tmp_path: Path) -> None:
    locations = (
        f"location / {{ {P}; }}\nlocation ~ /\\.ht {{ deny all; }}\nlocation /b {{ {Q}; return 403; return 301 /; }}"
    )
    printed = scan_json.render(site(tmp_path, f"server {{\n{locations}\nreturn 404;\n}}\n"))["routes"]
    assert [(one["line"], one["action"], one["targets"]) for one in printed] == [
        (2, "proxy", ("10.0.0.1:80",)),
        (4, "proxy", ("10.0.0.2:80",)),
        (4, "redirect", ("/",)),
        (4, "status", ()),
        (5, "status", ()),
    ]


SETS = [
    ("set $p 1; set $q $p; set $p 2; location / { proxy_pass http://h:$q; }", ["/ proxy h:1"]),
    ("set $p 1; location / { set $p 2; location /a { proxy_pass http://h:$p; } }", ["/a proxy h:1"]),
    ("location / { set $p 2; location /a { proxy_pass http://h:$p; } }", ["/a proxy -"]),
    ("location / { set $p 1; break; set $p 2; proxy_pass http://h:$p; }", ["/ proxy h:1"]),
    ("location / { set $p 1; rewrite ^/a /b break; set $p 2; proxy_pass http://h:$p; }", ["/ proxy -"]),
    ("location / { if ($x) { set $p 1; proxy_pass http://h:$p; } set $p 2; }", ["/ proxy h:2"]),
    (
        "set $p 1; location /a { set $p 2; try_files /n @b; } location @b { proxy_pass http://h:$p; }",
        ["/a proxy -", "@b proxy -"],
    ),
    ("set $p 1; set $p ${p}2; location / { proxy_pass http://h:$p; }", ["/ proxy h:12"]),
    ("set $P 1; location / { proxy_pass http://h:$p; }", ["/ proxy h:1"]),
    ("set $s /run/a.sock; location / { proxy_pass http://unix:$s:/x; }", ["/ proxy unix:/run/a.sock"]),
    ("location / { proxy_pass http://unix:$s; }", ["/ proxy -"]),
]


@pytest.mark.parametrize(("text", "expected"), SETS)
def test_the_last_set_that_runs_wins(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert [one for one in located(tmp_path, text) if "proxy" in one] == expected


def test_upstream_names_ignore_case(tmp_path: Path) -> None:
    found = site(tmp_path, "upstream App { server h:1; }\nserver { location / { proxy_pass http://aPP; } }\n")
    assert [route.shown_targets for route in found.routes] == [("h:1",)]


def test_a_lua_balancer_is_unresolved(tmp_path: Path) -> None:
    text = (
        "upstream a { server 0.0.0.1; balancer_by_lua_block { x() } }\nserver { location / { proxy_pass http://a; } }\n"
    )
    assert [route.targets for route in site(tmp_path, text).routes] == [()]


@pytest.mark.parametrize("context", ["stream", "mail"])
def test_only_http_has_a_default_port(tmp_path: Path, context: str) -> None:
    found = scan("nginx", tmp_path, {"nginx.conf": f"{context} {{\n server {{ listen 127.0.0.1; }}\n}}\n"})
    assert (listeners(found), [error.line for error in found.errors]) == ([], [2])


GLOBS = [
    ("[^a].conf", "*1b"),
    ("[!a].conf", "*1b"),
    ("[[:digit:]].conf", "1"),
    ("\\*.conf", "*"),
    ("?.conf", "*1ab"),
    ("[ab].conf", "ab"),
]


@pytest.mark.parametrize(("pattern", "expected"), GLOBS)
def test_include_patterns_follow_glob_3(tmp_path: Path, pattern: str, expected: str) -> None:
    files = {f"s/{name}.conf": f"# {name}\n" for name in "ab1*"}
    found = scan("nginx", tmp_path, {"nginx.conf": f"http {{ include s/{pattern}; }}\n", **files})
    assert "".join(sorted(one.file[2] for one in found.files if one.file != "nginx.conf")) == expected
    assert found.errors == ()


@pytest.mark.parametrize("name", ["App", "app"])
def test_a_duplicate_upstream_is_an_error(tmp_path: Path, name: str) -> None:
    found = site(tmp_path, f"upstream app {{ server a:1; }}\nupstream {name} {{ server b:1; }}\n")
    assert errors(found) == ["site:2 the upstream `" + name + "` is declared at site:1 too"]
    assert site(tmp_path, "http { upstream a { server a:1; } } stream { upstream a { server b:1; } }").errors == ()


def test_two_default_servers_of_a_socket_are_an_error(tmp_path: Path) -> None:
    text = "server { listen 80 default_server; }\nserver { listen 81; listen 80 default_server; }\n"
    assert errors(site(tmp_path, text)) == ["site:2 `default_server` of this socket is at site:1 already"]
    assert site(tmp_path, text.replace("80", "[::]:80", 1)).errors == ()


@pytest.mark.parametrize("port", ["80", "8000"])
def test_a_port_after_an_upstream_name_is_unresolved(tmp_path: Path, port: str) -> None:
    text = f"upstream a.ex {{ server h:1; }}\nserver {{ location / {{ proxy_pass http://a.ex:{port}; }} }}\n"
    found = site(tmp_path, text)
    assert [one.targets for one in found.routes] == [()]
    assert unresolved(found) == [f"site:2 proxy_pass http://a.ex:{port}"]


def test_a_lone_carriage_return_does_not_end_a_comment(tmp_path: Path) -> None:
    assert listeners(site(tmp_path, "# a\r\nserver { listen 80; }\r\n")) == ["site:2 tcp 0.0.0.0:80 nginx"]
    found = site(tmp_path, "server { listen 80; }\n# a\rserver { listen 81; }\r")
    assert ([error.line for error in found.errors], found.listeners) == ([2], ())


def test_a_space_that_nginx_reads_as_a_letter_is_an_error(tmp_path: Path) -> None:
    text = "# a\u00a0comment\nserver {\n listen 80;\n return 200 'a\u00a0b';\n}\n"
    assert site(tmp_path, text).errors == ()
    for space in "\u00a0\u3000\f\v\x85":
        found = site(tmp_path, text.replace("listen ", f"listen{space}"))
        assert ([error.line for error in found.errors], found.listeners) == ([3], ())


@pytest.mark.skipif(not Path("/usr/share/nginx").is_dir(), reason="no package of nginx is installed")
def test_a_link_to_a_file_of_its_package_is_followed(tmp_path: Path) -> None:
    packaged = sorted(path for path in Path("/usr/share/nginx").rglob("*") if path.is_file())
    folder = tmp_path / "nginx"
    (folder / "modules-enabled").mkdir(parents=True)
    (folder / "nginx.conf").write_text("include modules-enabled/*.conf;\nevents {}\n")
    (folder / "modules-enabled/a.conf").symlink_to(packaged[0])
    found = read_sources({"nginx": [str(folder)]}, tmp_path)
    assert "a link that leads outside" not in " ".join(error.message for error in found.errors)
