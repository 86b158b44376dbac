"""Server names of proxies as URLs have them."""

from __future__ import annotations


def host_of_name(name: str) -> str:
    """The host of the URLs that a server name answers: `.example.org` means `*.example.org`, too."""
    return f"*{name}" if name.startswith(".") else name
