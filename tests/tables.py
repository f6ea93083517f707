"""Tables of runs as sweeps return them, sampled from known distributions."""

import numpy as np
import pandas as pd


def paired_runs(shift=0.5, runs=100, seed=1, shared_variance=0.8, labels=("none", "more")):
    """Return runs of cases with common random numbers, each `shift` above the one before."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=runs)
    parts = []
    for at, case in enumerate(labels):
        own = rng.normal(size=runs)
        value = (
            10.0
            + shift * at
            + np.sqrt(shared_variance) * common
            + np.sqrt(1.0 - shared_variance) * own
        )
        parts.append(
            pd.DataFrame({"point": at, "replicate": range(runs), "help": case, "km2": value})
        )
    table = pd.concat(parts, ignore_index=True)
    return table.assign(
        seed=table["replicate"] + 2016, status="done", key=table.index.astype(str)
    )


def add_clearing_days(runs, mean_days=60.0, last_day=90, seed=2):
    """Return runs with a day on which the east was cleared, none after the last day."""
    rng = np.random.default_rng(seed)
    day = np.ceil(rng.exponential(mean_days, len(runs)))
    is_cleared = day <= last_day
    return runs.assign(
        east_cleared=is_cleared,
        east_cleared_day=np.where(is_cleared, day, np.nan),
        days=last_day,
    )


def runs_of_cases(values_by_case, outcome="share_city_held"):
    """Return runs of cases with given values of an outcome, a replicate per value."""
    parts = [
        pd.DataFrame(
            {"point": at, "replicate": range(len(values)), "help": name,
             outcome: values, "key": [f"{at}-{i}" for i in range(len(values))]}
        )
        for at, (name, values) in enumerate(values_by_case.items())
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)
