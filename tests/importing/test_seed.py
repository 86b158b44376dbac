"""The page that this project replaced: all of its facts come back, and what it says in two ways is named."""

from __future__ import annotations

import pytest

from portdocs.checks import run_checks
from portdocs.importing import Imported, import_pages, read_pages
from portdocs.registry import Severity
from tests.importing.imported import SEED, numbers_of, registry_of, remarks

pytestmark = pytest.mark.skipif(
    not SEED.is_file(), reason="the page is not here; PORTDOCS_CORPUS names the folder beside its own"
)


@pytest.fixture(scope="module")
def seed() -> Imported:
    texts, errors = read_pages([SEED], SEED.parent)
    assert not errors
    return import_pages(texts)


def test_services_are_those_that_a_person_made_of_it(seed: Imported) -> None:
    services = registry_of(seed).services
    assert sorted(services) == ["bot-interface", "creator-suite-api", "creator-suite-frontend", "master-nginx"]
    api, frontend = services["creator-suite-api"], services["creator-suite-frontend"]
    assert frontend.description == "React/Next.js frontend application"
    assert dict(frontend.runtime) == {
        "Process": "Node.js application",
        "Framework": "React/Next.js with UMI",
        "Workers": "Single main process with esbuild workers",
    }
    assert dict(api.runtime) == {
        "Process": "Python uvicorn server",
        "Framework": "FastAPI",
        "Workers": "4 worker processes",
    }
    for service, port, bind in ((frontend, 16532, "*"), (api, 17354, "0.0.0.0")):
        assert service.listeners is not None
        (one,) = service.listeners
        assert one.port is not None
        assert (one.port.first, one.protocol, one.bind, one.health) == (port, "http", (bind,), "/health")
    assert api.unit == ("creator-suite-api.service",)
    assert [file.path for file in frontend.files] == ["/etc/systemd/system/creator-suite-frontend.service"]
    assert [file.path for file in services["master-nginx"].files] == [
        "/home/azureuser/creator-suite/.nginx-config/sites-available/creator-suite"
    ]
    assert services["bot-interface"].description == "FastAPI"


def test_endpoints_lead_through_the_proxy_that_is_drawn(seed: Imported) -> None:
    found = {str(one.url[0]): one for one in registry_of(seed).endpoints}
    assert list(found) == ["https://video-api.destinpq.com", "https://video.destinpq.com"]
    assert {one.via for one in found.values()} == {("master-nginx",)}
    api, frontend = found.values()
    assert (str(api.to), str(api.target), api.purpose) == ("creator-suite-api", "127.0.0.1:17354", "API Access")
    assert (str(frontend.to), str(frontend.target)) == ("creator-suite-frontend", "127.0.0.1:16532")
    assert frontend.purpose == "Frontend UI Access"


def test_ranges_claims_and_owner(seed: Imported) -> None:
    registry = registry_of(seed)
    ranges = {one.name: ([str(run) for run in one.ports], one.purpose) for one in registry.ranges.values()}
    assert ranges == {
        "Primary Range": (["16532-17354"], "API and frontend services"),
        "Bot Range": (["18938-18948"], "Bot services"),
        "Internal ports": (["5837", "6194"], "Internal ports (5837, 6194) not directly exposed to internet"),
    }
    assert [claim.statement for claim in registry.claims] == [
        "Internal ports (5837, 6194) not directly exposed to internet",
        "SSL certificates handled by master nginx",
        "CORS configured for cross-origin requests",
        "All traffic routed through nginx proxy",
    ]
    assert registry.suites["creator-suite"].owner == "Creator Suite Team"
    assert {service.suite for service in registry.services.values()} == {"creator-suite"}


def test_contradictions_are_named(seed: Imported) -> None:
    said = "\n".join(remarks(seed, "contradiction"))
    assert "Creator Suite Frontend listens on every interface (*, port 16532)" in said
    assert "Creator Suite API listens on every interface (0.0.0.0, port 17354)" in said
    assert "Bot Interface (18938) is in a drawing, but in no table or list on the page" in said
    assert "ports 5837, 6194 are in use according to the page, but no service on it has them" in said
    assert seed.yaml.count("contradiction:") == 4


def test_damage_is_repaired_and_what_is_lost_is_named(seed: Imported) -> None:
    assert any("windows-1254" in message for message in remarks(seed, "repaired"))
    lost = [remark for remark in seed.remarks if remark.kind == "not repaired"]
    assert [remark.at.line for remark in lost] == [44]


def test_no_number_of_a_port_is_lost(seed: Imported) -> None:
    assert {80, 443, 5837, 6194, 16532, 17354, 18938, 18948} <= numbers_of(registry_of(seed))
    assert not list(remarks(seed, "not imported"))
    (account,) = seed.accounts
    assert {line for line, numbers in account.reported.items() if numbers} == set()


def test_the_checks_find_no_error(seed: Imported) -> None:
    errors = [one for one in run_checks(registry_of(seed)) if one.severity is Severity.ERROR]
    assert not errors, "\n".join(map(str, errors))
