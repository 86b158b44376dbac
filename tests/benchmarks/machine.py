"""The machine on which figures were measured, without identifying it."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

import psutil


def machine() -> dict[str, str]:
    """Descriptions by property."""
    return {
        "Cores": str(os.cpu_count() or "unknown"),
        "Processor": _processor(),
        "Memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "Platform": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "mkdocs": version("mkdocs"),
        "Material": version("mkdocs-material"),
    }


def _processor() -> str:
    """The processor model reported by the system."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or "unknown"
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or "unknown"
