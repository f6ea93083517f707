"""Titles of figures say what is in them, with the numbers of the tables."""

import pytest
from synthetic import DAY, LABELS, MEN, OUTCOME, ROAD, known_results, make_results, make_runs

from mesa_mosul.experiments.report.blocks import FigureBlock
from mesa_mosul.experiments.report.figure_titles import distribution_title, interaction_title
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.report.sections import interaction_blocks

PRIMARY = {"outcome": OUTCOME, "lever": MEN, "case": 3000}
BY_DAY = {MEN: [0, 3000], DAY: [3, 14]}


def data_of(levers, runs=None, **primary):
    """Return what a report reads of a synthetic sweep."""
    runs = make_runs(levers) if runs is None else runs
    labels = LABELS | {MEN: "{} return"}
    return ReportData(make_results(levers, runs, PRIMARY | primary, labels).analysis)


@pytest.fixture(scope="module")
def by_day():
    """Return results in which 3,000 cost 32 lives from day 3 on and save 12 from day 14 on."""
    return data_of(BY_DAY)


def test_the_effect_of_the_main_case_is_told_for_each_combination_of_the_other_levers(by_day):
    title = interaction_title(by_day, "civilians_killed")
    assert title.startswith("Civilians killed with '3,000 return', on day 3: ")
    first, second = title.partition("', ")[2].split("; ")
    # true: +32 - 20 by less territory, -12 + 15 by more
    assert first.startswith("on day 3: 12")
    assert first.endswith(" more")
    assert second.startswith("on day 14: 3")


def test_an_interval_with_0_is_no_effect():
    runs = make_runs(BY_DAY)
    base, late = ((runs[MEN] == men) & (runs[DAY] == 14) for men in (0, 3000))
    signs = [(-1.0) ** at for at in range(int(base.sum()))]
    runs.loc[late, OUTCOME] = runs.loc[base, OUTCOME].to_numpy() + signs
    title = interaction_title(data_of(BY_DAY, runs), OUTCOME)
    assert title.endswith("; on day 14: no effect found")


def test_where_no_combination_has_an_effect_none_is_named():
    runs = make_runs(BY_DAY)
    for day in (3, 14):
        base, more = ((runs[MEN] == men) & (runs[DAY] == day) for men in (0, 3000))
        signs = [(-1.0) ** at for at in range(int(base.sum()))]
        runs.loc[more, OUTCOME] = runs.loc[base, OUTCOME].to_numpy() + signs
    title = interaction_title(data_of(BY_DAY, runs), OUTCOME)
    assert title.endswith("'3,000 return': no effect found in any of 2 combinations")


def test_combinations_in_which_nothing_can_differ_are_not_named():
    levers = {MEN: [0, 3000], DAY: [3, 14], ROAD: [False, True]}
    # with the road shut no pair differs, and so it is not named
    title = interaction_title(data_of(levers), OUTCOME)
    assert title.count(": ") == 2
    assert "road shut" not in title


def test_equal_medians_are_no_range():
    runs = make_runs()
    runs[OUTCOME] = 60.0 + runs["replicate"] % 7
    title = distribution_title(data_of(BY_DAY, runs[runs[ROAD] == 0]), OUTCOME)
    assert ": median of each case 63" in title


def test_medians_of_cases_stand_beside_the_spread_of_one():
    data = ReportData(known_results().analysis)
    title = distribution_title(data, OUTCOME).replace("\u00a0", " ")
    assert ": medians of cases " in title
    runs = data.analysis.select_runs(data.by)
    medians = runs.groupby(MEN)[OUTCOME].median()
    assert f"cases {medians.min():.0f} km² to {medians.max():.0f} km²" in title
    base = runs.loc[runs[MEN] == 0, OUTCOME].quantile([0.05, 0.95])
    assert title.endswith(f"of one case {base[0.05]:.0f} km² to {base[0.95]:.0f} km²")


def test_a_share_is_in_percent():
    levers = {MEN: [0, 3000]}
    runs = make_runs(levers)
    runs["share_city_held"] = runs[OUTCOME] / 175.0
    title = distribution_title(data_of(levers, runs), "share_city_held").replace("\u00a0", " ")
    median = 100.0 * runs.loc[runs[MEN] == 3000, "share_city_held"].median()
    assert f"cases {median:.0f} % to " in title


def test_effects_elsewhere_than_in_the_base_have_a_figure():
    """The figure of the answer shows the base alone."""
    runs = make_runs(BY_DAY)
    early = (runs[MEN] == 3000) & (runs[DAY] == 3)
    runs.loc[early, OUTCOME] = runs.loc[(runs[MEN] == 0) & (runs[DAY] == 3), OUTCOME].to_numpy()
    blocks = interaction_blocks(data_of(BY_DAY, runs))
    names = [block.name for block in blocks if isinstance(block, FigureBlock)]
    assert "effect_by_levers" in names
    late = (runs[MEN] == 3000) & (runs[DAY] == 14)
    runs.loc[early, OUTCOME] -= 2.0
    runs.loc[late, OUTCOME] = runs.loc[(runs[MEN] == 0) & (runs[DAY] == 14), OUTCOME].to_numpy()
    blocks = interaction_blocks(data_of(BY_DAY, runs))
    names = [block.name for block in blocks if isinstance(block, FigureBlock)]
    assert "effect_by_levers" not in names


def test_a_single_case_has_its_own_spread_alone():
    levers = {MEN: [0]}
    runs = make_runs(levers)
    data = ReportData(make_results(levers, runs, labels={}).analysis)
    assert "medians" not in distribution_title(data, OUTCOME)
