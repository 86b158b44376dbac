"""The entries of the registry: frozen values that know where they are declared. Each section has a file of its name.

A key in YAML is a field here. Values arrive as text (see `yaml_loader`); the type of a field parses it (see `fields`).
References between entries are checked once all files are loaded (see `cross_checks`).

Editors show the text below a field (see `schema`). Each `_SHAPE` repeats in JSON Schema what the validator of its class
refuses.
"""

from portdocs.registry.model.baseline import KnownFinding
from portdocs.registry.model.checks import CheckSetting
from portdocs.registry.model.claims import Claim
from portdocs.registry.model.data_file import SECTIONS_BY_ID, DataFile
from portdocs.registry.model.endpoints import Endpoint
from portdocs.registry.model.entry import Entry, NamedEntry, Status
from portdocs.registry.model.hosts import Firewall, Host
from portdocs.registry.model.ignore import Ignore
from portdocs.registry.model.ranges import Range
from portdocs.registry.model.services import File, Listener, Service, Transport
from portdocs.registry.model.suites import Suite
from portdocs.registry.model.zones import Zone

__all__ = [
    "SECTIONS_BY_ID",
    "CheckSetting",
    "Claim",
    "DataFile",
    "Endpoint",
    "Entry",
    "File",
    "Firewall",
    "Host",
    "Ignore",
    "KnownFinding",
    "Listener",
    "NamedEntry",
    "Range",
    "Service",
    "Status",
    "Suite",
    "Transport",
    "Zone",
]
