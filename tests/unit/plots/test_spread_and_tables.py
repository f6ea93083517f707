"""Spread of sets and seeds, differences, and tables as pictures, on data of known truth."""

import numpy as np
import pandas as pd
import pytest

from mesa_mosul import plots
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.plots.sweep_tables import LESS, MORE, NONE, blend

SETS, SEEDS = 40, 5


def runs_of_sets(sd_sets, sd_seeds, **factors):
    """Return runs of sets whose means and whose seeds have known standard deviations."""
    random = np.random.default_rng(3)
    value = sd_sets * random.standard_normal((SETS, 1))
    value = 50.0 + value + sd_seeds * random.standard_normal((SETS, SEEDS))
    return pd.DataFrame(
        {
            "draw": np.repeat(range(SETS), SEEDS),
            "replicate": list(range(SEEDS)) * SETS,
            "isis_killed": value.ravel(),
            **factors,
        }
    )


# --- spread ---


def test_dots_are_the_sorted_means_of_sets_and_lines_their_ranges():
    runs = runs_of_sets(3.0, 1.0)
    ax = plots.set_spread(runs, "isis_killed")
    by_set = runs.groupby("draw")["isis_killed"]
    assert ax.lines[0].get_xdata() == pytest.approx(np.sort(by_set.mean()))
    ends = np.array([path.vertices[:, 0] for path in ax.collections[0].get_paths()])
    assert np.sort(ends[:, 0]) == pytest.approx(np.sort(by_set.min()))
    assert np.sort(ends[:, 1]) == pytest.approx(np.sort(by_set.max()))


@pytest.mark.parametrize(
    ("sd_sets", "sd_seeds", "low", "high"), [(3, 1, 80, 100), (0.1, 3, 0, 15)]
)
def test_the_title_says_whose_the_variance_is(sd_sets, sd_seeds, low, high):
    ax = plots.set_spread(runs_of_sets(sd_sets, sd_seeds), "isis_killed")
    title = " ".join(ax.figure.get_suptitle().split())
    assert low <= float(title.split()[0]) <= high
    assert "of the variance" in title


def test_cases_have_panels_and_the_first_stands_behind_the_others():
    both = pd.concat([runs_of_sets(3.0, 1.0, help="no"), runs_of_sets(2.0, 1.0, help="yes")])
    ax = plots.set_spread(both, "isis_killed", ["help"])
    first, second = ax.figure.axes
    assert second.lines[1].get_xdata() == pytest.approx(first.lines[0].get_xdata())


# --- distributions of sets ---


@pytest.mark.parametrize("kind", ["ridge", "dots"])
def test_rows_have_a_tick_at_the_mean_of_each_set(kind):
    runs = runs_of_sets(3.0, 1.0)
    ax = plots.distribution(runs, "isis_killed", kind=kind, set_column="draw")
    ticks = ax.collections[-1].get_segments()
    means = runs.groupby("draw")["isis_killed"].mean()
    assert sorted(tick[0][0] for tick in ticks) == pytest.approx(np.sort(means))
    assert "means of the parameter sets" in ax.figure.texts[-1].get_text().replace("\n", " ")


def test_the_thin_line_of_an_ecdf_is_that_of_the_means_of_sets():
    runs = runs_of_sets(0.5, 3.0)
    ax = plots.distribution(runs, "isis_killed", kind="ecdf", set_column="draw")
    thin = min(ax.lines, key=lambda line: line.get_linewidth())
    means = np.sort(runs.groupby("draw")["isis_killed"].mean())
    assert thin.get_xdata()[1:] == pytest.approx(means)
    assert np.ptp(thin.get_xdata()[1:]) < np.ptp(runs["isis_killed"]) / 2  # chance is out


def test_sets_of_one_run_have_no_means_beside_the_runs():
    runs = runs_of_sets(3.0, 1.0).drop_duplicates("draw")
    ax = plots.distribution(runs, "isis_killed", kind="ridge", set_column="draw")
    assert "means of the parameter sets" not in ax.figure.texts[-1].get_text()


# --- variance ---


def shares_of(*shares):
    names = ("cases", "parameter sets", "sets x cases", "seeds")[-len(shares) :]
    table = pd.DataFrame({"component": names, "share": shares})
    return table.assign(low=table["share"] - 0.02, high=table["share"] + 0.02,
                        cases=4, sets=SETS, seeds=SEEDS)  # fmt: skip


def test_bars_of_an_outcome_are_its_shares_side_by_side():
    tables = {"isis_killed": shares_of(0.1, 0.6, 0.05, 0.25),
              "stalled": shares_of(0.0, 0.2, 0.1, 0.7)}  # fmt: skip
    ax = plots.variance_bars(tables)
    widths = np.array([[bar.get_width() for bar in bars] for bars in ax.containers])
    assert pytest.approx(np.array([[60, 5, 10, 25], [20, 10, 0, 70]])) == widths.T
    ends = [bars[1].get_x() + bars[1].get_width() for bars in ax.containers]
    assert ends == pytest.approx([20, 30, 30, 100])
    assert {text.get_text() for text in ax.texts} == {"60", "10", "25", "20", "70"}
    title = " ".join(ax.figure.get_suptitle().split())
    assert title == "ISIS killed: 60 % of the variance (58 to 62 %) is between parameter sets"


def test_outcomes_without_spread_have_no_bar_and_none_is_refused():
    table = shares_of(np.nan, np.nan, np.nan, np.nan)
    ax = plots.variance_bars({"stalled": table})
    assert all(bar.get_width() == 0.0 for bars in ax.containers for bar in bars)
    assert "no run differs" in ax.figure.get_suptitle().replace("\n", " ")
    with pytest.raises(AnalysisError, match="no outcome"):
        plots.variance_bars({})


# --- differences ---


def test_the_share_of_pairs_above_0_is_counted():
    base = runs_of_sets(3.0, 1.0, help="no")
    shift = np.where(np.arange(len(base)) % 4 == 0, -1.0, 1.0)
    case = base.assign(help="yes", isis_killed=base["isis_killed"] + shift)
    ax = plots.differences(pd.concat([base, case]), "isis_killed", ["help"], "no", ["draw"])
    right = ax.figure.axes[1]
    assert "75 % of pairs above 0" in right.get_title(loc="left")
    assert right.lines[-1].get_xdata()[0] == pytest.approx(0.5)


def test_too_many_cases_are_refused():
    many = pd.concat([runs_of_sets(1.0, 1.0, help=str(one)) for one in range(10)])
    with pytest.raises(AnalysisError, match="9 cases are too many"):
        plots.differences(many, "isis_killed", ["help"], "0")


# --- tables ---


def effects_of(*rows):
    return pd.DataFrame(
        [dict(zip(("case", "difference", "low", "high"), row, strict=True)) for row in rows]
    )


def test_cells_are_blue_for_more_vermilion_for_less_and_grey_for_neither():
    table = effects_of(
        ("more", 2.0, 1.0, 3.0), ("less", -1.0, -1.5, -0.5), ("neither", 0.5, -0.5, 1.5),
        ("alone", 1.0, np.nan, np.nan),
    )  # fmt: skip
    ax = plots.decision_matrix({"isis_killed": table, "civilians_killed": table}, "none")
    colours = [patch.get_facecolor()[:3] for patch in ax.patches]
    assert colours[0] == pytest.approx(blend(MORE, 0.55))
    assert colours[2] == pytest.approx(blend(LESS, 0.275))
    assert colours[4] == colours[6] == pytest.approx(blend(NONE))
    assert ax.texts[0].get_text() == "+2.0\n(1.0 to 3.0)"


def test_outcomes_of_other_cases_do_not_share_a_table():
    one, other = effects_of(("a", 1.0, 0.5, 1.5)), effects_of(("b", 1.0, 0.5, 1.5))
    with pytest.raises(AnalysisError, match="the same cases"):
        plots.decision_matrix({"isis_killed": one, "civilians_killed": other})
    with pytest.raises(AnalysisError, match="the same cases"):
        plots.decision_matrix({})


def test_a_share_stands_in_the_cell_of_its_levels():
    rows = [
        {"replicate": one, "men": men, "road": road, "stalled": one < count}
        for (men, road), count in {(0, "open"): 1, (500, "open"): 5, (0, "shut"): 9}.items()
        for one in range(10)
    ]
    ax = plots.share_map(pd.DataFrame(rows), "stalled", "men", "road")
    cells = {text.get_position(): text.get_text().split("\n")[0] for text in ax.texts}
    assert cells == {(0, 0): "10 %", (1, 0): "50 %", (0, 1): "90 %", (1, 1): ""}
