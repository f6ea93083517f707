"""What plots show of data of known truth: bounds, equal cases, colours, names, ended runs."""

import numpy as np
import pandas as pd
import pytest
import tables
from seen import case_names

from mesa_mosul import plots
from mesa_mosul.plots.distribution_shapes import dkw_half_width
from mesa_mosul.plots.sweep_bounds import bounded_density, outcome_bounds, value_grid
from mesa_mosul.plots.sweep_cases import effective_run_count
from mesa_mosul.plots.sweep_distributions import DISTRIBUTION_KINDS

DAYS = pd.date_range("2016-12-06", periods=10)
NAMES = ["none", "few", "some", "many"]


# --- bounds ---


@pytest.mark.parametrize("kind", DISTRIBUTION_KINDS)
def test_a_share_is_drawn_nowhere_below_0_or_above_1(kind):
    rng = np.random.default_rng(1)
    runs = tables.runs_of_cases(
        {name: np.clip(rng.normal(0.9, 0.2, 80), 0, 1) for name in NAMES}
    )
    ax = plots.distribution(runs, "share_city_held", ["help"], kind)
    for panel in ax.figure.panels:
        for x in x_values(panel):
            assert x.min() >= -1e-12, kind
            assert x.max() <= 1.0 + 1e-12, kind


def x_values(ax):
    """Return the horizontal coordinates of all lines, fills and steps of axes."""
    lines = [np.asarray(line.get_xdata(), float) for line in ax.lines]
    fills = [path.vertices[:, 0] for part in ax.collections for path in part.get_paths()]
    steps = [patch.get_path().vertices[:, 0] for patch in ax.patches]
    rules = [line for line in lines if set(line) == {0.0, 1.0}]
    return [x for x in (*lines, *fills, *steps) if x.size and not any(x is r for r in rules)]


def test_a_bounded_density_has_the_integral_1_and_is_even_for_uniform_values():
    value = np.random.default_rng(2).uniform(size=4000)
    grid = value_grid(value, (0.0, 1.0))
    density = bounded_density(value, grid, (0.0, 1.0))
    assert (grid[0], grid[-1]) == (0.0, 1.0)
    assert np.trapezoid(density, grid) == pytest.approx(1.0, abs=0.01)
    assert density[[0, -1]] == pytest.approx([1.0, 1.0], abs=0.15), "no slope at the ends"


def test_bounds_are_those_of_the_outcome():
    runs = pd.DataFrame({"days": [60, 60]})
    value = np.array([0.2, 0.4])
    assert outcome_bounds(runs, "share_city_held@2016-12-31", value) == (0.0, 1.0)
    assert outcome_bounds(runs, "km2_city_held", value)[1] == pytest.approx(175, rel=0.05)
    assert outcome_bounds(runs, "days_to_clear_east", value) == (0.0, 60.0)
    assert outcome_bounds(runs, "civilians_killed", value) == (0.0, np.inf)
    assert outcome_bounds(runs, "my_own", -value) == (-np.inf, np.inf)


def test_runs_without_the_event_are_counted_apart_and_give_no_peak_at_the_end():
    day = np.array([20.0, 30.0, 40.0] + [np.nan] * 7)
    runs = pd.DataFrame({"replicate": range(10), "days": 60, "east_cleared_day": day})
    runs["east_cleared"] = runs["east_cleared_day"].notna()
    runs["days_to_clear_east"] = runs["east_cleared_day"].fillna(60.0)
    for outcome in ("days_to_clear_east", "east_cleared_day"):
        ax = plots.distribution(runs, outcome, kind="dots")
        assert "70 % not cleared by day 60" in " ".join(case_names(ax, True)[0].split())
        dots = np.concatenate(
            [line.get_xdata() for line in ax.lines if line.get_marker() == "o"]
        )
        assert sorted(dots) == [20.0, 30.0, 40.0]
    curve = plots.distribution(runs, "days_to_clear_east", kind="ecdf").lines[0]
    assert max(curve.get_ydata()) == pytest.approx(30.0), "three of ten runs"


def test_the_band_of_a_distribution_function_covers_the_truth():
    rng = np.random.default_rng(3)
    grid, inside = np.linspace(0, 1, 200), 0
    for _ in range(400):
        value = np.sort(rng.uniform(size=30))
        share = np.searchsorted(value, grid, side="right") / 30
        inside += bool((np.abs(share - grid) <= dkw_half_width(30)).all())
    assert inside / 400 >= 0.94


def test_the_band_is_that_of_the_parameter_sets_where_these_were_sampled():
    runs = tables.runs_of_cases({"none": np.linspace(0, 1, 40)}).assign(
        draw=lambda t: t.index % 4
    )
    heights = []
    for sets in ("", "draw"):
        ax = plots.distribution(runs, "share_city_held", kind="ecdf", set_column=sets)
        x, y = ax.collections[0].get_paths()[0].vertices.T
        heights.append(np.ptp(y[np.abs(x - 0.5) < 0.03]))
    width = 200 * np.sqrt(np.log(40) / (2 * 40))
    assert heights[0] == pytest.approx(width, abs=8), "40 runs, steps of 2.5 %"
    assert heights[1] == pytest.approx(100, abs=1), "4 sets: nothing is known"


def test_the_band_is_wider_where_few_seeds_make_all_sets_alike():
    rng, inside = np.random.default_rng(9), np.zeros(2)
    for _ in range(100):
        value = rng.normal(size=3)[None] + 0.3 * rng.normal(size=(100, 1))
        runs = pd.DataFrame({"draw": np.repeat(range(100), 3), "replicate": [0, 1, 2] * 100})
        count = effective_run_count(runs, pd.Series(value.ravel()), "draw")
        error = abs((value <= 0.0).mean() - 0.5)
        inside += [error <= dkw_half_width(count), error <= dkw_half_width(100)]
    assert inside[0] >= 95
    assert inside[1] <= 60, "the band of 100 sets alone"


@pytest.mark.parametrize("kind", ["ecdf", "box", "density"])
def test_rows_of_a_table_may_be_numbered_twice(kind):
    """A table that was joined from several has no unique index."""
    rng = np.random.default_rng(7)
    parts = [
        tables.runs_of_cases({name: at + rng.uniform(size=30)}).assign(point=at)
        for at, name in enumerate(("near", "far"))
    ]
    twice = plots.distribution(pd.concat(parts), "share_city_held", ["help"], kind)
    once = pd.concat(parts, ignore_index=True)
    alone = plots.distribution(once, "share_city_held", ["help"], kind)
    for line, other in zip(twice.lines, alone.lines, strict=True):
        assert np.array_equal(line.get_xdata(), other.get_xdata())
    if kind == "ecdf":
        assert np.median(twice.lines[1].get_xdata()) == pytest.approx(1.5, abs=0.2)


# --- equal cases ---


def test_equal_cases_are_drawn_once_and_named_by_what_they_share():
    rng = np.random.default_rng(4)
    values = rng.uniform(size=(2, 20))
    runs = pd.concat([
        pd.DataFrame({"point": 100 * shut + day, "replicate": range(20), "km2_city_held":
                      values[0] if shut else values[1] + day, "day": day, "road": "shut" if shut
                      else "open"})
        for shut in (0, 1) for day in (3, 21)
    ])  # fmt: skip
    ax = plots.distribution(runs, "km2_city_held", ["day", "road"], "ridge")
    labels = [" ".join(name.split()) for name in case_names(ax, True)]
    assert labels == ["day 3, open", "day 21, open", "shut (2 equal cases)"]
    assert "4 cases, 3 of them different" in ax.figure.get_supxlabel().replace("\n", " ")


def test_digests_decide_whether_cases_are_equal():
    runs = tables.runs_of_cases({name: np.full(10, 0.5) for name in NAMES}).assign(
        digest=lambda t: [f"{row.replicate}{row.help[:1]}" for row in t.itertuples()]
    )
    runs.loc[runs["help"] == "many", "digest"] = runs.loc[
        runs["help"] == "few", "digest"
    ].values
    ax = plots.distribution(runs, "share_city_held", ["help"], "box")
    assert case_names(ax, True) == ["none", "few = many", "some"]


def test_a_forest_leaves_out_what_cannot_differ_and_says_so():
    effects = pd.DataFrame({"case": NAMES, "difference": [0.0, 0.0, 1.0, 1.0]})
    effects = effects.assign(low=effects["difference"] / 2, high=effects["difference"] * 2)
    ax = plots.forest(effects, "km2_city_held")
    assert [name.split("\n")[0] for name in case_names(ax, True)] == ["some = many"]
    note = ax.figure.get_supxlabel().replace("\n", " ")
    assert "2 cases do not differ from the base in any pair" in note


def test_no_small_number_of_a_plot_is_written_as_0_or_100_percent():
    rare = pd.DataFrame({"replicate": range(3000), "stalled": np.arange(3000) == 7})
    name = case_names(plots.probability_bars(rare, "stalled"), True)[0].split("\n")[1]
    assert name == "0.03 % (0.01 to 0.2)"
    frequent = rare.assign(stalled=~rare["stalled"])
    name = case_names(plots.probability_bars(frequent, "stalled"), True)[0].split("\n")[1]
    assert name == "99.97 % (99.8 to 99.99)"
    runs = rare.assign(
        days=60, east_cleared=lambda t: ~t["stalled"],
        east_cleared_day=lambda t: np.where(t["stalled"], np.nan, 40.0 + t["replicate"] % 9),
    )  # fmt: skip
    ax = plots.distribution(runs, "east_cleared_day", kind="dots")
    assert "0.03 % not cleared by day 60" in " ".join(case_names(ax, True)[0].split())
    effects = pd.DataFrame({"case": ["few", "many"], "difference": [0.0004, 0.5]})
    effects = effects.assign(low=[-1.0, 0.004], high=[1.0, 1.0])
    names = case_names(plots.forest(effects, "km2_city_held"), True)
    assert [name.split("\n")[1] for name in names] == [
        "+0.0004 (-1.0 to 1.0)", "+0.50 (0.004 to 1.00)"
    ]  # fmt: skip
