"""systemd: the sockets of `.socket` units, and hints in the command lines and variables of `.service` units.

PATH is a unit file (drop-ins next to it are read too), a folder of units, or a copy of a machine's root. Enabled
instances of a template (`app@8001.service`) are separate units; without instances `%i` is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from portdocs.progress import track
from portdocs.scan.observations import FileRead, Observation, SourceError, Unresolved
from portdocs.scan.result import Scan, build_scan
from portdocs.scan.safe_files import Unreadable, clean, exists, is_inside, read_text, shown
from portdocs.scan.systemd import environment
from portdocs.scan.systemd.environment import Variable
from portdocs.scan.systemd.service_units import hints
from portdocs.scan.systemd.socket_units import listens
from portdocs.scan.systemd.syntax import Unit, parse_unit
from portdocs.scan.systemd.unit_files import UnitFiles, find_units

METAVAR = "PATH"
HELP = "systemd: a unit file, or a folder of units."


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """Read the sockets and hints of all units."""
    return build_scan(observation for path in given for observation in _Reader(Path(path), relative_to).read())


class _Reader:
    """Reads the units of one path."""

    def __init__(self, given: Path, relative_to: Path) -> None:
        self.given = given.absolute()
        self.relative_to = relative_to
        self.user = "user" in self.given.parts  # user units, with another %t
        self.root = self.given

    def read(self) -> Iterator[Observation]:
        """All observations."""
        try:
            units, self.root = find_units(self.given)
        except OSError as error:
            yield self._error(self.given, Unreadable(f"cannot be read ({error.strerror}); make it readable"))
            return
        if not units:
            message = "no .service or .socket in this folder; name the folder that holds the units"
            yield self._error(self.given, Unreadable(message))
        for name, files in track("Units", units.items()):
            yield from self._unit(name, files)

    def _unit(self, name: str, files: UnitFiles) -> Iterator[Observation]:
        unit = Unit(name)
        paths = [files.main, *files.drop_ins] if files.main else files.drop_ins
        read = [observation for path in paths for observation in self._add(unit, path)]
        yield from read
        if files.main and not any(isinstance(one, SourceError) for one in read):
            yield FileRead("systemd", shown(files.main, self.relative_to), (name,))
        variables: dict[str, Variable] = dict(environment.from_settings(unit.values("Service", "Environment")))
        yield from self._environment_files(unit, variables)
        yield from listens(unit, self.user)
        yield from hints(unit, variables, self.user)

    def _add(self, unit: Unit, path: Path) -> Iterator[Observation]:
        name = shown(path, self.relative_to)
        try:
            settings, wrong = parse_unit(self._text(path), name)
            if wrong:
                yield SourceError(name, wrong, "neither a [Section] nor a `Key=value` of one; systemd ignores it")
            unit.settings += settings
            yield FileRead("systemd", name)
        except Unreadable as error:
            yield self._error(path, error)

    def _text(self, path: Path) -> str:
        # The given path may be a link; other files must stay inside the folder.
        if path != self.given and not is_inside(path, self.root if self.root.is_dir() else path.parent):
            raise Unreadable("a link that leads outside the given path; give the parent folder of both")
        return read_text(path)

    def _environment_files(self, unit: Unit, variables: dict[str, Variable]) -> Iterator[Observation]:
        for setting in unit.values("Service", "EnvironmentFile"):
            written = setting.value.removeprefix("-")
            path = self._find(written)
            if path is None:
                reason = "not found below the given path; its variables are unknown"
                text = f"EnvironmentFile={clean(written)}"
                yield Unresolved(setting.file, setting.line, text, reason)
                continue
            try:
                variables.update(environment.from_file(self._text(path), shown(path, self.relative_to)))
            except Unreadable as error:
                yield self._error(path, error)

    def _find(self, written: str) -> Path | None:
        """The file below a copy of the machine's root, else the file of that name next to the unit."""
        if "%" in written or not written.startswith("/"):
            return None
        locations = (self.root / written.lstrip("/"), self.root / Path(written).name)
        return next((location for location in locations if exists(location) and is_inside(location, self.root)), None)

    def _error(self, path: Path, error: Unreadable) -> SourceError:
        return SourceError(shown(path, self.relative_to), error.line, error.message)
