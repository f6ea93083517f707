"""Bands of the calibrated ensemble: quantiles over its runs of what is held, by date.

`seeds/ensemble_bands.csv` holds them in three forms: with the dated decisions of the historical
record supplied, with decisions by rule from 13 December 2016, and, beside them, those of
parameter sets drawn before the fit.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from mesa_mosul.engine.codes import MEASURES
from mesa_mosul.inputs.csv_reader import SeedError
from mesa_mosul.inputs.tables import resolve_seeds_folder
from mesa_mosul.parameters.errors import MosulError

BANDS_FILE = "ensemble_bands.csv"
DATED, BY_RULE, PRIOR = "dated", "by_rule", "prior"
FORMS = {
    DATED: "the dated decisions of the historical record supplied",
    BY_RULE: "decisions by rule from 13 December 2016",
    PRIOR: "parameter sets drawn before the fit, dated decisions supplied",
}
"""Forms of the bands, and how decisions are taken in each."""
BAND_AREAS = ("city", "east", "west")
LEVELS = tuple(percent / 100 for percent in range(5, 100, 5))
QUANTILES = tuple(f"q{percent:02d}" for percent in range(5, 100, 5))
"""Columns of the quantiles, in the order of LEVELS."""
KEYS = ["form", "area", "measure", "date"]
BAND_DIGITS = 4
PERCENT = 100.0
REMEDY = "make_bands of mesa_mosul.calibration.bands makes it from the runs of the ensemble"


class BandsError(MosulError):
    """Runs of which no bands can be made."""


def make_bands(
    daily_by_form: Mapping[str, pd.DataFrame], weights: pd.Series | None = None
) -> pd.DataFrame:
    """Return the quantiles over runs of the shares of each area, by form and date.

    A quantile is the smallest value that is not below the given share of all weight. A run that
    ended early, because the city was captured, keeps its last value.

    Parameters
    ----------
    daily_by_form
        By form (dated, by_rule, prior): one row per run and day with `key`, `date` and the
        recorded columns share_AREA_MEASURE of city, east and west.
    weights
        Weight of each run, by its key; None for runs that count alike.

    Returns
    -------
    pandas.DataFrame
        form, area, measure, date; q05 to q95, shares from 0 to 1, rounded to 4 digits.

    Raises
    ------
    BandsError
        For a form, a column or a weight that is wrong or missing, and for runs with gaps.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = [f"share_{area}_{measure}" for area in BAND_AREAS for measure in MEASURES]
    >>> shares = pd.DataFrame({column: [0.1, 0.2, 0.3, 0.4] for column in columns})
    >>> daily = shares.assign(key=list("abcd"), date=pd.Timestamp("2016-12-13"))
    >>> float(make_bands({"dated": daily})["q50"].iloc[0])
    0.2
    """
    if not daily_by_form:
        raise BandsError(f"there are no runs; the forms are {', '.join(FORMS)}")
    parts = []
    for form, daily in daily_by_form.items():
        if form not in FORMS:
            raise BandsError(f"no form is called '{form}'; the forms are {', '.join(FORMS)}")
        check_runs(form, daily)
        for area in BAND_AREAS:
            for measure in MEASURES:
                bands = run_quantiles(daily, f"share_{area}_{measure}", weights)
                for column, value in zip(KEYS, (form, area, measure), strict=False):
                    bands.insert(KEYS.index(column), column, value)
                parts.append(bands)
    return pd.concat(parts, ignore_index=True)


def check_runs(form: str, daily: pd.DataFrame) -> None:
    """Refuse runs without the recorded columns, with gaps or with different first days."""
    columns = ["key", "date"]
    columns += [f"share_{area}_{measure}" for area in BAND_AREAS for measure in MEASURES]
    if missing := [column for column in columns if column not in daily.columns]:
        raise BandsError(
            f"the runs of form '{form}' lack {', '.join(missing)}; name them under record"
        )
    if daily.empty:
        raise BandsError(f"form '{form}' has no runs with recorded days")
    if daily[columns].isna().any(axis=None):
        raise BandsError(f"the runs of form '{form}' have days without a value")
    if daily.duplicated(["key", "date"]).any():
        raise BandsError(f"a run of form '{form}' has a day twice")
    dates = pd.to_datetime(daily["date"]).groupby(daily["key"]).agg(["min", "max", "size"])
    if (dates["min"] != dates["min"].iloc[0]).any():
        raise BandsError(f"the runs of form '{form}' begin on different days")
    if ((dates["max"] - dates["min"]).dt.days + 1 != dates["size"]).any():
        raise BandsError(f"a run of form '{form}' lacks a day between its first and its last")


def run_quantiles(daily: pd.DataFrame, column: str, weights: pd.Series | None) -> pd.DataFrame:
    """Return the quantiles of a column over runs, by date; ended runs keep their last value."""
    values = daily.pivot(index="date", columns="key", values=column).sort_index().ffill()
    run_weights = None if weights is None else weights_of_runs(weights, values.columns)
    quantiles = np.quantile(
        values.to_numpy(float), LEVELS, axis=1, method="inverted_cdf", weights=run_weights
    )
    table = pd.DataFrame(quantiles.T.round(BAND_DIGITS), columns=list(QUANTILES))
    table.insert(0, "date", pd.to_datetime(values.index).to_numpy())
    return table


def weights_of_runs(weights: pd.Series, keys: pd.Index) -> np.ndarray:
    """Return the weights of runs in the order of their keys."""
    if missing := [str(key) for key in keys if key not in weights.index]:
        raise BandsError(f"run {missing[0]} has no weight; weights are a series by key")
    values = weights.loc[keys].to_numpy(float)
    if len(values) != len(keys) or not (np.isfinite(values) & (values > 0.0)).all():
        raise BandsError("every run has one weight, a number above 0")
    return values


def read_bands(seeds_folder: str | Path | None = None) -> pd.DataFrame:
    """Return the bands of the ensemble, as `make_bands` makes them.

    Parameters
    ----------
    seeds_folder
        The folder with `ensemble_bands.csv`; None for the shipped one.

    Returns
    -------
    pandas.DataFrame
        form, area, measure, date; q05 to q95, shares from 0 to 1.

    Raises
    ------
    SeedError
        For a file that is missing or damaged, with what would be right.
    """
    folder = resolve_seeds_folder(seeds_folder)
    try:
        table = pd.read_csv(folder / BANDS_FILE)
    except FileNotFoundError as error:
        raise SeedError(f"{BANDS_FILE} is missing from {folder}; {REMEDY}") from error
    except (OSError, ValueError) as error:
        text = " ".join(str(error).split())
        raise SeedError(f"{BANDS_FILE} cannot be read: {text}; {REMEDY}") from error
    return check_bands(table)


def check_bands(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of bands with dates; SeedError for what `make_bands` never makes."""
    if list(table.columns) != [*KEYS, *QUANTILES] or table.empty:
        raise SeedError(
            f"{BANDS_FILE} takes the columns {', '.join(KEYS)}, {QUANTILES[0]} to"
            f" {QUANTILES[-1]} in steps of 5, and a row or more; {REMEDY}"
        )
    for column, words in zip(KEYS, (FORMS, BAND_AREAS, MEASURES), strict=False):
        wrong = table.index[~table[column].isin(list(words))]
        if len(wrong):
            raise SeedError(
                f"{BANDS_FILE} line {wrong[0] + 2}: {column} is '{table[column][wrong[0]]}';"
                f" permitted: {', '.join(words)}"
            )
    dates = pd.to_datetime(table["date"], format="%Y-%m-%d", errors="coerce")
    quantiles = table[list(QUANTILES)].apply(pd.to_numeric, errors="coerce").to_numpy(float)
    rises = (np.diff(quantiles, axis=1) >= 0.0).all(axis=1)
    is_right = dates.notna() & rises & (quantiles >= 0.0).all(axis=1)
    is_right &= (quantiles <= 1.0).all(axis=1)
    if not is_right.all():
        raise SeedError(
            f"{BANDS_FILE} line {np.flatnonzero(~is_right)[0] + 2}: a date is written"
            " 2016-12-13, and quantiles are shares from 0 to 1 that never fall from left to"
            f" right; {REMEDY}"
        )
    bands = table.assign(date=dates, **dict(zip(QUANTILES, quantiles.T, strict=True)))
    for names, part in bands.groupby(KEYS[:-1]):
        if (part["date"].diff().dropna() != pd.Timedelta(days=1)).any():
            raise SeedError(f"{BANDS_FILE}: the rows of {', '.join(map(str, names))} are not"
                            f" those of one day after another; {REMEDY}")  # fmt: skip
    for form, part in bands.groupby("form"):
        if len(part) != part["date"].nunique() * len(BAND_AREAS) * len(MEASURES):
            raise SeedError(f"{BANDS_FILE}: form {form} lacks an area, a measure or a date that"
                            f" its other rows have; {REMEDY}")  # fmt: skip
    return bands


def bands_of_form(bands: pd.DataFrame, form: str) -> pd.DataFrame:
    """Return the bands of a form in %, by area, measure and date."""
    part = bands[bands["form"] == form]
    if part.empty:
        raise BandsError(
            f"{BANDS_FILE} has no form '{form}'; it has {', '.join(bands['form'].unique())}"
        )
    shares = part.set_index(KEYS[1:])[list(QUANTILES)].sort_index()
    return (shares * PERCENT).round(BAND_DIGITS)
