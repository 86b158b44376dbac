"""Mistakes that earlier importers made on real pages."""

from __future__ import annotations

import pytest

from tests.importing.imported import imported, registry_of, remarks, services_of

TABLE = "| Service | Port |\n|---|---|\n| api | 8000 |\n| web | 3000 |\n"
BOTH = {"api": ["8000"], "web": ["3000"]}


@pytest.mark.parametrize(
    "heading",
    ["Firewall & Ports", "Portas (sem conflito)", "Docker container ports", "Available services", "Internal services"],
)
def test_a_word_of_a_heading_does_not_lose_or_change_a_table(heading: str) -> None:
    assert services_of(f"# Lab\n\n## {heading}\n\n{TABLE}") == BOTH


@pytest.mark.parametrize(
    "heading", ["Outgoing ports", "Next free ports", "Avoid", "Portas livres", "可用端口", "Next available"]
)
def test_nothing_listens_on_ports_that_are_free_or_outgoing(heading: str) -> None:
    result = imported(f"# Lab\n\n## {heading}\n\n{TABLE}")
    assert result.is_empty
    (message,) = remarks(result, "not imported")
    assert "8000 (line 7), 3000 (line 8)" in message


def test_rules_of_a_firewall_with_services_are_listeners_unless_they_block() -> None:
    page = """
        # web01

        | Port | Proto | Service | Source | Action |
        |---|---|---|---|---|
        | 22 | tcp | OpenSSH | my IPs | ALLOW |
        | 443 | tcp | Caddy | any | ALLOW |
        | 3306 | tcp | MariaDB | any | **DENY** |
    """
    assert services_of(page) == {"OpenSSH": ["22"], "Caddy": ["443"]}
    assert remarks(imported(page), "not imported") == ["rows of the table under `web01`: outgoing: 3306 (line 8)"]


def test_rules_of_iptables_are_commands() -> None:
    rules = "".join(f"-A INPUT -p tcp --dport {port} -j ACCEPT\n" for port in (22, 443, 8443))
    assert imported(f"# Server\n\n## Ports\n\n```\n{rules}```\n").is_empty


def test_items_below_an_outgoing_one_are_outgoing() -> None:
    page = "# Ports\n\n- **HTTP API**\n  - v1: 8080\n  - v2: 8081\n- **Operators** (outgoing)\n  - north: 16000\n"
    assert services_of(page) == {"v1": ["8080"], "v2": ["8081"]}


def test_the_name_of_a_file_is_no_word_about_its_ports() -> None:
    page = "# Lab\n\nCopy `.env.example` to `.env`. Ports:\n\n```dotenv\nWEB_PORT=3000\nAPI_PORT=8080\n```\n"
    assert services_of(page) == {"WEB": ["3000"], "API": ["8080"]}


def test_a_unit_in_a_header_is_that_of_no_port() -> None:
    page = "# Ports\n\n| Tag | TCP port | Poll (ms) |\n|---|---|---|\n| plc | 4840 | 5000 |\n| hmi | 4841 | 1000 |\n"
    assert services_of(page) == {"plc": ["4840"], "hmi": ["4841"]}


def test_headers_in_camel_case_are_words() -> None:
    page = "# Lab\n\n| Service | nodePort | targetPort |\n|---|---|---|\n| web | 30080 | 8080 |\n| api | 30081 | 80 |\n"
    assert services_of(page) == {"web": ["30080>8080"], "api": ["30081>80"]}


def test_ports_of_a_container_pair_with_as_many_of_the_host() -> None:
    page = "# A\n\n| Name | Host port | Container port |\n|---|---|---|\n| web | 8000-8010 | 80 |\n| api | 90 | 80 |\n"
    assert services_of(page) == {"web": ["8000-8010"], "api": ["90>80"]}


@pytest.mark.parametrize("name", ["Redis", "WireGuard", "Kafka"])
def test_an_item_that_is_called_like_its_protocol_is_a_service(name: str) -> None:
    assert services_of(f"# Lab\n\n## Databases\n\n- {name}\n  - Port: 6379\n") == {name: ["6379"]}


def test_the_number_of_a_machine_is_no_port() -> None:
    page = "# Lab\n\n| Host | Role |\n|---|---|\n| val-1 | validator |\n| val-2 | sentry |\n"
    assert imported(page).is_empty


def test_a_date_at_the_start_of_a_line_is_a_date() -> None:
    page = f"# Ports\n\n{TABLE}\n```\n  2023-12-20 moved\n```\n"
    assert not remarks(imported(page), "not imported")


def test_a_second_port_may_follow_the_word_of_the_first() -> None:
    page = "# Ports\n\n- qBittorrent: 8085 web, 51413 peers\n- MinIO: 9000 (console em 9001)\n"
    assert services_of(page) == {"qBittorrent": ["8085", "51413"], "MinIO": ["9000", "9001"]}


def test_headings_with_ports_are_services_on_a_page_about_anything() -> None:
    page = "# Radio\n\n## 8000 – Icecast\n\nPublic.\n\n## 8005 – Liquidsoap\n\nUse BUTT.\n"
    assert services_of(page) == {"Icecast": ["8000"], "Liquidsoap": ["8005"]}


def test_the_port_of_the_target_is_not_that_of_the_public_url() -> None:
    page = """
        # Shop ports

        | Service | Port |
        |---|---|
        | nginx | 443 |
        | web | 3000 |

        | Domain | Target |
        |---|---|
        | shop.example.org | 127.0.0.1:3000 |
    """
    (endpoint,) = registry_of(imported(page)).endpoints
    assert [str(url) for url in endpoint.url] == ["https://shop.example.org"]
    assert str(endpoint.target) == "127.0.0.1:3000"


def test_a_port_without_a_name_does_not_inherit_it_across_groups() -> None:
    page = "# Ports\n\n| Service | Port | Use |\n|---|---|---|\n| api | 8000 | |\n| **Group** | | |\n| | 9999 | |\n"
    assert services_of(page) == {"api": ["8000"]}


def test_both_wildcards_are_no_contradiction() -> None:
    page = "# Ports\n\n| Service | Port | Bind |\n|---|---|---|\n| web | 80 | 0.0.0.0 |\n| web | 80 | [::] |\n"
    result = imported(page)
    assert not remarks(result, "contradiction")
    (service,) = registry_of(result).services.values()
    assert [one.bind for one in service.listeners or ()] == [("0.0.0.0", "::")]


@pytest.mark.parametrize("text", ["Updated 2025-01-31 22:15:00", "Backup at 02:30 UTC", "UTC+0800", "January 2025"])
def test_dates_and_time_zones_are_not_ports(text: str) -> None:
    assert imported(f"# Ports\n\n- {text}\n").is_empty


def test_names_that_begin_like_fields_are_names() -> None:
    page = "# Ports\n\n- Health Dashboard: 3001\n- Status page: 3002\n- bind9: 5353\n"
    assert services_of(page) == {"Health Dashboard": ["3001"], "Status page": ["3002"], "bind9": ["5353"]}


def test_a_port_in_a_range_of_the_page_is_kept() -> None:
    page = f"# Ports\n\n| Range | Purpose |\n|---|---|\n| 8000-8999 | APIs |\n| 3000-3999 | Web |\n\n## Used\n\n{TABLE}"
    assert services_of(page) == BOTH


def test_configuration_in_a_code_block_is_left_to_scan() -> None:
    result = imported('# Ports\n\n```\nservices:\n  api:\n    ports:\n      - "8080:80"\n```\n')
    assert result.is_empty
    assert "configuration of compose, which `portdocs scan` reads from its file" in remarks(result, "not imported")[0]


@pytest.mark.parametrize("name", ["MAX_CONNECTIONS", "max_connections", "Rate limit", "CACHE_SIZE", "Session timeout"])
def test_a_setting_is_no_port(name: str) -> None:
    assert services_of(f"# Ports\n\n{TABLE}| {name} | 1000 |\n") == BOTH
    assert services_of(f"# Ports\n\n{TABLE}\n```\n{name} = 1000\nWEB_API_PORT = 8080\n```\n") == {
        **BOTH,
        "WEB_API": ["8080"],
    }


def test_workers_and_limiters_are_services() -> None:
    page = "# Ports\n\n- Web workers: 3001\n- Rate limiter: 3002\n- Max: 3003\n- node_exporter: 9100\n"
    assert set(services_of(page)) == {"Web workers", "Rate limiter", "Max", "node_exporter"}


def test_a_line_that_lists_services_is_several() -> None:
    page = "# Ports\n\n8025: MailHog / 1025: SMTP\n5432: PostgreSQL\n- Kibana: 5601; Logstash: 5044\n"
    assert services_of(page) == {
        "MailHog": ["8025"], "SMTP": ["1025"], "PostgreSQL": ["5432"], "Kibana": ["5601"], "Logstash": ["5044"]
    }  # fmt: skip


def test_a_checklist_of_a_firewall_lists_no_services() -> None:
    page = "# Review\n\n- [ ] 3389 closed to the Internet\n- [ ] 22 only by VPN\n- [x] 8080 blocked\n- [x] 443 open\n"
    assert imported(page).is_empty


@pytest.mark.parametrize(
    ("title", "suite"),
    [
        ("Creator Suite - Port Documentation", "Creator Suite"),
        ("Plan d'adressage et ports — Lycée Jean Moulin", "Lycée Jean Moulin"),
        ("Elenco delle porte in uso: Comune di Rovereto", "Comune di Rovereto"),
        ("Game server ports", "Game server"),
        ("社内システム ポート管理表", "社内システム"),
        ("Ports of the Creator Suite", "Creator Suite"),
        ("acme-analytics", "acme-analytics"),
        ("Puertos utilizados en el servidor de producción", ""),
        ("Porty usług", ""),
        ("Service Ports & URLs", ""),
    ],
)
def test_the_suite_is_the_subject_of_the_title(title: str, suite: str) -> None:
    found = [one.name for one in registry_of(imported(f"# {title}\n\n{TABLE}")).suites.values()]
    assert found == ([suite] if suite else [])


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Retired 2023-05", "retired"),
        ("planned (Q3)", "planned"),
        ("🔴 removed, see the wiki", "retired"),
        ("🟡", "planned"),
        ("计划中", "planned"),
        ("✅ live", "active"),
        ("not running", "active"),
        ("behind the retired proxy", "active"),
    ],
)
def test_a_status_is_a_word_and_not_a_part_of_a_sentence(text: str, status: str) -> None:
    page = f"# Ports\n\n| Service | Port | Status |\n|---|---|---|\n| api | 8000 | {text} |\n"
    assert registry_of(imported(page)).services["api"].status == status


def test_one_item_called_like_a_protocol_makes_no_parts_of_its_siblings() -> None:
    page = "# Shop\n\n1. Core services\n   - nginx: 80\n   - api: 8000\n   - worker: 8001\n"
    assert services_of(page) == {"nginx": ["80"], "api": ["8000"], "worker": ["8001"]}


def test_a_port_that_looks_like_a_year_is_one_behind_a_colon() -> None:
    assert services_of("# Ports\n\n- web: 3000\n- sftp: 2022\n") == {"web": ["3000"], "sftp": ["2022"]}


def test_a_row_with_a_wrong_port_next_to_a_right_one_is_reported() -> None:
    page = "# Ports\n\n| Service | Port |\n|---|---|\n| api | 8000 |\n| web | 8080, 99999 |\n"
    assert services_of(page) == {"api": ["8000"]}
    (message,) = remarks(imported(page), "not imported")
    assert "port 99999 does not exist" in message
    assert "8080 (line 6)" in message


def test_a_number_of_a_row_is_not_that_of_another_row() -> None:
    page = "# Ports\n\n| Service | Port | Dev port |\n|---|---|---|\n| web | 3000 | 4000 |\n| api | 8000 | 3000 |\n"
    plan = 'take "Ports" "Service | Port | Dev port" 1: name=1 port=2\n'
    (message,) = remarks(imported(page, plan=plan), "not imported")
    assert message.startswith("other text: 4000 (line 5), 3000 (line 6)")


def test_a_wrapped_sentence_is_prose() -> None:
    page = "# Shop\n\nThe frontend listens on port 3000 and\ntalks to the API on 8080.\n"
    assert imported(page).is_empty


def test_a_password_is_no_name() -> None:
    page = "# Shop\n\n```\nAPI_PORT=8000\nDATABASE_URL=postgres://me:secret@localhost:5432/app\n```\n"
    assert "secret" not in imported(page).yaml


def test_a_column_of_addresses_has_ports() -> None:
    page = "# Lab\n\n| Service | Address |\n|---|---|\n| web | 10.0.0.1:3000 |\n| api | 10.0.0.2:8000 |\n"
    assert services_of(page) == {"web": ["3000@10.0.0.1"], "api": ["8000@10.0.0.2"]}
