"""The scores of `mosul history` as a table with a few sentences, and as JSON."""

import json
import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from mesa_mosul.calibration.bands import DATED, FORMS
from mesa_mosul.calibration.history_scores import (
    ALL,
    BOUNDS,
    ENSEMBLE,
    FORECASTS,
    PRIOR_COLUMNS,
    HistoryScores,
    score_group,
)
from mesa_mosul.calibration.percent_series import RANGE, VALUE, count_text
from mesa_mosul.calibration.rivals import (
    CONSTANT_RATE,
    FITTED,
    PERIODS,
    PERSISTENCE,
    RIVALS,
)
from mesa_mosul.formatting import align_rows, decimal_text, wrap_text

RIVAL_TEXTS = {PERSISTENCE: "persistence", CONSTANT_RATE: "the constant rate"}
HEADINGS = (
    *("", "values", "in 50 %", "in 90 %", "width 50", "width 90"),
    *("CRPS", "persistence", "rate"),
)
FEW_VALUES = 10
"""Values below which coverage says little even if they were independent."""
DEFINITIONS = (
    "Counts of values in the bands; mean widths; mean CRPS of the ensemble and of two rivals,"
    " the lower the better (of a rival: its absolute error); both in percentage points."
    " Persistence: in each period the last value before it stays. Rate: the line through the"
    " first and the last value up to 13 December 2016 continues."
)


def format_scores(scores: HistoryScores) -> str:
    """Return a table of the scores by period and area, and sentences on them."""
    count = count_text(len(scores.observations), "observation")
    title = f"{count} beside the ensemble, form {scores.form}: {FORMS[scores.form]}"
    lines = [*wrap_text(title), "", *score_lines(scores.groups)]
    lines += ["", *wrap_text(DEFINITIONS), ""]
    for sentence in (*sentences(scores), *scores.notes):
        lines += wrap_text(sentence)
    return "\n".join(lines)


def score_lines(groups: pd.DataFrame) -> list[str]:
    """Return the table: all, by period, by area; one line for each group."""
    shown = groups[
        (groups["measure"] == ALL) & ((groups["area"] == ALL) | (groups["period"] == ALL))
    ]
    rows = [list(HEADINGS)]
    for row in shown.to_dict("records"):
        label = PERIODS.get(row["period"], ALL) if row["area"] == ALL else row["area"]
        values = int(row["values"])
        counts = [str(row[f"values_in_{band}"]) for band in ("50", "90")]
        means = [row[f"width_{band}"] for band in ("50", "90")]
        means += [row[f"crps_{name}"] for name in FORECASTS]
        texts = ["-" if math.isnan(mean) else decimal_text(mean, 1) for mean in means]
        rows.append([str(label), str(values), *(counts if values else ["-", "-"]), *texts])
    return align_rows(rows)


def sentences(scores: HistoryScores) -> Iterator[str]:
    """Yield what the scores say, and what they do not."""
    values = scores.observations[scores.observations["kind"] == VALUE]
    if len(values):
        yield coverage_sentence(values)
    else:
        yield "No observation has a central value: there are no coverage and no CRPS."
    forecast = values[values["period"] != FITTED]
    if len(forecast):
        yield forecast_sentence(forecast, scores.form)
    elif len(values):
        yield (
            "All values are of the period to 13 December, to part of which the ensemble was"
            " fitted: they test the fit and no forecast."
        )
    yield from prior_sentences(scores)
    yield from interval_sentences(scores.observations)


def prior_sentences(scores: HistoryScores) -> Iterator[str]:
    """Yield how wide the bands were before the fit, if there are such bands."""
    row = scores.groups.iloc[0]
    if PRIOR_COLUMNS[0] not in row:
        return
    width = decimal_text(row["prior_width_90"], 1)
    text = f"Before the fit the 90 % band is {width} points wide on average"
    if not math.isnan(row["prior_crps"]):
        text += f", with a CRPS of {decimal_text(row['prior_crps'], 1)}"
    yield f"{text}: parameter sets as drawn, with the dated decisions."


def coverage_sentence(values: pd.DataFrame) -> str:
    """Return how many values the bands contain, with what that can mean."""
    count = len(values)
    inside = {band: int(values[f"in_{band}"].sum()) for band in ("50", "90")}
    verb = "lies" if inside["90"] == 1 else "lie"
    text = (
        f"Of {count_text(count, 'value')} {inside['90']} {verb} in the 90 % band and"
        f" {inside['50']} in the 50 % band; if the bands were right and the values exact and"
        f" independent, {decimal_text(0.9 * count, 1)} and {decimal_text(0.5 * count, 1)} would"
        " be expected."
    )
    if count < FEW_VALUES:
        return f"{text} So few values hardly distinguish good bands from bad ones."
    return text


def forecast_sentence(values: pd.DataFrame, form: str) -> str:
    """Return how the ensemble does after 13 December against its rivals."""
    row = score_group(values)
    crps = {name: decimal_text(row[f"crps_{name}"], 1) for name in FORECASTS}
    text = (
        f"After 13 December ({count_text(len(values), 'value')}) the CRPS is {crps[ENSEMBLE]}"
        f" for the ensemble, {crps[PERSISTENCE]} for persistence and {crps[CONSTANT_RATE]} for"
        f" the constant rate: on these values the ensemble is {rank_text(row, crps)}"
    )
    if form == DATED:
        return (
            f"{text}. It is given the dated decisions of those days, so that it is no forecast."
        )
    return f"{text}."


def rank_text(row: dict[str, Any], texts: dict[str, str]) -> str:
    """Return how the CRPS of the ensemble compares with those of its rivals.

    texts: the CRPS as written; two that are written alike count as equal.
    """
    own = row[f"crps_{ENSEMBLE}"]
    parts: dict[str, list[str]] = {}
    for name in RIVALS:
        word = "better than" if row[f"crps_{name}"] > own else "worse than"
        word = "as good as" if texts[name] == texts[ENSEMBLE] else word
        parts.setdefault(word, []).append(RIVAL_TEXTS[name])
    return " and ".join(f"{word} {' and '.join(names)}" for word, names in parts.items())


def interval_sentences(observations: pd.DataFrame) -> Iterator[str]:
    """Yield how many ranges the bands overlap, and how many bounds each forecast respects."""
    ranges = observations[observations["kind"] == RANGE]
    if len(ranges):
        yield (
            f"Of {count_text(len(ranges), 'range')} without a central value"
            f" {int(ranges['in_90'].sum())} and {int(ranges['in_50'].sum())} overlap the 90 %"
            " and the 50 % band, as a wide range easily does."
        )
    bounds = observations[observations["kind"].isin(BOUNDS)]
    if len(bounds):
        texts = {ENSEMBLE: "the median of the ensemble", **RIVAL_TEXTS}
        counts = [
            f"{int(bounds[f'within_{name}'].sum())} by {text}" for name, text in texts.items()
        ]
        yield (
            f"Of {count_text(len(bounds), 'bound')} on one side {counts[0]}, {counts[1]} and"
            f" {counts[2]} are respected."
        )


def scores_to_json(scores: HistoryScores) -> str:
    """Return all numbers as JSON: form, groups, observations, notes; null for what is none."""
    observations = scores.observations.assign(
        date=scores.observations["date"].dt.strftime("%Y-%m-%d")
    )
    content = {
        "form": scores.form,
        "decisions": FORMS[scores.form],
        "groups": to_records(scores.groups),
        "observations": to_records(observations),
        "notes": list(scores.notes),
        "sentences": list(sentences(scores)),
    }
    return json.dumps(content, indent=2)


def to_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, None for a missing number."""
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in table.to_dict("records")
    ]
