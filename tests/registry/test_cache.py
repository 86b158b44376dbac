"""What commands keep of `data/` between them: never stale, never missed, never somebody else's."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from portdocs.cache import own_key
from portdocs.registry import LoadErrors, Registry
from portdocs.registry import cache as kept_files
from portdocs.registry import yaml_loader as documents
from portdocs.registry.cache import FILE, CachedLoader
from portdocs.registry.loader import FileCache
from portdocs.registry.model import Entry
from tests.data import write_data

EVERYTHING = """
suites:
  shop: {name: The Shop, owner: Jo, contact: "#shop"}
hosts:
  web:
    name: Web
    addresses: [10.0.0.4, "fd00::4"]
    firewall: {name: ufw, outside: true, open: [443, 8000-8009/tcp]}
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
    files: [{path: /etc/api.conf, purpose: settings}]
    depends_on: [nginx]
    links: {source: "https://code.example/api"}
    notes: Some.
    accept: {no-health: none yet}
  mail: {external: true}
endpoints:
  - {url: "https://shop.example/api", via: nginx, to: "api:main", target: "127.0.0.1:8000", purpose: to sell,
     accept: {no-tls: known}}
  - {url: "https://old.example", redirect: "https://shop.example"}
ranges:
  spare: {name: Spare, ports: [9000-9009, 9100], purpose: later, suite: shop, host: web, accept: {range-overlap: "yes"}}
claims:
  - {statement: Nothing clashes., suites: [shop], ports: [8000], verified_by: [port-clash]}
ignore:
  - {listener: "udp any:68", process: dhclient, host: web, reason: the system's, until: 2027-01-01}
"""


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this person's programs keep what is theirs."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data of a site."""
    write_data(tmp_path, {"mkdocs.yml": "site_name: x\n", "data/all.yml": EVERYTHING})
    return tmp_path / "data"


def problems_or_registry(folder: Path) -> Registry | LoadErrors:
    """What one command reads of a folder, and keeps for the next one."""
    files = CachedLoader(folder)
    result = files.read()
    files.keep()
    return result


def registry(folder: Path) -> Registry:
    """The same, of data without a mistake."""
    result = problems_or_registry(folder)
    assert not isinstance(result, LoadErrors), "\n".join(map(str, result.findings))
    return result


def told(value: Any) -> Any:
    """All that a registry or a value of it holds, entries with the places that are no part of what makes two equal."""
    if isinstance(value, Registry):
        return {field.name: told(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Entry):
        at = value.at
        locations = (at.file, at.line, at.column, at.key, at.name_at, at.keys, at.values)
        of = {name: told(getattr(value, name)) for name in type(value).model_fields if name != "at"}
        return (type(value), of, value.model_fields_set, locations)
    if isinstance(value, dict):
        return {key: told(one) for key, one in value.items()}
    return [told(one) for one in value] if isinstance(value, tuple) else value


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files whose YAML is read from here on."""
    names: list[str] = []
    read = documents.read_document

    def tell(text: str, file: str, *, exact: bool = False) -> dict[str, Any]:
        names.append(Path(file).name)
        return read(text, file, exact=exact)

    monkeypatch.setattr(documents, "read_document", tell)
    return names


def entries(value: Any) -> Iterator[Entry]:
    """An entry with those in it."""
    if isinstance(value, Entry):
        yield value
        for field in type(value).model_fields:
            yield from entries(getattr(value, field))
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ():
        yield from entries(one)


def test_the_data_of_these_tests_has_every_field(data: Path) -> None:
    known = FileCache()
    known.read({"all.yml": (data / "all.yml").read_bytes()})
    (file,) = known.entries.values()
    seen: dict[type[BaseModel], set[str]] = {}
    for entry in entries(file):
        seen.setdefault(type(entry), set()).update(entry.model_fields_set)
    assert {kind: kind.model_fields.keys() - fields for kind, fields in seen.items()} == {kind: set() for kind in seen}
    assert {*Entry.__subclasses__()} == {*seen}


def test_what_is_kept_is_what_was_read(data: Path, reads: list[str]) -> None:
    first = told(registry(data))
    again = told(registry(data))
    assert (first, reads) == (again, ["all.yml"])


def test_only_what_changed_is_read_again(data: Path, reads: list[str]) -> None:
    write_data(data, {"more.yml": "services: {cron: {host: web}}\n"})
    registry(data)
    write_data(data, {"more.yml": "services: {timer: {host: web}}\n"})
    assert set(registry(data).services) == {"api", "mail", "nginx", "timer"}
    (data / "more.yml").unlink()
    assert set(registry(data).services) == {"api", "mail", "nginx"}
    assert reads == ["all.yml", "more.yml", "more.yml"]


def test_a_mistake_is_told_each_time(data: Path) -> None:
    registry(data)
    write_data(data, {"more.yml": "services: {cron: {host: web, port: 1}}\n"})
    told_twice = [problems_or_registry(data), problems_or_registry(data)]
    assert [type(one) for one in told_twice] == [LoadErrors, LoadErrors]
    assert told_twice[0] == told_twice[1]
    (data / "more.yml").unlink()
    registry(data)


def test_another_folder_and_another_place_have_names_of_their_own(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data.parent)
    assert registry(Path("data")).services["api"].location.file == "data/all.yml"
    monkeypatch.chdir(data)
    assert registry(Path("../data")).services["api"].location.file == "all.yml"


@pytest.mark.parametrize("code", ["name_of_code", "_name_of_yaml"])
def test_what_other_code_read_is_read_again(
    data: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    registry(data)
    monkeypatch.setattr(kept_files, code, lambda *_: "another")
    registry(data)
    assert reads == ["all.yml", "all.yml"]


@pytest.mark.parametrize("damage", [lambda kept: kept[:-9], lambda _: b"", lambda kept: b"\0" * len(kept)])
def test_a_damaged_file_is_read_again(data: Path, reads: list[str], damage: Callable[[bytes], bytes]) -> None:
    first = told(registry(data))
    path = data.parent / FILE
    path.write_bytes(damage(path.read_bytes()))
    assert told(registry(data)) == first
    assert told(registry(data)) == first
    assert reads == ["all.yml", "all.yml"]


def _far_too_large(path: Path) -> None:
    path.write_bytes(b"x")
    os.truncate(path, 1 << 40)  # on paper: the disk holds a byte of it


@pytest.mark.parametrize(
    "odd",
    [
        os.mkfifo,
        lambda path: path.symlink_to("/dev/full"),
        lambda path: (path / "x").mkdir(parents=True),
        _far_too_large,
    ],
)
def test_what_no_command_kept_is_left_alone(data: Path, odd: Callable[[Path], object]) -> None:
    first = told(registry(data))
    path = data.parent / FILE
    path.unlink()
    odd(path)
    assert told(registry(data)) == first


def test_what_somebody_else_kept_is_read_again(data: Path, home: Path, reads: list[str]) -> None:
    first = told(registry(data))
    (home / "portdocs" / "key").unlink()  # who has another key is somebody else
    assert told(registry(data)) == first
    assert told(registry(data)) == first
    assert reads == ["all.yml", "all.yml"]


def test_a_key_that_is_none_is_made_again(data: Path, home: Path) -> None:
    registry(data)
    path = home / "portdocs" / "key"
    path.write_bytes(b"")
    registry(data)
    assert (len(path.read_bytes()), path.stat().st_mode & 0o777) == (32, 0o600)


@pytest.mark.parametrize("location", ["{project}/home", "home", "{home}/gone/.cache", "/dev/null"])
def test_without_a_place_for_a_key_nothing_is_kept(
    data: Path, home: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    monkeypatch.chdir(data.parent)
    Path("home").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", location.format(project=data.parent, home=home))
    assert told(registry(data)) == told(registry(data))
    assert reads == ["all.yml", "all.yml"]
    assert [*Path("home").iterdir(), *home.iterdir()] == []
    assert not Path(".cache").exists()


def keep(data: Path, content: bytes) -> None:
    """Keeps a pickle as this code would."""
    key = own_key(data.parent)
    assert key
    (data.parent / FILE).write_bytes(kept_files._seal(content, key) + content)


class _Calls:
    """Pickled, it has whoever loads it call a function."""

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
def test_a_forged_file_runs_nothing(data: Path, reads: list[str], forged: Callable[[Path], object]) -> None:
    first = told(registry(data))
    content = pickle.dumps(forged(data / "trace"))
    keep(data, content)
    assert told(registry(data)) == first
    assert not (data / "trace").exists()
    assert reads == ["all.yml", "all.yml"]


def test_what_a_module_of_the_registry_imports_is_no_value_of_it(data: Path) -> None:
    first = told(registry(data))
    # Since protocol 4 a name may hold dots.
    module, name, trace = (
        pickle.dumps(text, 4)[11:-2] for text in ("portdocs.registry.loader", "os.mkdir", str(data / "t"))
    )
    content = b"\x80\x04" + module + name + b"\x93" + trace + b"\x85R."
    keep(data, content)
    assert told(registry(data)) == first
    assert not (data / "t").exists()


def test_nothing_is_kept_where_there_is_no_site(data: Path, reads: list[str]) -> None:
    (data.parent / "mkdocs.yml").unlink()
    registry(data)
    registry(data)
    assert reads == ["all.yml", "all.yml"]
    assert not (data.parent / ".cache").exists()


def test_where_nothing_can_be_written_it_answers(data: Path) -> None:
    (data.parent / ".cache").write_text("", encoding="utf-8")
    assert told(registry(data)) == told(registry(data))


def test_a_folder_that_cannot_be_looked_at_is_a_finding(tmp_path: Path) -> None:
    result = problems_or_registry(tmp_path / ("x" * 300) / "data")
    assert isinstance(result, LoadErrors)
    (finding,) = result.findings
    assert finding.message.endswith("expected a folder of YAML files; see --data")
