"""Every public plot: not empty, every axis with a label and a unit, what it shows is there."""

import numpy as np
import pandas as pd
import pytest

import mesa_mosul as mm
from mesa_mosul import plots
from mesa_mosul.analysis.comparison import paired
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.maps import canvas
from mesa_mosul.plots.distributions import KINDS
from mesa_mosul.plots.effects import FATES
from mesa_mosul.plots.frames import label
from tests.analysis import tables
from tests.plots.seen import check, ink

OUTCOME = "km2_city_held"
DAYS = pd.date_range("2016-12-06", periods=30)


@pytest.fixture(scope="module")
def runs():
    made = tables.with_times(tables.paired(runs=40, cases=("none", "some", "more")))
    luck = np.random.default_rng(4)
    return made.rename(columns={"won": OUTCOME}).assign(
        stalled=luck.uniform(size=len(made)) < 0.3,
        few=made["point"] * 500.0,
        late=made["replicate"] % 4,
    )


@pytest.fixture(scope="module")
def daily(runs):
    luck = np.random.default_rng(5)
    parts = []
    for row in runs.itertuples():
        days = {"key": row.key, "replicate": row.replicate, "date": DAYS}
        days |= {OUTCOME: 40.0 + luck.uniform(0, 2, 30).cumsum() * (1 + 0.2 * row.point)}
        days |= {name: luck.integers(0, 3, 30).cumsum() for name in FATES}
        parts.append(pd.DataFrame(days))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def effects(runs):
    told = paired(runs, OUTCOME, ["help"], "none")
    return told.assign(varied="help", to=told["case"])


@pytest.fixture(scope="module")
def battle():
    return mm.run("reported", seed=1, days=12)


@pytest.mark.parametrize("kind", KINDS)
def test_a_distribution_shows_every_case(runs, kind):
    axes = plots.distribution(runs, OUTCOME, ["help"], kind)
    check(axes, rows=kind in ("box", "violin", "ridge"))
    key = axes.get_legend()
    texts = key.get_texts() if key else axes.get_yticklabels()
    named = [text.get_text() for text in texts]
    assert named == ["none", "some", "more"]


def test_two_peaks_are_marked(runs):
    split = runs.assign(**{OUTCOME: runs[OUTCOME] + 30 * (runs["replicate"] % 2)})
    axes = plots.distribution(split, OUTCOME, ["help"], "ridge")
    assert all("two peaks" in tick.get_text() for tick in axes.get_yticklabels())


def test_equal_values_are_drawn_too(runs):
    for kind in KINDS:
        check(plots.distribution(runs.assign(**{OUTCOME: 3.0}), OUTCOME, ["help"], kind),
              rows=kind in ("box", "violin", "ridge"))  # fmt: skip


def test_a_band_shows_what_was_observed_beside_it(runs, daily):
    axes = plots.band(daily, runs, OUTCOME, ["help"])
    check(axes)
    assert any("observed" in text.get_text() for text in axes.get_legend().get_texts())


def test_observations_of_ground_are_drawn_in_km2(runs, daily):
    axes = plots.band(daily, runs, OUTCOME)
    points = [y for box in axes.containers for y in np.atleast_1d(box.lines[0].get_ydata())]
    assert points
    assert all(35 < point < 70 for point in points), "a fifth to a third of 175 km2"


DRAWN = {
    "survival": lambda runs, daily, effects: plots.survival(runs, "east_cleared", ["help"]),
    "convergence": lambda runs, daily, effects: plots.convergence(runs, OUTCOME, ["help"]),
    "gain": lambda runs, daily, effects: plots.gain(daily, runs, OUTCOME, ["help"], "none"),
    "contour": lambda runs, daily, effects: plots.contour(runs, OUTCOME, "few", "late"),
}
IN_ROWS = {
    "forest": lambda runs, daily, effects: plots.forest(effects, OUTCOME),
    "tornado": lambda runs, daily, effects: plots.tornado(effects, OUTCOME),
    "probability": lambda runs, daily, effects: plots.probability(runs, "stalled", ["help"]),
    "funnel": lambda runs, daily, effects: plots.funnel(daily, runs, ["help"]),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_plot_is_not_empty_and_both_axes_have_units(name, runs, daily, effects):
    check(DRAWN[name](runs, daily, effects))


@pytest.mark.parametrize("name", IN_ROWS)
def test_a_plot_in_rows_names_every_row_and_measures_across(name, runs, daily, effects):
    check(IN_ROWS[name](runs, daily, effects), rows=True)


def test_indices_and_correlations_are_drawn_with_their_intervals():
    names = ["isis.fighters", "fire.rate"]
    ends = {"first": [0.6, 0.1], "total": [0.8, 0.2]}
    sobol = pd.DataFrame({"factor": names, **ends})
    for name, value in ends.items():
        sobol[[f"{name}_low", f"{name}_high"]] = np.outer(value, [0.9, 1.1])
    check(plots.indices(sobol), rows=True)
    ranks = pd.DataFrame({"factor": names, "correlation": [-0.8, 0.1], "low": [-0.9, -0.1],
                          "high": [-0.7, 0.3]})  # fmt: skip
    check(plots.rank_correlations(ranks), rows=True)
    morris = pd.DataFrame({"factor": names, "mu_star": [3.0, 1.0], "sigma": [1.0, 0.5]})
    check(plots.elementary_effects(morris, OUTCOME))


def test_a_map_shows_in_how_many_runs_each_cell_is_held(battle):
    more = mm.run("reported", seed=2, days=12)
    axes = plots.control_map([battle.map(), more.map()])
    check(axes)
    bars = [other for other in axes.figure.axes if other is not axes]
    assert bars[0].get_ylabel() == "held by the attackers (share of runs)"
    shares = np.ma.filled(axes.images[0].get_array(), np.nan)
    assert set(np.unique(shares[np.isfinite(shares)])) == {0.0, 0.5, 1.0}


def test_a_map_of_different_days_is_refused(battle):
    with pytest.raises(AnalysisError, match="one day; these are of 2"):
        plots.control_map([battle.map(0), battle.map(1)])


def test_a_timeline_has_a_bar_for_every_quarter_that_changed_hands(battle):
    axes = plots.timeline(battle)
    assert axes.has_data()
    assert ink(axes) > 0.001
    quarters = battle.events.query("what in ['quarter won', 'quarter lost']")["one"].nunique()
    assert len(axes.get_yticklabels()) == quarters > 0
    assert axes.get_xlabel() == "date"
    assert axes.get_ylabel() == "quarter (name)"


def test_an_empty_plot_fails_the_check_of_these_tests():
    axes = canvas(4, 3).subplots()
    axes.set(xlabel="x (m)", ylabel="y (m)", title="nothing")
    with pytest.raises(AssertionError):
        check(axes)
    axes.plot([0, 1], [0, 1])
    check(axes)
    axes.set_xlabel("x")
    with pytest.raises(AssertionError, match="no unit"):
        check(axes)


def test_plots_draw_on_the_axes_that_they_are_given(runs, daily, effects):
    for draw in (
        lambda axes: plots.distribution(runs, OUTCOME, axes=axes),
        lambda axes: plots.forest(effects, OUTCOME, axes),
        lambda axes: plots.survival(runs, "east_cleared", axes=axes),
    ):
        mine = canvas(4, 3).subplots()
        assert draw(mine) is mine


def test_every_public_plot_is_tested_here():
    with open(__file__, encoding="utf-8") as file:
        text = file.read()
    assert [name for name in plots.__all__ if f"plots.{name}(" not in text] == []


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("km2_city_held@2016-12-31", "ground of the city, held, 31 December 2016 (km²)"),
        ("share_east_claimed", "ground of the east, claimed (share, 0 to 1)"),
        ("iraqi_losses", "Iraqi losses (men)"),
        ("isis_cohesion", "ISIS cohesion (0 to 1)"),
        ("stalled", "offensive stalls (share of runs)"),
        ("my_own", "my own (value)"),
    ],
)
def test_outcomes_are_told_in_words_with_their_units(outcome, said):
    assert label(outcome) == said


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda runs: plots.distribution(runs, OUTCOME, kind="pie"), "no kind of plot.*ridge"),
        (lambda runs: plots.contour(runs, OUTCOME, "few", "seed2"), "no column 'seed2'"),
        (
            lambda runs: plots.contour(runs.assign(few=1.0), OUTCOME, "few", "late"),
            "one value only",
        ),
        (lambda runs: plots.contour(runs, OUTCOME, "few", "few"), "lie on one line"),
        (lambda runs: plots.probability(runs, OUTCOME), "not yes or no"),
        (lambda runs: plots.survival(runs, "peace"), "no column 'peace'"),
    ],
)
def test_what_cannot_be_drawn_is_told(runs, draw, said):
    with pytest.raises(AnalysisError, match=said):
        draw(runs)
