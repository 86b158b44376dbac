"""What the site claims."""

from __future__ import annotations

from macros.registry import Registry
from macros.render.inline import Declared, Text
from macros.render.table import Column, Row, Table

COLUMNS = (Column("Claim"), Column("Declared"))


def claim_table(registry: Registry) -> Table:
    """Every claim."""
    rows = tuple(Row(((Text(claim.statement),), (Declared(claim.place),))) for claim in registry.claims)
    return Table("claims", "Claims", COLUMNS, rows, "Nothing is claimed.", True)
