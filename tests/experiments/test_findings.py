"""Findings know their design: what is compared, what is drawn, what is kept equal."""

import numpy as np
import pytest

import mesa_mosul as mm
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.shown import draw
from mesa_mosul.experiments.store import StoreError
from mesa_mosul.plots import control_map
from tests.experiments.sweeps import small
from tests.plots.seen import check

QUIET = {"quiet": True, "workers": 0}


@pytest.fixture(scope="module")
def crossed(tmp_path_factory):
    levers = {"isis.returning": [0, 1000], "iraqi.troops": [54000, 25000]}
    return small(levers=levers, days=6).run(tmp_path_factory.mktemp("crossed") / "r", **QUIET)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    made = mm.Experiment(
        "reported", days=4, replications=2, record=["km2_city_held"],
        levers={"corridor.shut": [False, True]},
        uncertainties={"isis.fighters": "evidence", "iraqi.troops": "evidence"},
        design={"kind": "nolh", "points": 9},
    )  # fmt: skip
    return made.run(tmp_path_factory.mktemp("drawn") / "r", **QUIET)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    levers = {"isis.returning": [0, 1000], "iraqi.troops": [25000]}
    made = small(levers=levers, days=6, design={"kind": "one_at_a_time"})
    return made.run(tmp_path_factory.mktemp("alone") / "r", **QUIET)


def test_all_levers_are_compared_unless_some_are_named(crossed):
    assert crossed.findings.cases() == [
        "returning 0, troops 54,000",
        "returning 0, troops 25,000",
        "returning 1,000, troops 54,000",
        "returning 1,000, troops 25,000",
    ]
    assert crossed.findings.cases("iraqi.troops") == ["troops 54,000", "troops 25,000"]


def test_the_first_case_is_the_base(crossed):
    told = crossed.compare("share_city_held", by="iraqi.troops")
    assert told["case"].tolist() == ["troops 25,000"]
    assert told["difference"][0] < 0.0


def test_a_comparison_is_the_mean_of_differences_under_the_same_luck(crossed):
    runs = crossed.runs.set_index(["iraqi.troops", "isis.returning", "replicate"])[
        "iraqi_losses"
    ]
    less = (runs[25000] - runs[54000]).groupby("replicate").mean()
    told = crossed.compare("iraqi_losses", by="iraqi.troops").iloc[0]
    assert told["difference"] == pytest.approx(less.mean())
    assert told["pairs"] == len(less)


def test_two_cases_are_compared_by_value_or_by_factors(crossed):
    first = crossed.compare("iraqi_losses", 25000, 54000, by="iraqi.troops")
    base = {"isis.returning": 0, "iraqi.troops": 25000}
    case = {"isis.returning": 0, "iraqi.troops": 54000}
    assert len(crossed.compare("iraqi_losses", base, case)) == 1
    assert first["difference"][0] == pytest.approx(
        -crossed.compare("iraqi_losses", by="iraqi.troops")["difference"][0]
    )


def test_over_drawn_numbers_an_interval_holds_sets_and_seeds(drawn):
    told = drawn.compare("share_city_held").iloc[0]
    assert (told["sets"], told["replicates"]) == (9, 2)
    assert told["low"] <= told["difference"] <= told["high"]


def test_what_is_drawn_is_told_from_what_is_set(drawn):
    found = drawn.findings
    assert found.levers == ["corridor.shut"]
    assert found.drawn == ["isis.fighters", "iraqi.troops"]
    assert found.runs.groupby("draw")["isis.fighters"].nunique().tolist() == [1] * 9


def test_sensitivity_takes_what_was_drawn(drawn, crossed):
    told = drawn.findings.sensitivity("share_city_held")
    assert set(told["factor"]) == {"isis.fighters", "iraqi.troops"}
    with pytest.raises(AnalysisError, match="nothing was drawn"):
        crossed.findings.sensitivity("share_city_held")


def test_what_was_varied_alone_is_told_by_its_number_and_value(alone, crossed):
    told = alone.findings.alone("share_city_held")
    assert told[["varied", "to"]].to_numpy().tolist() == [
        ["isis.returning", "1000"],
        ["iraqi.troops", "25000"],
    ]
    with pytest.raises(AnalysisError, match="several numbers at once"):
        crossed.findings.alone("share_city_held")


def test_the_time_to_clear_the_east_counts_to_the_end_of_the_run(crossed):
    runs = crossed.findings.runs
    assert (runs["days_to_clear_east"] == 6).all()


def test_a_factor_that_is_none_is_told_what_is_varied(crossed):
    with pytest.raises(AnalysisError, match=r"no factor is called 'troops'.*iraqi\.troops"):
        crossed.summary("share_city_held", by="troops")


def test_what_is_no_case_of_the_design_is_told(alone, drawn):
    with pytest.raises(AnalysisError, match="name a case together"):
        alone.compare("share_city_held", by="varied")
    with pytest.raises(AnalysisError, match="was drawn; ask for its sensitivity"):
        drawn.compare("share_city_held", by="isis.fighters")
    with pytest.raises(AnalysisError, match=r"\{\} is no single case"):
        drawn.compare("share_city_held", base={})


def test_a_column_that_was_not_recorded_is_told(crossed):
    with pytest.raises(AnalysisError, match="'munitions' was not recorded day by day"):
        crossed.plot.band("munitions")


@pytest.mark.parametrize("kind", ["ridge", "forest", "probability"])
def test_plots_of_results_are_drawn_by_their_kind(crossed, kind):
    outcome = "stalled" if kind == "probability" else "iraqi_losses"
    check(draw(crossed, kind, outcome, ["iraqi.troops"]), rows=True)


@pytest.mark.parametrize("kind", ["band", "survival", "gain", "ecdf"])
def test_plots_over_days_are_drawn_by_their_kind(crossed, kind):
    names = {"survival": "stalled", "ecdf": "iraqi_losses"}
    check(draw(crossed, kind, names.get(kind, "km2_city_held"), "iraqi.troops"))


def test_a_contour_is_drawn_over_two_numbers(crossed):
    check(draw(crossed, "contour", "iraqi_losses", "iraqi.troops", up="isis.returning"))
    with pytest.raises(AnalysisError, match="--by FACTOR --up FACTOR"):
        draw(crossed, "contour", "iraqi_losses")


def test_runs_of_a_case_are_fought_again_for_a_map(crossed):
    pictures = crossed.findings.fought_again(54000, "2016-12-10", by="iraqi.troops", runs=3)
    axes = control_map(pictures)
    check(axes)
    assert axes.get_title(loc="left") == "Evening of 10 December 2016, 3 runs"
    with pytest.raises(StoreError, match="no day from 2016-12-06"):
        crossed.findings.fought_again(54000, "2016-12-01", by="iraqi.troops")
    with pytest.raises(AnalysisError, match="no date such as"):
        crossed.findings.fought_again(54000, "31 Dec", by="iraqi.troops")


def test_a_tornado_is_drawn_of_what_was_varied_alone(alone):
    check(draw(alone, "tornado", "iraqi_losses"), rows=True)


def test_the_interactions_of_levers_share_the_variance(crossed):
    told = crossed.findings.interactions("iraqi_losses")
    assert np.isclose(told["share"].sum(), 1.0)


def test_scenarios_are_compared_by_their_names(tmp_path):
    few = mm.scenario("reported").with_(**{"isis.fighters": 6000})
    made = mm.Experiment(["reported", few], days=4, replications=3).run(tmp_path / "r", **QUIET)
    told = made.compare("share_city_held", "reported", few.name)
    assert told["case"].tolist() == [few.name]
    assert told["difference"][0] > 0.0
    check(made.plot.distribution("share_city_held", kind="box"), rows=True)
