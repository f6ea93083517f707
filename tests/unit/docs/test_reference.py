"""The reference: whatever a user can name is on a page, and words lead to where they are."""

import re

import pytest

import mesa_mosul as mm
from mesa_mosul import plots
from mesa_mosul.cli.main import make_full_parser
from mesa_mosul.docs.code_pages import analysis_page, commands_page, errors_page, subparsers
from mesa_mosul.docs.generated_pages import generate_pages
from mesa_mosul.docs.linked_words import explained_words
from mesa_mosul.docs.staging import SOURCES
from mesa_mosul.experiments.results_plots import ResultsPlots
from mesa_mosul.inputs.scenario import scenarios
from mesa_mosul.parameters.registry import parameters

GENERATED = dict(generate_pages())
REFERENCE = "\n".join(
    [
        *(path.read_text(encoding="utf-8") for path in (SOURCES / "reference").glob("*.md")),
        *GENERATED.values(),
    ]
)
GALLERY = "\n".join(
    path.read_text(encoding="utf-8") for path in (SOURCES / "gallery").glob("plot_*.py")
)


def test_every_public_name_is_in_the_reference():
    described = {*re.findall(r"^\.\. auto\w+:: (?:mesa_mosul\.)?(\w+)\b", REFERENCE, re.M)}
    assert {*mm.MODULE_OF_NAME} <= described


def test_every_command_is_in_the_reference_with_its_help():
    text = commands_page()
    for name, parser in subparsers(make_full_parser()).items():
        assert f"## mosul {name}\n" in text
        assert parser.format_help().strip().splitlines()[-1] in text


def test_every_parameter_and_scenario_is_in_the_reference_with_its_source():
    lines = GENERATED["reference/parameters.md"].splitlines()
    for name, entry in parameters().items():
        (row,) = [line for line in lines if line.startswith(f"| [`{name}`]")]
        assert entry.spec.source.replace(";", " ") in row
        assert entry.meaning in row
    for name in scenarios():
        assert f"## `{name}`\n" in GENERATED["reference/scenarios.md"]


def test_every_error_is_in_the_reference():
    assert {one.__name__ for one in mm.MosulError.__subclasses__()} <= {
        *re.findall(r"\.(\w+Error)\(\)", errors_page())
    }


def test_the_statistics_of_the_reference_have_examples():
    names = re.findall(r"autofunction:: (\S+)", analysis_page())
    assert len(names) > 25
    assert "mesa_mosul.analysis.paired_comparison.paired_differences" in names


def test_every_word_leads_to_a_mark_that_its_page_has():
    places = {place for place in explained_words().values() if place[1]}
    assert len(places) > 700
    for page, anchor in places:
        text = GENERATED[f"{page}.md"]
        assert f"{{#{anchor}}}" in text or f"({anchor})=" in text, (page, anchor)


@pytest.mark.parametrize(
    ("word", "page"),
    [
        ("E019", "evidence"),
        ("A102", "evidence"),
        ("R05", "claims"),
        ("isis.fighters", "parameters"),
        ("km2_east_held", "columns"),
        ("iraqi_killed", "columns"),
        ("pattern.joint", "columns"),
        ("campaign", "scenarios"),
        ("mosul sweep", "commands"),
    ],
)
def test_words_of_each_kind_are_explained(word, page):
    assert explained_words()[word][0] == f"reference/{page}"


def test_the_gallery_shows_plots_of_every_module():
    shown = {name for name in plots.__all__ if re.search(rf"\b{name}\(", GALLERY)}
    shown |= {name for name in vars(ResultsPlots) if f"plot.{name}(" in GALLERY}
    assert len(shown) > 12
    assert "civilians_killed" in GALLERY
