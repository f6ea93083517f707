"""ODD.md: its tables are the code's, its sections the rules', its names and sources exist."""

import datetime
import re
from typing import get_type_hints

import pytest

from mesa_mosul.compiled import PACKAGE
from mesa_mosul.odd import PAGE, filled, tables
from mesa_mosul.parameters import Parameters, parameters
from mesa_mosul.state import GROUPS
from mesa_mosul.tick import TICK

TEXT = PAGE.read_text(encoding="utf-8")
PROSE = re.sub(r"(<!-- (\w+): from the code -->).*?<!-- end of \2 -->", "", TEXT, flags=re.S)
RULES = sorted(path.name for path in (PACKAGE / "rules").glob("[!_]*.py"))
COLUMNS = {f"{group}.{name}" for group, kind in GROUPS.items() for name in get_type_hints(kind)}
REPORT_MADE_KNOWN, DATED_INPUT = datetime.date(2016, 12, 13), "E064"
SUBJECTS = {*Parameters._fields, *GROUPS}


def test_the_tables_are_those_of_the_code():
    assert filled(TEXT) == TEXT, "mesa_mosul/ODD.md is stale: run 'make odd' and commit it"


def test_every_parameter_and_every_column_is_in_the_tables():
    lines = {table.name: "\n".join(table.lines) for table in tables()}
    for name in parameters():
        assert f"| `{name}` |" in lines["parameters"]
    for column in COLUMNS:
        assert f"| `{column.split('.')[1]}` |" in lines["columns"]
    for phase in TICK:
        assert f"| {phase.name} |" in lines["phases"]


@pytest.mark.parametrize("name", RULES)
def test_every_file_of_rules_has_its_section(name):
    assert PROSE.count(f"\n### rules/{name}\n") == 1, f"ODD.md: write a section on rules/{name}"


def test_no_section_tells_of_rules_that_are_gone():
    assert set(re.findall(r"\n### rules/(\S+)\n", PROSE)) == set(RULES)


def test_what_the_text_names_exists():
    named = set(re.findall(r"`([a-z_]+\.[a-z_0-9]+)`", PROSE))
    wanted = {name for name in named if name.split(".")[0] in SUBJECTS}
    known = {*parameters(), *COLUMNS}
    gone = {name for name in wanted - known if not name.endswith(".py")}
    assert len(wanted) > 50
    assert not gone, f"ODD.md names what is not there: {', '.join(sorted(gone))}"


def test_every_file_that_the_text_names_is_there():
    for name in re.findall(r"`((?:[\w]+/)*\w+\.(?:py|csv|md))`", PROSE):
        home = name.removeprefix("mesa_mosul/")
        here = [PACKAGE / home, PACKAGE.parent / home, PACKAGE.parent / "seeds" / home]
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


@pytest.mark.parametrize(
    "words",
    ["no advice", "no targeting", "attributes no casualty", "no body count", "undercounts",
     "executions", "harm to civilians beside them", "partisan", "names no person", "no address",
     "is published"],
)  # fmt: skip
def test_the_page_says_what_the_model_may_be_used_for(words):
    frame = PROSE.split("## 1 Purpose")[0]
    assert words in " ".join(frame.split())


def test_a_page_without_its_markers_is_refused():
    with pytest.raises(ValueError, match="must stand there once"):
        filled("nothing")
