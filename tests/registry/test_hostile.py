"""Data that somebody wrote to do harm: it is refused with its location, or shown without effect."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from portdocs.registry import LoadErrors, Location, Registry, load_registry, loader
from tests.command_line import portdocs
from tests.data import write_data


def errors_of(yaml: str) -> list[str]:
    result = load_registry({"data/x.yml": yaml.encode()})
    return [str(finding) for finding in result.findings] if isinstance(result, LoadErrors) else []


ZONES = ["<plaintext>", "$(id>x)", "a b", "x" * 16, "", 'e"h', "`id`", "eth0;id"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "yaml",
    [
        "hosts: {{h: {{addresses: 'fe80::1%{}'}}}}",
        "services: {{a: {{listeners: [{{port: 1, bind: 'fe80::1%{}'}}]}}}}",
        "services: {{a: {{}}}}\nendpoints: [{{url: 'http://[fe80::1%{}]/', to: a}}]",
        "services: {{a: {{}}}}\nendpoints: [{{url: 'http://x.org', to: a, target: '[fe80::1%{}]:80'}}]",
    ],
)
def test_a_zone_is_the_name_of_an_interface(yaml: str, zone: str) -> None:
    assert errors_of(yaml.format(zone.replace("'", "''")))
    assert errors_of(yaml.format("eth0")) == []
    assert errors_of(yaml.format("br-1_a.100")) == []


@pytest.mark.parametrize(
    ("yaml", "at"),
    [
        ("servces: null", "1:1"),
        ("servces: ~\nservices: {a: {}}", "1:1"),
        ("services: {a: {ownr: null}}", "1:16"),
        ("services:\n  a:\n    listeners:\n      - {port: 1, hlth: null}", "4:19"),
        ("hosts: {h: {firewall: {opn: null}}}", "1:24"),
        ("endpoints:\n  - {url: http://x.org, to: a, vai: null}\nservices: {a: {}}", "2:32"),
    ],
)
def test_a_misspelt_key_without_a_value_is_unknown(yaml: str, at: str) -> None:
    (error,) = errors_of(yaml)
    assert error.startswith(f"data/x.yml:{at}: error: unknown key")
    assert "did you mean" in error


@pytest.mark.parametrize("yaml", ["services: {a: {owner: null, runtime: {Anything: null}}}", "services: {ownr: null}"])
def test_null_leaves_a_known_key_out(yaml: str) -> None:
    assert not [error for error in errors_of(yaml) if "unknown key" in error]


HIDDEN = ["\u00ad", "\u200b", "\u2060", "\u2063", "\u180e", "\u3164", "\U000e0041", "\u034f", "\u200d", "\u200c"]


@pytest.mark.parametrize("character", HIDDEN, ids=lambda character: f"U+{ord(character):04X}")
def test_characters_without_a_width_are_refused(character: str) -> None:
    assert "invisible" in errors_of(f"services: {{a: {{name: Shop{character}API}}}}")[0]
    assert f"U+{ord(character):04X}" in errors_of(f'services: {{a: {{name: "Shop\\U{ord(character):08X}API"}}}}')[0]
    assert errors_of(f"services: {{shop{character}: {{}}}}")


@pytest.mark.parametrize(
    "text", ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\U0001f469\u200d\U0001f4bb", "Caf\u00e9"]
)
def test_joiners_in_scripts_that_need_them_are_kept(text: str) -> None:
    registry = load_registry({"data/x.yml": f"services: {{a: {{name: '{text}'}}}}".encode()})
    assert isinstance(registry, Registry)
    assert registry.services["a"].name == text


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_data(tmp_path, {"data/a.yml": "services: {a: {}}\n", "data/b.yml": "# " + "x" * 1_000_000})
    monkeypatch.setattr(loader, "MAX_FILE_BYTES", 1_000_000)
    result = portdocs(tmp_path, "check")
    assert result.returncode == 1
    assert "data/b.yml:1:1: error: cannot be read (larger than 1 MB)" in result.stdout
    assert loader.MAX_FILE_BYTES == 1_000_000


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\n::error::x.yml", "a\ufffd::error::x.yml"),
        ("\x1b[31mx.yml", "\ufffd[31mx.yml"),
        ("x\u202eyml.a.yml", "x\ufffdyml.a.yml"),
        ("\x9b31mx.yml", "\ufffd31mx.yml"),
    ],
)
def test_the_name_of_a_file_controls_no_terminal(tmp_path: Path, name: str, shown: str) -> None:
    (tmp_path / "data").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/data/" + name.encode())).write_text("services: {a: {nmae: x}}\n")
    result = portdocs(tmp_path, "check")
    assert f"data/{shown}:1:16: error: unknown key `nmae`" in result.stdout
    assert not set("\x1b\x9b\u202e") & set(result.stdout + result.stderr)


def test_the_name_of_a_file_starts_no_workflow_command() -> None:
    assert str(Location("::set-output name=x::1.yml")) == "./::set-output name=x::1.yml:1:1"
