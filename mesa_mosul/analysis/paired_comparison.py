"""Differences between cases, pair by pair under common random numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.cases import check_columns, is_boolean, pivot_by_case, resolve_case
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import (
    Sample,
    arrange_runs,
    interval_of_mean,
    number_sets,
    p_value_of_mean,
)
from mesa_mosul.analysis.sample_sizes import pairs_needed
from mesa_mosul.analysis.share_intervals import interval_of_difference_of_shares
from mesa_mosul.analysis.variance_reduction import variance_reduction_factor

PAIR_COLUMNS = ("set", "replicate")
IDENTITY_COLUMNS = ("course", "digest")
"""Columns that identical runs share: a number of their course, or else their digest."""


def matched_pairs(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    base: Any,
    blocking_factors: Sequence[str],
) -> dict[str, pd.DataFrame]:
    """Return the pairs of each case but the base, with columns base and case.

    Runs of one set and replicate form a pair. blocking_factors are equal within every pair: the
    values are means over all their combinations, and a pair is left out if one of them is
    missing.
    """
    origin = resolve_case(runs, by, base)
    table = pivot_by_case(runs, outcome, by, (*PAIR_COLUMNS, *blocking_factors))
    if table.shape[1] < 2:
        raise AnalysisError("there is only one case, and nothing to compare it with")
    blocks = len(table.groupby(level=list(blocking_factors))) if blocking_factors else 1
    pairs_by_case = {}
    for case in table.columns:
        if case != origin:
            values = table[[origin, case]].set_axis(["base", "case"], axis=1).dropna()
            groups = values.groupby(level=list(PAIR_COLUMNS))
            pairs_by_case[str(case)] = groups.mean()[groups.size() == blocks]
    if all(pairs.empty for pairs in pairs_by_case.values()):
        raise AnalysisError(
            "no case has a pair of runs with the base; compare cases that have replicates, and"
            " levels of the other factors, in common"
        )
    return pairs_by_case


def paired_differences(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    base: Any,
    blocking_factors: Sequence[str] = (),
    width: float | None = None,
    set_columns: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the paired difference of each case from the base.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, `by`, `blocking_factors`, `set_columns`; `seed`
        and `course` or `digest` are used if they are there.
    outcome
        Name of a numeric or boolean column.
    by
        Factors that distinguish the cases.
    base
        The base case, as `resolve_case` takes it.
    blocking_factors
        Other factors, equal within every pair (`matched_pairs`); the difference is an average
        over their combinations.
    width
        Width of the interval for which `pairs_needed` is asked, in the unit of the outcome;
        None for an interval that excludes 0 with a power of 80 %.
    set_columns
        Columns that together identify a parameter set, if parameters were sampled.

    Returns
    -------
    pandas.DataFrame
        One row per case but the base: case; pairs, sets and replicates; identical_pairs, whose
        runs have the same course; base and mean, the means of both over these pairs;
        difference with its 95 % interval (low, high), for its case alone, and basis, what the
        interval covers (`analysis.intervals`); p, of the hypothesis of no difference; p_holm,
        adjusted by Holm's method for the cases of this outcome; sd_sets, the standard deviation
        of the means of the sets; vrf, the variance reduction factor of common random numbers;
        pairs_needed, each with a set and a seed of its own, infinite for no difference. NaN
        where the pairs do not determine it, as the interval where all differences agree and the
        runs are not identical.

    Raises
    ------
    AnalysisError
        If the base is no single case, or no case has a pair of runs with it.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": [0, 1, 2] * 2, "help": ["no"] * 3 + ["yes"] * 3,
    ...     "km2": [1.0, 2.0, 3.0, 2.0, 4.0, 6.0]})
    >>> table = paired_differences(runs, "km2", ["help"], "no")
    >>> table[["case", "pairs", "base", "mean", "difference"]].to_dict("records")
    [{'case': 'yes', 'pairs': 3, 'base': 2.0, 'mean': 4.0, 'difference': 2.0}]
    """
    check_columns(runs, set_columns)
    runs = runs.assign(set=number_sets(runs, set_columns))
    identical = count_identical_pairs(runs, by, base, blocking_factors)
    is_share = is_boolean(runs, outcome) and not blocking_factors
    table = pd.DataFrame(
        [
            {"case": case, **difference_statistics(runs, pairs, identical.get(case, 0),
                                                   is_share, width)}
            for case, pairs in matched_pairs(runs, outcome, by, base, blocking_factors).items()
        ]
    )  # fmt: skip
    table["p_holm"] = holm_adjust(table["p"].to_numpy())
    return table


def count_identical_pairs(
    runs: pd.DataFrame, by: Sequence[str], base: Any, blocking_factors: Sequence[str]
) -> dict[str, int]:
    """Return by case in how many pairs all runs are identical with those of the base."""
    identity = next((name for name in IDENTITY_COLUMNS if name in runs.columns), None)
    if identity is None:
        return {}
    codes = runs.assign(code=pd.factorize(runs[identity])[0].astype(float))
    table = pivot_by_case(codes, "code", by, (*PAIR_COLUMNS, *blocking_factors))
    origin = resolve_case(runs, by, base)
    equal = table.eq(table[origin], axis=0).groupby(level=list(PAIR_COLUMNS)).all()
    return {str(case): int(count) for case, count in equal.sum().items()}


def difference_statistics(
    runs: pd.DataFrame,
    pair_values: pd.DataFrame,
    identical_pairs: int,
    is_share: bool,
    width: float | None,
) -> dict[str, Any]:
    """Return the columns of `paired_differences` for one case, without p_holm."""
    differences = pair_values["case"] - pair_values["base"]
    sample = arrange_pairs(runs, differences)
    difference, low, high = difference_interval(sample, is_share)
    p = p_value_of_difference(sample, is_share)
    if len(differences) and identical_pairs >= len(differences):
        low = high = 0.0
    return {
        "pairs": len(differences),
        "sets": sample.values.shape[0],
        "replicates": sample.values.shape[1],
        "identical_pairs": identical_pairs,
        "base": float(pair_values["base"].mean()),
        "mean": float(pair_values["case"].mean()),
        "difference": difference,
        "low": low,
        "high": high,
        "basis": sample.basis(),
        "p": p,
        "sd_sets": standard_deviation_of_sets(sample),
        "vrf": variance_reduction_factor(
            pair_values["base"],
            pair_values["case"],
            pair_values.index.get_level_values("set").to_numpy(),
        ),
        "pairs_needed": pairs_needed(differences.to_numpy(), width),
    }


def arrange_pairs(runs: pd.DataFrame, differences: pd.Series) -> Sample:
    """Return the differences of pairs by set and seed."""
    keys = differences.index.to_frame(index=False)
    columns = [*PAIR_COLUMNS, *(name for name in ("seed", "hypercube") if name in runs.columns)]
    known = runs[columns].drop_duplicates(list(PAIR_COLUMNS))
    return arrange_runs(keys.merge(known, on=list(PAIR_COLUMNS)), differences.to_numpy())


def difference_interval(sample: Sample, is_share: bool) -> tuple[float, float, float]:
    """Return a mean difference with the ends of its interval; NaN if there is no pair."""
    if not sample.values.size:
        return np.nan, np.nan, np.nan
    interval = interval_of_difference_of_shares if is_share else interval_of_mean
    estimate, low, high = interval(sample)
    return float(estimate[0]), float(low[0]), float(high[0])


def p_value_of_difference(sample: Sample, is_share: bool) -> float:
    """Return the p-value of no difference; 1 if all differences are 0 or too few.

    The exact sign test (McNemar's, for shares) where the differences of a single set are
    booleans or all agree, else that of the interval.
    """
    differences = sample.values[np.isfinite(sample.values)]
    nonzero = differences[np.abs(differences) > 1e-12 * np.abs(differences).max(initial=0.0)]
    if len(differences) < 2 or not len(nonzero):
        return 1.0
    all_agree = np.ptp(differences) <= 1e-9 * np.abs(differences).max()
    if all_agree or (is_share and len(sample.values) == 1):
        return float(scipy.stats.binomtest(int((nonzero > 0.0).sum()), len(nonzero)).pvalue)
    return p_value_of_mean(sample)


def standard_deviation_of_sets(sample: Sample) -> float:
    """Return the standard deviation of the means of the sets, NaN for a single set."""
    if len(sample.values) < 2:
        return np.nan
    return float(np.nanmean(sample.values[..., 0], axis=1).std(ddof=1))


def holm_adjust(p_values: np.ndarray) -> np.ndarray:
    """Return p-values adjusted for multiple comparisons by Holm's method (1979).

    >>> import numpy as np
    >>> holm_adjust(np.array([0.01, 0.04, 0.03])).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p_values)
    steps = np.maximum.accumulate(p_values[order] * np.arange(len(p_values), 0, -1))
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted
