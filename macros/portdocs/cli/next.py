"""`portdocs next`: the next free port."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, find_entry, load
from portdocs.registry import Host, Range, Registry
from portdocs.registry.findings import counted
from portdocs.registry.yaml_writer import Commented, Flow, Plain, one_or_many, to_yaml
from portdocs.topology.allocation import Allocation, allocate
from portdocs.topology.port_usage import possible_users

MAX_POSSIBLE_USERS = 5
"""Services with unknown listeners that are named; the others are counted."""


@click.command()
@data_option
@click.option("--range", "range_id", metavar="ID", help="Range to choose from.")
@click.option("--from", "start", type=click.IntRange(1, 65535), metavar="PORT", help="Lowest port to choose.")
@click.option("--host", "host_id", metavar="ID", help="Host (default: that of the range, else all).")
@click.option("--count", type=click.IntRange(1, 65535), default=1, show_default=True, help="Number of ports.")
@click.option("--transport", type=click.Choice(["tcp", "udp"]), default="tcp", show_default=True, help="Transport.")
@click.option("--yaml", "as_yaml", is_flag=True, help="Print a service with the port, ready to paste into the data.")
@exit_code
def command(
    data: Path,
    range_id: str | None,
    start: int | None,
    host_id: str | None,
    count: int,
    transport: str,
    as_yaml: bool,
) -> int:
    """Print the lowest free ports of a range, or from a port up.

    Also prints why each lower port was skipped. Without --range, ports that a range reserves are skipped. A port that
    a recorded scan saw open is not free. The ports of a retired service are held for 90 days. Services with unknown
    listeners, which may use any port, are named. Exits with 1 if there are not enough free ports.
    """
    if range_id is None and start is None:
        raise click.UsageError("name a range with --range, or the lowest port with --from")
    registry = load(data)
    range_ = find_entry("range", range_id, registry.ranges) if range_id else None
    host = _host(registry, range_, host_id)
    today = datetime.datetime.now(datetime.UTC).date()
    found = allocate(registry, range_, start=start or 1, host=host, transport=transport, count=count, today=today)
    click.echo(_skipped(found) + _doubts(registry, found), err=True, nl=False)
    if len(found.ports) < count:
        where = range_.title if range_ else f"the host, from {start} up,"
        click.echo(f"{where} has {counted(len(found.ports), 'free port')}, expected {count}", err=True)
        return 1
    click.echo(_block(registry, found, transport) if as_yaml else "\n".join(map(str, found.ports)))
    return 0


def _host(registry: Registry, range_: Range | None, id: str | None) -> Host | None:
    if id is None:
        return None
    host = find_entry("host", id, registry.hosts)
    if range_ and range_.host not in (None, id):
        click.echo(f"`{range_.id}` is reserved on {range_.host}, not on {id}; omit --host", err=True)
        click.get_current_context().exit(1)
    return host


def _skipped(found: Allocation) -> str:
    return "".join(f"{run.ports}: {run.reason.reason} ({run.reason.location})\n" for run in found.skipped)


def _doubts(registry: Registry, found: Allocation) -> str:
    """The services that may use the ports anyway."""
    users = possible_users(registry, found.host) if found.ports else ()
    more = len(users[MAX_POSSIBLE_USERS:])
    named = users[:MAX_POSSIBLE_USERS]
    lines = [f"{user.title} has unknown listeners and may use it ({user.location})" for user in named]
    return "".join(f"{line}\n" for line in [*lines, *([f"and {more} more services"] if more else [])])


def _block(registry: Registry, found: Allocation, transport: str) -> str:
    """A service with the ports as YAML, ready to paste."""
    hosts = [found.host.id] if found.host else list(registry.hosts)
    listeners = [
        Commented(Flow(port=port, transport=Plain(transport) if transport != "tcp" else None, bind="127.0.0.1"), note)
        for port in found.ports
        for note in [_purpose(found.range) if found.range else ""]
    ]
    service = {
        "name": "New service",
        "suite": found.range.suite if found.range else None,
        "host": one_or_many(hosts) if registry.declares_hosts else None,
        "status": Plain("planned"),
        "listeners": listeners,
    }
    return to_yaml({"services": {"new-service": service}}).rstrip("\n")


def _purpose(range_: Range) -> str:
    purpose = " ".join((range_.purpose or "").split())
    return f"{range_.id}: {purpose}" if purpose else range_.id
