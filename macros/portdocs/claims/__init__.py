"""What is to be thought of the sentences that the site makes: the verdict on each claim, with its evidence.

A claim is worth the silence of the checks that it names in `verified_by`, about what it speaks of (`registry.scope`):

- **contradicted** where one of them found something. An accepted finding contradicts too: the team knows of it, which
  does not make the sentence true; unless it is about a bind and a declared firewall closes the port;
- **cannot tell** where a check met something that is not known, or had nothing to look at, or where nothing known
  listens on a port of the claim;
- **stated** where no check is named, or where all rests on a declared firewall, which no check has seen;
- **verified** else.
"""

from portdocs.claims.evaluate import ClaimResult, Verdict, judgement, judgements
from portdocs.claims.evidence import Evidence

__all__ = ["ClaimResult", "Evidence", "Verdict", "judgement", "judgements"]
