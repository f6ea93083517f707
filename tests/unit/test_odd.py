"""ODD.md: its tables are the code's, its sections the rules', its names and sources exist."""

import datetime
import re
from typing import get_type_hints

import pytest

from mesa_mosul.engine.world import STATE_GROUPS
from mesa_mosul.odd import ODD_PATH, OddError, build_tables, insert_tables
from mesa_mosul.parameters.errors import PACKAGE_FOLDER
from mesa_mosul.parameters.registry import Parameters, parameters
from mesa_mosul.simulation.rule_reads import columns_read_by
from mesa_mosul.simulation.schedule import SCHEDULE

TEXT = ODD_PATH.read_text(encoding="utf-8")
PROSE = re.sub(r"(<!-- (\w+): from the code -->).*?<!-- end of \2 -->", "", TEXT, flags=re.S)
RULES = sorted(path.name for path in (PACKAGE_FOLDER / "rules").glob("[!_]*.py"))
COLUMNS = {
    f"{group}.{name}" for group, kind in STATE_GROUPS.items() for name in get_type_hints(kind)
}
REPORT_MADE_KNOWN, DATED_INPUT = datetime.date(2016, 12, 13), "E064"
ETHICAL_LIMITS = (
    *("no advice", "no targeting", "attributes no casualty", "no body count", "undercounts"),
    *("executions", "harm to civilians beside them", "partisan", "names no person"),
    *("no address", "is published"),
)
SUBJECTS = {*Parameters._fields, *STATE_GROUPS}


def test_the_tables_are_those_of_the_code():
    assert insert_tables(TEXT) == TEXT, (
        "mesa_mosul/ODD.md is stale: run 'make odd' or 'python -m mesa_mosul.odd', commit it"
    )


def test_every_parameter_and_every_column_is_in_the_tables():
    lines = {table.name: "\n".join(table.lines) for table in build_tables()}
    for name in parameters():
        assert f"| `{name}` |" in lines["parameters"]
    for column in COLUMNS:
        assert f"| `{column.split('.')[1]}` |" in lines["columns"]
    for phase in SCHEDULE:
        assert f"| {phase.name} |" in lines["phases"]


def test_no_table_has_a_blank_cell():
    rows = [line for table in build_tables() for line in table.lines if line.startswith("|")]
    cells = [(row, cell) for row in rows for cell in row.strip("|").split("|")]
    assert len(cells) > 2000
    assert not [row for row, cell in cells if not cell.strip()]


def test_the_table_of_phases_shows_what_each_phase_reads_and_writes():
    lines = next(table.lines for table in build_tables() if table.name == "phases")
    for phase in SCHEDULE:
        rows = [line for line in lines if f"| {phase.name} |" in line]
        assert len(rows) == 2
        for column in (*phase.writes, *columns_read_by(phase.run)):
            assert re.search(rf"\b{column.split('.')[1]}\b", " ".join(rows)), column


def test_every_file_of_rules_has_its_section():
    lacking = [name for name in RULES if PROSE.count(f"\n### rules/{name}\n") != 1]
    assert not lacking, "\n".join(
        f"mesa_mosul/ODD.md, chapter 7: write one section '### rules/{name}'"
        for name in lacking
    )


def test_no_section_is_about_rules_that_are_gone():
    gone = set(re.findall(r"\n### rules/(\S+)\n", PROSE)) - set(RULES)
    assert not gone, f"mesa_mosul/ODD.md has sections on no file: {', '.join(sorted(gone))}"


def test_what_the_text_names_exists():
    dotted = set(re.findall(r"`([a-z_]+\.[a-z_0-9]+)`", PROSE))
    wanted = {name for name in dotted if name.split(".")[0] in SUBJECTS}
    known = {*parameters(), *COLUMNS}
    gone = {name for name in wanted - known if not name.endswith(".py")}
    assert len(wanted) > 50
    assert not gone, f"ODD.md names what is not there: {', '.join(sorted(gone))}"


def test_every_file_that_the_text_names_is_there():
    for name in re.findall(r"`((?:[\w]+/)*\w+\.(?:py|csv|md))`", PROSE):
        home = name.removeprefix("mesa_mosul/")
        here = [
            PACKAGE_FOLDER / home,
            PACKAGE_FOLDER.parent / home,
            PACKAGE_FOLDER.parent / "seeds" / home,
        ]
        assert any(path.is_file() for path in here), name


def test_every_source_of_the_text_is_in_the_seeds(seeds):
    known = {row.id for row in (*seeds.evidence, *seeds.assumptions, *seeds.claims)}
    cited = set(re.findall(r"\b([EAR]\d{2,3}[a-j]?)\b", PROSE))
    assert len(cited) > 50
    assert not cited - known


def test_no_submodel_rests_on_what_was_learnt_after_the_report(seeds):
    submodels = PROSE.split("## 7 Submodels")[1].split("## 8 Tables")[0]
    learnt = {row.id: row.until or row.date for row in seeds.evidence}
    cited = set(re.findall(r"\bE\d{3}[a-j]?\b", submodels)) - {DATED_INPUT}
    assert len(cited) > 10
    assert not [one for one in cited if learnt[one] and learnt[one] > REPORT_MADE_KNOWN]


def test_links_within_the_page_lead_somewhere():
    heads = re.findall(r"^#+ (.*)$", TEXT, flags=re.M)
    anchors = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
    assert not set(re.findall(r"\]\(#([^)]*)\)", TEXT)) - anchors


def test_the_page_says_what_the_model_may_be_used_for():
    text = " ".join(PROSE.split("## 1 Purpose")[0].split())
    assert not [phrase for phrase in ETHICAL_LIMITS if phrase not in text]


def test_a_page_without_its_markers_is_refused():
    with pytest.raises(OddError, match=r"must contain the markers .* once"):
        insert_tables("nothing")
