"""A researcher's own scenario is a file, wherever a scenario is named."""

from pathlib import Path

import pytest

import mesa_mosul as mm
from mesa_mosul.inputs.scenario import ScenarioError

MINE = """
title = "Fewer"
extends = "{parent}"
[parameters]
"{name}" = {value}
"""


def write(folder, file="mine.toml", parent="reported", name="isis.fighters", value=6000):
    path = folder / file
    path.write_text(MINE.format(parent=parent, name=name, value=value), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", [str, Path])
def test_a_scenario_may_be_a_file(tmp_path, form):
    mine = mm.scenario(form(write(tmp_path)))
    assert (mine.name, mine.title, mine.parameters.isis.fighters) == ("mine", "Fewer", 6000)
    assert mine.end == mm.scenario("reported").end


def test_a_file_may_extend_another_beside_it(tmp_path):
    write(tmp_path)
    below = write(tmp_path, "below.toml", "mine.toml", "iraqi.troops", 50000)
    parameters = mm.scenario(below).parameters
    assert (parameters.isis.fighters, parameters.iraqi.troops) == (6000, 50000)


def test_files_that_extend_each_other_are_told(tmp_path):
    write(tmp_path, "one.toml", "two.toml")
    two = write(tmp_path, "two.toml", "one.toml")
    with pytest.raises(ScenarioError, match=r"extends .*, which extends it in turn"):
        mm.scenario(two)


def test_a_file_is_looked_for_beside_the_one_that_names_it(tmp_path, monkeypatch):
    (tmp_path / "study").mkdir()
    write(tmp_path / "study")
    below = write(tmp_path / "study", "below.toml", "mine.toml")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert mm.scenario(below).title == "Fewer"


def test_runs_models_and_evaluations_take_a_file(tmp_path):
    mine = write(tmp_path)
    outcome = mm.run(mine, seed=1, days=1).outcome
    model = mm.MosulModel(mine, seed=1)
    model.run_for(4)
    assert model.outcome == outcome
    assert mm.evaluate(mine, 1, days=1)["share_city_held"] == outcome["share_city_held"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = 3", "mine.toml: 'title'"),
        ('titel = "x"', "mine.toml: no key 'titel'; did you mean title"),
        ('extends = "reprted"', "no scenario is called 'reprted'; did you mean reported"),
        ('extends = "other.toml"', "there is no file other.toml in "),
        (
            'extends = "reported"\n[parameters]\n"isis.fighter" = 3',
            "did you mean isis.fighters",
        ),
        ('extends = "reported"\n[parameters]\nisis.fighters = 3', "needs quotes"),
        ("title = ", "not readable as TOML"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_name(tmp_path, text, words):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=words):
        mm.scenario(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ScenarioError, match=r"there is no file nope\.toml in "):
        mm.scenario(tmp_path / "nope.toml")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("extend", "mine.toml: no key 'extend'; did you mean extends"),
        ("parameter", "mine.toml: no key 'parameter'; did you mean parameters"),
        ("levers", "mine.toml: no key 'levers': this is an experiment, which `mosul sweep"),
        ("xyz", r"mine.toml: no key 'xyz' \(there are: title, about"),
    ],
)
def test_a_key_that_no_scenario_has_is_told_with_what_would_be_right(tmp_path, key, words):
    path = tmp_path / "mine.toml"
    path.write_text(f'{key} = "reported"', encoding="utf-8")
    with pytest.raises(ScenarioError, match=words):
        mm.scenario(path)


def test_no_decision_is_dated_before_the_campaign(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "reported"\ndecisions_until = 2015-01-01', encoding="utf-8")
    with pytest.raises(ScenarioError, match="no decision is dated before 2016-10-17"):
        mm.scenario(path)
