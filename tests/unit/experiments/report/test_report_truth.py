"""Whole reports of known truth: one interval for one number, identical cases once."""

import re
import types
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from synthetic import (
    EFFECT_KM2,
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

from mesa_mosul.experiments.report.html_page import render_html
from mesa_mosul.experiments.report.markdown_page import render_markdown
from mesa_mosul.experiments.report.pages import report_blocks

PRIMARY = {"outcome": OUTCOME, "lever": MEN, "case": 3000}
TITLE = "territory of the city held on 31 December 2016"


@pytest.fixture(scope="module")
def report():
    return render_markdown(report_blocks(known_results()))


def section(text, heading):
    """Return the text below a heading."""
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def table_rows(text):
    """Return the cells of all rows of the tables of a text."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def test_each_number_has_one_interval_wherever_it_stands(report):
    in_box = re.search(r"The difference is (\S+) km² \((.+?)\), 95 %", report)
    expected = f"{in_box[1]} ({in_box[2]})"
    question = {row[0]: row[1] for row in table_rows(section(report, "The question"))}
    details = {row[0]: row[1] for row in table_rows(section(report, "Details"))}
    assert question["3,000 return"] == expected
    assert details["3,000 return, on day 3, road open"] == expected
    low, high = (float(bound) for bound in in_box[2].split("\u00a0to\u00a0"))
    assert low < EFFECT_KM2[3000, 3] < high


def test_no_row_and_no_answer_is_an_average_over_cells_that_cannot_act(report):
    pooled = sum(EFFECT_KM2[3000, day] for day in (3, 14)) / 4
    estimates = [
        float(row[1].split()[0]) for row in table_rows(report)
        if row[0].startswith("3,000 return") and re.match("[+-]", row[1])
    ]  # fmt: skip
    assert len(estimates) == 3
    assert all(abs(one - pooled) > 1.0 for one in estimates)
    of_runs = report.replace("on average ", "")
    assert "average" not in of_runs.replace("an average describes no combination", "")


def test_identical_cases_are_named_once_and_have_no_row(report):
    rows = [row[0] for row in table_rows(section(report, "Details"))]
    assert [row for row in rows if "road shut" in row] == ["none return, on day 3, road shut"]
    assert "none return, on day 14, road open" not in rows
    assert "Of 12 cases 6 differ" in report
    assert report.count("'3,000 return, on day 14, road shut'") == 1


def test_the_confirmatory_part_is_the_named_contrast_and_all_else_is_exploratory(report):
    assert f"Named before the runs: the effect of {MEN} on {TITLE}." in report
    for heading in ("By the other levers", "The other levers, one by one"):
        assert "xploratory: not named before the runs" in section(report, heading)
    assert report.count("after Holm's correction") == 1


def test_the_signs_of_both_days_are_shown_cell_by_cell(report):
    blocks = section(report, "By the other levers")
    assert "effect_by_levers" in blocks
    assert "harm_by_levers" in blocks
    assert "No effect by construction, and so not shown: 'road shut'." in blocks


def test_where_no_pair_differs_in_an_outcome_the_report_says_so_and_shows_no_effect():
    runs = make_runs()
    late = runs["isis.return_start_day"] == 14
    base = runs[runs[MEN] == 0].groupby("replicate")[OUTCOME].first()
    runs.loc[late, OUTCOME] = runs.loc[late, "replicate"].map(base)
    text = render_markdown(report_blocks(make_results(runs=runs, primary=PRIMARY)))
    blocks = section(text, "By the other levers")
    assert (
        f"With 'on day 14, road open' no pair of runs differs in {TITLE}; not shown." in blocks
    )
    statements = section(text, "The answer in detail")
    assert "no pair of runs differs" in statements
    assert "cannot show in it" in statements
    rows = {row[0]: row[1] for row in table_rows(section(text, "Details"))}
    assert rows["3,000 return, on day 14, road open"] == "0 in all pairs"


def test_small_numbers_are_not_printed_as_0():
    runs = make_runs()
    runs[OUTCOME] *= 1e-7
    runs["iraqi_casualties"] = 1e-9 * (1.0 + runs[OUTCOME])
    text = render_markdown(report_blocks(make_results(runs=runs, primary=PRIMARY)))
    cells = [cell for row in table_rows(section(text, "The question"))[2:] for cell in row[1:2]]
    assert len(cells) == 2
    for cell in cells:
        for number in re.findall(r"[+-]?[\d.,]+", cell.replace("10⁻", "")):
            assert re.search("[1-9]", number), cell
    assert "\u00a0×\u00a010⁻⁷ km²" in text


def test_a_share_is_given_in_percent_and_its_difference_in_points(report):
    rows = table_rows(section(report, "Single runs"))
    shares = {row[0]: row[1] for row in rows}
    assert shares["none return"].startswith("0 % (0")
    assert shares["3,000 return"].startswith("1.00 % (")
    header = table_rows(section(report, "The question"))[0]
    assert "offensive stalls (percentage points)" in header


def test_levers_whose_effect_is_within_random_variation_are_not_ranked():
    runs = make_runs()
    noise = runs.groupby("point")["replicate"].transform(lambda one: (one * 7919 % 101) / 10)
    runs[OUTCOME] = noise + (runs["point"] * 31 + runs["replicate"] * 17) % 13
    text = render_markdown(report_blocks(make_results(runs=runs, primary=PRIMARY)))
    assert "differs between cells by no more than random variation explains" in text


HOSTILE = ["<script>alert(1)</script>", "$5 to $10 | *all* [x](y)", "two\nlines_"]


def test_names_of_users_are_shown_as_they_are_in_both_forms():
    runs = make_runs({MEN: [0, 500, 3000]})
    results = make_results({MEN: [0, 500, 3000]}, runs, primary=PRIMARY, labels={MEN: HOSTILE})
    results.manifest["about"] = "# What <b>do</b> *they* change?"
    blocks = report_blocks(results)
    text, page = render_markdown(blocks), render_html("r", blocks)
    for form in (text, page):
        assert not re.search(r"<script>|<b>", form)
        assert "&lt;script>alert(1)" in form.replace("&gt;", ">")
    assert r"\# What &lt;b>do&lt;/b> \*they\* change?" in text
    rows = [line for line in text.splitlines() if line.startswith("| \\$5 to \\$10 \\| ")]
    assert rows
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 8 for row in rows[:1])
    assert any(line.startswith("| two lines\\_ |") for line in text.splitlines())


def test_lost_days_and_damaged_rows_are_said_in_the_report():
    results = make_results(primary=PRIMARY)
    results.folder = Path("swept")
    results.lost_parts = [3]
    results.index = types.SimpleNamespace(rows=[("k", 3), ("l", 3), ("m", 4)], n_damaged=5)
    text = section(render_markdown(report_blocks(results)), "Failures")
    assert "5 rows of swept/runs.sqlite are damaged and their runs missing" in text
    assert "The recorded days of 2 runs are missing or damaged in swept/daily" in text


def test_where_it_happens_is_said_for_the_base_of_the_levers_and_names_it():
    """Half of the sets stall, and none with the road shut: over both it would be a quarter."""
    runs = drawn_runs((False, True), 40, 3, ROAD)
    runs["stalled"] = (runs[FIGHTERS] > 6250) & ~runs[ROAD]
    runs[OUTCOME] = 60.0 - runs[FIGHTERS] / 1000 + runs["replicate"]
    text = render_markdown(report_blocks(drawn_results(runs, levers=(ROAD,))))
    found = section(text, "Where it happens")
    assert "With the levers at their base (closed_at_start no)." in found
    assert "The offensive stalls in 50.0 % of runs." in found
    assert "40 parameter sets, the levers at their base" in section(text, "Sensitivity")
    assert re.search(r"isis\.fighters &lt;= 6\d{3} ", found), "a threshold in full"


def test_replications_are_judged_by_the_comparison_that_is_asked_for(report):
    effect = known_results().analysis.compare(OUTCOME, by=MEN).set_index("case")
    needed = int(effect.loc["3,000 return", "pairs_needed"])
    text = section(report, "Details")
    assert f"these 200 pairs, {needed} pairs of runs are enough for an interval" in text
    assert "A half-width of" not in text, "a twentieth of the mean is no measure"


def recorded_results(held):
    """Return results with recorded days of territory, the same in all runs of a replicate."""
    runs = make_runs({MEN: [0, 3000]}, replications=20)
    days = pd.date_range("2016-12-06", periods=26)
    rows = runs[["key", "point", "replicate"]].merge(pd.DataFrame({"date": days}), how="cross")
    rows["km2_city_held"] = held + rows["replicate"] + 0.5 * rows["point"]
    results = make_results({MEN: [0, 3000]}, runs, primary=PRIMARY, labels={})
    results.manifest["output_spec"]["record"] = ["km2_city_held"]
    results.daily = rows
    return results


@pytest.mark.parametrize(
    ("held", "below", "outside"), [(50.0, "0 of 20", 1), (35.0, "9 of 20", 0)]
)
def test_each_observation_is_read_out_with_the_runs_below_it(held, below, outside):
    """A quarter of the city, 43.6 km2, was held on 12 December 2016."""
    text = render_markdown(report_blocks(recorded_results(held)))
    found = section(text, "Against the record")
    assert f"{outside} of 1 observations lie outside the range of nine of ten runs." in found
    row = next(row for row in table_rows(found) if row[1] == "12 December 2016")
    assert row[2:4] == ["43.6", f"{held + 9.5:.1f}"]
    assert row[5] == below
    assert ("in a model that misses them" in found) == bool(outside)


def test_without_an_observation_there_is_no_section_of_the_record(report):
    assert "Against the record" not in report


def test_intervals_over_sets_and_seeds_say_so():
    runs = drawn_runs((0, 3000), 12, 3)
    runs[OUTCOME] = 60.0 + runs["point"] % 12 + (runs[MEN] > 0) * (runs["point"] % 5)
    results = drawn_results(runs, primary={"outcome": OUTCOME, "lever": MEN, "case": 3000})
    found = section(render_markdown(report_blocks(results)), "The question")
    assert "95 % intervals over 12 sets x 3 seeds." in found


def test_pairs_that_share_no_random_numbers_are_not_said_to():
    for shared in (True, False):
        results = make_results(primary=PRIMARY, common_random_numbers=shared)
        text = section(render_markdown(report_blocks(results)), "Details")
        assert ("minus the base's run with the same random numbers" in text) == shared
        assert ("which share no random numbers" in text) != shared


def test_a_level_is_stated_within_its_bounds_and_tails_only_of_enough_runs():
    """Of six counts of which one is large, a t interval would begin below 0."""
    runs = make_runs({MEN: [3000]}, replications=6)
    runs["civilians_killed"] = [0, 0, 1, 2, 3, 60]
    primary = {"outcome": "civilians_killed"}
    results = make_results({MEN: [3000]}, runs, primary=primary, labels={})
    text = section(render_markdown(report_blocks(results)), "The answer in detail")
    assert "11.0 persons (0\u00a0to\u00a0" in text
    assert "; all runs: 0 persons to 60.0 persons." in text
    many = make_results({MEN: [3000]}, make_runs({MEN: [3000]}), primary=primary, labels={})
    assert "; nine of ten runs: " in render_markdown(report_blocks(many))


def test_the_spread_of_runs_is_split_into_sets_and_seeds():
    """Sets differ with a standard deviation of 4 km2, seeds of a set with one of 2."""
    random = np.random.default_rng(3)
    runs = drawn_runs((0, 3000), 60, 5)
    of_set = 4.0 * random.standard_normal(60)
    number = runs[FIGHTERS].rank(method="dense").astype(int) - 1
    runs[OUTCOME] = 60.0 + of_set[number] + 2.0 * random.standard_normal(len(runs))
    results = drawn_results(runs, primary={"outcome": OUTCOME, "lever": MEN, "case": 3000})
    part = section(
        render_markdown(report_blocks(results)), "What is not known, and what is chance"
    )
    share = re.search(r"parameter sets have (\S+) % \((\S+)\u00a0to\u00a0(\S+) %\)", part)
    low, high = float(share[2]), float(share[3])
    assert low < 80.0 < high
    first = table_rows(part)[2]
    assert float(first[1]) == pytest.approx(of_set.std(ddof=1), rel=0.15)
    assert float(first[2]) == pytest.approx(2.0, rel=0.15)


def test_the_sets_of_a_question_about_stalls_are_shown_by_an_outcome_that_is_measured():
    runs = drawn_runs((0, 3000), 30, 3)
    runs["stalled"] = np.random.default_rng(7).uniform(size=len(runs)) < 0.9
    results = drawn_results(runs, primary={"outcome": "stalled", "lever": MEN, "case": 3000})
    part = section(
        render_markdown(report_blocks(results)), "What is not known, and what is chance"
    )
    caption = re.search(r"!\[(.*?): parameter sets and seeds", part)
    assert caption[1].startswith("Time until the east is cleared")


def test_the_variance_of_runs_is_split_into_cases_sets_both_and_seeds():
    """Variances of 2.25 (cases), 16 (sets), 1 (effects that differ), 4 (seeds)."""
    random = np.random.default_rng(4)
    runs = drawn_runs((0, 3000), 200, 5)
    number = runs[FIGHTERS].rank(method="dense").astype(int) - 1
    sign = np.where(runs[MEN] > 0, 1.0, -1.0)
    of_set, of_effect = 4.0 * random.standard_normal(200), random.standard_normal(200)
    runs[OUTCOME] = 60.0 + sign * (1.5 + of_effect[number]) + of_set[number]
    runs[OUTCOME] += 2.0 * random.standard_normal(len(runs))
    results = drawn_results(runs, primary={"outcome": OUTCOME, "lever": MEN, "case": 3000})
    part = section(
        render_markdown(report_blocks(results)), "What is not known, and what is chance"
    )
    total = 2.25 + 16.0 + 1.0 + 4.0
    ends = [
        tuple(float(number) / 100.0 for number in match)
        for match in re.findall(r"\S+ % \((\S+)\u00a0to\u00a0(\S+) %\)", part.split("|")[0])
    ]
    for (low, high), variance in zip(ends[:4], (16.0, 4.0, 2.25, 1.0), strict=True):
        assert low < variance / total < high
        assert high - low < 0.15
    assert "effects that are not the same in all sets" in part
    header = table_rows(part)[0]
    assert header[3:] == [
        f"share of {name}" for name in ("cases", "parameter sets", "sets x cases", "seeds")
    ]


def test_a_report_without_several_sets_or_seeds_splits_nothing(report):
    assert "what is chance" not in report
    single = drawn_results(drawn_runs((0, 3000), 40, 1).assign(**{OUTCOME: 60.0}))
    assert "what is chance" not in render_markdown(report_blocks(single))
