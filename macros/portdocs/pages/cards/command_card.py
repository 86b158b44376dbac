"""A service's commands, ready to copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from portdocs.pages.commands.service_commands import commands_of
from portdocs.pages.commands.shell import Command
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.links import Links
from portdocs.registry import Registry


@dataclass(frozen=True, slots=True)
class Commands:
    """Commands under the questions that they answer."""

    commands: tuple[Command, ...]

    def html(self, links: Links) -> str:
        """Each command, to which `copying.js` adds a button; what cannot be a command says why."""
        if not self.commands:
            return '<p class="pd-empty">Nothing is declared that a command could ask.</p>'
        return (
            f'<div class="pd-commands">\n{"".join(_topic(topic, list(found)) for topic, found in _topics(self))}</div>'
        )

    def markdown(self, links: Links) -> str:
        """The same with the commands as blocks of code."""
        return "\n\n".join(part for topic, found in _topics(self) for part in _markdown(topic, found))


def _topics(card: Commands) -> Iterator[tuple[str, Iterator[Command]]]:
    return groupby(card.commands, key=lambda command: command.topic)


def _topic(topic: str, commands: list[Command]) -> str:
    rows = "".join(map(_row, commands))
    return f'<section class="pd-commands__topic"><h3>{for_html(topic)}</h3>\n{rows}</section>\n'


def _row(command: Command) -> str:
    purpose = f'<p class="pd-command__for">{for_html(command.purpose)}</p>' if command.purpose else ""
    if not command.text:
        return f'<div class="pd-command">{purpose}<p class="pd-empty">{for_html(command.why_not)}</p></div>\n'
    # `no-copy` keeps the theme from adding a second button.
    code = f'<pre class="no-copy"><code>{for_html(command.text)}</code></pre>'
    return f'<div class="pd-command">{purpose}<div class="pd-command__line">{code}</div></div>\n'


def _markdown(topic: str, commands: Iterator[Command]) -> Iterator[str]:
    yield f"**{for_markdown(topic)}**"
    for command in commands:
        if command.purpose:
            yield for_markdown(command.purpose) + ":"
        yield _code(command.text) if command.text else for_markdown(command.why_not)


def _code(text: str) -> str:
    """Not a fence: the text may hold one, or what a template reads."""
    lines = (" " * (len(line) - len(line.lstrip())) + for_markdown(line.strip()) for line in text.split("\n"))
    return "<pre><code>" + "\n".join(lines) + "</code></pre>"


def command_card(registry: Registry, service: str) -> Commands:
    """Commands that ask after a service: its health, its state and log, its port, the way to it."""
    return Commands(commands_of(registry, registry.services[service]))
