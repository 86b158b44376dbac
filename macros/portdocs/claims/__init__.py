"""The verdict on each claim, with evidence.

A claim relies on the checks in its `verified_by`, as far as they concern its scope (`topology.claim_scope`). Its
verdict is the first of these that applies:

- **contradicted** if one of the checks has a finding. An accepted finding contradicts as well, because accepting it
  does not make the claim true; the exception is a finding about a bind where a declared firewall closes the port;
- **inconclusive** if something that a check inspects is unknown, if a check has nothing to inspect, or if no known
  service listens on a port of the claim;
- **unchecked** if the claim names no check, or relies on a declared firewall, which no check can see;
- **verified** otherwise.
"""

from portdocs.claims.evaluate import ClaimResult, Verdict, evaluate_claim, evaluate_claims
from portdocs.claims.evidence import Evidence

__all__ = ["ClaimResult", "Evidence", "Verdict", "evaluate_claim", "evaluate_claims"]
