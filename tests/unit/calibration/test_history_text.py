"""What `mosul history` prints is true of its numbers, however few they are."""

import json
import re

import bands as synthetic
import pytest

from mesa_mosul.calibration.history_scores import score_table
from mesa_mosul.calibration.history_text import format_scores, scores_to_json
from mesa_mosul.calibration.percent_series import read_percent_series
from mesa_mosul.formatting import LINE_WIDTH

NORMAL = synthetic.bands_of_normal(0.5, 0.1)


def score(tmp_path, *rows, form="dated"):
    rows = [("east", "held", *row) for row in rows]
    table = read_percent_series(synthetic.write_series(tmp_path / "seen.csv", *rows))
    return score_table(table, NORMAL, form)


def text_of(scores):
    return " ".join(format_scores(scores).split())


def test_lines_fit_and_the_table_holds_the_numbers(tmp_path):
    scores = score(tmp_path, ("2016-12-10", "", 45, ""), ("2016-12-20", "", 63, ""))
    lines = format_scores(scores).splitlines()
    assert max(map(len, lines)) <= LINE_WIDTH
    row = next(line for line in lines if line.startswith("14 December")).split()
    group = scores.groups.query("period == 'seen' and area == 'all'").iloc[0]
    assert row[5:] == [
        "1", "0", "1", f"{group['width_50']:.1f}", f"{group['width_90']:.1f}",
        f"{group['crps_ensemble']:.1f}", "23.0", f"{group['crps_constant_rate']:.1f}",
    ]  # fmt: skip


def test_few_values_are_called_few(tmp_path):
    few = text_of(score(tmp_path, ("2016-12-20", "", 63, "")))
    assert "Of 1 value 1 lies in the 90 % band and 0 in the 50 % band" in few
    assert "So few values hardly distinguish" in few
    many = [(f"2016-12-{day}", "", 50, "") for day in range(14, 24)]
    assert "So few" not in text_of(score(tmp_path, *many))
    assert "So few" in text_of(score(tmp_path, *many[1:]))


def test_without_values_there_is_no_score(tmp_path):
    text = text_of(score(tmp_path, ("2016-12-20", "", "", 40), ("2016-12-21", 30, "", 60)))
    assert "No observation has a central value: there are no coverage and no CRPS." in text
    assert "Of 1 range without a central value 1 and 1 overlap" in text
    assert "After 13 December" not in text
    assert "nan" not in text


def test_a_fit_is_not_called_a_forecast(tmp_path):
    text = text_of(score(tmp_path, ("2016-12-10", "", 45, "")))
    assert "test the fit and no forecast" in text
    assert "After 13 December" not in text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (60, "is better than persistence and the constant rate"),
        (40, "is worse than persistence and better than the constant rate"),
        (47, "is better than persistence and worse than the constant rate"),
    ],
)
def test_the_ensemble_is_ranked_as_its_scores_say(tmp_path, value, words):
    """Forecasts on 20 December: median 50 with an sd of 10, 40 %, 46.5 %."""
    scores = score(tmp_path, ("2016-12-20", "", value, ""), form="by_rule")
    crps = [float(word) for word in re.findall(r"([\d.]+) for", text_of(scores))]
    means = scores.groups.iloc[0][["crps_ensemble", "crps_persistence", "crps_constant_rate"]]
    assert crps == pytest.approx(means.tolist(), abs=0.05)
    assert words in text_of(scores)


def test_decisions_supplied_are_said_to_be_no_forecast(tmp_path):
    row = ("2016-12-20", "", 63, "")
    assert "so that it is no forecast" in text_of(score(tmp_path, row))
    assert "no forecast" not in text_of(score(tmp_path, row, form="by_rule"))


def test_json_holds_all_numbers_and_null_for_none(tmp_path):
    scores = score(tmp_path, ("2016-12-20", "", 63, ""), ("2016-12-21", "", "", 40))
    content = json.loads(scores_to_json(scores), parse_constant=pytest.fail)
    assert content["form"] == "dated"
    assert len(content["groups"]) == len(scores.groups)
    value, bound = content["observations"]
    assert value["crps_persistence"] == 23.0
    assert (value["in_90"], bound["in_90"], bound["crps_ensemble"]) == (True, None, None)
    assert value["date"] == "2016-12-20"
    assert value.keys() == {*scores.observations.columns}


def test_the_width_before_the_fit_is_said(tmp_path):
    scores = score(tmp_path, ("2016-12-20", "", 50, ""))
    width = f"{scores.groups['prior_width_90'].iloc[0]:.1f}"
    assert f"Before the fit the 90 % band is {width} points wide" in text_of(scores)
    before = score(tmp_path, ("2016-12-20", "", 50, ""), form="prior")
    assert "Before the fit" not in text_of(before)
