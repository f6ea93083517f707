"""How far an outcome differs between parameter sets, and between seeds within a set."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mesa_mosul.analysis.cases import label_cases
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.variance_shares import cube_of_runs, shares_with_intervals


def spread(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), set_column: str = ""
) -> pd.DataFrame:
    """Return the spread of single runs between parameter sets and between seeds, by case.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, `set_column`, the factors `by`. Sets that lack
        a replicate that others have are left out.
    outcome
        Name of a numeric or boolean column.
    by
        Factors that distinguish the cases.
    set_column
        Column that identifies a parameter set.

    Returns
    -------
    pandas.DataFrame
        One row per case: case, sets, seeds (runs of each set); sd_sets and sd_seeds, standard
        deviations between and within sets, in the unit of the outcome; share_sets, the share of
        the variance of single runs that parameter sets have; low and high, its 95 % interval
        (NaN where runs of a set never differ, or no run differs).

    Raises
    ------
    AnalysisError
        If the outcome is text, or missing in some runs; without parameter sets; for fewer than
        10 sets or 2 runs of each.

    Notes
    -----
    As `analysis.variance_shares.variance_shares` of each case alone.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> runs = pd.DataFrame({"set": np.repeat(range(20), 2), "replicate": [0, 1] * 20})
    >>> runs["km2"] = 3.0 * runs["set"] + [0.0, 1.0, 1.0, 0.0] * 10
    >>> table = spread(runs, "km2", set_column="set")
    >>> table[["sets", "seeds"]].to_numpy().tolist(), round(float(table["share_sets"][0]), 3)
    ([[20, 2]], 0.998)
    """
    if not set_column:
        raise AnalysisError("spread: no parameters were sampled, so all spread is of seeds")
    labels, rows = label_cases(runs, by), []
    for case, part in runs.groupby(labels, observed=True):
        try:
            values, shares_seeds = cube_of_runs(part, outcome, (), set_column)
        except AnalysisError as error:
            raise AnalysisError(f"spread of '{case}': {error}") from error
        share, low, high, total = shares_with_intervals(values, shares_seeds)
        sd_sets, sd_seeds = np.sqrt(np.nan_to_num(share)[[1, 3]] * total)
        sets, seeds = values.shape[1:]
        rows.append(
            {"case": str(case), "sets": sets, "seeds": seeds, "sd_sets": sd_sets,
             "sd_seeds": sd_seeds, "share_sets": share[1], "low": low[1], "high": high[1]}
        )  # fmt: skip
    return pd.DataFrame(rows)
