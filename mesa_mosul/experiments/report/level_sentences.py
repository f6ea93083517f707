"""The answer of a sweep without a contrast: a level, harm beside it, and how runs spread."""

import math

import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.report.number_format import (
    format_rounded,
    is_share,
    outcome_scale,
)
from mesa_mosul.experiments.report.plain_sentences import MIN_PAIRS, side_outcome
from mesa_mosul.experiments.report.plain_words import (
    SETS_GLOSS,
    change_unit,
    event_sentence,
    harm_noun,
    is_event,
    outcome_noun,
)
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.results_design import PARAMETER_SET_COLUMN
from mesa_mosul.formatting import format_number, percent_text, percent_with_decimals
from mesa_mosul.plots.style import capitalize

MIN_RUNS_FOR_TAILS = 20
"""Fewest runs of which the range of nine in ten is stated."""
NINE_OF_TEN = (0.05, 0.95)
COARSE_WIDTH = 0.02
"""Width of the interval of a share from which on it is given in whole percent."""


def level_title(data: ReportData) -> str:
    """Return how large the primary outcome is where nothing was set, in a line."""
    outcome, count = data.primary.outcome, len(data.analysis.runs)
    if count < MIN_PAIRS:
        return f"Too few runs for an answer: {count}"
    if is_event(data, outcome):
        sentence = capitalize(event_sentence(outcome))
        return f"{sentence} in {share_level(data, outcome)[0]} % of runs"
    return f"{capitalize(outcome_noun(outcome))}: {mean_level(data, outcome)[0]} on average"


def level_sentences(data: ReportData) -> list[str]:
    """Return the level of the primary outcome, harm to civilians, and what runs differ by."""
    primary = data.primary.outcome
    return [
        level_sentence(data, primary),
        level_sentence(data, side_outcome(data)),
        spread_sentence(data, primary),
    ]


def level_sentence(data: ReportData, outcome: str) -> str:
    """Return the mean or share of an outcome with its interval, and the range of runs."""
    if is_event(data, outcome):
        share, ends = share_level(data, outcome)
        sentence = capitalize(event_sentence(outcome))
        return f"{sentence} in {share} % of runs (95 % interval {ends} %)."
    mean, ends = mean_level(data, outcome)
    interval = f" (95 % interval {ends})" if ends else ""
    row = data.summary(outcome).iloc[0]
    has_tails = row["runs"] >= MIN_RUNS_FOR_TAILS
    words, names = ("nine of ten", ("p05", "p95")) if has_tails else ("all", ("min", "max"))
    low, high = (run_value(outcome, float(row[name])) for name in names)
    return (
        f"{capitalize(harm_noun(outcome))}: {mean} on average{interval}; {words} runs lie"
        f" between {low} and {high}."
    )


def share_level(data: ReportData, outcome: str) -> tuple[str, str]:
    """Return the share of runs with an outcome in percent, and the ends of its interval."""
    share, low, high = data.shares(outcome)[["share", "low", "high"]].iloc[0]
    texts = [
        percent_with_decimals(end, 0) if high - low > COARSE_WIDTH else percent_text(end)
        for end in (share, low, high)
    ]
    return texts[0], f"{texts[1]} to {texts[2]}"


def mean_level(data: ReportData, outcome: str) -> tuple[str, str]:
    """Return the mean of an outcome with its unit, and its interval, empty for none.

    The ends lie within the bounds that the outcome has.
    """
    row = data.summary(outcome).iloc[0]
    mean, low, high = (float(row[name]) for name in ("mean", "low", "high"))
    low = max(low, 0.0) if row["min"] >= 0.0 else low
    high = min(high, 1.0) if is_share(outcome) else high
    scale = outcome_scale(outcome)[0]
    unit = "\u00a0%" if is_share(outcome) else change_unit(outcome)
    numbers = [
        format_rounded(scale * one, scale * low, scale * high) for one in (mean, low, high)
    ]
    ends = "" if math.isnan(low) else f"{numbers[1]} to {numbers[2]}{unit}"
    return f"{numbers[0]}{unit}", ends


def run_value(outcome: str, value: float) -> str:
    """Return the value of a single run with two significant digits."""
    if is_share(outcome):
        return f"{percent_with_decimals(value, 0)}\u00a0%"
    return f"{format_number(float(f'{value:.2g}'), 2)}{change_unit(outcome)}"


def spread_sentence(data: ReportData, outcome: str) -> str:
    """Return by what runs differ: what is not known, or chance."""
    analysis = data.analysis
    if not analysis.uncertain_factors:
        return (
            "All runs have the same parameters and differ by chance alone: what is not known"
            " about the parameters is not in these numbers."
        )
    runs = analysis.select_runs([])
    by_set = runs.groupby(PARAMETER_SET_COLUMN)[outcome]
    count, seeds = by_set.ngroups, runs["replicate"].nunique()
    sets = f"{count:,} parameter sets{SETS_GLOSS}"
    if is_event(data, outcome):
        return event_spread(by_set.mean(), seeds, sets)
    try:
        row = analysis.spread(outcome, []).iloc[0]
    except AnalysisError:
        return f"The runs are of {sets}; there are too few of them to tell that from chance."
    scale = outcome_scale(outcome)[0]
    unit = " percentage points" if is_share(outcome) else change_unit(outcome)
    between, within = (format_number(scale * row[name], 2) for name in ("sd_sets", "sd_seeds"))
    return (
        f"Between {sets}, runs differ by about {between}{unit}; by chance alone those of one"
        f" set by about {within}{unit} (standard deviations)."
    )


def event_spread(shares: pd.Series, seeds: int, sets: str) -> str:
    """Return in how many parameter sets an event comes in all, in some and in no runs."""
    always, never = int((shares == 1.0).sum()), int((shares == 0.0).sum())
    some = len(shares) - always - never
    runs = f"all {seeds} runs" if seeds > 1 else "the run"
    text = f"In {always} of {sets}, it is so in {runs}"
    text += f"; in {some} in some runs" if some else ""
    return text + (f"; in {never} in none." if never else ".")


def spread_title(data: ReportData, outcome: str) -> str:
    """Return how parameter sets, or runs, are distributed in an outcome, in a line."""
    runs = data.analysis.select_runs([])
    if len(runs) < MIN_PAIRS:
        return level_title(data)
    if not is_event(data, outcome):
        low, high = (run_value(outcome, float(runs[outcome].quantile(q))) for q in NINE_OF_TEN)
        return f"{capitalize(outcome_noun(outcome))}: nine of ten runs between {low} and {high}"
    if not data.analysis.uncertain_factors:
        count = int(runs[outcome].sum())
        return f"{capitalize(event_sentence(outcome))} in {count:,} of {len(runs):,} runs"
    by_set = runs.groupby(PARAMETER_SET_COLUMN)[outcome].mean()
    count = int((by_set == 1.0).sum())
    return (
        f"In {count:,} of {len(by_set):,} parameter sets {event_sentence(outcome)} in all runs"
    )
