"""Find the units of a folder or of a copy of a machine's root, with all their files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

UNITS = ("etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system", "lib/systemd/system",
         "usr/lib/systemd/system")  # fmt: skip
"""Unit folders below a machine's root, in order of precedence (systemd.unit(5))."""
_SUFFIXES = (".service", ".socket")


@dataclass(slots=True)
class UnitFiles:
    """A unit's main file, if any, and its drop-ins in order."""

    main: Path | None = None
    drop_ins: list[Path] = field(default_factory=list)


def find_units(given: Path) -> tuple[dict[str, UnitFiles], Path]:
    """The units by name, and the root for their environment files."""
    if not given.is_dir():
        return _of_file(given), given.parent
    folders = [given / below for below in UNITS if (given / below).is_dir()]
    units: dict[str, UnitFiles] = {}
    for folder in folders or [given]:
        _add_folder(units, folder)
    return units, given


def unit_stem(unit: str) -> str:
    """The name of a unit without `.service` or `.socket`."""
    return next((unit.removesuffix(suffix) for suffix in _SUFFIXES if unit.endswith(suffix)), unit)


def _of_file(path: Path) -> dict[str, UnitFiles]:
    if path.suffix == ".conf" and path.parent.suffix == ".d":
        return {path.parent.stem: UnitFiles(None, [path])}
    return {path.name: UnitFiles(path, _drop_ins(path.parent, path.name))}


def _add_folder(units: dict[str, UnitFiles], folder: Path) -> None:
    names = sorted(path.name for path in folder.iterdir())
    for name in names:
        unit = name.removesuffix(".d")
        if unit.endswith(_SUFFIXES) and unit != name:
            units.setdefault(unit, UnitFiles())
        elif name.endswith(_SUFFIXES) and not _is_alias(folder / name):
            files = units.setdefault(name, UnitFiles())
            files.main = files.main or folder / name
    links = [wants for wants in folder.glob("*.wants") if wants.is_dir()]
    instances = [path.name for wants in links for path in wants.iterdir()]
    _add_instances(units, instances)
    for unit, files in units.items():
        files.drop_ins += _drop_ins(folder, unit)


def _add_instances(units: dict[str, UnitFiles], names: Iterable[str]) -> None:
    """Add instances such as `app@8001.service`: enabled ones, and those with drop-ins, use the template's file."""
    for name in sorted({*names, *units}):
        template = _template(name)
        if template and template in units:
            files = units.setdefault(name, UnitFiles())
            files.main = files.main or units[template].main


def _template(name: str) -> str | None:
    prefix, at, rest = name.partition("@")
    instance, dot, suffix = rest.rpartition(".")
    return f"{prefix}@.{suffix}" if at and dot and instance else None


def _is_alias(path: Path) -> bool:
    """True for a link to another unit (an alias) or to /dev/null (a masked unit)."""
    if not path.is_symlink():
        return False
    target = path.readlink()
    return target.name != path.name and _template(path.name) != target.name


def _drop_ins(folder: Path, unit: str) -> list[Path]:
    template = _template(unit)
    locations = [folder / f"{name}.d" for name in (template, unit) if name]
    found = [
        path for location in locations if location.is_dir() for path in location.iterdir() if path.suffix == ".conf"
    ]
    return sorted(found, key=lambda path: path.name)
