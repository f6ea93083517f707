"""The lists of scenarios, parameters, evidence and claims: whole, and quick to print."""

import json

import pytest
from terminal import mosul

from mesa_mosul import __version__
from mesa_mosul.parameters import parameters
from mesa_mosul.tables import folder, read


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("evidence", "E9999"), "'E9999'"),
        (("parameters", "elephants"), "'mosul parameters' lists all"),
        (("scenarios", "--diff", "reported", "nowhere"), "no scenario is called 'nowhere'"),
        (("scenarios", "--diff", "reported"), "expected 2 arguments"),
    ],
)
def test_a_list_of_nothing_is_a_mistake(words, said, tmp_path):
    done = mosul(*words, at=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


def test_the_version_is_the_packages(tmp_path):
    assert mosul("--version", at=tmp_path).stdout == f"mosul {__version__}\n"


def test_every_scenario_is_listed(tmp_path):
    listed = json.loads(mosul("scenarios", "--json", at=tmp_path).stdout)
    shipped = sorted(path.stem for path in (folder() / "scenarios").glob("*.toml"))
    assert [one["name"] for one in listed] == shipped


def test_the_difference_of_two_scenarios_holds_what_differs_and_no_more(tmp_path):
    words = ("scenarios", "--diff", "reported", "recorded", "--json")
    found = json.loads(mosul(*words, at=tmp_path).stdout)
    assert "isis.fighters" in found
    assert all(one != two for one, two in found.values())


def test_every_parameter_is_listed_with_its_source(tmp_path):
    listed = json.loads(mosul("parameters", "--json", at=tmp_path).stdout)
    assert {one["name"]: one["source"] for one in listed} == {
        name: entry.known.source for name, entry in parameters().items()
    }


def test_a_filter_by_source_keeps_the_parameters_that_rest_on_it(tmp_path):
    listed = json.loads(mosul("parameters", "r05", "--json", at=tmp_path).stdout)
    assert {one["name"] for one in listed} == {
        name for name, entry in parameters().items() if "R05" in entry.known.source
    }


def test_every_claim_is_listed_with_its_standing(tmp_path):
    text = " ".join(mosul("claims", at=tmp_path).stdout.split())
    for row in read("claims"):
        assert f"{row.id} {row.kind}: {row.claim}" in text
        assert row.standing in text


def test_every_source_and_assumption_is_listed(tmp_path):
    listed = json.loads(mosul("evidence", "--json", at=tmp_path).stdout)
    rows = [*read("evidence"), *read("assumptions")]
    assert [one["id"] for one in listed] == [row.id for row in rows]


def test_an_id_without_its_letter_stands_for_all_values_of_the_source(tmp_path):
    lettered = next(row.id for row in read("evidence") if row.id.endswith("a"))
    several = [row.id for row in read("evidence") if row.id[:-1] == lettered[:-1]]
    listed = json.loads(mosul("evidence", lettered[:-1], "--json", at=tmp_path).stdout)
    assert [one["id"] for one in listed] == several
