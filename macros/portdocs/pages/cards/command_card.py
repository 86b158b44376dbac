"""The commands of a service, ready to copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from portdocs.pages.commands.service_commands import commands_of
from portdocs.pages.commands.shell import Command
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.links import Links
from portdocs.pages.markdown import code_block
from portdocs.registry import Registry


@dataclass(frozen=True, slots=True)
class Commands:
    """Commands by topic."""

    commands: tuple[Command, ...]

    def html(self, links: Links) -> str:
        """The commands; `copy-buttons.js` adds a button to each. A missing command gives its reason."""
        if not self.commands:
            return '<p class="pd-empty">The data declares nothing that a command could check.</p>'
        topics = "".join(_topic(topic, list(commands)) for topic, commands in _topics(self))
        return f'<div class="pd-commands">\n{topics}</div>'

    def markdown(self, links: Links) -> str:
        """The commands as code blocks."""
        return "\n\n".join(part for topic, commands in _topics(self) for part in _markdown(topic, commands))


def _topics(card: Commands) -> Iterator[tuple[str, Iterator[Command]]]:
    return groupby(card.commands, key=lambda command: command.topic)


def _topic(topic: str, commands: list[Command]) -> str:
    rows = "".join(map(_row, commands))
    return f'<section class="pd-commands__topic"><h3>{for_html(topic)}</h3>\n{rows}</section>\n'


def _row(command: Command) -> str:
    purpose = f'<p class="pd-command__for">{for_html(command.purpose)}</p>' if command.purpose else ""
    if not command.text:
        return f'<div class="pd-command">{purpose}<p class="pd-empty">{for_html(command.reason)}</p></div>\n'
    # `no-copy` prevents a second button of the theme.
    code = f'<pre class="no-copy"><code>{for_html(command.text)}</code></pre>'
    return f'<div class="pd-command">{purpose}<div class="pd-command__line">{code}</div></div>\n'


def _markdown(topic: str, commands: Iterator[Command]) -> Iterator[str]:
    yield f"**{for_markdown(topic)}**"
    for command in commands:
        if command.purpose:
            yield for_markdown(command.purpose, starts_block=True) + ":"
        yield code_block(command.text) if command.text else for_markdown(command.reason, starts_block=True)


def command_card(registry: Registry, service: str) -> Commands:
    """Commands for a service: health, state, logs, port and tunnel."""
    return Commands(commands_of(registry, registry.services[service]))
