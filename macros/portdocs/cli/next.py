"""`portdocs next`: which port may I take?"""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, known, load
from portdocs.registry import Host, Range, Registry
from portdocs.topology.allocation import Allocation, allocate


@click.command()
@data_option
@click.option("--range", "range_id", required=True, metavar="ID", help="The reserved range to take from.")
@click.option("--host", "host_id", metavar="ID", help="The host; else the range's own, else free on every host.")
@click.option("--count", type=click.IntRange(1, 65535), default=1, show_default=True, help="How many ports.")
@click.option("--transport", type=click.Choice(["tcp", "udp"]), default="tcp", show_default=True, help="For which one.")
@click.option("--yaml", "as_yaml", is_flag=True, help="Print a service to paste into the data, with the port in it.")
@exit_code
def command(data: Path, range_id: str, host_id: str | None, count: int, transport: str, as_yaml: bool) -> int:
    """The lowest free ports of a range, and why each lower one was skipped.

    The ports of a retired service rest for 90 days. Exits with 1 if the range has fewer free ports than were asked for.
    """
    registry = load(data)
    range_ = known("range", range_id, registry.ranges)
    host = _host(registry, range_, host_id)
    today = datetime.datetime.now(datetime.UTC).date()
    found = allocate(registry, range_, host=host, transport=transport, count=count, today=today)
    click.echo(_skipped(found), err=True, nl=False)
    if len(found.ports) < count:
        click.echo(f"{range_.title} has {len(found.ports)} free ports, {count} were asked for", err=True)
        return 1
    click.echo(_block(registry, found, transport) if as_yaml else "\n".join(map(str, found.ports)))
    return 0


def _host(registry: Registry, range_: Range, id: str | None) -> Host | None:
    if id is None:
        return None
    host = known("host", id, registry.hosts)
    if range_.host not in (None, id):
        click.echo(f"`{range_.id}` is reserved on {range_.host}, not on {id}; leave --host out", err=True)
        click.get_current_context().exit(1)
    return host


def _skipped(found: Allocation) -> str:
    return "".join(f"{run.ports}: {run.because.reason} ({run.because.location})\n" for run in found.skipped)


def _block(registry: Registry, found: Allocation, transport: str) -> str:
    """A service as YAML: ids need no quotes, all else is JSON, which is YAML."""
    lines = ["services:", "  new-service:", "    name: New service"]
    if found.range.suite:
        lines.append(f"    suite: {found.range.suite}")
    if registry.declares_hosts:
        hosts = [found.host.id] if found.host else list(registry.hosts)
        lines.append(f"    host: {hosts[0]}" if len(hosts) == 1 else f"    host: [{', '.join(hosts)}]")
    lines.append("    status: planned")
    lines.append("    listeners:")
    for port in found.ports:
        extra = f", transport: {transport}" if transport != "tcp" else ""
        lines.append(f"      - {{port: {port}{extra}, bind: 127.0.0.1}}" + _purpose(found.range))
    return "\n".join(lines)


def _purpose(range_: Range) -> str:
    words = " ".join((range_.purpose or "").split())
    return f"  # {range_.id}: {json.dumps(words, ensure_ascii=False)[1:-1]}" if words else f"  # {range_.id}"
