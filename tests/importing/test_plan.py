"""The plan: what it says is done, it survives changes of the page, and what is wrong with it has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from portdocs.importing import PlanError
from tests.command_line import portdocs
from tests.data import write_data
from tests.importing.imported import imported, listeners_of, registry_of

PAGE = """\
# Ports

Grid of the lab:

| Col | What | A | B | Where |
|---|---|---|---|---|
| x1 | alpha | 8001 | 9001 | db01 |
| x2 | beta | 8002 | 9002 | db02 |

## Gamma

- HTTP: 8003
- 8004 is the second, as everybody knows

## Free ports

- Delta: 8005
"""
TABLE = 'take "Ports" "Col | What | A | B | Where" 1:'


def services(plan: str | None, page: str = PAGE) -> dict[str, list[str]]:
    registry = registry_of(imported(page, plan=plan))
    return {service.title: listeners_of(service) for service in registry.services.values()}


def test_the_plan_that_is_written_imports_the_same() -> None:
    without = imported(PAGE)
    planned = imported(PAGE, plan=without.plan)
    assert planned.yaml == without.yaml
    assert planned.remarks == without.remarks
    assert planned.plan == without.plan


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("name=2 port=3", {"alpha": ["8001"], "beta": ["8002"]}),
        ("name=1 port=4", {"x1": ["9001"], "x2": ["9002"]}),
        ("name=2 port=3,4", {"alpha": ["8001", "9001"], "beta": ["8002", "9002"]}),
        ("name=2 port=3 inside=4", {"alpha": ["8001>9001"], "beta": ["8002>9002"]}),
        ("name=2 port=3 rows=2", {"beta": ["8002"]}),
        (
            'name=2 port=3 transport="udp" bind="127.0.0.1"',
            {"alpha": ["8001/udp@127.0.0.1"], "beta": ["8002/udp@127.0.0.1"]},
        ),
        ("name=2 range=3", {}),
    ],
)
def test_columns_are_what_the_plan_says(settings: str, expected: dict[str, list[str]]) -> None:
    assert services(f'{TABLE} {settings}\nskip "Gamma" "list" 1\n') == expected


def test_hosts_come_from_columns_headers_and_constants() -> None:
    skip = '\nskip "Gamma" "list" 1\n'
    hosts = [
        sorted(registry_of(imported(PAGE, plan=f"{TABLE} name=2 {settings}{skip}")).hosts)
        for settings in ("port=3 host=column 5", "port=3,4 host=header", 'port=3 host="web01"')
    ]
    assert hosts == [["db01", "db02"], ["a", "b"], ["web01"]]


def test_a_grid_that_is_left_out_can_be_taken() -> None:
    taken = services('take "Free ports" "list" 1: name=1 port=2\n')
    assert taken["Delta"] == ["8005"]
    assert services('take "Gamma" "list" 1: name=heading port=2 rows=1\n')["Gamma"] == ["8003"]


def test_a_grid_is_taken_without_settings() -> None:
    page = "# Lab\n\n## Maybe\n\n- Beta: 4002\n- It runs on 4001 when the day is long\n"
    assert services(None, page) == {}
    assert services('take "Maybe" "list" 1\n', page) == {"Beta": ["4002"], "It": ["4001"]}


def test_a_table_of_properties_is_a_service_whose_fields_are_columns() -> None:
    page = (
        "# Lab\n\n## Vault\n\n| Setting | Value |\n|---|---|\n| Port | 8200 |\n| Raft | 8201 |\n| Bind | 127.0.0.1 |\n"
    )
    assert services(None, page) == {"Vault": ["8200@127.0.0.1"]}
    assert services('take "Vault" "Port | Raft | Bind" 1: name=heading port=1,2 bind=3\n', page) == {
        "Vault": ["8200@127.0.0.1", "8201@127.0.0.1"]
    }


def test_columns_of_names_belong_to_the_machines_in_their_headers() -> None:
    page = "# Ports\n\n| Port | attic | cellar |\n|---|---|---|\n| 22 | sshd | sshd |\n| 80 | - | nginx |\n"
    result = imported(page, plan='take "Ports" "Port | attic | cellar" 1: name=2,3 port=1 host=header\n')
    found = [(one.title, one.host, listeners_of(one)) for one in registry_of(result).services.values()]
    assert sorted(found) == [
        ("nginx", ("cellar",), ["80"]),
        ("sshd", ("attic",), ["22"]),
        ("sshd", ("cellar",), ["22"]),
    ]


def test_columns_of_ports_belong_to_the_services_in_their_headers() -> None:
    page = "# Lab\n\n| Env | Web | API |\n|---|---|---|\n| dev | 3000 | 4000 |\n| ci | 13000 | - |\n"
    result = imported(page, plan='take "Lab" "Env | Web | API" 1: name=header port=2,3 host=1\n')
    found = [(one.title, one.host, listeners_of(one)) for one in registry_of(result).services.values()]
    assert sorted(found) == [("API", ("dev",), ["4000"]), ("Web", ("ci",), ["13000"]), ("Web", ("dev",), ["3000"])]


def test_a_table_without_a_column_of_ports_has_a_line() -> None:
    page = "# Lab\n\n## Raft\n\n| What | Remark |\n|--|--|\n| alpha | uses 8301 to talk, and 22 |\n| beta | - |\n"
    plan = imported(page).plan
    assert 'skip "Raft" "What | Remark" 1: name=1 port=2  #' in plan
    assert services(plan.replace("skip", "take"), page) == {"alpha": ["8301", "22"]}


def test_sentences_can_be_taken_under_the_name_above_them() -> None:
    page = "# Ports\n\n**user-service**\nRuns on port `4001`. Handles sign-up and login.\n"
    left_out = imported(page)
    assert left_out.is_empty
    assert services(left_out.plan.replace("skip", "take"), page) == {"user-service": ["4001"]}


def test_a_plan_survives_changes_above_its_grids() -> None:
    plan = imported(PAGE).plan.replace("take", "skip")
    changed = PAGE.replace("## Gamma", "A new line.\n\n## More\n\n- Epsilon: 8006\n\n## Gamma")
    result = imported(changed, plan=plan)
    assert list(registry_of(result).services) == ["epsilon"]
    assert [remark.kind for remark in result.remarks if "Epsilon" in remark.message] == ["not in the plan"]


def test_a_line_without_a_grid_names_the_nearest() -> None:
    result = imported(PAGE, plan='take "Gama" "list" 1: name=1 port=2\n')
    (message,) = [str(remark) for remark in result.remarks if remark.at.file == "page.plan"]
    assert message == (
        'page.plan:1: not imported: no table or list is "Gama" "list" 1; '
        'the nearest is "Gamma" "list" 1 at page.md:12; correct the line, or delete it'
    )


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        (
            f"# mine\n{TABLE} name=9\n",
            'page.plan:2: error: column 9 of "Ports" "Col | What | A | B | Where" 1, expected 1 to 5',
        ),
        (f"{TABLE} name=2 port=2\n", "page.plan:1: error: column 2 is used twice"),
        (f"{TABLE} name=2 port=3 rows=1-7\n", "page.plan:1: error: row 3 of"),
        (f"{TABLE} name=2 port=3 rows=2-1\n", "page.plan:1: error: rows 2-1 run backwards"),
        (f"{TABLE} transport=header\n", "page.plan:1: error: `transport=header` is not a setting"),
        (f"{TABLE} nmae=2\n", "page.plan:1: error: unknown setting `nmae`; did you mean `name`?"),
        (f"{TABLE} port=two\n", "page.plan:1: error: `port=two` is not a setting"),
        (f"{TABLE} name=\n", "page.plan:1: error: `name=` is not a setting"),
        (f"{TABLE}\n\n{TABLE}\n", "page.plan:3: error: "),
        ("services: {}\n", "page.plan:1: error: `services: {}` is not a line of a plan, expected a line such as"),
        ('take "Ports list 1\n', 'page.plan:1: error: `take "Ports list 1`: No closing quotation; close the quotes'),
    ],
)
def test_a_plan_that_cannot_be_used_has_its_line_and_what_to_write(plan: str, problem: str) -> None:
    with pytest.raises(PlanError) as caught:
        imported(PAGE, plan=plan)
    assert str(caught.value).startswith(problem)


def test_a_plan_is_written_edited_and_used(tmp_path: Path) -> None:
    write_data(tmp_path, {"PORTS.md": PAGE})
    first = portdocs(tmp_path, "import", "PORTS.md", "--plan", "page.plan")
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr.startswith("page.plan: written: 3 lines; edit it")
    plan = tmp_path / "page.plan"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace('skip "Free ports"', 'take "Free ports"'), encoding="utf-8"
    )
    second = portdocs(tmp_path, "import", "PORTS.md", "--plan", "page.plan")
    assert "  delta: # from PORTS.md:17\n" in second.stdout
    assert portdocs(tmp_path, "import", "PORTS.md", "--plan", "page.plan").stdout == second.stdout
    plan.write_text("nonsense\n", encoding="utf-8")
    third = portdocs(tmp_path, "import", "PORTS.md", "--plan", "page.plan")
    assert (third.returncode, third.stdout) == (2, "")
    assert third.stderr.startswith("page.plan:1: error: `nonsense` is not a line of a plan")


def test_a_dry_run_writes_no_plan(tmp_path: Path) -> None:
    write_data(tmp_path, {"PORTS.md": PAGE})
    result = portdocs(tmp_path, "import", "PORTS.md", "--plan", "page.plan", "--dry-run")
    assert not (tmp_path / "page.plan").exists()
    assert result.stdout.startswith("# Plan of portdocs import")
