"""Files of scenarios: read as they are written, or refused in a line."""

import functools
import json
import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from town import cached_tables

from fuzz.days import check_a_day
from fuzz.scenario_files import scenario_files
from fuzz.sizes import cases_of
from fuzz.verdicts import REFUSED, VALID, judge
from mesa_mosul.inputs.recorded_scenario import scenario_from_dict, scenario_to_dict
from mesa_mosul.inputs.scenario import Scenario, scenario
from mesa_mosul.inputs.scenario_file import OLD_KEYS, ScenarioFile
from mesa_mosul.parameters.aliases import RENAMED

PLACES = ("mine.toml", "parent.toml", "mine", "parent")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenarios")
    (folder / "parent.toml").write_text(
        'extends = "reported"\n"parameters"."isis.fighters" = 3000'
    )
    return folder


def check_as_written(data: bytes, loaded: Scenario) -> None:
    """Fail unless a scenario has every value of its file, and no key of it was passed over."""
    table = tomllib.loads(data.decode("utf-8-sig"))
    assert table.keys() <= {*ScenarioFile.model_fields, *OLD_KEYS}
    for key in table.keys() - {"extends", "parameters", *OLD_KEYS}:
        value = getattr(loaded, key)
        assert str(value) == str(table[key]), key
    values = scenario_to_dict(loaded)["parameters"]
    for given_name, value in table.get("parameters", {}).items():
        name = RENAMED.get(given_name.replace("__", ".", 1), given_name.replace("__", ".", 1))
        assert values[name] == value, name
        assert isinstance(values[name], bool) or not isinstance(value, bool), name


def check_written_again(loaded: Scenario) -> None:
    """Fail unless a scenario is the same when it is written and read."""
    values = scenario_to_dict(loaded)
    again = scenario_from_dict(json.loads(json.dumps(values, allow_nan=False)))
    assert scenario_to_dict(again) == values
    assert again.parameters == loaded.parameters


@cases_of("scenario")
@given(scenario_files(), st.booleans())
@example(b'extends = "a\\u0000b.toml"', False)
@example(b'extends = "nowhere.toml"', False)
@example('extends = "{}"'.format("é" * 150).encode(), False)
@example(b'extends = "reported"\n[parameters]\n"switch.car_bombs" = "Y"', False)
def test_a_scenario_is_read_as_it_is_written_or_refused(folder, data, is_run):
    path = folder / "mine.toml"
    path.write_bytes(data)
    verdict = judge("scenario", lambda: scenario(path), PLACES, repr(data))
    if verdict.kind == REFUSED:
        return
    check_as_written(data, verdict.result)
    check_written_again(verdict.result)
    if is_run:
        fight = functools.partial(check_a_day, verdict.result, cached_tables())
        assert judge("day", fight, (), repr(data)).kind == VALID
