"""What plots show of data of known truth: bounds, equal cases, colours, names, ended runs."""

import io

import numpy as np
import pandas as pd
import pytest
import tables
from PIL import Image
from seen import case_names, check_plot, colour_pixels

from mesa_mosul import plots
from mesa_mosul.analysis.distributions import daily_quantiles
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.variance_reduction import variance_reduction_by_day
from mesa_mosul.experiments.report.blocks import render_png
from mesa_mosul.plots.distribution_shapes import dkw_half_width
from mesa_mosul.plots.notebook_figure import new_figure
from mesa_mosul.plots.style import PALETTE
from mesa_mosul.plots.sweep_bounds import bounded_density, outcome_bounds, value_grid
from mesa_mosul.plots.sweep_distributions import DISTRIBUTION_KINDS
from mesa_mosul.plots.sweep_layout import set_date_ticks
from mesa_mosul.plots.sweep_maps import contour_levels

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


# --- runs that end with the capture ---


def captured_days():
    """Return 10 runs, of which 8 take 170 km2 on day 4 and end there."""
    parts = []
    for run in range(10):
        last = 4 if run < 8 else 10
        held = np.linspace(50, 170, 4) if run < 8 else np.linspace(50, 80, 10)
        parts.append(
            pd.DataFrame({"key": str(run), "replicate": run % 5, "date": DAYS[:last],
                          "km2_city_held": held})
        )  # fmt: skip
    return pd.concat(parts)


def test_a_band_keeps_the_last_value_of_runs_that_captured_the_city():
    daily = captured_days()
    result = daily_quantiles(daily, "km2_city_held")
    assert result["median"].tolist()[3:] == pytest.approx([170.0] * 7)
    assert result["runs"].tolist() == [10] * 10
    assert result["carried"].tolist() == [0] * 4 + [8] * 6
    runs = pd.DataFrame({"key": [str(run) for run in range(10)]})
    note = plots.quantile_band(daily, runs, "km2_city_held").figure.get_supxlabel()
    assert "8 runs end when the city is captured" in note.replace("\n", " ")


def test_runs_that_ended_for_another_reason_are_not_carried_on():
    daily = captured_days().assign(captured=False)
    result = daily_quantiles(daily, "km2_city_held")
    assert result["runs"].tolist() == [10] * 4 + [2] * 6
    assert result["carried"].sum() == 0


def test_the_gain_of_pairing_counts_runs_that_captured_the_city():
    daily = captured_days()
    runs = pd.DataFrame({"key": [str(run) for run in range(10)], "help": list("aaaaabbbbb")})
    noise = np.random.default_rng(6).normal(size=len(daily))
    daily = daily.assign(km2_city_held=daily["km2_city_held"] + noise)
    result = variance_reduction_by_day(daily, runs, "km2_city_held", ["help"], "a")
    assert result["pairs"].tolist() == [5] * 10
    last, fourth = result.iloc[-1], result.iloc[3]
    assert last["sd"] != fourth["sd"], "two runs go on"


@pytest.mark.parametrize("days", [1, 2, 3, 5, 12, 40, 60, 64, 115, 200, 400])
@pytest.mark.parametrize("max_ticks", [4, 5, 6, 8])
def test_dates_of_any_period_have_ticks_and_none_too_many(days, max_ticks):
    ax = new_figure(4, 3).subplots()
    dates = pd.date_range("2016-10-17", periods=days)
    ax.plot(dates, range(days), "o")
    set_date_ticks(ax, max_ticks)
    low, high = ax.get_xlim()
    ticks = [tick for tick in ax.get_xticks() if low <= tick <= high]
    assert 1 <= len(ticks) <= max_ticks + 1
    assert all(tick == int(tick) for tick in ticks), "whole days"


# --- what there is too little of ---


def test_a_gain_without_two_pairs_is_refused_in_words():
    daily = pd.DataFrame({"key": ["a", "b"], "replicate": 0, "date": DAYS[0],
                          "km2_city_held": [1.0, 2.0]})  # fmt: skip
    runs = pd.DataFrame({"key": ["a", "b"], "help": ["no", "yes"]})
    table = variance_reduction_by_day(daily, runs, "km2_city_held", ["help"], "no")
    assert table.empty
    assert table["vrf"].dtype == float
    with pytest.raises(AnalysisError, match="two replicates in common"):
        plots.variance_reduction(daily, runs, "km2_city_held", ["help"], "no")


@pytest.mark.parametrize("replications", [1, 2, 3, 6])
def test_a_convergence_of_few_replications_is_no_empty_frame(replications):
    runs = tables.paired_runs(runs=replications)
    ax = plots.convergence_curves(runs, "km2", ["help"])
    ax.set_ylabel("km2 (km²)")
    assert all(
        np.isfinite(panel.lines[0].get_ydata()).all() and panel.lines[0].get_marker() == "o"
        for panel in ax.figure.panels
    )
    pixels = np.array(Image.open(io.BytesIO(render_png(ax.figure))))
    assert colour_pixels(pixels, PALETTE[0]) > 20


def test_contours_cover_the_worst_and_the_best_region():
    for low, high in [(0.0, 1.0), (-3.7, 12.2), (1e-6, 4e-6), (17.03, 17.04)]:
        levels = contour_levels(np.array([low, high, (low + high) / 2]))
        assert levels[0] <= low
        assert levels[-1] >= high
        assert len(levels) >= 4
    x, y = (part.ravel() for part in np.meshgrid(np.arange(5.0), np.arange(5.0)))
    runs = pd.DataFrame({"x": x, "y": y, "z": -(x**2) - y})
    ax = plots.contour(runs, "z", "x", "y")
    for line in list(ax.lines):
        line.remove()
    ax.figure.canvas.draw()
    box = ax.get_window_extent()
    pixels = np.asarray(ax.figure.canvas.buffer_rgba())
    high = pixels.shape[0]
    inside = pixels[
        high - int(box.y1) + 6 : high - int(box.y0) - 6, int(box.x0) + 6 : int(box.x1) - 6, :3
    ]
    assert (inside.min(axis=2) > 240).sum() == 0, "a region is white"


def test_probabilities_are_in_per_cent_and_fill_the_axis():
    runs = tables.runs_of_cases({name: np.zeros(100) for name in NAMES}).assign(
        stalled=lambda t: t["replicate"] < 3 + t["point"]
    )
    ax = plots.probability_bars(runs, "stalled", ["help"])
    assert ax.lines[-1].get_xdata().tolist() == [3.0, 4.0, 5.0, 6.0]
    assert ax.get_xlim()[0] == 0.0
    assert ax.get_xlim()[1] < 20.0


def test_a_tornado_has_one_row_per_factor_with_both_ends():
    effects = pd.DataFrame(
        {"factor": ["isis.fighters"] * 2 + ["fire.aimed_rate"] * 2,
         "level": ["9000", "3500", "5e-06", "2e-04"], "difference": [-2.0, 3.0, 0.1, -0.2],
         "low": [-3.0, 2.0, 0.0, -0.3], "high": [-1.0, 4.0, 0.2, -0.1]}
    )  # fmt: skip
    ax = plots.tornado(effects, "km2_city_held")
    check_plot(ax, has_case_rows=True)
    labels = [" ".join(name.split()) for name in case_names(ax, True)]
    assert labels[0] == "isis.fighters (personnel) 3,500 to 9,000"
    assert len(labels) == 2
    assert sorted(bar.get_width() for bar in ax.patches) == [-2.0, -0.2, 0.1, 3.0]
