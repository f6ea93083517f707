"""What results say of drawn parameters: each draw counts once, levers stay at their base."""

import numpy as np
import pandas as pd
import pytest
from synthetic import FIGHTERS, MEN, OUTCOME, drawn_results, drawn_runs

import mesa_mosul as mm
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.variance_reduction import variance_reduction_by_day
from mesa_mosul.experiments.report.folded_sections import pairs_needed_text
from mesa_mosul.experiments.report.report_data import ReportData

ROAD = "corridor.closed_at_start"


def test_a_value_counts_as_often_as_it_was_drawn():
    """Three quarters of the draws are 0, so the mean of a share of 3,000 is a quarter."""
    rng = np.random.default_rng(1)
    values = rng.permutation(np.repeat([0, 0, 0, 3000], 25))
    runs = drawn_runs(sets=100, replications=4).drop(columns=MEN)
    runs[FIGHTERS] = values[runs["point"]]
    runs[OUTCOME] = runs[FIGHTERS] / 3000 + rng.normal(0.0, 0.05, 4)[runs["replicate"]]
    row = drawn_results(runs, levers=()).analysis.summary(OUTCOME).iloc[0]
    assert row["mean"] == pytest.approx(0.25, abs=0.1)
    assert row["low"] < 0.25 < row["high"] < 0.5
    assert row["basis"] == "100 sets x 4 seeds"


def test_sets_of_which_more_runs_were_needed_weigh_no_more():
    """Replications by the width of an interval run sets of large spread more often."""
    rng = np.random.default_rng(2)
    runs = drawn_runs(replications=400)
    runs = runs[(runs["replicate"] < 20) | (runs["point"] == 29)]
    runs[OUTCOME] = runs[FIGHTERS] / 100 + rng.normal(0.0, 1.0, len(runs))
    runs["stalled"] = runs["point"] == 29
    analysis = drawn_results(runs).analysis
    row = analysis.summary(OUTCOME, []).iloc[0]
    assert row["mean"] == pytest.approx(62.5, abs=0.5)
    assert (row["p50"], row["runs"]) == (pytest.approx(62.5, abs=2.0), 600)
    assert analysis.probability("stalled", []).iloc[0]["share"] == pytest.approx(1 / 30)
    assert analysis.tree("stalled")["runs"].sum() == 600


def test_an_average_over_levers_weighs_their_combinations_evenly():
    """With an unequal number of replications per combination, the first of each count."""
    levels = {"isis.returning_men": [0, 1000], "iraqi.troops": [54000, 25000]}
    runs = pd.DataFrame([
        {"point": 2 * at + below, "replicate": r, MEN: men, "iraqi.troops": troops,
         OUTCOME: 100.0 * below + r % 2}
        for at, men in enumerate(levels[MEN])
        for below, troops in enumerate(levels["iraqi.troops"])
        for r in range(50 if below else 10)
    ])  # fmt: skip
    found = drawn_results(
        runs, levers=tuple(levels), uncertainties={}, design={"kind": "factorial"}
    )
    mean = found.analysis.summary(OUTCOME, MEN, over="mean")["mean"]
    assert mean.tolist() == pytest.approx([50.5, 50.5])


@pytest.fixture(scope="module")
def tipped():
    """Runs that stall above 6,000 fighters, and with the road shut never."""
    rng = np.random.default_rng(3)
    runs = drawn_runs((False, True), 60, 4, ROAD)
    probability = 1.0 / (1.0 + np.exp(-(runs[FIGHTERS] - 6000.0) / 400.0))
    runs["stalled"] = (rng.random(len(runs)) < probability) & ~runs[ROAD]
    runs[OUTCOME] = runs[FIGHTERS] * np.where(runs[ROAD], -1.0, 1.0) / 1000.0
    runs[OUTCOME] += rng.normal(0.0, 0.2, len(runs))
    return drawn_results(runs, levers=(ROAD,))


def test_discovery_keeps_levers_at_their_base_unless_an_average_is_asked_for(tipped):
    analysis, share = tipped.analysis, (10000 - 6000) / 7500
    assert analysis.prim("stalled").base_rate == pytest.approx(share, abs=0.07)
    assert analysis.prim("stalled", over="mean").base_rate == pytest.approx(share / 2, abs=0.05)
    assert analysis.tree("stalled")["runs"].sum() == 240
    assert analysis.tree("stalled", over="mean")["runs"].sum() == 480
    row = analysis.tipping_point("stalled", FIGHTERS).iloc[0]
    assert row["low"] < 6000 < row["high"] < row["low"] + 2000
    assert analysis.prcc(OUTCOME)["correlation"][0] > 0.9
    assert analysis.prcc(OUTCOME, over={ROAD: True})["correlation"][0] < -0.9
    assert abs(analysis.prcc(OUTCOME, over="mean")["correlation"][0]) < 0.3
    assert "closed_at_start no" in note(tipped.plot.sensitivity(OUTCOME))


def test_a_tipping_point_of_a_lever_varies_that_lever_alone():
    rng = np.random.default_rng(4)
    runs = pd.DataFrame([
        {"point": 3 * shut + at, "replicate": r, FIGHTERS: fighters, ROAD: shut, OUTCOME: 1.0}
        for shut in (False, True) for at, fighters in enumerate((4000, 6000, 8000))
        for r in range(100)
    ])  # fmt: skip
    probability = 1.0 / (1.0 + np.exp((5000 + 2000 * runs[ROAD] - runs[FIGHTERS]) / 700))
    runs["stalled"] = rng.random(len(runs)) < probability
    found = drawn_results(
        runs, levers=(FIGHTERS, ROAD), uncertainties={}, design={"kind": "factorial"}
    )
    row = found.analysis.tipping_point("stalled", FIGHTERS).iloc[0]
    assert row["basis"] == "100 seeds"
    assert 4000 < row["low"] < 5000 < row["high"] < 6000


def test_the_spread_between_sets_is_no_share_of_levers():
    """Twelve sets that react to each combination at random show no effect of the levers."""
    rng = np.random.default_rng(5)
    runs = pd.concat(
        [drawn_runs((0, 3000), 12, 5).assign(**{ROAD: shut}) for shut in (False, True)],
        ignore_index=True,
    )
    runs["point"] += 24 * runs[ROAD]
    own = rng.normal(0.0, 5.0, runs["point"].nunique())
    runs[OUTCOME] = own[runs["point"]] + rng.normal(0.0, 0.2, len(runs))
    analysis = drawn_results(runs, levers=(MEN, ROAD)).analysis
    with pytest.raises(AnalysisError, match="no more than random variation explains"):
        analysis.interactions(OUTCOME)


def crossed_ensemble():
    """Return results of 60 sets x 4 seeds x 4 cases: fighters add 3, the road 1, both none."""
    rng = np.random.default_rng(7)
    runs = pd.concat(
        [drawn_runs((0, 3000), 60, 4).assign(**{ROAD: shut}) for shut in (False, True)],
        ignore_index=True,
    )
    runs["point"] += 120 * runs[ROAD]
    number = runs["point"] % 60
    of_set = rng.normal(0.0, 4.0, 60)
    of_seed = rng.normal(0.0, 2.0, (60, 4))
    runs[OUTCOME] = of_set[number] + of_seed[number, runs["replicate"]]
    runs[OUTCOME] += 3.0 * (runs[MEN] > 0) + 1.0 * runs[ROAD] + rng.normal(0.0, 0.5, len(runs))
    runs["seed"] = 2016 + 4 * number + runs["replicate"]
    return drawn_results(runs, levers=(MEN, ROAD), kind="ensemble")


def test_over_the_ensemble_levers_share_the_variance_between_cases():
    table = crossed_ensemble().analysis.interactions(OUTCOME).set_index(["first", "second"])
    assert table.loc[(MEN, ""), "share"] == pytest.approx(0.9, abs=0.03)
    assert table.loc[(MEN, ""), "low"] < 0.9 < table.loc[(MEN, ""), "high"]
    assert table.loc[(MEN, ROAD), "share"] < 0.01
    spread_of_runs = (16.0 + 4.0 + 0.25) ** 0.5
    assert table["sd_random"].iloc[0] == pytest.approx(spread_of_runs, rel=0.15)


def test_the_variance_of_an_ensemble_is_of_sets_cases_and_seeds():
    analysis = crossed_ensemble().analysis
    table = analysis.variance_shares(OUTCOME).set_index("component")
    total = 2.5 + 16.0 + 4.25
    expected = {"cases": 2.5, "parameter sets": 16.0, "sets x cases": 0.0, "seeds": 4.25}
    for name, variance in expected.items():
        assert table.loc[name, "low"] <= variance / total <= table.loc[name, "high"], name
    assert table["cases"].iloc[0] == 4
    one = analysis.variance_shares(OUTCOME, MEN)
    assert one["cases"].iloc[0] == 2
    assert analysis.variance_shares(OUTCOME, [])["component"].tolist() == [
        "parameter sets", "seeds"
    ]  # fmt: skip


def test_cases_with_identical_runs_count_once_in_a_variance():
    runs = drawn_runs((0, 500, 3000), 20, 3)
    rng = np.random.default_rng(8)
    value = rng.normal(size=(20, 3)) + rng.normal(size=(20, 1))
    for name in (OUTCOME, "iraqi_casualties", "civilians_killed"):
        runs[name] = value[runs["point"] % 20, runs["replicate"]] + (runs[MEN] == 3000)
    table = drawn_results(runs).analysis.variance_shares(OUTCOME)
    assert table["cases"].iloc[0] == 2


@pytest.fixture(scope="module")
def paired():
    """A lever adds 1 to an outcome that sets determine; random numbers are not shared."""
    rng = np.random.default_rng(6)
    runs = drawn_runs((0, 3000), 30, 10)
    runs[OUTCOME] = runs[FIGHTERS] / 100 + (runs[MEN] > 0) + rng.normal(0.0, 3.0, len(runs))
    return drawn_results(runs)


def test_pairing_gains_nothing_where_only_parameter_sets_are_shared(paired):
    assert paired.analysis.compare(OUTCOME)["vrf"][0] == pytest.approx(1.0, abs=0.15)
    runs = paired.analysis.runs
    daily = runs[["key", "point", "replicate"]].assign(
        date=pd.Timestamp("2016-12-06"), km2=runs[OUTCOME]
    )
    table = variance_reduction_by_day(daily, runs, "km2", [MEN], 0, "draw")
    assert table["vrf"][0] == pytest.approx(1.0, abs=0.15)
    assert table["pairs"][0] == 300


@pytest.mark.parametrize(("sd_sets", "sd_seeds"), [(2.0, 0.1), (0.1, 2.0)])
def test_pairs_needed_have_sets_and_seeds_of_their_own(sd_sets, sd_seeds):
    """Whatever varies, more pairs of the sets and seeds that there are would not do."""
    rng = np.random.default_rng(7)
    runs = drawn_runs((0, 3000), 40, 40)
    effect = 1.0 + rng.normal(0.0, sd_sets, (40, 1)) + rng.normal(0.0, sd_seeds, 40)
    runs[OUTCOME] = (runs[MEN] > 0) * effect[runs["point"] % 40, runs["replicate"]]
    results = drawn_results(runs)
    needed = results.analysis.compare(OUTCOME)["pairs_needed"][0]
    pairs = (1.96 + 0.84) ** 2 * effect.var(ddof=1) / effect.mean() ** 2
    assert needed == pytest.approx(pairs + 2, abs=2)
    text = pairs_needed_text(ReportData(results.analysis))
    assert (
        f" {int(needed):,} pairs of runs, each with a parameter set and a random seed" in text
    )


def test_more_replications_do_not_narrow_what_parameter_sets_leave_open(paired):
    advice = paired.analysis.replication_advice(OUTCOME, MEN, half_width=3.0)
    table = paired.analysis.summary(OUTCOME, MEN)
    half = (table["high"] - table["low"]) / 2.0
    assert advice["half_width"].tolist() == pytest.approx(half.tolist())
    assert np.isinf(advice["replications_needed"]).all()
    assert not advice["is_sufficient"].any()
    assert advice["basis"].tolist() == ["30 sets x 10 seeds"] * 2


def test_the_advice_on_a_share_over_sets_has_the_interval_of_that_share():
    rng = np.random.default_rng(8)
    runs = drawn_runs(sets=30, replications=10)
    runs["stalled"], runs[OUTCOME] = rng.random(len(runs)) < 0.3, 1.0
    found = drawn_results(runs)
    analysis = found.analysis
    advice = analysis.replication_advice("stalled", []).iloc[0]
    share = analysis.probability("stalled", []).iloc[0]
    assert advice["half_width"] == pytest.approx((share["high"] - share["low"]) / 2.0)
    assert advice["half_width"] < 0.1, "of 300 runs, not of 10"
    band = found.plot.convergence("stalled", []).collections[0].get_paths()[0].vertices
    ends = band[band[:, 0] == 10.0][:, 1]
    assert np.ptp(ends) == pytest.approx(2.0 * advice["half_width"], rel=0.15)


def note(ax):
    return " ".join(ax.figure.get_supxlabel().split())


def test_a_contour_keeps_the_other_levers_at_their_base():
    levels = {
        "isis.fighters": [3000, 9000],
        "iraqi.troops": [25000, 54000],
        ROAD: [False, True],
    }
    runs = pd.DataFrame([
        {"point": 4 * i + 2 * j + k, "replicate": r, FIGHTERS: fighters, "iraqi.troops": troops,
         ROAD: shut, OUTCOME: fighters / 1000 + 100.0 * shut + r}
        for i, fighters in enumerate(levels[FIGHTERS])
        for j, troops in enumerate(levels["iraqi.troops"])
        for k, shut in enumerate(levels[ROAD]) for r in range(3)
    ])  # fmt: skip
    found = drawn_results(
        runs, levers=tuple(levels), uncertainties={}, design={"kind": "factorial"}
    )
    ends = []
    for over in ("base", {ROAD: True}, "mean"):
        ax = found.plot.contour(OUTCOME, FIGHTERS, "iraqi.troops", over=over)
        bar = ax.figure.axes[1].get_ylim()
        ends.append(sum(bar) / 2)
        assert "Other levers:" in note(ax)
    assert ends == pytest.approx([7.0, 107.0, 57.0], abs=1.0)


def test_sobol_indices_are_plotted_for_the_base_of_the_levers(tmp_path):
    experiment = mm.Experiment(
        "reported", days=2, replications=1, levers={ROAD: [False, True]},
        uncertainties={"isis.fighters": "evidence", "iraqi.troops": "evidence"},
        design={"kind": "saltelli", "samples": 4},
    )  # fmt: skip
    found = experiment.run(tmp_path / "r", workers=0, progress=False)
    assert len(found.analysis.sensitivity("iraqi_killed")) == 4
    ax = found.plot.sensitivity("iraqi_killed")
    assert len(ax.get_yticklabels()) == 2
    assert "Other levers: closed_at_start no." in note(ax)
