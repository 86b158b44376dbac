"""The cache of parsed data files: never stale, and never that of another user."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from portdocs.cache import user_key
from portdocs.registry import LoadErrors, Registry, load_registry
from portdocs.registry import cache as disk_cache
from portdocs.registry import yaml_loader as documents
from portdocs.registry.cache import FILE, DiskCache
from portdocs.registry.loader import FileCache
from portdocs.registry.model import Entry, NamedEntry
from tests.data import write_data

EVERYTHING = """
zones:
  lan: {name: Office, addresses: [10.0.0.0/8, "fd00::/8"]}
suites:
  shop: {name: The Shop, owner: Jo, contact: "#shop"}
hosts:
  web:
    name: Web
    addresses: [10.0.0.4, "fd00::4"]
    firewall: {name: ufw, outside: true, open: [443, 8000-8009/tcp]}
    accept: {open-unused: soon}
services:
  nginx: {host: web, listeners: [{port: 443, bind: "*"}]}
  api:
    name: Shop API
    description: Sells.
    suite: shop
    host: web
    status: deprecated
    retired_on: 2027-01-31
    owner: Ann
    icon: python
    runtime: {Framework: FastAPI}
    listeners:
      - name: main
        port: 8000
        container_port: 80
        transport: [tcp, udp]
        protocol: http
        bind: [127.0.0.1, "::1"]
        health: /health
        purpose: the API
        accept: {unknown-bind: seen by hand}
      - {socket: /run/api.sock}
    unit: api.service
    container: api
    compose: shop/api
    files: [{path: /etc/api.conf, purpose: settings}]
    depends_on: [nginx]
    links: {source: "https://code.example/api"}
    notes: Some.
    accept: {no-health: none yet}
  mail: {external: true}
endpoints:
  - {url: "https://shop.example/api", via: nginx, to: "api:main", target: "127.0.0.1:8000", purpose: to sell,
     from: [lan, internet], status: deprecated, tls_ends_at: nginx, accept: {no-tls: known}}
  - {url: "https://old.example", redirect: "https://shop.example"}
ranges:
  spare: {name: Spare, ports: [9000-9009, 9100], purpose: later, suite: shop, host: web, accept: {range-overlap: "yes"}}
claims:
  - {statement: Nothing clashes., suites: [shop], ports: [8000], verified_by: [port-clash]}
ignore:
  - {listener: "udp any:68", process: dhclient, host: web, reason: the system's, until: 2027-01-01}
  - {route: "https://shop.example (~ php)", reason: a pattern}
checks:
  missing-health: {severity: "off", reason: monitored elsewhere}
baseline:
  - {check: unknown-bind, subject: service:api port:8000, message: unknown, date: 2026-11-29, reason: until the move}
"""


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of the user."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data of a site."""
    write_data(tmp_path, {"mkdocs.yml": "site_name: x\n", "data/all.yml": EVERYTHING})
    return tmp_path / "data"


def load(folder: Path) -> Registry | LoadErrors:
    """The result of one command that loads a folder and saves the cache for the next one."""
    cache = DiskCache(folder)
    result = load_registry(folder, cache=cache)
    cache.save()
    return result


def registry(folder: Path) -> Registry:
    """The same for valid data."""
    result = load(folder)
    assert not isinstance(result, LoadErrors), "\n".join(map(str, result.findings))
    return result


def content_of(value: Any) -> Any:
    """Everything in a registry or one of its values, with the locations, for comparison."""
    if isinstance(value, Registry):
        return {field.name: content_of(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Entry):
        at = value.at
        locations = (at.file, at.line, at.column, at.key, at.key_position, at.keys, at.values)
        of = {name: content_of(getattr(value, name)) for name in type(value).model_fields if name != "at"}
        return (type(value), of, value.model_fields_set, locations)
    if isinstance(value, dict):
        return {key: content_of(item) for key, item in value.items()}
    return [content_of(item) for item in value] if isinstance(value, tuple) else value


@pytest.fixture
def parsed_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are parsed from now on."""
    names: list[str] = []
    read = documents.read_document

    def record(text: str, file: str, *, exact: bool = False) -> dict[str, Any]:
        names.append(Path(file).name)
        return read(text, file, exact=exact)

    monkeypatch.setattr(documents, "read_document", record)
    return names


def entries(value: Any) -> Iterator[Entry]:
    """An entry and all entries in it."""
    if isinstance(value, Entry):
        yield value
        for field in type(value).model_fields:
            yield from entries(getattr(value, field))
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ():
        yield from entries(item)


def test_the_data_of_these_tests_has_every_field(data: Path) -> None:
    cache = FileCache()
    cache.parse({"all.yml": (data / "all.yml").read_bytes()})
    (file,) = cache.entries.values()
    seen: dict[type[BaseModel], set[str]] = {}
    for entry in entries(file):
        seen.setdefault(type(entry), set()).update(entry.model_fields_set)
    assert {kind: kind.model_fields.keys() - fields for kind, fields in seen.items()} == {kind: set() for kind in seen}
    assert {*Entry.__subclasses__(), *NamedEntry.__subclasses__()} - {NamedEntry} == {*seen}


def test_the_cache_returns_what_was_parsed(data: Path, parsed_files: list[str]) -> None:
    first = content_of(registry(data))
    again = content_of(registry(data))
    assert (first, parsed_files) == (again, ["all.yml"])


def test_only_changed_files_are_parsed_again(data: Path, parsed_files: list[str]) -> None:
    write_data(data, {"more.yml": "services: {cron: {host: web}}\n"})
    registry(data)
    write_data(data, {"more.yml": "services: {timer: {host: web}}\n"})
    assert set(registry(data).services) == {"api", "mail", "nginx", "timer"}
    (data / "more.yml").unlink()
    assert set(registry(data).services) == {"api", "mail", "nginx"}
    assert parsed_files == ["all.yml", "more.yml", "more.yml"]


def test_errors_are_reported_each_time(data: Path) -> None:
    registry(data)
    write_data(data, {"more.yml": "services: {cron: {host: web, port: 1}}\n"})
    results = [load(data), load(data)]
    assert [type(result) for result in results] == [LoadErrors, LoadErrors]
    assert results[0] == results[1]
    (data / "more.yml").unlink()
    registry(data)


def test_names_depend_on_the_current_directory(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data.parent)
    assert registry(Path("data")).services["api"].location.file == "data/all.yml"
    monkeypatch.chdir(data)
    assert registry(Path("../data")).services["api"].location.file == "all.yml"


@pytest.mark.parametrize("code", ["code_fingerprint", "_yaml_fingerprint"])
def test_results_of_other_code_are_not_reused(
    data: Path, parsed_files: list[str], monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    registry(data)
    monkeypatch.setattr(disk_cache, code, lambda *_: "another")
    registry(data)
    assert parsed_files == ["all.yml", "all.yml"]


@pytest.mark.parametrize("damage", [lambda stored: stored[:-9], lambda _: b"", lambda stored: b"\0" * len(stored)])
def test_a_damaged_cache_is_ignored(data: Path, parsed_files: list[str], damage: Callable[[bytes], bytes]) -> None:
    first = content_of(registry(data))
    path = data.parent / FILE
    path.write_bytes(damage(path.read_bytes()))
    assert content_of(registry(data)) == first
    assert content_of(registry(data)) == first
    assert parsed_files == ["all.yml", "all.yml"]


def _far_too_large(path: Path) -> None:
    path.write_bytes(b"x")
    os.truncate(path, 1 << 40)  # sparse: one byte on disk


@pytest.mark.parametrize(
    "odd",
    [
        os.mkfifo,
        lambda path: path.symlink_to("/dev/full"),
        lambda path: (path / "x").mkdir(parents=True),
        _far_too_large,
    ],
)
def test_other_kinds_of_files_are_ignored(data: Path, odd: Callable[[Path], object]) -> None:
    first = content_of(registry(data))
    path = data.parent / FILE
    path.unlink()
    odd(path)
    assert content_of(registry(data)) == first


def test_the_cache_of_another_user_is_ignored(data: Path, home: Path, parsed_files: list[str]) -> None:
    first = content_of(registry(data))
    (home / "portdocs" / "key").unlink()
    assert content_of(registry(data)) == first
    assert content_of(registry(data)) == first
    assert parsed_files == ["all.yml", "all.yml"]


def test_an_invalid_key_is_replaced(data: Path, home: Path) -> None:
    registry(data)
    path = home / "portdocs" / "key"
    path.write_bytes(b"")
    registry(data)
    assert (len(path.read_bytes()), path.stat().st_mode & 0o777) == (32, 0o600)


@pytest.mark.parametrize("location", ["{project}/home", "home", "{home}/gone/.cache", "/dev/null"])
def test_without_a_folder_for_the_key_nothing_is_cached(
    data: Path, home: Path, parsed_files: list[str], monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    monkeypatch.chdir(data.parent)
    Path("home").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", location.format(project=data.parent, home=home))
    assert content_of(registry(data)) == content_of(registry(data))
    assert parsed_files == ["all.yml", "all.yml"]
    assert [*Path("home").iterdir(), *home.iterdir()] == []
    assert not Path(".cache").exists()


def store(data: Path, content: bytes) -> None:
    """Store a pickle with a valid signature."""
    key = user_key(data.parent)
    assert key
    (data.parent / FILE).write_bytes(disk_cache._signature(content, key) + content)


class _Calls:
    """Calls a function when it is unpickled."""

    def __init__(self, function: Callable[..., object], *args: object) -> None:
        self.call = (function, args)

    def __reduce__(self) -> Any:
        return self.call


@pytest.mark.parametrize(
    "forged",
    [
        lambda trace: _Calls(os.mkdir, str(trace)),
        lambda trace: _Calls(eval, f"__import__('os').mkdir({str(trace)!r})"),
        lambda _: [1, 2],
        lambda _: {"x": 1},
        lambda _: None,
    ],
)
def test_a_forged_cache_runs_no_code(data: Path, parsed_files: list[str], forged: Callable[[Path], object]) -> None:
    first = content_of(registry(data))
    content = pickle.dumps(forged(data / "trace"))
    store(data, content)
    assert content_of(registry(data)) == first
    assert not (data / "trace").exists()
    assert parsed_files == ["all.yml", "all.yml"]


def test_modules_that_the_registry_imports_cannot_be_loaded(data: Path) -> None:
    first = content_of(registry(data))
    # Since protocol 4 a name may hold dots.
    module, name, trace = (
        pickle.dumps(text, 4)[11:-2] for text in ("portdocs.registry.loader", "os.mkdir", str(data / "t"))
    )
    content = b"\x80\x04" + module + name + b"\x93" + trace + b"\x85R."
    store(data, content)
    assert content_of(registry(data)) == first
    assert not (data / "t").exists()


def test_nothing_is_cached_without_a_site(data: Path, parsed_files: list[str]) -> None:
    (data.parent / "mkdocs.yml").unlink()
    registry(data)
    registry(data)
    assert parsed_files == ["all.yml", "all.yml"]
    assert not (data.parent / ".cache").exists()


def test_an_unwritable_folder_is_ignored(data: Path) -> None:
    (data.parent / ".cache").write_text("", encoding="utf-8")
    assert content_of(registry(data)) == content_of(registry(data))


def test_an_unreadable_folder_is_a_finding(tmp_path: Path) -> None:
    result = load(tmp_path / ("x" * 300) / "data")
    assert isinstance(result, LoadErrors)
    (finding,) = result.findings
    assert "expected a folder of YAML files; " in finding.message
