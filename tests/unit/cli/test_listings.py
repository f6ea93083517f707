"""The lists of scenarios, parameters, evidence and claims: whole, and quick to print."""

import json

import pytest
from terminal import call_mosul

from mesa_mosul import __version__
from mesa_mosul.inputs.tables import find_seeds_folder, read_table
from mesa_mosul.parameters.registry import parameters


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("evidence", "E9999"), "'E9999'"),
        (("parameters", "elephants"), "'mosul parameters' lists all"),
        (("columns", "elephants"), "'mosul columns' lists all"),
        (("scenarios", "--diff", "reported", "nowhere"), "no scenario is called 'nowhere'"),
        (("scenarios", "--diff", "reported"), "expected 2 arguments"),
    ],
)
def test_a_list_of_nothing_is_a_mistake(words, text, tmp_path):
    command = call_mosul(*words, at=tmp_path)
    assert command.returncode == 2
    assert text in command.stderr


def test_the_version_is_the_packages(tmp_path):
    assert call_mosul("--version", at=tmp_path).stdout == f"mosul {__version__}\n"


def test_every_scenario_is_listed(tmp_path):
    listed = json.loads(call_mosul("scenarios", "--json", at=tmp_path).stdout)
    shipped = sorted(path.stem for path in (find_seeds_folder() / "scenarios").glob("*.toml"))
    assert [entry["name"] for entry in listed] == shipped


def test_the_difference_of_two_scenarios_holds_what_differs_and_no_more(tmp_path):
    words = ("scenarios", "--diff", "reported", "recorded", "--json")
    differences = json.loads(call_mosul(*words, at=tmp_path).stdout)
    assert "isis.fighters" in differences
    assert all(first != second for first, second in differences.values())


def test_every_parameter_is_listed_with_its_source(tmp_path):
    listed = json.loads(call_mosul("parameters", "--json", at=tmp_path).stdout)
    assert {entry["name"]: entry["source"] for entry in listed} == {
        name: entry.spec.source for name, entry in parameters().items()
    }


def test_a_filter_by_source_keeps_the_parameters_that_cite_it(tmp_path):
    listed = json.loads(call_mosul("parameters", "r05", "--json", at=tmp_path).stdout)
    assert {entry["name"] for entry in listed} == {
        name for name, entry in parameters().items() if "R05" in entry.spec.source
    }


def test_a_filter_is_the_beginning_of_a_word(tmp_path):
    listed = json.loads(call_mosul("parameters", "terr", "--json", at=tmp_path).stdout)
    assert "terrain.cover_open" in {entry["name"] for entry in listed}
    assert call_mosul("parameters", "errain", at=tmp_path).returncode == 2
    assert call_mosul("columns", "illed", at=tmp_path).returncode == 2


def test_every_claim_is_listed_with_its_standing(tmp_path):
    text = " ".join(call_mosul("claims", at=tmp_path).stdout.split())
    for row in read_table("claims"):
        assert f"{row.id} {row.kind}: {row.claim}" in text
        assert row.standing in text


def test_every_source_and_assumption_is_listed(tmp_path):
    listed = json.loads(call_mosul("evidence", "--json", at=tmp_path).stdout)
    rows = [*read_table("evidence"), *read_table("assumptions")]
    assert [entry["id"] for entry in listed] == [row.id for row in rows]


def test_an_id_without_its_letter_selects_all_values_of_the_source(tmp_path):
    lettered = next(row.id for row in read_table("evidence") if row.id.endswith("a"))
    several = [row.id for row in read_table("evidence") if row.id[:-1] == lettered[:-1]]
    listed = json.loads(call_mosul("evidence", lettered[:-1], "--json", at=tmp_path).stdout)
    assert [entry["id"] for entry in listed] == several
