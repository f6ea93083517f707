"""Every public plot: not empty, every axis with a label and a unit, what it shows is there."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import tables
from seen import case_names, check_plot, ink_fraction

import mesa_mosul as mm
from mesa_mosul import plots
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.paired_comparison import paired_differences
from mesa_mosul.plots.notebook_figure import new_figure
from mesa_mosul.plots.run_timeline import CLEARED, LOST
from mesa_mosul.plots.style import outcome_label
from mesa_mosul.plots.sweep_distributions import DISTRIBUTION_KINDS, ROW_KINDS
from mesa_mosul.plots.sweep_shares import FATE_STYLE

OUTCOME = "km2_city_held"
DAYS = pd.date_range("2016-12-06", periods=30)
NO_EFFECTS = pd.DataFrame(columns=["case", "difference", "low", "high"])


@pytest.fixture(scope="module")
def runs():
    table = tables.add_clearing_days(
        tables.paired_runs(runs=40, labels=("none", "some", "more"))
    )
    rng = np.random.default_rng(4)
    return table.rename(columns={"km2": OUTCOME}).assign(
        stalled=rng.uniform(size=len(table)) < 0.3,
        few=table["point"] * 500.0,
        late=table["replicate"] % 4,
    )


@pytest.fixture(scope="module")
def daily(runs):
    rng = np.random.default_rng(5)
    parts = []
    for row in runs.itertuples():
        days = {"key": row.key, "replicate": row.replicate, "date": DAYS}
        days |= {OUTCOME: 40.0 + rng.uniform(0, 2, 30).cumsum() * (1 + 0.2 * row.point)}
        days |= {name: rng.integers(0, 3, 30).cumsum() for name in FATE_STYLE}
        parts.append(pd.DataFrame(days))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def effects(runs):
    result = paired_differences(runs, OUTCOME, ["help"], "none")
    return result.assign(factor="help", level=result["case"])


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=1, days=12)


@pytest.mark.parametrize("kind", DISTRIBUTION_KINDS)
def test_a_distribution_shows_every_case(runs, kind):
    ax = plots.distribution(runs, OUTCOME, ["help"], kind)
    check_plot(ax, has_case_rows=kind in ROW_KINDS)
    assert case_names(ax, has_rows=kind in ROW_KINDS) == ["none", "some", "more"]


@pytest.mark.parametrize("kind", ROW_KINDS)
def test_no_label_speaks_of_modes_whatever_the_values(runs, kind):
    whole_days = runs.assign(**{OUTCOME: runs[OUTCOME].round() + 30 * (runs["replicate"] % 2)})
    ax = plots.distribution(whole_days, OUTCOME, ["help"], kind)
    assert case_names(ax, has_rows=True) == ["none", "some", "more"]


def test_equal_values_are_plotted_too(runs):
    for kind in DISTRIBUTION_KINDS:
        check_plot(plots.distribution(runs.assign(**{OUTCOME: 3.0}), OUTCOME, ["help"], kind),
              has_case_rows=kind in ROW_KINDS)  # fmt: skip


def test_a_band_shows_what_was_observed_beside_it(runs, daily):
    ax = plots.quantile_band(daily, runs, OUTCOME, ["help"])
    check_plot(ax)
    assert all(panel.containers for panel in ax.figure.panels)
    assert "Black mark: observed." in ax.figure.get_supxlabel().replace("\n", " ")


def test_observations_of_territory_are_plotted_in_km2(runs, daily):
    ax = plots.quantile_band(daily, runs, OUTCOME)
    points = [y for box in ax.containers for y in np.atleast_1d(box.lines[0].get_ydata())]
    assert points
    assert all(35 < point < 70 for point in points), "a fifth to a third of 175 km2"


PLOTS = {
    "survival": lambda runs, daily, effects: plots.survival_curves(
        runs, "east_cleared", ["help"]
    ),
    "convergence": lambda runs, daily, effects: plots.convergence_curves(
        runs, OUTCOME, ["help"]
    ),
    "variance_reduction": lambda runs, daily, effects: plots.variance_reduction(
        daily, runs, OUTCOME, ["help"], "none"
    ),
    "contour": lambda runs, daily, effects: plots.contour(
        runs.rename(columns={"few": "isis.fighters", "late": "iraqi.troops"}),
        OUTCOME,
        "isis.fighters",
        "iraqi.troops",
    ),
}
ROW_PLOTS = {
    "forest": lambda runs, daily, effects: plots.forest(effects, OUTCOME),
    "tornado": lambda runs, daily, effects: plots.tornado(effects, OUTCOME),
    "probability": lambda runs, daily, effects: plots.probability_bars(
        runs, "stalled", ["help"]
    ),
    "car_bomb_fates": lambda runs, daily, effects: plots.car_bomb_fates(daily, runs, ["help"]),
}


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_not_empty_and_both_axes_have_units(name, runs, daily, effects):
    check_plot(PLOTS[name](runs, daily, effects))


@pytest.mark.parametrize("name", ROW_PLOTS)
def test_a_plot_in_rows_names_every_row_and_measures_across(name, runs, daily, effects):
    check_plot(ROW_PLOTS[name](runs, daily, effects), has_case_rows=True)


def test_indices_and_correlations_are_plotted_with_their_intervals():
    names = ["isis.fighters", "fire.aimed_rate"]
    ends = {"first": [0.6, 0.1], "total": [0.8, 0.2]}
    sobol = pd.DataFrame({"factor": names, **ends})
    for name, value in ends.items():
        sobol[[f"{name}_low", f"{name}_high"]] = np.outer(value, [0.9, 1.1])
    check_plot(plots.sobol_indices(sobol), has_case_rows=True)
    below = plots.sobol_indices(sobol.assign(first_low=-0.3, total_high=1.4))
    ends = np.concatenate(
        [s[:, 0] for lines in below.collections for s in lines.get_segments()]
    )
    assert (ends.min(), ends.max()) == (0.0, 1.0)
    ranks = pd.DataFrame({"factor": names, "correlation": [-0.8, 0.1], "low": [-0.9, -0.1],
                          "high": [-0.7, 0.3]})  # fmt: skip
    check_plot(plots.rank_correlations(ranks), has_case_rows=True)
    morris = pd.DataFrame({"factor": names, "mu_star": [3.0, 0.2], "sigma": [1.0, 0.5],
                           "mu_star_low": [2.0, -0.1], "mu_star_high": [4.0, 0.5]})  # fmt: skip
    ax = plots.elementary_effects(morris, OUTCOME)
    check_plot(ax, has_case_rows=True)
    assert min(segment[:, 0].min() for segment in ax.collections[0].get_segments()) == 0.0


def test_a_map_shows_in_how_many_runs_each_cell_is_controlled(run):
    more = mm.run("reported", seed=2, days=12)
    ax = plots.control_map([run.map(), more.map()])
    check_plot(ax)
    bars = [other for other in ax.figure.axes if other is not ax]
    assert bars[0].get_xlabel() == "controlled by the attackers (share of runs)"
    shares = np.ma.filled(ax.images[0].get_array(), np.nan)
    assert set(np.unique(shares[np.isfinite(shares)])) == {0.0, 0.5, 1.0}


def test_a_map_of_different_days_is_refused(run):
    with pytest.raises(AnalysisError, match="one day; these are of 2 days"):
        plots.control_map([run.map(0), run.map(1)])


def test_a_timeline_has_a_row_for_every_neighbourhood_that_changed_hands(run):
    ax = plots.timeline(run)
    assert ax.has_data()
    assert ink_fraction(ax) > 0.001
    changes = run.events[run.events["event"].isin([CLEARED, LOST])]
    assert len(ax.get_yticklabels()) == changes["subject"].nunique() > 0
    assert ax.get_xlabel() == "date"
    assert ax.get_ylabel() == ""


def test_an_empty_plot_fails_the_check_of_these_tests():
    ax = new_figure(4, 3).subplots()
    ax.set(xlabel="x (m)", ylabel="y (m)", title="nothing")
    with pytest.raises(AssertionError):
        check_plot(ax)
    ax.plot([0, 1], [0, 1])
    check_plot(ax)
    ax.set_xlabel("x")
    with pytest.raises(AssertionError, match="no unit"):
        check_plot(ax)


def test_plots_use_the_axes_that_they_are_given(runs, effects):
    for plot in (
        lambda ax: plots.distribution(runs, OUTCOME, ax=ax),
        lambda ax: plots.forest(effects, OUTCOME, ax),
        lambda ax: plots.survival_curves(runs, "east_cleared", ax=ax),
    ):
        mine = new_figure(4, 3).subplots()
        assert plot(mine) is mine


def test_history_bands_show_the_runs_and_the_observations():
    bands = pd.DataFrame({"date": DAYS, **dict.fromkeys(("q05", "q25", "q50"), 10.0)})
    bands = bands.assign(q75=30.0, q95=40.0)
    observed = pd.DataFrame({"date": DAYS[3:4], "low": 10.0, "central": 20.0, "high": 25.0})
    ax = plots.history_bands(bands, observed)
    check_plot(ax)
    assert case_names(ax) == ["90 % band", "50 % band", "median", "observed"]


def test_every_public_plot_is_tested_in_this_folder():
    files = Path(__file__).parent.glob("test_*.py")
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    assert [name for name in plots.__all__ if f"plots.{name}(" not in text] == []


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ("km2_city_held@2016-12-31", "territory of the city held on 31 December 2016 (km²)"),
        ("share_east_claimed", "territory of the east claimed (share, 0 to 1)"),
        ("iraqi_casualties", "Iraqi casualties (personnel)"),
        ("isis_cohesion", "ISIS cohesion (0 to 1)"),
        ("stalled", "offensive stalls (share of runs)"),
        ("my_own", "my own"),
        ("my_$own$_\n%", "my $own$ %"),
        (
            "days_to_clear_east",
            "time until the east is cleared, to the run's end at most (days)",
        ),
        ("civilians_killed", "civilians killed (persons, simulated)"),
    ],
)
def test_outcomes_have_labels_with_units(outcome, message):
    assert outcome_label(outcome) == message


@pytest.mark.parametrize(
    ("plot", "message"),
    [
        (lambda runs: plots.distribution(runs, OUTCOME, kind="pie"), "no kind of plot.*ridge"),
        (lambda runs: plots.contour(runs, OUTCOME, "few", "seed2"), "no column 'seed2'"),
        (
            lambda runs: plots.contour(runs.assign(few=1.0), OUTCOME, "few", "late"),
            "one value only",
        ),
        (lambda runs: plots.contour(runs, OUTCOME, "few", "few"), "lie on one line"),
        (lambda runs: plots.probability_bars(runs, OUTCOME), "not boolean"),
        (
            lambda runs: plots.distribution(runs, "stalled"),
            "true or false.*share of runs",
        ),
        (lambda runs: plots.survival_curves(runs, "peace"), "no column 'peace'"),
        (lambda runs: plots.forest(NO_EFFECTS, OUTCOME), "no case differs from the base"),
    ],
)
def test_what_cannot_be_plotted_is_refused(runs, plot, message):
    with pytest.raises(AnalysisError, match=message):
        plot(runs)
