"""Coverage, CRPS, widths and rivals are what they are by definition, on runs of known law."""

import bands as synthetic
import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import binom, norm

from mesa_mosul.calibration import history_scores as history
from mesa_mosul.calibration.bands import LEVELS, make_bands
from mesa_mosul.calibration.percent_series import (
    LOWER_BOUND,
    RANGE,
    UPPER_BOUND,
    VALUE,
    HistoryError,
    read_percent_series,
)
from mesa_mosul.calibration.rivals import FITTED, LATER, SEEN

MEAN, SD = 0.5, 0.1
NORMAL = synthetic.bands_of_normal(MEAN, SD)


def score(tmp_path, *rows, bands=NORMAL, form="dated"):
    table = read_percent_series(synthetic.write_series(tmp_path / "seen.csv", *rows))
    return history.score_table(table, bands, form)


def east(date, low="", central="", high="", measure="held"):
    return ("east", measure, date, low, central, high)


def crps_by_integration(quantile_function, value):
    """Return the CRPS as the integral of twice the pinball loss over all levels."""

    def loss(level):
        quantile = quantile_function(level)
        return 2.0 * ((value <= quantile) - level) * (quantile - value)

    return quad(loss, 1e-9, 1.0 - 1e-9, limit=400)[0]


@pytest.mark.parametrize("value", [30.0, 45.0, 50.0, 58.0, 75.0])
def test_crps_agrees_with_the_integral_of_the_quantile_function(tmp_path, value):
    """19 levels leave out the tails: the mean over them is within 10 % of the integral."""
    row = score(tmp_path, east("2016-12-20", central=value)).observations.iloc[0]
    exact = crps_by_integration(lambda level: norm.ppf(level, 100 * MEAN, 100 * SD), value)
    assert row["crps_ensemble"] == pytest.approx(exact, rel=0.1)


def test_crps_is_twice_the_mean_pinball_loss():
    quantiles, value = np.linspace(10.0, 60.0, len(LEVELS)), 33.0
    losses = [
        level * (value - q) if value >= q else (1.0 - level) * (q - value)
        for level, q in zip(LEVELS, quantiles, strict=True)
    ]
    score = history.quantile_crps(np.array([value]), quantiles[None, :])
    assert score[0] == pytest.approx(2.0 * np.mean(losses), rel=1e-12)


def test_crps_of_a_band_without_width_is_the_absolute_error():
    quantiles = np.full((1, len(LEVELS)), 40.0)
    assert history.quantile_crps(np.array([47.0]), quantiles)[0] == pytest.approx(7.0)


def test_coverage_of_observations_of_the_same_law_is_the_level_of_the_band():
    """Runs apart from those of the bands; one date a run, so that values are independent."""
    bands = make_bands({"dated": synthetic.random_walks(2000, 11, synthetic.DAYS[:60])})
    truths = synthetic.random_walks(600, 12, synthetic.DAYS[:60])
    last = truths[truths["date"] == synthetic.DAYS[59]]
    table = pd.DataFrame(
        {
            "id": last["key"], "area": "west", "measure": "held", "share_of": "area",
            "date": synthetic.DAYS[59], "low": np.nan, "high": np.nan, "kind": VALUE,
            "central": 100.0 * last["share_west_held"], "confidence": "high",
        }
    )  # fmt: skip
    group = history.score_table(table, bands).groups.iloc[0]
    for name, level in (("50", 0.5), ("90", 0.9)):
        low, high = binom.interval(0.999, 600, level)
        assert low <= group[f"values_in_{name}"] <= high
        assert group[f"coverage_{name}"] == group[f"values_in_{name}"] / 600


def test_bands_that_are_half_as_wide_cover_too_little():
    rng = np.random.default_rng(3)
    table = pd.DataFrame(
        {
            "id": "X", "area": "city", "measure": "held", "share_of": "area",
            "date": synthetic.DAYS[70], "low": np.nan, "high": np.nan, "kind": VALUE,
            "central": rng.normal(50.0, 10.0, 400), "confidence": "high",
        }
    )  # fmt: skip
    narrow = history.score_table(table, synthetic.bands_of_normal(MEAN, SD / 2)).groups.iloc[0]
    right = history.score_table(table, NORMAL).groups.iloc[0]
    assert narrow["values_in_90"] < binom.interval(0.999, 400, 0.9)[0]
    assert right["crps_ensemble"] < narrow["crps_ensemble"]


def test_widths_are_those_of_the_law(tmp_path):
    group = score(tmp_path, east("2016-12-20", central=50)).groups.iloc[0]
    assert group["width_90"] == pytest.approx(200 * SD * norm.ppf(0.95), abs=1e-3)
    assert group["width_50"] == pytest.approx(200 * SD * norm.ppf(0.75), abs=1e-3)


@pytest.mark.parametrize(
    ("low", "central", "high", "kind", "in_50", "in_90"),
    [
        ("", 50, "", VALUE, True, True),
        (10, 40, 90, VALUE, False, True),
        (50, 20, 50, None, None, None),
        (0, "", 40, RANGE, False, True),
        (0, "", 44, RANGE, True, True),
        (67, "", 90, RANGE, False, False),
        ("", "", 20, UPPER_BOUND, None, None),
        (60, "", "", LOWER_BOUND, None, None),
    ],
)
def test_values_lie_in_a_band_and_ranges_overlap_it(
    tmp_path, low, central, high, kind, in_50, in_90
):
    if kind is None:
        with pytest.raises(ValueError, match="must not fall"):
            score(tmp_path, east("2016-12-20", low, central, high))
        return
    row = score(tmp_path, east("2016-12-20", low, central, high)).observations.iloc[0]
    assert (row["kind"], row["in_50"], row["in_90"]) == (kind, in_50, in_90)
    assert pd.isna(row["crps_ensemble"]) == (kind != VALUE)


@pytest.mark.parametrize(
    ("low", "high", "within"),
    [("", 51, True), ("", 49, False), (49, "", True), (51, "", False)],
)
def test_a_bound_is_respected_if_the_median_lies_within_it(tmp_path, low, high, within):
    scores = score(tmp_path, east("2016-12-20", low, "", high))
    assert scores.observations["within_ensemble"].tolist() == [within]
    assert scores.groups.iloc[0]["bounds_ensemble"] == int(within)
    assert scores.groups.iloc[0]["values"] == 0
    assert np.isnan(scores.groups.iloc[0]["crps_ensemble"])


def test_periods_end_on_13_december_and_24_january(tmp_path):
    dates = ("2016-12-13", "2016-12-14", "2017-01-24", "2017-01-25")
    scores = score(tmp_path, *(east(date, central=50) for date in dates))
    assert scores.observations["period"].tolist() == [FITTED, SEEN, SEEN, LATER]


def rivals_of(scores):
    return scores.observations[["persistence", "constant_rate"]].to_numpy()


def test_persistence_keeps_the_last_value_before_the_first_date_of_a_period(tmp_path):
    """The record has 40 % of the east held on 13 December and 100 % on 24 January."""
    dates = ("2016-12-20", "2017-01-10", "2017-02-10", "2017-02-20")
    scores = score(tmp_path, *(east(date, central=63) for date in dates))
    assert scores.observations["persistence"].tolist() == [40.0, 40.0, 100.0, 100.0]


def test_constant_rate_runs_from_the_entry_to_13_december_and_on(tmp_path):
    scores = score(tmp_path, east("2016-12-20", central=63), east("2017-02-20", central=63))
    assert scores.observations["constant_rate"].tolist() == pytest.approx(
        [40 + 7 * 40 / 43, 100]
    )


def test_no_rival_knows_what_is_compared_with_it_after_13_december(tmp_path):
    early = [east("2016-12-20", central=63)]
    late = [east("2016-12-23", central=90), east("2017-01-20", central=10)]
    alone = rivals_of(score(tmp_path, *early))
    assert rivals_of(score(tmp_path, *early, *late))[0] == pytest.approx(alone[0])


def test_values_of_the_file_come_before_those_of_the_record(tmp_path):
    scores = score(tmp_path, east("2016-12-13", central=30), east("2016-12-16", central=63))
    assert rivals_of(scores)[1] == pytest.approx([30, 30 + 3 * 30 / 43])


def test_where_nothing_was_observed_nothing_was_held_before_the_city_was_entered(tmp_path):
    scores = score(tmp_path, ("west", "held", "2017-02-20", "", 30, ""))
    assert rivals_of(scores).tolist() == [[0.0, 0.0]]


def test_a_rival_takes_the_middle_of_a_range(tmp_path):
    rows = [
        ("west", "held", "2016-12-10", 10, "", 30),
        ("west", "held", "2016-12-20", "", 30, ""),
    ]
    assert rivals_of(score(tmp_path, *rows))[1][0] == 20.0


def test_scores_of_rivals_are_absolute_errors(tmp_path):
    row = score(tmp_path, east("2016-12-20", central=63)).observations.iloc[0]
    assert row["crps_persistence"] == 23.0
    assert row["crps_constant_rate"] == pytest.approx(abs(63 - 40 - 7 * 40 / 43))


def test_groups_are_means_of_their_observations(tmp_path):
    rows = [
        east("2016-12-10", central=45),
        east("2016-12-20", central=63),
        ("west", "held", "2017-02-20", "", 90, ""),
        east("2017-01-03", 40, "", 70),
        east("2017-01-03", "", "", 70, measure="secured"),
    ]
    scores = score(tmp_path, *rows)
    table = scores.observations
    for group in scores.groups.to_dict("records"):
        part = table
        for column in ("area", "period", "measure"):
            part = part if group[column] == "all" else part[part[column] == group[column]]
        assert group["observations"] == len(part) > 0
        assert group["values"] + group["ranges"] + group["bounds"] == len(part)
        values = part[part["kind"] == VALUE]
        if len(values):
            assert group["crps_ensemble"] == pytest.approx(values["crps_ensemble"].mean())
            ratio = group["crps_ensemble"] / group["crps_persistence"]
            assert group["skill_persistence"] == pytest.approx(1.0 - ratio)
    assert scores.groups.duplicated(["area", "period", "measure"]).sum() == 0
    assert scores.groups.query("area == 'west' and period == 'later'")["values"].item() == 1


def test_forms_have_bands_of_their_own(tmp_path):
    bands = synthetic.known_bands(count=40)
    medians = [
        score(tmp_path, east("2016-12-20", central=50), bands=bands, form=form)
        .observations["q50"]
        .item()
        for form in ("dated", "by_rule")
    ]
    assert medians[0] != medians[1]


def test_observations_without_bands_are_left_out_with_a_sentence(tmp_path):
    scores = score(
        tmp_path,
        east("2016-10-16", central=0),
        east("2016-12-20", central=50),
        east("2017-03-01", central=50),
        ("old_city", "held", "2017-02-01", "", 3, ""),
    )
    assert scores.observations["id"].tolist() == ["X1"]
    text = " ".join(scores.notes)
    assert "before 17 October 2016, the first day of the bands (X0)" in text
    assert "after 28 February 2017, the last day of the bands (X2)" in text
    assert "for which there are no bands (X3)" in text


def test_the_first_and_the_last_day_of_the_bands_are_compared(tmp_path):
    ends = [f"{day:%Y-%m-%d}" for day in synthetic.DAYS[[0, -1]]]
    scores = score(tmp_path, *(east(date, central=50) for date in ends))
    assert (len(scores.observations), scores.notes) == (2, ())


def test_a_file_of_nothing_but_such_observations_is_refused(tmp_path):
    with pytest.raises(HistoryError, match="nothing to compare"):
        score(tmp_path, east("2017-03-01", central=50))


def test_shares_of_neighbourhoods_and_shares_below_1_are_remarked(tmp_path):
    path = synthetic.write_series(tmp_path / "seen.csv", east("2016-12-20", central=0.4))
    path.write_text(path.read_text().replace(",held,area,", ",held,quarters,"))
    notes = history.score_table(read_percent_series(path), NORMAL).notes
    assert "shares of neighbourhoods" in notes[0]
    assert "multiply them by 100" in notes[1]


def test_tables_to_plot_are_those_of_a_series(tmp_path):
    scores = score(
        tmp_path, east("2016-12-20", central=50), ("city", "held", "2016-12-20", "", 5, "")
    )
    assert scores.list_series() == [("east", "held"), ("city", "held")]
    tables = scores.series("east", "held")
    assert tables.observations["id"].tolist() == ["X0"]
    assert (tables.bands["date"] == synthetic.DAYS).all()
    assert tables.rivals["date"].min() == pd.Timestamp("2016-12-13")
    assert (tables.rivals["persistence"] == 40.0).all()


def test_bands_before_the_fit_stand_beside_those_after_it(tmp_path):
    """Before the fit the runs spread three times as far about another mean."""
    fitted = NORMAL[NORMAL["form"] != "prior"]
    wide = synthetic.bands_of_normal(0.4, 3 * SD).query("form == 'prior'")
    rows = [east("2016-12-20", central=50), east("2016-12-27", central=55)]
    both = pd.concat([fitted, wide], ignore_index=True)
    group = score(tmp_path, *rows, bands=both).groups.iloc[0]
    alone = score(tmp_path, *rows, bands=both, form="prior").groups.iloc[0]
    assert group["prior_width_90"] == alone["width_90"] > 2.0 * group["width_90"]
    assert group["prior_crps"] == alone["crps_ensemble"] > group["crps_ensemble"]
    assert "prior_crps" not in alone
    assert "prior_crps" not in score(tmp_path, *rows, bands=fitted).groups
