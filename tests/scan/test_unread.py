"""Nothing is skipped silently: a scan names what it saw, did not read, and the option that would."""

from __future__ import annotations

from pathlib import Path

import pytest

from portdocs.scan import read_sources
from tests.data import write_data
from tests.scan.observed import scan

SITE = "server { listen 80; server_name a.org; return 404; }\n"
COMPOSE = "services: {app: {ports: ['80:80']}}\n"

NEIGHBORS = [
    ("nginx", "site", SITE, "Caddyfile", "caddy"),
    ("nginx", "nginx/nginx.conf", f"http {{ {SITE} }}", "caddy/Caddyfile", "caddy"),
    ("nginx", "site", SITE, "traefik.toml", "traefik"),
    ("compose", "compose.yml", COMPOSE, "Caddyfile", "caddy"),
    ("compose", "compose.yml", COMPOSE, "traefik/traefik.yml", "traefik"),
    ("compose", "compose.yml", COMPOSE, "nginx/nginx.conf", "nginx"),
    ("caddy", "Caddyfile", ":80\nrespond ok\n", "cloudflared/config.yml", "cloudflared"),
]


@pytest.mark.parametrize(("source", "name", "text", "neighbor", "option"), NEIGHBORS)
def test_a_proxys_file_next_to_a_given_one_is_named(
    tmp_path: Path, source: str, name: str, text: str, neighbor: str, option: str
) -> None:
    write_data(tmp_path, {name: text, neighbor: "x"})
    path = tmp_path / name
    given = path.parent if path.name == "nginx.conf" else path
    found = read_sources({source: [str(given)]}, tmp_path)
    (one,) = found.unresolved
    assert (one.file, one.reason) == (neighbor, f"it was not read; give it with --{option}")


def test_what_is_given_is_not_named(tmp_path: Path) -> None:
    write_data(tmp_path, {"site": SITE, "Caddyfile": ":81\nrespond ok\n"})
    found = read_sources({"nginx": [str(tmp_path / "site")], "caddy": [str(tmp_path / "Caddyfile")]}, tmp_path)
    assert found.unresolved == ()


LABELS = [
    ("caddy: a.org\n      caddy.reverse_proxy: '{{upstreams 80}}'", "labels caddy", "--caddy"),
    ("swag: enable", "labels swag", "--nginx"),
    ("dockflare.hostname: a.org", "labels dockflare", "--cloudflared"),
]


@pytest.mark.parametrize(("labels", "text", "option"), LABELS)
def test_labels_of_another_proxy_are_named(tmp_path: Path, labels: str, text: str, option: str) -> None:
    found = scan("compose", tmp_path, {"compose.yml": f"services:\n  app:\n    labels:\n      {labels}\n"})
    (one,) = found.unresolved
    assert (one.line, one.text) == (4, text)
    assert option in one.reason


@pytest.mark.parametrize("environment", ["{VIRTUAL_HOST: a.org, PASSWORD: x}", "[VIRTUAL_HOST=a.org]"])
def test_variables_of_nginx_proxy_are_named(tmp_path: Path, environment: str) -> None:
    found = scan("compose", tmp_path, {"compose.yml": f"services:\n  app:\n    environment: {environment}\n"})
    (one,) = found.unresolved
    assert (one.line, one.text) == (3, "VIRTUAL_HOST")
    assert "--nginx" in one.reason


def test_other_labels_are_nothing_to_say(tmp_path: Path) -> None:
    labels = "{com.centurylinklabs.watchtower.enable: 'true', caddyshack: x, org.caddy: y}"
    found = scan("compose", tmp_path, {"compose.yml": f"services: {{app: {{labels: {labels}}}}}\n"})
    assert found.unresolved == ()
