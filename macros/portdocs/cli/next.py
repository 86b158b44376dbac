"""`portdocs next`: the next free port."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, find_entry, load
from portdocs.registry import Host, Range, Registry
from portdocs.topology.allocation import Allocation, allocate


@click.command()
@data_option
@click.option("--range", "range_id", required=True, metavar="ID", help="Range to choose from.")
@click.option("--host", "host_id", metavar="ID", help="Host; defaults to that of the range, else to all.")
@click.option("--count", type=click.IntRange(1, 65535), default=1, show_default=True, help="Number of ports.")
@click.option("--transport", type=click.Choice(["tcp", "udp"]), default="tcp", show_default=True, help="Transport.")
@click.option("--yaml", "as_yaml", is_flag=True, help="Print a service with the port, ready to paste into the data.")
@exit_code
def command(data: Path, range_id: str, host_id: str | None, count: int, transport: str, as_yaml: bool) -> int:
    """Print the lowest free ports of a range, and why each lower one was skipped.

    The ports of a retired service are held for 90 days. Exits with 1 if the range does not have enough free ports.
    """
    registry = load(data)
    range_ = find_entry("range", range_id, registry.ranges)
    host = _host(registry, range_, host_id)
    today = datetime.datetime.now(datetime.UTC).date()
    found = allocate(registry, range_, host=host, transport=transport, count=count, today=today)
    click.echo(_skipped(found), err=True, nl=False)
    if len(found.ports) < count:
        click.echo(f"{range_.title} has {len(found.ports)} free ports, {count} were requested", err=True)
        return 1
    click.echo(_block(registry, found, transport) if as_yaml else "\n".join(map(str, found.ports)))
    return 0


def _host(registry: Registry, range_: Range, id: str | None) -> Host | None:
    if id is None:
        return None
    host = find_entry("host", id, registry.hosts)
    if range_.host not in (None, id):
        click.echo(f"`{range_.id}` is reserved on {range_.host}, not on {id}; omit --host", err=True)
        click.get_current_context().exit(1)
    return host


def _skipped(found: Allocation) -> str:
    return "".join(f"{run.ports}: {run.reason.reason} ({run.reason.location})\n" for run in found.skipped)


def _block(registry: Registry, found: Allocation, transport: str) -> str:
    """A service as YAML: ids need no quotes, and everything else is JSON, which is valid YAML."""
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
    purpose = " ".join((range_.purpose or "").split())
    return f"  # {range_.id}: {json.dumps(purpose, ensure_ascii=False)[1:-1]}" if purpose else f"  # {range_.id}"
