"""Registries compared with files of all kinds: expected differences, and cases without any."""

# ruff: noqa: E501 - a line of configuration is a line
from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from portdocs.drift import Drift
from tests.drift.suite import drift_of

SS = "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"


def tcp(*sockets: str) -> str:
    """A listing of ss."""
    return SS + "".join(f"tcp LISTEN 0 9 {socket} *:*\n" for socket in sockets)


def held_by(name: str) -> str:
    """The last column of ss."""
    return f'users:(("{name}",pid=1,fd=1))\n'


def site(*lines: str, listen: str = "443 ssl", name: str = "a.example.org") -> str:
    """A server of nginx."""
    return f"server {{ listen {listen}; server_name {name};\n" + "\n".join(lines) + "\n}\n"


def conf(http: str = "", stream: str = "") -> str:
    """A whole configuration."""
    return f"events {{}}\nhttp {{\n{http}\n}}\nstream {{\n{stream}\n}}\n"


TO_APP = "location / { proxy_pass http://127.0.0.1:8000; }"
NGINX = """
services:
  nginx: {listeners: [{port: 443, bind: 0.0.0.0}]}
  app: {listeners: [{port: 8000, bind: 127.0.0.1}]}
endpoints:
  - {url: "https://a.example.org", via: nginx, to: app}
"""


def said(data: str, files: dict[str, str], host: str | None, folder: Path) -> Drift:
    sources = {
        "nginx": ["nginx"] if "nginx/nginx.conf" in files else [name for name in files if name.startswith("sites/")],
        "systemd": ["units"] if any(name.startswith("units/") for name in files) else [],
        "compose": [name for name in files if name.endswith(".yml")],
        "sockets": [name for name in files if name.endswith(".txt")],
    }
    return drift_of(folder, {"data/x.yml": dedent(data), **files}, sources, host)


QUIET: dict[str, tuple[str, dict[str, str], str | None]] = {
    "0.0.0.0 and :: are *": (
        "services: {a: {listeners: [{port: 80, bind: '*'}]}, b: {listeners: [{port: 81, bind: [0.0.0.0, '::']}]}}",
        {"ss.txt": tcp("0.0.0.0:80", "[::]:80", "*:81")},
        None,
    ),
    "netstat cannot tell :: from both": (
        "services: {a: {listeners: [{port: 80, bind: '::'}]}, b: {listeners: [{port: 81, bind: '*'}]}}",
        {"n.txt": "tcp6 0 0 :::80 :::* LISTEN\ntcp6 0 0 :::81 :::* LISTEN\n"},
        None,
    ),
    "IPv4 mapped into IPv6": (
        "services: {a: {listeners: [{port: 80, bind: 127.0.0.1}]}}",
        {"ss.txt": tcp("[::ffff:127.0.0.1]:80")},
        None,
    ),
    "a TCP listing does not cover UDP": (
        "services: {a: {listeners: [{port: 53, transport: [tcp, udp], bind: '*'}]}}",
        {"ss.txt": tcp("*:53")},
        None,
    ),
    "a site file does not cover other sites": (
        NGINX.replace("endpoints:", "endpoints:\n  - {url: 'https://b.example.org', via: nginx, to: app}"),
        {"sites/a": site(TO_APP)},
        None,
    ),
    "a site file may be half of what nginx listens on": (
        NGINX.replace("bind: 0.0.0.0", "bind: '*'"),
        {"sites/a": site(TO_APP)},
        None,
    ),
    "units do not cover sockets": (NGINX, {"units/x.service": "[Service]\nExecStart=/bin/true\n"}, None),
    "two services on two addresses of one port": (
        "services: {a: {listeners: [{port: 80, bind: 127.0.0.1}]}, b: {listeners: [{port: 80, bind: 10.0.0.4}]}}",
        {"ss.txt": tcp("127.0.0.1:80", "10.0.0.4:80")},
        None,
    ),
    "a planned service that is not there": (
        "services: {a: {status: planned, listeners: [{port: 80}]}, b: {listeners: [{port: 81}]}}",
        {"ss.txt": tcp("*:81")},
        None,
    ),
    "an external service is not expected here": (
        "services: {a: {external: true, listeners: [{port: 5432}]}, b: {listeners: [{port: 81}]}}",
        {"ss.txt": tcp("*:81")},
        None,
    ),
    "a range of TCP, all open": (
        "services: {a: {listeners: [{port: 8000-8002, bind: '*'}]}}",
        {"ss.txt": tcp("*:8000", "*:8001", "*:8002")},
        None,
    ),
    "a range of UDP opens on demand": (
        "services: {a: {listeners: [{port: 10000-10999, transport: udp, bind: '*'}, {port: 53, transport: udp, bind: '*'}]}}",
        {"ss.txt": SS + "udp UNCONN 0 0 *:53 *:*\nudp UNCONN 0 0 *:10004 *:*\n"},
        None,
    ),
    "several hosts, each its own": (
        """
        hosts: {one: {addresses: 10.0.0.1}, two: {addresses: 10.0.0.2}}
        services:
          nginx: {host: one, listeners: [{port: 443, bind: '*'}]}
          app: {host: two, listeners: [{port: 8000, bind: 10.0.0.2}]}
        endpoints: [{url: 'https://a.example.org', via: nginx, to: app}]
        """,
        {
            "nginx/nginx.conf": conf(site("location / { proxy_pass http://10.0.0.2:8000; }", listen="[::]:443 ssl; listen 443 ssl")),
            "ss.txt": tcp("*:443"),
        },
        "one",
    ),
    "several upstream servers, each of the service": (
        """
        hosts: {one: {addresses: 10.0.0.1}, two: {addresses: 10.0.0.2}, three: {addresses: 10.0.0.3}}
        services:
          nginx: {host: one, listeners: [{port: 443, bind: 0.0.0.0}]}
          app: {host: [two, three], listeners: [{port: 8000, bind: '*'}]}
        endpoints: [{url: 'https://a.example.org', via: nginx, to: app}]
        """,
        {
            "nginx/nginx.conf": conf(
                "upstream app { server 10.0.0.2:8000; server 10.0.0.3:8000 backup; }\n" + site("location / { proxy_pass http://app; }")
            )
        },
        "one",
    ),
    "a redirect of one name, in an if": (
        NGINX + '  - {url: "https://www.example.org", via: nginx, redirect: "https://a.example.org"}\n',
        {
            "nginx/nginx.conf": conf(
                site(
                    "if ($host = www.example.org) { return 301 https://a.example.org$request_uri; }",
                    TO_APP,
                    name="a.example.org www.example.org",
                )
            )
        },
        None,
    ),
    "a path decided by a pattern": (
        NGINX.replace("endpoints:", "  api: {listeners: [{port: 8001, bind: 127.0.0.1}]}\nendpoints:")
        + '  - {url: "https://a.example.org/api/", via: nginx, to: api}\n',
        {"nginx/nginx.conf": conf(site(TO_APP, "location ~ ^/api/ { proxy_pass http://127.0.0.1:8001; }"))},
        None,
    ),
    "a compose service by its container": (
        "services: {web: {container: shop-web-1, listeners: [{port: 8080, container_port: 80, bind: '*'}]}}",
        {"compose.yml": "services: {web: {ports: ['8080:80']}}\n", "ss.txt": tcp("0.0.0.0:8080", "[::]:8080")},
        None,
    ),
    "a container-only port": (
        "services: {web: {container: web, listeners: [{container_port: 80}]}, b: {listeners: [{port: 81}]}}",
        {"compose.yml": "services: {web: {expose: [80]}, db: {}}\n", "ss.txt": tcp("*:81")},
        None,
    ),
    "a compose file of other services": (
        "services: {web: {container: web, listeners: [{port: 8080}]}}",
        {"compose.yml": "services: {db: {}}\n"},
        None,
    ),
    "a compose variable without a value": (
        "services: {web: {container: web, listeners: [{port: 8080}]}}",
        {"compose.yml": "services: {web: {ports: ['${PORT}:80']}}\n"},
        None,
    ),
    "a unix socket": (
        """
        services:
          nginx: {listeners: [{port: 443, bind: 0.0.0.0}]}
          app: {unit: app.socket, listeners: [{socket: /run/app.sock}]}
        endpoints: [{url: 'https://a.example.org', via: nginx, to: app}]
        """,
        {
            "nginx/nginx.conf": conf(site("location / { proxy_pass http://unix:/var/run/app.sock; }")),
            "units/app.socket": "[Socket]\nListenStream=/run/app.sock\n",
        },
        None,
    ),
    "a socket unit": (
        "services: {a: {unit: a.socket, listeners: [{port: 9090, bind: '*'}]}}",
        {"units/a.socket": "[Socket]\nListenStream=9090\n", "units/a.service": "[Service]\nExecStart=/bin/a\n"},
        None,
    ),
    "a hint agrees": (
        "services: {a: {unit: a.service, listeners: [{port: 8000, bind: 127.0.0.1}]}}",
        {"units/a.service": "[Service]\nExecStart=/bin/a --bind 127.0.0.1:8000\n"},
        None,
    ),
    "a hint of what the program needs": (
        """
        services:
          a: {unit: a.service, depends_on: [db], listeners: [{port: 8000, bind: 127.0.0.1}]}
          db: {listeners: [{port: 5432, bind: 127.0.0.1}]}
        """,
        {"units/a.service": "[Service]\nExecStart=/bin/a --bind 127.0.0.1:8000 127.0.0.1:5432\n"},
        None,
    ),
    "locations of one server with one target": (
        NGINX,
        {"nginx/nginx.conf": conf(site(TO_APP, "location /ws { proxy_pass http://localhost:8000/ws; }", "location = /x { proxy_pass http://127.0.0.1:8000; }"))},
        None,
    ),
    "a certificate is asked for, and plain http redirects": (
        NGINX.replace("{port: 443, bind: 0.0.0.0}", "{port: 443, bind: 0.0.0.0}, {port: 80, bind: 0.0.0.0}"),
        {
            "nginx/nginx.conf": conf(
                site(TO_APP)
                + site("location /.well-known/acme-challenge/ { proxy_pass http://127.0.0.1:8888; }",
                       "location / { return 301 https://a.example.org$request_uri; }", listen="80")
            )
        },
        None,
    ),
    "certbot's server": (
        NGINX.replace("{port: 443, bind: 0.0.0.0}", "{port: 443, bind: 0.0.0.0}, {port: 80, bind: 0.0.0.0}"),
        {
            "nginx/nginx.conf": conf(
                site(TO_APP) + site("if ($host = a.example.org) { return 301 https://$host$request_uri; }", "return 404;", listen="80")
            )
        },
        None,
    ),
    "a hop inside nginx": (
        NGINX.replace("bind: 0.0.0.0}", "bind: 0.0.0.0}, {port: 8443, bind: 127.0.0.1}"),
        {"nginx/nginx.conf": conf(site(TO_APP, listen="127.0.0.1:8443 ssl"), "server { listen 443; proxy_pass 127.0.0.1:8443; }")},
        None,
    ),
    "TLS is passed through": (
        """
        services:
          nginx: {listeners: [{port: 443, bind: 0.0.0.0}]}
          app: {listeners: [{port: 9443, protocol: https, bind: 127.0.0.1}]}
        endpoints: [{url: 'tls://a.example.org:443', via: nginx, to: app}]
        """,
        {"nginx/nginx.conf": conf("", "server { listen 443; ssl_preread on; proxy_pass 127.0.0.1:9443; }")},
        None,
    ),
    "streams of TCP and UDP": (
        """
        services:
          nginx: {listeners: [{port: 53, transport: [tcp, udp], bind: 0.0.0.0}]}
          dns: {listeners: [{port: 5353, transport: [tcp, udp], bind: 127.0.0.1}]}
        endpoints: [{url: ['tcp://ns.example.org:53', 'udp://ns.example.org:53'], via: nginx, to: dns}]
        """,
        {"nginx/nginx.conf": conf("", "server { listen 53; listen 53 udp; proxy_pass 127.0.0.1:5353; }")},
        None,
    ),
    "a proxy before a proxy": (
        """
        hosts: {edge: {addresses: 10.0.0.1}, inner: {addresses: 10.0.0.2}}
        services:
          haproxy: {host: edge, listeners: [{port: 443, bind: '*'}]}
          nginx: {host: inner, listeners: [{port: 8080, bind: 0.0.0.0}]}
          app: {host: inner, listeners: [{port: 8000, bind: 127.0.0.1}]}
        endpoints: [{url: 'https://a.example.org', via: [haproxy, nginx], to: app}]
        """,
        {"nginx/nginx.conf": conf(site(TO_APP, listen="8080")), "ss.txt": tcp("0.0.0.0:8080", "127.0.0.1:8000")},
        "inner",
    ),
    "nginx before another proxy": (
        """
        hosts: {edge: {addresses: 10.0.0.1}, inner: {addresses: 10.0.0.2}}
        services:
          nginx: {host: edge, listeners: [{port: 443, bind: 0.0.0.0}]}
          traefik: {host: inner, listeners: [{port: 8080, bind: 0.0.0.0}]}
          app: {host: inner, listeners: [{port: 8000, bind: 127.0.0.1}]}
        endpoints: [{url: 'https://a.example.org', via: [nginx, traefik], to: app}]
        """,
        {"nginx/nginx.conf": conf(site("location / { proxy_pass http://10.0.0.2:8080; }"))},
        "edge",
    ),
    "nginx in a container": (
        """
        services:
          nginx: {container: proxy, listeners: [{port: 443, container_port: 8443, bind: '*'}]}
          app: {container: app, listeners: [{container_port: 3000}]}
        endpoints: [{url: 'https://a.example.org', via: nginx, to: app}]
        """,
        {
            "nginx/nginx.conf": conf(site("location / { proxy_pass http://app:3000; }", listen="8443 ssl")),
            "compose.yml": "services: {proxy: {ports: ['443:8443']}, app: {}}\n",
        },
        None,
    ),
    "wildcard names": (
        NGINX.replace("a.example.org", "*.example.org"),
        {"nginx/nginx.conf": conf(site(TO_APP, name="*.example.org"))},
        None,
    ),
    "one name of a wildcard": (NGINX, {"nginx/nginx.conf": conf(site(TO_APP, name=".example.org"))}, None),
    "a server without a name answers for all": (
        NGINX,
        {"nginx/nginx.conf": conf(f"server {{ listen 443 ssl;\n{TO_APP}\n}}")},
        None,
    ),
    "php behind files": (
        NGINX.replace("{port: 8000, bind: 127.0.0.1}", "{socket: /run/php.sock}"),
        {"nginx/nginx.conf": conf(site("root /srv; location / { try_files $uri /index.php; }", r"location ~ \.php$ { fastcgi_pass unix:/run/php.sock; }"))},
        None,
    ),
    "a redirect": (
        """
        services: {nginx: {listeners: [{port: 443, bind: 0.0.0.0}]}}
        endpoints: [{url: 'https://a.example.org', via: nginx, redirect: 'https://b.example.org/'}]
        """,
        {"nginx/nginx.conf": conf(site("return 301 https://b.example.org$request_uri;"))},
        None,
    ),
    "a redirect to the server's first name": (
        """
        services: {nginx: {listeners: [{port: 443, bind: 0.0.0.0}]}}
        endpoints: [{url: ['https://a.example.org', 'https://www.a.example.org'], via: nginx, redirect: 'https://a.example.org/x'}]
        """,
        {"sites/a": site("return 301 https://$server_name/x;", name="a.example.org www.a.example.org")},
        None,
    ),
    "a redirect with a constant variable": (
        """
        services: {nginx: {listeners: [{port: 443, bind: 0.0.0.0}]}}
        endpoints: [{url: 'https://a.example.org', via: nginx, redirect: 'https://b.example.org'}]
        """,
        {"nginx/nginx.conf": conf(site("set $to b.example.org;", "return 301 https://$to$request_uri;"))},
        None,
    ),
    "http/3 and TLS": (
        NGINX.replace("{port: 443, bind: 0.0.0.0}", "{port: 443, transport: [tcp, udp], bind: 0.0.0.0}"),
        {"nginx/nginx.conf": conf(site(TO_APP, listen="443 ssl; listen 443 quic reuseport"))},
        None,
    ),
    "a pattern may be any name": (NGINX, {"nginx/nginx.conf": conf(site(TO_APP, name="~^(?<x>.+)$"))}, None),
    "a target that each request decides": (
        NGINX,
        {"nginx/nginx.conf": conf(site("location / { proxy_pass http://$backend; }"))},
        None,
    ),
    "ipv6 targets": (
        NGINX.replace("bind: 127.0.0.1", "bind: '::1'"),
        {"nginx/nginx.conf": conf(site("location / { proxy_pass http://[::1]:8000; }"))},
        None,
    ),
    "sockets of the operating system": (
        "services: {a: {listeners: [{port: 81}]}}",
        {
            "ss.txt": tcp("*:81", "127.0.0.53%lo:53", "127.0.0.1:6010 *:* users:((\"sshd\",pid=1,fd=2))")
            + "".join(f"udp UNCONN 0 0 {one} *:*\n" for one in ("0.0.0.0:68", "127.0.0.53%lo:53", "0.0.0.0:5353", "[::]:5353", "127.0.0.1:323", "10.0.0.4%eth0:68", "*:49152"))
        },
        None,
    ),
    "ignored listeners": (
        """
        services: {a: {listeners: [{port: 81}]}}
        ignore: [{listener: 'tcp 127.0.0.1:9000-9100', reason: debugger, until: 2027-01-01}]
        """,
        {"ss.txt": tcp("*:81", "127.0.0.1:9050")},
        None,
    ),
}  # fmt: skip

LOUD: dict[str, tuple[str, dict[str, str], str | None, list[tuple[str, str]]]] = {
    "a deprecated service is gone": (
        "services: {a: {status: deprecated, listeners: [{port: 80, bind: 0.0.0.0}]}}",
        {"ss.txt": tcp("0.0.0.0:22")},
        None,
        [("missing-listener", "a tcp 0.0.0.0:80"), ("undeclared-listener", "tcp 0.0.0.0:22")],
    ),
    "on the address that a retired service had": (
        """
        services:
          a: {listeners: [{port: 8000, bind: 127.0.0.1}]}
          old: {status: retired, listeners: [{port: 8000, bind: 10.0.0.1}]}
        """,
        {"ss.txt": tcp("10.0.0.1:8000")},
        None,
        [("bind-differs", "a tcp 127.0.0.1:8000")],
    ),
    "another program on another address of a port": (
        "services: {a: {listeners: [{port: 8000, bind: 127.0.0.1}]}}",
        {"ss.txt": f"{SS}tcp LISTEN 0 9 127.0.0.1:8000 *:* {held_by('app')}tcp LISTEN 0 9 10.0.0.1:8000 *:* {held_by('other')}"},
        None,
        [("undeclared-listener", "tcp 10.0.0.1:8000")],
    ),
    "an expired ignore": (
        """
        services: {a: {listeners: [{port: 81}]}}
        ignore: [{listener: 'tcp any:9000', reason: soon, until: 2026-11-25}]
        """,
        {"ss.txt": tcp("*:81", "*:9000")},
        None,
        [("undeclared-listener", "tcp *:9000")],
    ),
    "an ignore of another program, host or address": (
        """
        hosts: {one: {}, two: {}}
        services: {a: {host: one, listeners: [{port: 81}]}}
        ignore:
          - {listener: 'tcp any:9000', process: other, reason: x}
          - {listener: 'tcp any:9000', host: two, reason: x}
          - {listener: 'tcp 127.0.0.1:9000', reason: x}
          - {listener: 'udp any:9000', reason: x}
        """,
        {"ss.txt": tcp("*:81", "*:9000")},
        "one",
        [("undeclared-listener", "tcp *:9000")],
    ),
    "part of a range is missing": (
        "services: {a: {listeners: [{port: 8000-8003, bind: '*'}]}}",
        {"ss.txt": tcp("*:8000", "*:8003", "*:8004")},
        None,
        [("missing-listener", "a tcp *:8000-8003"), ("undeclared-listener", "tcp *:8004")],
    ),
    "a published range is longer": (
        "services: {a: {container: a, listeners: [{port: 8000-8002, bind: '*'}]}}",
        {"compose.yml": "services: {a: {ports: ['8000-8004:8000-8004']}}\n"},
        None,
        [("undeclared-listener", "tcp *:8003-8004")],
    ),
    "a compose port opens an interface": (
        "services: {a: {container: a, listeners: [{port: 8000, bind: 127.0.0.1}]}}",
        {"compose.yml": "services: {a: {ports: ['8000:80']}}\n"},
        None,
        [("bind-differs", "a tcp 127.0.0.1:8000")],
    ),
    "a container's own port is published": (
        "services: {a: {container: a, listeners: [{container_port: 5432}]}}",
        {"compose.yml": "services: {a: {ports: ['5432:5432']}}\n"},
        None,
        [("undeclared-listener", "tcp *:5432")],
    ),
    "a compose service does not publish it": (
        "services: {a: {container: a, listeners: [{port: 8000, bind: '*'}]}}",
        {"compose.yml": "services: {a: {}}\n"},
        None,
        [("missing-listener", "a tcp *:8000")],
    ),
    "two containers have each other's port": (
        "services: {a: {container: a, listeners: [{port: 81}]}, b: {container: b, listeners: [{port: 82}]}}",
        {"compose.yml": "services: {a: {ports: ['82:80']}, b: {ports: ['81:80']}}\n"},
        None,
        [("holder-differs", "a tcp 81"), ("holder-differs", "b tcp 82")],
    ),
    "a socket unit on another port": (
        "services: {a: {unit: a.socket, listeners: [{port: 9090, bind: '*'}]}}",
        {"units/a.socket": "[Socket]\nListenStream=9091\n"},
        None,
        [("missing-listener", "a tcp *:9090"), ("undeclared-listener", "tcp *:9091")],
    ),
    "netstat's :: is not IPv4": (
        "services: {a: {listeners: [{port: 80, bind: 0.0.0.0}]}}",
        {"n.txt": "tcp6 0 0 :::80 :::* LISTEN\n"},
        None,
        [("bind-differs", "a tcp 0.0.0.0:80")],
    ),
    "an undeclared listener of a declared unit": (
        "services: {a: {listeners: unknown}}",
        {"ss.txt": tcp("*:80")},
        None,
        [("undeclared-listener", "tcp *:80")],
    ),
    "a path with another target": (
        NGINX,
        {"nginx/nginx.conf": conf(site(TO_APP, "location /admin/ { proxy_pass http://127.0.0.1:9000; }"))},
        None,
        [("undeclared-route", "https://a.example.org/admin/")],
    ),
    "an undeclared stream": (
        NGINX,
        {"nginx/nginx.conf": conf(site(TO_APP), "server { listen 443 udp; proxy_pass 10.0.0.9:51820; }")},
        None,
        [("undeclared-listener", "udp 0.0.0.0:443"), ("undeclared-route", "udp 0.0.0.0:443")],
    ),
    "the next proxy is another one": (
        """
        hosts: {edge: {addresses: 10.0.0.1}, inner: {addresses: 10.0.0.2}}
        services:
          nginx: {host: edge, listeners: [{port: 443, bind: 0.0.0.0}]}
          traefik: {host: inner, listeners: [{port: 8080, bind: 0.0.0.0}]}
          app: {host: inner, listeners: [{port: 8000, bind: 0.0.0.0}]}
        endpoints: [{url: 'https://a.example.org', via: [nginx, traefik], to: app}]
        """,
        {"nginx/nginx.conf": conf(site("location / { proxy_pass http://10.0.0.2:8000; }"))},
        "edge",
        [("target-differs", "https://a.example.org")],
    ),
    "the other service of the host": (
        NGINX.replace("endpoints", "  other: {listeners: [{port: 8001, bind: 127.0.0.1}]}\nendpoints"),
        {"nginx/nginx.conf": conf(site("location / { proxy_pass http://127.0.0.1:8001; }"))},
        None,
        [("target-differs", "https://a.example.org")],
    ),
    "prefixes with one target": (
        "services: {nginx: {listeners: [{port: 443, bind: 0.0.0.0}]}}",
        {
            "nginx/nginx.conf": conf(
                site("location /a/ { proxy_pass http://127.0.0.1:1; }", "location /b/ { proxy_pass http://127.0.0.1:1; }")
            )
        },
        None,
        [("undeclared-route", "https://a.example.org/a/"), ("undeclared-route", "https://a.example.org/b/")],
    ),
    "a stream without TLS termination": (
        """
        services:
          nginx: {listeners: [{port: 993, bind: 0.0.0.0}]}
          app: {listeners: [{port: 143, protocol: imap, bind: 127.0.0.1}]}
        endpoints: [{url: 'tls://mail.example.org:993', via: nginx, to: app}]
        """,
        {"nginx/nginx.conf": conf("", "server { listen 993; proxy_pass 127.0.0.1:143; }")},
        None,
        [("tls-differs", "tls://mail.example.org:993")],
    ),
    "another redirect": (
        """
        services: {nginx: {listeners: [{port: 443, bind: 0.0.0.0}]}}
        endpoints: [{url: 'https://a.example.org', via: nginx, redirect: 'https://b.example.org/'}]
        """,
        {"nginx/nginx.conf": conf(site("return 301 https://c.example.org$request_uri;"))},
        None,
        [("target-differs", "https://a.example.org")],
    ),
    "another proxy answers": (
        NGINX.replace("via: nginx", "via: caddy").replace("services:", "services:\n  caddy: {listeners: [{port: 444}]}"),
        {"nginx/nginx.conf": conf(site(TO_APP))},
        None,
        [("undeclared-route", "https://a.example.org")],
    ),
    "the data lists the site file of its proxy": (
        NGINX.replace("nginx: {", "nginx: {files: [{path: /etc/nginx/sites/a}], "),
        {"sites/a": site(TO_APP, name="b.example.org")},
        None,
        [("missing-route", "https://a.example.org"), ("undeclared-route", "https://b.example.org")],
    ),
    "all locations of a server are undeclared": (
        NGINX.replace("a.example.org", "z.example.org"),
        {"sites/a": site(TO_APP, "location /x { proxy_pass http://127.0.0.1:8000; }", "location /y { proxy_pass http://127.0.0.1:9; }")},
        None,
        [("undeclared-route", "https://a.example.org"), ("undeclared-route", "https://a.example.org/y")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", QUIET)
def test_no_drift(name: str, tmp_path: Path) -> None:
    data, files, host = QUIET[name]
    found = said(data, files, host, tmp_path)
    assert found.readable
    assert (found.drift, found.errors) == ((), ()), "\n".join(map(str, found.drift))


@pytest.mark.parametrize("name", LOUD)
def test_drift(name: str, tmp_path: Path) -> None:
    data, files, host, wanted = LOUD[name]
    found = said(data, files, host, tmp_path)
    assert sorted((one.kind, one.subject) for one in found.drift) == wanted, "\n".join(map(str, found.drift))
    assert found.errors == ()


def test_a_range_is_not_verified_while_a_part_of_it_is_unknown(tmp_path: Path) -> None:
    data = "services: {nginx: {listeners: [{port: 8000-8001, bind: 0.0.0.0}]}}"
    found = said(data, {"nginx/nginx.conf": conf("include gone.conf; server { listen 8000; }")}, None, tmp_path)
    assert (found.verified, found.drift) == ((), ())
