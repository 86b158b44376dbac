"""Sentences about security, with the checks that can verify them."""

from __future__ import annotations

import re
from collections.abc import Callable

from portdocs.importing.drafts import Assembled, ClaimDraft
from portdocs.importing.found import At, ClaimMention, Found, Remark
from portdocs.importing.words.proxy_words import PROXY
from portdocs.registry.addresses import addresses

_VERIFIES = (
    (
        r"\ball\b.*\b(?:traffic|requests?|access)\b.*\b(?:nginx|proxy|caddy|traefik|haproxy|gateway)|\b(?:traffic|access)\b.*\bonly\b.*\bproxy",
        "wildcard-behind-proxy",
    ),
    (r"\bnot\b.*\b(?:expos|reach|public|accessible)|\b(?:internal|loopback|localhost)\b.*\bonly\b", "exposed-internal"),
    (r"\b(?:ssl|tls|https)\b", "plain-http-endpoint"),
)


def draft_claims(found: Found, result: Assembled, suite_of: Callable[[At], str | None]) -> None:
    seen: set[str] = set()
    for claim in found.claims:
        if claim.statement in seen:
            continue
        seen.add(claim.statement)
        checks = tuple(check for pattern, check in _VERIFIES if re.search(pattern, claim.statement, re.IGNORECASE))
        result.claims.append(ClaimDraft(claim.statement, claim.ports, suite_of(claim.at), checks, claim.at))
        if "wildcard-behind-proxy" in checks:
            _all_traffic(found, result, claim)


def _all_traffic(found: Found, result: Assembled, claim: ClaimMention) -> None:
    """Who says that all traffic passes a proxy, and binds every interface, says two things."""
    for service in result.services:
        for one in service.listeners:
            is_open = any(addresses(bind).is_wildcard for bind in one.binds)
            if is_open and not PROXY.search(service.name) and service.at.file == claim.at.file:
                where = f"{', '.join(one.binds)}, port {one.port}"
                says = f"although {claim.at} says: {claim.statement}"
                text = f"{service.name} listens on every interface ({where}), {says}"
                found.remarks.append(
                    Remark(one.at if one.at.file == claim.at.file else claim.at, "contradiction", text)
                )
                service.comments.append(
                    f"{claim.at}: contradiction: it listens on every interface, and the page says: {claim.statement}"
                )
