"""The names of nginx servers, and which of them answers for a host (nginx.org, "Server names")."""

from __future__ import annotations

from portdocs.drift.nginx_regex import matches


def name_matches(name: str, host: str) -> bool:
    """True if a name in lowercase, which may have a wildcard, answers for a host."""
    if name == host or (host == "*" and name in ("_", "*")):
        return True
    if name.startswith("."):
        return host in (name[1:], "*" + name) or host.endswith(name)
    if name.startswith("*."):
        return host.endswith(name[1:]) and host != name[1:]
    return name.endswith(".*") and host.startswith(name[:-1]) and host != name[:-1]


def name_specificity(name: str, host: str) -> tuple[int, int]:
    """The rank of a matching name: exact, then the longest `*.x`, then the longest `x.*`."""
    kind = 3 if name in (host, "." + host) else 2 if name.startswith((".", "*")) else 1
    return kind, len(name.lstrip("*"))


def pattern_matches(pattern: str, host: str) -> bool | None:
    """True if a regular expression matches a host; None if that cannot be decided."""
    if host == "*":  # every name that no other server has
        return False
    if "*" in host or pattern.startswith("$"):
        return None
    return matches(pattern[1:].lstrip(" "), host, any_case=True)
