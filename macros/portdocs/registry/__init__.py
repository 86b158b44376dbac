"""The registry: everything declared in `data/`, read with places, validated, and with its look-ups.

Imports nothing of mkdocs, and nothing of the rest of this project.
"""

from portdocs.registry.findings import Finding, Location, Severity, sort_by_location
from portdocs.registry.loader import LoadErrors, parse_registry, read_registry
from portdocs.registry.model import Claim, Endpoint, File, Firewall, Host, Ignore, Listener, Range, Service, Suite
from portdocs.registry.ports import Ports
from portdocs.registry.registry import Registry

__all__ = [
    "Claim",
    "Endpoint",
    "File",
    "Finding",
    "Firewall",
    "Host",
    "Ignore",
    "Listener",
    "LoadErrors",
    "Location",
    "Ports",
    "Range",
    "Registry",
    "Service",
    "Severity",
    "Suite",
    "parse_registry",
    "read_registry",
    "sort_by_location",
]
