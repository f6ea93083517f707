"""Findings know their design: what is compared, what is drawn, what is kept equal."""

import inspect

import numpy as np
import pandas as pd
import pytest
from seen import check_plot
from sweeps import small_experiment

import mesa_mosul as mm
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.execution.results_folder import StoreError
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.experiments.experiment import Experiment
from mesa_mosul.experiments.results import Results
from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from mesa_mosul.experiments.results_plot_kinds import draw_results_plot
from mesa_mosul.experiments.results_plots import ResultsPlots
from mesa_mosul.plots import control_map

QUIET = {"progress": False, "workers": 0}


def is_method(member):
    return inspect.isfunction(member) or inspect.ismethod(member)


@pytest.fixture(scope="module")
def crossed(tmp_path_factory):
    levers = {"isis.returning_men": [0, 1000], "iraqi.troops": [54000, 25000]}
    at_once = {"isis.return_start_day": 0, "isis.return_duration_days": 1}
    return small_experiment(levers=levers, days=6, constants=at_once).run(
        tmp_path_factory.mktemp("crossed") / "r", **QUIET
    )


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    made = mm.Experiment(
        "reported", days=4, replications=2, record=["km2_city_held"],
        levers={"corridor.closed_at_start": [False, True]},
        uncertainties={"isis.fighters": "evidence", "iraqi.troops": "evidence"},
        design={"kind": "nolh", "points": 10},
    )  # fmt: skip
    return made.run(tmp_path_factory.mktemp("drawn") / "r", **QUIET)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    levers = {"isis.returning_men": [0, 1000], "iraqi.troops": [25000]}
    made = small_experiment(levers=levers, days=6, design={"kind": "one_at_a_time"})
    return made.run(tmp_path_factory.mktemp("alone") / "r", **QUIET)


def test_all_levers_are_compared_unless_some_are_named(crossed):
    assert crossed.analysis.case_labels() == [
        "returning_men 0, troops 54,000",
        "returning_men 0, troops 25,000",
        "returning_men 1,000, troops 54,000",
        "returning_men 1,000, troops 25,000",
    ]
    assert crossed.analysis.case_labels("iraqi.troops") == ["troops 54,000", "troops 25,000"]


def test_the_first_case_is_the_base(crossed):
    told = crossed.compare("share_city_held", by="iraqi.troops")
    assert told["case"].tolist() == ["troops 25,000"]
    assert told["difference"][0] < 0.0


def test_a_comparison_is_the_mean_of_differences_under_common_random_numbers(crossed):
    runs = crossed.runs.set_index(
        ["iraqi.troops", "isis.returning_men", "replicate"]
    ).sort_index()["iraqi_casualties"]
    told = crossed.compare("iraqi_casualties", by="iraqi.troops").iloc[0]
    assert told["difference"] == pytest.approx((runs[25000, 0] - runs[54000, 0]).mean())
    assert told["pairs"] == 4
    mean = crossed.compare("iraqi_casualties", by="iraqi.troops", over="mean").iloc[0]
    assert mean["difference"] == pytest.approx((runs[25000] - runs[54000]).mean())


def test_two_cases_are_compared_by_value_or_by_factors(crossed):
    first = crossed.compare("iraqi_casualties", 25000, 54000, by="iraqi.troops")
    base = {"isis.returning_men": 0, "iraqi.troops": 25000}
    case = {"isis.returning_men": 0, "iraqi.troops": 54000}
    assert len(crossed.compare("iraqi_casualties", base, case)) == 1
    assert first["difference"][0] == pytest.approx(
        -crossed.compare("iraqi_casualties", by="iraqi.troops")["difference"][0]
    )


def test_over_drawn_numbers_an_interval_holds_sets_and_seeds(drawn):
    told = drawn.compare("share_city_held").iloc[0]
    assert (told["sets"], told["replicates"]) == (10, 2)
    assert told["low"] <= told["difference"] <= told["high"]


def test_what_is_drawn_is_distinguished_from_what_is_set(drawn):
    found = drawn.analysis
    assert found.levers == ["corridor.closed_at_start"]
    assert found.uncertain_factors == ["isis.fighters", "iraqi.troops"]
    assert found.runs.groupby("draw")["isis.fighters"].nunique().tolist() == [1] * 10


def test_sensitivity_takes_what_was_drawn(drawn, crossed):
    told = drawn.analysis.sensitivity("share_city_held")
    assert set(told["factor"]) == {"isis.fighters", "iraqi.troops"}
    with pytest.raises(AnalysisError, match="nothing was drawn"):
        crossed.analysis.sensitivity("share_city_held")


def test_what_was_varied_alone_is_named_by_its_parameter_and_value(alone, crossed):
    told = alone.analysis.one_at_a_time_effects("share_city_held")
    assert told[["factor", "level"]].to_numpy().tolist() == [
        ["isis.returning_men", "1000"],
        ["iraqi.troops", "25000"],
    ]
    with pytest.raises(AnalysisError, match="several factors at once"):
        crossed.analysis.one_at_a_time_effects("share_city_held")


def test_the_time_to_clear_the_east_counts_to_the_end_of_the_run(crossed):
    runs = crossed.analysis.runs
    assert (runs["days_to_clear_east"] == 6).all()


def test_an_unknown_factor_is_answered_with_what_is_varied(crossed):
    with pytest.raises(AnalysisError, match=r"no factor is called 'troops'.*iraqi\.troops"):
        crossed.summary("share_city_held", by="troops")


def test_what_is_no_case_of_the_design_is_refused(alone, drawn):
    with pytest.raises(AnalysisError, match="name a case together"):
        alone.compare("share_city_held", by="factor")
    with pytest.raises(AnalysisError, match="was drawn; ask for its sensitivity"):
        drawn.compare("share_city_held", by="isis.fighters")
    with pytest.raises(AnalysisError, match=r"\{\} is no single case"):
        drawn.compare("share_city_held", base={})


def test_a_column_that_was_not_recorded_is_refused_by_name(crossed):
    with pytest.raises(AnalysisError, match="'air_munitions' was not recorded day by day"):
        crossed.plot.band("air_munitions")


@pytest.mark.parametrize("kind", ["ridge", "forest", "probability", "matrix"])
def test_plots_of_results_are_drawn_by_their_kind(crossed, kind):
    outcome = "stalled" if kind == "probability" else "iraqi_casualties"
    check_plot(
        draw_results_plot(crossed.plot, kind, outcome, ["iraqi.troops"]), has_case_rows=True
    )


@pytest.mark.parametrize(
    "kind", ["band", "survival", "variance_reduction", "ecdf", "differences"]
)
def test_plots_over_days_are_drawn_by_their_kind(crossed, kind):
    names = {
        "survival": "stalled",
        **dict.fromkeys(("ecdf", "differences"), "iraqi_casualties"),
    }
    check_plot(
        draw_results_plot(crossed.plot, kind, names.get(kind, "km2_city_held"), "iraqi.troops")
    )


@pytest.mark.parametrize("kind", ["ridge", "forest", "probability", "band", "survival"])
def test_a_plot_says_what_the_other_levers_are_or_that_it_is_an_average(crossed, kind):
    outcome = {"probability": "stalled", "survival": "stalled", "band": "km2_city_held"}
    notes = []
    for over in ("base", "mean"):
        name = outcome.get(kind, "iraqi_casualties")
        ax = draw_results_plot(crossed.plot, kind, name, "iraqi.troops", over=over)
        notes.append(" ".join(ax.figure.get_supxlabel().split()))
    assert notes[0].endswith("Other levers: returning_men 0.")
    assert "average over all levels of isis.returning_men" in notes[1]


def test_a_contour_is_drawn_over_two_numbers(crossed):
    check_plot(
        draw_results_plot(
            crossed.plot, "contour", "iraqi_casualties", "iraqi.troops", y="isis.returning_men"
        )
    )
    with pytest.raises(AnalysisError, match="--by FACTOR --y FACTOR"):
        draw_results_plot(crossed.plot, "contour", "iraqi_casualties")


def test_shares_are_mapped_over_two_levers(crossed):
    ax = draw_results_plot(
        crossed.plot, "share_map", "stalled", "iraqi.troops", y="isis.returning_men"
    )
    check_plot(ax)
    assert len(ax.texts) == len(ax.get_xticks()) * len(ax.get_yticks())


def test_runs_of_a_case_are_fought_again_for_a_map(crossed):
    pictures = crossed.analysis.rerun_case(54000, "2016-12-10", by="iraqi.troops", max_runs=3)
    axes = control_map(pictures)
    check_plot(axes)
    assert axes.get_title(loc="left") == "Evening of 10 December 2016, 3 runs"
    with pytest.raises(StoreError, match="no day from 2016-12-06"):
        crossed.analysis.rerun_case(54000, "2016-12-01", by="iraqi.troops")
    with pytest.raises(StoreError, match="2017-03-31 is no day from 2016-12-06 to 2017-03-30"):
        crossed.analysis.rerun_case(54000, "2017-03-31", by="iraqi.troops")
    with pytest.raises(AnalysisError, match="no date such as"):
        crossed.analysis.rerun_case(54000, "31 Dec", by="iraqi.troops")


def test_a_map_keeps_the_end_of_runs_that_ended_before(tmp_path):
    """Without them a map of a late day shows the runs alone that are not over."""
    made = mm.Experiment("duel", replications=3).run(tmp_path / "r", **QUIET)
    assert made.runs["days"].max() < 15
    pictures = made.analysis.rerun_case("all runs", "2016-10-31", max_runs=3)
    assert [picture.date.isoformat() for picture in pictures] == ["2016-10-31"] * 3
    last = mm.run("duel", seed=int(made.runs["seed"][0])).map()
    assert np.array_equal(pictures[0].control, last.control)


def test_a_tornado_is_drawn_of_what_was_varied_alone(alone):
    check_plot(draw_results_plot(alone.plot, "tornado", "iraqi_casualties"), has_case_rows=True)


def test_the_interactions_of_levers_share_the_variance(crossed):
    told = crossed.analysis.interactions("share_city_held")
    assert np.isclose(told["share"].sum(), 1.0)


def test_scenarios_are_compared_by_their_names(tmp_path):
    few = mm.scenario("reported").with_parameters(**{"isis.fighters": 6000})
    made = mm.Experiment(["reported", few], days=4, replications=3).run(tmp_path / "r", **QUIET)
    told = made.compare("share_city_held", "reported", few.name)
    assert told["case"].tolist() == [few.name]
    assert told["difference"][0] > 0.0
    check_plot(made.plot.distribution("share_city_held", kind="box"), has_case_rows=True)


def test_discovery_takes_what_was_drawn_and_what_occurs_in_some_runs(drawn, crossed):
    analysis, middle = drawn.analysis, drawn.runs["iraqi_killed"].median()
    box = analysis.prim("iraqi_killed", above=middle)
    at_base = drawn.runs[~drawn.runs["corridor.closed_at_start"]]
    assert box.base_rate == (at_base["iraqi_killed"] > middle).mean()
    assert box.density >= box.base_rate
    assert analysis.tree("iraqi_killed", above=middle)["runs"].sum() == len(drawn.runs) / 2
    strongest = analysis.prcc("iraqi_killed")["factor"][0]
    assert analysis.tipping_point("iraqi_killed", above=middle)["factor"][0] == strongest
    with pytest.raises(AnalysisError, match="'stalled'"):
        analysis.prim("stalled")
    with pytest.raises(AnalysisError, match="'digest' is no number"):
        analysis.tree("digest", above=1.0)
    for method in ("prim", "tree", "prcc"):
        with pytest.raises(AnalysisError, match=f"nothing was drawn here; {method} takes"):
            getattr(crossed.analysis, method)("iraqi_killed")


def test_the_prcc_of_results_is_the_sensitivity_of_a_sample(drawn):
    first, second = (
        f("share_city_held") for f in (drawn.analysis.prcc, drawn.analysis.sensitivity)
    )
    pd.testing.assert_frame_equal(first, second)


DISTRIBUTION_METHODS = {
    "summary": ["iraqi_killed"], "probability": ["stalled"], "survival": ["stalled"],
    "restricted_mean": ["stalled"], "prim": ["stalled"], "tree": ["stalled"], "prcc": ["km2"],
    "tipping_point": ["stalled", "isis.fighters"], "compare": ["iraqi_killed"],
    "replication_advice": ["iraqi_killed"], "interactions": ["iraqi_killed"],
    "spread": ["iraqi_killed"], "variance_shares": ["iraqi_killed"],
}  # fmt: skip
PLOT_METHODS = {
    "band": ["km2_city_held"], "distribution": ["iraqi_killed"], "probability": ["stalled"],
    "survival": ["stalled"], "convergence": ["iraqi_killed"], "forest": ["iraqi_killed"],
    "contour": ["iraqi_killed", "isis.fighters", "iraqi.troops"], "car_bomb_fates": [],
    "variance_reduction": ["km2_city_held"], "spread": ["iraqi_killed"],
    "differences": ["iraqi_killed"], "matrix": ["iraqi_killed"],
    "share_map": ["stalled", "isis.fighters", "iraqi.troops"],
    "variance_shares": ["iraqi_killed"],
}  # fmt: skip


def test_a_morris_design_supports_sensitivity_alone(tmp_path):
    made = mm.Experiment(
        "reported", days=2, replications=1, record=["km2_city_held"],
        uncertainties={"isis.fighters": "evidence", "iraqi.troops": "evidence"},
        design={"kind": "morris", "trajectories": 4},
    )  # fmt: skip
    found = made.run(tmp_path / "r", **QUIET)
    assert len(found.analysis.sensitivity("iraqi_killed")) == 2
    for method, arguments in DISTRIBUTION_METHODS.items():
        with pytest.raises(AnalysisError, match=f"{method} takes a sample.*morris"):
            getattr(found.analysis, method)(*arguments)
    for method, arguments in PLOT_METHODS.items():
        with pytest.raises(AnalysisError, match=r"takes a sample.*morris"):
            getattr(found.plot, method)(*arguments)
    not_of_morris = {name for name, _ in inspect.getmembers(ResultsPlots, is_method)
                     if not name.startswith("_")} - {*PLOT_METHODS}  # fmt: skip
    assert not_of_morris == {"sensitivity", "tornado"}, "tornado takes another design"


def test_of_a_saltelli_design_the_independent_points_count(tmp_path):
    made = mm.Experiment(
        "reported", days=2, replications=1,
        uncertainties={"isis.fighters": "evidence", "iraqi.troops": "evidence"},
        design={"kind": "saltelli", "samples": 4},
    )  # fmt: skip
    found = made.run(tmp_path / "r", **QUIET)
    assert len(found.runs) == 16
    assert found.analysis.summary("iraqi_killed")["runs"].tolist() == [8]


def test_survival_takes_events_and_says_which(crossed):
    with pytest.raises(AnalysisError, match="takes captured, east_cleared, stalled"):
        crossed.analysis.survival("civilians_killed")
    with pytest.raises(AnalysisError, match="takes captured, east_cleared, stalled"):
        crossed.plot.survival("civilians_killed")


def test_results_are_shown_in_a_line(crossed):
    assert repr(crossed) == "<Results of 'small': 16 runs, 16 done>"
    assert "16 done" in crossed._repr_html_()


def test_every_public_method_of_results_has_an_example_unless_its_design_is_another():
    other_designs = {"one_at_a_time_effects", "tornado", "car_bomb_fates"}
    helpers = {"by", "event", "uncertain", "runs_above", "describe", "sweep_spec"}
    helpers |= {"case_factors", "default_outcome", "find_equal", "inert_cells", "is_reached"}
    helpers |= {
        "other_cells",
        "other_levels",
        "prepare_runs",
        "unlike_columns",
        "with_common_replications",
    }
    silent = [
        f"{owner.__name__}.{name}"
        for owner in (Experiment, Results, ResultsAnalysis, ResultsPlots)
        for name, method in inspect.getmembers(owner, is_method)
        if not name.startswith("_") and name not in other_designs | helpers
        and not hasattr(RunTables, name) and ">>>" not in (method.__doc__ or "")
    ]  # fmt: skip
    assert not silent


def test_points_of_replicated_hypercubes_are_sampled_by_hypercube(tmp_path):
    experiment = mm.Experiment(
        "reported", days=1, replications=2,
        levers={"corridor.closed_at_start": [False, True]},
        uncertainties={"isis.fighters": "evidence"},
        design={"kind": "latin_hypercube", "points": 6, "hypercubes": 3},
    )  # fmt: skip
    analysis = experiment.run(tmp_path / "r", **QUIET).analysis
    sizes = analysis.runs.groupby(["corridor.closed_at_start", "hypercube"])["draw"].nunique()
    assert sizes.tolist() == [2] * 6
    table = analysis.summary("isis_killed", "corridor.closed_at_start")
    assert table["basis"].tolist() == ["3 sets x 2 seeds"] * 2
