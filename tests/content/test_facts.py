"""The site shows every fact of the page that it replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.site.html import article
from tests.site.project import ROOT, Project

LIST = yaml.safe_load(Path(__file__).with_name("creator-suite.yml").read_text(encoding="utf-8"))
FACTS = [(page, fact) for page, facts in LIST["pages"].items() for fact in facts]


def skip_for_another_team() -> None:
    """The lists in this folder are about one team's data."""
    if not any(f"  {LIST['suite']}:" in path.read_text(encoding="utf-8") for path in (ROOT / "data").glob("*.yml")):
        pytest.skip("data/ is another team's: the list of facts in tests/content is not about it")


@pytest.mark.parametrize(("page", "fact"), FACTS)
def test_fact(own_site: Project, page: str, fact: str) -> None:
    skip_for_another_team()
    assert fact in article(own_site.site / page / "index.html").words
