"""How well the bands of the ensemble agree with observed shares of territory, against rivals.

A value lies in a band or not, and has a CRPS. A range without a central value agrees with a
band if they overlap, which a wide range does easily: ranges are counted apart from values and
have no CRPS, since nothing says where in the range the truth is. A bound on one side is
respected if the median of the ensemble lies within it, and has no CRPS either.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import optional_import
from mesa_mosul.calibration.bands import (
    BAND_AREAS,
    DATED,
    LEVELS,
    PRIOR,
    QUANTILES,
    bands_of_form,
    read_bands,
)
from mesa_mosul.calibration.percent_series import (
    LOWER_BOUND,
    RANGE,
    UPPER_BOUND,
    VALUE,
    read_percent_series,
    read_recorded_series,
    select_comparable,
)
from mesa_mosul.calibration.rivals import (
    PERIODS,
    RIVALS,
    SERIES,
    add_rivals,
    collect_known,
    period_of,
    rival_lines,
    select_series,
)
from mesa_mosul.engine.codes import MEASURES

BANDS = {"50": ("q25", "q75"), "90": ("q05", "q95")}
"""Lower and upper quantile of each band, by the per cent of runs that it contains."""
MEDIAN, ENSEMBLE = "q50", "ensemble"
FORECASTS = (ENSEMBLE, *RIVALS)
BOUNDS = (UPPER_BOUND, LOWER_BOUND)
GROUPINGS: tuple[tuple[str, ...], ...] = (
    *((), ("period",), ("area",), ("measure",)),
    ("area", "period"),
)
"""Columns by which observations are grouped."""
ALL = "all"
SCORED_BY = ("area", "measure", "date")
PRIOR_COLUMNS = ("prior_width_50", "prior_width_90", "prior_crps")


class SeriesTables(NamedTuple):
    """Bands, observations and rivals of one series, in %."""

    bands: pd.DataFrame
    observations: pd.DataFrame
    rivals: pd.DataFrame


class HistoryScores(NamedTuple):
    """Observations beside the bands of the ensemble and its rivals, and their scores.

    Attributes
    ----------
    form : str
        The form of the bands: dated, by_rule or prior.
    observations : pandas.DataFrame
        One row per observation that is compared, in %: as in the file, with kind (value, range,
        upper_bound, lower_bound) and period (fitted, seen, later); q05 to q95 of the ensemble;
        persistence and constant_rate; width_50 and width_90; in_50 and in_90, whether a value
        lies in the band, or a range overlaps it; for values crps_ensemble, crps_persistence and
        crps_constant_rate; for ranges and bounds within_ensemble (its median),
        within_persistence and within_constant_rate.
    groups : pandas.DataFrame
        One row per group: area, period, measure ("all" for no distinction), observations,
        values, ranges, bounds; values_in_50 and values_in_90, coverage_50 and coverage_90 of
        values; ranges_in_50, ranges_in_90; mean width_50, width_90; mean CRPS by forecast;
        skill_persistence and skill_constant_rate, 1 minus the ratio of the CRPS of the ensemble
        to that of the rival; bounds_ensemble and so on, how many bounds a forecast respects;
        prior_width_50, prior_width_90, prior_crps: of the bands before the fit, if there are.
    bands : pandas.DataFrame
        The bands of the form in %, by area, measure and date.
    known : pandas.DataFrame
        The values from which the rivals are made.
    notes : tuple of str
        What was left out, and what to bear in mind.
    """

    form: str
    observations: pd.DataFrame
    groups: pd.DataFrame
    bands: pd.DataFrame
    known: pd.DataFrame
    notes: tuple[str, ...]

    def list_series(self) -> list[tuple[str, str]]:
        """Return area and measure of each series that has observations."""
        return list(
            dict.fromkeys(zip(*(self.observations[name] for name in SERIES), strict=True))
        )

    def series(self, area: str, measure: str) -> "SeriesTables":
        """Return what there is to plot of a series: `history_bands(*scores.series(...))`."""
        bands = self.bands.xs((area, measure)).reset_index()
        rivals = rival_lines(self.known, area, measure, pd.DatetimeIndex(bands["date"]))
        return SeriesTables(bands, select_series(self.observations, area, measure), rivals)


def score_history(
    path: str | Path | None, form: str = DATED, seeds_folder: str | Path | None = None
) -> HistoryScores:
    """Return how the ensemble and two rivals agree with the observations of a file.

    path: a table in the form of the observed series of territory; None for those of the
    historical record, which end on 24 January 2017. form: of FORMS.
    Raises a MosulError for a file that cannot be compared, with line and remedy.
    """
    table = read_recorded_series(seeds_folder) if path is None else read_percent_series(path)
    return score_table(table, read_bands(seeds_folder), form, seeds_folder)


def score_table(
    table: pd.DataFrame,
    bands: pd.DataFrame,
    form: str = DATED,
    seeds_folder: str | Path | None = None,
) -> HistoryScores:
    """Return the scores of observations as `read_percent_series` returns them."""
    quantiles = bands_of_form(bands, form)
    dates = pd.DatetimeIndex(quantiles.index.get_level_values("date").unique())
    comparable = select_comparable(table, dates)
    known = collect_known(table, seeds_folder)
    rows = comparable.table.assign(period=comparable.table["date"].map(period_of))
    rows = add_rivals(rows, known)
    scored = add_scores(rows.join(quantiles, on=list(SCORED_BY)))
    groups = group_scores(scored)
    if form != PRIOR and (bands["form"] == PRIOR).any():
        before = rows.join(bands_of_form(bands, PRIOR), on=list(SCORED_BY))
        groups = groups.assign(**prior_columns(group_scores(add_scores(before))))
    return HistoryScores(form, scored, groups, quantiles, known, tuple(comparable.notes))


def prior_columns(groups: pd.DataFrame) -> dict[str, pd.Series]:
    """Return widths and CRPS of the same groups under the bands before the fit."""
    columns = (*(f"width_{name}" for name in BANDS), f"crps_{ENSEMBLE}")
    return dict(zip(PRIOR_COLUMNS, (groups[column] for column in columns), strict=True))


def add_scores(table: pd.DataFrame) -> pd.DataFrame:
    """Return observations with widths, agreement and CRPS; see `HistoryScores`."""
    result = table.copy()
    is_value = table["kind"] == VALUE
    low, high = observed_interval(table)
    for name, (lower, upper) in BANDS.items():
        result[f"width_{name}"] = table[upper] - table[lower]
        overlaps = ((low <= table[upper]) & (high >= table[lower])).astype(object)
        result[f"in_{name}"] = overlaps.where(table["kind"].isin([VALUE, RANGE]), None)
    for name in FORECASTS:
        point = table[MEDIAN if name == ENSEMBLE else name]
        error = (point - table["central"]).abs()
        result[f"crps_{name}"] = error.where(is_value)
        within = ((low <= point) & (point <= high)).astype(object)
        result[f"within_{name}"] = within.where(~is_value, None)
    if is_value.any():
        result.loc[is_value, f"crps_{ENSEMBLE}"] = quantile_crps(
            table.loc[is_value, "central"].to_numpy(),
            table.loc[is_value, list(QUANTILES)].to_numpy(),
        )
    return result


def observed_interval(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the ends of what was observed: of a value the value, of a bound 0 or 100 %."""
    is_value = table["kind"] == VALUE
    low = table["low"].mask(is_value, table["central"]).fillna(0.0)
    high = table["high"].mask(is_value, table["central"]).fillna(100.0)
    return low, high


def quantile_crps(values: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    """Return the CRPS of values under quantiles at LEVELS, in their unit, shape (values,).

    The mean of twice the pinball loss, so that of equal quantiles it is the absolute error.
    quantiles: shape (values, levels).
    """
    with optional_import("the CRPS"):
        import scoringrules
    levels = np.array(LEVELS)
    crps = scoringrules.crps_quantile(values, quantiles, levels, backend="numpy")
    return np.asarray(crps, float)


def group_scores(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of all observations, and by period, area and measure."""
    rows = []
    for columns in GROUPINGS:
        parts = observations.groupby(list(columns)) if columns else [((), observations)]
        for names, part in parts:
            group = dict.fromkeys(("area", "period", "measure"), ALL)
            group |= {name: str(value) for name, value in zip(columns, names, strict=True)}
            rows.append(group | score_group(part))
    table = pd.DataFrame(rows)
    rank = {name: at for at, name in enumerate((ALL, *BAND_AREAS, *PERIODS, *MEASURES))}
    keys = table[["measure", "area", "period"]].map(rank.__getitem__)
    both = (keys["area"] > 0) & (keys["period"] > 0)
    at = keys.assign(both=both).sort_values(["measure", "both", "area", "period"]).index
    return table.loc[at].reset_index(drop=True)


def score_group(part: pd.DataFrame) -> dict[str, Any]:
    """Return the scores of a group of observations; nan where there is nothing to score."""
    values, ranges = part[part["kind"] == VALUE], part[part["kind"] == RANGE]
    bounds = part[part["kind"].isin(BOUNDS)]
    row: dict[str, Any] = {"observations": len(part), "values": len(values)}
    row |= {"ranges": len(ranges), "bounds": len(bounds)}
    for name in BANDS:
        row[f"values_in_{name}"] = int(values[f"in_{name}"].sum())
        row[f"coverage_{name}"] = float(values[f"in_{name}"].astype(float).mean())
        row[f"ranges_in_{name}"] = int(ranges[f"in_{name}"].sum())
        row[f"width_{name}"] = float(part[f"width_{name}"].mean())
    for name in FORECASTS:
        row[f"crps_{name}"] = float(values[f"crps_{name}"].mean())
        row[f"ranges_{name}"] = int(ranges[f"within_{name}"].sum())
        row[f"bounds_{name}"] = int(bounds[f"within_{name}"].sum())
    for name in RIVALS:
        rival = row[f"crps_{name}"]
        skill = 1.0 - row[f"crps_{ENSEMBLE}"] / rival if rival else np.nan
        row[f"skill_{name}"] = float(skill)
    return row
