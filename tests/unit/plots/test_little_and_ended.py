"""Plots of runs that ended with the capture, and of what there is too little of."""

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
from mesa_mosul.plots.notebook_figure import new_figure
from mesa_mosul.plots.style import PALETTE
from mesa_mosul.plots.sweep_layout import set_date_ticks
from mesa_mosul.plots.sweep_maps import contour_levels

DAYS = pd.date_range("2016-12-06", periods=10)
NAMES = ["none", "few", "some", "many"]


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
