"""Differences between cases, replicate by replicate under common random numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.bootstrap import BOOTSTRAP_RESAMPLES, boot_interval, two_way_bootstrap
from mesa_mosul.analysis.cases import check_columns, pivot_by_case, resolve_case
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import mean_interval
from mesa_mosul.analysis.replication_advice import pairs_needed
from mesa_mosul.analysis.variance_reduction import variance_reduction_factor

PAIR_COLUMN = "replicate"


def matched_pairs(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    base: Any,
    pair_columns: Sequence[str],
    blocking_factors: Sequence[str],
) -> dict[str, pd.DataFrame]:
    """Return the pairs of each case but the base, with columns base and case.

    pair_columns identify a pair. blocking_factors are equal within every pair: the values are
    means over all their combinations, and a pair is left out if one of them is missing.
    """
    origin = resolve_case(runs, by, base)
    table = pivot_by_case(runs, outcome, by, (*pair_columns, *blocking_factors))
    if table.shape[1] < 2:
        raise AnalysisError("there is only one case, and nothing to compare it with")
    blocks = len(table.groupby(level=list(blocking_factors))) if blocking_factors else 1
    pairs_by_case = {}
    for case in table.columns:
        if case != origin:
            values = table[[origin, case]].set_axis(["base", "case"], axis=1).dropna()
            groups = values.groupby(level=list(pair_columns))
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
) -> pd.DataFrame:
    """Return the paired difference of each case from the base.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, `by` and `blocking_factors`.
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

    Returns
    -------
    pandas.DataFrame
        One row per case but the base: case, pairs; base and mean, the means of both over these
        pairs; difference with its 95 % t interval (low, high) and percentile bootstrap interval
        (boot_low, boot_high), each for its case alone; p of the paired t test; p_holm, adjusted
        by Holm's method for the cases of this outcome; vrf, the variance reduction factor of
        common random numbers; pairs_needed, NaN for differences that are all equal. NaN for
        fewer than two pairs; differences that are all equal have an interval of no width.

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
    pairs_by_case = matched_pairs(runs, outcome, by, base, (PAIR_COLUMN,), blocking_factors)
    table = pd.DataFrame(
        [
            {"case": case, **difference_statistics(pairs, width)}
            for case, pairs in pairs_by_case.items()
        ]
    )
    table["p_holm"] = holm_adjust(table["p"].to_numpy())
    return table


def difference_statistics(pair_values: pd.DataFrame, width: float | None) -> dict[str, float]:
    """Return the columns of `paired_differences` for one case, without p_holm."""
    differences = (pair_values["case"] - pair_values["base"]).to_numpy()
    mean = float(differences.mean()) if len(differences) else np.nan
    low, high = mean_interval(differences)
    boot_low, boot_high = boot_interval(differences)
    return {
        "pairs": len(differences),
        "base": float(pair_values["base"].mean()),
        "mean": float(pair_values["case"].mean()),
        "difference": mean,
        "low": low,
        "high": high,
        "boot_low": boot_low,
        "boot_high": boot_high,
        "p": paired_p_value(differences),
        "vrf": variance_reduction_factor(pair_values["base"], pair_values["case"]),
        "pairs_needed": pairs_needed(differences, width),
    }


def paired_p_value(differences: np.ndarray) -> float:
    """Return the p-value of a paired t test; 1 if all differences are 0 or too few.

    If the differences are all equal, that of the sign test.
    """
    if len(differences) < 2 or not differences.any():
        return 1.0
    error, mean = float(stats.sem(differences)), float(differences.mean())
    if error == 0.0:
        return min(1.0, 2.0 * 0.5 ** len(differences))
    return float(2 * stats.t.sf(abs(mean) / error, len(differences) - 1))


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


def two_way_differences(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    base: Any,
    set_columns: Sequence[str],
    blocking_factors: Sequence[str] = (),
    resamples: int = BOOTSTRAP_RESAMPLES,
) -> pd.DataFrame:
    """Return the difference of each case from the base over parameter sets and replicates.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, `by`, `set_columns`, `blocking_factors`.
    outcome
        Name of a numeric or boolean column.
    by
        Factors that distinguish the cases.
    base
        The base case, as `resolve_case` takes it.
    set_columns
        Columns that together identify a parameter set.
    blocking_factors
        Other factors, equal within every pair (`matched_pairs`).
    resamples
        Number of bootstrap resamples.

    Returns
    -------
    pandas.DataFrame
        One row per case but the base: case, sets, replicates; base and mean, the means of both;
        difference with its 95 % interval (low, high: Owen's pigeonhole bootstrap, each for its
        case alone); sd_sets, the standard deviation of the means of the sets.

    Raises
    ------
    AnalysisError
        If the base is no single case, or no case has a pair of runs with it.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"set": [0, 0, 1, 1], "replicate": 0, "help": [0, 1, 0, 1],
    ...     "km2": [1.0, 2.0, 3.0, 6.0]})
    >>> table = two_way_differences(runs, "km2", ["help"], 0, ["set"])
    >>> table[["sets", "difference", "low", "high"]].iloc[0].tolist()
    [2.0, 2.0, 1.0, 3.0]
    """
    check_columns(runs, set_columns)
    set_number = runs.groupby(list(set_columns), sort=False, dropna=False).ngroup()
    pairs_by_case = matched_pairs(
        runs.assign(set=set_number), outcome, by, base, ("set", PAIR_COLUMN), blocking_factors
    )
    rows = []
    for case, pairs in pairs_by_case.items():
        differences = pairs["case"] - pairs["base"]
        cube = differences.unstack(PAIR_COLUMN)
        low, high = two_way_bootstrap(cube.to_numpy(), resamples)
        rows.append(
            {"case": case, "sets": cube.shape[0], "replicates": cube.shape[1],
             "base": float(pairs["base"].mean()), "mean": float(pairs["case"].mean()),
             "difference": float(differences.mean()), "low": low, "high": high,
             "sd_sets": float(cube.mean(axis=1).std(ddof=1))}
        )  # fmt: skip
    return pd.DataFrame(rows)
