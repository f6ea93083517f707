"""Bands are quantiles of runs, and a file of them is checked before it is used."""

import bands as synthetic
import numpy as np
import pandas as pd
import pytest

from mesa_mosul.calibration.bands import (
    BANDS_FILE,
    LEVELS,
    QUANTILES,
    BandsError,
    bands_of_form,
    make_bands,
    read_bands,
)
from mesa_mosul.inputs.csv_reader import SeedError

DAYS = pd.date_range("2016-12-01", periods=4)


def runs_of(*paths):
    """Return a run for each path of shares by day, the same for all areas and measures."""
    return pd.concat(
        [
            pd.DataFrame(dict.fromkeys(synthetic.SHARE_COLUMNS, path)).assign(
                key=f"r{at}", date=DAYS[: len(path)]
            )
            for at, path in enumerate(paths)
        ],
        ignore_index=True,
    )


def row(bands, date, area="east", measure="held"):
    is_row = (bands["area"] == area) & (bands["measure"] == measure)
    return bands[is_row & (bands["date"] == date)].iloc[0]


def test_quantiles_are_those_of_the_runs():
    bands, daily = synthetic.known_bands(), synthetic.random_walks(300, 1)
    date = synthetic.DAYS[60]
    values = np.sort(daily.loc[daily["date"] == date, "share_west_secured"].to_numpy())
    expected = [values[int(np.ceil(level * 300 - 1e-9)) - 1] for level in LEVELS]
    dated = bands[bands["form"] == "dated"]
    found_values = row(dated, date, "west", "secured")[list(QUANTILES)].to_numpy(float)
    assert np.abs(found_values - expected).max() <= 0.5e-4 + 1e-12


def test_a_run_that_ended_keeps_its_last_value():
    bands = make_bands({"dated": runs_of([0.1, 0.5], [0.1, 0.2, 0.2, 0.2])})
    assert row(bands, DAYS[3])["q95"] == 0.5
    assert row(bands, DAYS[3])["q05"] == 0.2


def test_weights_count_as_copies_of_runs():
    once = runs_of([0.1] * 4, [0.4] * 4, [0.7] * 4)
    twice = runs_of([0.1] * 4, [0.4] * 4, [0.4] * 4, [0.7] * 4)
    weighted = make_bands({"dated": once}, pd.Series({"r0": 1.0, "r1": 2.0, "r2": 1.0}))
    pd.testing.assert_frame_equal(weighted, make_bands({"dated": twice}))


def test_equal_weights_are_no_weights():
    daily = synthetic.random_walks(31, 5, synthetic.DAYS[:40])
    weights = pd.Series(1.0, daily["key"].unique())
    pd.testing.assert_frame_equal(
        make_bands({"dated": daily}, weights), make_bands({"dated": daily})
    )


SPOILED_RUNS = {
    "no runs at all": (lambda d: {}, "there are no runs"),
    "a form": (lambda d: {"ruled": d}, "the forms are dated, by_rule"),
    "a column": (lambda d: {"dated": d.drop(columns="share_west_held")}, "share_west_held"),
    "no days": (lambda d: {"dated": d.iloc[:0]}, "no runs"),
    "a missing value": (
        lambda d: {"dated": d.assign(share_east_held=np.nan)},
        "without a value",
    ),
    "a day twice": (lambda d: {"dated": pd.concat([d, d.iloc[:1]])}, "a day twice"),
    "a gap": (lambda d: {"dated": d.drop(index=1)}, "lacks a day"),
    "a late start": (lambda d: {"dated": d.drop(index=0)}, "begin on different days"),
}


@pytest.mark.parametrize("fault", SPOILED_RUNS)
def test_runs_that_make_no_bands_are_refused(fault):
    spoil, words = SPOILED_RUNS[fault]
    with pytest.raises(BandsError, match=words):
        make_bands(spoil(runs_of([0.1] * 4, [0.2] * 4)))


@pytest.mark.parametrize(
    "weights", [{"r0": 1.0}, {"r0": 1.0, "r1": 0.0}, {"r0": 1, "r1": np.nan}]
)
def test_a_run_without_a_weight_is_refused(weights):
    with pytest.raises(BandsError, match="weight"):
        make_bands({"dated": runs_of([0.1] * 4, [0.2] * 4)}, pd.Series(weights))


def test_bands_are_read_as_they_were_made(tmp_path):
    bands = synthetic.known_bands(count=20)
    bands.to_csv(tmp_path / BANDS_FILE, index=False)
    pd.testing.assert_frame_equal(read_bands(tmp_path), bands, check_dtype=False)


def put(column, value, line=7):
    def spoil(table):
        table = table.astype({column: object})
        table.loc[line - 2, column] = value
        return table

    return spoil


SPOILED_FILES = {
    "a column is missing": (lambda t: t.drop(columns="q50"), "takes the columns"),
    "no rows": (lambda t: t.iloc[:0], "a row or more"),
    "a form": (put("form", "rules"), "line 7: form is 'rules'; permitted: dated, by_rule"),
    "an area": (put("area", "north"), "line 7: area is 'north'"),
    "a measure": (put("measure", "lost"), "line 7: measure is 'lost'"),
    "a date": (put("date", "1.12.2016"), "line 7: a date is written"),
    "no number": (put("q50", "half"), "line 7"),
    "in per cent": (put("q95", 40.0), "shares from 0 to 1"),
    "below nothing": (put("q05", -0.1), "shares from 0 to 1"),
    "quantiles that cross": (put("q90", 0.0), "never fall"),
    "a day is missing": (lambda t: t.drop(index=5), "one day after another"),
    "an area is missing": (lambda t: t[t["area"] != "west"], "lacks an area"),
}


@pytest.mark.parametrize("fault", SPOILED_FILES)
def test_a_damaged_file_of_bands_is_refused(fault, tmp_path):
    spoil, words = SPOILED_FILES[fault]
    bands = synthetic.known_bands(count=20)
    bands = bands.assign(date=bands["date"].dt.strftime("%Y-%m-%d"))
    spoil(bands).to_csv(tmp_path / BANDS_FILE, index=False)
    with pytest.raises(SeedError, match=words):
        read_bands(tmp_path)


def test_a_missing_file_of_bands_says_what_makes_it(tmp_path):
    with pytest.raises(SeedError, match="make_bands"):
        read_bands(tmp_path)


def test_a_form_that_the_file_lacks_is_refused():
    bands = make_bands({"dated": runs_of([0.1] * 4)})
    assert bands_of_form(bands, "dated").to_numpy().max() == 10.0
    with pytest.raises(BandsError, match="it has dated"):
        bands_of_form(bands, "by_rule")
