"""Cases whose runs are equal, which plots show once, and the outcomes of each case."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mesa_mosul.analysis.cases import LEVEL_LABELS, case_label, label_cases
from mesa_mosul.analysis.intervals import arrange_runs, interval_of_mean
from mesa_mosul.analysis.sample_sizes import NORMAL_QUANTILE
from mesa_mosul.plots.style import clean_text

COURSE_COLUMN, DIGEST_COLUMN = "course", "digest"
"""Columns that are equal for runs that are equal: of all that is stored of a run, or more."""
MAX_NAMES_JOINED = 2
"""Largest number of equal cases whose names are all given."""
MAX_LETTERS_JOINED = 40
"""Largest number of letters of names that are all given."""


class DistinctCases(NamedTuple):
    """Runs without those of repeated cases.

    runs: those of the first case of each group of equal ones. case: of each of these runs, its
    label, categories in the order of the design. names: what a plot calls each case. run_count,
    case_count: of all runs and cases.
    """

    runs: pd.DataFrame
    case: pd.Series
    names: dict[str, str]
    run_count: int
    case_count: int

    def describe(self) -> str:
        """Return how many runs and cases there are, for the note of a plot."""
        text = f"{self.run_count:,} run{'' if self.run_count == 1 else 's'}"
        if self.case_count > len(self.names):
            count = len(self.names)
            equal = f"{count} of them different" if count > 1 else "all equal"
            text += f"; {self.case_count} cases, {equal}"
        return text


def distinct_cases(runs: pd.DataFrame, by: Sequence[str], column: str) -> DistinctCases:
    """Return the runs of cases that differ from each other, and names for groups of equal ones.

    Cases are equal if all their runs are, replicate by replicate: by the course or the digest
    of the runs, or, in a table without these columns, by the values of `column`.
    """
    runs = runs.reset_index(drop=True)
    case = label_cases(runs, by)
    content = next(
        name
        for name in (COURSE_COLUMN, DIGEST_COLUMN, column)
        if name == column or (name in runs.columns and runs[name].notna().all())
    )
    replicate = runs["replicate"] if "replicate" in runs.columns else pd.Series(0, runs.index)
    values = pd.DataFrame(
        {"case": case, "replicate": replicate, "content": runs[content].map(repr)}
    )
    groups: dict[tuple[tuple[int, str], ...], list[str]] = {}
    for label, part in values.groupby("case", observed=True):
        rows = sorted(zip(part["replicate"], part["content"], strict=True))
        groups.setdefault(tuple(rows), []).append(str(label))
    factors = {
        str(label): dict(zip(by, row, strict=True))
        for label, row in zip(case, runs[list(by)].astype(object).to_numpy(), strict=True)
    }
    level_labels = runs.attrs.get(LEVEL_LABELS)
    names = {cases[0]: group_name(cases, factors, level_labels) for cases in groups.values()}
    is_kept = case.isin(list(names))
    case_kept = case[is_kept].cat.remove_unused_categories()
    run_count = runs["key"].nunique() if "key" in runs.columns else len(runs)
    return DistinctCases(runs[is_kept], case_kept, names, run_count, len(factors))


def group_name(
    cases: Sequence[str],
    factors: Mapping[str, Mapping[str, Any]],
    level_labels: Mapping[str, Mapping[Any, str]] | None = None,
) -> str:
    """Return a name for equal cases: by the values that only they have in common, if any."""
    if len(cases) == 1:
        return clean_text(cases[0])
    rows = [factors[case] for case in cases]
    common = {
        name: value
        for name, value in rows[0].items()
        if all(repr(row[name]) == repr(value) for row in rows)
    }
    alike = [
        case
        for case, row in factors.items()
        if all(repr(row[name]) == repr(value) for name, value in common.items())
    ]
    if common and set(alike) == set(cases):
        return f"{clean_text(case_label(common, level_labels))} ({len(cases)} equal cases)"
    return join_equal_cases(cases)


def join_equal_cases(cases: Sequence[str]) -> str:
    """Return the names of equal cases; of many the first, and how many others there are."""
    joined = " = ".join(clean_text(case) for case in cases)
    count = len(cases) - 1
    if count < MAX_NAMES_JOINED and len(joined) <= MAX_LETTERS_JOINED:
        return joined
    return f"{clean_text(cases[0])} (and {count} equal case{'' if count == 1 else 's'})"


NO_MEANS = np.empty(0)


class CaseSample(NamedTuple):
    """The values of an outcome in the runs of one case.

    value: of runs in which it is known, (runs,). run_count: of all runs. unit_count: number of
    independent units: replicates of one set; of several sets these, or fewer where random
    seeds that all sets share make them alike (`effective_run_count`). set_means: of the runs of
    each parameter set, (sets,); empty unless sets have several runs and all values are known.
    """

    value: np.ndarray
    run_count: int
    unit_count: float
    set_means: np.ndarray = NO_MEANS

    @property
    def known_share(self) -> float:
        """The share of runs in which the value is known."""
        return len(self.value) / self.run_count


def case_samples(
    cases: DistinctCases, value: pd.Series, set_column: str = ""
) -> dict[str, CaseSample]:
    """Return the sample of each case by its name; missing values are not part of it."""
    samples = {}
    for case, part in cases.runs.groupby(cases.case, observed=True):
        values, means = value.loc[part.index], NO_MEANS
        if set_column and part[set_column].nunique() > 1:
            units = effective_run_count(part, values, set_column)
            if values.notna().all() and part[set_column].value_counts().min() > 1:
                means = values.groupby(part[set_column]).mean().to_numpy(float)
        else:
            units = part.get("replicate", part.index.to_series()).nunique()
        known = values.dropna().to_numpy(float)
        samples[cases.names[str(case)]] = CaseSample(known, len(part), units, means)
    return samples


def effective_run_count(case_runs: pd.DataFrame, value: pd.Series, set_column: str) -> float:
    """Return the number of independent runs that tell as much, at most that of the sets.

    That for which a share of one half of the runs has the interval that the share of runs up to
    the median has over sets and seeds.
    """
    names = [name for name in ("replicate", "seed") if name in case_runs.columns]
    places = case_runs[names].assign(set=case_runs[set_column])
    if "replicate" not in names:
        places["replicate"] = 0
    is_below = (value <= value.median()).to_numpy(float)
    _, low, high = interval_of_mean(arrange_runs(places, is_below))
    spread = float(is_below.std()) * 2.0 * NORMAL_QUANTILE / float(high[0] - low[0])
    count = float(places["set"].nunique())
    return min(max(spread**2, 1.0), count) if np.isfinite(spread) else 1.0
