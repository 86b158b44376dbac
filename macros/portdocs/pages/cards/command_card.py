"""The commands of a service, ready to copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from portdocs.pages.commands.health import HEALTH
from portdocs.pages.commands.service_commands import LOGS, STATUS, commands_of
from portdocs.pages.commands.shell import Command
from portdocs.pages.commands.tunnel import TUNNEL
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.links import Links
from portdocs.pages.markdown import code_block
from portdocs.registry import Registry, Service

_NO_COPY = "no-copy"
"""The class that prevents a second button of the theme."""


@dataclass(frozen=True, slots=True)
class Commands:
    """Commands by topic."""

    commands: tuple[Command, ...]

    def html(self, links: Links) -> str:
        """The commands; `copy-buttons.js` adds a button to each. A missing command gives its reason."""
        if not self.commands:
            return '<p class="pd-empty">The data declares nothing that a command could check.</p>'
        topics = "".join(_topic(topic, list(commands)) for topic, commands in _topics(self))
        return f'<div class="pd-commands {_NO_COPY}">\n{topics}</div>'

    def markdown(self, links: Links) -> str:
        """The commands as code blocks."""
        return "\n\n".join(part for topic, commands in _topics(self) for part in _markdown(topic, commands))


def _topics(card: Commands) -> Iterator[tuple[str, Iterator[Command]]]:
    return groupby(card.commands, key=lambda command: command.topic)


def _topic(topic: str, commands: list[Command]) -> str:
    rows = "".join(map(_row, commands))
    return f'<section class="pd-commands__topic"><h3>{for_html(topic)}</h3>\n{rows}</section>\n'


def _row(command: Command) -> str:
    described = command.with_note(command.purpose)
    purpose = f"<p>{for_html(described)}</p>" if described else ""
    if not command.text:
        return f'<div class="pd-command">{purpose}<p class="pd-empty">{for_html(command.reason)}</p></div>\n'
    code = f"<pre><code>{for_html(command.text)}</code></pre>"
    return f'<div class="pd-command">{purpose}<div>{code}</div></div>\n'


def _markdown(topic: str, commands: Iterator[Command]) -> Iterator[str]:
    yield f"**{for_markdown(topic)}**"
    for command in commands:
        if described := command.with_note(command.purpose):
            yield for_markdown(described, starts_block=True) + ":"
        yield code_block(command.text) if command.text else for_markdown(command.reason, starts_block=True)


def command_card(registry: Registry, service: str, *, part: str | None = None) -> Commands:
    """Commands for a service, such as its health and logs; `part="other"` omits those of its incident sheet."""
    entry = registry.services[service]
    return Commands(other_commands(registry, entry) if part == "other" else commands_of(registry, entry))


def first_commands(registry: Registry, service: Service) -> tuple[Command, ...]:
    """The first command of each topic that someone on call needs first."""
    return _firsts(commands_of(registry, service))


def _firsts(commands: Sequence[Command]) -> tuple[Command, ...]:
    shown = [command for command in commands if command.text]
    firsts = (next((one for one in shown if one.topic == topic), None) for topic in (HEALTH, STATUS, LOGS, TUNNEL))
    return tuple(filter(None, firsts))


def other_commands(registry: Registry, service: Service) -> tuple[Command, ...]:
    """The commands that the incident sheet omits."""
    commands = commands_of(registry, service)
    first = _firsts(commands)
    return tuple(command for command in commands if command not in first)


def quick_commands(commands: Sequence[Command]) -> str:
    """Commands with their topics, one per line."""
    rows = "".join(_row(replace(command, purpose=command.topic)) for command in commands)
    return f'<div class="pd-commands pd-commands--quick {_NO_COPY}">{rows}</div>' if rows else ""
