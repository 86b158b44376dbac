"""The mkdocs plugin: the only code that imports mkdocs."""

from portdocs.plugin.plugin import PortdocsPlugin

__all__ = ["PortdocsPlugin"]
