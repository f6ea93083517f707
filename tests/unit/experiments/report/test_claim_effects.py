"""The effects of claims: a row per case and outcome, equal to the comparison."""

import pytest

from mesa_mosul.experiments.report.claim_effects import EFFECT_COLUMNS, compute_claim_effects
from mesa_mosul.experiments.report.report_data import ALWAYS_REPORTED
from tests.unit.experiments.test_results_analysis import alone

__all__ = ["alone"]


def test_every_case_of_a_claim_has_its_effect_on_every_reported_outcome(alone):
    table = compute_claim_effects(alone)
    assert table.columns.tolist() == list(EFFECT_COLUMNS)
    outcomes = {"share_city_held", *ALWAYS_REPORTED}
    for _, rows in table.groupby(["claim", "case"]):
        assert set(rows["outcome"]) == outcomes
    effects = alone.analysis.one_at_a_time_effects("iraqi_casualties")
    row = table[table["outcome"] == "iraqi_casualties"].set_index(["claim", "case"])
    for effect in effects.itertuples():
        difference = row.loc[(effect.factor, effect.level), "difference"]
        assert difference == pytest.approx(effect.difference, abs=1e-4)
