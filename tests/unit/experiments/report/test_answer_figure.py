"""The one figure of a report: distinct cases, harm beside the effect, every parameter set."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from synthetic import (
    FIGHTERS,
    MEN,
    OUTCOME,
    ROAD,
    drawn_results,
    drawn_runs,
    known_results,
    make_results,
    make_runs,
)

from mesa_mosul.experiments.report.answer_figure import MAX_ROWS, contrast_figure, draw_set_dots
from mesa_mosul.experiments.report.level_figure import bar_edges, level_figure
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.plots.style import BASE_COLOUR, PALETTE

PRIMARY = {"outcome": OUTCOME, "lever": MEN, "case": 3000}


@pytest.fixture(scope="module")
def known():
    return ReportData(known_results().analysis)


def row_names(ax):
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def ticks(ax):
    """Return position and colour of the mean of each row."""
    means = [line for line in ax.lines if line.get_marker() == "|"]
    return [(line.get_xdata()[0], to_hex(line.get_color())) for line in means]


def test_harm_to_civilians_is_the_second_panel_and_the_base_is_a_line_in_both(known):
    ax = contrast_figure(known)
    panels = ax.figure.panels
    assert [panel.get_title(loc="left").replace("\n", " ") for panel in panels] == [
        "Change: territory in Mosul held by Iraqi forces on 31 December 2016 (km²)",
        "Change: civilians killed (simulated)",
    ]
    for panel, outcome in zip(panels, (OUTCOME, "civilians_killed"), strict=True):
        assert any(list(line.get_xdata()) == [0.0, 0.0] for line in panel.lines)
        effects = known.effects(outcome)["difference"].tolist()
        assert [x for x, _ in ticks(panel)] == pytest.approx(effects)


def test_the_title_is_the_finding_with_civilians_killed(known):
    title = contrast_figure(known).figure.get_suptitle().replace("\n", " ")
    assert title.startswith("With '3,000 return': ")
    assert "less territory in Mosul held by Iraqi forces, " in title.replace("\u00a0", " ")
    assert "civilians killed" in title


def test_identical_cases_have_one_row_and_those_of_the_base_none():
    levers = {MEN: [0, 500, 3000], ROAD: [False, True]}
    runs = make_runs(levers)
    copied = runs[MEN] == 500
    runs.loc[copied, OUTCOME:"civilians_killed"] = runs.loc[
        runs[MEN] == 3000, OUTCOME:"civilians_killed"
    ].to_numpy()
    runs.loc[copied, ["stalled", "stalled_day"]] = runs.loc[
        runs[MEN] == 3000, ["stalled", "stalled_day"]
    ].to_numpy()
    data = ReportData(make_results(levers, runs, primary=PRIMARY).analysis)
    assert row_names(contrast_figure(data)) == ["500 return"]
    shut = PRIMARY | {"base": {ROAD: True}}
    assert contrast_figure(ReportData(make_results(primary=shut).analysis)) is None


def test_of_many_cases_the_largest_effects_have_rows_and_the_rest_is_counted():
    levels = list(range(0, 12))
    runs = drawn_runs(levels, 1, 30)
    noise = np.random.default_rng(1).normal(0.0, 0.1, len(runs))
    runs[OUTCOME] = 60.0 + 1.0 * runs[MEN] + runs["replicate"] + noise
    data = ReportData(drawn_results(runs, primary={"outcome": OUTCOME, "lever": MEN}).analysis)
    ax = contrast_figure(data)
    assert row_names(ax) == [f"returning men {one}" for one in levels[-MAX_ROWS:]]
    note = ax.figure.get_supxlabel().replace("\n", " ")
    assert "3 smaller effects are in the table below" in note


def test_a_row_without_an_effect_is_grey_and_one_with_an_effect_is_not():
    runs = make_runs({MEN: [0, 500, 3000]})
    nothing = runs[MEN] == 500
    base = runs.loc[runs[MEN] == 0, OUTCOME].to_numpy()
    runs.loc[nothing, OUTCOME] = base + np.random.default_rng(4).normal(0.0, 1.0, len(base))
    data = ReportData(make_results({MEN: [0, 500, 3000]}, runs, primary=PRIMARY).analysis)
    colours = [colour for _, colour in ticks(contrast_figure(data))]
    assert colours == [BASE_COLOUR.lower(), PALETTE[0].lower()]


def test_each_parameter_set_is_a_dot_and_equal_ones_a_larger_one():
    runs = drawn_runs((0, 3000), 40, 2)
    number = runs[FIGHTERS].rank(method="dense").astype(int) - 1
    change = np.where(np.arange(40) < 30, np.arange(40) / 10.0, -1.0)
    runs[OUTCOME] = 60.0 + runs["replicate"] + (runs[MEN] > 0) * change[number]
    data = ReportData(drawn_results(runs, primary=PRIMARY).analysis)
    ax = contrast_figure(data)
    points, areas = ax.collections[0].get_offsets(), ax.collections[0].get_sizes()
    assert points[:, 0].tolist() == pytest.approx(sorted(set(change.tolist())))
    assert areas[0] == pytest.approx(10 * areas[1])
    assert "parameter sets" in ax.figure.get_supxlabel().replace("\n", " ")


def test_an_area_of_a_dot_is_bounded(known):
    ax = contrast_figure(known)
    draw_set_dots(ax, np.zeros(10_000), 0.0, "black")
    assert ax.collections[-1].get_sizes()[0] < 100.0


def test_bars_of_shares_cover_the_whole_axis_and_each_of_few_values_has_one():
    edges = bar_edges(np.array([100.0, 100.0, 80.0]), is_boolean=True)
    assert edges[0] < 0.0 < 100.0 < edges[-1]
    assert np.diff(edges) == pytest.approx(20.0)


def test_few_values_far_apart_have_few_bars():
    edges = bar_edges(np.array([0.0, 1e-6, 1e6]), is_boolean=False)
    assert len(edges) < 20
    assert (edges[0], edges[-1]) == (0.0, 1e6)


def test_the_figure_of_a_level_counts_every_set_and_shows_the_mean_of_all_runs():
    runs = drawn_runs((3000,), 40, 4)
    runs["stalled"] = (runs[FIGHTERS] > 6250) | (runs["replicate"] < 1)
    runs[OUTCOME] = 60.0
    data = ReportData(drawn_results(runs, primary={"outcome": "stalled"}).analysis)
    ax = level_figure(data)
    for panel in ax.figure.panels:
        assert sum(bar.get_height() for bar in panel.patches) == 40
    assert ticks(ax)[0][0] == pytest.approx(100.0 * runs["stalled"].mean())
    assert ax.figure.get_suptitle().replace("\n", " ") == (
        "In 20 of 40 parameter sets the offensive stalls in all runs"
    )
