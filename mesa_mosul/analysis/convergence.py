"""Whether there are enough replications: how a mean and its spread settle."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.cases import cases, spread, values
from mesa_mosul.analysis.resampling import LEVEL

FIRST = 5
"""Replications from which on an interval is shown."""
NORMAL = float(stats.norm.ppf(0.5 + LEVEL / 2))


def convergence(runs: pd.DataFrame, outcome: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return mean and spread of an outcome over the first n replications, by case.

    Columns: case, replications, mean, low, high (95 % t interval), sd.
    """
    table = pd.DataFrame({"case": cases(runs, by), "value": values(runs, outcome)})
    table["replicate"] = runs["replicate"]
    parts = []
    for case, part in table.groupby("case", observed=True):
        value = part.groupby("replicate")["value"].mean().to_numpy()
        count = np.arange(1, len(value) + 1)
        mean = np.cumsum(value) / count
        spare = np.maximum(count - 1, 1)
        square = np.maximum(np.cumsum(value**2) - count * mean**2, 0.0)
        sd = np.where(count > 1, np.sqrt(square / spare), np.nan)
        half = stats.t.ppf(0.5 + LEVEL / 2, spare) * sd / np.sqrt(count)
        told = {
            "replications": count,
            "mean": mean,
            "low": mean - half,
            "high": mean + half,
            "sd": sd,
        }
        parts.append(pd.DataFrame(told).assign(case=str(case))[min(FIRST, len(value)) - 1 :])
    return pd.concat(parts, ignore_index=True)


def advice(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), half: float | None = None
) -> pd.DataFrame:
    """Return how many replications give each case's mean to within `half`, 95 % of the time.

    half: left out, a twentieth of the largest mean. Columns: case, replications (there are),
    mean, half (that they give), sd, sd_half (of its own interval, for values of any shape),
    needed, enough.
    """
    table = convergence(runs, outcome, by)
    last = table.groupby("case", sort=False).tail(1)
    wanted = half if half is not None else float(last["mean"].abs().max()) / 20
    tails = spread(runs, outcome, by).kurt().reindex(last["case"]).fillna(0.0).to_numpy()
    count, sd = last["replications"].to_numpy(), last["sd"].to_numpy()
    needed = np.ceil((NORMAL * sd / wanted) ** 2) if wanted > 0.0 else np.ones(len(last))
    return pd.DataFrame(
        {
            "case": last["case"].to_numpy(),
            "replications": count,
            "mean": last["mean"].to_numpy(),
            "half": ((last["high"] - last["low"]) / 2).to_numpy(),
            "sd": sd,
            "sd_half": NORMAL * sd * np.sqrt(np.maximum(tails + 2.0, 0.0) / (4.0 * count)),
            "needed": np.nan_to_num(np.maximum(needed, 1), nan=2).astype(int),
            "enough": count >= np.nan_to_num(needed, nan=2),
        }
    )
