"""The registry: everything declared in `data/`, with its locations, validated, and with look-ups.

Imports neither mkdocs nor any other part of portdocs.
"""

from portdocs.registry.findings import Finding, Location, Severity, Subject, sort_by_location
from portdocs.registry.loader import LoadErrors, load_registry
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
    "Subject",
    "Suite",
    "load_registry",
    "sort_by_location",
]
