"""The examples for outside tools run as they stand in their page, and give what they say."""

import re
import warnings
from pathlib import Path

import numpy as np
import pytest

import mesa_mosul as mm
from mesa_mosul.parameters.registry import parameters

PAGE = Path(__file__).parents[2] / "experiments" / "outside_tools.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
TOOLS = {"evaluate": "", "ema": "ema_workbench", "salib": "SALib", "optuna": "optuna"}


def run_block(tool):
    """Return the names that a block of the page has defined when it ends."""
    [block] = [
        block
        for block in BLOCKS
        if ({*re.findall(r"^(?:import|from) (\w+)", block, re.M)} & {*TOOLS.values()} or {""})
        == {TOOLS[tool]}
    ]
    names = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tools about themselves
        exec(compile(block, f"{PAGE.name}: {tool}", "exec"), names)
    return names


def test_the_page_has_an_example_for_each_tool_and_no_other():
    assert len(BLOCKS) == len(TOOLS)
    assert max(len(block.splitlines()) for block in BLOCKS) <= 20


def test_one_function_gives_the_outcome_of_a_run():
    names = run_block("evaluate")
    changed = mm.scenario("reported").with_parameters(
        {"isis.fighters": 5200, "corridor.closed_at_start": True}
    )
    expected = mm.run(changed, seed=1, days=3).outcome
    assert names["outcome"]["digest"] == expected["digest"]


def test_the_workbench_runs_every_experiment_with_every_seed():
    names = run_block("ema")
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
    names = run_block("salib")
    assert len(names["runs"]) == len(names["samples"]) == 4 * 5
    assert names["indices"]["ST"].shape == (3,)
    assert np.isfinite(names["indices"]["ST"]).all()
    assert names["killed"].std() > 0


def test_optuna_tries_values_in_the_range_and_keeps_the_best():
    study, name = (run_block("optuna")[key] for key in ("study", "name"))
    spec = parameters()[name].spec
    tried = [trial.params[name] for trial in study.trials]
    assert len(set(tried)) == 3
    assert all(spec.low <= value <= spec.high for value in tried)
    assert study.best_value == min(trial.value for trial in study.trials) < 0.6


@pytest.mark.parametrize("tool", ["ema", "salib", "optuna"])
def test_every_tool_of_the_page_is_installed_by_the_test_extra(tool):
    text = (PAGE.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(rf'"{TOOLS[tool]}[>"]', text)
