"""The examples for outside tools run as they stand in their page, and give what they say."""

import re

import numpy as np
import pytest
from doc_pages import follow_page, read_blocks, read_page

import mesa_mosul as mm
from mesa_mosul.parameters.registry import parameters

PAGE = "experiments/outside_tools.md"
TOOLS = {"ema": "ema_workbench", "salib": "SALib", "optuna": "optuna"}


def test_the_page_has_an_example_for_each_tool_and_no_other():
    texts = [block.text for block in read_blocks(PAGE) if block.language == "python"]
    assert len(texts) == len(TOOLS) + 1
    imported = re.findall(r"^(?:import|from) (\w+)", "".join(texts), re.M)
    assert {*TOOLS.values()} <= {*imported}
    assert max(len(text.splitlines()) for text in texts) <= 20


def test_one_function_gives_the_outcome_of_a_run():
    names = follow_page(PAGE).names
    changed = mm.scenario("reported").with_parameters(
        {"isis.fighters": 5200, "corridor.closed_at_start": True}
    )
    expected = mm.run(changed, seed=1, days=3).outcome
    assert names["outcome"]["digest"] == expected["digest"]


def test_the_workbench_runs_every_experiment_with_every_seed():
    names = follow_page(PAGE).names
    model, experiments, outcomes = (names[key] for key in ("model", "experiments", "outcomes"))
    assert len(experiments) == 8
    assert set(outcomes) == {"share_city_held", "civilians_killed"}
    assert {values.shape for values in outcomes.values()} == {(8, 2)}
    first = experiments.iloc[0]
    numbers = {name: first[name] for name in (*(one.name for one in model.uncertainties),
                                              *(one.name for one in model.levers))}  # fmt: skip
    for at, seed in enumerate((1, 2)):
        repeated = mm.evaluate("reported", seed, days=3, **numbers)
        assert repeated["civilians_killed"] == outcomes["civilians_killed"][0, at]


def test_salib_gets_an_index_for_every_number():
    names = follow_page(PAGE).names
    assert len(names["runs"]) == len(names["samples"]) == 4 * 5
    assert names["indices"]["ST"].shape == (3,)
    assert np.isfinite(names["indices"]["ST"]).all()
    assert names["killed"].std() > 0


def test_optuna_tries_values_in_the_range_and_keeps_the_best():
    study, name = (follow_page(PAGE).names[key] for key in ("study", "name"))
    spec = parameters()[name].spec
    tried = [trial.params[name] for trial in study.trials]
    assert len(set(tried)) == 3
    assert all(spec.low <= value <= spec.high for value in tried)
    assert study.best_value == min(trial.value for trial in study.trials) < 0.6


@pytest.mark.parametrize("tool", list(TOOLS))
def test_every_tool_of_the_page_is_installed_by_the_test_extra(tool):
    assert re.search(rf'"{TOOLS[tool]}[>"]', read_page("pyproject.toml"))
